"""The frame in a real browser, under our own Content-Security-Policy: what a console error says fails a test."""

import pytest
from django.db import connection
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the frame stands on no database: it is tried on SQLite"),
]
SAMPLES = ("/sample/parts/", "/sample/grid/")


@pytest.fixture(autouse=True)
def sample_pages(settings):
    settings.ROOT_URLCONF = "tests.browser.sample_pages"
    settings.DEMO = True


def test_enter_goes_down_and_adds_a_line_at_the_end(open_page):
    page = open_page()
    page.goto("/sample/grid/")
    page.get_by_label("1 Words").fill("Baños limpios")
    page.keyboard.press("Enter")
    expect(page.get_by_label("2 Words")).to_be_focused()

    page.keyboard.press("Enter")

    expect(page.get_by_label("3 Words")).to_be_focused()
    expect(page.get_by_label("3 Words")).to_have_attribute("name", "line-2-words")
    expect(page.locator("[name=line-TOTAL_FORMS]")).to_have_value("3")
    expect(page.locator("[data-grid-status]")).to_have_text("New line")


def test_the_sheet_grows_no_longer_than_the_form_takes(open_page):
    page = open_page()
    page.goto("/sample/grid/")
    page.get_by_label("2 Words").focus()

    for _press in range(5):
        page.keyboard.press("Enter")

    expect(page.locator("[name=line-TOTAL_FORMS]")).to_have_value("4")
    expect(page.get_by_label("4 Words")).to_be_focused()


def test_arrows_move_between_cells_at_the_edges_of_a_text(open_page):
    page = open_page()
    page.goto("/sample/grid/")
    page.get_by_label("1 Words").fill("ab")

    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("1 Who")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("2 Who")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_label("1 Words")).to_be_focused()


def test_same_as_above_and_a_cleared_line_that_comes_back(open_page):
    page = open_page()
    page.goto("/sample/grid/")
    page.get_by_label("1 Who").fill("Parent")
    page.get_by_label("2 Words").fill("Intérprete")
    page.get_by_label("2 Who").focus()
    page.keyboard.press("Control+d")
    expect(page.get_by_label("2 Who")).to_have_value("Parent")

    page.keyboard.press("Control+Shift+x")
    expect(page.get_by_label("2 Words")).to_have_value("")
    page.keyboard.press("Control+z")

    expect(page.get_by_label("2 Words")).to_have_value("Intérprete")
    expect(page.get_by_label("2 Who")).to_have_value("Parent")
    expect(page.locator("[data-grid-status]")).to_have_text("Line is back.")


def test_tab_leaves_an_empty_last_line_and_grows_after_a_full_one(open_page):
    page = open_page()
    page.goto("/sample/grid/")
    page.get_by_label("2 Words").fill("Tutoría")
    page.get_by_label("2 Quote").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("3 Words")).to_be_focused()

    page.get_by_label("3 Quote").focus()
    page.keyboard.press("Tab")

    expect(page.locator("[name=line-TOTAL_FORMS]")).to_have_value("3")


def test_focus_goes_to_the_heading_of_a_part_one_asked_for_and_not_of_a_polled_one(open_page):
    page = open_page()
    page.goto("/sample/parts/")
    expect(page.get_by_role("heading", name="Polled")).to_be_visible()
    expect(page.get_by_role("heading", name="Polled")).not_to_be_focused()

    page.get_by_role("link", name="Load").click()

    expect(page.get_by_role("heading", name="After")).to_be_focused()
    expect(page.locator("#live")).to_have_text("It was read out.")


def test_a_message_is_closed_without_loading_the_page_again(open_page):
    page = open_page()
    page.goto("/sample/parts/")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()

    page.get_by_role("link", name="Close this message").click()

    expect(page.locator(".flash")).to_have_count(0)
    expect(page.locator("main")).to_be_focused()


def test_one_box_ticks_all_and_knows_when_only_some_are_ticked(open_page):
    page = open_page()
    page.goto("/sample/parts/")
    page.get_by_label("All", exact=True).check()
    assert [box.is_checked() for box in page.locator("[name=pick]").all()] == [True, True, True]

    page.get_by_label("Pick 2").uncheck()

    assert page.locator("[data-check-all]").evaluate("(box) => box.indeterminate")


def test_a_shortcut_with_alt_ticks_its_box(open_page):
    page = open_page()
    page.goto("/sample/parts/")

    page.keyboard.press("Alt+2")

    expect(page.locator("[name=code]")).to_be_checked()


def test_the_map_draws_each_school_without_asking_another_server(open_page):
    asked = []
    page = open_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/sample/parts/")

    expect(page.locator(".map-canvas path.dot")).to_have_count(6)
    expect(page.locator(".map-list li")).to_have_count(6)
    assert {url.split("/")[2] for url in asked} == {page.url.split("/")[2]}


def test_icons_of_the_sprite_are_drawn(open_page):
    page = open_page()
    page.goto("/sample/parts/")
    page.wait_for_load_state("networkidle")

    widths = page.locator(".stop-sign .icon").evaluate_all("(icons) => icons.map((icon) => icon.getBBox().width)")

    assert len(widths) == 5
    assert min(widths) > 5


def test_the_language_is_chosen_by_a_button_and_stays(open_page):
    page = open_page()
    page.goto("/sample/parts/")

    page.locator("button[lang=es]").click()

    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("button[lang=es]")).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("address", SAMPLES)
@pytest.mark.parametrize("width", [320, 640])
def test_nothing_runs_out_of_a_narrow_or_enlarged_window(open_page, address, width):
    """640 stands for a 1280 window at 200 % zoom."""
    page = open_page()
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("address", SAMPLES)
@pytest.mark.parametrize("phone", [False, True])
def test_axe_finds_nothing_in_the_shared_parts(open_page, axe_faults, address, phone):
    page = open_page(bypass_csp=True, phone=phone)
    page.goto(address)

    assert axe_faults(page) == []


def test_control_k_goes_to_the_search_box(signed_in_page, cast):
    page = signed_in_page(cast.rosa)
    page.goto("/sample/parts/")

    page.keyboard.press("Control+k")

    expect(page.locator("#search")).to_be_focused()
