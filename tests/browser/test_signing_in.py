"""Signing in, as somebody at a laptop and somebody with a phone see it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("phone", [False, True], ids=["laptop", "phone"])
def test_the_sign_in_page_is_open_to_everyone(open_page, axe_faults, phone, language):
    page = open_page(phone=phone, language=language, bypass_csp=True)

    page.goto("/account/login/")

    expect(page.locator("html")).to_have_attribute("lang", language)
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_person_signs_in_with_address_and_password(open_page, cast):
    cast.rosa.set_password("a long sentence to sign in with")
    cast.rosa.save()
    page = open_page()

    page.goto("/account/login/")
    page.locator("input[name=login]").fill(cast.rosa.email)
    page.locator("input[name=password]").fill("a long sentence to sign in with")
    page.locator("input[name=password]").press("Enter")

    expect(page).not_to_have_url(re.compile("/account/"))
    assert [cookie["name"] for cookie in page.context.cookies() if cookie["name"] == "sid"] == ["sid"]
