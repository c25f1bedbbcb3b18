"""Pages of one job: finding anyone beside it without losing what was typed, and one key to the next call."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from members import finding
from members.models import Conversation
from tests.factories import members as make
from tests.members.calls import calls, someone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lupita(cast):
    person = make.PersonFactory(steward=cast.coalition_org, given_name="Lupita", family_name="Serrano")
    finding.refresh([person])
    return person


def test_ctrl_k_finds_anyone_beside_a_talk_that_is_half_written(signed_in_page, cast, lupita):
    page = signed_in_page(cast.tasha)
    page.goto(reverse("members:log_for", args=[lupita.pk]))
    heard = page.locator("[name=heard]")
    heard.fill("Dos sustos.")

    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("serrano")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")

    expect(opened.value.get_by_role("link", name="Lupita Serrano").first).to_be_visible()
    expect(heard).to_have_value("Dos sustos.")


def test_on_a_phone_a_talk_stays_half_written_while_somebody_is_looked_for(signed_in_page, cast, lupita, axe_faults):
    page = signed_in_page(cast.tasha, phone=True, language="es", bypass_csp=True)
    page.goto(reverse("members:log_for", args=[lupita.pk]))
    page.locator("[name=heard]").fill("Dos sustos.")

    with page.context.expect_page() as opened:
        page.locator(".focus-find").click()

    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[name=heard]")).to_have_value("Dos sustos.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_faults(page) == []


def test_ctrl_enter_saves_the_call_from_the_notes_and_brings_the_next(signed_in_page, cast):
    for _n in range(2):
        someone(cast.coalition_org, language="en")
    call_list = calls(cast)
    page = signed_in_page(cast.tasha)
    page.goto(reverse("members:calling", args=[call_list.pk]))
    page.get_by_role("button", name="First call").click()
    first = page.get_by_role("heading", level=1).inner_text()
    page.keyboard.press("1")

    page.locator("[name=said]").fill("She brings four people.\nCall after six.")
    page.locator("[name=said]").press("Control+Enter")

    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    talk = Conversation.objects.get()
    assert (str(talk.person), talk.heard) == (first, "She brings four people.\nCall after six.")
