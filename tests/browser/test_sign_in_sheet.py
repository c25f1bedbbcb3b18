"""A paper sign-in sheet typed on a laptop with the keyboard only: somebody known, a sibling on the same phone, somebody
new, a wrong number and a title without a name; then the sheet is finished.
"""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from campaigns import sheets
from campaigns.models import Attendance, SheetLine
from members import finding
from members.models import ConsentEvent, ContactPoint, Person
from tests.browser.walking import Walk
from tests.factories.accounts import PASSWORD
from tests.factories.members import PersonFactory, PhoneFactory
from tests.factories.schools import EventFactory

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "+13235550142"


@pytest.fixture
def evening(cast):
    """A meeting of yesterday, and two people of one family who share a phone."""
    starts = timezone.now() - dt.timedelta(days=1)
    event = EventFactory(steward=cast.coalition_org, kind="meeting", starts_at=starts, name="House meeting")
    names = [{"given_name": given, "family_name": "Serrano"} for given in ("Lupita", "Jorge")]
    family = [PersonFactory(steward=cast.coalition_org, **each) for each in names]
    for person in family:
        PhoneFactory(person=person, value=PHONE, key=PHONE)
    finding.refresh(family)
    return event


def test_a_sheet_is_typed_with_the_keyboard_only(open_page, axe_faults, cast, evening):
    walk = Walk(open_page(bypass_csp=True), axe_faults)
    walk.sign_in(cast.tasha, f"/events/{evening.pk}/sheets/")
    walk.press("Start typing")
    walk.titled("Sheet 1 of 1")
    page = walk.page

    expect(page.get_by_label("1 Name", exact=True)).to_be_focused()
    type_line(page, "Lupita Serrano", "323 555 0142", "Spanish", "4, K", ticked=True, asked="Baños limpios")
    type_line(page, "Ramón Serrano", "323 555 0142", "Spanish", "2")
    type_line(page, "Ignacio Cerda", "323 555 0184", "English", "TK")
    type_line(page, "Tamika Rowe", "323 555 014", "English", "1")
    type_line(page, "Sra. Serrano", "323 555 0142", "Spanish", "4")

    expect(who(page, 1)).to_contain_text("Lupita Serranosame phone")
    expect(who(page, 2)).to_contain_text("New person")
    expect(who(page, 3)).to_contain_text("New person")
    expect(who(page, 4)).to_contain_text("9 digits")
    expect(page.locator("[data-sheet-totals]")).to_contain_text("1 known, 2 new, 2 to check")
    expect(page.locator("[data-sheet-status]")).to_have_text("Saved")
    walk.at_ease()
    mend(page)

    walk.press("Finish sheet")
    walk.says("Sheet 1 is finished: 2 known, 3 new people.")
    walk.at_ease()
    names = set(Attendance.objects.filter(event=evening).values_list("person__given_name", flat=True))
    assert names == {"Lupita", "Jorge", "Ramón Serrano", "Ignacio Cerda", "Tamika Rowe"}
    assert Person.objects.count() == 5
    assert ContactPoint.objects.filter(key=PHONE).count() == 3
    assert set(ConsentEvent.objects.values_list("person__given_name", flat=True)) == {"Lupita"}


