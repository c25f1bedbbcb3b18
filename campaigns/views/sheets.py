"""Pages of paper sign-in sheets: starting one, typing it in a grid, checking what is unsure, and printing one."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Permission, allow
from campaigns import sheets as typing
from campaigns.forms.events import StartSheetForm
from campaigns.models import Event, SignInSheet
from campaigns.reading_lines import MOST_LINES
from campaigns.showing_lines import Choice, rows_of, totals_of
from campaigns.views.events import may_type
from kit.numbers import number_of
from members import finding
from members.models import ConsentEvent, Person

LINES_SHOWN, MOST_FOUND = 15, 8
CELL = re.compile(r"line-(\d{1,4})-name")


@allow(Permission.CHECK_IN)
@require_http_methods(["GET", "POST"])
def sheets(request, pk):
    """The sheets of an event, and the start of the next one."""
    event = get_object_or_404(Event.objects.visible_to(request.user).select_related("steward"), pk=pk)
    started = SignInSheet.objects.editable_by(request.user).filter(event=event).order_by("number")
    is_typist = may_type(request.user, event)
    form = StartSheetForm(request.POST or None, last=started.last())
    if request.method == "POST" and is_typist and form.is_valid():
        made = typing.start_sheet(event, by=request.user, **form.cleaned_data)
        return redirect("campaigns:sheet", event.pk, made.number)
    if not is_typist:
        return redirect("campaigns:event", event.pk)
    return render(request, "campaigns/sheets.html", {"event": event, "sheets": started, "form": form})


@allow(Permission.CHECK_IN)
@require_http_methods(["GET", "POST"])
@never_cache
def sheet(request, pk, number):
    """The grid. Lines are saved while one types; without script the whole form is sent at once."""
    found = _sheet(request, pk, number)
    if found.finished_at and request.method == "POST":  # a second click, or somebody else was quicker
        return redirect("campaigns:event", pk)
    if found.finished_at:
        return render(request, "campaigns/sheet_read.html", _read(found))
    if request.method == "POST":
        _save(request, found)
        if request.POST.get("do") == "finish":
            return _finish(request, found)
        messages.success(request, _("Lines saved."))
        return redirect("campaigns:sheet", pk, number)
    return render(request, "campaigns/sheet.html", _context(found, shown=LINES_SHOWN))


@allow(Permission.CHECK_IN)
@require_POST
@never_cache
def save_lines(request, pk, number):
    """What was just typed. Answers with who each line is now, the totals, and what needs another look."""
    found = _sheet(request, pk, number)
    try:
        _save(request, found)
    except ValidationError as refusal:
        return JsonResponse({"refusal": " ".join(refusal.messages)}, status=409)
    context = _context(found, shown=0)
    return JsonResponse(
        {
            "who": {row.number: _part(request, "_who", {"row": row}) for row in context["rows"]},
            "totals": _part(request, "_sheet_totals", context),
            "checks": _part(request, "_sheet_checks", context),
        }
    )


@allow(Permission.CHECK_IN)
@require_http_methods(["GET", "POST"])
@never_cache
def check_sheet(request, pk, number):
    """The lines that need another look, one below the other, and the end of the sheet."""
    found = _sheet(request, pk, number)
    if found.finished_at:
        return redirect("campaigns:event", pk)
    if request.method == "POST":
        _save(request, found)
        if request.POST.get("do") == "finish":
            return _finish(request, found)
    context = _context(found, shown=0)
    asked_for = request.POST.get("do", "").removeprefix("find-") or request.GET.get("line", "")
    context["waiting"] = [row for row in context["rows"] if row.needs_a_look or str(row.number) == asked_for]
    for row in context["waiting"]:
        if str(row.number) == asked_for:
            _find(request, found, row)
    context["fresh"] = [row for row in context["rows"] if row.state == "new"]
    return render(request, "campaigns/check_sheet.html", context)


@allow(Permission.CHECK_IN)
@require_http_methods(["GET", "POST"])
@never_cache
def drop_sheet(request, pk, number):
    """Ask first: what was typed goes with the sheet."""
    found = _sheet(request, pk, number)
    if found.finished_at:
        return redirect("campaigns:sheet", pk, number)
    if request.method == "GET":
        return render(request, "campaigns/drop_sheet.html", _context(found, shown=0))
    typing.drop(found, by=request.user)
    messages.success(request, _("Sheet %(number)s is thrown away.") % {"number": number})
    return redirect("campaigns:event", pk)


def _find(request, found, row):
    """Put people with the words looked for among those whom the line could be."""
    people = Person.objects.visible_to(request.user)
    row.looked_for = request.POST.get(f"find-{row.number}", "").strip()
    row.is_open = True
    people = people.filter(steward=found.event.steward_id)
    near = finding.closest(people, row.looked_for, stewards=[found.event.steward_id], most=MOST_FOUND)
    known = {choice.person.pk for choice in row.choices}
    row.choices += [Choice(person, "") for person in near if person.pk not in known]
    row.found = len(near)


def _finish(request, found):
    """Take the sheet in, or show what still keeps it from being taken in."""
    typing.match(found, by=request.user)
    try:
        typing.finish(found, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect("campaigns:check_sheet", found.event_id, found.number)
    lines = rows_of(found.lines.select_related("person"))
    totals = totals_of(lines)
    known = ngettext("%(count)s known", "%(count)s known", totals.known) % {"count": totals.known}
    made = ngettext("%(count)s new person", "%(count)s new people", totals.new) % {"count": totals.new}
    said = _("Sheet %(number)s is finished: %(known)s, %(made)s.")
    messages.success(request, said % {"number": found.number, "known": known, "made": made})
    return redirect("campaigns:event", found.event_id)


def _sheet(request, pk, number):
    mine = SignInSheet.objects.editable_by(request.user).select_related("event__steward")
    return get_object_or_404(mine, event=pk, number=number)


def _context(found, *, shown):
    """The lines as rows, the totals, and how many sheets there are."""
    rows = rows_of(found.lines.select_related("person"), shown=shown)
    return {
        "sheet": found,
        "event": found.event,
        "rows": rows,
        "totals": totals_of(rows),
        "of": found.event.sheets.count(),
        "most": MOST_LINES,
        "allowed": max(MOST_LINES, *(row.number for row in rows), 0) if rows else MOST_LINES,
    }


def _read(found):
    """A finished sheet. Who wrote "leave me alone" beside their name said so on this paper, that day."""
    context = _context(found, shown=0)
    paper = {"no": 1, "source": ConsentEvent.Source.PAPER, "said_on": localtime(found.event.starts_at).date()}
    for row in context["rows"]:
        row.no_said = urlencode({**paper, "evidence": typing.where_written(found, row.number)})
    return context


def _part(request, name, context):
    return render_to_string(f"campaigns/{name}.html", context, request=request)


def _save(request, found):
    """Keep the lines of a form, then what was said by hand about who they are."""
    lines, chosen = _typed(request.POST)
    kept = {line.number: line for line in typing.save_lines(found, lines, by=request.user)}
    people = Person.objects.visible_to(request.user).filter(steward=found.event.steward_id)
    for number, who in chosen.items():
        line = kept.get(number)
        if line is None or not line.name:
            continue
        if who == "ask":
            typing.unsettle(line, by=request.user)
        elif who == "new":
            typing.settle(line, None, by=request.user)
        elif person := people.filter(pk=who).first():
            typing.settle(line, person, by=request.user)


def _typed(data):
    """Lines as the deed takes them, and {number: "new", "ask" or a person's id}."""
    lines, chosen = [], {}
    for name in data:
        if not (found := CELL.fullmatch(name)):
            continue
        prefix, number = f"line-{found[1]}", int(found[1]) + 1
        line = {cell: data.get(f"{prefix}-{cell}", "") for cell in typing.CELLS}
        lines.append({"number": number, **line, "may_text": f"{prefix}-may_text" in data})
        if f"{prefix}-as_said_shown" in data:
            lines[-1]["asked_as_said"] = f"{prefix}-asked_as_said" in data
        who = data.get(f"{prefix}-who", "")
        if who in ("new", "ask") or number_of(who) is not None:
            chosen[number] = who
    return lines, chosen
