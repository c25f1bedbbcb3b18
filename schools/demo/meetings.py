"""What the two coalitions do in the demo: meetings, decisions, what was taken on, and what partners promised."""

import datetime as dt

from django.utils import timezone

from accounts.models import User
from coalition import acting, attending, casting, committing, convening, deciding, minuting, rosters
from coalition.models import (
    Coalition,
    Commitment,
    Committee,
    Meeting,
    MeetingAttendance,
    MeetingInvitation,
    MeetingSeries,
    Motion,
)

State, Reply = MeetingAttendance.State, MeetingInvitation.Reply
BEGINS_AT, PLACE = dt.time(17), "Community Coalition, upstairs"
# Days ago, and how the places were filled, in the order of the roster: present, alternate, excused, absent.
HELD = ((77, "PPPAPPEPPPPXP"), (49, "PXPPPAPPEPPPP"), (21, "PPAPPPEPPAPXP"))
STATES = {"P": State.PRESENT, "A": State.ALTERNATE, "E": State.EXCUSED, "X": State.ABSENT}
# Votes on the motion that passed, and so far on the open one; "" for nobody yet.
PASSED = ("yes", "yes", "yes", "yes", "yes", "abstain", "", "yes", "yes", "yes", "yes", "", "conflict")
SO_FAR = ("yes", "", "yes", "", "", "yes", "", "no", "", "yes", "", "", "")
MINUTES = """Present: see the attendance. Quorum was there.

1. The yearly report. Priya moved, Imani seconded. Passed.
2. Listening sessions. Each partner brings ten families to the next one.
3. Data working group. First figures by the next meeting."""
AGENDA = (
    ("Welcome, minutes of the last meeting", 10),
    ("What the listening sessions heard", 30),
    ("What we do until the next meeting", 20),
)


def populate(police_free: Coalition, equity: Coalition, today: dt.date) -> None:
    """Both committees are seated. What happened before today is dated as of its day."""
    by = User.objects.get(email="andre@demo.example")
    committee = police_free.committees.get(kind=Committee.Kind.STEERING)
    for ago, marks in HELD:
        meeting = _planned(committee, today - dt.timedelta(days=ago), by)
        _attended(meeting, marks, by)
        motion = _passed(committee, meeting, by) if ago == HELD[-1][0] else None
        _closed(meeting, by)
    minuting.write(meeting, minutes=MINUTES, by=by)
    coming = _called(committee, today, by)
    _motions(committee, coming, by)
    _taken_on(committee, meeting, motion, today, by)
    _promised(police_free, meeting, today, by)
    convening.repeat(
        equity.committees.get(), every=MeetingSeries.Every.MONTH, weekday=2, week_of_month=1,
        first_on=today, begins_at=BEGINS_AT, by=by, place=PLACE,
    )  # fmt: skip


# --- Meetings ----------------------------------------------------------------------------------------------------


def _planned(committee, day, by):
    return convening.plan(committee, held_on=day, begins_at=BEGINS_AT, by=by, place=PLACE)


def _attended(meeting, marks, by):
    for line, mark in zip(rosters.roster(meeting.committee, meeting.held_on).lines, marks, strict=True):
        state = STATES[mark]
        if (state == State.PRESENT and line.seat is None) or (state == State.ALTERNATE and not line.alternates):
            state = State.ALTERNATE if line.alternates else State.PRESENT
        attending.mark(meeting, line.place, state=state, by=by)


def _closed(meeting, by):
    attending.close(meeting, by=by)
    dates = {"opened_at": meeting.starts_at, "closed_at": meeting.ends_at}
    notice = {"called_at": meeting.starts_at - dt.timedelta(days=9), "called_by": by, "notice_days_asked": 7}
    Meeting.objects.filter(pk=meeting.pk).update(**dates, **notice)


def _called(committee, today, by):
    """Next week's meeting, with notice given in good time. No letter goes out: the addresses are invented."""
    meeting = _planned(committee, today + dt.timedelta(days=6), by)
    leaders = [line.seat.holder for line in rosters.roster(committee, meeting.held_on).lines if line.seat]
    items = [{"title": title, "minutes_long": long} for title, long in AGENDA]
    convening.set_agenda(meeting, items=[dict(items[0], led_by=leaders[4]), *items[1:]], by=by)
    minuting.add_document(meeting, name="Figures of the data group", address="https://example.org/figures", by=by)
    sent_at = meeting.starts_at - dt.timedelta(days=8)
    meeting.state, meeting.called_at, meeting.called_by, meeting.notice_days_asked = "called", sent_at, by, 7
    meeting.full_clean()
    meeting.save()
    replies = (Reply.YES, Reply.YES, "", Reply.ALTERNATE, "", Reply.YES, Reply.NO)
    MeetingInvitation.objects.bulk_create(
        MeetingInvitation(
            meeting=meeting, representative=person, sent_at=sent_at, reply=reply,
            replied_at=sent_at + dt.timedelta(hours=5) if reply else None,
        )
        for place, person in enumerate(convening.to_notify(meeting))
        for reply in [replies[place % len(replies)] if person.user_id is None else ""]
    )  # fmt: skip
    return meeting


