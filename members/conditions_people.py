"""What can be said of people by what is written about them: attributes, ways to reach them, ties.

Rows about somebody are as visible as the person, and who asks is only ever answered with people they may see. So these
conditions ask for the organization's rows and not once more for the asker's rights, which would cost a join each. What
is hidden beyond that (addresses of protected people) goes through `visible_to` or `unless_protected`.
"""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kit.wall_time import moment
from members import leading
from members.conditions import Condition, Narrows, Part, find_name, having, unless_protected
from members.languages import SpokenLanguage, in_a_sentence
from members.models import (
    ContactPoint,
    HouseholdMember,
    Person,
    Relationship,
    Team,
    TeamMember,
)
from members.models.person import ADULT_AT, GradeBand, may_be_minor

PERSON = gettext_lazy("The person")
REACH = gettext_lazy("How to reach them")
TIES = gettext_lazy("Ties")


def days_ago(days: int, asker) -> date:
    """The first day of a span of so many days that ends today."""
    return asker.on - timedelta(days=days)


def start_of_days(days: int, asker) -> datetime:
    """The midnight with which such a span begins, by the organization's own clock."""
    return moment(days_ago(days, asker), time.min, asker.organization.timezone)


def in_days(days: int) -> str:
    """A span of so many days that ends today: one of them reaches back to yesterday."""
    return ngettext("yesterday or today", "in the last %(days)s days", days) % {"days": days}


# --- Attributes ------------------------------------------------------------------------------------------------


def _speaks(value, asker):
    return Q(language=value) | Q(other_languages__contains=f" {value} ")


def _age(value, asker):
    if value == "minor":
        return may_be_minor(asker.on)
    # Spelled out: for a year of birth that nobody knows, "not after 2008" is neither true nor false.
    return Q(birth_year__lt=asker.on.year - ADULT_AT) | (Q(birth_year__isnull=True) & ~may_be_minor(asker.on))


def _arrived(value, asker):
    """From a moment on: the column stays as its index has it."""
    return Q(created_at__gte=start_of_days(value["days"], asker))


STANDING = {
    Person.Standing.HERE: (gettext_lazy("is with us"), gettext_lazy("is not with us")),
    Person.Standing.MOVED: (gettext_lazy("moved away"), gettext_lazy("did not move away")),
    Person.Standing.DIED: (gettext_lazy("has died"), gettext_lazy("has not died")),
}

ATTRIBUTES = (
    Condition(
        key="speaks",
        label=gettext_lazy("Speaks"),
        q=_speaks,
        sentence=lambda value, asker: _("speaks %(language)s") % {"language": in_a_sentence(value)},
        denied=lambda value, asker: _("does not speak %(language)s") % {"language": in_a_sentence(value)},
        choices=lambda asker: SpokenLanguage.choices,
        group=PERSON,
        order=30,
        in_list=True,
        narrows=lambda value: None if value in ("en", "es") else Narrows.TO_SOME,
    ),
    Condition(
        key="interpreter",
        label=gettext_lazy("Needs an interpreter"),
        q=lambda value, asker: Q(needs_interpretation=True),
        sentence=lambda value, asker: _("needs an interpreter"),
        denied=lambda value, asker: _("needs no interpreter"),
        widget="none",
        group=PERSON,
        order=31,
    ),
    Condition(
        key="age",
        label=gettext_lazy("Age"),
        q=_age,
        sentence=lambda value, asker: _("may be under 18") if value == "minor" else _("is grown up"),
        denied=lambda value, asker: _("is grown up") if value == "minor" else _("may be under 18"),
        choices=lambda asker: [("minor", _("May be under 18")), ("adult", _("Grown up"))],
        group=PERSON,
        order=85,
        in_list=True,
    ),
    Condition(
        key="grade",
        label=gettext_lazy("Own grade"),
        q=lambda value, asker: Q(grade_band=value),
        sentence=lambda value, asker: _("is in grades %(grades)s") % {"grades": GradeBand(value).label},
        denied=lambda value, asker: _("is not in grades %(grades)s") % {"grades": GradeBand(value).label},
        choices=lambda asker: GradeBand.choices,
        group=PERSON,
        order=33,
    ),
    Condition(
        key="standing",
        label=gettext_lazy("Standing"),
        q=lambda value, asker: Q(standing=value),
        sentence=lambda value, asker: str(STANDING[value][0]),
        denied=lambda value, asker: str(STANDING[value][1]),
        choices=lambda asker: Person.Standing.choices,
        group=PERSON,
        order=80,
        in_list=True,
    ),
    Condition(
        key="arrived",
        label=gettext_lazy("Written down lately"),
        q=_arrived,
        sentence=lambda value, asker: _("was written down %(when)s") % {"when": in_days(value["days"])},
        denied=lambda value, asker: _("was not written down %(when)s") % {"when": in_days(value["days"])},
        parts=(Part("days", gettext_lazy("in the last … days"), "number", most=3660),),
        group=PERSON,
        order=35,
    ),
)


