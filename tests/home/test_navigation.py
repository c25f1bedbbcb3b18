"""The menu shows where this person can go."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.urls import path

from accounts.access import public
from accounts.roles import ROLES, Role
from home import navigation


@public
def nothing(request):
    """A page that is never called: the menu only asks for its address."""


urlpatterns = [path("", nothing, name="today"), path("find/", nothing, name="search")]


def visit(address, role=None, here=""):
    request = RequestFactory().get(address)
    request.user = SimpleNamespace(is_authenticated=role is not None)
    request.resolver_match = SimpleNamespace(view_name=here)
    rights = {permission.name: True for permission in ROLES[role]} if role else {}
    return navigation.menu(request, rights)


@pytest.fixture
def every_address(monkeypatch):
    """Every destination exists, under its own name."""
    monkeypatch.setattr(navigation, "_address", lambda name: "/" if name == "today" else f"/{name.partition(':')[2]}/")


def labels(entries):
    return [str(entry.destination.label) for entry in entries]


def test_engagement_staff_find_everything_about_the_trail(every_address):
    menu = visit("/", Role.ENGAGEMENT_STAFF)

    names = ["Today", "People", "Calls", "Schools", "Asks", "Sessions", "Events", "Coalitions", "Coding"]
    assert labels(menu.main) == names
    assert str(menu.record.destination.label) == "Record"


def test_a_viewer_has_nothing_to_record_or_set_up(every_address):
    menu = visit("/", Role.VIEWER)

    assert labels(menu.main) == ["Today", "People", "Schools", "Asks", "Sessions", "Events", "Coalitions"]
    assert (menu.record, menu.set_up) == (None, None)


def test_the_record_button_stands_in_the_middle_of_the_tab_bar(every_address):
    menu = visit("/", Role.ENGAGEMENT_STAFF)

    assert labels(menu.phone) == ["Today", "People", "Record", "Schools", "Asks"]
    assert labels(menu.more)[:2] == ["Calls", "Sessions"]


def test_who_may_go_to_few_places_finds_all_of_them_in_the_tab_bar(every_address):
    menu = visit("/", Role.PARTNER_REPRESENTATIVE)

    assert labels(menu.phone) == ["Today", "Schools", "Coalitions"]
    assert menu.more == []


def test_the_entry_whose_path_reaches_deepest_is_current(every_address):
    menu = visit("/sessions/12/", Role.VIEWER)

    assert [str(entry.destination.label) for entry in menu.main if entry.is_current] == ["Sessions"]


def test_teams_and_handing_over_stand_under_people(every_address):
    for address, name in (("/teams/3/", "members:team"), ("/hand-over/", "members:hand_over")):
        menu = visit(address, Role.ORGANIZER, here=name)

        assert [str(entry.destination.label) for entry in menu.main if entry.is_current] == ["People"]


def test_today_is_current_on_its_own_page_only(every_address):
    here = visit("/", Role.VIEWER, here="today")
    elsewhere = visit("/elsewhere/", Role.VIEWER)

    assert [entry.is_current for entry in here.main] == [True, False, False, False, False, False, False]
    assert [entry.is_current for entry in elsewhere.main] == [False] * 7


def test_a_visitor_without_an_account_sees_no_menu(every_address):
    menu = visit("/")

    assert (menu.main, menu.record, menu.search, menu.account) == ([], None, "", "")


def test_what_is_not_installed_here_is_not_in_the_menu(settings):
    settings.ROOT_URLCONF = "tests.home.test_navigation"

    menu = visit("/", Role.ENGAGEMENT_STAFF)

    assert labels(menu.main) == ["Today"]
    assert (menu.record, menu.set_up, menu.search, menu.account) == (None, None, "/find/", "")
