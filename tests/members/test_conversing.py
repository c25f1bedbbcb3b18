"""Writing conversations down, changing them, taking them out."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from kit.meanwhile import Changed
from members import conversing, stepping
from members.conversing import Sealed
from members.models import Conversation, NextStep, Person, SealedNote
from members.stepping import Promise
from tests.factories import members as make

NOVEMBER_12 = dt.datetime(2026, 11, 12, 20, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 12)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOVEMBER_12, tick=False):
        yield


@pytest.fixture
def lupita(cast):
    return make.PersonFactory(steward=cast.coalition_org, given_name="Lupita", family_name="Serrano")


def log(person, by, **said):
    return conversing.log(person, by=by, **{"kind": "call", "talked_on": TODAY, **said})


def faults(refusal):
    return refusal.value.message_dict


def test_a_talk_keeps_what_was_heard_and_moves_the_last_day_on(cast, lupita):
    talk = log(
        lupita, cast.tasha, kind="one_on_one", heard="Dos sustos.\r\nDesde septiembre.", story="Cruza sola.",
        commitment="yes", commitment_what="bring 4 people", minutes=40, language="es",
    )  # fmt: skip

    talk.refresh_from_db()
    lupita.refresh_from_db()
    assert (talk.heard, talk.commitment, talk.talked_by, talk.steward) == (
        "Dos sustos.\nDesde septiembre.", "yes", cast.tasha, cast.coalition_org,
    )  # fmt: skip
    assert lupita.last_talk_on == TODAY
    assert AuditEntry.objects.get().verb == "conversation.logged"


def test_an_older_talk_written_down_late_does_not_move_the_last_day_back(cast, lupita):
    log(lupita, cast.tasha)
    log(lupita, cast.tasha, talked_on=TODAY - 9 * DAY)

    lupita.refresh_from_db()
    assert lupita.last_talk_on == TODAY


def test_sending_the_form_twice_makes_one_talk_one_step_and_one_note(cast, lupita):
    said = {
        "entry_key": "k1",
        "next_step": Promise("Call her", cast.tasha, TODAY + DAY),
        "sealed": Sealed("Between us.", []),
    }

    first, second = log(lupita, cast.tasha, **said), log(lupita, cast.tasha, **said)

    assert first == second
    assert [model.objects.count() for model in (Conversation, NextStep, SealedNote)] == [1, 1, 1]


def test_a_talk_with_somebody_new_writes_both_down_once(cast):
    def send():
        return conversing.log_with_new(
            cast.coalition_org, by=cast.tasha, given_name="Rosa", entry_key="k2", kind="door", talked_on=TODAY
        )

    assert send() == send()
    assert Person.objects.get().given_name == "Rosa"


def test_a_refused_talk_with_somebody_new_leaves_nobody_behind(cast):
    with pytest.raises(ValidationError):
        conversing.log_with_new(
            cast.coalition_org, by=cast.tasha, given_name="Rosa", entry_key="k2", kind="door",
            talked_on=TODAY, heard="SSN 123-45-6789",
        )  # fmt: skip

    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("talked_on", TODAY + DAY),
        ("talked_on", dt.date(1887, 1, 1)),
        ("commitment_by", dt.date(2206, 1, 1)),
        ("minutes", 5000),
        ("heard", "x" * 5001),
        ("kind", "seance"),
    ],
)
def test_an_impossible_day_or_length_is_refused_in_words_beside_the_field(cast, lupita, field, value):
    with pytest.raises(ValidationError) as refusal:
        log(lupita, cast.tasha, **{field: value})

    assert faults(refusal).keys() <= {field, "__all__"}
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("field", ["heard", "interests", "networks", "story", "request", "commitment_what", "place"])
def test_every_free_text_is_screened(cast, lupita, field):
    with pytest.raises(ValidationError) as refusal:
        log(lupita, cast.tasha, **{field: "She is undocumented"})

    assert list(faults(refusal)) == [field]


def test_a_doubtful_word_stays_when_somebody_says_so_and_that_is_written_down(cast, lupita):
    log(lupita, cast.tasha, heard="She asked about green cards", save_as_said=True)

    kept = AuditEntry.objects.get(verb="conversation.kept_as_said")
    assert kept.details == {"found": "immigration"}
    with pytest.raises(ValidationError):
        log(lupita, cast.tasha, heard="SSN 123-45-6789", save_as_said=True)


def test_a_refused_next_step_takes_the_talk_back_with_it(cast, lupita):
    with pytest.raises(ValidationError) as refusal:
        log(lupita, cast.tasha, next_step=Promise("Call", cast.tasha, TODAY - DAY))

    assert list(faults(refusal)) == ["due_on"]
    assert not Conversation.objects.exists()


def test_a_talk_can_finish_the_step_it_was_about(cast, lupita):
    step = make.NextStepFactory(person=lupita, owner=cast.tasha)

    log(lupita, cast.tasha, finishes=step)

    step.refresh_from_db()
    assert (step.outcome, step.closed_by) == ("done", cast.tasha)


def test_what_they_asked_for_at_a_school_becomes_a_step_of_its_own(cast, lupita):
    log(lupita, cast.tasha, asked_at_school=True)

    step = NextStep.objects.get()
    assert (step.owner, step.due_on, step.person) == (cast.tasha, TODAY, lupita)


def test_somebody_from_elsewhere_cannot_have_talked_for_us(cast, lupita):
    with pytest.raises(ValidationError):
        log(lupita, cast.tasha, talked_by=cast.otto)


def test_saving_a_talk_with_its_next_step_takes_few_queries(cast, lupita):
    person = Person.objects.select_related("steward").get(pk=lupita.pk)

    with CaptureQueriesContext(
        connection,
    ) as seen:
        log(person, cast.tasha, entry_key="k", next_step=Promise("Call her", cast.tasha, TODAY + DAY))

    asked = [query for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 8


# --- Changing


def seen_of(talk):
    return {name: getattr(talk, name) for name in conversing.FIELDS}


def change(talk, by, base, **fields):
    return conversing.change(talk, by=by, version=base.version, seen=seen_of(base), **fields)


@pytest.fixture
def talk(cast, lupita):
    return log(lupita, cast.tasha, heard="Two near misses.", place="Gate")


def test_two_people_who_change_different_fields_both_keep_theirs(cast, talk):
    base = Conversation.objects.get(pk=talk.pk)
    change(talk, cast.tasha, base, heard="Three near misses.", place="Gate")

    change(talk, cast.rosa, base, heard="Two near misses.", place="Figueroa gate")

    talk.refresh_from_db()
    assert (talk.heard, talk.place, talk.version) == ("Three near misses.", "Figueroa gate", 3)


def test_two_people_who_change_the_same_words_see_both_and_nothing_is_lost(cast, talk):
    base = Conversation.objects.get(pk=talk.pk)
    change(talk, cast.tasha, base, heard="Three near misses.")

    with pytest.raises(Changed) as clash:
        change(talk, cast.rosa, base, heard="Four near misses.")

    assert clash.value.fields == {"heard": ("Four near misses.", "Three near misses.")}
    assert Conversation.objects.get().heard == "Three near misses."


def test_moving_a_talk_to_another_day_moves_the_last_day_with_it(cast, talk, lupita):
    change(talk, cast.tasha, talk, talked_on=TODAY - 3 * DAY)

    lupita.refresh_from_db()
    assert lupita.last_talk_on == TODAY - 3 * DAY


def test_saving_without_a_change_writes_nothing(cast, talk):
    change(talk, cast.tasha, talk, heard="Two near misses.")

    assert Conversation.objects.get().version == 1
    assert not AuditEntry.objects.filter(verb="conversation.changed").exists()


def test_taking_a_talk_out_drops_its_open_steps_and_destroys_what_was_sealed_with_it(cast, lupita):
    log(lupita, cast.tasha, talked_on=TODAY - 20 * DAY)
    talk = log(
        lupita, cast.tasha, next_step=Promise("Call", cast.tasha, TODAY), sealed=Sealed("Between us.", [cast.rosa])
    )

    conversing.take_out(talk, by=cast.tasha)

    lupita.refresh_from_db()
    assert lupita.last_talk_on == TODAY - 20 * DAY
    assert NextStep.objects.get().outcome == "dropped"
    assert bytes(SealedNote.objects.get().sealed) == b""


# --- Next steps


def test_a_step_needs_words_a_day_to_come_and_an_owner_of_ours(cast, lupita):
    for wrong, field in (
        ({"what": " "}, "what"),
        ({"due_on": TODAY - DAY}, "due_on"),
        ({"due_on": dt.date(2206, 1, 1)}, "due_on"),
        ({"owner": cast.otto}, None),
        ({"owner": cast.val}, None),
        ({"what": "Ask about her visa"}, "what"),
    ):
        asked = {"what": "Call", "owner": cast.tasha, "due_on": TODAY, **wrong}
        with pytest.raises(ValidationError) as refusal:
            stepping.promise(lupita, by=cast.tasha, **asked)
        assert field is None or list(faults(refusal)) == [field]
    assert not NextStep.objects.exists()


def test_a_step_is_finished_once_and_can_be_reopened(cast, lupita):
    step = stepping.promise(lupita, what="Call", owner=cast.tasha, due_on=TODAY, by=cast.tasha)

    stepping.finish(step, by=cast.tasha)
    again = stepping.finish(step, by=cast.rosa)
    assert (again.outcome, again.closed_by) == ("done", cast.tasha)
    reopened = stepping.reopen(step, by=cast.rosa)

    assert (reopened.outcome, reopened.closed_at) == ("", None)
    assert list(NextStep.objects.open()) == [step]


def test_a_step_moves_to_another_day_and_another_owner_but_not_to_a_stranger(cast, lupita):
    step = stepping.promise(lupita, what="Call", owner=cast.tasha, due_on=TODAY, by=cast.tasha)

    moved = stepping.move(step, due_on=TODAY + 5 * DAY, owner=cast.rosa, by=cast.tasha)
    assert (moved.due_on, moved.owner) == (TODAY + 5 * DAY, cast.rosa)
    with pytest.raises(ValidationError):
        stepping.move(step, owner=cast.bea, by=cast.tasha)
    stepping.drop(step, by=cast.tasha)
    with pytest.raises(ValidationError):
        stepping.move(step, due_on=TODAY, by=cast.tasha)


def test_a_late_step_can_be_given_away_without_a_new_day(cast, lupita):
    step = make.NextStepFactory(person=lupita, owner=cast.tasha, due_on=TODAY - 4 * DAY)

    assert stepping.move(step, owner=cast.rosa, due_on=step.due_on, by=cast.tasha).owner == cast.rosa


def test_a_step_about_nobody_belongs_to_the_organization(cast):
    step = stepping.promise(
        None, organization=cast.coalition_org, what="Book the hall", owner=cast.tasha, due_on=TODAY, by=cast.tasha
    )

    assert step.steward == cast.coalition_org
