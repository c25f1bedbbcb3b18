"""Pages of call lists in figures, and of walk lists."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import calling, claiming, exporting, timeline
from members.conditions import Asker, q_of, sentence_of
from members.models import CallTask, Channel, Conversation, Person, PersonView
from tests.factories import members as make
from tests.members.calls import calls, someone

pytestmark = pytest.mark.django_db


def page(client, user, name, /, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"members:{name}", args=args), query)


def send(client, user, name, /, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"members:{name}", args=args), data)


# --- How far it is -----------------------------------------------------------------------------------------------


def test_the_page_of_a_list_asks_the_same_number_of_questions_however_long_it_is(client, cast):
    def asked(call_list):
        client.force_login(cast.tasha)
        with CaptureQueriesContext(connection) as caught:
            words = client.get(reverse("members:call_list", args=[call_list.pk])).content.decode()
        return len(caught), words

    someone(cast.coalition_org, language="en")
    small = calls(cast)
    calling.save_call(claiming.claim_next(small, by=cast.val), outcome="yes", by=cast.val)
    few, _words = asked(small)
    for number in range(12):
        someone(cast.coalition_org, language="en", given_name=f"P{number}")
    large = calls(cast, callers=[(user, ["en"]) for user in (cast.tasha, cast.val, cast.rosa)])
    question = large.questions.get()
    for outcome in ("yes", "no", "no_answer", "wrong"):
        task = claiming.claim_next(large, by=cast.val)
        calling.save_call(task, outcome=outcome, by=cast.val, answers={question.pk: ["a1"]})
    claiming.claim_next(large, by=cast.rosa)
    many, words = asked(large)

    assert many == few
    assert "3</b> of 13 done" in words
    assert "With a caller now" in words
    for part in ("Coming", "Wrong number", "A ride", "Val Dominguez", "4 tries, 2 talks"):
        assert part in words


def test_who_runs_the_list_gives_back_whom_a_caller_holds(client, cast):
    someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.val)

    send(client, cast.tasha, "release_call", task.pk)

    task.refresh_from_db()
    assert task.claimed_by is None
    assert send(client, cast.val, "release_call", task.pk).status_code == 404


# --- Doors -------------------------------------------------------------------------------------------------------


@pytest.fixture
def doors(cast):
    home = cast.coalition_org
    for number in (1412, 1410, 1407, 1401, 1420):
        person = someone(home, channel=Channel.DOOR, phone=False, given_name=f"N{number}", language="en")
        make.AddressFactory(person=person, value=f"{number} W 83rd St", house_number=number, key=str(number))
    far = someone(home, channel=Channel.DOOR, phone=False, given_name="Faraway", language="en")
    make.AddressFactory(person=far, value="3 S Main St", house_number=3, street="s main st", key="3")
    return calls(cast, kind="doors")


def test_a_walk_list_goes_up_one_side_and_back_on_the_other(client, cast, doors):
    words = page(client, cast.tasha, "walk_list", doors.pk).content.decode()

    places = [words.index(f"N{number} ") for number in (1401, 1407, 1420, 1412, 1410)]
    assert places == sorted(places)
    assert words.index("Faraway") < places[0]
    one = page(client, cast.tasha, "walk_list", doors.pk, street="w 83rd st").content.decode()
    assert "Faraway" not in one
    assert PersonView.objects.filter(user=cast.tasha, kind=PersonView.Kind.PRINT).count() == 2


def test_the_paper_of_a_walk_asks_in_both_languages(client, cast, doors):
    words = page(client, cast.tasha, "walk_list", doors.pk).content.decode()

    question = doors.questions.get()
    assert question.text_es
    assert [words.count(f'<div lang="{code}">{text} ') for text, _answers, code in question.in_both] == [1, 1]
    assert [words.count(f"1 {answers[0]}") for _text, answers, _code in question.in_both] == [1, 1]


def test_a_walker_sees_the_names_of_the_streets_they_took(client, cast, doors):
    words = page(client, cast.val, "walk_list", doors.pk).content.decode()
    assert "W 83rd St" in words
    assert "N1412" not in words

    send(client, cast.val, "take_street", doors.pk, street="s main st")
    words = page(client, cast.val, "walk_list", doors.pk).content.decode()
    assert "Faraway" in words
    assert "N1412" not in words
    other = doors.tasks.get(person__given_name="N1412")
    assert page(client, cast.val, "record_door", doors.pk, other.pk).status_code == 404
    answer = send(client, cast.tasha, "take_street", doors.pk, street="s main st")
    assert "Somebody else has this street already." in client.get(answer.url).content.decode()


def test_doors_are_written_down_one_after_the_other(client, cast, doors):
    send(client, cast.val, "take_street", doors.pk, street="w 83rd st")
    first = doors.tasks.get(person__given_name="N1401")
    words = page(client, cast.val, "record_door", doors.pk, first.pk).content.decode()
    assert "Nobody opened" in words
    assert "1401 W 83rd St" in words
    assert "tel:" not in words

    answer = send(client, cast.val, "record_door", doors.pk, first.pk, do="save", outcome="yes", said="She comes.")

    following = doors.tasks.get(person__given_name="N1407")
    assert answer.url == reverse("members:record_door", args=[doors.pk, following.pk])
    assert Conversation.objects.get().kind == "door"


def test_who_runs_the_walk_types_what_a_walker_brings_back(client, cast, doors):
    send(client, cast.val, "take_street", doors.pk, street="s main st")
    task = doors.tasks.get(person__given_name="Faraway")

    answer = send(client, cast.tasha, "record_door", doors.pk, task.pk, do="save", outcome="no_answer")

    assert answer.status_code == 302
    assert task.attempts.get().tried_by == cast.tasha


def test_the_walk_list_asks_the_same_number_of_questions_however_many_doors(client, cast, doors):
    def asked():
        client.force_login(cast.tasha)
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("members:walk_list", args=[doors.pk]))
        return len(caught)

    many = asked()
    CallTask.objects.exclude(person__given_name="N1412").delete()
    assert asked() == many


# --- Elsewhere ---------------------------------------------------------------------------------------------------


def test_calls_can_be_asked_for_in_a_search_and_stand_in_the_timeline(cast):
    people = [someone(cast.coalition_org, language="en") for _n in range(2)]
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.val)
    calling.save_call(task, outcome="no_answer", by=cast.val, said="Dog barks")
    asker = Asker(cast.tasha, cast.coalition_org, cast.coalition_org.today())
    tree = {"is": "called", "value": {"list": str(call_list.pk), "outcome": "no_answer", "days": 3}}

    assert list(Person.objects.filter(q_of(tree, asker))) == [task.person]
    other = next(person for person in people if person != task.person)
    assert list(Person.objects.filter(q_of({"not": tree}, asker))) == [other]
    words = "was called or visited for “Budget night, November 19” (No answer) in the last 3 days"
    assert sentence_of(tree, asker) == words
    shown = timeline.timeline_of(task.person, cast.tasha, asker.on)
    assert ("Call: No answer", "Dog barks") in [(entry.title, entry.text) for entry in shown.entries]
    assert "Dog barks" in str(exporting.everything_about(task.person))


def test_each_door_says_that_its_people_agreed_to_a_visit(client, cast):
    someone(cast.coalition_org, channel=Channel.DOOR, given_name="Lupita")
    doors = calls(cast, kind="doors")

    words = page(client, cast.tasha, "walk_list", doors.pk).content.decode()

    assert "Visit: yes" in words
