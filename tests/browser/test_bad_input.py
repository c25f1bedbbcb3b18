"""What is too long, and what another changed meanwhile: nothing is lost, and the keyboard is where it is needed."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from members import recording
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
SAVE = "main form [type=submit]:not([name=language])"


@pytest.fixture
def lupita(cast):
    return PersonFactory(steward=cast.coalition_org, given_name="Lupita", family_name="Serrano")


def test_ten_thousand_letters_in_a_name_stay_as_they_were_and_are_said_to_be_too_many(signed_in_page, cast, lupita):
    page = signed_in_page(cast.tasha)
    page.goto(reverse("members:change", args=[lupita.pk]))
    page.locator("[name=given_name]").fill("L" * 10_000)

    page.locator(SAVE).last.click()

    expect(page.locator("[name=given_name]")).to_be_focused()
    expect(page.locator("#id_given_name_error")).to_contain_text("120")
    assert page.locator("[name=given_name]").input_value() == "L" * 10_000


def test_who_saves_second_is_taken_to_what_the_first_one_wrote(signed_in_page, cast, lupita):
    page = signed_in_page(cast.tasha)
    page.goto(reverse("members:change", args=[lupita.pk]))
    recording.change(lupita, by=cast.rosa, version=lupita.version, seen={"preferred_name": ""}, preferred_name="Lupe")
    page.locator("[name=preferred_name]").fill("Pita")

    page.locator(SAVE).last.click()

    both = page.locator("[data-refused]")
    expect(both).to_be_focused()
    expect(both).to_contain_text("Lupe")
    assert page.locator("[name=preferred_name]").input_value() == "Pita"
