"""What somebody took on for a committee, at a meeting, after a decision or between."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.models.committee import Committee
from coalition.models.meeting import Meeting, OfCommitteeQuerySet


class ActionItemQuerySet(OfCommitteeQuerySet):
    def open(self):
        return self.filter(done_on__isnull=True, dropped_on__isnull=True)


class ActionItem(models.Model):
    """Something somebody took on for a committee, with an owner and a day."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="action_items")
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="action_items")
    motion = models.ForeignKey(
        "coalition.Motion", on_delete=models.SET_NULL, null=True, blank=True, related_name="action_items"
    )
    what = models.CharField(_("what"), max_length=300)
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(
        "coalition.Representative",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="action_items",
        verbose_name=_("who does it"),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    dropped_on = models.DateField(_("dropped on"), null=True, blank=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        constraints = [
            models.CheckConstraint(
                name="an_action_item_has_an_owner",
                condition=models.Q(organization__isnull=False) | models.Q(owner__isnull=False),
                violation_error_message=_("Say who does it: a person or an organization."),
            )
        ]

    def __str__(self):
        return self.what

    @property
    def keeper(self):
        return self.committee.keeper
