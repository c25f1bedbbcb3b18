"""Pages of call lists: making one, calling from it, walking with it, and what they keep to themselves."""

import pytest
from django.urls import reverse

from members import allowed, calling, claiming, consenting, erasing, phonebanking
from members.models import CallAttempt, CallList, CallTask, Channel, Conversation, Person, PersonView, Segment
from tests.factories import members as make
from tests.members.calls import allow, calls, later, someone

pytestmark = pytest.mark.django_db


def page(client, user, name, /, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"members:{name}", args=args), query)


def send(client, user, name, /, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"members:{name}", args=args), data)


def new_list(**fields):
    return {
        "do": "save", "kind": "calls", "source": "all", "name": "Budget night", "script_en": "Hello",
        "script_es": "Hola", "tries": "3", "q0-text_en": "What would help?", "q0-text_es": "¿Qué le ayudaría?",
        "q0-answers_en": "A ride\nChildcare", "q0-answers_es": "Transporte\nCuidado", "q0-takes_several": "on",
        "q1-text_en": "", **fields,
    }  # fmt: skip


def called(client, user, call_list, **fields):
    task = CallTask.objects.get(call_list=call_list, claimed_by=user)
    return send(client, user, "calling", call_list.pk, **{"do": "save", "task": task.pk, "entry_key": "k", **fields})


# --- Making a list -----------------------------------------------------------------------------------------------


def test_a_list_is_made_from_a_saved_search(client, cast):
    home = cast.coalition_org
    someone(home, given_name="Lupita")
    someone(home, given_name="Keisha", language="en")
    tree = {"is": "speaks", "value": "es"}
    segment = Segment.objects.create(steward=home, owner=cast.tasha, name="Spanish", tree=tree)
    form = page(client, cast.tasha, "call_list_new", source=f"search:{segment.pk}")
    assert "Spanish" in form.content.decode()

    tasha, val = f"c{cast.tasha.pk}", f"c{cast.val.pk}"
    data = new_list(source=f"search:{segment.pk}", **{f"{tasha}-calls": "on", f"{tasha}-speaks": ["es", "en"]})
    data |= {f"{val}-calls": "on", f"{val}-speaks": ["en"], f"{val}-also": "zap"}
    answer = send(client, cast.tasha, "call_list_new", **data)

    call_list = CallList.objects.get()
    assert answer.url == reverse("members:call_list", args=[call_list.pk])
    assert [task.person.given_name for task in call_list.tasks.all()] == ["Lupita"]
    question = call_list.questions.get()
    assert question.answers[1] == {"key": "a2", "en": "Childcare", "es": "Cuidado"}
    assert {caller.user: caller.languages for caller in call_list.callers.all()} == {
        cast.tasha: " es en ",
        cast.val: " en zap ",
    }


def test_before_it_is_made_it_says_how_many_and_why_the_others_stay_off(client, cast):
    someone(cast.coalition_org, given_name="Lupita")
    allow(make.PersonFactory(steward=cast.coalition_org, family_name="Refusenik"), state="no")

    words = send(client, cast.tasha, "call_list_new", **new_list(do="count")).content.decode()

    assert "of 2 come" in words
    assert "said no" in words
    assert "Refusenik" not in words
    assert not CallList.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"source": ""}, "This field is required"),
        ({"name": "A" * 10_000}, "120"),
        ({"tries": "99"}, "10"),
        ({"q0-answers_es": "Transporte"}, "Write as many answers in Spanish"),
        ({"q0-text_en": ""}, "Write the question in English too"),
        ({"source": "search:999"}, "Select a valid choice"),
        ({"script_en": "SSN 123-45-6789"}, "Social Security"),
        ({}, "Name at least one who calls"),
    ],
)
def test_a_list_that_cannot_be_comes_back_with_the_reason(client, cast, fields, said):
    someone(cast.coalition_org)

    answer = send(client, cast.tasha, "call_list_new", **new_list(**fields))

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not CallList.objects.exists()


