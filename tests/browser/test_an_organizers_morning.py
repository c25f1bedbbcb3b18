"""An organizer's morning on a phone, in both languages: the page of the day, the calls, a talk written down, what comes
next, a sheet. She goes from page to page by what the pages show, and each touch is counted.
"""

import datetime as dt
import re

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext, pgettext
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
FEW = 6


class Morning(Walk):
    """Somebody at a phone who taps what the page says in her language. `touched` counts her taps and fields."""

    def __init__(self, page, axe_faults, language):
        super().__init__(page, axe_faults)
        self.language, self.touched = language, 0

    def words(self, message, context="", **names):
        """What the pages say for an English sentence."""
        with translation.override(self.language):
            return (pgettext(context, message) if context else gettext(message)) % names

    def tap(self, target):
        self.touched += 1
        target.first.tap()

    def press(self, name):
        self.tap(self.page.get_by_role("button", name=name))

    def follow(self, name, **options):
        self.tap(self.page.get_by_role("main").get_by_role("link", name=name, **options))

    def fill(self, **fields):
        self.touched += len(fields)
        super().fill(**fields)

    def go_to_today(self):
        """Off a screen that is for one job only, and by the bar at the foot of the page."""
        if self.page.locator("body.focus").count():
            self.tap(self.page.get_by_role("link", name=self.words("Close"), exact=True))
            expect(self.page.locator("body.focus")).to_have_count(0)
        self.tap(self.page.get_by_role("navigation").get_by_role("link", name=self.words("Today", "menu"), exact=True))
        expect(self.page.get_by_role("heading", level=2, name=self.words("Your next steps"))).to_be_visible()


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


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_of_the_day_leads_through_a_morning(open_page, axe_faults, cast, morning, language):
    cast.tasha.language = language
    cast.tasha.save()
    tasha = Morning(open_page(phone=True, language=language, bypass_csp=True), axe_faults, language)
    tasha.sign_in(cast.tasha)
    tasha.at_ease()

    make_the_calls(tasha)
    tasha.go_to_today()
    assert write_down_a_talk(tasha, morning) <= FEW, "taps and fields from Today to a talk that is saved"
    see_what_comes_next(tasha)
    tasha.go_to_today()
    type_the_sheet(tasha)

    assert CallTask.objects.filter(outcome="").count() == 1, "who did not pick up is tried again"
    assert Conversation.objects.filter(person=morning, heard=HEARD).count() == 1
    assert NextStep.objects.get(what=STEP).outcome == NextStep.Outcome.DONE
    assert NextStep.objects.open().filter(person=morning, what=NEXT, owner=cast.tasha).count() == 1
    assert set(Attendance.objects.values_list("person__given_name", flat=True)) == {"Lupita", "Nayeli Serrano"}
    nayeli = Person.objects.get(given_name="Nayeli Serrano")
    assert ContactPoint.objects.get(person=nayeli).value == ContactPoint.objects.get(person=morning).value
    assert StandingConsent.objects.get(person=nayeli, channel="text", purpose="organizing").is_open


def make_the_calls(tasha):
    """One who picks up and answers, one who does not; the next call is there at once."""
    page, words = tasha.page, tasha.words
    with translation.override(tasha.language):
        tasha.follow(ngettext("Call %(count)s person", "Call %(count)s people", 2) % {"count": 2})
    tasha.at_ease()
    tasha.press(words("First call"))
    expect(page.locator("main a[href^='tel:']")).to_have_attribute("href", re.compile(r"tel:\+1323555\d{4}"))
    tasha.at_ease()
    first = page.get_by_role("heading", level=1).inner_text()
    tasha.tap(page.get_by_text(words("Coming"), exact=True))
    tasha.tap(page.get_by_text("Transporte"))
    tasha.press(words("Save, next call"))
    tasha.says(words("Coming"))
    assert page.get_by_role("heading", level=1).inner_text() != first
    tasha.tap(page.get_by_text(words("No answer"), exact=True))
    tasha.press(words("Save, next call"))
    expect(page.get_by_text(words("Nobody is waiting for you right now."))).to_be_visible()


def write_down_a_talk(tasha, lupita):
    """From the promise that is due: her words, and what was agreed. Nothing else has to be filled in.

    Answers with how many times the screen was touched.
    """
    before = tasha.touched
    tasha.follow(tasha.words("Log a conversation with %(name)s", name=lupita.name))
    tasha.at_ease()
    tasha.fill(heard=HEARD, next_what=NEXT)
    tasha.press(tasha.words("Save conversation"))
    tasha.says(lupita.name)
    return tasha.touched - before


def see_what_comes_next(tasha):
    """Back on the page of the day, the promise that was kept is gone; the new one stands among all next steps."""
    expect(tasha.page.get_by_role("heading", level=2, name=tasha.words("Your next steps"))).to_be_visible()
    expect(tasha.page.get_by_text(STEP)).to_have_count(0)
    tasha.follow(tasha.words("All %(all)s", all=1), exact=True)
    expect(tasha.page.get_by_text(NEXT)).to_be_visible()
    tasha.at_ease()


def type_the_sheet(tasha):
    """Somebody known and her daughter on the same phone, typed from the paper and taken in at once."""
    page, words = tasha.page, tasha.words
    tasha.follow("Gate circle")
    tasha.at_ease()
    tasha.follow(words("Type a sign-in sheet"))
    tasha.press(words("Start typing"))
    type_line(tasha, 1, "Lupita Serrano", PHONE)
    type_line(tasha, 2, "Nayeli Serrano", PHONE, may_text=True)
    expect(page.locator("[data-sheet-totals] li").last).to_have_text(re.compile(r"^1 \w+, 1 \w+, 0 "))
    expect(page.locator("[data-sheet-status]")).to_have_text(words("Saved"))
    tasha.at_ease()
    tasha.press(words("Finish sheet"))
    expect(page.get_by_role("button", name=words("Finish sheet"))).to_have_count(0)
    tasha.at_ease()


def type_line(tasha, number, name, phone, *, may_text=False):
    page, words = tasha.page, tasha.words
    page.get_by_label(f"{number} {words('Name')}", exact=True).fill(name)
    page.get_by_label(f"{number} {words('Phone')}", exact=True).fill(phone)
    if may_text:
        page.get_by_label(f"{number} {words('May text')}", exact=True).check()
    page.get_by_label(f"{number} {words('Name')}", exact=True).focus()
