"""The trail drawn: tiers, marks, lines, bands and bars.

Every tag takes plain values and gives safe HTML, so a test needs no database. Widths are SVG attributes written
with a dot: the page's language must not turn 12.5 into 12,5.
"""

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.utils.translation import pgettext_lazy as pgettext

from kit.money import dollars
from kit.templatetags.ui import icon

register = template.Library()

STOPS = ("asked", "coded", "planned", "spent", "answered")
STATES = ("done", "gap", "wait", "na", "due")
MARKS = (*STOPS, "gap", "wait")
# Below this many people a bar would say more than the figure may (DESIGN-LANGUAGE, charts).
FEWEST = 11


# --- Tier --------------------------------------------------------------------------------------------------------

TIERS = {
    5: (pgettext("tier", "Highest"), gettext_lazy("Highest need")),
    4: (pgettext("tier", "High"), gettext_lazy("High need")),
    3: (pgettext("tier", "Moderate"), gettext_lazy("Moderate need")),
    2: (pgettext("tier", "Low"), gettext_lazy("Low need")),
    1: (pgettext("tier", "Lowest"), gettext_lazy("Lowest need")),
}


@register.simple_tag
def tier(level, year="", need=False):
    """The district's tier for a school in a year, 5 Highest to 1 Lowest: steps and a word. A need, not a grade."""
    after = format_html(' <span class="note num">{}</span>', year) if year else ""
    if level is None or level == "":
        return format_html('<span class="note">{}</span>{}', _("No tier published"), after)
    level = int(level)
    steps = format_html(
        '<svg class="tier-steps" width="34" height="16" aria-hidden="true">{}</svg>',
        _joined(_step(number, number <= level) for number in range(1, 6)),
    )
    return format_html('<span class="tier tier-{}">{}{}</span>{}', level, steps, TIERS[level][1 if need else 0], after)


def _step(number, on):
    height = 3.0 + 2.4 * number
    return format_html(
        '<rect{} x="{}" y="{}" width="5" height="{}"/>',
        "" if on else format_html(' class="{}"', "off"),
        f"{7 * (number - 1) + 0.5:.1f}",
        f"{15.5 - height:.1f}",
        f"{height:.1f}",
    )


# --- Marks and the trail line ------------------------------------------------------------------------------------

MARK_WORDS = {
    "asked": pgettext("trail", "Asked"),
    "coded": pgettext("trail", "Priority"),
    "planned": pgettext("trail", "Planned"),
    "spent": pgettext("trail", "Spent"),
    "answered": pgettext("trail", "Answered"),
    "gap": pgettext("trail", "Gap"),
    "wait": pgettext("trail", "Not yet, or not applicable"),
}
WORDS = {
    "asked": {
        "done": pgettext("trail", "asked"),
        "gap": pgettext("trail", "nobody asked"),
        "wait": pgettext("trail", "nobody asked yet"),
        "na": pgettext("trail", "nobody asked"),
        "due": pgettext("trail", "nobody asked yet"),
    },
    "coded": {
        "done": pgettext("trail", "made a priority"),
        "gap": pgettext("trail", "not coded"),
        "wait": pgettext("trail", "not coded yet"),
        "na": pgettext("trail", "not a priority"),
        "due": pgettext("trail", "to be coded now"),
    },
    "planned": {
        "done": pgettext("trail", "planned"),
        "gap": pgettext("trail", "not in the plan"),
        "wait": pgettext("trail", "plan not filed yet"),
        "na": pgettext("trail", "not in the plan, reason given"),
        "due": pgettext("trail", "plan due now"),
    },
    "spent": {
        "done": pgettext("trail", "spent"),
        "gap": pgettext("trail", "nothing spent"),
        "wait": pgettext("trail", "spending not due yet"),
        "na": pgettext("trail", "no money planned"),
        "due": pgettext("trail", "spending not reported"),
    },
    "answered": {
        "done": pgettext("trail", "answered"),
        "gap": pgettext("trail", "not answered"),
        "wait": pgettext("trail", "answer not due yet"),
        "na": pgettext("trail", "no answer owed"),
        "due": pgettext("trail", "answer due now"),
    },
}


@register.simple_tag
def mark(name):
    """The small shape of a stop. Words stand beside it."""
    return format_html('<i class="mark mark-{}"></i>', _known(name, MARKS))


@register.simple_tag
def trail_key(only=""):
    """The legend of the shapes a page uses."""
    names = only.split() if only else MARKS
    rows = ((name, MARK_WORDS[name]) for name in names)
    return format_html('<ul class="key">{}</ul>', format_html_join("", '<li><i class="mark mark-{}"></i>{}</li>', rows))