def test_a_list_is_changed_closed_and_opened_again(client, cast):
    someone(cast.coalition_org)
    call_list = calls(cast)
    assert "What would help?" in page(client, cast.tasha, "change_call_list", call_list.pk).content.decode()

    caller = f"c{cast.val.pk}"
    data = new_list(name="Another night", **{f"{caller}-calls": "on", f"{caller}-speaks": "en"})
    send(client, cast.tasha, "change_call_list", call_list.pk, **data)
    send(client, cast.tasha, "close_call_list", call_list.pk)

    call_list.refresh_from_db()
    assert call_list.name == "Another night"
    assert call_list.closed_at
    assert [each.user for each in call_list.callers.filter(left_at=None)] == [cast.val]
    assert page(client, cast.tasha, "change_call_list", call_list.pk).status_code == 404
    assert "Another night" in page(client, cast.tasha, "call_lists", show="closed").content.decode()
    send(client, cast.tasha, "close_call_list", call_list.pk)
    call_list.refresh_from_db()
    assert call_list.closed_at is None


# --- Who sees what -----------------------------------------------------------------------------------------------


def test_another_organization_finds_nothing(client, cast):
    person = someone(cast.coalition_org, channel=Channel.DOOR)
    allow(person)
    make.PhoneFactory(person=person)
    call_list, doors = calls(cast), calls(cast, kind="doors")
    task = claiming.claim_next(call_list, by=cast.tasha)
    door = doors.tasks.get()

    assert "Budget night" not in page(client, cast.otto, "call_lists").content.decode()
    for name, *args in (
        ("call_list", call_list.pk),
        ("change_call_list", call_list.pk),
        ("calling", call_list.pk),
        ("walk_list", doors.pk),
        ("record_door", doors.pk, door.pk),
    ):
        assert page(client, cast.otto, name, *args).status_code == 404
    for name, *args in (("close_call_list", call_list.pk), ("release_call", task.pk), ("calling", call_list.pk)):
        assert send(client, cast.otto, name, *args, do="claim").status_code == 404


def test_a_volunteer_calls_from_the_list_they_are_named_on_and_sees_nothing_else(client, cast):
    home = cast.coalition_org
    mine = someone(home, given_name="Keisha", language="en", origin="At the gate")
    make.AddressFactory(person=mine)
    someone(home, given_name="Someoneelse", language="es")
    call_list, other = calls(cast), calls(cast, name="Not hers", callers=[(cast.tasha, ["en"])])

    lists = page(client, cast.val, "call_lists").content.decode()
    assert "Budget night" in lists
    assert "Not hers" not in lists
    assert "Keisha" not in page(client, cast.val, "calling", call_list.pk).content.decode()
    answer = send(client, cast.val, "calling", call_list.pk, do="claim")
    words = client.get(answer.url).content.decode()

    assert "Keisha" in words
    assert mine.contactpoints.get(kind="phone").shown in words
    for part in ("At the gate", "83rd", "Someoneelse", reverse("members:person", args=[mine.pk])):
        assert part not in words
    assert PersonView.objects.filter(user=cast.val, person=mine).count() == 1
    for name, *args in (
        ("call_list", call_list.pk),
        ("change_call_list", call_list.pk),
        ("calling", other.pk),
        ("person", mine.pk),
    ):
        assert page(client, cast.val, name, *args).status_code == 404


def test_a_volunteer_cannot_save_or_see_somebody_they_do_not_hold(client, cast):
    someone(cast.coalition_org, given_name="Keisha", language="en")
    call_list = calls(cast)
    claiming.claim_next(call_list, by=cast.tasha)
    task = call_list.tasks.get()

    answer = send(client, cast.val, "calling", call_list.pk, do="save", task=task.pk, outcome="refused")

    assert "Keisha" not in client.get(answer.url).content.decode()
    assert not CallAttempt.objects.exists()
    assert allowed.may_reach(task.person, "call", "organizing")


def test_protected_people_stand_on_no_walk_list(client, cast):
    home = cast.coalition_org
    open_door, hidden = (someone(home, channel=Channel.DOOR, given_name=name) for name in ("Open", "Hidden"))
    call_list = calls(cast, kind="doors")
    Person.objects.filter(pk=hidden.pk).update(is_protected=True)

    for user in (cast.tasha, cast.val):
        claiming.claim_street(call_list, "w 83rd st", by=user)
        words = page(client, user, "walk_list", call_list.pk).content.decode()
        assert "Hidden" not in words
    assert open_door.pk


