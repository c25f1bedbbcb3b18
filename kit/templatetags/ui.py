"""The parts every page is built from: icons, cards, fields, list controls.

Tags with a body (`card`, `crumbs`) keep pages free of repeated markup; what needs more than a few words of
markup is a template in templates/_components/.
"""

import uuid
from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, SelectMultiple
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.translation import gettext as _

from kit.addresses import address, day_words

register = template.Library()
register.filter(day_words)  # a day without the time of day; `date:"DATE_FORMAT"` works it out anew each time
register.simple_tag(address)  # for rows: `url` looks up each one


# --- Small parts -----------------------------------------------------------------------------------------------


@register.simple_tag
@cache
def icon(name, size=""):
    """One outline icon from the local sprite. Hidden from readers, so words must stand beside it.

    Drawn once for as long as the place runs: a long list has hundreds of them.
    """
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        f" icon-{size}" if size else "",
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def once():
    """The key of a form that must do its deed once, however often its button is clicked. See accounts/once.py."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4().hex)


@register.inclusion_tag("_components/demo_label.html")
def demo_label():
    """The dashed label that says the people and numbers are invented, where they are."""
    return {"demo": settings.DEMO}


@register.inclusion_tag("_components/date_tile.html")
def date_tile(day, past=False):
    """A day as a small calendar leaf. A day without the time of day: dates and moments both work."""
    return {"day": day, "past": past}


@register.inclusion_tag("_components/empty_state.html")
def empty_state(icon, what, why="", href="", action=""):
    """What is missing, why, and one next step."""
    return {"icon": icon, "what": what, "why": why, "href": href, "action": action}


@register.inclusion_tag("_components/progress.html")
def job_progress(job, url=""):
    """How far a job has come. While it is under way the part asks for itself again each second."""
    total = job.progress_total or 0
    return {
        "job": job,
        "url": url,
        "total": total,
        "percent": min(100, round(100 * (job.progress_done or 0) / total)) if total else None,
        "under_way": job.state in ("queued", "running"),
    }


# --- Frames ----------------------------------------------------------------------------------------------------


@register.simple_block_tag
def crumbs(content):
    """Where this page stands, as links written by the page."""
    return format_html('<nav class="crumbs" aria-label="{}">{}</nav>', _("You are here"), content)


@register.simple_block_tag
def card(content, id, title, note="", link="", link_text="", css="", level=2):
    """A titled section. The heading names the section, so readers can jump to it."""
    more = format_html('<a class="push" href="{}">{}</a>', link, link_text) if link else ""
    small = format_html('<p class="note">{}</p>', note) if note else ""
    head = format_html('<h{} id="{}">{}</h{}>{}{}', level, id, title, level, more, small)
    return format_html(
        '<section class="card{}" aria-labelledby="{}"><div class="card-header">{}</div>{}</section>',
        f" {css}" if css else "",
        id,
        head,
        content,
    )


@register.simple_tag
def options(choices, chosen):
    """The <option>s of (code, name) pairs, the chosen one selected: of hundreds of schools, a page's loop is slow.

    A pair of a heading and more pairs is a group.
    """
    if any(isinstance(name, list | tuple) for _code, name in choices):
        groups = ((heading, options(pairs, chosen)) for heading, pairs in choices)
        return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)
    rows = ((code, " selected" if str(code) == chosen else "", name) for code, name in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


# --- Fields ----------------------------------------------------------------------------------------------------


def _kind(widget):
    """How a field is laid out: one box to tick, a group of choices, a drop-down, or anything typed."""
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return "group"
    if isinstance(widget, Select | SelectMultiple):
        return "select"
    return "text"


_CONTROL = {"check": "form-check-input", "group": "form-check-input", "select": "form-select", "text": "form-control"}


@register.inclusion_tag("_components/field.html")
def field(bound, label=None, placeholder="", css="", lang="", autofocus=False, hide_label=False, **more):
    """A form field whole: label, control, help and errors, tied to each other for readers.

    `placeholder=None` drops the form's own. More: `mark_optional=False` (as in filters) and `hide_help=True`.
    """
    kind = _kind(bound.field.widget)
    own = bound.field.widget.attrs.get("class", "")
    attrs = {"class": " ".join(filter(None, [_CONTROL[kind], own, "is-invalid" if bound.errors else ""]))}
    if kind == "group":
        bound.field.widget.attrs["class"] = attrs["class"]
    if kind == "text":
        attrs["maxlength"] = False  # a browser cuts off what is pasted without a word; the form says what is too long
    if placeholder is None:
        bound.field.widget.attrs.pop("placeholder", None)
    elif placeholder:
        attrs["placeholder"] = placeholder
    if more.get("hide_help"):
        bound.help_text = ""
    if lang:
        attrs["lang"] = lang
    if autofocus:
        attrs["autofocus"] = True
    return {
        "field": bound,
        "kind": kind,
        "label": bound.label if label is None else label,
        "control": _choices(bound) if kind == "group" else _control(bound, attrs),
        "optional": more.get("mark_optional", True) and not hide_label and not bound.field.required and kind != "check",
        "hide_label": hide_label,
        "css": css,
    }


def _control(bound, attrs):
    """What is typed or chosen in. A drop-down is drawn at once rather than with a template for each of its lines."""
    widget = bound.field.widget
    if type(widget) is not Select:
        return bound.as_widget(attrs=attrs)
    choices = [
        *(pair for pair in widget.choices)
    ]  # a list of the choices themselves would ask first how many there are
    if any(isinstance(words, list | tuple) for _code, words in choices):
        return bound.as_widget(attrs=attrs)
    return bound.as_widget(LongSelect(widget.attrs, choices), attrs=attrs)


def _choices(bound):
    """The boxes of a group, each in its label, drawn at once: a hundred colleagues are a hundred boxes."""
    rows = (
        (box["attrs"].get("id", ""), box["type"], box["name"], box["value"], flatatt(box["attrs"]), box["label"])
        for box in (each.data for each in bound.subwidgets)
    )
    drawn = '<label class="form-check" for="{}"><input type="{}" name="{}" value="{}"{}> <span>{}</span></label>'
    return format_html_join("", drawn, rows)


@lru_cache(maxsize=256)
def _options_drawn(choices, chosen):
    return options(choices, chosen)


class LongSelect(Select):
    """A drop-down of hundreds, drawn at once: a template for each line took a page of them a tenth of a second."""

    def render(self, name, value, attrs=None, renderer=None):
        choices = tuple((str(code), str(words)) for code, words in self.choices)
        attrs = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attrs, _options_drawn(choices, "" if value is None else str(value)))


@register.inclusion_tag("_components/form.html")
def form_fields(form):
    """Refusals, hidden fields, then every field in the form's own order."""
    return {"form": form}


