import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts import working
from accounts.models import AuditEntry
from campaigns.models import Attendance
from members import assessing, climbing, erasing, leading
from members.conditions import Asker
from members.models import Person, Relationship, Rung, RungReached, RungSuggestion
from members.tasks import look_who_may_move_up
from tests.factories import members as make
from tests.factories import schools

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 12)


@pytest.fixture
def ladder(cast):
    return climbing.adopt_ladder(cast.coalition_org, by=cast.tasha)


@pytest.fixture
def lupita(cast):
    return make.PersonFactory(steward=cast.coalition_org)


def comes_to(person, *days):
    for day in days:
        event = schools.EventFactory(steward=person.steward, name="Cafecito", starts_at=schools.at(day))
        Attendance.objects.create(event=event, person=person)


def leads(cast, leader, count, **tie):
    for _each in range(count):
        other = make.PersonFactory(steward=leader.steward)
        make.GuardianFactory(person=leader, other=other, kind=Relationship.Kind.LEADS, kin="", **tie)


def test_an_organization_begins_with_five_rungs_and_keeps_its_own(ladder, cast):
    assert [rung.name_en for rung in ladder] == ["Met", "Comes", "Takes part", "Leads", "Organizes"]
    assert climbing.adopt_ladder(cast.coalition_org, by=cast.tasha) == ladder
    assert Rung.objects.count() == 5


def test_every_rung_of_the_seed_has_criteria_that_can_be_asked_and_read(ladder, cast):
    asker = Asker(cast.tasha, cast.coalition_org, TODAY)

    words = [climbing.conditions.sentence_of(rung.criteria, asker) for rung in ladder]

    assert words == [
        "", "came to 2 events or more", "kept a commitment", "leads 3 people or more",
        "brought in somebody who reached “Comes”",
    ]  # fmt: skip


def test_a_rung_is_reached_by_a_deed_on_a_day_and_somebody_wrote_it_down(ladder, lupita, cast):
    step = climbing.move_up(lupita, ladder[1], deed="Came to two sessions", by=cast.tasha)

    lupita.refresh_from_db()
    assert lupita.rung == ladder[1]
    assert (step.reached_on, step.moved_by) == (cast.coalition_org.today(), cast.tasha)
    assert AuditEntry.objects.filter(verb="ladder.moved_up").count() == 1


def test_nobody_moves_up_by_a_feeling(ladder, lupita, cast):
    with pytest.raises(ValidationError, match="never reached by a feeling"):
        climbing.move_up(lupita, ladder[1], deed="  ", by=cast.tasha)


def test_up_is_up_and_down_is_down(ladder, lupita, cast):
    climbing.move_up(lupita, ladder[2], deed="Spoke at the school council", by=cast.tasha)

    with pytest.raises(ValidationError, match="already"):
        climbing.move_up(lupita, ladder[2], deed="Again", by=cast.tasha)
    with pytest.raises(ValidationError, match="below"):
        climbing.move_down(lupita, ladder[3], deed="Moved", by=cast.tasha)

    climbing.move_down(lupita, ladder[0], deed="Has no time this year", by=cast.tasha)
    lupita.refresh_from_db()
    assert lupita.rung == ladder[0]
    assert [step.rung for step in lupita.rungs_reached.all()] == [ladder[0], ladder[2]]


def test_a_step_is_neither_in_the_future_nor_before_the_last_one(ladder, lupita, cast):
    today = cast.coalition_org.today()
    with pytest.raises(ValidationError, match="still to come"):
        climbing.move_up(lupita, ladder[0], deed="Talked", on=today + dt.timedelta(days=1), by=cast.tasha)
    climbing.move_up(lupita, ladder[0], deed="Talked", on=today, by=cast.tasha)
    with pytest.raises(ValidationError, match="cannot be before it"):
        climbing.move_up(lupita, ladder[1], deed="Came", on=today - dt.timedelta(days=1), by=cast.tasha)


def test_a_rung_of_another_organization_cannot_be_reached(ladder, cast):
    theirs = make.PersonFactory(steward=cast.partner_org)

    with pytest.raises(ValidationError, match="your organization’s ladder"):
        climbing.move_up(theirs, ladder[0], deed="Talked", by=cast.bea)


