"""A no "for all of you", wherever somebody may say it: it closes every partner's doors, and asks for nothing more."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import working
from coalition import looking_across
from coalition.models import Coalition, EveryPartnerRefusal, ShareReceipt
from members import allowed, bulk, claiming, phonebanking, stopping, taking_along
from members.models import BulkAction, CallList, CallTask, Channel, ConsentEvent, Person, Purpose
from tests.coalition.agreeing import partners, person, says, signed
from tests.factories.coalition import CoalitionFactory, PartnerFactory
from tests.factories.members import AddressFactory
from tests.members.calls import calls

pytestmark = pytest.mark.django_db
PHONE = "+13235550142"
WAYS = (Channel.CALL, Channel.TEXT, Channel.EMAIL, Channel.MAIL, Channel.DOOR)


@pytest.fixture
def room(cast):
    """The same human in the records of two partners, who said yes to both in every way."""
    room = partners(cast)
    room.cast = cast
    room.ours = person(room, "Lupita", shares=WAYS, phone=PHONE)
    room.theirs = person(room, "Guadalupe", of=room.receiver, shares=WAYS, phone=PHONE)
    room.other = person(room, "Nayeli", of=room.receiver, shares=WAYS, phone="+13235550143")
    AddressFactory(person=room.ours)
    return room


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"members:{name}", args=args), data)


def get(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"members:{name}", args=args), query).content.decode()


def open_ways(who):
    return {way for way in WAYS if allowed.may_reach(who, way, Purpose.ORGANIZING)}


def is_closed_everywhere(room):
    """Nobody's door is open any more, and whoever else was open stays so."""
    assert open_ways(room.other) == set(WAYS)
    return open_ways(room.ours) == open_ways(room.theirs) == set()


# --- Where it is taken -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CallList.Kind)
def test_a_caller_or_a_walker_takes_it_with_the_outcome(client, room, kind):
    tasha = room.tasha
    call_list = calls(room.cast, people=Person.objects.of(room.giver), callers=[(tasha, ["es"])], kind=kind)
    if kind == CallList.Kind.CALLS:
        task = claiming.claim_next(call_list, by=tasha)
        name, args = "calling", (call_list.pk,)
    else:
        task = call_list.tasks.get()
        name, args = "record_door", (call_list.pk, task.pk)
    page = get(client, tasha, name, *args)
    assert "Nothing from us or from any partner of our coalitions" in page
    assert str(room.coalition) in page

    said = {"do": "save", "task": task.pk, "entry_key": "k", "outcome": "refused", "how_far": "all"}
    post(client, tasha, name, *args, **said)

    assert is_closed_everywhere(room)
    assert CallTask.objects.get(pk=task.pk).outcome == "refused"


def test_a_call_that_says_no_more_closes_only_calls_as_ever(client, room):
    call_list = calls(room.cast, people=Person.objects.of(room.giver), callers=[(room.tasha, ["es"])])
    task = claiming.claim_next(call_list, by=room.tasha)

    post(client, room.tasha, "calling", call_list.pk, do="save", task=task.pk, entry_key="k", outcome="refused")

    assert open_ways(room.ours) == set(WAYS) - {Channel.CALL}
    assert open_ways(room.theirs) == set(WAYS)


def test_who_saves_a_call_is_told_that_a_no_came_meanwhile_and_not_from_where(client, room):
    call_list = calls(room.cast, people=Person.objects.of(room.giver), callers=[(room.tasha, ["es"])])
    task = claiming.claim_next(call_list, by=room.tasha)
    says(room, room.theirs, channel="", purpose="", state="refused", for_all=True)

    saved = post(client, room.tasha, "calling", call_list.pk, do="save", task=task.pk, entry_key="k", outcome="yes")
    told = client.get(saved.url).content.decode()

    assert f"{room.ours} said no meanwhile, in another place. What you wrote is kept." in told
    assert room.receiver.name not in told
    assert room.ours.conversations.exists()


