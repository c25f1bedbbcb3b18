"""Who we heard from: people by language, grade and role, as they were on the day they spoke (TRAIL, measure M1).

Only what the viewer's own organizations heard is counted. Groups under eleven are not shown, nor any other group from
which such a count could be worked out.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kit.suppression import suppress
from schools.models import Enrollment, GradeBand, Input, SpeakerRole, SpokenLanguage
from schools.voices import people_in

TRAITS = {
    "language": (SpokenLanguage, lambda label: _("Speak %(language)s") % {"language": label}),
    "grade_band": (GradeBand, lambda label: _("Grades %(grades)s") % {"grades": label}),
    "role": (SpeakerRole, str),
}
NOT_SAID = {"unknown", "several"}


@dataclass(frozen=True)
class Group:
    """One group among the people heard. `share` is a percent of all people heard; None is hidden."""

    label: str
    share: float | None


@dataclass(frozen=True)
class Coverage:
    """How many people were heard for one plan, of how many students, and from which groups."""

    people: int
    sessions: int
    enrolled: int | None
    enrolled_year: int | None
    groups: list[Group]
    hidden: list[str]  # labels of groups that are not shown


def coverage(school, year, *, user):
    """Who was heard at a school for one plan year, beside the newest enrollment known by the year before it."""
    rows = [
        {f"input__{name}": value for name, value in row.items()}
        for row in Input.objects.visible_to(user)
        .standing()
        .filter(school=school, year=year)
        .values("people", "person_id", "session_id", *TRAITS)
    ]
    people = people_in(rows)
    enrollment = (
        Enrollment.objects.visible_to(user)
        .filter(school=school, group=Enrollment.Group.TOTAL, year__lte=year)
        .order_by("-year")
        .first()
    )
    shown, hidden = [], []
    for trait in TRAITS:
        for label, count in _counts(rows, trait):
            (hidden if count is None else shown).append((label, count))
    return Coverage(
        people=people,
        sessions=len({row["input__session_id"] for row in rows}),
        enrolled=enrollment.count if enrollment else None,
        enrolled_year=enrollment.year if enrollment else None,
        groups=[Group(label, 100 * count / people) for label, count in shown],
        hidden=sorted(label for label, _count in hidden),
    )


def _counts(rows, trait):
    """Label and count of each group of one trait; None for what must not be shown."""
    choices, phrase = TRAITS[trait]
    groups = defaultdict(list)
    for row in rows:
        groups[row[f"input__{trait}"]].append(row)
    counts = {value: people_in(group) for value, group in groups.items()}
    labels = dict(choices.choices)
    shown = suppress(counts)
    ordered = sorted((value for value in shown if value not in NOT_SAID), key=lambda value: -counts[value])
    return [(phrase(labels.get(value, value)), shown[value]) for value in ordered]
