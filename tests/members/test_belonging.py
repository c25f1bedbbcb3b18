"""Organizations that people belong to: written down once, hidden with a protected person, found and read back."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from members import belonging, erasing, exporting, taking_along
from members.conditions import Asker, q_of, sentence_of
from members.hanging.groups import _cells
from members.models import CommunityGroup, GroupTie, Person
from tests.factories.members import PersonFactory

TODAY = dt.date(2026, 11, 19)


@pytest.fixture
def lupita(cast):
    return PersonFactory(steward=cast.coalition_org, given_name="Lupita", family_name="Serrano")


@pytest.fixture
def hidden(cast):
    return PersonFactory(steward=cast.coalition_org, given_name="Nadie", family_name="Visible", is_protected=True)


def belong(person, cast, name="Local 12", kind="member", **more):
    return belonging.belong(person, name, kind=kind, by=cast.tasha, **more)


def add_page(person):
    return reverse("members:tie_group", args=[person.pk])


def found(cast, user, tree):
    return set(Person.objects.visible_to(user).filter(q_of(tree, Asker(user, cast.coalition_org, TODAY))))


def test_the_same_name_however_it_is_written_is_the_same_organization(lupita, cast):
    other = PersonFactory(steward=cast.coalition_org)

    first, second = belong(lupita, cast, "Parroquia San Martín"), belong(other, cast, "  parroquia  SAN MARTIN ")

    assert first.group == second.group
    assert CommunityGroup.objects.get().name == "Parroquia San Martín"


def test_each_organization_of_ours_has_its_own_list(lupita, cast):
    belong(lupita, cast)
    belonging.belong(PersonFactory(steward=cast.outsider_org), "Local 12", kind="member", by=cast.otto)

    assert CommunityGroup.objects.count() == 2
    assert CommunityGroup.objects.visible_to(cast.tasha).get().steward == cast.coalition_org


def test_a_standing_tie_is_written_down_once_and_says_so(lupita, cast):
    belong(lupita, cast)

    with pytest.raises(ValidationError, match="already"):
        belong(lupita, cast)
    assert belong(lupita, cast, kind="staff").pk


def test_a_note_with_somebodys_number_is_refused_and_nothing_is_kept(lupita, cast):
    with pytest.raises(ValidationError):
        belong(lupita, cast, note="SSN 123-45-6789")

    assert not CommunityGroup.objects.exists()


def test_a_page_adds_a_tie_and_the_persons_page_shows_it(lupita, cast, client):
    client.force_login(cast.tasha)

    client.post(add_page(lupita), {"name": "59th Street Block Club", "kind": "leader", "note": "since the park"})
    page = client.get(reverse("members:person", args=[lupita.pk])).content.decode()

    assert "59th Street Block Club" in page
    assert "Leader or board member" in page


def test_what_was_typed_stays_when_the_tie_is_refused(lupita, cast, client):
    belong(lupita, cast)
    client.force_login(cast.tasha)

    page = client.post(add_page(lupita), {"name": "local 12", "kind": "member", "note": "Tuesdays"}).content.decode()

    assert "This tie is there already." in page
    assert 'value="Tuesdays"' in page


def test_an_end_can_be_taken_back_and_stays_in_the_past_otherwise(lupita, cast, client):
    tie = belong(lupita, cast)
    client.force_login(cast.tasha)

    client.post(reverse("members:end_group_tie", args=[tie.pk]))
    ended = GroupTie.objects.get()
    client.post(reverse("members:reopen_group_tie", args=[tie.pk]))

    assert ended.ends_on == cast.coalition_org.today()
    assert GroupTie.objects.get().ends_on is None


def test_where_a_protected_person_belongs_is_for_named_roles_only(hidden, cast, client):
    tie = belong(hidden, cast, "Quiet House")
    tree = {"is": "belongs", "value": tie.group_id}
    client.force_login(cast.rosa)

    assert "Quiet House" not in client.get(reverse("members:person", args=[hidden.pk])).content.decode()
    assert client.get(add_page(hidden)).status_code == 404
    assert client.post(reverse("members:end_group_tie", args=[tie.pk])).status_code == 404
    assert found(cast, cast.rosa, tree) == set()
    assert _cells([hidden], cast.rosa, TODAY) == {}
    assert found(cast, cast.tasha, tree) == {hidden}
    assert _cells([hidden], cast.tasha, TODAY) == {hidden.pk: "Quiet House"}


def test_another_organizations_people_cannot_be_tied_or_untied(lupita, cast, client):
    tie = belong(lupita, cast)
    client.force_login(cast.otto)

    assert client.post(add_page(lupita), {"name": "Local 12", "kind": "member"}).status_code == 404
    assert client.post(reverse("members:end_group_tie", args=[tie.pk])).status_code == 404


def test_people_are_found_by_it_and_the_search_reads_back_in_both_languages(lupita, cast):
    other = PersonFactory(steward=cast.coalition_org)
    tie = belong(lupita, cast)
    asker, tree = Asker(cast.tasha, cast.coalition_org, TODAY), {"is": "belongs", "value": tie.group_id}

    assert found(cast, cast.tasha, tree) == {lupita}
    assert found(cast, cast.tasha, {"not": tree}) == {other}
    assert "belongs to “Local 12”" in sentence_of(tree, asker)
    with translation.override("es"):
        assert "pertenece a “Local 12”" in sentence_of(tree, asker)


def test_it_stands_in_files_and_in_what_somebody_gets_of_their_own(lupita, cast):
    belong(lupita, cast)

    assert "groups" in [column.key for column in taking_along.columns()]
    sections = {section.key: section for section in exporting.everything_about(lupita)["sections"]}
    assert [fact.shown for fact in sections["groups"].rows[0]] == ["Local 12", "Member"]


def test_it_goes_when_the_person_is_erased(lupita, cast):
    belong(lupita, cast)

    erasing.erase(lupita, by=cast.ana, reason="asked")

    assert not GroupTie.objects.exists()
