"""What hangs on a person's page and in the list of people: this app's own parts, and those of higher storeys.

Slots of the page: "meta" (<li> under the name), "actions" (buttons), "more" (<li> of the menu), "next" (the card on
top), "main", "half" (cards
two in a row), "side" (the aside). A panel's template gets what `context` returned as `here`, and `person`.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from accounts.access import may
from accounts.roles import Permission
from kit.addresses import address


@dataclass(frozen=True)
class Panel:
    """One part of a person's page. `context(person, request, on)` answers None when it has nothing to show."""

    slot: str
    template: str
    context: Callable
    order: int = 50
    permission: Permission | None = None


@dataclass(frozen=True)
class Shown:
    """A panel made ready for one page."""

    template: str
    here: dict


@dataclass(frozen=True)
class Column:
    """One column of the list.

    `cells(people, request, on)`: {pk: text or safe HTML} for the rows of a page, in one query or two.
    """

    key: str
    heading: str | Promise
    cells: Callable
    order: int = 50
    permission: Permission | None = None
    css: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the card "Ties". `url` leads to what the title names; `end_url` is where the tie is ended."""

    icon: str
    title: str
    url: str = ""
    before: str = ""
    under: str = ""
    end_url: str = ""
    order: int = 50


@dataclass
class _Registry:
    panels: list[Panel] = field(default_factory=list)
    columns: dict[str, Column] = field(default_factory=dict)
    lines: list[Callable] = field(default_factory=list)


_all = _Registry()


def register_panel(panel: Panel) -> None:
    """Hang a panel on every person's page. Called from an app's `ready()`."""
    if panel not in _all.panels:
        _all.panels.append(panel)


def register_column(column: Column) -> None:
    _all.columns[column.key] = column


def register_lines(provider: Callable) -> None:
    """`provider(person, user, on)` gives Lines for the card "Ties"."""
    if provider not in _all.lines:
        _all.lines.append(provider)


def panels_for(person, request, on) -> dict[str, list[Shown]]:
    """The panels of one page, by slot, in their order."""
    shown = defaultdict(list)
    for panel in sorted(_all.panels, key=lambda panel: panel.order):
        if panel.permission and not may(request.user, panel.permission, person.steward):
            continue
        here = panel.context(person, request, on)
        if here is not None:
            shown[panel.slot].append(Shown(panel.template, here))
    return dict(shown)


def read_once(person, user, what: str, read: Callable) -> list:
    """What several parts of a page show of a person to this user, read by the first of them."""
    kept = person.__dict__.setdefault("_read_once", {})
    if (user.pk, what) not in kept:
        kept[user.pk, what] = read()
    return kept[user.pk, what]


def lines_for(person, user, on) -> list[Line]:
    """All lines of the card "Ties"."""
    lines = [line for provider in _all.lines for line in provider(person, user, on)]
    return sorted(lines, key=lambda line: line.order)


def cells_for(people, request, on) -> list[tuple[Column, dict]]:
    """The columns the visitor may see, each with its cells for these rows."""
    rights = getattr(request, "rights", None) or _rights(request)
    allowed = [column for column in _all.columns.values() if not column.permission or column.permission in rights]
    return [(column, column.cells(people, request, on)) for column in sorted(allowed, key=lambda each: each.order)]


def drawn(columns: list[tuple[Column, dict]], people, *, under: dict, has_ticks: bool) -> SafeString:
    """The rows of the list, with words `under` some names. Drawn here: a template's loop was a third of the page."""
    tick = format_html(
        '<td class="pick">'
        '<input class="form-check-input" type="checkbox" name="person" value="{}" aria-label="{}"></td>',
        "{0}",
        gettext("Tick %(name)s") % {"name": "{1}"},
    )
    row = '<tr>{}<th scope="row"><a class="name" href="{}">{}</a>{}{}</th>{}</tr>'
    cells = _cells_drawn(columns, people)
    return format_html_join(
        "\n",
        row,
        (
            (
                format_html(tick, person.pk, person.name) if has_ticks else "",
                address("members:person", person.pk),
                person.name,
                format_html(' <span class="note">{}</span>', aside) if (aside := person.given_aside) else "",
                format_html('<span class="under">{}</span>', words) if (words := under.get(person.pk)) else "",
                cells[person.pk],
            )
            for person in people
        ),
    )


def _cells_drawn(columns, people) -> dict[int, SafeString]:
    filled = '<td data-label="{}" class="col-{}{}">'
    nothing = filled[:-2] + ' is-empty"><span class="note">–</span></td>'
    drawers = []
    for column, cells in columns:
        about = (column.heading, column.key, f" {column.css}" if column.css else "")
        drawers.append((cells, format_html(filled, *about), format_html(nothing, *about)))
    return {
        person.pk: mark_safe(  # noqa: S308 (each part is escaped)
            "".join(
                f"{begin}{conditional_escape(cells[person.pk])}</td>" if cells.get(person.pk) else empty
                for cells, begin, empty in drawers
            )
        )
        for person in people
    }


def _rights(request):
    from accounts.access import permissions_of

    request.rights = permissions_of(request.user, request.organization)
    return request.rights
