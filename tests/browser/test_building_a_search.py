"""A search built in the browser, where each button and each change asks the server by itself."""

import pytest
from playwright.sync_api import expect

from members.models import Segment
from tests.factories import members as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_groups_and_conditions_are_added_counted_taken_out_and_saved(signed_in_page, cast):
    home = cast.coalition_org
    for language, interpreter in (("es", True), ("es", False), ("en", False)):
        make.PersonFactory(steward=home, language=language, needs_interpretation=interpreter)
    cast.tasha.language = "en"
    cast.tasha.save()
    page = signed_in_page(cast.tasha)
    page.goto("/people/searches/new/")
    expect(page.locator("#found")).to_contain_text("3 of 3 people")

    add(page, "n", "speaks")
    page.locator("[name='n.0.v.value']").select_option("es")
    expect(page.locator("#found")).to_contain_text("2 of 3 people")
    add(page, "n", "group")
    page.locator("[name='n.1.mode']").select_option("none")
    add(page, "n.1", "interpreter")
    expect(page.locator("#found")).to_contain_text("1 of 3 people")
    add(page, "n", "household")
    page.get_by_role("button", name="Take out In a household").click()
    expect(page.locator(".leaf")).to_have_count(2)
    page.locator("[name='name']").fill("Without an interpreter")
    page.get_by_role("button", name="Save search").click()

    expect(page.locator("[data-flashes]")).to_contain_text("saved")
    assert Segment.objects.get().name == "Without an interpreter"
    page.locator("[data-check-all]").check()
    for name in ("Put on a list", "Untag"):
        page.get_by_role("button", name=name).click(trial=True)  # not under the message


def add(page, path, condition):
    """A condition or a group, by the button beside the list."""
    page.locator(f"[name='{path}.add']").select_option(condition)
    page.locator(f"button[value='add:{path}']").click()
    expect(page.locator("fieldset.leaf, fieldset.group .group").last).to_be_visible()
    expect(page.locator(f"[name='{path}.add']")).to_have_value("")