def test_a_list_counts_who_said_no_to_another_partner_among_those_who_said_no(room):
    says(room, room.theirs, channel="", purpose="", state="refused", for_all=True)

    everybody = Person.objects.of(room.giver)
    found = phonebanking.reach(room.giver, kind=CallList.Kind.CALLS, people=everybody, by=room.tasha)

    assert found.left_out == {"refused": 1}


def test_the_log_of_a_talk_takes_it_with_the_day_it_was_said(client, room):
    yesterday = room.giver.today() - dt.timedelta(days=1)
    assert "Nothing from us or from any partner" in get(client, room.tasha, "log_for", room.ours.pk)
    said = {"kind": "door", "talked_on": yesterday, "heard": "Ya no quiere nada.", "stops": "all", "entry_key": "k"}

    for _click in range(2):
        post(client, room.tasha, "log_for", room.ours.pk, **said)

    event = ConsentEvent.objects.get(person=room.ours, state="refused")
    assert (event.channel, event.purpose, event.source) == ("", "", "in_person")
    assert event.happened_at.astimezone(dt.UTC).date() >= yesterday
    assert EveryPartnerRefusal.objects.exists()
    assert room.ours.conversations.get().heard == "Ya no quiere nada."


def test_the_log_of_a_talk_with_somebody_new_takes_it(client, room):
    said = {"given_name": "Ramona", "kind": "call", "talked_on": room.giver.today(), "stops": "us", "entry_key": "k"}

    post(client, room.tasha, "log", **said)

    event = ConsentEvent.objects.get(person__given_name="Ramona")
    assert (event.state, event.channel, event.source) == ("refused", "", "call")
    assert not EveryPartnerRefusal.objects.exists()


def test_the_person_page_leads_to_it(client, room):
    link = reverse("members:consent", args=[room.ours.pk]) + "?no=1#say"
    assert link in get(client, room.tasha, "person", room.ours.pk)
    form = get(client, room.tasha, "consent", room.ours.pk, no="1", source="paper", evidence="Sheet 2, line 7")
    assert "Sheet 2, line 7" in form
    said = {"state": "refused", "source": "paper", "said_on": room.giver.today(), "for_all": "on", "entry_key": "k"}

    post(client, room.tasha, "say_consent", room.ours.pk, **said)

    assert is_closed_everywhere(room)


def test_it_is_written_down_for_many_at_once_and_not_undone(client, room):
    today = room.giver.today()
    said = {"kind": "stop", "person": [room.ours.pk], "query": ""}
    assert "Nothing from us or from any partner" in post(client, room.tasha, "bulk", **said).content.decode()
    asked = {"how_far": "all", "source": "paper", "said_on": today, "evidence": "List of May 3"}

    post(client, room.tasha, "bulk", **said, **asked, go="1")
    action = BulkAction.objects.get(steward=room.giver)
    working.run(action.job_id)

    assert is_closed_everywhere(room)
    assert ConsentEvent.objects.get(person=room.ours, state="refused").evidence == "List of May 3"
    assert not bulk.may_undo(action, room.tasha)


def test_who_may_not_change_people_writes_no_no_for_many(client, room):
    answer = post(client, room.cast.vic, "bulk", kind="stop", person=[room.ours.pk])

    assert answer.status_code == 404


def test_an_organization_in_no_coalition_is_offered_no_no_for_all(client, cast):
    alone = person(partners(cast), of=cast.outsider_org, phone=PHONE)

    page = get(client, cast.otto, "log_for", alone.pk)

    assert "Nothing from us any more, in any way" in page
    assert "any partner of our coalitions" not in page
    post(client, cast.otto, "log_for", alone.pk, kind="call", talked_on=cast.outsider_org.today(), stops="all")
    assert not EveryPartnerRefusal.objects.exists()


# --- What it stops -----------------------------------------------------------------------------------------------


def none_of_you(room):
    stopping.stop(room.ours, how_far="all", by=room.tasha, source=ConsentEvent.Source.CALL)


def test_it_stops_every_other_partners_messages(room):
    everybody = Person.objects.of(room.receiver)
    for way in WAYS:
        assert set(allowed.reachable(everybody, way, Purpose.ORGANIZING)) == {room.theirs, room.other}

    none_of_you(room)

    for way in WAYS:
        assert set(allowed.reachable(everybody, way, Purpose.ORGANIZING)) == {room.other}