def test_a_no_that_comes_while_somebody_is_held_takes_them_off_the_page(client, cast):
    person = someone(cast.coalition_org, given_name="Keisha", language="en")
    call_list = calls(cast)
    claiming.claim_next(call_list, by=cast.val)
    assert "Keisha" in page(client, cast.val, "calling", call_list.pk).content.decode()

    consenting.say(person, channel="call", purpose="", state="refused", source="text", by=cast.tasha)

    words = page(client, cast.val, "calling", call_list.pk).text
    assert "Keisha" not in words
    assert "said no meanwhile, in another place. Please leave them in peace. You do not have them any more." in words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"standing": "died"}, "Somebody wrote down meanwhile that the person you had died."),
        ({"standing": "moved"}, "Somebody wrote down meanwhile that the person you had moved away."),
        ({"is_protected": True}, "The person you had may not be called any more."),
    ],
)
def test_whoever_held_somebody_who_may_not_be_called_any_more_is_told_so(client, cast, change, words):
    person = someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    claiming.claim_next(call_list, by=cast.val)
    assert "The person you had" not in page(client, cast.val, "calling", call_list.pk).text

    Person.objects.filter(pk=person.pk).update(**change)

    assert words in page(client, cast.val, "calling", call_list.pk).text
    send(client, cast.val, "calling", call_list.pk, do="claim")
    assert "The person you had" not in page(client, cast.val, "calling", call_list.pk).text


@pytest.mark.parametrize(
    ("outcome", "said_no", "words"),
    [
        ("yes", True, "Keisha Lamar said no meanwhile, in another place. What you wrote is kept."),
        ("call_back", True, "Keisha Lamar said no meanwhile, in another place. What you wrote is kept."),
        ("refused", True, ""),
        ("yes", False, ""),
    ],
)
def test_who_saves_a_call_is_told_of_a_no_that_came_meanwhile(client, cast, outcome, said_no, words):
    person = someone(cast.coalition_org, given_name="Keisha", family_name="Lamar", language="en")
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.val)
    if said_no:
        consenting.say(person, channel="call", purpose="", state="refused", source="text", by=cast.tasha)

    facts = LATE | {"outcome": outcome, "call_back_at": f"{later(days=2):%Y-%m-%dT10:00}"}
    told = client.get(send(client, cast.val, "calling", call_list.pk, task=task.pk, **facts).url).text

    assert CallAttempt.objects.get().outcome == outcome
    assert words in told
    assert ("said no meanwhile" in told) == bool(words)


def test_who_saves_a_call_with_somebody_protected_since_is_not_told_why_they_are_gone(client, cast):
    person = someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.val)
    consenting.say(person, channel="call", purpose="", state="refused", source="text", by=cast.tasha)
    Person.objects.filter(pk=person.pk).update(is_protected=True)

    told = client.get(send(client, cast.val, "calling", call_list.pk, task=task.pk, **LATE).url).text

    assert CallAttempt.objects.exists()
    assert "meanwhile" not in told


def test_a_yes_of_somebody_marked_dead_meanwhile_is_refused_and_the_words_stay(client, cast):
    person = someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.val)
    Person.objects.filter(pk=person.pk).update(standing="died")

    words = send(client, cast.val, "calling", call_list.pk, task=task.pk, **LATE).text
    assert "Somebody wrote down meanwhile that they died." in words
    assert "She asked for &lt;b&gt;a ride&lt;/b&gt;." in words
    assert not CallAttempt.objects.exists()

    send(client, cast.val, "calling", call_list.pk, task=task.pk, **LATE | {"outcome": "died"})
    assert CallAttempt.objects.get().said == LATE["said"]


def test_a_door_of_somebody_who_said_no_meanwhile_says_why_it_is_shut(client, cast):
    person = someone(cast.coalition_org, channel=Channel.DOOR)
    call_list = calls(cast, kind="doors")
    claiming.claim_street(call_list, "w 83rd st", by=cast.val)
    task = call_list.tasks.get()
    consenting.say(person, channel="door", purpose="", state="refused", source="text", by=cast.tasha)

    for user in (cast.val, cast.tasha):
        opened = page(client, user, "record_door", call_list.pk, task.pk)
        assert "said no meanwhile" in client.get(opened.url).text
        late = send(client, user, "record_door", call_list.pk, task.pk, **LATE).text
        assert "said no meanwhile" in late
        assert "She asked for" in late
    assert page(client, cast.luis, "record_door", call_list.pk, task.pk).status_code == 404