@register.inclusion_tag("_components/form_errors.html")
def form_errors(form):
    """What the form as a whole was refused for."""
    return {"form": form}


# --- Lists: state lives in the address ---------------------------------------------------------------------------


def _address(request, **changes):
    """This page's address with some keys changed; the page number never survives a change of question."""
    query = request.GET.copy()
    query.pop("page", None)
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = value
    return f"?{query.urlencode()}" if query else request.path


@register.inclusion_tag("_components/sort_header.html", takes_context=True)
def sort_header(context, label, key, css="", first="", default=""):
    """A column head that sorts. `first` is "-" where the first click should put the largest on top."""
    request = context["request"]
    now = request.GET.get("sort") or default
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    flipped = {"ascending": f"-{key}", "descending": key}.get(direction, f"{first}{key}")
    return {"label": label, "css": css, "direction": direction, "href": _address(request, sort=flipped)}


@register.inclusion_tag("_components/pagination.html", takes_context=True)
def pagination(context, page):
    """Which rows of how many, and the way to the next and the last ones."""
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("_components/filter_chip.html", takes_context=True)
def filter_chip(context, label, key, value=None):
    """A filter that is on; following it takes the filter off."""
    request = context["request"]
    query = request.GET.copy()
    query.pop("page", None)
    left = [kept for kept in query.getlist(key) if value is not None and kept != str(value)]
    query.setlist(key, left)
    return {"label": label, "href": f"?{query.urlencode()}" if query.urlencode() else request.path}


@register.simple_tag
def tab(label, url, count=None, current=False):
    """One saved search or part of a page, inside <nav class="segments">."""
    number = format_html(" <b>{}</b>", count) if count is not None else ""
    return _choice(label, url, "page" if current else "", number)


@register.simple_tag
def choice_link(label, url, current=False):
    """One of a few exclusive choices, inside <div class="choice">."""
    return _choice(label, url, "true" if current else "")


def _choice(label, url, current, more=""):
    mark = format_html(' aria-current="{}"', current) if current else ""
    return format_html('<a href="{}"{}>{}{}</a>', url, mark, conditional_escape(label), more)