def test_a_session_that_ends_in_the_middle_of_typing_costs_no_line(open_page, axe_faults, cast, evening):
    walk = Walk(open_page(bypass_csp=True), axe_faults)
    walk.sign_in(cast.tasha, f"/events/{evening.pk}/sheets/")
    walk.press("Start typing")
    page = walk.page
    expect(page.get_by_label("1 Name", exact=True)).to_be_focused()
    type_line(page, "Lupita Serrano", "323 555 0142", "Spanish", "4, K")
    expect(page.locator("[data-sheet-status]")).to_have_text("Saved")

    Session.objects.all().delete()
    type_line(page, "Ramón Serrano", "323 555 0185", "Spanish", "2", ticked=True, asked="Baños limpios")
    page.get_by_label("15 Name", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Ignacio Cerda")
    ended = page.get_by_role("alert").filter(has_text="You are signed out")
    expect(ended).to_be_visible()
    walk.press("Finish sheet")
    expect(ended).to_be_visible()
    walk.at_ease()
    assert list(SheetLine.objects.values_list("name", flat=True)) == ["Lupita Serrano"]

    ended.get_by_role("link", name="Sign in again").click()
    sign_in_here(page, cast.tasha)
    expect(page.get_by_text("What had not been saved is back in these lines: 2, 16")).to_be_visible()
    expect(page.locator("[data-sheet-status]")).to_have_text("Saved")
    walk.at_ease()
    lines = SheetLine.objects.order_by("number").values_list("number", "name", "phone", "grade", "may_text", "asked")
    assert list(lines)[1:] == [
        (2, "Ramón Serrano", "323 555 0185", "2", True, "Baños limpios"),
        (16, "Ignacio Cerda", "", "", False, ""),
    ]
    assert kept_in(page) == []
    assert page.evaluate("localStorage.length") == 0


def test_lines_that_were_kept_are_not_shown_to_who_signs_in_next(open_page, axe_faults, cast, evening):
    walk = Walk(open_page(bypass_csp=True), axe_faults)
    walk.sign_in(cast.tasha, f"/events/{evening.pk}/sheets/")
    walk.press("Start typing")
    page = walk.page
    expect(page.get_by_label("1 Name", exact=True)).to_be_focused()
    Session.objects.all().delete()
    page.keyboard.type("Ramón Serrano")
    page.get_by_role("link", name="Sign in again").click()
    assert "Ramón" in page.evaluate("JSON.stringify(sessionStorage)")

    sign_in_here(page, cast.luis)
    expect(page.locator("tr[data-line='1'] input[name$=-name]")).to_have_value("")
    assert kept_in(page) == []


def test_the_browser_asks_before_unsaved_lines_are_left(open_page, axe_faults, cast, evening):
    walk = Walk(open_page(), axe_faults)
    walk.sign_in(cast.tasha, f"/events/{evening.pk}/sheets/")
    walk.press("Start typing")
    page, asked = walk.page, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    expect(page.get_by_label("1 Name", exact=True)).to_be_focused()
    page.keyboard.type("Ramón Serrano")
    expect(page.locator("[data-sheet-status]")).to_have_text("Saved")
    page.reload()
    assert asked == []

    Session.objects.all().delete()
    expect(page.get_by_label("2 Name", exact=True)).to_be_focused()
    page.keyboard.type("Ignacio Cerda")
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    page.reload()
    assert asked == ["beforeunload"]


def kept_in(page) -> list[str]:
    """What lines this tab keeps of sheets. (htmx keeps the address in the same storage.)"""
    page.wait_for_timeout(100)
    return page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('fairshare-lines'))")


def sign_in_here(page, user):
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


def type_line(page, name, phone, speaks, grade, *, ticked=False, asked=""):
    """Tab from cell to cell; from the last one, Enter and Home of the next line by the arrow keys."""
    keys = page.keyboard
    for words in (name, phone, speaks, grade):
        keys.type(words)
        keys.press("Tab")
    if ticked:
        keys.press("Space")
    keys.press("Tab")
    keys.type(asked)
    keys.press("Enter")
    number = int(re.match(r"\d+", page.evaluate("document.activeElement.getAttribute('aria-label')"))[0])
    for _cell in range(5):
        keys.press("Shift+Tab")
    expect(page.get_by_label(f"{number} Name", exact=True)).to_be_focused()


def mend(page):
    """The missing digit on line 4, and who "Sra. Serrano" on line 5 is: chosen with Ctrl M."""
    keys = page.keyboard
    for _line in range(2):
        keys.press("ArrowUp")
    keys.press("Tab")
    keys.press("End")
    keys.type("3")
    keys.press("ArrowDown")
    expect(who(page, 4)).to_contain_text("New person")
    keys.press("Control+m")
    expect(page.get_by_label("5 Who is it?")).to_be_focused()
    keys.type("Jorge")
    expect(who(page, 5)).to_contain_text("Jorge Serranochosen by hand")
    expect(page.locator("[data-sheet-totals]")).to_contain_text("2 known, 3 new, 0 to check")
    assert SheetLine.objects.get(number=5).settled_by_hand


def who(page, number):
    return page.locator(f"tr[data-line='{number}'] [data-who]")


def test_behind_the_sixtieth_line_the_grid_says_that_it_is_full(open_page, axe_faults, cast, evening):
    sheet = sheets.start_sheet(evening, by=cast.tasha)
    lines = [{"number": number, "name": f"Persona {number}"} for number in range(1, 60)]
    sheets.save_lines(sheet, lines, by=cast.tasha)
    walk = Walk(open_page(), axe_faults)
    walk.sign_in(cast.tasha, f"/events/{evening.pk}/sheets/1/")
    page = walk.page
    expect(page.get_by_label("60 Name", exact=True)).to_be_focused()
    page.keyboard.type("Flor Beltrán")
    page.get_by_label("60 What they asked for", exact=True).focus()

    page.keyboard.press("Tab")

    expect(page.locator("[data-grid-status]:not(.visually-hidden)")).to_have_text(
        "A sheet holds 60 lines. Finish it and type the next sheet."
    )
    expect(page.locator("tr[data-line]")).to_have_count(60)
