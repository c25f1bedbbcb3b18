"""Pages of conversations, sealed notes, next steps, organizers: who may, what they show, nothing twice or lost."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import working
from accounts.granting import remove
from accounts.models import Job, Role
from members import assigning, conversing, finding, handing_over, listing, sealing, stepping
from members.models import (
    Assignment,
    Conversation,
    Handover,
    NextStep,
    Person,
    PersonList,
    PersonView,
    SealedNote,
    SealedReading,
)
from members.teaming import start_team
from tests.factories import members as make
from tests.factories.accounts import member_of
from tests.members.calls import allow

NOVEMBER_12 = dt.datetime(2026, 11, 12, 20, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 12)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOVEMBER_12, tick=False):
        yield


@pytest.fixture
def lupita(cast):
    person = make.PersonFactory(steward=cast.coalition_org, given_name="Lupita", family_name="Serrano")
    finding.refresh([person])
    return person


@pytest.fixture
def as_tasha(client, cast):
    client.force_login(cast.tasha)
    return client


def address(name, *args):
    return reverse(f"members:{name}", args=args)


def words_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def undo_of(response):
    return [message.extra_tags for message in get_messages(response.wsgi_request)][-1]


def talk_with(person, by, **said):
    return conversing.log(person, by=by, **{"kind": "call", "talked_on": TODAY, "heard": "Dos sustos.", **said})


SAID = {"kind": "call", "talked_on": "2026-11-12", "heard": "Two near misses.", "commitment": "", "entry_key": "k1"}


# --- Who may


@pytest.fixture
def everything(cast, lupita):
    talk = talk_with(lupita, cast.tasha)
    note = sealing.seal_note(lupita, words="Between us.", readers=[], by=cast.tasha)
    step = make.NextStepFactory(person=lupita, owner=cast.tasha)
    given = Handover.objects.create(
        steward=cast.coalition_org, giver=cast.rosa, taker=cast.tasha, handed_by=cast.tasha, context="Between us."
    )
    return {
        "log_for": lupita.pk, "conversation": talk.pk, "change_conversation": talk.pk, "take_out": talk.pk,
        "seal": lupita.pk, "note": note.pk, "clear_note": note.pk, "change_step": step.pk, "assign": lupita.pk,
        "handover": given.pk,
    }  # fmt: skip


POSTS = {"finish_step": "change_step", "drop_step": "change_step", "reopen_step": "change_step", "name_reader": "note",
         "handover_seen": "handover"}  # fmt: skip


@pytest.mark.parametrize("who", ["bea", "otto", "val"])
def test_for_partners_outsiders_and_volunteers_none_of_it_is_there(client, cast, everything, who):
    client.force_login(getattr(cast, who))

    for name, pk in everything.items():
        assert client.get(address(name, pk)).status_code == 404, name
        assert client.post(address(name, pk)).status_code in (404, 405), name
    for name, like in POSTS.items():
        assert client.post(address(name, everything[like])).status_code == 404, name
    assert client.get(address("log"), {"person": everything["log_for"]}).status_code == 404
    assert NextStep.objects.open().exists()
    assert Conversation.objects.exists()
    assert not SealedReading.objects.exists()


def test_a_partner_who_organizes_elsewhere_sees_none_of_it_either(client, cast, everything):
    client.force_login(member_of(cast.partner_org, Role.ORGANIZER))

    for name, pk in everything.items():
        assert client.get(address(name, pk)).status_code == 404, name
    assert client.get(address("log")).status_code == 200
    assert 'name="person"' not in client.get(address("log"), {"who": "Lupita"}).content.decode()
    assert "Lupita" not in client.get(address("steps"), {"of": "all"}).content.decode()
    assert "Lupita" not in client.get(address("hand_over")).content.decode()


def test_a_viewer_reads_talks_but_writes_nothing(client, cast, everything):
    client.force_login(cast.vic)

    assert client.get(address("conversation", everything["conversation"])).status_code == 200
    for name in ("log_for", "change_conversation", "take_out", "change_step", "assign", "note", "handover"):
        assert client.get(address(name, everything[name])).status_code == 404, name


def test_engagement_staff_log_talks_but_do_not_hand_people_out(client, cast, everything):
    client.force_login(cast.rosa)

    assert client.get(address("log")).status_code == 200
    assert client.get(address("assign", everything["assign"])).status_code == 404
    assert client.get(address("hand_over")).status_code == 404


# --- Logging


def test_the_person_is_found_while_typing(as_tasha, cast, lupita):
    make.PhoneFactory(person=lupita, key="+13235550142")
    finding.refresh([lupita])
    finding.refresh([make.PersonFactory(steward=cast.partner_org, given_name="Lupita")])

    for words in ("lupi", "SERRANO", "555-0142", "lupitta serano"):
        part = as_tasha.get(address("log"), {"who": words}).content.decode()
        assert part.count('name="person"') == 1, words
        assert "phone … 0142" in part
        assert "<html" not in part


def test_a_chosen_person_a_talk_and_a_next_step_are_saved_in_one_go(as_tasha, cast, lupita):
    answer = as_tasha.post(
        address("log"),
        {**SAID, "person": lupita.pk, "next_what": "Bring the sheet", "next_owner": cast.rosa.pk,
         "next_due_on": "2026-11-17"},
    )  # fmt: skip

    assert answer.url == address("person", lupita.pk)
    step = NextStep.objects.get()
    assert (step.what, step.owner, step.due_on, step.conversation.heard) == (
        "Bring the sheet", cast.rosa, dt.date(2026, 11, 17), "Two near misses.",
    )  # fmt: skip


def test_a_double_click_saves_one_talk(as_tasha, lupita):
    for _click in range(2):
        assert as_tasha.post(address("log_for", lupita.pk), SAID).status_code == 302

    assert Conversation.objects.count() == 1


def test_the_short_form_of_the_day_needs_only_a_name_and_words(as_tasha, lupita):
    answer = as_tasha.post(
        address("log"), {"who": "lupita serrano", "heard": "Hola", "kind": "call", "entry_key": "k", "next": "/"}
    )

    talk = Conversation.objects.get()
    assert (answer.url, talk.person, talk.talked_on) == ("/", lupita, TODAY)


def test_when_several_fit_nobody_is_guessed_and_nothing_typed_is_lost(as_tasha, cast, lupita):
    finding.refresh([make.PersonFactory(steward=cast.coalition_org, given_name="Lupita", family_name="Serra")])

    page = as_tasha.post(address("log"), {**SAID, "who": "Lupita"})

    assert page.status_code == 200
    text = page.content.decode()
    assert "Several people fit. Choose one." in text
    assert text.count('type="radio" name="person"') == 2
    assert "Two near misses." in text


def test_whoever_named_nobody_may_still_choose_whom_they_talked_with_last(as_tasha, cast, lupita):
    conversing.log(lupita, by=cast.tasha, kind="call", talked_on=cast.coalition_org.today(), heard="Hola")

    answer = as_tasha.post(reverse("members:log"), {"kind": "call", "heard": "She comes on Tuesday.", "entry_key": "k"})

    assert "Say who you talked with." in answer.text
    assert "You talked with them last" in answer.text
    assert f'name="person" value="{lupita.pk}"' in answer.text


def test_somebody_new_is_added_with_the_talk(as_tasha, cast):
    page = as_tasha.post(address("log"), {**SAID, "who": "Rosa Delgado"}).content.decode()
    assert "Nobody fits. Write the name of somebody new below." in page

    as_tasha.post(address("log"), {**SAID, "given_name": "Rosa", "family_name": "Delgado"})

    person = Person.objects.get()
    assert (person.name, person.steward, person.last_talk_on) == ("Rosa Delgado", cast.coalition_org, TODAY)


def test_a_person_of_another_organization_cannot_be_slipped_in(as_tasha, cast):
    stranger = make.PersonFactory(steward=cast.partner_org)

    page = as_tasha.post(address("log"), {**SAID, "person": stranger.pk})

    assert "who" in page.context["form"].errors
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("talked_on", "2027-01-01"),
        ("talked_on", "someday"),
        ("minutes", "99999"),
        ("heard", "x" * 10_000),
        ("next_due_on", "2026-11-01"),
        ("next_owner", "0"),
        ("commitment_by", "2206-01-01"),
    ],
)
def test_bad_input_gets_a_sentence_by_its_field(as_tasha, lupita, field, wrong):
    page = as_tasha.post(
        address("log_for", lupita.pk), {**SAID, "next_what": "Call", "next_due_on": "2026-11-17", field: wrong}
    )

    assert field in page.context["form"].errors
    assert not Conversation.objects.exists()


def test_doubtful_words_ask_first_and_identity_numbers_never_pass(as_tasha, lupita):
    page = as_tasha.post(address("log_for", lupita.pk), {**SAID, "heard": "She asked about green cards"})
    assert page.context["form"].may_insist
    as_tasha.post(address("log_for", lupita.pk), {**SAID, "heard": "She asked about green cards", "save_as_said": "on"})
    assert Conversation.objects.count() == 1

    page = as_tasha.post(
        address("log_for", lupita.pk),
        {**SAID, "entry_key": "k2", "heard": "SSN 123-45-6789", "save_as_said": "on"},
    )
    assert not page.context["form"].may_insist
    assert Conversation.objects.count() == 1


def test_sealing_what_was_heard_keeps_it_out_of_the_talk(as_tasha, cast, lupita):
    as_tasha.post(address("log_for", lupita.pk), {**SAID, "seals": "on", "readers": [cast.rosa.pk]})

    talk, note = Conversation.objects.get(), SealedNote.objects.get()
    assert (talk.heard, note.conversation) == ("", talk)
    assert sealing.read(note, by=cast.rosa) == "Two near misses."


def test_logging_from_a_step_finishes_it(as_tasha, cast, lupita):
    step = make.NextStepFactory(person=lupita, owner=cast.tasha)
    place = f"{address('log_for', lupita.pk)}?step={step.pk}"
    assert step.what in as_tasha.get(place).content.decode()

    as_tasha.post(place, {**SAID, "finishes": "on"})

    step.refresh_from_db()
    assert step.outcome == "done"


def test_the_log_form_comes_to_a_persons_page_when_it_is_seen(as_tasha, lupita):
    page = as_tasha.get(address("person", lupita.pk)).content.decode()
    form = as_tasha.get(address("log_for", lupita.pk) + "?beside=1", headers={"HX-Request": "true"}).content.decode()

    assert 'name="heard"' not in page
    assert f'hx-get="{address("log_for", lupita.pk)}?beside=1" hx-trigger="intersect once"' in page
    assert f'href="{address("log_for", lupita.pk)}"' in page
    assert form.count("<html") == 0
    assert f'action="{address("log_for", lupita.pk)}"' in form
    assert 'name="entry_key"' in form
    assert "csrfmiddlewaretoken" in form


def test_what_is_rarely_used_comes_when_it_is_opened_beside_a_person(as_tasha, lupita):
    page = as_tasha.get(address("log_for", lupita.pk) + "?beside=1", headers={"HX-Request": "true"}).content.decode()
    rest = as_tasha.get(address("log_for", lupita.pk) + "?more=1", headers={"HX-Request": "true"}).content.decode()
    whole = as_tasha.get(address("log_for", lupita.pk)).content.decode()

    for name in ("story", "others", "host", "stops", "seals"):
        assert (f'name="{name}"' in page, f'name="{name}"' in rest, f'name="{name}"' in whole) == (False, True, True)
    assert f'hx-get="{address("log_for", lupita.pk)}?more=1"' in page
    assert f'<a href="{address("log_for", lupita.pk)}">' in page
    assert rest.count("<html") == 0


def test_undo_takes_the_talk_out_again(as_tasha, lupita):
    answer = as_tasha.post(address("log_for", lupita.pk), {**SAID, "next": "/"})

    back = as_tasha.post(undo_of(answer))

    assert back.url == "/"
    assert not Conversation.objects.exists()


def test_the_form_never_leads_off_this_site(as_tasha, lupita):
    answer = as_tasha.post(address("log_for", lupita.pk), {**SAID, "next": "https://elsewhere.example/"})

    assert answer.url == address("person", lupita.pk)


def test_saving_a_talk_stays_under_fifty_thousandths_of_a_second_in_the_database(as_tasha, cast, lupita):
    with CaptureQueriesContext(connection) as seen:
        as_tasha.post(
            address("log_for", lupita.pk),
            {**SAID, "next_what": "Call", "next_owner": cast.tasha.pk, "next_due_on": "2026-11-17"},
        )

    assert Conversation.objects.count() == 1
    assert len(seen) <= 32
    assert sum(float(query["time"]) for query in seen.captured_queries) < 0.05


# --- Changing


def form_of(page):
    """What a browser would send back."""
    form = page.context["form"]
    return {name: form[name].value() if form[name].value() is not None else "" for name in form.fields} | {
        "save_as_said": ""
    }


def test_two_people_who_change_the_same_words_both_see_both(client, cast, lupita):
    talk = talk_with(lupita, cast.tasha)
    client.force_login(cast.rosa)
    shown = form_of(client.get(address("change_conversation", talk.pk)))
    conversing.change(talk, by=cast.tasha, version=1, seen={"heard": "Dos sustos."}, heard="Tres sustos.", place="Gate")

    page = client.post(address("change_conversation", talk.pk), {**shown, "heard": "Cuatro sustos."})

    text = page.content.decode()
    assert "Tasha Greene changed the same" in text
    assert "Tres sustos." in text
    assert "Cuatro sustos." in text
    assert Conversation.objects.get().heard == "Tres sustos."

    client.post(address("change_conversation", talk.pk), {**form_of(page)})
    talk.refresh_from_db()
    assert (talk.heard, talk.place) == ("Cuatro sustos.", "Gate")


def test_a_forged_base_counts_as_nothing_seen(as_tasha, cast, lupita):
    talk = talk_with(lupita, cast.tasha)
    shown = form_of(as_tasha.get(address("change_conversation", talk.pk)))

    page = as_tasha.post(address("change_conversation", talk.pk), {**shown, "heard": "Otra cosa.", "seen": "forged"})

    assert page.context["conflicts"]
    assert Conversation.objects.get().heard == "Dos sustos."


def test_taking_out_asks_first(as_tasha, cast, lupita):
    talk = talk_with(lupita, cast.tasha)

    assert "cannot be undone" in as_tasha.get(address("take_out", talk.pk)).content.decode()
    assert Conversation.objects.exists()
    as_tasha.post(address("take_out", talk.pk))

    assert not Conversation.objects.exists()


# --- Sealed notes


def test_looking_at_a_note_shows_no_words_and_opening_it_is_a_reading(as_tasha, cast, lupita):
    note = sealing.seal_note(lupita, words="Between us.", readers=[], by=cast.tasha)

    assert "Between us." not in as_tasha.get(address("note", note.pk)).content.decode()
    assert not SealedReading.objects.exists()
    page = as_tasha.post(address("note", note.pk))

    assert "Between us." in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert SealedReading.objects.get().reader == cast.tasha


def test_an_admin_finds_no_trace_of_a_note(client, cast, lupita):
    talk = talk_with(lupita, cast.tasha)
    note = sealing.seal_note(lupita, words="Between us.", readers=[cast.rosa], by=cast.tasha, conversation=talk)
    client.force_login(cast.ana)

    for name, pk in (("note", note.pk), ("clear_note", note.pk)):
        assert client.get(address(name, pk)).status_code == 404
        assert client.post(address(name, pk)).status_code == 404
    assert address("note", note.pk) not in client.get(address("conversation", talk.pk)).content.decode()
    assert address("note", note.pk) not in client.get(address("person", lupita.pk)).content.decode()


def test_a_named_reader_opens_but_does_not_name_others_or_clear(client, cast, lupita):
    note = sealing.seal_note(lupita, words="Between us.", readers=[cast.rosa], by=cast.tasha)
    client.force_login(cast.rosa)

    assert "Between us." in client.post(address("note", note.pk)).content.decode()
    assert client.post(address("name_reader", note.pk), {"reader": cast.ana.pk}).status_code == 404
    assert client.post(address("drop_reader", note.pk, cast.rosa.pk)).status_code == 404
    assert client.post(address("clear_note", note.pk)).status_code == 404


def test_the_author_names_a_reader_takes_one_off_and_clears(as_tasha, cast, lupita):
    note = sealing.seal_note(lupita, words="Between us.", readers=[], by=cast.tasha)

    as_tasha.post(address("name_reader", note.pk), {"reader": cast.ana.pk})
    assert [named.reader for named in note.readers.all()] == [cast.ana]
    as_tasha.post(address("drop_reader", note.pk, cast.ana.pk))
    assert not note.readers.exists()
    as_tasha.post(address("clear_note", note.pk))

    assert "The words are destroyed." in as_tasha.post(address("note", note.pk)).content.decode()


# --- Next steps


def test_finishing_offers_undo_and_undo_comes_back_to_the_same_page(as_tasha, cast, lupita):
    step = make.NextStepFactory(person=lupita, owner=cast.tasha)

    answer = as_tasha.post(address("finish_step", step.pk), {"next": "/"})
    assert answer.url == "/"
    assert NextStep.objects.get().outcome == "done"
    back = as_tasha.post(undo_of(answer))

    assert back.url == "/"
    assert NextStep.objects.get().outcome == ""


def test_my_steps_stand_under_late_today_and_later_and_the_others_on_request(as_tasha, cast, lupita):
    for what, day in (("One", TODAY - DAY), ("Two", TODAY), ("Three", TODAY + DAY)):
        make.NextStepFactory(person=lupita, owner=cast.tasha, what=what, due_on=day)
    make.NextStepFactory(person=lupita, owner=cast.rosa, what="Four", due_on=TODAY)

    mine = as_tasha.get(address("steps")).context["groups"]
    everybodys = as_tasha.get(address("steps"), {"of": "all"}).context["groups"]

    assert [(heading, [step.what for step in steps]) for heading, steps in mine] == [
        ("Late", ["One"]), ("Today", ["Two"]), ("Later", ["Three"]),
    ]  # fmt: skip
    assert sum(len(steps) for _heading, steps in everybodys) == 4


def test_a_step_changes_day_and_owner_and_can_be_dropped_and_reopened(as_tasha, cast, lupita):
    step = make.NextStepFactory(person=lupita, owner=cast.tasha, due_on=TODAY)
    page = as_tasha.post(
        address("change_step", step.pk), {"what": "Write", "owner": cast.rosa.pk, "due_on": "2026-11-20"}
    )
    assert page.status_code == 302
    step.refresh_from_db()
    assert (step.what, step.owner, step.due_on) == ("Write", cast.rosa, dt.date(2026, 11, 20))

    answer = as_tasha.post(address("drop_step", step.pk))
    assert "Dropped" in words_of(answer)[-1]
    assert "Reopen" in as_tasha.get(address("steps"), {"show": "closed", "of": "all"}).content.decode()
    as_tasha.post(address("reopen_step", step.pk))

    assert NextStep.objects.open().get() == step


def test_a_step_is_added_once_however_often_it_is_sent(as_tasha, cast, lupita):
    sent = {"what": "Call", "owner": cast.tasha.pk, "due_on": "2026-11-20", "entry_key": "k"}
    for _click in range(2):
        as_tasha.post(f"{address('add_step')}?person={lupita.pk}", sent)

    assert NextStep.objects.get().person == lupita


# --- Organizers


def test_choosing_an_organizer_and_choosing_nobody(as_tasha, cast, lupita):
    as_tasha.post(address("assign", lupita.pk), {"organizer": cast.rosa.pk, "on": "2026-11-10"})
    assert Assignment.objects.current(TODAY).get().organizer == cast.rosa

    as_tasha.post(address("assign", lupita.pk), {"organizer": "", "on": "2026-11-12"})

    assert Assignment.objects.get().ends_on == TODAY
    assert lupita in assigning.orphans(cast.coalition_org).people
    assert "Lupita" in as_tasha.get(address("hand_over")).content.decode()


def test_the_page_says_which_steps_go_along_and_where_they_stay(as_tasha, cast, lupita):
    make.AssignmentFactory(person=lupita, organizer=cast.rosa)
    make.NextStepFactory(person=lupita, owner=cast.rosa, what="Bring the flyers")
    assert "Bring the flyers" in as_tasha.get(address("assign", lupita.pk)).content.decode()

    as_tasha.post(address("assign", lupita.pk), {"organizer": "", "on": "2026-11-12"})
    assert f"1 open next step with {cast.rosa}" in as_tasha.get(address("hand_over")).content.decode()

    answer = as_tasha.post(address("assign", lupita.pk), {"organizer": cast.tasha.pk, "on": "2026-11-12"}, follow=True)
    assert "1 next step went along." in answer.content.decode()
    assert NextStep.objects.get().owner == cast.tasha


def test_the_page_of_a_handing_over_lists_steps_teams_and_lists(client, cast, lupita):
    make.AssignmentFactory(person=lupita, organizer=cast.luis)
    open_step = make.NextStepFactory(person=lupita, owner=cast.luis, what="Bring the flyers")
    make.NextStepFactory(person=lupita, owner=cast.luis, what="Call the school")
    start_team(cast.coalition_org, name="Gate circle", coach=cast.luis, by=cast.tasha)
    PersonList.objects.create(steward=cast.coalition_org, name="Hosts", owner=cast.luis, is_shared=False)
    remove(cast.luis.grants.get(), by=cast.ana)
    given = handing_over.hand_over(cast.luis, cast.tasha, organization=cast.coalition_org, by=cast.rosa)
    stepping.finish(NextStep.objects.get(what="Call the school"), by=cast.tasha)

    colleague = member_of(cast.coalition_org, Role.ORGANIZER)
    client.force_login(cast.tasha)
    takers = client.get(address("handover", given.pk)).content.decode()
    client.force_login(colleague)
    others = client.get(address("handover", given.pk)).content.decode()

    assert all(words in takers for words in (open_step.what, "Gate circle", "Hosts"))
    assert "Call the school" not in takers
    assert "Hosts" not in others
    assert f"1 that only {cast.tasha} opens" in others


def test_handing_over_and_reading_what_one_should_know(client, as_tasha, cast, lupita):
    make.AssignmentFactory(person=lupita, organizer=cast.tasha)
    answer = as_tasha.post(
        address("hand_over"), {"giver": cast.tasha.pk, "taker": cast.rosa.pk, "context": "She likes texts."}
    )
    given = Handover.objects.get()
    assert answer.url == address("handover", given.pk)

    client.force_login(cast.rosa)
    page = client.get(answer.url).content.decode()
    assert "She likes texts." in page
    assert "Lupita" in page
    client.post(address("handover_seen", given.pk))

    given.refresh_from_db()
    assert given.seen_at


def some_on_a_list(cast, lupita):
    """Two people of Rosa's, one of them on a list."""
    other = make.PersonFactory(steward=cast.coalition_org)
    for person in (lupita, other):
        make.AssignmentFactory(person=person, organizer=cast.rosa)
        make.NextStepFactory(person=person, owner=cast.rosa)
    chosen = PersonList.objects.create(steward=cast.coalition_org, name="Gate", owner=cast.tasha)
    listing.put_on_list(chosen, [lupita], by=cast.tasha)
    return {"giver": cast.rosa.pk, "taker": cast.tasha.pk, "context": "She likes texts.", "people": chosen.pk}