def test_the_records_suggest_the_highest_rung_they_show_with_the_evidence(ladder, lupita, cast):
    comes_to(lupita, dt.date(2026, 10, 8), dt.date(2026, 10, 23))
    leads(cast, lupita, 3)

    assert climbing.suggest(cast.coalition_org, TODAY) == 1

    suggestion = RungSuggestion.objects.get()
    assert (suggestion.person, suggestion.rung) == (lupita, ladder[3])
    (shown,) = climbing.in_words(suggestion.evidence, Asker(cast.tasha, cast.coalition_org, TODAY))
    assert shown.words == "leads 3 people or more"
    assert len(shown.facts) == 3


def test_evidence_about_one_person_keeps_no_name_of_another_who_is_erased(ladder, lupita, cast):
    leads(cast, lupita, 3)
    climbing.suggest(cast.coalition_org, TODAY)
    gone = Person.objects.filter(relationships_to__person=lupita).first()

    erasing.erase(gone, by=cast.ana, reason=erasing.Reason.ASKED)

    evidence = RungSuggestion.objects.get().evidence
    assert str(gone) not in str(evidence)
    (shown,) = climbing.in_words(evidence, Asker(cast.tasha, cast.coalition_org, TODAY))
    assert len(shown.facts) == 2


def test_the_evidence_names_the_events_and_their_days(ladder, lupita, cast):
    comes_to(lupita, dt.date(2026, 10, 8), dt.date(2026, 10, 23))
    climbing.suggest(cast.coalition_org, TODAY)

    evidence = RungSuggestion.objects.get().evidence
    (shown,) = climbing.in_words(evidence, Asker(cast.tasha, cast.coalition_org, TODAY))
    assert shown.facts == ("Cafecito, Oct 23, 2026", "Cafecito, Oct 8, 2026")


def test_looking_twice_suggests_once_and_what_is_set_aside_is_not_suggested_again(ladder, lupita, cast):
    comes_to(lupita, dt.date(2026, 10, 8), dt.date(2026, 10, 23))
    assert [climbing.suggest(cast.coalition_org, TODAY) for _night in range(2)] == [1, 0]

    climbing.set_aside(RungSuggestion.objects.get(), by=cast.tasha)
    assert climbing.suggest(cast.coalition_org, TODAY) == 0
    climbing.bring_back(RungSuggestion.objects.get(), by=cast.tasha)
    assert RungSuggestion.objects.open().count() == 1


def test_a_suggestion_that_the_records_no_longer_show_goes(ladder, lupita, cast):
    comes_to(lupita, dt.date(2026, 10, 8), dt.date(2026, 10, 23))
    climbing.suggest(cast.coalition_org, TODAY)
    Attendance.objects.first().delete()

    climbing.suggest(cast.coalition_org, TODAY)

    assert RungSuggestion.objects.count() == 0


def test_taking_a_suggestion_moves_up_and_keeps_the_evidence(ladder, lupita, cast):
    comes_to(lupita, dt.date(2026, 10, 8), dt.date(2026, 10, 23))
    climbing.suggest(cast.coalition_org, TODAY)
    suggestion = RungSuggestion.objects.get()

    step = climbing.take(suggestion, by=cast.tasha, deed="Came to two cafecitos")

    suggestion.refresh_from_db()
    assert step.evidence == suggestion.evidence
    assert (suggestion.was_taken, suggestion.settled_by) == (True, cast.tasha)
    with pytest.raises(ValidationError, match="already"):
        climbing.take(suggestion, by=cast.tasha, deed="Twice")


def test_bringing_somebody_to_the_second_rung_shows_an_organizer(ladder, lupita, cast):
    brought = make.PersonFactory(steward=cast.coalition_org)
    make.GuardianFactory(person=lupita, other=brought, kind=Relationship.Kind.RECRUITED, kin="")
    climbing.move_up(brought, ladder[1], deed="Came twice", by=cast.tasha)

    climbing.suggest(cast.coalition_org, TODAY)

    assert RungSuggestion.objects.get(person=lupita).rung == ladder[4]


@pytest.mark.parametrize("standing", [Person.Standing.DIED, Person.Standing.MOVED])
def test_whom_somebody_brought_in_counts_also_when_they_died_or_moved_away_since(ladder, lupita, cast, standing):
    brought = make.PersonFactory(steward=cast.coalition_org, given_name="Ramona", family_name="Ek")
    make.GuardianFactory(person=lupita, other=brought, kind=Relationship.Kind.RECRUITED, kin="")
    climbing.move_up(brought, ladder[1], deed="Came twice", by=cast.tasha)
    Person.objects.filter(pk=brought.pk).update(standing=standing)

    climbing.suggest(cast.coalition_org, TODAY)

    suggestion = RungSuggestion.objects.get(person=lupita)
    (shown,) = climbing.in_words(suggestion.evidence, Asker(cast.tasha, cast.coalition_org, TODAY))
    assert (suggestion.rung, shown.facts) == (ladder[4], ("Ramona Ek",))


