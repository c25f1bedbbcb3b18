"""Drawing attendance, and the short names of days in a table's head."""

from functools import lru_cache

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

register = template.Library()

SIGNS = {
    "present": ("p", _("present")),
    "alternate": ("a", _("alternate came")),
    "excused": ("e", _("excused")),
    "absent": ("x", _("absent")),
    "vacant": ("v", _("seat vacant")),
}


@register.simple_tag
def att(state: str):
    """The small square of one seat at one meeting, with its word for readers."""
    return _drawn(state, get_language())


@lru_cache(maxsize=32)
def _drawn(state, language):
    """Drawn once for each language: a page of two hundred places has them by the thousand."""
    if state not in SIGNS:
        return format_html('<span class="visually-hidden">{}</span>', _("no place then"))
    kind, label = SIGNS[state]
    return format_html('<span class="att att-{}" role="img" aria-label="{}"></span>', kind, label)


@register.simple_tag
def att_sign(state: str):
    """The small square alone, where its word stands beside it."""
    return format_html('<span class="att att-{}"></span>', SIGNS[state][0])


@register.filter
def short_month(day) -> str:
    """Nov, in Spanish nov."""
    return _month_of(day, get_language())


@lru_cache(maxsize=512)
def _month_of(day, language):
    return date_format(day, "b" if language == "es" else "M")
