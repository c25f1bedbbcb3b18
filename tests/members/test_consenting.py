import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as some

from accounts.models import AuditEntry
from members import allowed, consenting, erasing, recording, relating
from members.models import Channel, ConsentEvent, Person, Purpose, Relationship, StandingConsent
from tests.factories import members as make

pytestmark = pytest.mark.django_db
NOVEMBER_12 = dt.datetime(2026, 11, 12, 18, tzinfo=dt.UTC)
TODAY = NOVEMBER_12.date()
State, Source = ConsentEvent.State, ConsentEvent.Source


@pytest.fixture(autouse=True)
def _november_12():
    with time_machine.travel(NOVEMBER_12):
        yield


@pytest.fixture
def lupita(cast):
    return make.PersonFactory(steward=cast.coalition_org, birth_year=1988)


@pytest.fixture
def child(cast):
    return make.PersonFactory(steward=cast.coalition_org, given_name="Iker", birth_year=2016)


def say(person, cast, **said):
    said = {"channel": "text", "purpose": "", "state": State.GRANTED, "source": Source.PAPER} | said
    return consenting.say(person, by=cast.tasha, **said)


def may_text(person, purpose=Purpose.ORGANIZING, on=None):
    return allowed.may_reach(person, Channel.TEXT, purpose, on)


def test_nobody_is_reached_who_was_not_asked(lupita):
    assert not may_text(lupita)


def test_a_yes_opens_one_channel_and_stands_in_the_ledger_with_its_wording(lupita, cast):
    event = say(lupita, cast, wording="May we text you?", language="es", evidence="Form 14")

    assert may_text(lupita)
    assert not allowed.may_reach(lupita, Channel.CALL, Purpose.ORGANIZING)
    assert len(event.wording_hash) == 64
    assert AuditEntry.objects.get(verb="consent.granted").thing_name == str(lupita)


def test_what_was_said_is_never_changed(lupita, cast):
    event = say(lupita, cast)
    event.state = State.REFUSED

    with pytest.raises(ValidationError, match="stays as it was written down"):
        event.full_clean()


def test_sent_twice_it_is_written_down_once(lupita, cast):
    first = say(lupita, cast, entry_key="a")

    assert say(lupita, cast, entry_key="a", state=State.REFUSED) == first
    assert ConsentEvent.objects.count() == 1
    assert may_text(lupita)


def test_a_closed_door_opens_again_only_with_where_the_new_yes_is_written(lupita, cast):
    say(lupita, cast, state=State.REFUSED)

    with pytest.raises(ValidationError, match="Write where the new yes can be seen"):
        say(lupita, cast, source=Source.CALL)
    assert not may_text(lupita)

    say(lupita, cast, source=Source.CALL, evidence="Call of November 12 with Tasha")
    assert may_text(lupita)


def test_a_text_from_their_own_number_is_its_own_evidence(lupita, cast):
    say(lupita, cast, state=State.WITHDRAWN, source=Source.TEXT)
    say(lupita, cast, source=Source.TEXT)

    assert may_text(lupita)


def test_a_claim_from_a_file_does_not_reopen_a_door(lupita, cast):
    say(lupita, cast, state=State.WITHDRAWN)
    say(lupita, cast, state=State.CLAIMED, source=Source.IMPORT)

    assert not may_text(lupita)


def test_a_file_cannot_say_yes_as_the_person(lupita, cast):
    with pytest.raises(ValidationError, match="Only what somebody said or signed is a yes"):
        say(lupita, cast, source=Source.IMPORT)


def test_a_claim_for_a_number_of_somebody_who_was_erased_is_refused(lupita, cast):
    gone = make.PhoneFactory(person=make.PersonFactory(steward=cast.coalition_org), value="+13235550142")
    make.PhoneFactory(person=lupita, value="+13235550142")
    erasing.erase(gone.person, by=cast.ana, reason=erasing.Reason.ASKED)

    with pytest.raises(ValidationError, match="asked to be forgotten"):
        say(lupita, cast, state=State.CLAIMED, source=Source.IMPORT)
    say(lupita, cast)


def test_a_yes_names_its_channel_and_a_no_may_be_for_all(lupita, cast):
    with pytest.raises(ValidationError, match="A yes is for one way"):
        say(lupita, cast, channel="")

    say(lupita, cast, channel="", state=State.REFUSED)
    assert {chip.state for chip in allowed.chips_for([lupita], on=TODAY)[lupita.pk]} == {"no"}


def test_a_day_to_come_and_an_end_before_the_beginning_are_refused(lupita, cast):
    with pytest.raises(ValidationError, match="still to come"):
        say(lupita, cast, happened_at=NOVEMBER_12 + dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="must not be before the first day"):
        say(lupita, cast, expires_on=TODAY - dt.timedelta(days=1))


def test_a_social_security_number_is_never_kept_as_evidence(lupita, cast):
    with pytest.raises(ValidationError, match="Social Security"):
        say(lupita, cast, evidence="Form of 123-45-6789")


def test_a_yes_that_ends_closes_its_door_though_nothing_runs(lupita, cast):
    say(lupita, cast, expires_on=TODAY)

    assert may_text(lupita)
    assert not may_text(lupita, on=TODAY + dt.timedelta(days=1))


def test_nobody_writes_to_the_dead(lupita, cast):
    say(lupita, cast)
    Person.objects.filter(pk=lupita.pk).update(standing=Person.Standing.DIED)

    assert not may_text(lupita)


def test_a_minor_is_reached_with_a_guardians_tie_and_the_guardians_yes(child, cast):
    say(child, cast)
    assert not may_text(child)

    mother = make.GuardianFactory(other=child, person__steward=cast.coalition_org, person__birth_year=1988).person
    assert not may_text(child)

    say(child, cast, given_by=mother)
    assert may_text(child)


