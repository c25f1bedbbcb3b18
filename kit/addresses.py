"""Addresses and days in long tables: what `reverse` and `date_format` say, without looking it up for each row."""

import datetime as dt
from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.formats import date_format
from django.utils.translation import get_language


def address(name: str, pk: int) -> str:
    """The address of a page that is named by one number. Looking up four hundred took a page a tenth of its time."""
    before, after = _around(name, get_script_prefix(), get_urlconf())
    return f"{before}{pk}{after}"


@lru_cache(maxsize=256)
def _around(name, _prefix, _urlconf):
    return reverse(name, args=[0]).rsplit("0", 1)


def day_words(day: dt.date, style: str = "DATE_FORMAT") -> str:
    """A day as people write it, in the language of the page."""
    return _written(day, style, get_language())


@lru_cache(maxsize=2048)
def _written(day, style, _language):
    return date_format(day, style)