def test_the_door_of_somebody_who_was_protected_since_is_closed(client, cast):
    person = someone(cast.coalition_org, channel=Channel.DOOR)
    call_list = calls(cast, kind="doors")
    task = call_list.tasks.get()
    assert page(client, cast.tasha, "record_door", call_list.pk, task.pk).status_code == 200

    Person.objects.filter(pk=person.pk).update(is_protected=True)

    assert page(client, cast.tasha, "record_door", call_list.pk, task.pk).status_code == 404


# --- Calling -----------------------------------------------------------------------------------------------------


def test_saving_leads_to_the_next_call(client, cast):
    home = cast.coalition_org
    first = someone(home, given_name="Óscar", sort_name="a")
    second = someone(home, given_name="Lupita", sort_name="b")
    call_list = calls(cast)
    question = call_list.questions.get()
    send(client, cast.tasha, "calling", call_list.pk, do="claim")
    words = page(client, cast.tasha, "calling", call_list.pk).content.decode()
    assert "Hola Óscar, habla Tasha." in words
    assert "Speaks Spanish, and so do you" in words
    assert f'href="tel:{first.contactpoints.get().value}"' in words

    answer = called(
        client, cast.tasha, call_list, outcome="yes", said="Viene.", spoke="es", **{f"q{question.pk}": ["a1", "a2"]}
    )

    words = client.get(answer.url).content.decode()
    assert "Saved: Óscar" in words
    assert "Lupita" in words
    talk = Conversation.objects.get()
    assert (talk.person, talk.heard, talk.language, talk.talked_by) == (first, "Viene.", "es", cast.tasha)
    again = send(client, cast.tasha, "calling", call_list.pk, do="save", task=first.call_tasks.get().pk, entry_key="k")
    assert again.status_code == 302
    assert Conversation.objects.count() == 1
    assert CallTask.objects.get(claimed_by=cast.tasha).person == second


def test_a_form_that_cannot_be_saved_comes_back_with_its_words(client, cast):
    someone(cast.coalition_org)
    call_list = calls(cast)
    claiming.claim_next(call_list, by=cast.tasha)

    for fields, said in (
        ({}, "Say what happened."),
        ({"outcome": "call_back"}, "Say when to call back."),
        ({"outcome": "call_back", "call_back_at": "2020-01-01T10:00"}, "This time has passed."),
        ({"outcome": "language"}, "Say which language they need."),
        ({"outcome": "yes", "said": "Her husband was deported."}, "immigration status"),
        ({"outcome": "no_answer", "said": "x" * 501}, "500"),
    ):
        words = called(client, cast.tasha, call_list, **fields).content.decode()
        assert said in words
        assert fields.get("said", "") in words
    assert not CallAttempt.objects.exists()
    words = {"outcome": "yes", "said": "Her husband was deported.", "save_as_said": "on"}
    assert called(client, cast.tasha, call_list, **words).status_code == 302
    assert Conversation.objects.count() == 1


def test_a_call_back_is_kept_at_the_callers_own_hour(client, cast):
    someone(cast.coalition_org)
    call_list = calls(cast)
    claiming.claim_next(call_list, by=cast.tasha)
    when = later(days=2).replace(microsecond=0, second=0)
    from zoneinfo import ZoneInfo

    local = when.astimezone(ZoneInfo(cast.coalition_org.timezone))
    called(client, cast.tasha, call_list, outcome="call_back", call_back_at=local.strftime("%Y-%m-%dT%H:%M"))

    assert call_list.tasks.get().not_before == when
    assert "Nobody is waiting for you right now." in page(client, cast.tasha, "calling", call_list.pk).content.decode()


def test_skipping_and_stopping_give_the_person_back(client, cast):
    someone(cast.coalition_org, sort_name="a")
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.tasha)
    stopped = send(client, cast.tasha, "calling", call_list.pk, do="stop", task=task.pk)
    task.refresh_from_db()
    assert task.claimed_by is None
    assert f"{task.person} is back on the list." in client.get(stopped.url).text

    task = claiming.claim_next(call_list, by=cast.tasha)
    send(client, cast.tasha, "calling", call_list.pk, do="skip", task=task.pk)
    task.refresh_from_db()
    assert task.not_before
    assert page(client, cast.tasha, "calling", call_list.pk).status_code == 200


