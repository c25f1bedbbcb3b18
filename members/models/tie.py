"""Ties between two people of one organization: who cares for whom, who brought in whom, who leads whom."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.stewarded import AboutPerson, StewardedQuerySet


class RelationshipQuerySet(StewardedQuerySet):
    def current(self, on=None):
        """Ties that hold that day, their last day included; an unknown beginning lies long ago."""
        on = on or timezone.localdate()
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=on), Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        )

    def touching(self, person):
        """Ties from and to a person."""
        return self.filter(Q(person=person) | Q(other=person))

    def guardianships(self):
        return self.filter(kind=Relationship.Kind.GUARDIAN)

    def caring(self, on=None):
        """Guardianships of those who can speak for a child that day: nobody who died."""
        return self.guardianships().current(on).exclude(person__standing="died")


class Relationship(AboutPerson):
    """A dated tie that reads from `person` to `other`: person is guardian of other, person recruited other."""

    class Kind(models.TextChoices):
        GUARDIAN = "guardian", _("cares for")
        SIBLING = "sibling", _("is a brother or sister of")
        PARTNER = "partner", _("is married to or lives with")
        RECRUITED = "recruited", _("brought in")
        LEADS = "leads", _("leads")

    class Kin(models.TextChoices):
        """What a guardian is to the child."""

        MOTHER = "mother", _("Mother")
        FATHER = "father", _("Father")
        GRANDMOTHER = "grandmother", _("Grandmother")
        GRANDFATHER = "grandfather", _("Grandfather")
        AUNT = "aunt", _("Aunt")
        UNCLE = "uncle", _("Uncle")
        GUARDIAN = "guardian", _("Guardian")

    # Both ways round are the same tie.
    MUTUAL = frozenset({"sibling", "partner"})

    other = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="relationships_to")
    kind = models.CharField(_("tie"), max_length=10, choices=Kind)
    kin = models.CharField(_("as"), max_length=12, choices=Kin, blank=True)
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-starts_on", "pk"]
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        indexes = [
            # With the days and the other, so that a search need not look at the rows themselves.
            models.Index(fields=["steward", "kind", "person", "starts_on", "ends_on", "other"], name="tie_by_kind"),
            models.Index(fields=["steward", "kind", "other"], name="tie_by_kind_to"),
        ]
        constraints = [
            models.CheckConstraint(
                name="nobody_is_tied_to_themselves",
                condition=~Q(person=F("other")),
                violation_error_message=_("A tie needs two people."),
            ),
            models.CheckConstraint(
                name="a_tie_ends_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day must not be before the first day."),
            ),
            models.UniqueConstraint(
                fields=["person", "other", "kind"],
                name="a_standing_tie_is_there_once",
                condition=Q(ends_on__isnull=True),
                violation_error_message=_("This tie is there already."),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_kind_display()} {self.other}"

    def clean(self):
        super().clean()
        if self.other_id and self.other.steward_id != self.steward_id:
            raise ValidationError(_("This person is not in your organization’s list."))
