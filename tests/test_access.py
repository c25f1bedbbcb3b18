"""Who gets in where: every address says so, and says it truly, for every role and every verb."""

import re
import uuid
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pytest
from django.http import HttpResponse, HttpResponseNotFound
from django.test import Client
from django.urls import URLPattern, get_resolver, include, path, reverse
from django.views import View

from accounts.access import (
    CLOSED_NAMES,
    PUBLIC_NAMES,
    SIGNED_IN_NAMES,
    Access,
    AccessMiddleware,
    access_of,
    allow,
    public,
    signed_in,
)
from accounts.models import Role
from accounts.roles import ROLES, Permission
from tests.factories.accounts import UserFactory, member_of

VERBS = ["get", "head", "post", "put", "patch", "delete", "options"]
# What a role changes does not depend on the verb; a visitor without an account is asked with all of them.
ROLE_VERBS = ["get", "post", "delete"]
# What stands for an id, a short name, a day … in an address. None of it exists.
STAND_INS = [999_999, "nothing", uuid.UUID(int=0), "99999999999999", 2026, "2026-27", date(2026, 1, 1), "20260101"]


@dataclass(frozen=True)
class Address:
    """One URL pattern, with an example to knock at."""

    name: str
    view: object
    example: str

    @property
    def access(self) -> Access | None:
        return access_of(self.view, self.name)


def addresses(urlconf=None) -> list[Address]:
    """Every address of the site."""
    return [Address(name, view, example) for name, view, example in walk(get_resolver(urlconf), "", "/", urlconf)]


def walk(resolver, namespace, before, urlconf):
    for pattern in resolver.url_patterns:
        route = before + example_of(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or ''}", pattern.callback, route
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern, inner, route, urlconf)


def example_of(pattern) -> str:
    """A piece of an address with its variables filled in."""
    if hasattr(pattern, "_route"):
        fill = {name: stand_in(converter) for name, converter in pattern.converters.items()}
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: fill[found.group(1)], str(pattern._route))
    return re.sub(r"\(\?P<\w+>(?:[^()]|\\.)*\)", "x", str(pattern._regex)).strip("^$").replace("\\", "")


def stand_in(converter) -> str:
    for value in STAND_INS:
        try:
            text = str(converter.to_url(value))
        except (TypeError, ValueError, AttributeError):
            continue
        if re.fullmatch(converter.regex, text):
            return text
    raise AssertionError(f"Give the tests an example for {type(converter).__name__}")


def undeclared(found: list[Address]) -> list[str]:
    """Addresses that nobody said anything about."""
    return [
        f"{here.name or 'no name'} {here.example}"
        for here in found
        if not here.access and here.name not in CLOSED_NAMES
    ]


def knock(client, found: list[Address], expected, verbs=VERBS) -> list[str]:
    """The addresses that do not answer as expected, e.g. "post /set-up/: 200"."""
    client.raise_request_exception = False
    surprises = []
    for here in found:
        for verb in verbs:
            answer = getattr(client, verb)(here.example)
            if not expected(answer):
                surprises.append(f"{verb} {here.example}: {answer.status_code}")
    return surprises


@pytest.fixture(autouse=True)
def short_refusals(monkeypatch):
    """Thousands of answers say 404 here: the page that says so, which other tests look at, would take minutes."""
    monkeypatch.setattr("config.urls.handler404", lambda request, exception: HttpResponseNotFound(), raising=False)


def is_404(answer):
    return answer.status_code == 404


def asks_to_sign_in(answer):
    return answer.status_code == 302 and answer.url.startswith("/account/login/?next=")


def is_not_an_error(answer):
    return answer.status_code < 500


def guarded() -> list[Address]:
    return [here for here in addresses() if here.access and not here.access.is_public]


def needing_a_role() -> list[Address]:
    return [here for here in guarded() if here.access.permissions]


def role_admits(role: Role, here: Address) -> bool:
    return bool(ROLES[role] & set(here.access.permissions))


def test_every_address_says_who_may_use_it():
    assert undeclared(addresses()) == []


def test_every_address_of_ours_has_a_name():
    assert [here.example for here in addresses() if not here.name] == []


def test_no_name_in_the_lists_is_out_of_use():
    names = {here.name for here in addresses()}
    optional = {"javascript-catalog", "favicon", *(name for name in CLOSED_NAMES if name not in names)}

    assert (PUBLIC_NAMES | SIGNED_IN_NAMES) - names - optional == set()


