"""The menu for base.html."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from home.navigation import Entry, menu
from kit.templatetags.ui import icon

register = template.Library()


@register.simple_tag(takes_context=True)
def main_menu(context):
    """The menu of this request. A page rendered without a request (an error page) gets the visitor's menu."""
    return menu(context.get("request"), context.get("may") or {})


@register.simple_tag
def menu_link(entry: Entry, css: str = "rail-link"):
    """One entry of the menu. Each is drawn once in a language: every page shows twenty of them."""
    return _drawn(entry.destination, entry.url, entry.is_current, css, get_language())


@lru_cache(maxsize=512)
def _drawn(destination, url, is_current, css, _language):
    return format_html(
        '<a class="{}{}" href="{}"{}>{}{}</a>',
        css,
        " is-voice" if destination.is_voice else "",
        url,
        format_html(' aria-current="{}"', "page") if is_current else "",
        icon(destination.icon),
        destination.label,
    )
