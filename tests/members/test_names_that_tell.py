"""A list named after a school does not tell the school of a protected person to whoever may not know it."""

import pytest
from django.urls import reverse

from members import calling, claiming, telling
from members.conditions import Asker, q_of
from members.models import CallTask, Person
from schools import tying
from tests.factories.members import ListEntryFactory, PersonFactory, PersonListFactory
from tests.factories.schools import SchoolFactory
from tests.members.calls import calls, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def elena(cast):
    """A protected parent of Menlo Avenue Elementary. Tasha (organizer) may know it, Vic (viewer) may not."""
    person = someone(cast.coalition_org, given_name="Elena", family_name="Robles", is_protected=True)
    school = SchoolFactory(name="Menlo Avenue Elementary")
    tying.tie(person, school, kind="parent", by=cast.tasha)
    return person


def listed(cast, name, *people):
    made = PersonListFactory(steward=cast.coalition_org, owner=cast.tasha, name=name)
    for person in people:
        ListEntryFactory(steward=cast.coalition_org, person=person, list=made, added_by=cast.tasha)
    return made


def found(condition, user, cast):
    asker = Asker(user, cast.coalition_org, cast.coalition_org.today())
    return set(Person.objects.visible_to(user).filter(q_of(condition, asker)))


@pytest.mark.parametrize("name", ["Parents of Menlo", "PADRES MENLO 2026", "menlo-breakfast", "Ménlo"])
def test_a_list_named_after_a_school_shows_protected_people_to_named_roles_only(client, cast, elena, name):
    keisha = PersonFactory(steward=cast.coalition_org, given_name="Keisha")
    made = listed(cast, name, elena, keisha)
    condition = {"is": "list", "value": str(made.pk)}

    for user, people in ((cast.tasha, {elena, keisha}), (cast.vic, {keisha})):
        client.force_login(user)
        page = client.get(reverse("members:person_list", args=[made.pk]))
        assert {entry.person for entry in page.context["page"]} == people
        assert [each.people for each in client.get(reverse("members:lists")).context["lists"]] == [len(people)]
        assert found(condition, user, cast) == people
        among_all = client.get(reverse("members:list"), {"list": made.pk})
        assert set(among_all.context["page"].object_list) == people


def test_a_list_named_after_something_else_shows_everybody(client, cast, elena):
    made = listed(cast, "Budget night on the avenue", elena)
    for number in range(6):
        SchoolFactory(name=f"{number} Avenue Elementary")

    client.force_login(cast.vic)

    page = client.get(reverse("members:person_list", args=[made.pk]))
    assert [entry.person for entry in page.context["page"]] == [elena]
    assert found({"is": "list", "value": str(made.pk)}, cast.vic, cast) == {elena}


def test_calls_from_a_list_named_after_a_school_do_not_tell_it_either(client, cast, elena):
    call_list = calls(cast, name="Call the Menlo parents")
    task = claiming.claim_next(call_list, by=cast.tasha)
    address = reverse("members:call_list", args=[call_list.pk])
    seen = {}
    for user in (cast.tasha, cast.vic):
        client.force_login(user)
        seen[user] = client.get(address).text
    assert "Elena" in seen[cast.tasha]
    assert "Elena" not in seen[cast.vic]

    calling.save_call(task, outcome=CallTask.Outcome.NO_ANSWER, by=cast.tasha)

    for user, knows in ((cast.tasha, True), (cast.vic, False)):
        client.force_login(user)
        page = client.get(reverse("members:person", args=[elena.pk])).text
        assert "No answer" in page
        assert ("Call the Menlo parents" in page) is knows
        condition = {"is": "called", "value": {"list": str(call_list.pk)}}
        assert found(condition, user, cast) == ({elena} if knows else set())


def test_words_that_many_schools_bear_and_short_ones_tell_of_none(cast, elena):
    for number in range(6):
        SchoolFactory(name=f"Leadership of LA {number}")

    assert telling.tells("Menlo")
    assert not telling.tells("Leadership in LA: elementary, my dear")
