"""Who of us looks after whom, and handing over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from kit.terms import Term, TermQuerySet
from members.models.stewarded import AboutPerson, Stewarded, StewardedQuerySet


class AssignmentQuerySet(TermQuerySet, StewardedQuerySet):  # type: ignore[override]
    change = Permission.MANAGE_LISTS

    def to(self, user):
        return self.filter(organizer=user)


class Assignment(Term, AboutPerson):
    """A term in which one user is a person's organizer. A person has one organizer at a time."""

    organizer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="assignments", db_index=False)
    assigned_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )
    assigned_at = models.DateTimeField(auto_now_add=True)
    handover = models.ForeignKey(
        "members.Handover", on_delete=models.SET_NULL, null=True, blank=True, related_name="assignments"
    )

    # Only the deed that made the term knows these: next steps that became this organizer's, as they were before; terms
    # that follow as planned, and those that were to and do not; what stood before.
    came_along: tuple = ()
    planned: tuple = ()
    dropped: tuple = ()
    was: tuple = ()

    objects = AssignmentQuerySet.as_manager()

    class Meta(Term.Meta):
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("organizer of a person")
        verbose_name_plural = _("organizers of people")
        indexes = [models.Index(fields=["steward", "organizer", "ends_on", "person"], name="people_of_an_organizer")]
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["person"],
                name="a_person_has_one_organizer",
                condition=Q(ends_on__isnull=True),
                violation_error_message=_("This person has an organizer already."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.organizer}"


class Handover(Stewarded):
    """One user's people and open steps going to another, with what the next one should know.

    `people` and `steps` are how many went over on that day; the links below are which, as long as they are kept.
    """

    giver = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="handovers_taken")
    handed_at = models.DateTimeField(auto_now_add=True)
    handed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    context = models.TextField(_("what the next one should know"), max_length=5000, blank=True)
    people = models.PositiveIntegerField(default=0, editable=False)
    steps = models.PositiveIntegerField(default=0, editable=False)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    steps_handed = models.ManyToManyField("members.NextStep", related_name="+", blank=True, editable=False)
    teams = models.ManyToManyField("members.Team", related_name="+", blank=True, editable=False)
    lists = models.ManyToManyField("members.PersonList", related_name="+", blank=True, editable=False)
    searches = models.ManyToManyField("members.Segment", related_name="+", blank=True, editable=False)

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["-handed_at", "-pk"]
        verbose_name = _("handing over")
        verbose_name_plural = _("handings over")

    def __str__(self):
        return f"{self.giver} → {self.taker}"
