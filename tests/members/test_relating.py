"""Households and ties between people."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from members import relating
from members.conditions import Asker, q_of, sentence_of
from members.models import Household, Person, Relationship
from schools import tying
from schools.models import SchoolTie
from tests.factories.members import PersonFactory
from tests.factories.schools import SchoolFactory

GUARDIAN, SIBLING = Relationship.Kind.GUARDIAN, Relationship.Kind.SIBLING


@pytest.fixture
def family(cast):
    return [PersonFactory(steward=cast.coalition_org, given_name=name) for name in ("Lupita", "Mia", "Leo")]


def test_a_mother_cares_for_her_child_and_never_the_other_way_round(cast, family):
    mother, child, _ = family
    relating.relate(mother, child, kind=GUARDIAN, kin="mother", by=cast.tasha)

    with pytest.raises(ValidationError, match="both ways"):
        relating.relate(child, mother, kind=GUARDIAN, by=cast.tasha)


def test_brothers_and_sisters_are_so_both_ways_and_once(cast, family):
    relating.relate(family[2], family[1], kind=SIBLING, by=cast.tasha)

    with pytest.raises(ValidationError, match="already"):
        relating.relate(family[1], family[2], kind=SIBLING, by=cast.tasha)


def test_nobody_is_tied_to_themselves_or_to_another_organizations_people(cast, family):
    with pytest.raises(ValidationError, match="two people"):
        relating.relate(family[0], family[0], kind=SIBLING, by=cast.tasha)
    with pytest.raises(ValidationError, match="your organization"):
        relating.relate(family[0], PersonFactory(steward=cast.outsider_org), kind=GUARDIAN, by=cast.tasha)


def test_a_tie_that_ended_holds_through_its_last_day(cast, family):
    tie = relating.relate(family[0], family[1], kind=GUARDIAN, starts_on=dt.date(2025, 1, 1), by=cast.tasha)
    relating.end(tie, by=cast.tasha, on=dt.date(2026, 6, 30))

    assert list(Relationship.objects.current(on=dt.date(2026, 6, 30))) == [tie]
    assert list(Relationship.objects.current(on=dt.date(2026, 7, 1))) == []


def test_a_child_of_two_homes_is_in_two_households(cast, family):
    for name in ("Serrano household", "Ortiz household"):
        relating.make_household(cast.coalition_org, name=name, people=[family[1]], by=cast.tasha)

    assert family[1].householdmembers.count() == 2


def test_somebody_who_left_can_come_back(cast, family):
    household = relating.make_household(cast.coalition_org, name="Serrano", people=family, by=cast.tasha)
    member = relating.leave_household(household.members.first(), by=cast.tasha)

    relating.return_to_household(member, by=cast.tasha)

    assert household.members.current().count() == 3


def test_households_and_ties_are_their_organizations_own(cast, family):
    relating.make_household(cast.coalition_org, name="Serrano", people=family, by=cast.tasha)

    assert list(Household.objects.visible_to(cast.otto)) == []
    assert list(Household.objects.editable_by(cast.vic)) == []


def test_the_school_of_a_protected_person_is_for_named_roles(cast, family):
    family[0].is_protected = True
    family[0].save()
    school = SchoolFactory()
    for person in family[:2]:
        tying.tie(person, school, kind="parent", by=cast.tasha)
    tree = {"is": "school", "value": school.cds_code}

    def found_by(user):
        asker = Asker(user, cast.coalition_org, cast.coalition_org.today())
        return set(Person.objects.filter(q_of(tree, asker)))

    assert (found_by(cast.tasha), found_by(cast.rosa)) == (set(family[:2]), {family[1]})


def test_a_tie_to_a_school_is_there_once_and_can_end(cast, family):
    school = SchoolFactory()
    tie = tying.tie(family[0], school, kind="parent", grade_band="3-5", by=cast.tasha)
    with pytest.raises(ValidationError, match="already"):
        tying.tie(family[0], school, kind="parent", by=cast.tasha)

    tying.end(tie, by=cast.tasha)

    assert list(SchoolTie.objects.current(cast.coalition_org.today() + dt.timedelta(days=1))) == []
    assert tie.year is not None


def test_a_tree_of_conditions_finds_and_reads_back(cast, family):
    Person.objects.filter(pk=family[0].pk).update(language="es")
    Person.objects.filter(pk=family[1].pk).update(language="en", other_languages=" es ")
    asker = Asker(cast.tasha, cast.coalition_org, cast.coalition_org.today())
    spanish = {"is": "speaks", "value": "es"}
    tree = {"all": [spanish, {"not": {"is": "speaks", "value": "en"}}]}

    assert set(Person.objects.filter(q_of(spanish, asker))) == set(family[:2])
    assert set(Person.objects.filter(q_of(tree, asker))) == {family[0]}
    assert sentence_of(tree, asker) == "speaks Spanish and does not speak English"


def test_a_condition_that_is_no_longer_there_is_named(cast):
    asker = Asker(cast.tasha, cast.coalition_org, cast.coalition_org.today())

    with pytest.raises(ValidationError, match="no longer there"):
        q_of({"any": [{"is": "tag", "value": 99}]}, asker)
