"""Planning meetings, one by one or in a series, calling them with notice, moving them and calling them off."""

import datetime as dt
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy as _

import accounts.working as working
from accounts.audit import record
from coalition import rosters
from coalition.models import AgendaItem, Committee, Meeting, MeetingInvitation, MeetingSeries
from coalition.models.coalition import called
from kit import wall_time
from kit.entry_keys import alike
from kit.meanwhile import written

AHEAD = dt.timedelta(days=366)
LONGEST = 24 * 60
NOTICES = "coalition.notices"
State = Meeting.State
# What a series hands on to each of its meetings.
HANDED_ON = ("begins_at", "minutes_long", "timezone", "name", "place", "link")
RULE = ("every", "weekday", "week_of_month", "first_on", "last_on")


# --- One meeting ------------------------------------------------------------------------------------------------


@transaction.atomic
def plan(committee, *, held_on, begins_at, by, minutes_long=90, place="", link="", name="", timezone=None) -> Meeting:
    """Put one meeting on the calendar, in wall time, and the very same one only once. No notice goes out yet."""
    _take_turns(committee)
    meeting = Meeting(
        committee=committee,
        held_on=held_on,
        begins_at=begins_at,
        minutes_long=minutes_long,
        timezone=timezone or committee.keeper.timezone,
        place=place,
        link=link,
        name=name,
        created_by=by,
    )
    if standing := alike(meeting, ("committee", "held_on", *HANDED_ON)).exclude(state=State.CALLED_OFF).first():
        return standing
    _save(meeting)
    record(by, "meeting.planned", meeting)
    return meeting


@transaction.atomic
def move(meeting, *, by, address="", seen=None, **facts) -> Meeting:
    """Change day, time, place, link, length or name. After the notice went out, it goes out again and counts anew.

    A meeting of a series becomes an exception and keeps what it has. `address`: the page the letter names. `seen`: the
    `sequence` of the meeting that was changed; whoever was faster is not overwritten.
    """
    meeting = _open(meeting)
    if seen not in (None, meeting.sequence):
        raise _changed_meanwhile(meeting)
    if set(facts) - {"held_on", *HANDED_ON}:
        raise TypeError("Not a fact of a meeting.")
    before = (meeting.begins.date(), meeting.begins.time(), meeting.timezone, meeting.place, meeting.link)
    for fact, value in facts.items():
        setattr(meeting, fact, value)
    meeting.is_exception = meeting.is_exception or meeting.series_id is not None
    meeting.sequence += 1
    _save(meeting)
    record(by, "meeting.moved", meeting)
    after = (meeting.begins.date(), meeting.begins.time(), meeting.timezone, meeting.place, meeting.link)
    if meeting.is_called and before != after:
        meeting.called_at = timezone.now()
        meeting.save(update_fields=["called_at"])
        meeting.invitations.update(sent_at=None, reply="", replied_at=None)
        _send_notices(meeting, by, address, "moved")
    return meeting


def _changed_meanwhile(meeting):
    now = [date_format(meeting.held_on), time_format(meeting.begins_at, "TIME_FORMAT"), meeting.place]
    return ValidationError(
        _(
            "Meanwhile somebody changed this meeting (now %(now)s) or sent its notice. Nothing was saved. "
            "Save again to put yours in its place."
        ),
        code="conflict",
        params={"now": ", ".join(filter(None, now))},
    )


@transaction.atomic
def call_off(meeting, *, by, address="") -> Meeting:
    """Call a meeting off. It stays on the calendar as called off; whoever had notice is told."""
    meeting = _open(meeting)
    had_notice = meeting.is_called
    meeting.state = State.CALLED_OFF
    meeting.is_exception = meeting.series_id is not None
    meeting.sequence += 1
    meeting.save(update_fields=["state", "is_exception", "sequence"])
    record(by, "meeting.called_off", meeting)
    if had_notice:
        meeting.invitations.update(sent_at=None)
        _send_notices(meeting, by, address, "called_off")
    return meeting


@transaction.atomic
def put_back(meeting, *, by) -> Meeting:
    """Undo calling off. The meeting is planned again; notice goes out when it is called again."""
    meeting = _locked(meeting)
    if not meeting.is_off:
        raise ValidationError(_("This meeting was not called off."))
    meeting.state, meeting.called_at, meeting.called_by = State.PLANNED, None, None
    meeting.sequence += 1
    meeting.save(update_fields=["state", "called_at", "called_by", "sequence"])
    meeting.invitations.all().delete()
    record(by, "meeting.put_back", meeting)
    return meeting


def _save(meeting):
    meeting.starts_at = wall_time.moment(meeting.held_on, meeting.begins_at, meeting.timezone)
    meeting.ends_at = meeting.starts_at + dt.timedelta(minutes=meeting.minutes_long)
    _refuse_odd_length(meeting.minutes_long)
    meeting.full_clean()
    meeting.save()


def _refuse_odd_length(minutes):
    if not 5 <= minutes <= LONGEST:
        raise ValidationError({"minutes_long": _("A meeting lasts from 5 minutes to a day.")})