def test_every_night_all_organizations_with_a_ladder_are_looked_through(ladder, lupita, cast):
    comes_to(lupita, dt.date(2026, 10, 8), dt.date(2026, 10, 23))

    assert look_who_may_move_up() == 1


def test_somebody_may_look_now(ladder, lupita, cast):
    comes_to(lupita, dt.date(2026, 10, 8), dt.date(2026, 10, 23))
    asked = working.ask("members.suggest", by=cast.tasha, organization=cast.coalition_org, payload={})

    working.run(asked.pk)

    asked.refresh_from_db()
    assert asked.result == {"made": 1}


def test_criteria_that_make_no_sense_are_refused(ladder, cast):
    with pytest.raises(ValidationError, match="no longer there"):
        climbing.change_rung(ladder[0], by=cast.tasha, criteria={"is": "is_tall", "value": 1})


def standing(cast):
    rungs = Rung.objects.of(cast.coalition_org).standing().order_by("position")
    return list(rungs.values_list("position", "name_en"))


def test_a_rung_is_added_right_above_another_or_below_all(ladder, cast):
    climbing.add_rung(cast.coalition_org, name_en="Hosts", above=ladder[3], by=cast.tasha)
    climbing.add_rung(cast.coalition_org, name_en="Heard of us", by=cast.tasha)

    assert standing(cast) == [
        (1, "Heard of us"), (2, "Met"), (3, "Comes"), (4, "Takes part"), (5, "Leads"), (6, "Hosts"), (7, "Organizes"),
    ]  # fmt: skip


def test_a_rung_is_not_added_above_one_of_another_organization_or_twice(ladder, cast):
    elsewhere = climbing.adopt_ladder(cast.partner_org, by=cast.bea)
    for facts in ({"name_en": "Hosts", "above": elsewhere[0]}, {"name_en": "leads"}):
        with pytest.raises(ValidationError):
            climbing.add_rung(cast.coalition_org, by=cast.tasha, **facts)

    assert [position for position, _name in standing(cast)] == [1, 2, 3, 4, 5]


def test_a_rung_that_another_one_asks_for_stays_until_that_is_changed(ladder, cast):
    with pytest.raises(ValidationError, match="What “Organizes” takes asks for this rung"):
        climbing.remove_rung(ladder[1], by=cast.tasha)
    with translation.override("es"), pytest.raises(ValidationError, match="llegar a “Organiza” incluye este peldaño"):
        climbing.remove_rung(ladder[1], by=cast.tasha)

    climbing.change_rung(ladder[4], by=cast.tasha, criteria={})
    climbing.remove_rung(ladder[1], by=cast.tasha)

    assert [name for _position, name in standing(cast)] == ["Met", "Takes part", "Leads", "Organizes"]


def test_a_rung_leaves_the_ladder_when_nobody_stands_on_it_and_stays_in_the_history(ladder, lupita, cast):
    climbing.move_up(lupita, ladder[2], deed="Kept a promise", by=cast.tasha)
    RungSuggestion.objects.create(steward=lupita.steward, person=lupita, rung=ladder[3])
    with pytest.raises(ValidationError, match="1 person stands"):
        climbing.remove_rung(ladder[2], by=cast.tasha)

    for rung in (ladder[3], ladder[3]):
        climbing.remove_rung(rung, by=cast.tasha)
    climbing.move_up(lupita, ladder[4], deed="Trained others", by=cast.tasha)
    climbing.remove_rung(ladder[2], by=cast.tasha)

    assert [name for _position, name in standing(cast)] == ["Met", "Comes", "Organizes"]
    assert not RungSuggestion.objects.exists()
    assert [step.rung.name_en for step in lupita.rungs_reached.all()] == ["Organizes", "Takes part"]
    assert AuditEntry.objects.filter(verb="ladder.rung_removed").count() == 2


def test_a_rung_is_not_called_as_another_and_its_words_are_screened(ladder, cast):
    for words in ({"name_en": "léads"}, {"name_es": "GUIA"}, {"to_reach_en": "Her SSN is 123-45-6789"}):
        with pytest.raises(ValidationError) as refused:
            climbing.change_rung(ladder[1], by=cast.tasha, **words)
        assert list(refused.value.error_dict) == list(words)


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(1989, 12, 31)])
def test_a_step_and_an_assessment_of_a_day_long_past_are_refused(ladder, lupita, cast, day):
    with pytest.raises(ValidationError, match="long past"):
        climbing.move_up(lupita, ladder[1], deed="Came", on=day, by=cast.tasha)
    with pytest.raises(ValidationError, match="long past"):
        assessing.assess(lupita, 2, on=day, by=cast.tasha)


