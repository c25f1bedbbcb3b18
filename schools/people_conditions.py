"""What can be said of people by their schools, and by what they said and asked for there."""

from collections import defaultdict

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.years import school_year
from members import conditions, taking_along
from members.conditions import Condition, Narrows, Part, find_name, having, unless_protected
from members.models.person import GradeBand
from schools.models import Answer, Ask, AskInput, Input, School, SchoolTie

SCHOOLS = gettext_lazy("Schools")
ASKS = gettext_lazy("Asks")


def register() -> None:
    for condition in CONDITIONS:
        conditions.register(condition)
    taking_along.register_column(taking_along.FileColumn("school", gettext_lazy("School"), _school_cells, order=12))


def _school_cells(people, user, on):
    """Names of schools for a file; those of protected people as far as the user may see them."""
    ties = SchoolTie.objects.visible_to(user).current(on).filter(person__in=[person.pk for person in people])
    found = defaultdict(dict)
    for person, name in ties.order_by("pk").values_list("person", "school__name"):
        found[person][name] = True
    return {pk: ", ".join(names) for pk, names in found.items()}


# --- Ties to schools ---------------------------------------------------------------------------------------------


def _schools(asker):
    return list(_tied_schools(asker).order_by("name").values_list("cds_code", "name"))


def _school_named(code, asker):
    return _tied_schools(asker).filter(cds_code=code).values_list("name", flat=True).first()


def _tied_schools(asker):
    """Schools to which somebody is tied, as far as the asker may see the tie."""
    ties = SchoolTie.objects.visible_to(asker.user).of(asker.organization).filter(school=OuterRef("pk"))
    return School.objects.filter(Exists(ties))


def _ties(asker):
    return SchoolTie.objects.of(asker.organization).current(asker.on)


def _tied(value, asker):
    rows = _ties(asker)
    for part, column in (("school", "school__cds_code"), ("kind", "kind"), ("grade", "grade_band")):
        if part in value:
            rows = rows.filter(**{column: value[part]})
    return having(rows) & unless_protected(asker)


# Each kind of tie: the sentence, its opposite, and both with the school.
AS = {
    SchoolTie.Kind.PARENT: (
        gettext_lazy("is a parent or caregiver"),
        gettext_lazy("is no parent or caregiver"),
        gettext_lazy("is a parent or caregiver at %(school)s"),
        gettext_lazy("is no parent or caregiver at %(school)s"),
    ),
    SchoolTie.Kind.STUDENT: (
        gettext_lazy("is a student"),
        gettext_lazy("is no student"),
        gettext_lazy("is a student at %(school)s"),
        gettext_lazy("is no student at %(school)s"),
    ),
    SchoolTie.Kind.STAFF: (
        gettext_lazy("is school staff"),
        gettext_lazy("is no school staff"),
        gettext_lazy("is on the staff of %(school)s"),
        gettext_lazy("is not on the staff of %(school)s"),
    ),
    SchoolTie.Kind.ALUM: (
        gettext_lazy("is a former student"),
        gettext_lazy("is no former student"),
        gettext_lazy("is a former student of %(school)s"),
        gettext_lazy("is no former student of %(school)s"),
    ),
    SchoolTie.Kind.NEIGHBOR: (
        gettext_lazy("is a neighbor of a school"),
        gettext_lazy("is no neighbor of a school"),
        gettext_lazy("is a neighbor of %(school)s"),
        gettext_lazy("is no neighbor of %(school)s"),
    ),
    "": (
        gettext_lazy("is tied to a school"),
        gettext_lazy("is tied to no school"),
        gettext_lazy("is tied to %(school)s"),
        gettext_lazy("is not tied to %(school)s"),
    ),
}


def _tied_words(value, asker, so):
    alone, denied, at_a_school, denied_there = AS[value.get("kind", "")]
    if "school" in value:
        name = find_name("school_tie", value["school"], asker, "school")
        found = str(at_a_school if so else denied_there) % {"school": name}
    else:
        found = str(alone if so else denied)
    if "grade" in value:
        found = _("%(tie)s (grades %(grades)s)") % {"tie": found, "grades": GradeBand(value["grade"]).label}
    return found


# --- What they said and asked for --------------------------------------------------------------------------------


def _inputs(asker):
    rows = Input.objects.visible_to(asker.user).standing()
    return rows.filter(session__event__steward=asker.organization, person__isnull=False)


def _asked(value, asker):
    """People a standing comment of whom lies behind an ask."""
    rows = AskInput.objects.filter(input__in=_inputs(asker), ask__in=Ask.objects.visible_to(asker.user))
    if "year" in value:
        rows = rows.filter(ask__year=value["year"])
    if "answered" in value:
        rows = _by_answer(rows, value["answered"] == "yes")
    return having(rows, "input__person")