def test_the_examples_lead_where_they_should():
    wrong = [
        here.example
        for here in addresses()
        if get_resolver().resolve(here.example).view_name != here.name and "x" not in here.example.split("/")
    ]

    assert wrong == []


def test_a_visitor_without_an_account_is_asked_to_sign_in(db):
    assert knock(Client(), guarded(), asks_to_sign_in) == []


def test_a_user_without_any_role_gets_in_nowhere_that_needs_one(client, db):
    client.force_login(UserFactory())

    assert knock(client, needing_a_role(), is_404) == []


@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_permission_finds_nothing_there(client, cast, role):
    client.force_login(member_of(cast.coalition_org, role))

    assert knock(client, [here for here in needing_a_role() if not role_admits(role, here)], is_404, ROLE_VERBS) == []


@pytest.mark.parametrize("role", Role)
def test_a_role_with_the_permission_gets_an_answer_and_no_crash(client, cast, role):
    client.force_login(member_of(cast.coalition_org, role))
    open_to_it = [here for here in guarded() if not here.access.permissions or role_admits(role, here)]

    assert knock(client, open_to_it, is_not_an_error, verbs=["get", "delete"]) == []


def test_public_addresses_answer_everyone(db):
    found = [here for here in addresses() if here.access and here.access.is_public]

    assert knock(Client(), found, is_not_an_error, verbs=["get", "post", "delete"]) == []


def test_closed_addresses_answer_nobody(client, cast):
    closed = [here for here in addresses() if here.name in CLOSED_NAMES]
    client.force_login(cast.ana)

    assert knock(client, closed, is_404) == []
    assert knock(Client(), closed, is_404) == []


def test_nobody_signs_up_alone(client, db):
    assert client.post(reverse("account_signup"), {"email": "x@example.org"}).status_code == 404


def test_a_role_counts_in_its_own_organization_only(client, cast):
    client.force_login(cast.otto)

    assert client.get("/set-up/people/").status_code == 404


def test_ending_a_role_works_at_the_next_click(client, cast):
    client.force_login(cast.ana)
    assert client.get("/set-up/people/").status_code == 200

    cast.ana.grants.update(ends_on="2021-01-01")

    assert client.get("/set-up/people/").status_code == 404


def plain(request):
    return HttpResponse("plain")


class Classy(View):
    def get(self, request):
        return HttpResponse("classy")


@allow(Permission.VIEW_AUDIT)
class GuardedClassy(Classy):
    pass


class Site(SimpleNamespace):
    """A URL configuration made in a test. Hashable, because Django keeps one resolver per site."""

    __hash__ = object.__hash__


PLANTED = Site(
    urlpatterns=[
        path("planted/undeclared/<int:pk>/", plain, name="undeclared"),
        path("planted/undeclared-class/", Classy.as_view(), name="undeclared_class"),
        path("planted/declared/", allow(Permission.VIEW_AUDIT)(lambda request: HttpResponse()), name="declared"),
        path("planted/class/", allow(Permission.VIEW_AUDIT)(Classy.as_view()), name="declared_class"),
        path("planted/guarded-class/", GuardedClassy.as_view(), name="guarded_class"),
        path("planted/public/", public(lambda request: HttpResponse()), name="public"),
        path("planted/me/", signed_in(lambda request: HttpResponse()), name="me"),
    ]
)
WHOLE = Site(urlpatterns=[*PLANTED.urlpatterns, path("", include("config.urls"))])


def test_the_guard_sees_an_address_that_says_nothing():
    assert undeclared(addresses(PLANTED)) == [
        "undeclared /planted/undeclared/999999/",
        "undeclared_class /planted/undeclared-class/",
    ]


def test_an_address_that_says_nothing_answers_404_to_everyone(client, cast, settings):
    settings.ROOT_URLCONF = WHOLE
    client.force_login(cast.ana)

    assert [client.get(here.example).status_code for here in addresses(PLANTED)] == [404, 404, 200, 200, 200, 200, 200]


def test_the_matrix_sees_an_address_that_lets_too_many_in(client, cast, settings, monkeypatch):
    settings.ROOT_URLCONF = WHOLE
    monkeypatch.setattr(AccessMiddleware, "process_view", lambda *args: None)
    client.force_login(cast.vic)

    assert knock(client, [addresses(PLANTED)[2]], is_404, verbs=["get"]) == ["get /planted/declared/: 200"]


def test_a_declaration_names_at_least_one_permission():
    with pytest.raises(TypeError):
        allow()
