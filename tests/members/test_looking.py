"""Who looked: each page that shows people writes down who saw whom."""

import pytest
from django.urls import reverse

from members.looking import looks_at
from tests.factories.members import HouseholdFactory, HouseholdMemberFactory, ListEntryFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lupita(cast):
    return PersonFactory(steward=cast.coalition_org, given_name="Lupita")


def seen_by(person):
    return [look.user.name for look in looks_at(person)]


def test_the_page_of_a_household_is_a_look_at_who_lives_and_lived_there(client, cast, lupita):
    home = HouseholdFactory(steward=cast.coalition_org)
    HouseholdMemberFactory(person=lupita, household=home)
    client.force_login(cast.vic)

    client.get(reverse("members:household", args=[home.pk]))

    assert seen_by(lupita) == ["Vic Hollis"]


def test_a_list_made_by_hand_is_a_look_at_those_on_it(client, cast, lupita):
    entry = ListEntryFactory(person=lupita, list__steward=cast.coalition_org, list__owner=cast.tasha)
    client.force_login(cast.tasha)

    client.get(reverse("members:person_list", args=[entry.list_id]))

    assert seen_by(lupita) == ["Tasha Greene"]


@pytest.mark.parametrize("number", ["²", "9" * 30, "x", "-1"])
def test_a_number_that_is_none_names_nobody(client, cast, lupita, number):
    client.force_login(cast.tasha)
    address = reverse("members:relate", args=[lupita.pk])

    assert client.get(address, {"other": number}).status_code == 200
    assert client.post(address, {"other": number, "way": "sibling:to"}).status_code == 200
