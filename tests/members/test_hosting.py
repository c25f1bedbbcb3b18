"""House meetings: who hosted and how many came, written down with the talk, once, by whoever may."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry
from members import conversing, erasing, exporting, finding, hosting
from members.models import Conversation, HouseMeeting, Person
from members.timeline import timeline_of
from tests.factories import members as make

NOVEMBER_12 = dt.datetime(2026, 11, 12, 20, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 12)
SENT = {"kind": "house", "talked_on": "2026-11-12", "heard": "Guardería.", "entry_key": "h1"}


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOVEMBER_12, tick=False):
        yield


def someone(cast, given, family):
    person = make.PersonFactory(steward=cast.coalition_org, given_name=given, family_name=family)
    finding.refresh([person])
    return person


@pytest.fixture
def lupita(cast):
    return someone(cast, "Lupita", "Serrano")


@pytest.fixture
def jorge(cast):
    return someone(cast, "Jorge", "Quiroz")


@pytest.fixture
def send(client, cast, lupita):
    """Tasha writes down a talk with Lupita."""
    client.force_login(cast.tasha)
    return lambda **said: client.post(reverse("members:log_for", args=[lupita.pk]), SENT | said)


def talk_at_home(cast, person, **said):
    return conversing.log(person, by=cast.tasha, kind="house", talked_on=TODAY, **said)


def figures(meeting):
    return (str(meeting.host or ""), meeting.invited, meeting.committed, meeting.came)


# --- Written down with the talk


def test_host_and_figures_come_with_the_talk_and_a_double_click_makes_one_meeting(send, lupita, jorge):
    said = {"others": "Jorge Quiroz", "host": "Lupita", "invited": "12", "committed": "8", "came": "6"}
    send(**said)
    send(**said)

    meeting = HouseMeeting.objects.get()
    assert figures(meeting) == ("Lupita Serrano", 12, 8, 6)
    assert {talk.person for talk in meeting.conversations.all()} == {lupita, jorge}
    assert AuditEntry.objects.filter(verb="house_meeting.written_down").count() == 1


def test_a_host_who_was_not_named_among_the_others_was_there_too(send, jorge):
    send(host="Jorge Quiroz")

    assert HouseMeeting.objects.get().host == jorge
    assert jorge.conversations.get().kind == "house"


def test_a_figure_makes_any_talk_a_house_meeting(send, lupita):
    send(kind="one_on_one", came="6")

    assert lupita.conversations.get().kind == "house"
    assert figures(HouseMeeting.objects.get()) == ("", None, None, 6)


def test_a_talk_without_host_and_figures_makes_no_house_meeting(send):
    send()

    assert Conversation.objects.get().house_meeting is None
    assert not HouseMeeting.objects.exists()


def test_a_host_nobody_knows_is_added_when_the_form_says_so(send):
    page = send(host="Nayeli Tum").content.decode()
    assert "We do not know Nayeli Tum yet." in page
    assert not Conversation.objects.exists()

    send(host="Nayeli Tum", others="Nayeli Tum", adds_newcomers="on")

    assert str(HouseMeeting.objects.get().host) == "Nayeli Tum"
    assert Person.objects.filter(given_name="Nayeli Tum").count() == 1


def test_somebody_new_may_host_in_their_own_first_talk(client, cast):
    client.force_login(cast.tasha)
    new = {"given_name": "Nayeli", "family_name": "Tum", "host": "nayeli tum"}

    client.post(reverse("members:log"), SENT | new)

    assert str(HouseMeeting.objects.get().host) == "Nayeli Tum"


def test_a_host_whom_several_people_fit_and_an_impossible_figure_are_said_at_their_field(send, cast, jorge):
    someone(cast, "Jorge", "Quintana")

    page = send(host="Jorge", came="5000").content.decode()

    assert "Several people fit “Jorge”." in page
    assert "500" in page
    assert not Conversation.objects.exists()


def test_a_host_of_another_organization_is_not_there(send, cast):
    stranger = make.PersonFactory(steward=cast.partner_org, given_name="Fremd", family_name="Ort")
    finding.refresh([stranger])

    assert "We do not know Fremd Ort yet." in send(host="Fremd Ort").content.decode()
    with pytest.raises(ValidationError):
        hosting.write_down([talk_at_home(cast, someone(cast, "Ana", "Paz"))], by=cast.tasha, host=stranger)


# --- Afterwards


@pytest.fixture
def meeting(cast, lupita, jorge):
    return hosting.write_down(
        [talk_at_home(cast, lupita), talk_at_home(cast, jorge)], by=cast.tasha, host=lupita, invited=12, came=6
    )


def test_the_hosts_timeline_tells_of_it_once_with_the_figures(cast, lupita, jorge, meeting):
    told = {
        person: [(entry.title, entry.text) for entry in timeline_of(person, cast.tasha, TODAY, shown="hosted").entries]
        for person in (lupita, jorge)
    }

    assert told == {lupita: [("Hosted a house meeting", "12 people invited · 6 came")], jorge: []}
    assert timeline_of(lupita, cast.otto, TODAY).counts["hosted"] == 0
    assert "House meetings you hosted" in str(exporting.everything_about(lupita))


def test_the_talk_shows_host_figures_and_who_else_was_there(client, cast, jorge, meeting):
    client.force_login(cast.vic)

    page = client.get(reverse("members:conversation", args=[jorge.conversations.get().pk])).content.decode()

    assert all(words in page for words in ("Lupita Serrano", "12 people invited · 6 came"))
    assert "Change host and figures" not in page


def form_of(client, talk):
    page = client.get(reverse("members:house_meeting", args=[talk.pk]))
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields if name != "save_as_said"}


def test_host_and_figures_are_changed_and_what_another_wrote_meanwhile_is_not_lost(client, cast, jorge, meeting):
    client.force_login(cast.tasha)
    talk = jorge.conversations.get()
    mine, theirs = form_of(client, talk), form_of(client, talk)
    address = reverse("members:house_meeting", args=[talk.pk])
    client.post(address, theirs | {"came": "9", "host": "Jorge"})

    refused = client.post(address, mine | {"came": "7", "committed": "8"})

    assert "Somebody else wrote “9” meanwhile." in refused.content.decode()
    meeting.refresh_from_db()
    assert figures(meeting) == ("Jorge Quiroz", 12, None, 9)
    client.post(address, mine | {"came": "7", "committed": "8", "seen": refused.context["form"]["seen"].value()})
    meeting.refresh_from_db()
    assert (meeting.committed, meeting.came) == (8, 7)


def test_figures_can_be_added_to_a_house_meeting_that_has_none(client, cast, lupita):
    client.force_login(cast.tasha)
    talk = talk_at_home(cast, lupita)

    client.post(reverse("members:house_meeting", args=[talk.pk]), form_of(client, talk) | {"came": "6"})

    assert HouseMeeting.objects.get().conversations.get() == talk


@pytest.mark.parametrize("who", ["vic", "val", "bea", "otto"])
def test_only_those_who_write_talks_down_change_a_house_meeting(client, cast, lupita, meeting, who):
    client.force_login(getattr(cast, who))
    address = reverse("members:house_meeting", args=[lupita.conversations.get().pk])

    assert (client.get(address).status_code, client.post(address, {"came": "1"}).status_code) == (404, 404)


def test_another_kind_of_talk_has_no_host(client, cast, lupita):
    client.force_login(cast.tasha)
    talk = conversing.log(lupita, by=cast.tasha, kind="call", talked_on=TODAY)

    assert client.get(reverse("members:house_meeting", args=[talk.pk])).status_code == 404


def test_the_meeting_goes_with_its_last_talk(cast, lupita, jorge, meeting):
    conversing.take_out(lupita.conversations.get(), by=cast.tasha)
    assert HouseMeeting.objects.exists()

    conversing.take_out(jorge.conversations.get(), by=cast.tasha)
    assert not HouseMeeting.objects.exists()


def test_the_meeting_is_held_on_the_day_its_talk_is_put_on(cast, lupita, meeting):
    talk = lupita.conversations.get()
    day = TODAY - dt.timedelta(days=2)

    conversing.change(talk, by=cast.tasha, version=talk.version, seen={"talked_on": TODAY}, talked_on=day)

    meeting.refresh_from_db()
    assert meeting.held_on == day


def test_a_host_who_is_erased_leaves_figures_and_no_name(cast, lupita, meeting):
    erasing.erase(lupita, by=cast.ana, reason=erasing.Reason.ASKED)

    meeting.refresh_from_db()
    assert figures(meeting) == ("", 12, None, 6)
    assert "Lupita" not in str(list(AuditEntry.objects.values_list("thing_name", "details")))
