"""The menu for base.html."""

from django import template

from home.navigation import menu

register = template.Library()


@register.simple_tag(takes_context=True)
def main_menu(context):
    """The menu of this request. A page rendered without a request (an error page) gets the visitor's menu."""
    return menu(context.get("request"), context.get("may") or {})
