"""Rows of long tables, drawn in functions: a template's loop over two hundred places was half of a page's time."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coalition.models import Committee, CommitteeSeat
from coalition.templatetags.meetings import SIGNS, att, short_month
from kit.addresses import address, day_words
from kit.templatetags.ui import icon

register = template.Library()

UNDER = '<span class="under">{}</span>'
NOTE = '<span class="note">{}</span>'
VACANT = mark_safe(' class="seat-vacant"')


# --- Seats of a committee -------------------------------------------------------------------------------------------


@register.simple_tag
def seat_rows(lines, attendance, may_edit):
    """Each organization's place on a day: who sits, until when, and how it was filled at the last meetings."""
    months = [short_month(meeting.held_on) for meeting in attendance.meetings] if attendance else []
    squares = {state: att(state) for state in ("", *SIGNS)}
    drawn = '<tr{}><th scope="row"><a class="name" href="{}">{}</a>{}</th><td>{}</td><td>{}</td>{}</tr>'
    rows = (
        (
            VACANT if line.is_vacant else "",
            address("coalition:place", line.place.pk),
            line.organization,
            _standing(line),
            who_sits(line, may_edit),
            _term(line),
            _cells(months, squares, attendance.cells(line.place.organization_id)) if months else "",
        )
        for line in lines
    )
    return format_html_join("\n", drawn, rows)


def _cells(months, squares, states):
    cells = (
        f'<td class="att-cell" data-d="{month}">{squares[state]}</td>'
        for month, (_meeting, state) in zip(months, states, strict=True)
    )
    return mark_safe("".join(cells))  # noqa: S308 - the short name of a month, and squares that are drawn safely


def _standing(line):
    if line.place.is_observer:
        return format_html(UNDER, _("Observes, no vote"))
    return "" if line.kind else format_html(UNDER, _("Not a partner on this day"))


def _term(line):
    if line.is_vacant:
        since = _("since %(day)s") % {"day": day_words(line.vacant_since)}
        return format_html('<span class="nowrap">{}</span>', since)
    if line.seat.ends_on is None:
        return format_html('<span class="note nowrap">{}</span>', _("No end set"))
    until = _("to %(day)s") % {"day": day_words(line.seat.ends_on)}
    left = ""
    if line.is_ending:
        words = ngettext("%(days)s day left", "%(days)s days left", line.days_left) % {"days": line.days_left}
        left = format_html('<span class="due is-late under">{}</span>', words)
    return format_html('<span class="nowrap">{}</span>{}', until, left)


@register.simple_tag
def who_sits(line, may_edit=False):
    """Who speaks for an organization on a day: its representative or the gap, its alternates, and who follows."""
    return format_html("{} {}{}", _sits(line), _alternates(line), _follows(line, may_edit))


def _sits(line):
    if line.is_vacant:
        days = line.days_vacant
        words = ngettext("Vacant · %(days)s day", "Vacant · %(days)s days", days) % {"days": days}
        return format_html('<span class="gap">{}{}</span>', icon("armchair-off"), words)
    role = ""
    if line.seat.role == CommitteeSeat.Role.CHAIR:
        role = format_html(" " + NOTE, line.seat.get_role_display())
    return format_html("{}{}", _person(line.seat), role)


def _person(seat):
    return format_html('<a href="{}">{}</a>', address("coalition:representative", seat.holder_id), seat.holder)


def _alternates(line):
    if not line.alternates:
        return format_html(UNDER, _("No alternate"))
    rows = ((_("Alternate"), _person(seat)) for seat in line.alternates)
    return format_html_join("", '<span class="under">{} {}</span>', rows)


def _follows(line, may_edit):
    if line.following:
        facts = {"name": line.following.name, "day": day_words(line.following.starts_on)}
        return format_html(UNDER, _("%(name)s follows on %(day)s") % facts)
    if line.is_vacant and may_edit:
        return format_html(
            '<span class="under"><a href="{}">{}<span class="visually-hidden">: {}</span></a></span>',
            address("coalition:fill_seat", line.place.pk), _("Fill the seat"), line.organization,
        )  # fmt: skip
    return ""


# --- Committees of a coalition ----------------------------------------------------------------------------------------


@register.simple_tag
def committee_rows(committees):
    """Each committee with its seats, vacancies and ends; the committees come with their counts."""
    heads = {"filled": _("Seats filled"), "vacant": _("Vacant"), "ending": _("Ending soon")}
    return format_html_join("\n", "{}", ((_committee_row(committee, heads),) for committee in committees))


def _committee_row(committee, heads):
    filled = _("%(filled)s of %(all)s") % {"filled": committee.filled_count, "all": committee.place_count}
    return format_html(
        '<tr><th scope="row"><a class="name" href="{}">{}</a><span class="under">{}</span></th>'
        '<td data-label="{}"><span class="num">{}</span></td><td data-label="{}">{}</td>'
        '<td data-label="{}"><span class="num">{}</span></td></tr>',
        address("coalition:committee", committee.pk), committee, Committee.Kind(committee.kind).label,
        heads["filled"], filled, heads["vacant"], _vacancies(committee.vacant_count),
        heads["ending"], committee.ending_count,
    )  # fmt: skip


def _vacancies(count):
    if not count:
        return format_html(NOTE, pgettext("vacancies", "None"))
    words = ngettext("%(n)s vacant", "%(n)s vacant", count) % {"n": count}
    return format_html('<span class="gap">{}{}</span>', icon("armchair-off"), words)
