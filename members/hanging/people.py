"""What the records of people themselves show: how to reach them, their ties and details, columns and filters."""

from collections import defaultdict
from itertools import groupby
from operator import attrgetter

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import Permission, may
from kit.addresses import address, day_words
from kit.naming import with_names
from kit.years import school_year
from members import panels, timeline
from members.languages import SpokenLanguage, unpacked
from members.models import ContactPoint, HouseholdMember, Person, Relationship, Tag
from members.panels import Column, Line, Panel


def register() -> None:
    panels.register_panel(Panel("half", "members/_reach.html", _reach, order=20))
    panels.register_panel(Panel("half", "members/_ties.html", _ties, order=30))
    panels.register_panel(Panel("half", "members/_details.html", _details, order=60))
    panels.register_lines(_family_lines)
    panels.register_lines(_household_lines)
    panels.register_column(Column("speaks", gettext_lazy("Speaks"), _speaks, order=30))
    panels.register_column(Column("talk", gettext_lazy("Last talk"), _last_talk, order=50))
    timeline.register(timeline.Source("written", gettext_lazy("Written down"), _written, order=90))


# --- The person's page -----------------------------------------------------------------------------------------


def _reach(person, request, on):
    """Ways to reach them, each with who else shares it."""
    points = points_of(person, request.user)
    others = _sharing(person, points, request.user) if points else {}
    hides = person.is_protected and not may(request.user, Permission.SEE_PROTECTED, person.steward)
    return {
        "points": [(point, others.get((point.kind, point.key), [])) for point in points],
        "hides_address": hides,
        "may_change": may(request.user, Permission.EDIT_PEOPLE, person.steward),
    }


def points_of(person, user) -> list[ContactPoint]:
    """Phones, e-mails and addresses, those to use first on top. Read once for a page: several parts of it show them."""
    order = [ContactPoint.Kind.PHONE, ContactPoint.Kind.EMAIL, ContactPoint.Kind.ADDRESS]

    def read():
        points = person.contactpoints.visible_to(user).order_by()  # a few: put in order here, a third of the cost
        return sorted(points, key=lambda each: (order.index(each.kind), not each.is_preferred, each.pk))

    return panels.read_once(person, user, "points", read)


def _sharing(person, points, user) -> dict[tuple[str, str], list[Person]]:
    """Who else is reached there, by (kind, key)."""
    same = Q()
    for kind, each in groupby(points, attrgetter("kind")):  # by kind, so that the index by key is walked
        same |= Q(kind=kind, key__in=[point.key for point in each])
    rows = ContactPoint.objects.visible_to(user).of(person.steward_id).filter(same).exclude(person=person)
    names = [f"person__{name}" for name in Person.NAMED_BY]
    found = defaultdict(list)
    for kind, key, pk, *name in rows.order_by("person__sort_name").values_list("kind", "key", "person", *names)[:50]:
        found[kind, key].append(Person(pk=pk, **dict(zip(Person.NAMED_BY, name, strict=True))))
    return found


def _ties(person, request, on):
    return {
        "lines": panels.lines_for(person, request.user, on),
        "may_change": may(request.user, Permission.EDIT_PEOPLE, person.steward),
    }


def _details(person, request, on):
    worn = person.tags.visible_to(request.user).order_by("tag__name")
    worn = list(worn.values_list("pk", "tag", "tag__name", named=True))
    values = person.custom_values.visible_to(request.user).filter(field__retired_at__isnull=True)
    may_change = may(request.user, Permission.EDIT_PEOPLE, person.steward)
    return {
        "worn": worn,
        "tags": _tags_to_put_on(person, worn, request.user) if may_change else [],
        "values": sorted(values.order_by().select_related("field"), key=lambda value: value.field.position),
        "also_speaks": ", ".join(str(SpokenLanguage(code).label) for code in unpacked(person.other_languages)),
        "grade_year": school_year(person.grade_year) if person.grade_year else "",
        "may_change": may_change,
    }


def _tags_to_put_on(person, worn, user):
    """(Id, name) of the tags that the person does not wear yet."""
    tags = Tag.objects.visible_to(user).of(person.steward_id).standing()
    tags = tags.exclude(pk__in=[each.tag for each in worn]).values_list("pk", "group__name", "name")
    return [(pk, f"{group} · {name}" if group else name) for pk, group, name in tags]