def test_handing_over_is_taken_back_from_its_page(client, as_tasha, cast, lupita):
    as_tasha.post(address("hand_over"), some_on_a_list(cast, lupita))
    given = Handover.objects.get()
    assert address("hand_back", given.pk) in as_tasha.get(address("handover", given.pk)).text
    client.force_login(cast.rosa)
    assert client.post(address("hand_back", given.pk)).status_code == 404

    client.force_login(cast.tasha)
    for _click in range(2):
        client.post(address("hand_back", given.pk))

    assert Handover.objects.count() == 2
    assert address("hand_back", given.pk) not in client.get(address("handover", given.pk)).text
    assert Assignment.objects.current(TODAY).get(person=lupita).organizer == cast.rosa
    assert NextStep.objects.get(person=lupita).owner == cast.rosa


@pytest.mark.parametrize("at_once", [200, 0])
def test_only_those_on_a_list_go_over_with_their_steps(as_tasha, cast, lupita, monkeypatch, at_once):
    monkeypatch.setattr("members.views.handing_over.AT_ONCE", at_once)
    as_tasha.post(address("hand_over"), some_on_a_list(cast, lupita))
    if not at_once:
        working.run(Job.objects.get().pk)

    given = Handover.objects.get()
    assert [term.person for term in given.assignments.all()] == [lupita]
    assert (given.people, given.steps, given.steps_handed.get().person) == (1, 1, lupita)