def test_words_written_too_late_are_not_lost_silently(client, cast):
    someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.val)
    CallTask.objects.update(claimed_until=later(minutes=-1))
    claiming.claim_next(call_list, by=cast.tasha)

    answer = send(client, cast.val, "calling", call_list.pk, do="save", task=task.pk, outcome="yes", entry_key="late")

    assert "nothing was saved" in client.get(answer.url).content.decode()


LATE = {"do": "save", "outcome": "yes", "said": "She asked for <b>a ride</b>.", "entry_key": "late"}


def test_words_for_somebody_who_was_erased_meanwhile_are_shown_once_more(client, cast):
    person = someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.val)
    erasing.erase(person, by=cast.ana, reason="asked")

    words = send(client, cast.val, "calling", call_list.pk, task=task.pk, **LATE).content.decode()

    assert "You do not have this person any more, and nothing was saved." in words
    assert "She asked for &lt;b&gt;a ride&lt;/b&gt;." in words


def test_words_for_a_list_that_closed_while_one_talked_are_shown_with_the_reason(client, cast):
    someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.val)
    phonebanking.close(call_list, by=cast.tasha)

    words = send(client, cast.val, "calling", call_list.pk, task=task.pk, **LATE).content.decode()

    assert "is closed. Nothing was saved." in words
    assert "She asked for" in words
    assert page(client, cast.val, "calling", call_list.pk).status_code == 404
    assert send(client, cast.otto, "calling", call_list.pk, task=task.pk, **LATE).status_code == 404


def test_words_of_somebody_who_was_taken_off_the_callers_while_they_talked_are_shown(client, cast):
    someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    task = claiming.claim_next(call_list, by=cast.val)
    phonebanking.change_list(call_list, by=cast.tasha, callers=[(cast.tasha, ["en"])])

    words = send(client, cast.val, "calling", call_list.pk, task=task.pk, **LATE).content.decode()

    assert "You are not among those who call from this list. Nothing was saved." in words
    assert "She asked for" in words
    assert not CallAttempt.objects.exists()


def test_a_door_saved_by_a_double_click_leads_to_the_same_next_door(client, cast):
    first, second, _third = (someone(cast.coalition_org, channel=Channel.DOOR, sort_name=name) for name in "abc")
    call_list = calls(cast, kind="doors")
    claiming.claim_street(call_list, "w 83rd st", by=cast.val)
    task = call_list.tasks.get(person=first)

    once, twice = (send(client, cast.val, "record_door", call_list.pk, task.pk, **LATE) for _click in range(2))

    assert once.url == reverse("members:record_door", args=[call_list.pk, call_list.tasks.get(person=second).pk])
    assert twice.url == once.url
    assert CallAttempt.objects.count() == 1


def test_words_for_a_door_that_somebody_else_saved_are_shown_once_more(client, cast):
    someone(cast.coalition_org, channel=Channel.DOOR)
    call_list = calls(cast, kind="doors")
    claiming.claim_street(call_list, "w 83rd st", by=cast.val)
    task = call_list.tasks.get()
    calling.save_call(task, outcome="yes", by=cast.tasha)

    words = send(client, cast.val, "record_door", call_list.pk, task.pk, **LATE).content.decode()

    assert "nothing was saved" in words
    assert "She asked for" in words


def test_a_caller_who_speaks_nobodys_language_is_told_that_others_are_needed(client, cast):
    """And not that the next ones come back at an hour at which nobody comes for them."""
    for number in range(3):
        someone(cast.coalition_org, language="es", sort_name=str(number))
    call_list = calls(cast)
    CallTask.objects.filter(position=0).update(not_before=later(hours=4))

    words = page(client, cast.val, "calling", call_list.pk).content.decode()

    assert "2 people wait for somebody who speaks another language than you." in words
    assert "come back on" not in words


def test_whoever_goes_back_to_a_door_they_wrote_down_is_told_so(client, cast):
    someone(cast.coalition_org, channel=Channel.DOOR)
    call_list = calls(cast, kind="doors")
    claiming.claim_street(call_list, "w 83rd st", by=cast.val)
    task = call_list.tasks.get()
    send(client, cast.val, "record_door", call_list.pk, task.pk, **LATE)

    back = page(client, cast.val, "record_door", call_list.pk, task.pk)

    assert back.url == reverse("members:walk_list", args=[call_list.pk])
    assert "This was saved already: Coming." in client.get(back.url).content.decode()
    assert page(client, cast.tasha, "record_door", call_list.pk, task.pk).status_code == 404
