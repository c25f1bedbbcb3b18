"""Drawing seats, votes and attendance: values in, safe HTML out."""

from collections import Counter
from functools import cache, lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coalition.models import MeetingAttendance, Vote
from kit.templatetags.ui import options

register = template.Library()

STEP, A_ROW = 16, 20
OFF = ' class="off"'


@register.simple_tag
def seats_drawn(filled: int, vacant: int):
    """One square for each seat, vacant ones dashed and last; rows of twenty."""
    total = filled + vacant
    if not total:
        return ""
    width, height = min(total, A_ROW) * STEP, ((total - 1) // A_ROW + 1) * STEP - 2
    label = _("Seats: %(filled)s filled, %(vacant)s vacant") % {"filled": filled, "vacant": vacant}
    return format_html(
        '<svg class="seats" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        "{squares}</svg>",
        w=width,
        h=height,
        label=label,
        squares=_seat_squares(filled, total),
    )


@lru_cache(maxsize=512)
def _seat_squares(filled, total):
    """Forty committees have a thousand seats: nothing but numbers goes in, so they are put together as they are."""
    return mark_safe(  # noqa: S308 - numbers and one constant
        "".join(
            f'<rect x="{number % A_ROW * STEP + 0.75:g}" y="{number // A_ROW * STEP + 0.75:g}" width="12" height="12"'
            f"{OFF if number >= filled else ''}/>"
            for number in range(total)
        )
    )


# --- Votes: one square for each place ---------------------------------------------------------------------------------

A_ROW_OF_VOTES = 13
# What a square holds, so that the vote can be told apart without color: full, crossed, halved, struck, marked, dashed.
SHAPES = {
    "yes": ("v-y", ""),
    "no": ("v-n", '<path class="v-cross" d="M2 2l8.5 8.5M10.5 2L2 10.5"/>'),
    "abstain": ("v-a", '<path class="v-half" d="M1 12V1h11z"/>'),
    "stand_aside": ("v-n", '<path class="v-cross" d="M3 6.25h6.5"/>'),
    "conflict": ("v-n", '<path class="v-cross" d="M6.25 3v4.25M6.25 8.5v1.5"/>'),
    "not_there": ("v-x", ""),
}
KEY = ("yes", "no", "abstain", "stand_aside", "conflict", "not_there")


def _square(choice, x=0, y=1):
    css, inside = SHAPES[choice]
    return format_html(
        '<g transform="translate({} {})"><rect class="{}" x=".75" y=".75" width="11" height="11"/>{}</g>',
        x,
        y,
        css,
        mark_safe(inside),  # noqa: S308 - one of the constants above
    )


@register.simple_tag
@lru_cache(maxsize=32)
def vote_mark(choice: str):
    """The square of one vote. Words must stand beside it."""
    if choice not in SHAPES:
        return ""
    return format_html(
        '<svg class="votes" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">{}</svg>', _square(choice)
    )


@register.simple_tag
def votes(motion, words=True):
    """A motion's votes: one square for each place, in the order of the key, and the counts in words.

    A closed motion has its figures; for an open one `voting.count_so_far` puts them there. No query is made.
    """
    counts = _counts_of(motion)
    if counts is None:
        return ""
    drawn = _drawn(tuple(counts[choice] for choice in KEY)) if any(counts.values()) else ""
    if not words:
        return drawn
    return format_html('{}<span class="under num">{}</span>', drawn, vote_words(counts))


def _counts_of(motion):
    if motion.is_fixed:
        fixed = (motion.yes, motion.no, motion.abstained, motion.stood_aside, motion.in_conflict, motion.not_there)
        return {choice: number or 0 for choice, number in zip(KEY, fixed, strict=True)}
    so_far = getattr(motion, "so_far", None)
    return None if so_far is None else {choice: so_far.get(choice, 0) for choice in KEY}


@lru_cache(maxsize=512)
def _drawn(numbers):
    """So many of each in the order of the key. What is decided stays, so its squares are drawn once."""
    squares = [choice for choice, number in zip(KEY, numbers, strict=True) for _one in range(number)]
    shapes = (
        (_square(choice, number % A_ROW_OF_VOTES * STEP, number // A_ROW_OF_VOTES * STEP + 1),)
        for number, choice in enumerate(squares)
    )
    return format_html(
        '<svg class="votes" width="{w}" height="{h}" viewBox="0 0 {w} {h}" aria-hidden="true">{squares}</svg>',
        w=min(len(squares), A_ROW_OF_VOTES) * STEP,
        h=((len(squares) - 1) // A_ROW_OF_VOTES + 1) * STEP - 2,
        squares=format_html_join("", "{}", shapes),
    )


def vote_words(counts) -> str:
    """ "10 yes · 0 no · 1 abstained · 2 not there": yes, no and abstained always, the others when there are any."""
    parts = [
        ngettext("%(n)s yes", "%(n)s yes", counts["yes"]) % {"n": counts["yes"]},
        ngettext("%(n)s no", "%(n)s no", counts["no"]) % {"n": counts["no"]},
        ngettext("%(n)s abstained", "%(n)s abstained", counts["abstain"]) % {"n": counts["abstain"]},
    ]
    if aside := counts["stand_aside"]:
        parts.append(ngettext("%(n)s stood aside", "%(n)s stood aside", aside) % {"n": aside})
    if conflicts := counts["conflict"]:
        parts.append(ngettext("%(n)s in conflict", "%(n)s in conflict", conflicts) % {"n": conflicts})
    if away := counts["not_there"]:
        parts.append(ngettext("%(n)s not there", "%(n)s not there", away) % {"n": away})
    return " · ".join(parts)


@register.simple_tag
def votes_key(consensus=False):
    """What the squares mean. Standing aside is shown where decisions are made by consensus."""
    named = dict(Vote.Choice.choices)
    shown = [choice for choice in KEY if consensus or choice != "stand_aside"]
    return format_html(
        '<ul class="key">{}</ul>',
        format_html_join("", "<li>{}{}</li>", ((vote_mark(choice), named[choice]) for choice in shown)),
    )


@register.filter
def needed_words(motion):
    """ "7 of 10 needed"; for a consensus, that nobody may say no."""
    if not motion.is_fixed or motion.needed is None:
        return ""
    if motion.state == "no_quorum":
        there = motion.yes + motion.no + motion.abstained + motion.stood_aside + motion.in_conflict
        return _("%(there)s there, %(quorum)s make a quorum") % {"there": there, "quorum": motion.quorum_then}
    if motion.rule == "consensus":
        return _("Consensus: nobody may say no")
    return _("%(needed)s of %(of)s needed") % {"needed": motion.needed, "of": motion.counted_of}


# --- Rows of votes, drawn here: a template's loop over two hundred places was half of a page's time ------------------


@register.simple_tag
def vote_rows(said):
    """What each organization said, of (organization, who, choice, note)."""
    heads = pgettext("column", "Vote"), _("Who")
    shown = {choice: format_html("{} {}", vote_mark(choice), words) for choice, words in Vote.Choice.choices}
    shown[""] = format_html('<span class="note">{}</span>', pgettext("vote", "Not voted yet"))
    return format_html_join("\n", "{}", ((_vote_row(heads, shown, *each),) for each in said))


def _vote_row(heads, shown, organization, who, choice, note):
    who = who or "–"
    return format_html(
        '<tr><th scope="row">{}</th><td data-label="{}">{}</td><td data-label="{}"><div>{}{}</div></td></tr>',
        organization,
        heads[1],
        format_html('<span class="note">{}</span>', who) if choice in ("", "not_there") else who,
        heads[0],
        shown[choice],
        format_html('<span class="under">{}</span>', note) if note else "",
    )


@register.simple_tag
def round_rows(form):
    """A drop-down for each organization's vote, and what stood there when the page was read."""
    heads = pgettext("column", "Vote"), _("Who sits")
    drop_down = cache(lambda choice: options(form.choices, choice))
    return format_html_join(
        "\n",
        '<tr><th scope="row">{0}</th><td data-label="{1}">{2}</td><td data-label="{3}"><div>'
        '<div class="form-field"><label class="form-label visually-hidden" for="id_vote_{4}">{0}</label>'
        '<select class="form-select" id="id_vote_{4}" name="vote_{4}">{5}</select></div>'
        '<input type="hidden" name="seen_{4}" value="{6}"></div></td></tr>',
        (
            (organization, heads[1], holder or "–", heads[0], pk, drop_down(choice), seen)
            for pk, organization, holder, choice, seen in form.rows()
        ),
    )


# --- Attendance in one line ---------------------------------------------------------------------------------------

ATTENDANCE = {"present": "att-p", "alternate": "att-a", "excused": "att-e", "absent": "att-x"}
MARKS = {state: f'<span class="att {css}"></span> ' for state, css in ATTENDANCE.items()}


@register.simple_tag
def attendance_drawn(states: list[str]):
    """One mark for each meeting in order of time, read out as counts."""
    if not states:
        return ""
    counts = Counter(states)
    named = dict(MeetingAttendance.State.choices)
    label = ", ".join(f"{named[state]}: {counts[state]}" for state in ATTENDANCE if counts[state])
    marks = mark_safe("".join(MARKS[state] for state in states))  # noqa: S308 - the constants above
    return format_html('<span class="att-line" role="img" aria-label="{}">{}</span>', label, marks)


@register.filter
def days_late(commitment, on):
    """Days since a promise was due."""
    return (on - commitment.due_on).days


@register.filter
def is_same(one, other):
    return one == other
