"""Reading comments with the keyboard alone, on a laptop, and with a thumb, on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from schools import codebook
from schools.models import Coding, Reading
from tests.factories import schools as make


@pytest.fixture
def entries(cast, transactional_db):
    codebook.adopt_seed(cast.coalition_org, by=cast.rosa)
    session = make.SessionFactory(event=make.EventFactory(steward=cast.coalition_org), created_by=cast.rosa)
    words = ["The bathrooms have no soap.", "More tutoring, please."]
    return [make.InputFactory(session=session, words=said, language="en", recorded_by=cast.rosa) for said in words]


def chosen():
    return [(coding.code.key, coding.polarity) for coding in Coding.objects.select_related("code")]


def test_a_comment_is_read_with_the_keyboard_alone(cast, entries, signed_in_page):
    page = signed_in_page(cast.rosa)
    page.goto(reverse("schools:next_reading", args=["first"]))

    page.keyboard.press("Alt+1")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("More tutoring, please.")).to_be_visible()
    assert chosen() == [("clean-bathrooms", "for")]


def test_a_topic_without_for_or_against_is_not_saved_and_says_so(cast, entries, signed_in_page):
    page = signed_in_page(cast.rosa, phone=True)
    page.goto(reverse("schools:next_reading", args=["first"]))

    page.get_by_text("Clean bathrooms", exact=True).click()
    page.get_by_role("button", name="Save, next comment").click()
    expect(page.get_by_text("Say whether they are for it, against it, or both.")).to_be_visible()
    assert not Reading.objects.exists()

    page.get_by_role("group", name="Clean bathrooms").get_by_text("Against", exact=True).click()
    page.get_by_role("button", name="Save, next comment").click()
    expect(page.get_by_text("More tutoring, please.")).to_be_visible()
    assert chosen() == [("clean-bathrooms", "against")]


@pytest.mark.parametrize("phone", [False, True], ids=["laptop", "phone"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pages_of_reading_have_no_faults(cast, entries, signed_in_page, axe_faults, phone, language):
    cast.rosa.language = language
    cast.rosa.save()
    page = signed_in_page(cast.rosa, phone=phone, language=language, bypass_csp=True)

    for name, args in [("coding", []), ("next_reading", ["first"]), ("agreement", []), ("codebook", [])]:
        page.goto(reverse(f"schools:{name}", args=args))
        assert axe_faults(page) == [], name
