"""Committees: which organizations have a place, and who sits for them, day by day."""

import datetime as dt

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalition.models.coalition import Coalition, coalitions_of
from kit.overlaps import NoOverlap
from kit.terms import Term, TermQuerySet


class CommitteeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(coalition__in=coalitions_of(user))

    def editable_by(self, user):
        return self.filter(coalition__in=Coalition.objects.editable_by(user))

    def standing(self, on=None):
        """Committees that have not been closed before that day."""
        return self.filter(models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=on or timezone.localdate()))

    def with_counts(self, on, warning_days):
        """Each committee's places, those that are filled, and terms that end within so many days, in one query."""
        places = Place.objects.current(on).filter(committee=models.OuterRef("pk"))
        sitting = CommitteeSeat.objects.current(on).representatives()
        sits = sitting.filter(committee=models.OuterRef("committee"), organization=models.OuterRef("organization"))
        last = on + dt.timedelta(days=warning_days)
        ending = sitting.filter(committee=models.OuterRef("pk"), ends_on__range=(on, last))
        return self.annotate(
            place_count=_number_of(places),
            filled_count=_number_of(places.filter(models.Exists(sits))),
            ending_count=_number_of(ending),
        )


class Committee(models.Model):
    """A group of a coalition that meets and decides: the steering committee, or a working group."""

    class Kind(models.TextChoices):
        STEERING = "steering", _("Steering committee")
        WORKING_GROUP = "working_group", _("Working group")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="committees")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.STEERING)
    purpose = models.TextField(_("what it is for"), max_length=1000, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = CommitteeQuerySet.as_manager()

    # Of a committee that was asked `with_counts`.
    place_count: int
    filled_count: int

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "name"],
                name="one_committee_per_name",
                violation_error_message=_("This coalition has a committee with this name."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def vacant_count(self) -> int:
        """Places in which nobody sits."""
        return self.place_count - self.filled_count

    @property
    def keeper(self):
        """The organization whose history shows what is done to this committee."""
        return self.coalition.keeper


def _number_of(rows):
    counted = rows.order_by().values("committee").annotate(number=models.Count("pk")).values("number")
    return Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0)


class CommitteeTermQuerySet(TermQuerySet):
    def visible_to(self, user):
        return self.filter(committee__coalition__in=coalitions_of(user))

    def editable_by(self, user):
        return self.filter(committee__in=Committee.objects.editable_by(user))


class PlaceQuerySet(CommitteeTermQuerySet):
    def voting(self):
        return self.filter(is_observer=False)


class Place(Term):
    """An organization's place on a committee: one vote, one representative at a time, alternates. Empty is vacant."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="places")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="places")
    is_observer = models.BooleanField(_("observes without a vote"), default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta(Term.Meta):
        ordering = ["organization__name", "starts_on"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            *Term.Meta.constraints,
            NoOverlap(
                fields=["committee", "organization"],
                name="one_place_per_organization",
                violation_error_message=_("This organization already has a place on this committee in that time."),
            ),
        ]

    def __str__(self):
        return f"{self.organization} · {self.committee}"

    @property
    def keeper(self):
        return self.committee.keeper


class CommitteeSeatQuerySet(CommitteeTermQuerySet):
    def voting(self):
        """Seats that can carry their organization's vote: all but observers."""
        return self.exclude(role=CommitteeSeat.Role.OBSERVER)

    def representatives(self):
        return self.filter(part=CommitteeSeat.Part.REPRESENTATIVE)

    def alternates(self):
        return self.filter(part=CommitteeSeat.Part.ALTERNATE)

    def ending(self, first, last):
        """Seats whose last day lies between two days, both included."""
        return self.filter(ends_on__range=(first, last))


class CommitteeSeat(Term):
    """One person's term on a committee, speaking for one organization as its representative or an alternate."""

    class Part(models.TextChoices):
        REPRESENTATIVE = "representative", _("Representative")
        ALTERNATE = "alternate", _("Alternate")

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        MEMBER = "member", _("Member")
        OBSERVER = "observer", _("Observer")

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="seats")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="seats")
    holder = models.ForeignKey("coalition.Representative", on_delete=models.PROTECT, related_name="seats")
    part = models.CharField(_("sits as"), max_length=16, choices=Part, default=Part.REPRESENTATIVE)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)

    objects = CommitteeSeatQuerySet.as_manager()

    class Meta(Term.Meta):
        ordering = ["organization__name", "-part", "starts_on", "pk"]
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        indexes = [models.Index(fields=["committee", "organization"], name="seats_of_a_place")]
        constraints = [
            *Term.Meta.constraints,
            NoOverlap(
                fields=["committee", "organization"],
                condition=models.Q(part="representative"),
                name="one_representative_at_a_time",
                violation_error_message=_("Someone sits for this organization in that time."),
            ),
            NoOverlap(
                fields=["committee", "holder"],
                name="one_seat_per_person",
                violation_error_message=_("This person has a seat on this committee in that time."),
            ),
        ]

    def __str__(self):
        return f"{self.holder} · {self.organization} · {self.committee}"

    @property
    def keeper(self):
        return self.committee.keeper
