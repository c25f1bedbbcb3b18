"""An organizer's morning on a phone: the page of the day, the calls, a talk written down, what comes next, a sheet."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.models import Attendance, Event
from members import finding, stepping
from members.models import CallTask, ContactPoint, Conversation, NextStep, Person, StandingConsent
from tests.browser.walking import Walk
from tests.factories import members as make
from tests.members.calls import calls, someone

pytestmark = pytest.mark.django_db(transaction=True)

STEP = "Ask Lupita about the evening class"
HEARD = "Ella quiere que haya guardería en las juntas."
PHONE = "(323) 555-0142"
NEXT = "Bring her the flyer about childcare"


@pytest.fixture
def morning(cast):
    """What the day before left behind: two people to call, a promise due today, a circle at the gate."""
    home = cast.coalition_org
    for name in ("Marisela", "Óscar"):
        someone(home, given_name=name, family_name="Quiroz", language="es")
    calls(cast)
    lupita = make.PersonFactory(steward=home, given_name="Lupita", family_name="Serrano")
    make.PhoneFactory(person=lupita, value="+13235550142", key="+13235550142")
    finding.refresh([lupita])
    stepping.promise(lupita, what=STEP, owner=cast.tasha, due_on=home.today(), by=cast.tasha)
    begun = timezone.now() - dt.timedelta(minutes=10)
    over = begun + dt.timedelta(hours=1)
    Event.objects.create(steward=home, name="Gate circle", kind="meeting", starts_at=begun, ends_at=over, goal=10)
    return lupita


def test_the_page_of_the_day_leads_through_a_morning(open_page, axe_faults, cast, morning):
    tasha = Walk(open_page(phone=True, bypass_csp=True), axe_faults)
    tasha.sign_in(cast.tasha)
    tasha.at_ease()

    make_the_calls(tasha)
    write_down_a_talk(tasha, morning)
    see_what_comes_next(tasha)
    type_the_sheet(tasha)

    assert CallTask.objects.filter(outcome="").count() == 1, "who did not pick up is tried again"
    assert Conversation.objects.filter(person=morning, heard=HEARD).count() == 1
    assert NextStep.objects.open().filter(person=morning, what=NEXT, owner=cast.tasha).count() == 1
    assert set(Attendance.objects.values_list("person__given_name", flat=True)) == {"Lupita", "Nayeli Serrano"}
    nayeli = Person.objects.get(given_name="Nayeli Serrano")
    assert ContactPoint.objects.get(person=nayeli).value == ContactPoint.objects.get(person=morning).value
    assert StandingConsent.objects.get(person=nayeli, channel="text", purpose="organizing").is_open


def make_the_calls(tasha):
    """One who picks up and answers, one who does not; the next call is there at once."""
    tasha.follow("Call 2 people")
    tasha.at_ease()
    tasha.press("First call")
    expect(tasha.page.get_by_role("link", name="Call")).to_have_attribute("href", re.compile(r"tel:\+1323555\d{4}"))
    tasha.at_ease()
    first = tasha.page.get_by_role("heading", level=1).inner_text()
    tasha.page.get_by_text("Coming", exact=True).click()
    tasha.page.get_by_text("Transporte").click()
    tasha.press("Save, next call")
    tasha.says("Saved")
    assert tasha.page.get_by_role("heading", level=1).inner_text() != first
    tasha.page.get_by_text("No answer", exact=True).click()
    tasha.press("Save, next call")
    expect(tasha.page.get_by_text("Nobody is waiting for you right now.")).to_be_visible()


def write_down_a_talk(tasha, lupita):
    """From the promise that is due: her words, and what was agreed. Nothing else has to be filled in."""
    tasha.page.goto("/")
    tasha.page.get_by_role("link", name=f"Log a conversation with {lupita.name}").first.click()
    tasha.at_ease()
    tasha.fill(heard=HEARD, next_what=NEXT)
    tasha.press("Save conversation")
    tasha.says("saved")


def see_what_comes_next(tasha):
    """The promise that was kept is gone; the new one stands among the next steps."""
    tasha.page.goto("/")
    expect(tasha.page.get_by_text(STEP)).to_have_count(0)
    tasha.page.goto("/steps/")
    expect(tasha.page.get_by_text(NEXT)).to_be_visible()
    tasha.at_ease()


def type_the_sheet(tasha):
    """Somebody known and her daughter on the same phone, typed from the paper and taken in at once."""
    tasha.page.goto("/")
    tasha.follow("Gate circle")
    tasha.at_ease()
    tasha.follow("Type a sign-in sheet")
    tasha.press("Start typing")
    tasha.titled("Sheet 1 of 1")
    type_line(tasha.page, 1, "Lupita Serrano", PHONE)
    type_line(tasha.page, 2, "Nayeli Serrano", PHONE, may_text=True)
    expect(tasha.page.locator("[data-sheet-totals]")).to_contain_text("1 known, 1 new, 0 to check")
    expect(tasha.page.locator("[data-sheet-status]")).to_have_text("Saved")
    tasha.at_ease()
    tasha.press("Finish sheet")
    tasha.says("Sheet 1 is finished")
    tasha.at_ease()


def type_line(page, number, name, phone, *, may_text=False):
    page.get_by_label(f"{number} Name", exact=True).fill(name)
    page.get_by_label(f"{number} Phone", exact=True).fill(phone)
    if may_text:
        page.get_by_label(f"{number} May text", exact=True).check()
    page.get_by_label(f"{number} Name", exact=True).focus()