def test_many_people_go_over_in_the_background(as_tasha, cast, lupita, monkeypatch):
    monkeypatch.setattr("members.views.handing_over.AT_ONCE", 0)
    make.AssignmentFactory(person=lupita, organizer=cast.rosa)

    answer = as_tasha.post(address("hand_over"), {"giver": cast.rosa.pk, "taker": cast.tasha.pk, "context": ""})

    assert re.match(r"/jobs/\d+/", answer.url)


def test_what_was_handed_over_is_between_the_two_and_those_who_hand_out(client, cast):
    given = Handover.objects.create(steward=cast.coalition_org, giver=cast.rosa, taker=cast.tasha, handed_by=cast.tasha)
    for who, status in (("rosa", 200), ("tasha", 200), ("luis", 404), ("ana", 404)):
        client.force_login(getattr(cast, who))
        assert client.get(address("handover", given.pk)).status_code == status, who


# --- The same number of queries, however many rows


def rows(cast, count):
    for person in make.PersonFactory.create_batch(count, steward=cast.coalition_org):
        make.AssignmentFactory(person=person, organizer=cast.tasha, ends_on=TODAY - DAY)
        make.NextStepFactory(person=person, owner=cast.tasha, due_on=TODAY)
        make.NextStepFactory(
            person=person, owner=cast.tasha, closed_by=cast.tasha, outcome="done", closed_at=NOVEMBER_12
        )
        talk_with(person, cast.tasha)
        Handover.objects.create(steward=cast.coalition_org, giver=cast.rosa, taker=cast.tasha, handed_by=cast.tasha)


