"""What one of us promised to do next."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from members.models.stewarded import Stewarded, StewardedQuerySet


class NextStepQuerySet(StewardedQuerySet):
    change = Permission.RECORD_CONVERSATIONS

    def open(self):
        return self.filter(closed_at__isnull=True)

    def owned_by(self, user):
        return self.filter(owner=user)

    def due(self, on=None):
        """Open steps that are due by that day, the latest first."""
        return self.open().filter(due_on__lte=on or timezone.localdate()).order_by("due_on", "pk")


class NextStep(Stewarded):
    """One thing that one user will do by a day, mostly with one person. Open until done or dropped."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    person = models.ForeignKey(
        "members.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="next_steps"
    )
    what = models.CharField(_("next step"), max_length=200)
    owner = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="next_steps", db_index=False, verbose_name=_("who")
    )
    due_on = models.DateField(_("by"))
    conversation = models.ForeignKey(
        "members.Conversation", on_delete=models.SET_NULL, null=True, blank=True, related_name="next_steps"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    entry_key = models.CharField(max_length=64, blank=True, editable=False)

    objects = NextStepQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        indexes = [
            models.Index(fields=["owner", "due_on"], name="open_step_by_owner", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["steward", "due_on"], name="open_step_by_day", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["person"], name="open_step_of_a_person", condition=Q(closed_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["steward", "entry_key"],
                name="next_step_is_written_down_once",
                condition=~Q(entry_key=""),
                violation_error_message=_("This was saved already."),
            ),
            models.CheckConstraint(
                name="a_closed_step_says_how",
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False) & ~Q(outcome=""),
            ),
        ]

    def __str__(self):
        return self.what

    @property
    def audit_name(self):
        return str(self.person or _("Next step"))
