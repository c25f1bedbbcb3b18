"""Every page in the other language: in a file of its own, so that two processes share the way."""

import pytest

from tests.browser.test_every_page import demo, pages, translated, visitors, whole_and_open  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_page_is_whole_and_open_in_spanish(visitors, demo, pages):  # noqa: F811
    whole_and_open(visitors, demo, pages, "es")