def _take_turns(committee):
    """Two who plan for one committee at once do so one after the other."""
    Committee.objects.select_for_update().get(pk=committee.pk)


def _locked(meeting):
    """The meeting as it stands now, held until the deed is done."""
    meetings = Meeting.objects.select_for_update(of=("self",)).select_related("committee__coalition__keeper")
    return meetings.get(pk=meeting.pk)


def _open(meeting):
    meeting = _locked(meeting)
    if meeting.is_off:
        raise ValidationError(_("This meeting was called off."))
    if meeting.is_held:
        raise ValidationError(_("This meeting is closed: what it was stays as it is."))
    return meeting


# --- A series ---------------------------------------------------------------------------------------------------


@transaction.atomic
def repeat(committee, *, every, weekday, first_on, begins_at, by, week_of_month=None, last_on=None, **facts):
    """Plan a series in wall time and lay out its meetings for the next twelve months. The very same is planned once."""
    _take_turns(committee)
    series = MeetingSeries(
        committee=committee,
        every=every,
        weekday=weekday,
        week_of_month=week_of_month if every == MeetingSeries.Every.MONTH else None,
        first_on=first_on,
        last_on=last_on,
        begins_at=begins_at,
        created_by=by,
        **{"timezone": committee.keeper.timezone, **facts},
    )
    if standing := alike(series, ("committee", *RULE, *HANDED_ON)).first():
        return standing
    _save_series(series)
    record(by, "series.planned", series)
    lay_out(series, by=by)
    return series


def _save_series(series):
    _refuse_odd_length(series.minutes_long)
    if series.last_on and series.last_on < series.first_on:
        raise ValidationError({"last_on": _("The last day must not be before the first day.")})
    if series.every == MeetingSeries.Every.MONTH and series.week_of_month is None:
        raise ValidationError({"week_of_month": _("Say in which week of the month.")})
    series.full_clean()
    series.save()


@transaction.atomic
def lay_out(series, *, until=None, by=None) -> int:
    """Make the meetings that the series has until that day (None: twelve months from now) and that are missing.

    A day that has its meeting already, changed or called off, is left alone. Answers how many are new.
    """
    series = MeetingSeries.objects.select_for_update(of=("self",)).select_related("committee__coalition").get(
        pk=series.pk
    )  # fmt: skip
    today = wall_time.wall(timezone.now(), series.timezone).date()
    taken = set(series.meetings.values_list("series_on", flat=True))
    days = [day for day in days_of(series, until or today + AHEAD) if day not in taken and day >= today]
    for day in days:
        facts = {name: getattr(series, name) for name in HANDED_ON}
        made_by = series.created_by if by is None else by
        _save(
            Meeting(committee=series.committee, series=series, series_on=day, held_on=day, created_by=made_by, **facts)
        )
    if days:
        record(by, "series.laid_out", series, meetings=len(days), until=str(days[-1]))
    return len(days)


def days_of(series, until) -> list[dt.date]:
    """The days on which the series meets, by its rule, up to a day."""
    last = min(series.last_on, until) if series.last_on else until
    if series.every == MeetingSeries.Every.MONTH:
        return list(wall_time.every_month(series.week_of_month, series.weekday, series.first_on, last))
    weeks = 1 if series.every == MeetingSeries.Every.WEEK else 2
    return list(wall_time.every_weeks(weeks, series.weekday, series.first_on, last))


@transaction.atomic
def change_series(series, *, by, seen=None, **facts) -> int:
    """Change the rule or what it hands on, for the meetings to come that nobody touched.

    Meetings that were changed, called, called off, or have an agenda or documents stay as they are, as exceptions.
    Answers how many of those lie ahead. `seen`: what the writer saw, {name: value}. Raises Changed when somebody else
    changed the same meanwhile.
    """
    if set(facts) - {*RULE, *HANDED_ON}:
        raise TypeError("Not a fact of a series.")
    series = MeetingSeries.objects.select_for_update(of=("self",)).get(pk=series.pk)
    for fact, value in written(series, facts, seen).items():
        setattr(series, fact, value)
    if series.every != MeetingSeries.Every.MONTH:
        series.week_of_month = None
    _save_series(series)
    record(by, "series.changed", series)
    ahead = series.meetings.filter(starts_at__gt=timezone.now())
    untouched = ahead.filter(state=State.PLANNED, is_exception=False, agenda=None, documents=None)
    untouched = untouched.filter(motions=None, action_items=None, commitments=None, attendance=None, minutes="")
    sequences = _renew(
        series, untouched, set(days_of(series, wall_time.wall(timezone.now(), series.timezone).date() + AHEAD))
    )
    ahead.exclude(pk__in=sequences).filter(is_exception=False).update(is_exception=True)
    lay_out(series, by=by)
    return ahead.filter(is_exception=True).exclude(state=State.CALLED_OFF).count()