def _family_lines(person, user, on):
    """Ties from and to the person. Children are counted, not named: names are kept to each one's own page."""
    ties = Relationship.objects.visible_to(user).touching(person).current(on).order_by()
    for tie in sorted(with_names(ties, "person", "other"), key=attrgetter("kind", "pk")):
        outward = tie.person_id == person.pk
        other = tie.other if outward else tie.person
        yield Line(
            icon=ICONS[tie.kind],
            before=_before(tie, outward),
            title=str(other),
            url=address("members:person", other.pk),
            under=_since(tie.starts_on, tie.note),
            end_url=address("members:end_tie", tie.pk),
            order=20 if tie.kind == Relationship.Kind.GUARDIAN else 40,
        )


ICONS = {
    "guardian": "user-heart",
    "sibling": "users",
    "partner": "users",
    "recruited": "arrow-big-up-lines",
    "leads": "users-group",
}


def _before(tie, outward):
    """The words before the other's name, in the reader's language."""
    if tie.kind == Relationship.Kind.GUARDIAN:
        kin = tie.get_kin_display() if tie.kin else _("Parent or guardian")
        return _("%(kin)s of") % {"kin": kin} if outward else _("In the care of")
    words = {
        (Relationship.Kind.SIBLING, True): _("Brother or sister of"),
        (Relationship.Kind.PARTNER, True): _("Married to or living with"),
        (Relationship.Kind.RECRUITED, True): _("Brought in"),
        (Relationship.Kind.RECRUITED, False): _("Brought in by"),
        (Relationship.Kind.LEADS, True): _("Leads"),
        (Relationship.Kind.LEADS, False): _("Led by"),
    }
    return words.get((tie.kind, outward)) or words[tie.kind, True]


def _since(day, note=""):
    since = _("Since %(day)s") % {"day": day_words(day)} if day else ""
    return " · ".join(part for part in (since, note) if part)


def _household_lines(person, user, on):
    members = HouseholdMember.objects.visible_to(user).current(on)
    there = members.filter(household=OuterRef("household")).order_by().values("household")
    homes = members.filter(person=person).annotate(count=Subquery(there.annotate(count=Count("pk")).values("count")))
    homes = homes.order_by("household__name", "household")
    for household, name, count in homes.values_list("household", "household__name", "count"):
        yield Line(
            icon="home",
            title=name,
            url=address("members:household", household),
            under=ngettext("%(count)s person", "%(count)s people", count) % {"count": count},
            order=30,
        )


def _written(person, user, on, most):
    by = str(person.created_by) if person.created_by_id else ""
    under = " · ".join(part for part in (by, person.origin) if part)
    yield timeline.Entry(on=timezone.localdate(person.created_at), title=_("Written down"), under=under, order=-1)


# --- The list --------------------------------------------------------------------------------------------------


def _speaks(people, request, on):
    spoken = {code for person in people for code in person.languages}
    names = {code: str(name) for code, name in SpokenLanguage.choices if code in spoken}
    none = format_html('<span class="note">{}</span>', _("Not known"))
    return {person.pk: ", ".join(names.get(code, code) for code in person.languages) or none for person in people}


def _last_talk(people, request, on):
    never = format_html('<span class="note">{}</span>', _("Never"))
    return {
        person.pk: format_html('<span class="nowrap">{}</span>', _short(person.last_talk_on, on))
        if person.last_talk_on
        else never
        for person in people
    }


def _short(day, on):
    return day_words(day, "MONTH_DAY_FORMAT" if day.year == on.year else "DATE_FORMAT")


def children_of(people, user, on) -> dict:
    """ "Mother of 2" for the rows of a list, in one query."""
    ties = Relationship.objects.visible_to(user).guardianships().current(on)
    rows = ties.filter(person__in=people).values("person", "kin").annotate(count=Count("pk")).order_by("-count")
    names = dict(Relationship.Kin.choices)
    found = {}
    for row in rows:
        kin = names.get(row["kin"]) or _("Parent or guardian")
        found.setdefault(row["person"], _("%(kin)s of %(count)s") % {"kin": kin, "count": row["count"]})
    return found