def test_only_a_guardian_answers_for_a_minor_and_nobody_for_a_grown_up(child, lupita, cast):
    with pytest.raises(ValidationError, match="Only a guardian may answer"):
        say(child, cast, given_by=lupita)
    with pytest.raises(ValidationError, match="answers alone"):
        say(lupita, cast, given_by=child)


def test_when_the_guardian_is_none_any_more_the_minor_is_out_of_reach_at_once(child, cast):
    tie = make.GuardianFactory(other=child, person__steward=cast.coalition_org, person__birth_year=1988)
    say(child, cast, given_by=tie.person)
    Relationship.objects.filter(pk=tie.pk).update(ends_on=TODAY - dt.timedelta(days=1))

    assert not may_text(child)


def test_at_18_a_guardians_yes_ends_and_the_person_is_asked_anew(cast):
    teen = make.PersonFactory(steward=cast.coalition_org, birth_year=2008)
    mother = make.GuardianFactory(other=teen, person__steward=cast.coalition_org, person__birth_year=1980).person
    say(teen, cast, given_by=mother)
    new_year = dt.date(2027, 1, 1)
    assert may_text(teen, on=dt.date(2026, 12, 31))
    assert not may_text(teen, on=new_year)

    with time_machine.travel(dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)):
        assert consenting.turned_18() == 1
        assert consenting.turned_18() == 0
        assert allowed.chips_for([teen], on=new_year)[teen.pk][1].state == "ask"
        assert AuditEntry.objects.filter(verb="consent.of_age", by=None).count() == 1
        say(teen, cast)
        assert may_text(teen)


def test_what_a_minor_said_alone_opens_nothing_at_18_even_before_the_night_runs(cast):
    teen = make.PersonFactory(steward=cast.coalition_org, birth_year=2008)
    say(teen, cast)

    with time_machine.travel(dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)):
        consenting.refold([teen])
        assert not may_text(teen)


def test_a_student_known_by_grade_comes_of_age_in_summer(cast):
    student = make.PersonFactory(steward=cast.coalition_org, grade_band="9-12", grade_year=2022)
    mother = make.GuardianFactory(other=student, person__steward=cast.coalition_org, person__birth_year=1980).person
    with time_machine.travel(dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)):
        say(student, cast, given_by=mother)
        assert may_text(student)

    assert not may_text(student)
    assert consenting.turned_18() == 1


bands = some.sampled_from(["", "tk-2", "3-5", "6-8", "9-12"])


@given(some.integers(1990, 2020) | some.none(), bands, some.integers(2010, 2026), some.dates(dt.date(2008, 1, 1)))
def test_the_last_day_as_a_minor_says_the_same_as_the_person(born, band, year, on):
    person = Person(birth_year=born, grade_band=band, grade_year=year if band else None)
    last = consenting.last_day_as_minor(person)

    assert person.is_minor(on) == (last is not None and on <= last)


def test_adding_up_again_changes_nothing(lupita, cast):
    say(lupita, cast)
    say(lupita, cast, channel="photo", state=State.REFUSED)
    before = list(StandingConsent.objects.values_list())

    consenting.refold([lupita])

    assert list(StandingConsent.objects.values_list()) == before


def test_adding_up_asks_as_often_for_one_person_as_for_three(cast, django_assert_num_queries):
    people = make.PersonFactory.create_batch(3, steward=cast.coalition_org, birth_year=2016)
    for person in people:
        make.ConsentEventFactory(person=person)
    for some_people in (people[:1], people):
        StandingConsent.objects.all().delete()
        with django_assert_num_queries(6):
            consenting.refold(some_people)


def test_chips_say_yes_no_or_ask_and_for_what(lupita, cast, django_assert_num_queries):
    say(lupita, cast, purpose=Purpose.EVENTS)
    say(lupita, cast, channel="photo", state=State.REFUSED)

    with django_assert_num_queries(2):
        chips = {chip.channel: chip for chip in allowed.chips_for([lupita], on=TODAY)[lupita.pk]}

    assert {channel: chip.state for channel, chip in chips.items()} == {
        "call": "ask", "text": "yes", "email": "ask", "mail": "ask", "door": "ask", "photo": "no",
    }  # fmt: skip
    assert chips["text"].only == ("events",)
    assert chips["photo"].only == ()


def test_a_minors_yes_without_a_guardian_shows_what_is_missing(child, cast):
    say(child, cast)

    text = allowed.chips_for([child], on=TODAY)[child.pk][1]
    assert (text.state, text.needs_guardian) == ("ask", True)


def test_the_door_to_lists_keeps_the_question_it_was_given(lupita, cast):
    say(lupita, cast)
    say(make.PersonFactory(steward=cast.partner_org), cast)

    ours = Person.objects.filter(Q(steward=cast.coalition_org))
    assert list(allowed.reachable(ours, Channel.TEXT, Purpose.EVENTS)) == [lupita]


def test_a_guardian_tie_written_down_or_ended_counts_at_once(child, lupita, cast):
    tie = relating.relate(lupita, child, kind="guardian", by=cast.tasha, starts_on=TODAY)
    say(child, cast, given_by=lupita)
    assert may_text(child)

    relating.end(tie, by=cast.tasha, on=TODAY)
    assert not may_text(child, on=TODAY + dt.timedelta(days=1))


def test_a_corrected_year_of_birth_counts_at_once(lupita, cast):
    say(lupita, cast)

    recording.change(lupita, by=cast.tasha, version=1, seen={"birth_year": 1988}, birth_year=2015)

    assert StandingConsent.objects.filter(person=lupita, is_open=True).count() == 0