def test_the_signs_in_the_list_say_what_may_be_done_before_it_and_after_and_once_they_say_yes_again(room):
    def signs():
        states = allowed.states_for([room.theirs, room.other], WAYS, on=room.receiver.today())
        for who in (room.theirs, room.other):
            assert {way for way, state in states[who.pk] if state == "yes"} == open_ways(who)
        return [dict(states[who.pk])[Channel.CALL] for who in (room.theirs, room.other)]

    assert signs() == ["yes", "yes"]
    none_of_you(room)
    assert signs() == ["no", "yes"]
    says(room, room.theirs, purpose=Purpose.ORGANIZING, by=room.bea)
    assert signs() == ["yes", "yes"]


def test_it_stops_every_other_partners_calls_on_lists_made_before_and_after(room):
    def made():
        return phonebanking.make_list(
            room.receiver, kind=CallList.Kind.CALLS, by=room.bea, name="Budget night", script_en="Hi", script_es="Hola",
            people=Person.objects.of(room.receiver), callers=[(room.bea, ["es"])], questions=[],
        )  # fmt: skip

    before = made()
    assert before.tasks.count() == 2

    none_of_you(room)

    assert claiming.claim_next(before, by=room.bea).person == room.other
    assert claiming.claim_next(before, by=room.bea).person == room.other
    assert [task.person for task in made().tasks.all()] == [room.other]


def test_it_says_no_in_every_other_partners_files(room, tmp_path, monkeypatch):
    monkeypatch.setattr(taking_along, "FOLDER", tmp_path)

    def says_in_file():
        people = [room.theirs.pk, room.other.pk]
        action = bulk.ask(
            "export", by=room.bea, organization=room.receiver, people=people, purpose="Letters", format="csv"
        )
        working.run(action.job_id)
        action.refresh_from_db()
        lines = (tmp_path / action.asked["file"]).read_text(encoding="utf-8-sig").splitlines()
        return {line.split(" ")[0]: line.count(": yes") for line in lines if "Serrano" in line}

    assert says_in_file() == {"Guadalupe": 5, "Nayeli": 5}

    none_of_you(room)

    assert says_in_file() == {"Guadalupe": 0, "Nayeli": 5}


def test_it_stops_what_any_partner_shares_of_them(room):
    given = signed(room, [room.ours])
    back = signed_back(room, [room.theirs, room.other])
    assert len(looking_across.seen(given, by=room.bea, way=ShareReceipt.Way.LIST)) == 1
    assert len(looking_across.seen(back, by=room.tasha, way=ShareReceipt.Way.LIST)) == 2

    none_of_you(room)

    assert looking_across.seen(given, by=room.bea, way=ShareReceipt.Way.LIST) == []
    assert [each.pk for each in looking_across.seen(back, by=room.tasha, way=ShareReceipt.Way.LIST)] == [room.other.pk]


def signed_back(room, people):
    """The other way round: the receiver gives."""
    turned = type(room)(**{**vars(room), "giver": room.receiver, "receiver": room.giver})
    turned.rory, turned.petra = room.petra, room.rory
    for who in people:
        says(turned, who)
    return signed(turned, people)


def test_who_keeps_the_roster_is_bound_too_and_binds(room, cast):
    kept = CoalitionFactory(name="Invented Table", keeper=cast.outsider_org)
    PartnerFactory(coalition=kept, organization=room.giver, starts_on=dt.date(2020, 1, 1))
    known = person(room, "Lupe", of=cast.outsider_org, shares=WAYS, phone=PHONE)
    assert open_ways(known) == set(WAYS)

    none_of_you(room)

    assert open_ways(known) == set()
    with_own = person(room, "Ana", of=cast.outsider_org, shares=WAYS, phone="+13235550199")
    ours = person(room, "Ana", shares=WAYS, phone="+13235550199")
    stopping.stop(with_own, how_far="all", by=cast.otto, source=ConsentEvent.Source.CALL)
    assert open_ways(ours) == set()
    assert Coalition.objects.filter(refusals__isnull=False).distinct().count() == 2
