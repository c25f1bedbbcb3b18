"""A double click makes one record, whatever the form: sent again, it leads where the first one led."""

import re

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts import retaining, working
from accounts.models import FormUse
from members import bulk, climbing, listing
from members.models import (
    Assessment,
    Assignment,
    BulkAction,
    CallList,
    CustomField,
    Handover,
    Household,
    HouseholdMember,
    PersonList,
    Relationship,
    RungReached,
    SealedNote,
    Segment,
    Tag,
    Team,
    TeamMember,
    TeamRole,
)
from tests.factories.members import (
    AssignmentFactory,
    CustomFieldFactory,
    HouseholdFactory,
    PersonFactory,
    TagFactory,
    TeamFactory,
)
from tests.members.calls import calls, someone
from tests.members.test_calling_at_once import at_once

ONCE = re.compile(r'name="once" value="(\w+)"')


def filled(page, cast, other, team):
    """What is typed into the form of each page."""
    forms = {
        "relate": {"way": "sibling:to", "other": other.pk},
        "join_household": {"name": "Serrano household"},
        "tags": {"name": "Can drive"},
        "fields": {"name_en": "T-shirt", "kind": "text"},
        "start_team": {"name": "Food team"},
        "add_team_role": {"name": "Note taker", "wanted": 1},
        "join_team": {"person": other.pk, "on": "2026-11-02"},
        "assess": {"level": 2, "on": "2026-11-02"},
        "seal": {"words": "Ask me before you call her."},
        "lists": {"name": "Cafecito"},
        "segment_new": {"name": "Spanish", "do": "save", "n.mode": "all", "n.0.is": "speaks", "n.0.v.value": "es"},
        "assign": {"organizer": cast.tasha.pk, "on": "2026-11-02"},
        "call_list_new": {
            "name": "Budget night", "kind": "calls", "source": "all", "tries": 3, "do": "save",
            f"c{cast.tasha.pk}-calls": "on", f"c{cast.tasha.pk}-speaks": "es",
        },
        "hand_over": {"giver": cast.luis.pk, "taker": cast.tasha.pk},
    }  # fmt: skip
    return forms[page]


ABOUT_A_PERSON = ["relate", "join_household", "assess", "seal", "assign"]
ABOUT_A_TEAM = ["add_team_role", "join_team"]
MADE = {
    "relate": Relationship, "join_household": Household, "tags": Tag, "fields": CustomField, "start_team": Team,
    "add_team_role": TeamRole, "join_team": TeamMember, "assess": Assessment, "seal": SealedNote, "lists": PersonList,
    "segment_new": Segment, "assign": Assignment, "call_list_new": CallList, "hand_over": Handover,
}  # fmt: skip


def place_of(page, person, team):
    args = [person.pk] if page in ABOUT_A_PERSON else [team.pk] if page in ABOUT_A_TEAM else []
    return reverse(f"members:{page}", args=args)


def key_on(client, address):
    """The key of the page's form, as a browser would send it."""
    return ONCE.findall(client.get(address).content.decode())[0]


@pytest.mark.parametrize("page", MADE)
def test_a_double_click_makes_one_record_and_ends_where_the_first_one_did(client, cast, page):
    person, other = PersonFactory.create_batch(2, steward=cast.coalition_org)
    AssignmentFactory(person=someone(cast.coalition_org), organizer=cast.luis)
    team = TeamFactory(steward=cast.coalition_org, name="Garden team")
    client.force_login(cast.tasha)
    address = place_of(page, person, team)
    shown = {"add_team_role": reverse("members:team", args=[team.pk]), "relate": f"{address}?other={other.pk}"}
    shown["join_team"] = f"{address}?person={other.pk}"
    data = filled(page, cast, other, team) | {"once": key_on(client, shown.get(page, address))}
    before = MADE[page].objects.count()

    first, second = client.post(address, data), client.post(address, data)

    assert MADE[page].objects.count() == before + 1
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.url == first.url


def test_somebody_is_moved_up_once(client, cast):
    climbing.adopt_ladder(cast.coalition_org, by=cast.tasha)
    person = PersonFactory(steward=cast.coalition_org)
    client.force_login(cast.tasha)
    address = reverse("members:move", args=[person.pk])
    rung = client.get(address).context["form"].fields["rung"].queryset.first()
    data = {"rung": rung.pk, "deed": "Came to the first meeting", "on": "2026-11-02", "once": key_on(client, address)}

    assert client.post(address, data).url == client.post(address, data).url
    assert RungReached.objects.count() == 1


