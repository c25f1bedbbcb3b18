"""What schools show on a person's page and in the list of people: ties, what they asked, what they were told."""

import re
from collections import Counter, defaultdict

from django.core.cache import caches
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Permission, may
from kit.addresses import address
from kit.folding import fold
from members import finding, panels, telling, timeline
from members.models.person import GradeBand
from schools.models import Input, School, SchoolTie

# Words that half of all schools carry find nobody.
COMMON = frozenset(
    [
        "academy",
        "and",
        "center",
        "charter",
        "de",
        "del",
        "el",
        "elementary",
        "for",
        "high",
        "junior",
        "la",
        "learning",
        "magnet",
        "middle",
        "of",
        "primary",
        "school",
        "senior",
        "the",
    ]
)
# A word that more schools than this bear tells of none of them; nor does a shorter one.
A_FEW, SHORTEST = 5, 3
# So many seconds a process remembers the words of all schools.
REMEMBERED = 600


def register() -> None:
    """Called once, by this app's `ready()`."""
    panels.register_lines(_lines)
    panels.register_panel(
        panels.Panel("tie_links", "schools/_tie_link.html", _may_tie, permission=Permission.EDIT_PEOPLE)
    )
    panels.register_column(panels.Column("school", gettext_lazy("School"), _cells, order=20))
    timeline.register(timeline.Source("asks", gettext_lazy("Asks"), _asked, _inputs, order=30))
    finding.add_words(_words)
    telling.register(telling_words)


def _tells_school(person, user) -> bool:
    """Whether the user may know a person's schools."""
    return not person.is_protected or may(user, Permission.SEE_PROTECTED, person.steward)


def _may_tie(person, request, on):
    return {} if _tells_school(person, request.user) else None


def _lines(person, user, on):
    ties = SchoolTie.objects.visible_to(user).filter(person=person).current(on).order_by("kind", "pk")
    columns = ("pk", "kind", "starts_on", "grade_band", "note", "school__name", "school__cds_code")
    for tie in ties.values_list(*columns, named=True):
        since = _("since %(year)s") % {"year": tie.starts_on.year} if tie.starts_on else ""
        grade = _("grades %(grades)s") % {"grades": GradeBand(tie.grade_band).label} if tie.grade_band else ""
        what = " ".join(part for part in (str(SchoolTie.Kind(tie.kind).label), since) if part)
        yield panels.Line(
            icon="school",
            title=tie.school__name,
            url=reverse("schools:school", args=[tie.school__cds_code]),
            under=" · ".join(part for part in (what, grade, tie.note) if part),
            end_url=address("schools:end_tie", tie.pk),
            order=10,
        )


def _cells(people, request, on):
    ties = SchoolTie.objects.visible_to(request.user).filter(person__in=people).current(on).order_by("pk")
    names = defaultdict(dict)
    for person_id, school_id, name in ties.values_list("person_id", "school_id", "school__name"):
        names[person_id][school_id] = name
    return {pk: ", ".join(schools.values()) for pk, schools in names.items()}


def _words(ids):
    """Names of schools to find people by. A protected person is not found by their school."""
    ties = SchoolTie.objects.filter(person__in=ids, person__is_protected=False).current().order_by("pk")
    words = defaultdict(dict)
    for person, name in ties.values_list("person", "school__name"):
        words[person].update(dict.fromkeys(words_of(name)))
    return {person: " ".join(found) for person, found in words.items()}


def words_of(name: str) -> list[str]:
    """The words of a school's name by which its people are found."""
    return [word for word in fold(name).split() if word not in COMMON]


def telling_words() -> frozenset[str]:
    """Words that tell which school is meant: those that only a few schools bear."""
    return caches["process"].get_or_set("schools:telling-words", _telling_words, REMEMBERED)


def _telling_words():
    names = School.objects.values_list("name", flat=True)
    borne = Counter(word for name in names for word in set(re.findall(r"\w+", " ".join(words_of(name)))))
    return frozenset(word for word, schools in borne.items() if schools <= A_FEW and len(word) >= SHORTEST)


def _inputs(person, user):
    """What they said, for whom may know at which school: there its words stand on the session's page."""
    said = Input.objects.visible_to(user).standing().filter(person=person)
    return said if _tells_school(person, user) else said.none()


def _asked(person, user, on, most):
    """What they said, newest first."""
    for said in _inputs(person, user).select_related("session__event", "school").order_by("-heard_on", "-pk")[:most]:
        where = said.session.event.name if said.session_id else str(said.school)
        quoting = _("May be quoted without a name.") if said.may_quote else _("Not to be quoted.")
        yield timeline.Entry(
            on=said.heard_on,
            title=_("Said at %(where)s") % {"where": where},
            quote=said.words,
            lang=said.language,
            under=quoting,
            mark="asked",
            url=reverse("schools:session", args=[said.session_id]) if said.session_id else "",
        )