@pytest.mark.parametrize(
    "place", ["/people/log/", "/people/log/?who=Lupita", "/steps/?of=all", "/steps/?show=closed", "/hand-over/", "/"]
)
def test_pages_ask_the_database_as_often_for_three_rows_as_for_one(as_tasha, cast, place):
    counts = []
    for more in (1, 2):
        rows(cast, more)
        as_tasha.get(place)
        with CaptureQueriesContext(connection) as seen:
            assert as_tasha.get(place).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_a_persons_page_asks_as_often_for_three_talks_as_for_one(as_tasha, cast, lupita):
    counts = []
    for more in (1, 2):
        for _each in range(more):
            talk_with(lupita, cast.tasha)
            make.NextStepFactory(person=lupita, owner=cast.tasha)
            sealing.seal_note(lupita, words="…", readers=[], by=cast.tasha)
        as_tasha.get(address("person", lupita.pk))
        with CaptureQueriesContext(connection) as seen:
            assert as_tasha.get(address("person", lupita.pk)).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_reading_a_talk_is_a_look_at_the_person(as_tasha, lupita, cast):
    talk = talk_with(lupita, cast.tasha)

    as_tasha.get(address("conversation", talk.pk))

    assert [(look.user, look.person, look.kind) for look in PersonView.objects.all()] == [(cast.tasha, lupita, "page")]


