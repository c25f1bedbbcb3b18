"""Sessions at schools, who was in the room, and what was said there."""

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from campaigns.models import Attendance, Event
from campaigns.running import change_event, hold_event
from kit.entry_keys import entered
from members.recording import add_person
from members.screening import screen
from schools.models import HeadCount, Input, Session

EVENT_FIELDS = frozenset({"name", "starts_at", "ends_at", "place"})
SESSION_FIELDS = frozenset(
    {
        "school",
        "year",
        "question",
        "promise",
        "interpretation",
        "interpretation_languages",
        "has_childcare",
        "has_food",
        "paper_count",
    }
)
# What a comment says of the one who spoke and how; all else of it comes from its session.
INPUT_FIELDS = frozenset({"language", "role", "grade_band", "source", "people", "may_quote", "person", "answer_by"})


def local_day(session):
    """The day of the session by the calendar of the organization that held it."""
    return timezone.localdate(session.event.starts_at, ZoneInfo(session.event.steward.timezone))


# --- Sessions ---------------------------------------------------------------------------------------------------


@transaction.atomic
def record_session(
    school, *, by, organization, name: str, starts_at: datetime, ends_at: datetime, place="", **facts
) -> Session:
    """Write down a session at a school, held already or planned. `facts`: year, question, promise and the like.

    Raises ValidationError for an end before the start, a missing question, or a year that is none.
    """
    event = hold_event(
        organization, name=name, kind=Event.Kind.SESSION, starts_at=starts_at, ends_at=ends_at, place=place, by=by
    )
    session = Session(event=event, school=school, created_by=by, **facts)
    session.full_clean()
    session.save()
    record(by, "session.recorded", session, school=school.name, year=session.year)
    return session


@transaction.atomic
def change_session(session, *, by, **changes) -> Session:
    """Change what was written down about a session.

    Once a comment stands in it, its day, school and plan year stay: the comments were frozen with them.
    """
    session = _locked(session)
    happening = {name: changes.pop(name) for name in EVENT_FIELDS & set(changes)}
    if unknown := set(changes) - SESSION_FIELDS:
        raise ValidationError(_("This cannot be changed: %(names)s."), params={"names": ", ".join(sorted(unknown))})
    _refuse_moving_words(session, {**happening, **changes})
    change_event(session.event, by=by, **happening)
    changed = sorted(name for name, value in changes.items() if getattr(session, name) != value)
    for name in changed:
        setattr(session, name, changes[name])
    if changed:
        session.full_clean()
        session.save(update_fields=changed)
        record(by, "session.changed", session, fields=", ".join(changed))
    return session


def _refuse_moving_words(session, changes):
    zone = ZoneInfo(session.event.steward.timezone)
    starts_at = changes.get("starts_at", session.event.starts_at)
    moves = (
        timezone.localdate(starts_at, zone) != local_day(session)
        or changes.get("school", session.school) != session.school
        or changes.get("year", session.year) != session.year
    )
    if moves and session.inputs.exists():
        raise ValidationError(_("Comments were written down already: the day, the school and the plan year stay."))


def _locked(session):
    """The session row, held until the deed is done: numbers and counts of one session are given one after another."""
    return Session.objects.select_for_update(of=("self",)).select_related("event__steward", "school").get(pk=session.pk)


@transaction.atomic
def count_heads(session, counts: dict[tuple[str, str], int | None], *, by) -> None:
    """Write down how many people of each (role, language) were in the room, in place of earlier counts.

    None is "not counted", which is not zero.
    """
    session = _locked(session)
    session.head_counts.all().delete()
    rows = [
        HeadCount(session=session, role=role, language=language, count=count)
        for (role, language), count in counts.items()
        if count is not None
    ]
    for row in rows:
        row.full_clean()
    HeadCount.objects.bulk_create(rows)
    record(by, "session.counted", session, people=sum(row.count for row in rows))


# --- People who wish to be named --------------------------------------------------------------------------------


@transaction.atomic
def name_attendee(session, *, by, person=None, given_name="", family_name="") -> Attendance:
    """Put somebody on the list of those who came: a person the organization knows, or a new one by name only.

    Raises ValidationError when the person is on the list already, belongs to another organization, or has no name.
    """
    organization = session.event.steward
    if person is None:
        person = add_person(organization, by=by, given_name=given_name, family_name=family_name)
    elif person.steward_id != organization.pk:
        raise ValidationError(_("This person is not in your organization’s list."))
    attendance = Attendance(event=session.event, person=person)
    attendance.full_clean()
    attendance.save()
    record(by, "session.attendee_named", session, person=person.pk)
    return attendance


@transaction.atomic
def drop_attendee(attendance, *, by) -> None:
    """Take somebody off the list of those who came. What they said stays, and the person stays in the people list."""
    session, person = attendance.event.session, attendance.person_id
    attendance.delete()
    record(by, "session.attendee_dropped", session, person=person)


# --- What was said ----------------------------------------------------------------------------------------------


