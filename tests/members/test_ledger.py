"""The fold of the consent ledger, for all sequences of what people may say."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from members import ledger
from members.models import Channel, ConsentEvent, Purpose

State, Source = ConsentEvent.State, ConsentEvent.Source
MORNING = dt.datetime(2026, 11, 9, 8, tzinfo=dt.UTC)
TODAY = MORNING.date()
MOTHER, FATHER, AUNT = 1, 2, 3


@dataclass(frozen=True)
class Said:
    """An event as the fold sees it."""

    channel: str = "text"
    purpose: str = "organizing"
    state: str = "granted"
    source: str = "paper"
    given_by_id: int | None = None
    happened_at: dt.datetime = MORNING
    expires_on: dt.date | None = None
    pk: int | None = None


def at(minutes):
    return MORNING + dt.timedelta(minutes=minutes)


def in_order(*said):
    return [replace(event, happened_at=at(number), pk=number) for number, event in enumerate(said)]


def standing(*said, is_minor=False, guardians=(), on=TODAY):
    cells = ledger.fold(in_order(*said), on=on, is_minor=is_minor, guardians=set(guardians))
    return cells.get(("text", "organizing"))


YES, NO, TOOK_BACK = Said(), Said(state="refused"), Said(state="withdrawn")
CLAIM = Said(state="claimed", source="import")
LINE = Said(channel="", purpose="", state="withdrawn", source="age")

an_event = some.builds(
    Said,
    channel=some.sampled_from(["", "text", "call"]),
    purpose=some.sampled_from(["", "organizing", "events"]),
    state=some.sampled_from(State.values),
    source=some.sampled_from([source for source in Source.values if source != "age"]),
    given_by_id=some.sampled_from([None, None, MOTHER, FATHER, AUNT]),
    happened_at=some.integers(0, 6).map(at),
    expires_on=some.sampled_from([None, None, TODAY - dt.timedelta(days=1), TODAY, TODAY + dt.timedelta(days=9)]),
)
of_age = some.builds(lambda moment: replace(LINE, happened_at=at(moment)), some.integers(0, 6))
ledgers = some.lists(an_event | of_age, max_size=9).map(
    lambda events: [replace(event, pk=number) for number, event in enumerate(events)]
)
families = some.sets(some.sampled_from([MOTHER, FATHER, AUNT]))


def is_personal_yes(event):
    return event.state == "granted" and event.source in ConsentEvent.PERSONAL


def covers(event, cell):
    return event.channel in ("", cell[0]) and event.purpose in ("", cell[1])


def opened(events, is_minor, guardians):
    cells = ledger.fold(events, on=TODAY, is_minor=is_minor, guardians=guardians)
    return {cell for cell, found in cells.items() if found.is_open}


@settings(max_examples=800)
@given(ledgers, some.booleans(), families)
def test_after_the_last_yes_a_no_closes_every_door_it_names(events, is_minor, guardians):
    for cell in opened(events, is_minor, guardians):
        near = [event for event in events if covers(event, cell)]
        last_yes = max((event.happened_at for event in near if is_personal_yes(event)), default=MORNING)
        assert not [e for e in near if e.state in ledger.DENIALS and e.source != "age" and e.happened_at >= last_yes]


@settings(max_examples=500)
@given(ledgers, an_event, some.booleans(), families)
def test_only_somebodys_own_new_yes_reopens_a_door_that_was_closed(events, newest, is_minor, guardians):
    newest = replace(newest, happened_at=at(7), pk=99)
    new_doors = opened([*events, newest], is_minor, guardians) - opened(events, is_minor, guardians)
    for cell in new_doors:
        was_closed = [e for e in events if covers(e, cell) and e.state in ledger.DENIALS and e.source != "age"]
        assert is_personal_yes(newest) or not was_closed


@settings(max_examples=500)
@given(ledgers, some.integers(0, 8), some.booleans(), families)
def test_a_claim_never_beats_a_no_wherever_it_stands(events, moment, is_minor, guardians):
    claim = replace(CLAIM, channel="text", purpose="", happened_at=at(moment), pk=99)
    new_doors = opened([*events, claim], is_minor, guardians) - opened(events, is_minor, guardians)
    for cell in new_doors:
        assert not [e for e in events if covers(e, cell) and e.state in ledger.DENIALS and e.source != "age"]


@settings(max_examples=500)
@given(ledgers, families)
def test_a_minors_door_is_open_only_with_a_present_guardians_yes(events, guardians):
    for cell in opened(events, True, guardians):
        assert [e for e in events if covers(e, cell) and is_personal_yes(e) and e.given_by_id in guardians]


@given(ledgers)
def test_a_minor_without_a_guardian_is_reached_by_nobody(events):
    assert opened(events, True, set()) == set()


@given(ledgers, some.booleans(), families, some.randoms())
def test_the_order_in_which_the_ledger_is_read_makes_no_difference(events, is_minor, guardians, dice):
    shuffled = list(events)
    dice.shuffle(shuffled)
    fold = {"on": TODAY, "is_minor": is_minor, "guardians": guardians}

    assert ledger.fold(shuffled, **fold) == ledger.fold(events, **fold)


@given(ledgers)
def test_at_18_nothing_is_open_until_something_new_is_said(events):
    line = replace(LINE, happened_at=at(7), pk=99)

    assert opened([*events, line], False, set()) == set()


def test_what_nobody_asked_does_not_stand_anywhere():
    assert ledger.fold([], on=TODAY, is_minor=False, guardians=set()) == {}


def test_a_yes_for_everything_opens_every_purpose_of_that_channel_and_no_other():
    cells = ledger.fold([replace(YES, purpose="")], on=TODAY, is_minor=False, guardians=set())

    assert set(cells) == {("text", purpose) for purpose in Purpose.values if purpose != Purpose.SHARING}


@pytest.mark.parametrize("said", [replace(YES, purpose=""), replace(YES, state="claimed", purpose="sharing")])
def test_sharing_is_opened_only_by_an_own_yes_that_names_it(said):
    def is_open(*events):
        cells = ledger.fold(in_order(*events), on=TODAY, is_minor=False, guardians=set())
        cell = cells.get(("text", "sharing"))
        return bool(cell and cell.is_open)

    own = replace(YES, purpose="sharing")
    assert not is_open(said)
    assert is_open(own)
    assert is_open(own, said)
    assert not is_open(own, replace(NO, purpose=""))
    assert not is_open(own, replace(NO, purpose="sharing"))
    assert not is_open(own, replace(NO, purpose=""), said)


def test_leave_me_alone_closes_every_channel_and_a_later_yes_opens_one():
    alone = replace(NO, channel="", purpose="")
    cells = ledger.fold(in_order(YES, alone, replace(YES, channel="email")), on=TODAY, is_minor=False, guardians=set())

    assert len(cells) == len(Channel.values) * len(Purpose.values)
    assert [cell for cell, found in cells.items() if found.is_open] == [("email", "organizing")]


def test_of_a_yes_and_a_no_at_the_same_moment_the_no_counts():
    cells = ledger.fold([NO, YES], on=TODAY, is_minor=False, guardians=set())

    assert cells["text", "organizing"].state == "no"


def test_a_yes_holds_through_its_last_day():
    until_today = replace(YES, expires_on=TODAY)

    assert standing(until_today).is_open
    assert standing(until_today, on=TODAY + dt.timedelta(days=1)) is None


def test_a_no_comes_back_when_the_yes_that_answered_it_ends():
    assert standing(NO, replace(YES, expires_on=TODAY - dt.timedelta(days=1))).state == "no"


def test_a_claim_opens_a_door_nobody_closed_for_a_grown_up_and_not_for_a_minor():
    assert standing(CLAIM).is_open
    assert not standing(CLAIM, is_minor=True, guardians=[MOTHER]).is_open


def test_a_bounce_closes_and_the_persons_yes_opens_again():
    bounce = replace(TOOK_BACK, source="bounce")

    assert standing(YES, bounce).state == "no"
    assert standing(YES, bounce, YES).is_open


def test_a_fathers_no_is_not_answered_by_the_mothers_yes():
    no, yes = replace(NO, given_by_id=FATHER), replace(YES, given_by_id=MOTHER)

    assert standing(no, yes, is_minor=True, guardians=[MOTHER, FATHER]).state == "no"
    assert standing(no, yes, replace(YES, given_by_id=FATHER), is_minor=True, guardians=[MOTHER, FATHER]).is_open


def test_a_former_guardians_no_stands_until_a_present_guardian_says_yes():
    no, yes = replace(NO, given_by_id=AUNT), replace(YES, given_by_id=MOTHER)

    assert standing(yes, no, is_minor=True, guardians=[MOTHER]).state == "no"
    assert standing(yes, no, yes, is_minor=True, guardians=[MOTHER]).is_open


def test_a_minors_own_no_is_not_answered_by_a_guardian():
    yes = replace(YES, given_by_id=MOTHER)

    assert standing(NO, yes, is_minor=True, guardians=[MOTHER]).state == "no"
    assert standing(NO, yes, YES, is_minor=True, guardians=[MOTHER]).is_open


def test_a_minors_own_yes_waits_for_a_guardian():
    found = standing(YES, is_minor=True, guardians=[MOTHER])

    assert (found.state, found.is_open) == ("yes", False)


def test_what_a_guardian_forbade_lapses_at_18_and_what_the_person_forbade_stands():
    assert standing(replace(NO, given_by_id=MOTHER), LINE) is None
    assert standing(NO, LINE).state == "no"
    assert standing(NO, YES, LINE) is None
    assert standing(NO, LINE, YES).is_open
