"""Organizations that people belong to outside of Fairshare: a congregation, a union, a block club, a parent center."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.folding import fold
from members.models.stewarded import AboutPerson, Stewarded, StewardedQuerySet, WhereaboutsQuerySet


class CommunityGroup(Stewarded):
    """One such organization by its name, and nothing else about it."""

    NAMED_BY = ("name",)

    name = models.CharField(_("organization"), max_length=120)
    name_folded = models.CharField(max_length=120, editable=False)

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("organization people belong to")
        verbose_name_plural = _("organizations people belong to")
        constraints = [models.UniqueConstraint(fields=["steward", "name_folded"], name="a_group_is_there_once")]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        self.name_folded = fold(self.name)

    @property
    def audit_name(self):
        return self.name


class GroupTie(AboutPerson):
    """What one person is in one of them, since when and until when."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("Member")
        LEADER = "leader", _("Leader or board member")
        STAFF = "staff", _("Works there")
        VOLUNTEER = "volunteer", _("Volunteers there")

    group = models.ForeignKey(CommunityGroup, on_delete=models.PROTECT, related_name="ties", db_index=False)
    kind = models.CharField(_("as"), max_length=9, choices=Kind, default=Kind.MEMBER)
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = WhereaboutsQuerySet.as_manager()

    class Meta:
        ordering = ["person", "kind", "pk"]
        verbose_name = _("tie to an organization")
        verbose_name_plural = _("ties to organizations")
        indexes = [models.Index(fields=["steward", "group", "kind", "person"], name="people_of_a_group")]
        constraints = [
            models.CheckConstraint(
                name="a_tie_to_a_group_ends_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day must not be before the first day."),
            ),
            models.UniqueConstraint(
                fields=["person", "group", "kind"],
                name="a_tie_to_a_group_is_there_once",
                condition=Q(ends_on__isnull=True),
                violation_error_message=_("This tie is there already."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.group}"
