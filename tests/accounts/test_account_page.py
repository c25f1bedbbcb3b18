from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Grant, User
from tests.factories.accounts import PASSWORD, GrantFactory

ME = "/me/"


@pytest.fixture
def as_rosa(client, cast):
    client.force_login(cast.rosa)
    return client


def sign_in(client, email=None, password=PASSWORD):
    return client.post("/account/login/", {"login": email or "rosa@example.org", "password": password})


def test_one_signs_in_by_email_in_any_case(client, cast):
    answer = sign_in(client, "ROSA@example.org")

    assert answer.status_code == 302
    assert client.get(ME).context["user"] == cast.rosa


def test_the_pages_come_in_the_language_the_person_chose(client, cast):
    sign_in(client, "luis@example.org")

    assert client.get(ME).headers["Content-Language"] == "es"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, cast):
    wrong = sign_in(client, "rosa@example.org", "not the password")
    unknown = sign_in(Client(), "nobody@example.org", "not the password")

    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert (wrong.status_code, unknown.status_code) == (200, 200)


def test_guessing_is_slowed_down_even_with_the_right_password_at_last(client, cast):
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(6):
            sign_in(client, "rosa@example.org", "a wrong guess")

        sign_in(client, "rosa@example.org")

    assert client.get(ME).status_code == 302


def test_the_session_is_a_new_one_after_signing_in(client, cast):
    client.get("/account/login/")
    client.session.save()
    before = client.session.session_key

    sign_in(client)

    assert client.session.session_key != before


def test_one_changes_ones_own_name_and_language(as_rosa, cast):
    as_rosa.post(ME, {"name": "Rosa M. Méndez", "language": "es"})

    rosa = User.objects.get(pk=cast.rosa.pk)
    assert (rosa.name, rosa.language) == ("Rosa M. Méndez", "es")
    assert as_rosa.get(ME).headers["Content-Language"] == "es"
    assert AuditEntry.objects.get().verb == "user.changed"


def test_nothing_else_about_oneself_can_be_changed(as_rosa, cast):
    as_rosa.post(
        ME, {"name": "Rosa", "language": "en", "email": "x@example.org", "is_active": "", "session_epoch": "9"}
    )

    rosa = User.objects.get(pk=cast.rosa.pk)
    assert (rosa.email, rosa.is_active, rosa.session_epoch) == ("rosa@example.org", True, 0)


def test_signing_out_elsewhere_keeps_this_device_only(as_rosa, cast):
    phone = Client()
    phone.force_login(cast.rosa)

    as_rosa.post("/me/sign-out-elsewhere/")

    assert as_rosa.get(ME).status_code == 200
    assert phone.get(ME).status_code == 302


def test_a_person_in_two_organizations_chooses_for_whom_to_act(as_rosa, cast):
    GrantFactory(user=cast.rosa, organization=cast.partner_org)

    as_rosa.post("/me/organization/", {"organization": cast.partner_org.pk})

    assert as_rosa.get(ME).context["organization"] == cast.partner_org


def test_an_organization_one_does_not_belong_to_cannot_be_chosen(as_rosa, cast):
    assert as_rosa.post("/me/organization/", {"organization": cast.outsider_org.pk}).status_code == 404
    assert as_rosa.post("/me/organization/", {"organization": "x"}).status_code == 404
    assert as_rosa.get(ME).context["organization"] == cast.coalition_org


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_never_leaves_this_site(as_rosa, cast, target):
    GrantFactory(user=cast.rosa, organization=cast.partner_org)

    answer = as_rosa.post("/me/organization/", {"organization": cast.partner_org.pk, "next": target})

    assert answer.url == ME


@pytest.mark.parametrize(
    ("clicks", "status"),
    [
        ([1.5, 3, 4.5], 200),
        ([2.5], 302),
        ([1.5, 3, 4.5, 6, 7.5, 9, 10.5, 11.9], 200),
        ([1.5, 3, 4.5, 6, 7.5, 9, 10.5, 12.1], 302),
    ],
    ids=["in use", "left alone for over two hours", "twelve hours", "over twelve hours"],
)
def test_a_session_ends_when_left_alone_or_too_old(as_rosa, clicks, status):
    start = timezone.now()
    for hours in clicks:
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            answer = as_rosa.get(ME)

    assert answer.status_code == status


def test_a_session_without_a_clock_is_not_trusted(as_rosa):
    session = as_rosa.session
    del session["signed_in_at"]
    session.save()

    assert as_rosa.get(ME).status_code == 302


def test_an_organization_may_ask_everyone_for_a_second_step(as_rosa, cast):
    cast.coalition_org.requires_second_factor = True
    cast.coalition_org.save()

    assert as_rosa.get("/jobs/").url == "/account/2fa/totp/activate/"
    assert as_rosa.get(ME).status_code == 200


def test_with_a_second_step_nothing_is_asked(as_rosa, cast):
    cast.coalition_org.requires_second_factor = True
    cast.coalition_org.save()
    cast.rosa.authenticator_set.create(type="totp", data={"secret": "x"})

    assert as_rosa.get("/jobs/").status_code == 200


def test_someone_without_any_role_reaches_their_account_and_no_more(client, cast):
    Grant.objects.filter(user=cast.vic).update(ends_on="2021-01-01")
    client.force_login(cast.vic)

    assert client.get(ME).status_code == 200
    assert client.get("/set-up/people/").status_code == 404


def test_an_admin_changes_the_organizations_settings(client, cast):
    client.force_login(cast.ana)
    new = {"name": "Jacaranda", "kind": "base", "timezone": "America/Denver", "language": "es"}
    new |= {"wait_after_talk": 45, "wait_after_given": 10}

    client.post("/set-up/organization/", new)

    cast.coalition_org.refresh_from_db()
    assert {field: getattr(cast.coalition_org, field) for field in new} == new
    assert cast.coalition_org.slug == "jacaranda"


def test_the_set_up_page_shows_what_ones_role_may_set_up(client, cast):
    client.force_login(cast.ana)
    assert "/set-up/people/" in client.get("/set-up/").content.decode()

    client.force_login(cast.vic)
    assert "/set-up/people/" not in client.get("/set-up/").content.decode()


def test_signing_out_clears_what_the_browser_kept(as_rosa):
    answer = as_rosa.post("/account/logout/")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert as_rosa.get(ME).status_code == 302


def test_pages_about_people_are_not_kept_by_the_browser(as_rosa):
    assert "no-store" in as_rosa.get(ME).headers["Cache-Control"]