def test_seeing_that_there_is_a_sealed_note_is_a_look_at_the_person(as_tasha, lupita, cast):
    note = sealing.seal_note(lupita, words="Only for me.", readers=[], by=cast.tasha)

    as_tasha.get(address("note", note.pk))
    as_tasha.post(address("note", note.pk))

    assert PersonView.objects.filter(user=cast.tasha, person=lupita).count() == 2
    assert SealedReading.objects.count() == 1


def test_a_phone_among_those_to_choose_from_stands_beside_what_its_owner_allowed(as_tasha, lupita):
    make.PhoneFactory(person=lupita, value="+13235550142", key="+13235550142")
    allow(lupita, "call")
    allow(lupita, "text", state="no")

    found = as_tasha.get(address("log"), {"who": "Lupita"}).content.decode()

    assert "phone … 0142" in found
    assert "Call: yes" in found
    assert "Text: no" in found


def test_finding_whom_one_talked_with_asks_as_much_for_three_as_for_one(as_tasha, cast, lupita):
    counts = []
    for more in ((), ("Serrano B", "Serrano C")):
        for name in more:
            finding.refresh([make.PersonFactory(steward=cast.coalition_org, family_name=name)])
        for person in Person.objects.filter(contactpoints=None):
            make.PhoneFactory(person=person)
            finding.refresh([person])
        with CaptureQueriesContext(connection) as seen:
            as_tasha.get(address("log"), {"who": "Lupita"})
        counts.append(len(seen))

    assert counts[0] == counts[1]