def test_a_bulk_action_is_asked_for_once(client, cast):
    person = PersonFactory(steward=cast.coalition_org)
    client.force_login(cast.tasha)
    asked = {"kind": "list", "person": person.pk}
    page = client.post(reverse("members:bulk"), asked).content.decode()
    data = asked | {"go": 1, "name": "Cafecito", "once": ONCE.findall(page)[0]}

    assert client.post(reverse("members:bulk"), data).url == client.post(reverse("members:bulk"), data).url
    assert (BulkAction.objects.count(), PersonList.objects.count()) == (1, 1)


def closing(page, cast):
    """A page with a button that says the opposite once it was pressed: what it changes, and where it stands."""
    if page == "tags":
        return TagFactory(steward=cast.coalition_org), "retired_at", reverse("members:tags")
    if page == "fields":
        return CustomFieldFactory(steward=cast.coalition_org), "retired_at", reverse("members:fields")
    if page == "person_list":
        made = listing.make_list(cast.coalition_org, name="Cafecito", by=cast.tasha)
        return made, "closed_at", reverse("members:person_list", args=[made.pk])
    someone(cast.coalition_org)
    made = calls(cast)
    return made, "closed_at", reverse("members:call_list", args=[made.pk])


BUTTON = re.compile(r'action="([^"]*(?:close|retire)/)".*?name="once" value="(\w+)"', re.DOTALL)


@pytest.mark.parametrize("page", ["tags", "fields", "person_list", "call_list"])
def test_a_double_click_on_a_button_that_turns_around_does_not_turn_it_back(client, cast, page):
    thing, column, address = closing(page, cast)
    client.force_login(cast.tasha)
    action, key = BUTTON.search(client.get(address).content.decode()).groups()

    for _click in range(2):
        client.post(action, {"once": key})
    thing.refresh_from_db()
    assert getattr(thing, column)

    undo, key = BUTTON.search(client.get(address).content.decode()).groups()
    for _click in range(2):
        client.post(undo, {"once": key})
    thing.refresh_from_db()
    assert getattr(thing, column) is None


def test_a_double_click_on_undo_leads_to_the_one_undoing(client, cast):
    person = PersonFactory(steward=cast.coalition_org)
    client.force_login(cast.tasha)
    tag = TagFactory(steward=cast.coalition_org)
    action = bulk.ask("tag", by=cast.tasha, organization=cast.coalition_org, people=[person.pk], tag=tag.pk)
    working.run(action.job.pk)
    address = reverse("members:bulk_result", args=[action.pk])
    data = {"once": key_on(client, address)}

    first, second = (client.post(reverse("members:undo_bulk", args=[action.pk]), data) for _click in range(2))

    assert "/jobs/" in first.url
    assert second.url == first.url


def test_joining_a_household_twice_is_living_there_once(client, cast):
    person = PersonFactory(steward=cast.coalition_org, family_name="Serrano")
    household = HouseholdFactory(steward=cast.coalition_org, name="Serrano household")
    client.force_login(cast.tasha)
    address = reverse("members:join_household", args=[person.pk])
    data = {"household": household.pk, "once": key_on(client, address)}

    assert client.post(address, data).url == client.post(address, data).url
    assert HouseholdMember.objects.count() == 1


def test_a_refused_form_used_nothing_up_and_saves_when_it_is_right(client, cast):
    client.force_login(cast.tasha)
    address = reverse("members:tags")
    key = key_on(client, address)

    refused = client.post(address, {"name": "Undocumented", "once": key})
    saved = client.post(address, {"name": "Can drive", "once": key})

    assert (refused.status_code, saved.status_code) == (200, 302)
    assert Tag.objects.get().name == "Can drive"


def test_a_key_is_its_senders_own(client, cast):
    client.force_login(cast.tasha)
    client.post(reverse("members:tags"), {"name": "Can drive", "once": "k"})
    client.force_login(cast.luis)

    assert client.get(reverse("members:list")).status_code == 200
    assert FormUse.objects.get().user == cast.tasha


def test_keys_are_let_go_of_after_two_days(cast):
    use = FormUse.objects.create(user=cast.tasha, key="k", led_to="/")
    FormUse.objects.filter(pk=use.pk).update(at="2026-01-01T00:00Z")

    assert retaining.apply()["accounts.FormUse"] == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", range(3))
def test_two_clicks_at_the_same_moment_make_one_household(cast, again):
    person = PersonFactory(steward=cast.coalition_org)
    client = Client()
    client.force_login(cast.tasha)
    address = reverse("members:join_household", args=[person.pk])
    data = {"name": "Serrano household", "once": key_on(client, address)}

    def click():
        own = Client()
        own.cookies = client.cookies
        try:
            return own.post(address, data).url
        finally:
            connections.close_all()

    assert len(set(at_once([click, click]))) == 1
    assert Household.objects.count() == 1