# --- Ways to reach somebody --------------------------------------------------------------------------------------


REACHED_BY = {
    "phone": (gettext_lazy("has a good phone number"), gettext_lazy("has no good phone number")),
    "email": (gettext_lazy("has a good e-mail address"), gettext_lazy("has no good e-mail address")),
    "address": (gettext_lazy("has a good street address"), gettext_lazy("has no good street address")),
}


def _reachable(value, asker):
    found = having(ContactPoint.objects.of(asker.organization).good().filter(kind=value))
    return found & unless_protected(asker) if value == ContactPoint.Kind.ADDRESS else found


def _zip(value, asker):
    addresses = ContactPoint.objects.of(asker.organization).good().filter(kind="address", zip_code=value["zip"])
    return having(addresses) & unless_protected(asker)


REACHING = (
    Condition(
        key="reached_by",
        label=gettext_lazy("Has a phone, e-mail or address"),
        q=_reachable,
        sentence=lambda value, asker: str(REACHED_BY[value][0]),
        denied=lambda value, asker: str(REACHED_BY[value][1]),
        choices=lambda asker: ContactPoint.Kind.choices,
        group=REACH,
        order=50,
    ),
    Condition(
        key="zip",
        label=gettext_lazy("Lives in a ZIP code"),
        q=_zip,
        sentence=lambda value, asker: _("lives in %(zip)s") % value,
        denied=lambda value, asker: _("does not live in %(zip)s") % value,
        parts=(Part("zip", gettext_lazy("ZIP code"), "text"),),
        group=REACH,
        order=51,
        narrows=lambda value: Narrows.TO_FEW,
    ),
)


# --- Ties --------------------------------------------------------------------------------------------------------


# Code: column of the tie that names the person, kind of tie, the sentence and its opposite.
RELATED = {
    "cares": ("person", "guardian", gettext_lazy("cares for a child"), gettext_lazy("cares for no child")),
    "cared": ("other", "guardian", gettext_lazy("has a parent or guardian here"), gettext_lazy("has no guardian here")),
    "brought": ("person", "recruited", gettext_lazy("brought somebody in"), gettext_lazy("brought nobody in")),
    "came": (
        "other",
        "recruited",
        gettext_lazy("was brought in by somebody"),
        gettext_lazy("was brought in by nobody"),
    ),
    "leads": ("person", "leads", gettext_lazy("leads somebody"), gettext_lazy("leads nobody")),
    "led": ("other", "leads", gettext_lazy("is led by somebody"), gettext_lazy("is led by nobody")),
}


def _related(value, asker):
    column, kind, *_words = RELATED[value]
    if kind == Relationship.Kind.LEADS:
        return leading.leading_or_led(leading.ties_of_leading(asker.organization, asker.on), column)
    return having(Relationship.objects.of(asker.organization).current(asker.on).filter(kind=kind), column)


def _teams(asker):
    return [(team.pk, team.name) for team in Team.objects.visible_to(asker.user).of(asker.organization).standing()]


TIED = (
    Condition(
        key="related",
        label=gettext_lazy("Ties to other people"),
        q=_related,
        sentence=lambda value, asker: str(RELATED[value][2]),
        denied=lambda value, asker: str(RELATED[value][3]),
        choices=lambda asker: [(code, capfirst(str(row[2]))) for code, row in RELATED.items()],
        group=TIES,
        order=60,
        narrows=lambda value: Narrows.TO_SOME if value in ("leads", "led") else None,
    ),
    Condition(
        key="household",
        label=gettext_lazy("In a household"),
        q=lambda value, asker: having(HouseholdMember.objects.of(asker.organization).current(asker.on)),
        sentence=lambda value, asker: _("is in a household"),
        denied=lambda value, asker: _("is in no household"),
        widget="none",
        group=TIES,
        order=61,
    ),
    Condition(
        key="team",
        label=gettext_lazy("In a team"),
        q=lambda value, asker: having(TeamMember.objects.of(asker.organization).current(asker.on).filter(team=value)),
        sentence=lambda value, asker: _("is in the team “%(team)s”") % {"team": find_name("team", value, asker)},
        denied=lambda value, asker: _("is not in the team “%(team)s”") % {"team": find_name("team", value, asker)},
        choices=_teams,
        group=TIES,
        order=62,
        narrows=lambda value: Narrows.TO_FEW,
    ),
)


CONDITIONS = (*ATTRIBUTES, *REACHING, *TIED)