def _renew(series, untouched, days) -> list[int]:
    """Give the meetings whose day stands the series' new facts, and drop the others. Answers the rows that stand."""
    kept = []
    for meeting in untouched.select_for_update(of=("self",)):
        if meeting.series_on not in days:
            meeting.delete()
            continue
        for name in HANDED_ON:
            setattr(meeting, name, getattr(series, name))
        meeting.sequence += 1
        _save(meeting)
        kept.append(meeting.pk)
    return kept


# --- Notice -----------------------------------------------------------------------------------------------------


def to_notify(meeting) -> list:
    """Everybody seated on the meeting's day who can be reached: by an e-mail on the roster, or by signing in."""
    lines = rosters.roster(meeting.committee, meeting.held_on).lines
    seated = [seat.holder for line in lines for seat in line.seats]
    return [person for person in seated if person.email or person.user_id]


class Notice(NamedTuple):
    """One invitation as pages show it: bare facts, for two hundred records with their people take long to make."""

    pk: int
    sent_at: dt.datetime | None
    reply: str
    representative_id: int
    name: str
    organization: str

    @property
    def reply_words(self) -> str:
        return str(MeetingInvitation.Reply(self.reply).label) if self.reply else ""


def notices(meeting) -> list[Notice]:
    """Who has the notice and what they answered, by name."""
    facts = ("representative", "representative__name", "representative__organization__name")
    rows = meeting.invitations.order_by("representative__name", "representative")
    found = rows.values_list("pk", "sent_at", "reply", *facts)
    return [Notice(pk, at, reply, who, called(name), place) for pk, at, reply, who, name, place in found]


@transaction.atomic
def call(meeting, *, by, address="") -> list[MeetingInvitation]:
    """Send the notice to everybody seated that day. Late notice is sent too, and shown as late.

    Called again, it goes to those who were seated since or were not reached; the day of notice stays.
    `address`: the page that the letter names.
    """
    meeting = _open(meeting)
    if meeting.ends_at < timezone.now():
        raise ValidationError(_("This meeting is over: no notice can go out."))
    had = set(meeting.invitations.values_list("representative", flat=True))
    people = [person for person in to_notify(meeting) if person.pk not in had]
    if meeting.is_called and not people and not meeting.invitations.filter(sent_at=None).exists():
        raise ValidationError(_("Everybody who sits on the committee that day has the notice."))
    invitations = [MeetingInvitation(meeting=meeting, representative=person) for person in people]
    for invitation in invitations:
        invitation.full_clean()
        invitation.save()
    if not meeting.is_called:
        meeting.state, meeting.called_at, meeting.called_by = State.CALLED, timezone.now(), by
        meeting.notice_days_asked = meeting.committee.coalition.notice_days
        meeting.sequence += 1
        meeting.full_clean()
        meeting.save()
    record(by, "meeting.called", meeting, people=len(people), late_by=meeting.late_by())
    _send_notices(meeting, by, address, "called")
    return invitations


def _send_notices(meeting, by, address, about):
    payload = {"meeting": meeting.pk, "address": address, "about": about}
    working.ask(NOTICES, by=by, organization=meeting.keeper, payload=payload)


@transaction.atomic
def answer(invitation, *, reply, by) -> MeetingInvitation:
    """Say whether one comes, sends an alternate or cannot come. The last answer counts, until the meeting is over."""
    meeting = _open(invitation.meeting)
    if not meeting.is_called:
        raise ValidationError(_("No notice of this meeting has gone out yet."))
    invitation = MeetingInvitation.objects.select_for_update().get(pk=invitation.pk)
    invitation.reply, invitation.replied_at = reply, timezone.now()
    invitation.full_clean(exclude=["meeting", "representative"])
    if not reply:
        raise ValidationError({"reply": _("Choose an answer.")})
    invitation.save(update_fields=["reply", "replied_at"])
    record(by, "meeting.replied", meeting, person=invitation.representative.name, reply=reply)
    return invitation


# --- Agenda -----------------------------------------------------------------------------------------------------


def agenda_now(meeting) -> str:
    """What tells this agenda from any other that was or will be."""
    return "-".join(map(str, meeting.agenda.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def set_agenda(meeting, *, items, by, seen=None) -> list[AgendaItem]:
    """Write the agenda, in place of the earlier one. `items`: dicts with title, minutes_long and led_by, in order.

    `seen`: `agenda_now` of the agenda that was changed; one that somebody else wrote meanwhile is not lost.
    """
    meeting = _open(meeting)
    if seen not in (None, agenda_now(meeting)):
        raise ValidationError(_("Somebody else changed the agenda meanwhile. Nothing was saved."), code="conflict")
    meeting.agenda.all().delete()
    points = [AgendaItem(meeting=meeting, position=place, **item) for place, item in enumerate(items, start=1)]
    for item in points:
        if item.led_by and item.led_by.coalition_id != meeting.committee.coalition_id:
            raise ValidationError(_("%(name)s is not on this coalition’s roster."), params={"name": item.led_by.name})
        item.full_clean()
        item.save()
    record(by, "meeting.agenda_written", meeting, points=len(points))
    return points