def test_an_assessment_has_a_day_and_earlier_ones_stay(lupita, cast):
    today = cast.coalition_org.today()
    assessing.assess(lupita, 3, by=cast.tasha, on=today - dt.timedelta(days=9))
    assessing.assess(lupita, 1, by=cast.tasha, because="Leads the gate circle")
    assessing.assess(lupita, 2, by=cast.tasha, on=today - dt.timedelta(days=20))

    lupita.refresh_from_db()
    assert lupita.assessment == 1
    assert [seen.level for seen in lupita.assessments.all()] == [1, 3, 2]


@pytest.mark.parametrize("level", [0, 6])
def test_an_assessment_is_one_to_five(lupita, cast, level):
    with pytest.raises(ValidationError):
        assessing.assess(lupita, level, by=cast.tasha)


def test_an_assessment_of_a_day_to_come_is_refused(lupita, cast):
    with pytest.raises(ValidationError, match="still to come"):
        assessing.assess(lupita, 1, by=cast.tasha, on=cast.coalition_org.today() + dt.timedelta(days=1))


def test_coverage_counts_who_has_a_leader_and_whom_we_talked_with(ladder, lupita, cast):
    leads(cast, lupita, 3)
    climbing.move_up(lupita, ladder[0], deed="Talked at the gate", by=cast.tasha)
    talked, ended = Person.objects.filter(relationships_to__person=lupita)[:2]
    Person.objects.filter(pk=talked.pk).update(last_talk_on=TODAY - dt.timedelta(days=30))
    Relationship.objects.filter(other=ended).update(ends_on=TODAY - dt.timedelta(days=1))
    people = Person.objects.of(cast.coalition_org)

    found = leading.coverage(people, TODAY)
    (leader,) = leading.leaders(people, TODAY)

    assert (found.people, found.led, found.talked) == (3, 2, 1)
    assert leader == (lupita.pk, Person.Standing.HERE, 2, 1)


def test_people_on_a_long_ladder_are_counted_up_to_a_number(ladder, lupita, cast, monkeypatch):
    leads(cast, lupita, 3)
    Person.objects.update(rung=ladder[0])
    people = Person.objects.of(cast.coalition_org)
    counted = leading.coverage(people, TODAY)

    monkeypatch.setattr(leading, "MOST_COUNTED", 2)
    found = leading.coverage(people, TODAY)

    assert (counted.people, counted.led, counted.is_more) == (4, 3, False)
    assert (found.people, found.led, found.is_more, found.share) == (3, 3, True, None)


@pytest.mark.parametrize("standing", [Person.Standing.DIED, Person.Standing.MOVED])
def test_whoever_died_or_moved_away_leads_nobody_and_somebody_must_follow(ladder, lupita, cast, standing):
    leads(cast, lupita, 2)
    people = Person.objects.of(cast.coalition_org)
    Person.objects.filter(pk=lupita.pk).update(standing=standing)

    (leader,) = leading.leaders(people, TODAY)
    assert (leader.pk, leader.is_here, leader.led) == (lupita.pk, False, 2)
    assert leading.coverage(people, TODAY).led == 0


@pytest.mark.parametrize("standing", [Person.Standing.DIED, Person.Standing.MOVED])
def test_whoever_died_or_moved_away_is_led_by_nobody(ladder, lupita, cast, standing):
    leads(cast, lupita, 2)
    gone, stays = Person.objects.filter(relationships_to__person=lupita).order_by("pk")
    Person.objects.filter(pk=gone.pk).update(standing=standing)

    (leader,) = leading.leaders(Person.objects.of(cast.coalition_org), TODAY)

    assert (leader.led, leading.whom_they_lead([lupita], TODAY)) == (1, {lupita.pk: [stays]})


def test_the_rung_on_the_person_is_the_newest_step(ladder, lupita, cast):
    for number in (0, 1, 3):
        climbing.move_up(lupita, ladder[number], deed="Did it", by=cast.tasha)

    lupita.refresh_from_db()
    assert lupita.rung == RungReached.objects.filter(person=lupita).first().rung == ladder[3]
