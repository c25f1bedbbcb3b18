"""The pages of meetings: who may open them, what they show, and that what is done on a phone at the door counts."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from coalition import acting, attending, convening, feeding, minuting
from coalition.models import ActionItem, Meeting, MeetingAttendance, MeetingSeries
from tests.factories.accounts import member_of
from tests.factories.coalition import (
    CoalitionFactory,
    CommitteeFactory,
    PartnerFactory,
    PlaceFactory,
    RepresentativeFactory,
    SeatFactory,
    partner_with_seat,
)
from tests.held import opened

DECEMBER_2_AT_FIVE = dt.datetime(2026, 12, 3, 1, tzinfo=dt.UTC)
DECEMBER_2 = dt.date(2026, 12, 2)
FIVE = dt.time(17)


@pytest.fixture(autouse=True)
def december(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(DECEMBER_2_AT_FIVE, tick=False):
        yield


@pytest.fixture
def committee(cast):
    return CommitteeFactory(coalition=CoalitionFactory(keeper=cast.coalition_org), name="Steering committee")


@pytest.fixture
def places(committee):
    return [partner_with_seat(committee, f"Partner {letter}", alternate=letter == "B") for letter in "ABC"]


@pytest.fixture
def pia(cast, committee):
    """Represents the partner organization and nothing else; seated."""
    PartnerFactory(coalition=committee.coalition, organization=cast.partner_org)
    user = member_of(cast.partner_org, Role.PARTNER_REPRESENTATIVE, name="Pia Laine")
    person = RepresentativeFactory(
        coalition=committee.coalition, organization=cast.partner_org, user=user, name="Pia Laine"
    )
    PlaceFactory(committee=committee, organization=cast.partner_org)
    SeatFactory(committee=committee, organization=cast.partner_org, holder=person)
    return user


@pytest.fixture
def meeting(committee, places, cast):
    meeting = convening.plan(committee, held_on=DECEMBER_2, begins_at=FIVE, by=cast.rory, place="Community room")
    minuting.add_document(meeting, name="Budget", file=SimpleUploadedFile("b.pdf", b"%PDF"), by=cast.rory)
    return meeting


@pytest.fixture
def document(meeting):
    return meeting.documents.get()


@pytest.fixture
def as_rory(client, cast):
    client.force_login(cast.rory)
    return client


def page(name, *args):
    return reverse(f"coalition:{name}", args=args)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def later(weeks=1):
    return DECEMBER_2 + dt.timedelta(days=7 * weeks)


# --- Who may


READ = {
    "meetings": "committee", "meeting": "meeting", "action_items": "coalition", "document": "document",
}  # fmt: skip
CHANGE = {
    "plan_meeting": "committee", "repeat_meeting": "committee", "take_on": "committee", "move_meeting": "meeting",
    "call_meeting": "meeting", "call_off_meeting": "meeting", "agenda": "meeting", "attendance": "meeting",
    "close_meeting": "meeting", "minutes": "meeting", "approve_minutes": "meeting", "add_document": "meeting",
    "remove_document": "document",
}  # fmt: skip
POSTED = {"put_back_meeting": "meeting", "take_back_approval": "meeting"}


@pytest.fixture
def number(committee, meeting, document):
    """The number in an address, by what the address is of."""
    return {
        "committee": committee.pk, "coalition": committee.coalition_id, "meeting": meeting.pk, "document": document.pk,
    }.get  # fmt: skip


@pytest.mark.parametrize("who", ["otto", "bea", "val"])
def test_outside_the_coalition_there_is_no_meeting(client, cast, number, who):
    client.force_login(getattr(cast, who))

    assert {name: client.get(page(name, number(of))).status_code for name, of in {**READ, **CHANGE}.items()} == (
        dict.fromkeys([*READ, *CHANGE], 404)
    )


@pytest.mark.parametrize("who", ["pia", "vic", "rory", "bea"])
def test_representatives_and_staff_of_partners_see_the_meetings_of_their_coalition(client, cast, pia, number, who):
    client.force_login(pia if who == "pia" else getattr(cast, who))

    assert {name: client.get(page(name, number(of))).status_code for name, of in READ.items()} == (
        dict.fromkeys(READ, 200)
    )


@pytest.mark.parametrize("who", ["pia", "vic", "tasha", "ana", "bea"])
def test_only_who_keeps_the_roster_changes_meetings(client, cast, pia, number, who):
    client.force_login(pia if who == "pia" else getattr(cast, who))

    for name, of in {**CHANGE, **POSTED}.items():
        here = page(name, number(of))
        assert {client.get(here).status_code, client.post(here).status_code} <= {404, 405}, name


def test_who_keeps_the_roster_opens_every_page(as_rory, number):
    assert {name: as_rory.get(page(name, number(of))).status_code for name, of in CHANGE.items()} == (
        dict.fromkeys(CHANGE, 200)
    )


def test_a_keeper_of_another_coalition_changes_nothing_here(client, cast, number):
    other = member_of(cast.outsider_org, Role.ROSTER_ADMIN)
    CoalitionFactory(keeper=cast.outsider_org)
    client.force_login(other)

    assert {client.get(page(name, number(of))).status_code for name, of in {**READ, **CHANGE}.items()} == {404}


def test_a_former_partners_representative_sees_nothing_from_the_next_day_on(client, cast, pia, committee, meeting):
    committee.coalition.partners.filter(organization=cast.partner_org).update(ends_on=dt.date(2026, 12, 1))
    client.force_login(pia)

    assert client.get(page("meeting", meeting.pk)).status_code == 404
    assert client.get(page("meetings", committee.pk)).status_code == 404


# --- Planning and notice


def facts(**more):
    return {
        "held_on": "2026-12-16",
        "begins_at": "17:00",
        "minutes_long": 90,
        "timezone": "America/Los_Angeles",
        **more,
    }


def test_a_meeting_is_planned_called_and_shown(as_rory, committee, places):
    planned = as_rory.post(page("plan_meeting", committee.pk), facts(place="Library"))
    meeting = Meeting.objects.get()
    assert planned.url == page("meeting", meeting.pk)
    assert "Send the notice" in text(as_rory.get(planned.url))

    as_rory.post(page("call_meeting", meeting.pk))
    shown = text(as_rory.get(planned.url))
    assert "Sent Dec 2, 2026, 14 days ahead. The charter asked for 7." in shown
    assert "late" not in shown


def test_late_notice_is_warned_of_sent_and_shown(as_rory, committee, places, cast):
    meeting = convening.plan(committee, held_on=dt.date(2026, 12, 6), begins_at=FIVE, by=cast.rory)

    assert "3 days late by the charter" in text(as_rory.get(page("call_meeting", meeting.pk)))
    as_rory.post(page("call_meeting", meeting.pk))
    assert "Notice 3 days late" in text(as_rory.get(page("meeting", meeting.pk)))


def test_the_night_of_the_change_of_clocks_is_explained(as_rory, committee, cast):
    spring = convening.plan(committee, held_on=dt.date(2027, 3, 14), begins_at=dt.time(2, 30), by=cast.rory)
    autumn = convening.plan(committee, held_on=dt.date(2027, 11, 7), begins_at=dt.time(1, 30), by=cast.rory)

    in_spring, in_autumn = (text(as_rory.get(page("meeting", one.pk))) for one in (spring, autumn))
    assert "3:30 a.m. – 5 a.m." in in_spring
    assert "clocks go forward" in in_spring
    assert "1:30 a.m. – 2 a.m." in in_autumn
    assert "shows" not in in_autumn
    assert "time twice" in in_autumn


def test_a_link_that_is_no_web_address_is_refused(as_rory, committee):
    answer = as_rory.post(page("plan_meeting", committee.pk), facts(link="javascript:alert(1)"))

    assert answer.status_code == 200
    assert not Meeting.objects.exists()


def test_a_series_is_planned_changed_and_shown(as_rory, committee):
    rule = facts(every="month", week_of_month=1, weekday=2, first_on="2026-12-01")
    as_rory.post(page("repeat_meeting", committee.pk), rule)
    assert "first Wednesday" in text(as_rory.get(page("meetings", committee.pk)))

    series = MeetingSeries.objects.get()
    change = page("change_series", series.pk)
    as_rory.post(change, opened(as_rory, change) | {"weekday": 3})
    assert "first Thursday" in text(as_rory.get(page("meetings", committee.pk)))


def test_calling_off_can_be_undone(as_rory, meeting):
    answer = as_rory.post(page("call_off_meeting", meeting.pk), follow=True)
    undo = page("put_back_meeting", meeting.pk)
    assert f'action="{undo}"' in answer.content.decode()
    assert "This meeting is called off." in text(answer)

    as_rory.post(undo)
    assert Meeting.objects.get(pk=meeting.pk).state == "planned"


def points(*titles):
    data = {"points-TOTAL_FORMS": len(titles), "points-INITIAL_FORMS": 0}
    return data | {f"points-{place}-title": title for place, title in enumerate(titles)}


def test_the_agenda_is_written_in_rows_and_blank_rows_are_left_out(as_rory, meeting):
    as_rory.post(page("agenda", meeting.pk), points("Welcome", "", "Budget"))

    assert list(meeting.agenda.values_list("title", flat=True)) == ["Welcome", "Budget"]


# --- Answers


@pytest.fixture
def called(committee, places, pia, cast):
    meeting = convening.plan(committee, held_on=later(2), begins_at=FIVE, by=cast.rory)
    convening.call(meeting, by=cast.rory)
    return meeting


def test_a_representative_answers_the_own_notice_and_no_other(client, called, pia, places):
    stranger = places[0].committee.seats.get(organization=places[0].organization).holder
    stranger.email = "a@example.org"
    stranger.save()
    other = called.invitations.create(representative=stranger)
    own = called.invitations.get(representative__user=pia)
    client.force_login(pia)

    assert "Do you come?" in text(client.get(page("meeting", called.pk)))
    client.post(page("reply", called.pk), {"notice": own.pk, "reply": "yes"})
    assert client.post(page("reply", called.pk), {"notice": other.pk, "reply": "no"}).status_code == 404
    assert list(called.invitations.order_by("reply").values_list("reply", flat=True)) == ["", "yes"]


def test_who_keeps_the_roster_writes_down_what_others_told(as_rory, called, pia):
    own = called.invitations.get(representative__user=pia)

    as_rory.post(page("reply", called.pk), {"notice": own.pk, "reply": "alternate"})
    own.refresh_from_db()
    assert own.reply == "alternate"


@pytest.mark.parametrize("notice", ["", "x", "9" * 30, "0"])
def test_an_answer_to_no_notice_is_not_found(as_rory, called, notice):
    assert as_rory.post(page("reply", called.pk), {"notice": notice, "reply": "yes"}).status_code == 404


def test_a_made_up_answer_is_refused_in_words(as_rory, called):
    own = called.invitations.first()

    as_rory.post(page("reply", called.pk), {"notice": own.pk, "reply": "perhaps"})
    own.refresh_from_db()
    assert own.reply == ""


# --- At the door


def mark(client, meeting, place, state, **headers):
    return client.post(page("attendance", meeting.pk), {"place": place.pk, "state": state}, headers=headers)


def test_the_quorum_fills_on_the_phone_as_people_arrive(as_rory, meeting, places):
    first = text(mark(as_rory, meeting, places[0], "present", HX_Request="true"))
    second = text(mark(as_rory, meeting, places[1], "alternate", HX_Request="true"))

    assert "1 of 3 seats here · 1 more for the quorum of 2" in first
    assert "2 of 3 seats here · quorum of 2 reached" in second


def test_without_script_the_door_works_by_loading_the_page_again(as_rory, meeting, places):
    answer = mark(as_rory, meeting, places[0], "present")

    assert answer.url == page("attendance", meeting.pk)
    assert 'aria-pressed="true"' in as_rory.get(answer.url).content.decode()


def test_a_part_of_the_page_answers_htmx_with_the_pressed_button_in_focus(as_rory, meeting, places):
    answer = mark(as_rory, meeting, places[0], "excused", HX_Request="true").content.decode()

    assert "<html" not in answer
    assert 'aria-pressed="true" data-focus>Excused' in answer


def test_pressing_again_takes_the_mark_back(as_rory, meeting, places):
    mark(as_rory, meeting, places[0], "present")
    mark(as_rory, meeting, places[0], "")

    assert not MeetingAttendance.objects.exists()


@pytest.mark.parametrize("state", ["nonsense", "alternate-x", "present-999999"])
def test_a_made_up_state_marks_nobody(as_rory, meeting, places, state):
    assert mark(as_rory, meeting, places[0], state).status_code in (200, 404)
    assert not MeetingAttendance.objects.exists()


def test_a_place_of_another_committee_is_not_found(as_rory, meeting):
    assert mark(as_rory, meeting, PlaceFactory(), "present").status_code == 404


def test_closing_names_who_is_written_down_as_absent(as_rory, meeting, places):
    mark(as_rory, meeting, places[0], "present")
    mark(as_rory, meeting, places[1], "present")
    assert "written down as absent: Partner C" in text(as_rory.get(page("close_meeting", meeting.pk)))

    as_rory.post(page("close_meeting", meeting.pk))
    shown = text(as_rory.get(page("meeting", meeting.pk)))
    assert "2 of 3 seats present, quorum is 2." in shown


def test_the_committees_page_shows_the_grid_and_the_next_meeting(as_rory, meeting, places, cast, committee):
    mark(as_rory, meeting, places[0], "present")
    attending.close(meeting, by=cast.rory)
    convening.plan(committee, held_on=later(), begins_at=FIVE, by=cast.rory)

    shown = as_rory.get(page("committee", committee.pk))
    assert shown.content.decode().count('class="att att-p"') == 1 + 1
    assert "Dec 2: 1 present, no quorum, so nothing was decided." in text(shown)
    assert "Next meeting Dec 9" in text(shown)


# --- Minutes and documents


def test_minutes_lost_to_nobody_when_two_write_at_once(as_rory, meeting, cast):
    minuting.write(meeting, minutes="Theirs", by=cast.rory)

    answer = as_rory.post(page("minutes", meeting.pk), {"minutes": "Mine", "seen": ""})
    assert "Somebody else changed the minutes" in text(answer)
    assert "Theirs" in text(answer)
    assert "Mine" in text(answer)
    seen = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1]
    as_rory.post(page("minutes", meeting.pk), {"minutes": "Both", "seen": seen})
    assert Meeting.objects.get(pk=meeting.pk).minutes == "Both"


def test_minutes_are_words_and_never_markup(as_rory, meeting, cast):
    minuting.write(meeting, minutes="<script>alert(1)</script>", by=cast.rory)

    assert "<script>alert" not in as_rory.get(page("meeting", meeting.pk)).content.decode()


def test_a_document_is_always_a_download_that_runs_nowhere(client, pia, document):
    client.force_login(pia)
    answer = client.get(page("document", document.pk))

    assert b"".join(answer.streaming_content) == b"%PDF"
    assert answer["Content-Disposition"] == 'attachment; filename="Budget.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


# --- Taken on


def test_who_took_it_on_finds_it_on_today_and_ticks_it_off(client, cast, committee, pia):
    owner = committee.coalition.representatives.get(user=pia)
    item = acting.take_on(committee, what="Draft the request", owner=owner, due_on=later(), by=cast.rory)
    client.force_login(pia)

    assert "Draft the request Steering committee · due Dec 9" in text(client.get(reverse("today")))
    client.post(page("settle_action", item.pk, "done"))
    item.refresh_from_db()
    assert item.done_on == DECEMBER_2


def test_a_notice_without_an_answer_is_on_today(client, called, pia):
    client.force_login(pia)

    assert "Say whether you come on Dec 16" in text(client.get(reverse("today")))


def test_what_others_took_on_is_settled_by_who_keeps_the_roster(client, cast, committee, pia):
    item = acting.take_on(committee, what="Draft", organization=cast.coalition_org, by=cast.rory)
    client.force_login(pia)
    assert client.post(page("settle_action", item.pk, "done")).status_code == 404

    client.force_login(cast.rory)
    assert client.post(page("settle_action", item.pk, "burn")).status_code == 404
    client.post(page("settle_action", item.pk, "drop"))
    client.post(page("settle_action", item.pk, "again"))
    assert list(ActionItem.objects.open()) == [item]


def test_something_is_taken_on_at_a_meeting(as_rory, committee, meeting, cast):
    PartnerFactory(coalition=committee.coalition, organization=cast.partner_org)
    answer = as_rory.post(
        page("take_on", committee.pk) + f"?meeting={meeting.pk}",
        {"what": "Book the room", "organization": cast.partner_org.pk},
    )

    assert answer.url == page("meeting", meeting.pk)
    assert meeting.action_items.get().organization == cast.partner_org


# --- One's calendar


def test_an_address_is_shown_once_and_taken_back(client, pia, called):
    client.force_login(pia)
    shown = client.post(page("calendar")).content.decode()
    address = re.search(r'value="http://testserver(/calendar/[^"]+\.ics)"', shown)[1]
    assert "/calendar/" not in client.get(page("calendar")).content.decode().replace("/coalitions/calendar/", "")

    client.logout()
    assert client.get(address).status_code == 200
    client.force_login(pia)
    client.post(page("take_back_calendar", pia.calendar_feeds.get().pk))
    assert client.get(address).status_code == 404


def test_nobody_takes_back_another_persons_address(as_rory, pia):
    feed, _token = feeding.make(pia)

    assert as_rory.post(page("take_back_calendar", feed.pk)).status_code == 404
    feed.refresh_from_db()
    assert feed.revoked_at is None


# --- Speed


def fill(committee, cast, count):
    """So many more of everything that the pages list."""
    for _ in range(count):
        number = committee.places.count() + 1
        place = partner_with_seat(committee, f"Partner {number:02}", alternate=True)
        holder = committee.seats.filter(organization=place.organization).first().holder
        holder.email = f"{number}@example.org"
        holder.save()
        held = convening.plan(committee, held_on=DECEMBER_2, begins_at=dt.time(number), by=cast.rory)
        attending.mark(held, place, state="present", by=cast.rory)
        attending.close(held, by=cast.rory)
        convening.plan(committee, held_on=later(number), begins_at=FIVE, by=cast.rory)
        acting.take_on(committee, what="Draft", owner=holder, by=cast.rory)


def test_every_list_asks_as_many_questions_for_three_rows_as_for_one(as_rory, committee, cast):

    def counts():
        coming = committee.meetings.filter(held_on=later(1)).get()
        coming.invitations.all().delete()
        Meeting.objects.filter(pk=coming.pk).update(state="planned", called_at=None)
        convening.call(coming, by=cast.rory)
        convening.set_agenda(coming, items=[{"title": "x"}] * committee.places.count(), by=cast.rory)
        found = {}
        for name, pk in {
            "meetings": committee.pk, "committee": committee.pk, "action_items": committee.coalition_id,
            "meeting": coming.pk, "attendance": coming.pk, "call_meeting": coming.pk,
        }.items():  # fmt: skip
            as_rory.get(page(name, pk))
            with CaptureQueriesContext(connection) as queries:
                assert as_rory.get(page(name, pk)).status_code == 200
            found[name] = len(queries)
        return found

    fill(committee, cast, 1)
    with_one = counts()
    fill(committee, cast, 2)

    assert counts() == with_one


# --- Sent twice, and two at once


def test_a_meeting_and_a_series_sent_again_with_the_back_button_are_planned_once(as_rory, committee):
    once = {"held_on": "2026-12-09", "begins_at": "17:00", "minutes_long": 90, "timezone": "America/Los_Angeles"}
    rule = {"every": "month", "week_of_month": 1, "weekday": 2, "first_on": "2027-01-01", **once}

    for _time in range(2):
        as_rory.post(page("plan_meeting", committee.pk), once)
        as_rory.post(page("repeat_meeting", committee.pk), rule)

    assert committee.meetings.filter(held_on="2026-12-09").count() == 1
    assert committee.series.count() == 1


def test_a_meeting_planned_again_after_it_was_called_off_is_a_new_one(meeting, cast):
    facts = {name: getattr(meeting, name) for name in ("held_on", *convening.HANDED_ON)}
    convening.call_off(meeting, by=cast.rory)

    assert convening.plan(meeting.committee, by=cast.rory, **facts) != meeting


def test_a_meeting_that_is_over_is_written_down_without_talk_of_a_notice(as_rory, committee):
    past = {"held_on": "2025-12-03", "begins_at": "17:00", "minutes_long": 90, "timezone": "America/Los_Angeles"}

    shown = text(as_rory.post(page("plan_meeting", committee.pk), past, follow=True))

    assert "mark who came" in shown
    assert "send the notice" not in shown


def test_whoever_moves_a_meeting_that_was_moved_meanwhile_is_told_and_may_insist(as_rory, meeting, cast):
    shown = as_rory.get(page("move_meeting", meeting.pk)).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', shown)[1]
    convening.move(meeting, place="Theirs", by=cast.rory)
    mine = {
        "held_on": meeting.held_on, "begins_at": "18:00", "minutes_long": 60, "timezone": meeting.timezone,
        "place": "Mine", "seen": seen,
    }  # fmt: skip

    refused = as_rory.post(page("move_meeting", meeting.pk), mine)
    assert "Meanwhile somebody changed this meeting (now Dec 2, 2026, 5 p.m., Theirs)" in text(refused)
    assert Meeting.objects.get(pk=meeting.pk).place == "Theirs"
    again = re.search(r'name="seen" value="(\d+)"', refused.content.decode())[1]
    as_rory.post(page("move_meeting", meeting.pk), mine | {"seen": again})
    assert Meeting.objects.get(pk=meeting.pk).place == "Mine"


def test_an_agenda_is_lost_to_nobody_when_two_write_at_once(as_rory, meeting, cast):
    mine = {"points-TOTAL_FORMS": 1, "points-INITIAL_FORMS": 0, "points-0-title": "Mine", "seen": ""}
    convening.set_agenda(meeting, items=[{"title": "Theirs"}], by=cast.rory)

    refused = as_rory.post(page("agenda", meeting.pk), mine)
    assert "Somebody else changed the agenda meanwhile." in text(refused)
    assert "Theirs" in text(refused)
    assert 'value="Mine"' in refused.content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', refused.content.decode())[1]
    as_rory.post(page("agenda", meeting.pk), mine | {"seen": seen})
    assert [point.title for point in meeting.agenda.all()] == ["Mine"]


def test_the_same_minutes_saved_twice_are_no_conflict(meeting, cast):
    minuting.write(meeting, minutes="We met.", by=cast.rory)

    assert minuting.write(meeting, minutes="We met.", by=cast.rory, seen=None).minutes == "We met."


def test_what_an_organization_took_on_is_ticked_off_by_who_speaks_for_it(client, cast, committee, pia):
    item = acting.take_on(committee, what="Book the hall", organization=cast.partner_org, by=cast.rory)
    client.force_login(pia)

    assert "Done" in text(client.get(page("action_items", committee.coalition_id)))
    client.post(reverse("coalition:settle_action", args=[item.pk, "done"]))
    item.refresh_from_db()
    assert item.done_on


def test_the_same_thing_taken_on_twice_is_written_down_once(committee, cast):
    items = [acting.take_on(committee, what="Book", organization=cast.partner_org, by=cast.rory) for _time in "12"]

    assert items[0] == items[1]
    acting.done(items[0], by=cast.rory)
    assert acting.take_on(committee, what="Book", organization=cast.partner_org, by=cast.rory) != items[0]


def test_a_meeting_called_off_is_put_back_from_its_page_until_it_would_be_over(client, meeting, cast, pia):
    convening.call_off(meeting, by=cast.rory)

    def offered(user):
        client.force_login(user)
        return "Put it back on the calendar" in text(client.get(page("meeting", meeting.pk)))

    assert (offered(cast.rory), offered(pia)) == (True, False)
    with time_machine.travel(meeting.ends_at + dt.timedelta(minutes=1), tick=False):
        assert not offered(cast.rory)
