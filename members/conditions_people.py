"""What can be said of people by what is written about them: attributes, ways to reach them, ties, tags, lists, fields.

Rows about somebody are as visible as the person, and who asks is only ever answered with people they may see. So these
conditions ask for the organization's rows and not once more for the asker's rights, which would cost a join each. What
is hidden beyond that (addresses of protected people, others' lists) goes through `visible_to` or `unless_protected`.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kit.wall_time import moment
from members.conditions import Condition, Misfit, Part, having, unless_protected
from members.languages import SpokenLanguage, in_a_sentence
from members.models import (
    ContactPoint,
    CustomField,
    CustomValue,
    HouseholdMember,
    ListEntry,
    Person,
    PersonList,
    PersonTag,
    Relationship,
    Tag,
    Team,
    TeamMember,
)
from members.models.person import ADULT_AT, GradeBand, may_be_minor

PERSON = gettext_lazy("The person")
REACH = gettext_lazy("How to reach them")
TIES = gettext_lazy("Ties")
MARKS = gettext_lazy("Tags, lists and fields")


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
        narrows=lambda value: True,
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
        narrows=lambda value: value in ("leads", "led"),
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
        narrows=lambda value: True,
    ),
)


def find_name(key, value, asker, part=""):
    """What a chosen value of a condition is called."""
    return BY_KEY[key].name_of(value, asker, part)


# --- Tags, lists, the organization's own fields ------------------------------------------------------------------


def _tags(asker):
    """All tags, also retired ones: a saved search outlives them."""
    tags = Tag.objects.visible_to(asker.user).of(asker.organization).select_related("group")
    return [(tag.pk, f"{tag.group} · {tag}" if tag.group else tag.name) for tag in tags]


def _lists(asker):
    """All lists, closed ones last: a saved search outlives them."""
    lists = PersonList.objects.visible_to(asker.user).of(asker.organization)
    return [(each.pk, _list_name(each)) for each in sorted(lists, key=lambda each: each.closed_at is not None)]


def _list_name(each):
    return _("%(list)s (closed)") % {"list": each.name} if each.closed_at else each.name


def _fields(asker):
    if _fields not in asker.memo:
        fields = CustomField.objects.visible_to(asker.user).of(asker.organization).standing()
        asker.memo[_fields] = list(fields)
    return asker.memo[_fields]


def _answers(asker):
    """Each answer that can be chosen, grouped by its field; any answer for the others."""
    found = []
    for field in _fields(asker):
        answers = [(f"{field.pk}:", _("Any answer"))]
        if field.kind == CustomField.Kind.CHOICE:
            answers += [(f"{field.pk}:{choice}", choice) for choice in field.choices]
        if field.kind == CustomField.Kind.YES_NO:
            answers += [(f"{field.pk}:yes", _("Yes")), (f"{field.pk}:no", _("No"))]
        found.append((field.name, answers))
    return found


def _values(asker, field_id):
    return CustomValue.objects.of(asker.organization).filter(field=field_id)


def _answered(value, asker):
    field_id, _colon, answer = value.partition(":")
    rows = _values(asker, field_id)
    field = next(field for field in _fields(asker) if str(field.pk) == field_id)
    if answer and field.kind == CustomField.Kind.YES_NO:
        rows = rows.filter(is_true=answer == "yes")
    elif answer:
        rows = rows.filter(text=answer)
    return having(rows)


def _answered_words(value, asker, so):
    field_id, _colon, answer = value.partition(":")
    field = next(field for field in _fields(asker) if str(field.pk) == field_id)
    if not answer:
        words = _("has an answer to “%(field)s”") if so else _("has no answer to “%(field)s”")
        return words % {"field": field}
    words = _("has “%(answer)s” in “%(field)s”") if so else _("does not have “%(answer)s” in “%(field)s”")
    return words % {"field": field, "answer": find_name("answer", value, asker)}


def _written(asker):
    return [(field.pk, field.name) for field in _fields(asker) if field.kind == CustomField.Kind.TEXT]


def _worded(value, asker):
    return having(_values(asker, value["field"]).filter(text__icontains=value["text"]))


def _worded_words(value, asker, so):
    words = _("has “%(text)s” somewhere in “%(field)s”") if so else _("does not have “%(text)s” in “%(field)s”")
    return words % {"text": value["text"], "field": find_name("answer_words", value["field"], asker, "field")}


def _compared(asker):
    kinds = (CustomField.Kind.NUMBER, CustomField.Kind.DAY)
    return [(field.pk, field.name) for field in _fields(asker) if field.kind in kinds]


LARGEST = 10**12
WAYS = [("gte", gettext_lazy("at least, or from")), ("lte", gettext_lazy("at most, or until"))]


def _limit(field, text):
    """What a field is compared with: a day or a number. Raises Misfit for a number where days are kept, and so on."""
    if field.column == "day":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Misfit(_("“%(field)s” holds days. Write one as 2026-11-30.") % {"field": field}) from None
    try:
        limit = Decimal(text)
        if abs(limit) < LARGEST:
            return limit
    except InvalidOperation:
        pass
    raise Misfit(_("“%(field)s” holds numbers. Write one as 12 or 1.5.") % {"field": field})


def _compared_with(value, asker):
    field = next(field for field in _fields(asker) if str(field.pk) == value["field"])
    return field, _limit(field, value["than"])


def _fitted(value, asker):
    _field, limit = _compared_with(value, asker)
    return {**value, "than": limit.isoformat() if isinstance(limit, date) else value["than"]}


def _measured(value, asker):
    field, limit = _compared_with(value, asker)
    return having(_values(asker, field.pk).filter(**{f"{field.column}__{value['way']}": limit}))


def _measured_words(value, asker, so):
    field, limit = _compared_with(value, asker)
    if isinstance(limit, date):
        if value["way"] == "gte":
            words = (
                _("has %(day)s or later in “%(field)s”") if so else _("does not have %(day)s or later in “%(field)s”")
            )
        else:
            words = (
                _("has %(day)s or earlier in “%(field)s”")
                if so
                else _("does not have %(day)s or earlier in “%(field)s”")
            )
        return words % {"day": date_format(limit), "field": field}
    if value["way"] == "gte":
        words = _("has %(than)s or more in “%(field)s”") if so else _("does not have %(than)s or more in “%(field)s”")
    else:
        words = _("has %(than)s or less in “%(field)s”") if so else _("does not have %(than)s or less in “%(field)s”")
    return words % {"than": value["than"], "field": field}


MARKED = (
    Condition(
        key="tag",
        label=gettext_lazy("Tag"),
        q=lambda value, asker: having(PersonTag.objects.of(asker.organization).filter(tag=value)),
        sentence=lambda value, asker: _("has the tag “%(tag)s”") % {"tag": find_name("tag", value, asker)},
        denied=lambda value, asker: _("does not have the tag “%(tag)s”") % {"tag": find_name("tag", value, asker)},
        choices=_tags,
        group=MARKS,
        order=40,
        in_list=True,
    ),
    Condition(
        key="list",
        label=gettext_lazy("On a list"),
        q=lambda value, asker: having(ListEntry.objects.of(asker.organization).filter(list=value)),
        sentence=lambda value, asker: _("is on the list “%(list)s”") % {"list": find_name("list", value, asker)},
        denied=lambda value, asker: _("is not on the list “%(list)s”") % {"list": find_name("list", value, asker)},
        choices=_lists,
        group=MARKS,
        order=41,
        in_list=True,
    ),
    Condition(
        key="answer",
        label=gettext_lazy("Answer in a field of your own"),
        q=_answered,
        sentence=lambda value, asker: _answered_words(value, asker, True),
        denied=lambda value, asker: _answered_words(value, asker, False),
        choices=_answers,
        group=MARKS,
        order=42,
        in_list=True,
    ),
    Condition(
        key="answer_words",
        label=gettext_lazy("Words in a field of your own"),
        q=_worded,
        sentence=lambda value, asker: _worded_words(value, asker, True),
        denied=lambda value, asker: _worded_words(value, asker, False),
        parts=(
            Part("field", gettext_lazy("Field"), choices=_written),
            Part("text", gettext_lazy("holds the words"), "text"),
        ),
        group=MARKS,
        order=42,
    ),
    Condition(
        key="measure",
        label=gettext_lazy("Number or day in a field of your own"),
        q=_measured,
        sentence=lambda value, asker: _measured_words(value, asker, True),
        denied=lambda value, asker: _measured_words(value, asker, False),
        parts=(
            Part("field", gettext_lazy("Field"), choices=_compared),
            Part("way", gettext_lazy("is"), choices=lambda asker: WAYS),
            Part("than", gettext_lazy("number, or day as 2026-11-30"), "text"),
        ),
        fitted=_fitted,
        group=MARKS,
        order=43,
    ),
)

CONDITIONS = (*ATTRIBUTES, *REACHING, *TIED, *MARKED)
BY_KEY = {condition.key: condition for condition in CONDITIONS}
