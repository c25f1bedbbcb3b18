"""What we may do, in the list of people, and the way to its pages from a person's menu."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, may
from members import allowed
from members.models import Channel
from members.panels import Column, Panel, register_column, register_panel

IN_LIST = (Channel.CALL, Channel.TEXT, Channel.EMAIL)


def register() -> None:
    register_column(Column("can", _("Can we"), cells, order=40, permission=Permission.VIEW_PEOPLE))
    register_panel(Panel("more", "members/_more_consent.html", _no_facts, order=60, permission=Permission.VIEW_PEOPLE))
    register_panel(Panel("more", "members/_more_own_data.html", _handed_out, order=61, permission=Permission.EXPORT))
    register_panel(Panel("more", "members/_more_erase.html", _no_facts, order=62, permission=Permission.ERASE_PEOPLE))


def cells(people, request, on) -> dict:
    """Three small signs for each person: call, text, e-mail."""
    language = get_language()
    return {pk: _signs(states, language) for pk, states in allowed.states_for(people, IN_LIST, on=on).items()}


@lru_cache(maxsize=256)
def _signs(states, language):
    """The signs of these channels and states. There are few different ones, so each is drawn once for a language."""
    return render_to_string("members/_cans.html", {"chips": [allowed.Chip(*each) for each in states]})


def _no_facts(person, request, on) -> dict:
    return {}


def _handed_out(person, request, on) -> dict | None:
    """Nobody hands out what they may not see."""
    if not person.is_protected:
        return {}
    return {} if may(request.user, Permission.SEE_PROTECTED, person.steward) else None
