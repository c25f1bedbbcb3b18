"""Searches for people by the seats they hold, as far as the searcher sees the coalition."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from coalition.models import CommitteeSeat
from members import conditions, segmenting, trees
from members.conditions import Asker
from tests.factories.coalition import CommitteeFactory, RepresentativeFactory, SeatFactory
from tests.factories.members import PersonFactory


@pytest.fixture
def asker(cast):
    return Asker(cast.tasha, cast.coalition_org, cast.coalition_org.today())


@pytest.fixture
def sitting(cast, committee):
    """Nayeli sits for the home organization; Keisha does not sit."""
    nayeli, _keisha = (PersonFactory(steward=cast.coalition_org, given_name=name) for name in ("Nayeli", "Keisha"))
    holder = RepresentativeFactory(
        coalition=committee.coalition, organization=cast.coalition_org, name="Nayeli Quiroz", person=nayeli
    )
    SeatFactory(committee=committee, organization=cast.coalition_org, holder=holder)
    return nayeli


def found(tree, asker):
    return sorted(person.given_name for person in segmenting.people(trees.cleaned(tree, asker), asker))


def test_people_are_found_by_the_organization_they_sit_for_and_by_the_committee(sitting, cast, committee, asker):
    by_organization = {"is": "sits_for", "value": str(cast.coalition_org.pk)}
    by_committee = {"is": "sits_on", "value": str(committee.pk)}

    assert found(by_organization, asker) == ["Nayeli"]
    assert found(by_committee, asker) == ["Nayeli"]
    assert found({"not": by_committee}, asker) == ["Keisha"]


def test_a_seat_that_ended_finds_nobody(sitting, committee, asker):
    CommitteeSeat.objects.filter(committee=committee).update(ends_on="2021-02-16")

    assert found({"is": "sits_on", "value": str(committee.pk)}, asker) == []


def test_a_committee_of_a_coalition_one_does_not_see_cannot_be_asked_for(sitting, cast):
    strange = CommitteeFactory(coalition__keeper=cast.outsider_org)
    asker = Asker(cast.tasha, cast.coalition_org, cast.coalition_org.today())

    with pytest.raises(ValidationError):
        trees.cleaned({"is": "sits_on", "value": str(strange.pk)}, asker)


def test_it_reads_in_both_languages(sitting, committee, asker):
    tree = {"not": {"is": "sits_on", "value": str(committee.pk)}}
    name = f"Steering committee · {committee.coalition}"

    assert conditions.reading(tree, asker) == f"Everybody who does not sit on “{name}”."
    with translation.override("es"):
        assert f"no ocupa un puesto en “{name}”" in conditions.reading(tree, asker)