@register.simple_tag
def trail_line(stops, label=""):
    """One ask in a row: five marks on a thread, broken where the trail breaks.

    `stops` holds five states in the order of STOPS, as a list or as words in one string.
    """
    states = [_known(state, STATES) for state in (stops.split() if isinstance(stops, str) else stops)]
    if len(states) != len(STOPS):
        raise ValueError(f"A trail has {len(STOPS)} stops, not {len(states)}.")
    parts = []
    for stop, state in zip(STOPS, states, strict=True):
        if parts:
            parts.append(format_html('<i class="thread{}"></i>', _THREAD[state]))
        shape = {"done": stop, "gap": "gap"}.get(state, "wait")
        parts.append(mark(shape))
    return format_html(
        '<span class="trail-line" role="img" aria-label="{}">{}</span>',
        label or trail_words(states),
        _joined(parts),
    )


_THREAD = {"done": "", "gap": " cut", "wait": " wait", "na": " wait", "due": " wait"}


def trail_words(states):
    """What a trail line says, in words: "Asked, made a priority, not in the plan, …"."""
    if all(state == "done" for state in states):
        return _("Whole trail: asked, made a priority, planned, spent, answered")
    words = ", ".join(str(WORDS[stop][state]) for stop, state in zip(STOPS, states, strict=True))
    return words[:1].upper() + words[1:]


def _known(value, allowed):
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {', '.join(allowed)}")
    return value


# --- Band, signs and gaps ----------------------------------------------------------------------------------------

SIGNS = {
    "asked": "message-2",
    "coded": "tag",
    "planned": "clipboard-list",
    "spent": "receipt",
    "answered": "message-reply",
    "gap": "unlink",
}
BAND_WORDS = {
    "asked": pgettext("band", "Asked"),
    "coded": pgettext("band", "Made a priority"),
    "planned": pgettext("band", "In the plan"),
    "spent": pgettext("band", "Spent"),
    "answered": pgettext("band", "Answered"),
}


@register.simple_tag
def stop_sign(name, icon=""):
    """The large sign of a stop on one ask's own page."""
    return format_html('<span class="stop-sign is-{}">{}</span>', name, _sign(icon or SIGNS[name]))


_sign = icon


@register.inclusion_tag("_components/trail_band.html")
def trail_band(band):
    """A school, year or campaign in five totals. See the template for what one stop may hold."""
    return {"band": [(stop, _of(stop, "label") or BAND_WORDS[_of(stop, "stop")]) for stop in band]}


def _of(thing, key):
    return thing.get(key) if isinstance(thing, dict) else getattr(thing, key, None)


@register.simple_tag
def gap(text, icon="unlink"):
    """A break in the trail: what is missing and since when."""
    return format_html('<span class="gap">{}{}</span>', _sign(icon), text)


ANSWERS = {
    "yes": gettext_lazy("Yes"),
    "partly": gettext_lazy("Yes, in part"),
    "not_now": gettext_lazy("Not now, with a reason"),
}


@register.simple_tag
def answer_mark(kind, day=None):
    """What the school answered, and the day it was sent to families."""
    under = format_html('<span class="under">{}</span>', date_format(day, "DATE_FORMAT")) if day else ""
    return format_html(
        '<span class="answer">{}<span><b>{}</b>{}</span></span>', icon("message-reply"), ANSWERS[kind], under
    )


# --- Bars: widths from a common zero -----------------------------------------------------------------------------


def percent(part, whole):
    """A width for SVG, "12.5%", never wider than the scale and never below nothing: reversals may be negative."""
    return f"{max(0.0, min(100.0, 100.0 * float(part) / float(whole))) if whole else 0.0:.1f}%"


def nice_scale(largest):
    """The smallest round scale in cents, in three even steps, that holds the largest amount."""
    step = 100_000
    while True:
        for factor in (1, 2, 5):
            if 3 * step * factor >= largest:
                return 3 * step * factor
        step *= 10


@register.simple_tag
def money_scale(scale):
    """The ticks of a column of money bars, for its head. Readers get the figures beside the bars instead."""
    ticks = ((f"${_short(scale * part // 3 // 100)}",) for part in range(4))
    return format_html(
        '<span class="scale-key" aria-hidden="true">{}</span>', format_html_join("", "<span>{}</span>", ticks)
    )


def _short(amount):
    if amount >= 1_000_000:
        return f"{amount / 1_000_000:g}M"
    return f"{amount / 1000:g}k" if amount >= 1000 else str(amount)