@transaction.atomic
def hear(session, *, words: str, language: str, by, save_as_said=False, entry_key="", **said) -> Input:
    """Write down one comment as it was said. It gets the next number of its session and is never edited afterwards.

    `said`: role, grade_band, source, people, may_quote, person, answer_by. With an `entry_key` that was used in this
    session before, the comment of then is answered: sending a form twice says it once.
    Raises ValidationError for identity numbers; for other findings of the screening unless `save_as_said`.
    """
    session = _locked(session)
    earlier = entered(session.inputs.all(), entry_key).first()
    if earlier:
        return earlier
    _refuse_before_it_was_held(session)
    line = {"words": words, "language": language, "save_as_said": save_as_said, "entry_key": entry_key, **said}
    comment = _write(session, line, number=_next_number(session), by=by)
    record(by, "input.heard", comment)
    return comment


@transaction.atomic
def hear_many(session, lines: list[dict], *, by, token="") -> list[Input]:
    """Write down a whole sheet, all lines or none; each line is what `hear` takes. Lines without words are no lines.

    With a `token` (one for each page shown), a line that was saved from the same page before is left out, so a second
    click saves nothing twice and a line mended after going back is still kept. Answers with the new comments.
    """
    session = _locked(session)
    _refuse_before_it_was_held(session)
    spoken = [
        {**line, "entry_key": line_key(token, place, line["words"])}
        for place, line in enumerate(lines)
        if line["words"].strip()
    ]
    known = set(session.inputs.exclude(entry_key="").values_list("entry_key", flat=True))
    fresh = [line for line in spoken if line["entry_key"] not in known]
    number = _next_number(session)
    comments = [_write(session, line, number=number + place, by=by) for place, line in enumerate(fresh)]
    if comments:
        record(by, "session.heard", session, count=len(comments))
    return comments


def line_key(token: str, place: int, words: str) -> str:
    """What makes a typed line itself: the page it was typed on, its place there, and its words."""
    return hashlib.sha256(f"{token}\n{place}\n{words.strip()}".encode()).hexdigest() if token else ""


def _write(session, line, *, number, by):
    line = dict(line)
    words, save_as_said = line.pop("words").strip(), line.pop("save_as_said", False)
    entry_key = line.pop("entry_key", "")
    if unknown := set(line) - INPUT_FIELDS:
        raise ValidationError(
            _("This cannot be written down: %(names)s."), params={"names": ", ".join(sorted(unknown))}
        )
    if not words:
        raise ValidationError({"words": _("Write what they said.")})
    kept = screen(words, save_as_said=save_as_said)
    comment = Input(
        session=session,
        number=number,
        words=words,
        school=session.school,
        year=session.year,
        heard_on=local_day(session),
        recorded_by=by,
        entry_key=entry_key,
        **line,
    )
    _refuse_strangers(comment)
    comment.full_clean()
    comment.save()
    if kept:
        record(by, "input.kept_as_said", comment, found=", ".join(finding.kind for finding in kept))
    return comment


def _refuse_strangers(comment):
    if comment.person and comment.person.steward_id != comment.session.event.steward_id:
        raise ValidationError({"person": _("This person is not in your organization’s list.")})


def _refuse_before_it_was_held(session):
    """Words cannot be heard before the day of the session; a wrong day would also make them count for a wrong plan."""
    today = session.event.steward.today()
    if local_day(session) > today:
        raise ValidationError(_("This session is still to come. If it was held already, change its day first."))


def _next_number(session):
    return (session.inputs.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def withdraw(comment, *, by) -> Input:
    """Erase somebody's words because they ask for it: the row stays as a number, without words, person or translation.

    What was linked or answered on its strength stays visible as such; the comment no longer counts. Cannot be undone.
    """
    comment = _as_it_stands(comment)
    if comment.withdrawn_at:
        return comment
    comment.words, comment.translation, comment.translation_checked_by, comment.person = "", "", None, None
    comment.withdrawn_at, comment.withdrawn_by = timezone.now(), by
    comment.full_clean()
    comment.save(
        update_fields=["words", "translation", "translation_checked_by", "person", "withdrawn_at", "withdrawn_by"]
    )
    record(by, "input.withdrawn", comment)
    return comment


def _as_it_stands(comment):
    """The comment as the database has it, held until the deed is done: somebody else may just have withdrawn it."""
    return Input.objects.select_for_update(of=("self",)).select_related("session__event__steward").get(pk=comment.pk)


@transaction.atomic
def translate(comment, *, text: str, by, save_as_said=False) -> Input:
    """Keep a translation that a person wrote or checked, under that person's name. Words stay beside it as said."""
    comment = _as_it_stands(comment)
    if comment.withdrawn_at:
        raise ValidationError(_("This comment was withdrawn."))
    text = text.strip()
    kept = screen(text, save_as_said=save_as_said)
    comment.translation, comment.translation_checked_by = text, by if text else None
    comment.full_clean()
    comment.save(update_fields=["translation", "translation_checked_by"])
    record(by, "input.translated", comment, language=comment.language)
    if kept:
        record(by, "input.kept_as_said", comment, found=", ".join(finding.kind for finding in kept))
    return comment