# --- A talk with several people: a house meeting


def together(lines, **more):
    return {**SAID, "kind": "house", "heard": "Guardería.", "entry_key": "h1", "others": lines, **more}


def test_a_house_meeting_is_written_down_once_with_everybody_who_was_there(as_tasha, cast, lupita):
    jorge = make.PersonFactory(steward=cast.coalition_org, given_name="Jorge", family_name="Quiroz")
    finding.refresh([jorge])
    sent = together(
        "Jorge Quiroz\nNayeli Tum", adds_newcomers="on", next_what="Ask her to host", next_due_on="2026-11-20"
    )

    first = as_tasha.post(address("log_for", lupita.pk), sent)
    as_tasha.post(address("log_for", lupita.pk), sent)

    talks = Conversation.objects.filter(kind="house", heard="Guardería.")
    assert sorted(str(talk.person) for talk in talks) == sorted([str(lupita), "Jorge Quiroz", "Nayeli Tum"])
    assert [step.person for step in NextStep.objects.filter(what="Ask her to host")] == [lupita]
    assert words_of(first) == [f"Conversation with {lupita} and 2 other people saved."]


def test_undo_takes_a_house_meeting_out_of_everybodys_timeline(as_tasha, cast, lupita):
    saved = as_tasha.post(address("log_for", lupita.pk), together("Nayeli Tum", adds_newcomers="on"))

    as_tasha.post(undo_of(saved))

    assert not Conversation.objects.filter(kind="house").exists()


