"""Households: who lives together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.terms import Term, TermQuerySet
from members.models.stewarded import AboutPerson, Stewarded, StewardedQuerySet


class Household(Stewarded):
    """People who live together and may be visited or written to once."""

    NAMED_BY = ("name",)

    name = models.CharField(_("name"), max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("household")
        verbose_name_plural = _("households")
        indexes = [models.Index(fields=["steward", "name"], name="household_by_name")]

    def __str__(self):
        return self.name


class HouseholdMemberQuerySet(TermQuerySet, StewardedQuerySet):  # type: ignore[override]
    pass


class HouseholdMember(Term, AboutPerson):
    """A person's time in a household. Children of two homes are in two."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")

    objects = HouseholdMemberQuerySet.as_manager()

    class Meta(Term.Meta):
        ordering = ["household", "person__sort_name"]
        verbose_name = _("member of a household")
        verbose_name_plural = _("members of a household")
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["household", "person"],
                name="a_person_is_in_a_household_once",
                condition=models.Q(ends_on__isnull=True),
                violation_error_message=_("This person is in the household already."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.household}"
