"""What comes out of the printer: what is known, over the whole sheet, and nothing to press."""

import pytest
from playwright.sync_api import expect

from tests.factories import members as make

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = {"width": 720, "height": 960}  # letter less its margins


def test_a_persons_page_fills_the_sheet_and_shows_no_links_that_only_lead_on(signed_in_page, cast):
    person = make.PersonFactory(steward=cast.coalition_org)
    make.PhoneFactory(person=person)
    make.PersonTagFactory(person=person, tag__steward=cast.coalition_org)
    page = signed_in_page(cast.tasha)
    page.goto(f"/people/{person.pk}/")
    expect(page.locator("main .card-footer a").first).to_be_visible()

    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for lead_on in (".card-footer", "select", "a[href$='/change/']", "a[href$='/seal/']", "button .icon"):
        assert page.locator(f"main {lead_on}").filter(visible=True).count() == 0, lead_on
    widest = max(card.bounding_box()["width"] for card in page.locator("main .card").filter(visible=True).all())
    assert widest >= SHEET["width"] - 2
