"""What can be said of people by what an organization adds: tags, lists and fields of its own.

They ask for the organization's rows, as members/conditions_people.py says; lists of others go through `visible_to`.
"""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.numbers import number_of
from members import telling
from members.conditions import Condition, Misfit, Part, find_name, having
from members.models import (
    CustomField,
    CustomValue,
    ListEntry,
    PersonList,
    PersonTag,
    Tag,
)

MARKS = gettext_lazy("Tags, lists and fields")


def _tags(asker):
    """All tags, also retired ones: a saved search outlives them."""
    tags = Tag.objects.visible_to(asker.user).of(asker.organization).select_related("group")
    return [(tag.pk, f"{tag.group} · {tag}" if tag.group else tag.name) for tag in tags]


def _lists(asker):
    """All lists, closed ones last: a saved search outlives them."""
    lists = PersonList.objects.visible_to(asker.user).of(asker.organization)
    return [(each.pk, _list_name(each)) for each in sorted(lists, key=lambda each: each.closed_at is not None)]


def _listed(value, asker):
    names = PersonList.objects.of(asker.organization).filter(pk=value).values_list("name", flat=True)
    return having(ListEntry.objects.of(asker.organization).filter(list=value)) & telling.unless_it_tells(names, asker)


def _unread(value, asker) -> str:
    """A search may be shared though a list that it names is not. Neither the list's name nor its owner is told."""
    if PersonList.objects.of(asker.organization).filter(pk=number_of(value)).exists():
        return _("It names a list that you cannot read.")
    return ""


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


CONDITIONS = (
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
        q=_listed,
        sentence=lambda value, asker: _("is on the list “%(list)s”") % {"list": find_name("list", value, asker)},
        denied=lambda value, asker: _("is not on the list “%(list)s”") % {"list": find_name("list", value, asker)},
        choices=_lists,
        missing=_unread,
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
