"""Beside each other on a phone and a desk: the open tab is in sight, and nothing is wider than its form."""

import pytest
from playwright.sync_api import expect

from members.models import TeamRole
from members.teaming import start_team
from tests.factories import members as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_open_tab_is_in_sight_where_the_row_is_wider_than_the_phone(signed_in_page, cast):
    cast.tasha.language = "es"
    cast.tasha.save()
    page = signed_in_page(cast.tasha, phone=True, language="es")

    page.goto("/teams/")

    tab = page.locator(".segments > [aria-current]")
    expect(tab).to_be_visible()
    assert ends(tab) <= 390
    assert page.evaluate("scrollY") == 0


def test_empty_roles_of_a_team_do_not_touch(signed_in_page, cast):
    team = start_team(cast.coalition_org, name="Gate circle", by=cast.tasha)
    for name in ("Brings the flyers", "Writes it down"):
        TeamRole.objects.create(team=team, name=name, wanted=1)
    page = signed_in_page(cast.tasha, phone=True)

    page.goto("/teams/")

    first, second = (page.locator(".stacks .gap").nth(at).bounding_box() for at in range(2))
    assert second["y"] - first["y"] - first["height"] >= 4


def test_on_a_phone_some_of_what_can_be_done_with_the_ticked_people_is_in_sight(signed_in_page, cast):
    for _person in range(26):
        make.PersonFactory(steward=cast.coalition_org)
    page = signed_in_page(cast.tasha, phone=True)
    page.goto("/people/")

    page.locator("[name=person]").first.check()

    for name in ("Assign organizer", "Invite to an event"):
        button = page.locator(".bulk").get_by_role("button", name=name)
        assert button.bounding_box()["x"] <= 300, "enough of it to see that the row goes on"
        assert button.evaluate("each => each.scrollWidth <= each.clientWidth"), "words in their button"
    expect(page.locator(".bulk").get_by_text("All 26 that fit")).to_be_in_viewport()


def test_on_a_phone_a_day_is_not_cut_off_in_its_box(signed_in_page, cast):
    page = signed_in_page(cast.tasha, phone=True)

    page.goto("/calls/new/")

    assert page.locator("[name=opens_on]").bounding_box()["width"] >= 150


@pytest.mark.parametrize("address", ["/people/log/", "/people/{person}/log/"])
def test_the_button_at_the_foot_is_as_wide_as_its_form(signed_in_page, cast, address):
    person = make.PersonFactory(steward=cast.coalition_org)
    page = signed_in_page(cast.tasha)

    page.goto(address.format(person=person.pk))

    form = page.locator("form#log").bounding_box()
    button = page.locator(".focus-foot button").bounding_box()
    assert (round(button["x"]), round(button["width"])) == (round(form["x"]), round(form["width"]))


def ends(part) -> float:
    box = part.bounding_box()
    return box["x"] + box["width"]
