"""Everything we hold about one person, to hand to them: the same facts as a file and as a page they can read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.languages import SpokenLanguage
from members.looking import looks_at
from members.models import Conversation, Relationship, SealedNote

MOST_LOOKS = 500


@dataclass(frozen=True)
class Fact:
    """One thing we hold: what it is called, and its value (text, number, day, moment, yes or no)."""

    label: str
    value: Any

    @property
    def shown(self) -> str:
        """As it stands on the page."""
        if isinstance(self.value, bool):
            return _("Yes") if self.value else _("No")
        if isinstance(self.value, datetime):
            return date_format(timezone.localtime(self.value), "DATETIME_FORMAT")
        return date_format(self.value) if isinstance(self.value, date) else str(self.value)


@dataclass
class Section:
    """Facts of one kind: each row is one thing that was recorded."""

    key: str
    title: str
    rows: list[list[Fact]] = field(default_factory=list)


_providers: list[Callable] = []


def register(provider: Callable) -> None:
    """Let a higher storey add a Section: `provider(person)` gives one. Called from `ready()`."""
    if provider not in _providers:
        _providers.append(provider)


def facts(*pairs) -> list[Fact]:
    """The pairs of label and value that hold something."""
    return [Fact(str(label), _plain(value)) for label, value in pairs if value not in (None, "", [])]


def _plain(value):
    return value if isinstance(value, bool | int | date | datetime) else str(value)


def everything_about(person) -> dict:
    """All that is recorded about a person, in the language that is active: {made_on, kept_by, person, sections}.

    Sealed notes are counted, not opened: they belong to those who are named in them.
    """
    makers = (
        _person, _reach, _family, _consent, _talks, _hosted, _steps, _people_of_ours, _ladder, _answers, _lists, _calls,
    )  # fmt: skip
    sections = [make(person) for make in (*makers, *_providers)] + [_looks(person)]
    return {
        "made_on": person.steward.today(),
        "kept_by": str(person.steward),
        "person": str(person),
        "sections": [section for section in sections if section.rows],
    }


def as_plain(everything: dict) -> dict:
    """The same for a JSON file."""
    sections = {
        section.key: {
            "title": section.title,
            "rows": [{fact.label: fact.value for fact in row} for row in section.rows],
        }
        for section in everything["sections"]
    }
    return {**everything, "sections": sections}


def _label(row, name):
    return str(row._meta.get_field(name).verbose_name).capitalize()


def _shown(row, *names) -> list[Fact]:
    """Fields of a row under their own names; codes as words."""
    pairs = []
    for name in names:
        display = getattr(row, f"get_{name}_display", None)
        value = display() if display and row._meta.get_field(name).choices else getattr(row, name)
        pairs.append((_label(row, name), value))
    return facts(*pairs)


WHO = ("given_name", "family_name", "preferred_name", "pronouns", "birth_year", "grade_band", "origin", "standing")


def _person(person):
    spoken = ", ".join(str(SpokenLanguage(code).label) for code in person.languages)
    row = [
        *_shown(person, *WHO),
        *facts(
            (_("Languages"), spoken),
            (_("Needs an interpreter"), person.needs_interpretation),
            (_("Protected: address and school are hidden"), person.is_protected),
            (_("Written down on"), person.created_at),
        ),
    ]
    return Section("person", _("Who you are"), [row])


def _reach(person):
    rows = [
        [*_shown(point, "kind", "label"), *facts((_("Where"), point.shown)), *_shown(point, "whose", "note", "status")]
        for point in person.contactpoints.all()
    ]
    return Section("reach", _("How to reach you"), rows)


def _family(person):
    rows = [
        facts((_("Household"), member.household.name), (_("Since"), member.starts_on), (_("Until"), member.ends_on))
        for member in person.householdmembers.select_related("household")
    ]
    ties = Relationship.objects.touching(person).select_related("person", "other")
    rows += [
        facts(
            (_("Tie"), f"{tie.person} {tie.get_kind_display()} {tie.other}"),
            (_("As"), tie.get_kin_display()),
            (_("Since"), tie.starts_on),
            (_("Until"), tie.ends_on),
            (_("Note"), tie.note),
        )
        for tie in ties
    ]
    return Section("family", _("Family and ties"), rows)


def _consent(person):
    rows = [
        facts(
            (_("When"), event.happened_at),
            (_("Answer"), event.get_state_display()),
            (_("Channel"), event.get_channel_display() or _("All")),
            (_("What for"), event.get_purpose_display() or _("Everything")),
            (_("How"), event.get_source_display()),
            (_("Guardian who answered"), event.given_by),
            (_("What was asked"), event.wording),
            (_("Where it is written"), event.evidence),
            (_("Until"), event.expires_on),
            (_("Written down by"), event.recorded_by),
        )
        for event in person.consentevents.select_related("given_by", "recorded_by")
    ]
    return Section("consent", _("What you allowed and forbade"), rows)


TALK = (
    "kind", "talked_on", "talked_by", "place", "minutes", "language", "heard", "interests", "networks", "story",
    "request", "commitment", "commitment_what", "commitment_by", "commitment_kept",
)  # fmt: skip


def _talks(person):
    talks = Conversation.objects.filter(person=person).select_related("talked_by")
    rows = [_shown(talk, *TALK) for talk in talks]
    sealed = SealedNote.objects.filter(person=person, cleared_at=None).count()
    if sealed:
        rows.append(facts((_("Sealed notes, which only the people named in them read"), sealed)))
    return Section("talks", _("Conversations"), rows)


def _hosted(person):
    meetings = person.house_meetings.order_by("held_on")
    return Section(
        "hosted",
        _("House meetings you hosted"),
        [_shown(each, "held_on", "invited", "committed", "came") for each in meetings],
    )


def _steps(person):
    rows = [_shown(step, "what", "owner", "due_on", "outcome") for step in person.next_steps.select_related("owner")]
    return Section("steps", _("What we promised to do"), rows)


def _people_of_ours(person):
    assigned = person.assignments.select_related("organizer")
    rows = [facts((_("Organizer"), a.organizer), (_("Since"), a.starts_on), (_("Until"), a.ends_on)) for a in assigned]
    rows += [
        facts(
            (_("Team"), term.team),
            (_("Role"), term.role and term.role.name),
            (_("Since"), term.starts_on),
            (_("Until"), term.ends_on),
        )
        for term in person.team_terms.select_related("team", "role")
    ]
    return Section("organizer", _("Your organizer and your teams"), rows)


def _ladder(person):
    rows = [
        facts(
            (_("Rung"), step.rung.name),
            (_("Reached on"), step.reached_on),
            (_("What you did"), step.deed),
            (_("Written down by"), step.moved_by),
        )
        for step in person.rungs_reached.select_related("rung", "moved_by")
    ]
    rows += [
        _shown(seen, "level", "assessed_on", "because", "assessed_by")
        for seen in person.assessments.select_related("assessed_by")
    ]
    return Section("ladder", _("Leadership"), rows)


def _answers(person):
    rows = [facts((value.field.name, value.value)) for value in person.custom_values.select_related("field")]
    tags = ", ".join(entry.tag.name for entry in person.tags.select_related("tag"))
    return Section("answers", _("Tags and answers"), [row for row in (facts((_("Tags"), tags)), *rows) if row])


def _lists(person):
    entries = person.list_entries.select_related("list")
    return Section("lists", _("Lists you are on"), [facts((_("List"), entry.list.name)) for entry in entries])


def _calls(person):
    attempts = person.call_attempts.select_related("tried_by", "task__call_list").prefetch_related("answers__question")
    rows = [
        facts(
            (_("When"), attempt.tried_at),
            (_("Who"), attempt.tried_by),
            (_("List"), attempt.task.call_list.name),
            (_("Outcome"), attempt.get_outcome_display()),
            (_("What was noted"), attempt.said),
            *((answer.question, answer.shown) for answer in attempt.answers.all()),
        )
        for attempt in attempts
    ]
    return Section("calls", _("Calls and visits"), rows)


def _looks(person):
    rows = [
        facts((_("When"), look.seen_at), (_("Who"), look.user), (_("What"), look.get_kind_display()))
        for look in looks_at(person)[:MOST_LOOKS]
    ]
    return Section("looks", _("Who looked at your record"), rows)
