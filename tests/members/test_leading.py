"""Who leads whom: only people who are with us count, in searches, in suggestions and in what these rest on."""

import datetime as dt

import pytest

from members import climbing, segmenting
from members.browsing import Browse
from members.conditions import Asker
from members.models import Person, Relationship, RungSuggestion, Segment
from tests.factories import members as make

TODAY = dt.date(2026, 11, 12)
HERE, DIED, MOVED = Person.Standing.HERE, Person.Standing.DIED, Person.Standing.MOVED


def person(cast, name, standing=HERE):
    return make.PersonFactory(steward=cast.coalition_org, given_name=name, standing=standing)


def lead(leader, *led):
    for other in led:
        make.GuardianFactory(person=leader, other=other, kind=Relationship.Kind.LEADS, kin="")


@pytest.fixture
def four(cast):
    """Ana leads two who are with us and one who died; Ben one who moved away; Carl, who died, one who is with us."""
    ana, ben, carl = person(cast, "Ana"), person(cast, "Ben"), person(cast, "Carl", DIED)
    lead(ana, person(cast, "Dora"), person(cast, "Eva"), person(cast, "Fay", DIED))
    lead(ben, person(cast, "Gil", MOVED))
    lead(carl, person(cast, "Hugo"))


def asker(cast):
    return Asker(cast.tasha, cast.coalition_org, TODAY)


RELATED = [("leads", {"Ana"}), ("led", {"Dora", "Eva"})]
SO_MANY = [(1, {"Ana"}), (2, {"Ana"}), (3, set())]
TREES = [({"is": "related", "value": value}, found) for value, found in RELATED]
TREES += [({"is": "leads_people", "value": {"people": count}}, found) for count, found in SO_MANY]


@pytest.mark.parametrize(("tree", "names"), TREES)
def test_a_search_counts_only_people_who_are_with_us(cast, four, tree, names):
    everybody = set(Person.objects.values_list("given_name", flat=True))

    found = set(segmenting.people(tree, asker(cast)).values_list("given_name", flat=True))
    others = set(segmenting.people({"not": tree}, asker(cast)).values_list("given_name", flat=True))

    assert (found, others) == (names, everybody - names)


@pytest.mark.parametrize(("tree", "names"), TREES)
def test_the_list_finds_the_same_when_it_is_walked(cast, four, tree, names):
    segment = Segment(steward=cast.coalition_org, tree=tree)

    keys = Browse(asker(cast), "", "name", [], segment).keys(25)

    assert set(Person.objects.filter(pk__in=keys).values_list("given_name", flat=True)) == names


def test_nobody_is_suggested_for_leading_those_who_are_gone(cast):
    climbing.adopt_ladder(cast.coalition_org, by=cast.tasha)
    leader = person(cast, "Ana")
    lead(leader, person(cast, "Dora"), person(cast, "Eva"), person(cast, "Fay", DIED))

    assert climbing.suggest(cast.coalition_org, TODAY) == 0


def test_the_evidence_names_only_those_who_are_with_us_also_when_somebody_dies_later(cast):
    climbing.adopt_ladder(cast.coalition_org, by=cast.tasha)
    leader, fay = person(cast, "Ana"), person(cast, "Fay")
    lead(leader, person(cast, "Dora"), person(cast, "Eva"), person(cast, "Gil"), fay, person(cast, "Ida", MOVED))
    climbing.suggest(cast.coalition_org, TODAY)
    evidence = RungSuggestion.objects.get(person=leader).evidence
    fay.standing = DIED
    fay.save()

    (shown,) = climbing.in_words(evidence, asker(cast))

    assert sorted(fact.split()[0] for fact in shown.facts) == ["Dora", "Eva", "Gil"]