def test_a_name_nobody_knows_is_asked_about_before_anything_is_saved(as_tasha, lupita):
    page = as_tasha.post(address("log_for", lupita.pk), together("Nayeli Tum")).content.decode()

    assert "We do not know Nayeli Tum yet." in page
    assert 'name="adds_newcomers"' in page
    assert not Conversation.objects.filter(kind="house").exists()


# --- Calling from the person's page


@pytest.mark.parametrize("channels", [(), ("call",), ("call", "text")])
def test_one_tap_calls_or_texts_only_where_they_said_yes(as_tasha, cast, lupita, channels):
    make.PhoneFactory(person=lupita, value="+13235550142", key="+13235550142")
    for channel in channels:
        allow(lupita, channel)

    actions = as_tasha.get(address("person", lupita.pk)).content.decode().split("</h1>")[1].split('id="next"')[0]

    assert ('href="tel:' in actions, 'href="sms:' in actions) == ("call" in channels, "text" in channels)


def test_a_name_of_somebody_new_that_is_far_too_long_is_said_at_its_field_and_kept(client, cast):
    client.force_login(cast.tasha)
    long = "Zz" * 5000

    page = client.post(
        reverse("members:log"), {"kind": "call", "talked_on": "2026-11-12", "given_name": long, "who": "Zz"}
    )

    assert set(page.context["form"].errors) == {"given_name"}
    words = page.content.decode()
    assert 'id="id_given_name_error"' in words
    assert f'value="{long}"' in words