@register.simple_tag
def money_bar(planned, spent, scale, told=False, words=True, asked=True, height=20):
    """Planned as an outline, spent as a fill in it, in cents on one scale per page.

    No plan: a short broken line, dotted where a reason was `told`. Nothing spent: hatched. Spending not reported:
    an empty outline and words, for nothing is known. Money nobody `asked` for is drawn grey.
    """
    inside, said = _money(planned, spent, scale, told, asked, height)
    bar = format_html(
        '<svg class="bar" width="100%" height="{}" role="img" aria-label="{}">{}</svg>', height, said, inside
    )
    if not words:
        return bar
    return format_html('{}<span class="under num">{}</span>', bar, _figures(planned, spent, told))


def _money(planned, spent, scale, told, asked, height):
    middle = f"{height / 2:g}"
    if planned is None:
        line = format_html(
            '<line class="nothing{}" x1="0" y1="{}" x2="12%" y2="{}"/>', " told" if told else "", middle, middle
        )
        return line, _figures(planned, spent, told)
    outline, fill = ("planned", "spent") if asked else ("rest", "ink")
    ground = "url(#hatch-gap)" if asked and spent == 0 and planned > 0 else "#fff"
    bars = _bar(outline, planned, scale, 1.5, height - 3, ground)
    if spent is None:
        return bars, _("Planned %(planned)s, spending not reported") % {"planned": dollars(planned)}
    if spent:
        bars += _bar(fill, spent, scale, 5, height - 10)
    return bars, _("Planned %(planned)s, spent %(spent)s") % {"planned": dollars(planned), "spent": dollars(spent)}


def _bar(name, part, whole, y, height, fill=""):
    ground = format_html(' fill="{}"', fill) if fill else ""
    return format_html(
        '<rect class="{}" x="0" y="{}" width="{}" height="{}"{}/>', name, f"{y:g}", percent(part, whole), height, ground
    )


def _joined(parts):
    return format_html_join("", "{}", ((part,) for part in parts))


def _figures(planned, spent, told):
    if planned is None:
        return _("Not in the plan, reason given") if told else _("Not in the plan")
    if spent is None:
        return _("%(planned)s planned, spending not reported") % {"planned": dollars(planned)}
    return _("%(spent)s of %(planned)s") % {"spent": dollars(spent), "planned": dollars(planned)}


@register.simple_tag
def people_bar(n, scale):
    """How many people asked. Under eleven the figure stands alone; unknown or withheld is said in words."""
    if n is None:
        return format_html('<span class="note">{}</span>', _("Fewer than 11, not shown"))
    n = int(n)
    if n < FEWEST:
        return format_html('<span class="bar-with"><span class="num">{}</span></span>', n)
    label = ngettext("%(count)s person asked", "%(count)s people asked", n) % {"count": n}
    bar = _bar("asked", n, scale, 1, 12)
    return format_html(
        '<span class="bar-with"><span class="num">{}</span>'
        '<svg class="bar" width="100%" height="14" role="img" aria-label="{}">{}</svg></span>',
        f"{n:,}",
        label,
        bar,
    )


@register.simple_tag
def share_bar(label, share, enrolment=None, note="", height=16):
    """A group's share of the people heard, in percent, with its share of enrollment as a black tick."""
    if share is None:
        hidden = _("%(group)s: fewer than 11 people, not shown") % {"group": label}
        return format_html('<span class="note">{}</span>', hidden)
    heard = f"{float(share):.0f}%"
    inside = _bar("track", 100, 100, 3, height - 6) + _bar("asked", share, 100, 3, height - 6)
    beside, said = "", _("%(group)s: %(heard)s of people heard") % {"group": label, "heard": heard}
    if enrolment is not None:
        enrolled, at = f"{float(enrolment):.0f}%", percent(enrolment, 100)
        inside += format_html('<line class="goal" x1="{}" x2="{}" y1="0" y2="{}"/>', at, at, height)
        beside = format_html(' <span class="note">/ {}</span>', enrolled)
        said = _("%(group)s: %(heard)s of people heard, %(enrolled)s of enrollment") % {
            "group": label,
            "heard": heard,
            "enrolled": enrolled,
        }
    return format_html(
        '<div class="pair-label"><span>{}</span><span class="num">{}{}</span></div>'
        '<svg class="bar" width="100%" height="{}" role="img" aria-label="{}">{}</svg>{}',
        label,
        heard,
        beside,
        height,
        said,
        inside,
        format_html('<span class="note">{}</span>', note) if note else "",
    )
