"""What other matters, also of higher storeys, hang on the pages of a coalition, committee, partner or meeting."""

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

PLACES = ("actions", "stats", "main", "side")
_panels: dict[tuple[str, str], list["Panel"]] = {}


@dataclass(frozen=True)
class Panel:
    """One part of a page. `context(thing, user, on)` answers with a dict, or None when there is nothing to show."""

    template: str
    context: Callable


def register(page: str, *, place: str, template: str, context: Callable) -> None:
    """Hang a part on a page ("coalition", "committee", "partner", "meeting"). Called once, from an app's `ready()`."""
    if place not in PLACES:
        raise ValueError(f"There is no place called {place}.")
    _panels.setdefault((page, place), []).append(Panel(template, context))


def drawn(page: str, thing, request, on) -> dict[str, list[SafeString]]:
    """Each place's parts, drawn, in the order they were registered."""
    return {place: list(_draw(_panels.get((page, place), []), thing, request, on)) for place in PLACES}


def _draw(panels, thing, request, on):
    for panel in panels:
        context = panel.context(thing, request.user, on)
        if context is not None:
            yield render_to_string(panel.template, {**context, "thing": thing, "on": on}, request=request)
