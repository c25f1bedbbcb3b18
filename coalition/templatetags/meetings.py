"""Drawing attendance, and the short names of days in a table's head."""

from functools import lru_cache

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from coalition.models import MeetingAttendance, MeetingInvitation
from kit.addresses import address

register = template.Library()

SIGNS = {
    "present": ("p", _("present")),
    "alternate": ("a", _("alternate came")),
    "excused": ("e", _("excused")),
    "absent": ("x", _("absent")),
    "vacant": ("v", _("seat vacant")),
}
BUTTONS = {"present": _("Present"), "alternate": _("Alternate"), "excused": _("Excused"), "absent": _("Absent")}
FOCUS = mark_safe(" data-focus")


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


# --- Long lists of a meeting: drawn here, since a template's loop over two hundred places was half of a page's time ---


@register.simple_tag
def there_rows(marks):
    """Each place of a meeting, with who came for it and how it was filled."""
    words = {state: _state_word(state, label) for state, label in MeetingAttendance.State.choices}
    vacant = _state_word("vacant", gettext("Vacant"))
    unmarked = format_html('<span class="note">{}</span>', gettext("Not marked"))
    observes = format_html(' <span class="note">{}</span>', gettext("Observes, no vote"))
    rows = (
        (
            mark.line.organization,
            observes if mark.line.place.is_observer else "",
            format_html('<span class="under">{}</span>', mark.came) if mark.came else "",
            words.get(mark.state) or (unmarked if mark.line.seats else vacant),
        )
        for mark in marks
    )
    return format_html_join("\n", '<li class="flex-row"><span class="grow"><b>{}</b>{}{}</span>{}</li>', rows)


def _state_word(state, label):
    return format_html('<span class="att-word">{} {}</span>', att_sign(state), label)


@register.simple_tag(takes_context=True)
def notice_rows(context, notices, meeting, may_answer):
    """Everybody who has the notice, with the answer, and a form to write it down for who keeps the roster."""
    silent = format_html('<span class="note">{}</span>', gettext("No answer yet"))
    unsent = format_html('<span class="note">{}</span>', gettext("Not sent yet"))
    replies = {code: format_html("<span>{}</span>", word) for code, word in MeetingInvitation.Reply.choices}
    form = _answer_form(context, meeting) if may_answer else ""
    rows = (
        (
            one.name,
            one.organization,
            replies.get(one.reply) or (silent if one.sent_at else unsent),
            format_html(form, one.name, one.pk) if form else "",
        )
        for one in notices
    )
    drawn = '<li class="flex-row"><span class="grow"><b>{}</b><span class="under">{}</span></span>{} {}</li>'
    return format_html_join("\n", drawn, rows)


def _answer_form(context, meeting):
    """The form of every row, with places for whose answer it is."""
    buttons = '<button type="submit" class="btn btn-sm" name="reply" value="{}">{}</button>'
    return format_html(
        '<details class="row-more"><summary>{}<span class="visually-hidden"> {{}}</span></summary>'
        '<form class="row-flex" method="post" action="{}">{}<input type="hidden" name="notice" value="{{}}">{}'
        "</form></details>",
        pgettext("verb", "Answer"),
        address("coalition:reply", meeting.pk),
        _csrf(context),
        format_html_join("", buttons, MeetingInvitation.Reply.choices),
    )


def _csrf(context):
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', context["csrf_token"])


# --- At the door --------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def hall_rows(context, marks, meeting, marked):
    """Each seat at the door, with a button for each way it can be filled; the focus stays where one just pressed."""
    is_open = not meeting.is_held and not meeting.is_off
    hall = _Hall(context, meeting, marked.pk if marked else None)
    rows = ((hall.who(mark), hall.buttons(mark) if is_open and mark.line.seats else _shown(mark)) for mark in marks)
    return format_html_join("\n", "<li>{}{}</li>", rows)


def _shown(mark):
    return _state_word(mark.state, mark.label) if mark.state else ""


class _Hall:
    """What all seats of one page share: the words, and the beginning of each form."""

    def __init__(self, context, meeting, marked):
        self.marked = marked
        self.form = format_html(
            '<form class="hall-form" method="post" hx-post="{}" hx-target="#hall" hx-swap="outerHTML">{}'
            '<input type="hidden" name="place" value="{{}}"><div class="choice choice-hall" role="group" {{}}>{{}}'
            "</div></form>",
            address("coalition:attendance", meeting.pk),
            _csrf(context),
        )
        self.words = {state: gettext(word) for state, word in BUTTONS.items()}
        self.observes = format_html(" · {}", gettext("Observes, no vote"))
        self.vacant = gettext("Seat vacant")

    def who(self, mark):
        line = mark.line
        several = mark.state == "alternate" and len(line.alternates) > 1
        return format_html(
            '<div class="grow"><b id="seat-{}"{}>{}</b><span class="under">{}{}</span></div> ',
            line.place.pk,
            FOCUS if line.place.pk == self.marked and (not mark.state or several) else "",
            line.organization,
            mark.came or (line.seat.holder if line.seat else self.vacant),
            self.observes if line.place.is_observer else "",
        )

    def buttons(self, mark):
        line, pk = mark.line, mark.line.place.pk
        ways = {"present": line.seat is not None, "alternate": len(line.alternates) == 1}
        drawn = (
            (_button("" if is_so else state, word, is_so, is_so and pk == self.marked),)
            for state, word in self.words.items()
            if ways.get(state, True)
            for is_so in [mark.state == state]
        )
        group = format_html('aria-labelledby="seat-{}"', pk)
        form = format_html(self.form, pk, group, format_html_join("", "{}", drawn))
        return form + self.alternates(mark) if len(line.alternates) > 1 else form

    def alternates(self, mark):
        """Where several can come, each has a button."""
        named = ((seat, mark.state == "alternate" and mark.came == seat.holder.name) for seat in mark.line.alternates)
        drawn = (
            (
                _button(
                    "" if is_so else f"alternate-{seat.holder_id}",
                    gettext("Alternate %(name)s") % {"name": seat.holder.name},
                    is_so,
                ),
            )
            for seat, is_so in named
        )
        words = gettext("Alternates of %(name)s") % {"name": mark.line.organization}
        group = format_html('aria-label="{}"', words)
        return format_html(self.form, mark.line.place.pk, group, format_html_join("", "{}", drawn))


@lru_cache(maxsize=512)
def _button(value, word, is_pressed, has_focus=False):
    return format_html(
        '<button type="submit" name="state" value="{}" aria-pressed="{}"{}>{}</button>',
        value,
        "true" if is_pressed else "false",
        FOCUS if has_focus else "",
        word,
    )