# --- Decisions ---------------------------------------------------------------------------------------------------


def _passed(committee, meeting, by):
    title = "Ask the Board for a yearly report on what school police cost"
    motion = _motion(committee, title, by, meeting=meeting)
    deciding.open(motion, by=by)
    casting.cast_many(motion, _voices(motion, PASSED), by=by)
    deciding.close(motion, by=by)
    Motion.objects.filter(pk=motion.pk).update(
        opened_at=meeting.starts_at, decided_at=meeting.starts_at + dt.timedelta(minutes=40)
    )
    return motion


def _motions(committee, coming, by):
    """One that is voted on now, one for the next meeting, and one that was put off."""
    quick = _motion(committee, "Sign the letter for more counselors", by, is_quick=True)
    deciding.open(quick, by=by, closes_at=timezone.now() + dt.timedelta(days=14))
    casting.cast_many(quick, _voices(quick, SO_FAR), by=by)
    _motion(committee, "Meet every second month at a school", by, meeting=coming, is_seconded=False)
    deciding.put_off(_motion(committee, "Found a youth working group", by, meeting=coming), by=by)


def _motion(committee, title, by, *, is_seconded=True, **facts):
    speakers = {line.organization.name: line.seat.holder for line in rosters.roster(committee).lines if line.seat}
    motion = deciding.propose(committee, title=title, moved_by=speakers["ACLU Southern CA"], by=by, **facts)
    if is_seconded:
        deciding.second(motion, representative=speakers["Students Deserve"], by=by)
    return motion


def _voices(motion, choices):
    day = motion.meeting.held_on if motion.meeting else motion.committee.keeper.today()
    lines = rosters.electorate(motion.committee, day)
    return [
        (line.place, choice, line.seats[0].holder, "")
        for line, choice in zip(lines, choices, strict=True)
        if choice and line.seats
    ]


# --- What was taken on, what was promised ------------------------------------------------------------------------


def _taken_on(committee, meeting, motion, today, by):
    speakers = {line.organization.name: line.seat.holder for line in rosters.roster(committee).lines if line.seat}
    for what, whose, days, motion_of in (
        ("Write to the Board about the yearly report", "ACLU Southern CA", 10, motion),
        ("Bring ten families to the next session", "Students Deserve", 5, None),
        ("First figures of the data group", "Million Dollar Hoods", -4, None),
        ("Book the hall for the spring", "Community Coalition", -9, None),
    ):
        item = acting.take_on(
            committee, what=what, owner=speakers[whose], due_on=today + dt.timedelta(days=days), meeting=meeting,
            motion=motion_of, by=by,
        )  # fmt: skip
    acting.done(item, by=by, on=today - dt.timedelta(days=10))


def _promised(coalition, meeting, today, by):
    kind, partners = Commitment.Kind, {str(each.organization): each.organization for each in coalition.partners.all()}
    made = []
    for name, what_kind, what, amount in (
        ("CADRE", kind.TURNOUT, "Families at the Board meeting", {"promised_people": 40}),
        ("UTLA", kind.MONEY, "Buses for the Board meeting", {"promised_cents": 150_000}),
        ("Youth Justice Coalition", kind.SPEAKER, "Two students speak", {}),
        ("Students Deserve", kind.TURNOUT, "Students at the budget night", {"promised_people": 25}),
        ("InnerCity Struggle", kind.SIGN_ON, "Signs the letter for counselors", {}),
        ("Black Lives Matter LA", kind.OTHER, "Prints the signs", {}),
        ("Community Coalition", kind.TURNOUT, "Families at the budget night", {"promised_people": 60}),
    ):
        promise = {"kind": what_kind, "what": what, "promised_on": meeting.held_on, "meeting": meeting, **amount}
        due_on = today + dt.timedelta(days=9)
        made.append(committing.promise(coalition, organization=partners[name], due_on=due_on, by=by, **promise))
    settled_on = today - dt.timedelta(days=5)
    committing.deliver(made[0], on=settled_on, by=by, people=22)
    committing.deliver(made[4], on=settled_on, by=by)
    committing.mark_broken(made[2], on=settled_on, by=by, note="Exams that week")
    committing.release(made[5], on=settled_on, by=by)
    committing.remind(made[3], by=by)