def _by_answer(rows, is_answered):
    """Answered is an ask once an answer stands and went back to families; one merged shares its head's answer."""
    sent = Answer.objects.standing().filter(deliveries__isnull=False)
    own = Exists(sent.filter(ask=OuterRef("ask")))
    heads = Exists(sent.filter(ask=OuterRef("ask__head")))
    return rows.filter(own | heads) if is_answered else rows.filter(~own, ~heads)


def _years(asker):
    years = Ask.objects.visible_to(asker.user).order_by("-year").values_list("year", flat=True).distinct()
    return [(year, school_year(year)) for year in years]


ANSWERED = [("yes", gettext_lazy("Answered")), ("no", gettext_lazy("Waiting for an answer"))]


def _asked_words(value, asker, so):
    if value.get("answered") == "yes":
        found = _("raised an ask that was answered") if so else _("raised no ask that was answered")
    elif value.get("answered") == "no":
        found = _("raised an ask that waits for an answer") if so else _("raised no ask that waits for an answer")
    else:
        found = _("raised an ask") if so else _("raised no ask")
    if "year" not in value:
        return found
    return _("%(asked)s for %(year)s") % {"asked": found, "year": find_name("asked", value["year"], asker, "year")}


def _said(value, asker):
    rows = _inputs(asker)
    if "school" not in value:
        return having(rows)
    return having(rows.filter(school__cds_code=value["school"])) & unless_protected(asker)


def _said_words(value, asker, so):
    found = _("said something at a session") if so else _("said nothing at a session")
    if "school" not in value:
        return found
    return _("%(said)s: %(school)s") % {"said": found, "school": find_name("said", value["school"], asker, "school")}


def _heard_schools(asker):
    heard = _inputs(asker).filter(school=OuterRef("pk"))
    return list(School.objects.filter(Exists(heard)).order_by("name").values_list("cds_code", "name"))


CONDITIONS = (
    Condition(
        key="school",
        label=gettext_lazy("School"),
        q=lambda value, asker: _tied({"school": value}, asker),
        sentence=lambda value, asker: _("is tied to %(school)s") % {"school": find_name("school", value, asker)},
        denied=lambda value, asker: _("is not tied to %(school)s") % {"school": find_name("school", value, asker)},
        chip=lambda value, asker: _("School: %(school)s") % {"school": find_name("school", value, asker)},
        choices=_schools,
        named=_school_named,
        group=SCHOOLS,
        order=10,
        in_list=True,
        narrows=lambda value: Narrows.TO_FEW,
    ),
    Condition(
        key="tie",
        label=gettext_lazy("To the school"),
        q=lambda value, asker: _tied({"kind": value}, asker),
        sentence=lambda value, asker: str(AS[value][0]),
        denied=lambda value, asker: str(AS[value][1]),
        chip=lambda value, asker: str(SchoolTie.Kind(value).label),
        choices=lambda asker: SchoolTie.Kind.choices,
        group=SCHOOLS,
        order=11,
        in_list=True,
    ),
    Condition(
        key="school_tie",
        label=gettext_lazy("Tie to a school"),
        q=_tied,
        sentence=lambda value, asker: _tied_words(value, asker, True),
        denied=lambda value, asker: _tied_words(value, asker, False),
        parts=(
            Part("kind", gettext_lazy("As"), choices=lambda asker: SchoolTie.Kind.choices, is_required=False),
            Part("school", gettext_lazy("School"), choices=_schools, named=_school_named, is_required=False),
            Part("grade", gettext_lazy("Grade"), choices=lambda asker: GradeBand.choices, is_required=False),
        ),
        group=SCHOOLS,
        order=12,
        narrows=lambda value: Narrows.TO_FEW if "school" in value else None,
    ),
    Condition(
        key="asked",
        label=gettext_lazy("Raised an ask"),
        q=_asked,
        sentence=lambda value, asker: _asked_words(value, asker, True),
        denied=lambda value, asker: _asked_words(value, asker, False),
        parts=(
            Part("year", gettext_lazy("For the plan of"), choices=_years, is_required=False),
            Part("answered", gettext_lazy("Answer"), choices=lambda asker: ANSWERED, is_required=False),
        ),
        group=ASKS,
        order=15,
    ),
    Condition(
        key="said",
        label=gettext_lazy("Said something at a session"),
        q=_said,
        sentence=lambda value, asker: _said_words(value, asker, True),
        denied=lambda value, asker: _said_words(value, asker, False),
        parts=(Part("school", gettext_lazy("School"), choices=_heard_schools, is_required=False),),
        group=ASKS,
        order=16,
    ),
)
