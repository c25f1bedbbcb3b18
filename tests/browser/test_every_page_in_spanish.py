"""Every page in the other language, on the other database."""

import pytest
from django.db import connection

from tests.browser.test_every_page import demo, pages, translated, visitors, whole_and_open  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="in Spanish the pages are visited on PostgreSQL")
def test_every_page_is_whole_and_open_in_spanish(visitors, demo, pages):  # noqa: F811
    whole_and_open(visitors, demo, pages, "es")
