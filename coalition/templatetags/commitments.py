"""Drawing what partners promised and what came of it, alone and in the rows of a year."""

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coalition.models import Commitment, Partner
from coalition.templatetags.coalitions import attendance_drawn
from kit.addresses import address, day_words
from kit.templatetags.figures import dollars

register = template.Library()

NUM, NOTE = '<span class="num">{}</span>', '<span class="note">{}</span>'
NONE = mark_safe(' class="is-none"')
UNDER, UNDER_NUM = '<span class="under">{}</span>', '<span class="under num">{}</span>'


@register.simple_tag
def promised(item):
    """What a commitment is about, in figures or words."""
    if people := item.promised_people:
        return format_html(NUM, ngettext("%(people)s person", "%(people)s people", people) % _people(people))
    if item.promised_cents:
        return format_html(NUM, dollars(item.promised_cents))
    return Commitment.Kind(item.kind).label


def _people(number):
    return {"people": intcomma(number)}


@register.simple_tag
def came(item):
    """What came of a commitment so far; it comes with `so_far`: (said yes, came)."""
    if (people := item.delivered_people) is not None:
        return format_html(NUM, ngettext("%(people)s came", "%(people)s came", people) % _people(people))
    if item.delivered_cents is not None:
        return format_html(NUM, _("%(money)s given") % {"money": dollars(item.delivered_cents)})
    if item.so_far:
        return format_html(NUM, _so_far(*item.so_far))
    if item.state == Commitment.State.DELIVERED and item.kind in (Commitment.Kind.TURNOUT, Commitment.Kind.MONEY):
        return format_html(NOTE, pgettext("commitment", "Not counted"))
    return ""


@register.simple_tag
def outcome_words(item):
    """How a commitment stands or ended, with the figures where it fell short: "Partly kept: 22 of 40"."""
    state = _("Partly kept") if item.is_partly_kept else Commitment.State(item.state).label
    if not item.falls_short:
        return state
    figure = dollars if item.kind == Commitment.Kind.MONEY else intcomma
    came, promised = map(figure, item.figures)
    return _("%(state)s: %(came)s of %(promised)s") % {"state": state, "came": came, "promised": promised}


def _so_far(said_yes, came):
    facts = {"yes": intcomma(said_yes), "came": intcomma(came)}
    if came is None:
        return _("Fewer than 11 so far") if said_yes is None else _("%(yes)s said yes so far") % facts
    return (_("%(came)s came so far") if said_yes is None else _("%(yes)s said yes, %(came)s came so far")) % facts


# --- A year by partner ------------------------------------------------------------------------------------------------


@register.simple_tag
def glance_rows(rows):
    """One partner's year in each row: meetings, promises, people and money."""
    heads = (_("Meetings"), _("Promises"), _("People brought"), _("Money"))
    cell = '<td data-label="{}"{}><div>{}</div></td>'
    parts = (
        (
            address("coalition:partner", row.partner.pk),
            row.organization,
            Partner.Kind(row.partner.kind).label,
            format_html(cell, heads[0], "", _meetings(row)),
            format_html(cell, heads[1], "", _promises(row)),
            format_html(cell, heads[2], "" if row.people_promised else NONE, _brought(row)),
            format_html(cell, heads[3], "" if row.cents_promised else NONE, _money(row)),
        )
        for row in rows
    )
    head = '<th scope="row"><a class="name" href="{}">{}</a><span class="under">{}</span></th>'
    return format_html_join("\n", f"<tr>{head}{{}}{{}}{{}}{{}}</tr>", parts)


def _meetings(row):
    if not row.meetings:
        return format_html(NOTE, pgettext("meetings", "None held"))
    words = ngettext("%(came)s of %(n)s meeting", "%(came)s of %(n)s meetings", row.meetings)
    return attendance_drawn(row.attendance) + format_html(UNDER_NUM, words % {"came": row.came, "n": row.meetings})


def _promises(row):
    if not row.promised:
        return format_html(NOTE, pgettext("promises", "None"))
    kept = ngettext("%(kept)s of %(n)s delivered", "%(kept)s of %(n)s delivered", row.promised)
    late = ngettext("%(n)s late", "%(n)s late", row.late) % {"n": row.late}
    return format_html(
        '<span class="num">{}</span><span class="under num">{}</span>{}',
        kept % {"kept": row.delivered, "n": row.promised},
        " · ".join(_others(row)),
        format_html('<span class="due is-late under">{}</span>', late) if row.late else "",
    )


def _others(row):
    """What was promised and not delivered whole, as far as there is any."""
    if row.partly_kept:
        yield ngettext("%(n)s partly kept", "%(n)s partly kept", row.partly_kept) % {"n": row.partly_kept}
    if row.open:
        yield ngettext("%(n)s open", "%(n)s open", row.open) % {"n": row.open}
    if row.broken:
        yield ngettext("%(n)s broken", "%(n)s broken", row.broken) % {"n": row.broken}
    if row.released:
        yield ngettext("%(n)s released", "%(n)s released", row.released) % {"n": row.released}


def _brought(row):
    if not row.people_promised:
        return format_html(NOTE, _("None promised"))
    came = format_html(NOTE, _("Not counted yet")) if row.people_came is None else _num(intcomma(row.people_came))
    words = _("of %(people)s promised") % _people(row.people_promised)
    if row.people_said_yes is not None:
        words += " · " + _("%(people)s said yes") % _people(row.people_said_yes)
    return came + format_html(UNDER_NUM, words)


def _money(row):
    if not row.cents_promised:
        return format_html(NOTE, _("None promised"))
    given = format_html(NOTE, _("Not given yet")) if row.cents_given is None else _num(dollars(row.cents_given))
    words = _("of %(money)s promised") % {"money": dollars(row.cents_promised)}
    return given + format_html(UNDER_NUM, words)


def _num(words):
    return format_html(NUM, words)


@register.simple_tag
def settled_rows(commitments):
    """How promises ended."""
    heads = _("What"), _("Ended"), _("What came")
    drawn = (
        '<tr><th scope="row"><b>{}</b></th><td data-label="{}"><div>{}<span class="under">{}</span></div></td>'
        '<td data-label="{}"><div><b>{}</b><span class="under">{}</span></div></td>'
        '<td data-label="{}"><div>{}{}</div></td></tr>'
    )
    rows = (
        (
            item.organization, heads[0], item.what, promised(item),
            heads[1], outcome_words(item), day_words(item.settled_on),
            heads[2], came(item), format_html(UNDER, item.note) if item.note else "",
        )
        for item in commitments
    )  # fmt: skip
    return format_html_join("\n", drawn, rows)
