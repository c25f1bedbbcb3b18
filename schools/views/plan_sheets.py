"""Plans and spending reports sent as a file: send it, say which column is which, look, save."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Permission, allow
from schools import keeping, planning, spending, uploading
from schools.forms.planning import CategoriesForm, ColumnsForm, SheetForm, SpendingSheetForm
from schools.models import PlanLine, PlanVersion, School, SourceFile
from schools.readers.plan_sheet import ACTUAL_FIELDS, PLAN_FIELDS, guess_mapping
from schools.views.planning import acting_organization, add_refusal
from schools.views.spending import answer_reported, filed_version

FIRST_ROWS = 8


@allow(Permission.MANAGE_PLANS)
@require_http_methods(["GET", "POST"])
def upload_plan(request, cds_code, year):
    """First step: the file."""
    school = get_object_or_404(School.objects.editable_by(request.user), cds_code=cds_code)
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (source := _take(request, form, SourceFile.Kind.PLAN)):
        request.session[_key("plan", school.pk, year)] = {"source": source.pk}
        return redirect("schools:match_plan", school.cds_code, year)
    context = {"school": school, "year": year, "form": form, "draft": _draft(request.user, school, year)}
    return render(request, "schools/upload_plan.html", context)


@allow(Permission.MANAGE_PLANS)
@require_http_methods(["GET", "POST"])
def match_plan(request, cds_code, year):
    """Second step: which column is which, and the lines as they would be saved."""
    school = get_object_or_404(School.objects.editable_by(request.user), cds_code=cds_code)
    key = _key("plan", school.pk, year)
    source = _source(request, key)
    if source is None:
        return redirect("schools:upload_plan", school.cds_code, year)
    sheet = uploading.sheet_of(source)
    columns = ColumnsForm(sheet, PLAN_FIELDS, guess_mapping(sheet.header), request.POST or None)
    reading = _reading(columns, lambda mapping: uploading.read_plan(sheet, mapping))
    categories = CategoriesForm(uploading.words_to_sort(reading), request.POST or None)
    drafts = uploading.drafts(reading, categories.chosen)
    if "save" in request.POST and drafts and not reading.trouble:
        try:
            version = _save_plan(request, school, year, drafts, source)
        except ValidationError as refusal:
            add_refusal(columns, refusal)
        else:
            del request.session[key]
            saved = ngettext("%(count)d line saved as a draft.", "%(count)d lines saved as a draft.", len(drafts))
            messages.success(request, saved % {"count": len(drafts)})
            return redirect("schools:edit_plan", version.pk)
    context = {"school": school, "year": year, "source": source, "sheet": sheet, "columns": columns, "reading": reading}
    context |= {"categories": categories, "first": drafts[:FIRST_ROWS], "count": len(drafts)}
    draft = _draft(request.user, school, year)
    context |= {"draft": draft, "has_choice": "choice" in columns.mapping}
    context["seen"] = planning.token_of(draft) if draft else ""
    return render(request, "schools/match_plan.html", context)


@transaction.atomic
def _save_plan(request, school, year, drafts, source):
    """Into the draft of that year, or a new one."""
    version, seen = _draft(request.user, school, year), request.POST.get("seen", "")
    if version is None:
        organization = acting_organization(request)
        version, seen = planning.start_version(school, year, by=request.user, organization=organization), None
    return planning.save_lines(version, drafts, by=request.user, document=source, seen=seen)


@allow(Permission.MANAGE_PLANS)
@require_http_methods(["GET", "POST"])
def upload_spending(request, pk):
    """First step: the report as a file, and its day."""
    version = filed_version(request.user, pk)
    form = SpendingSheetForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (source := _take(request, form, SourceFile.Kind.SPENDING)):
        kept = {"source": source.pk, "as_of": form.cleaned_data["as_of"].isoformat()}
        request.session[_key("spending", version.pk)] = kept
        return redirect("schools:match_spending", version.pk)
    context = {"version": version, "school": version.school, "form": form}
    return render(request, "schools/upload_spending.html", context)


@allow(Permission.MANAGE_PLANS)
@require_http_methods(["GET", "POST"])
def match_spending(request, pk):
    """Second step: which column is which, and each figure on its line."""
    version = filed_version(request.user, pk)
    key = _key("spending", version.pk)
    source = _source(request, key)
    if source is None:
        return redirect("schools:upload_spending", version.pk)
    as_of = date.fromisoformat(request.session[key]["as_of"])
    sheet = uploading.sheet_of(source)
    lines = PlanLine.objects.editable_by(request.user).filter(version=version).with_spent().order_by("number")
    columns = ColumnsForm(sheet, ACTUAL_FIELDS, guess_mapping(sheet.header, ACTUAL_FIELDS), request.POST or None)
    reading = _reading(columns, lambda mapping: uploading.read_figures(sheet, mapping, lines))
    context = {"version": version, "school": version.school, "source": source, "sheet": sheet, "columns": columns}
    context |= {"reading": reading, "as_of": as_of, "below_zero": sum(row.amount_cents < 0 for row in reading.rows)}
    if "save" in request.POST and reading.rows:
        facts = {"as_of": as_of, "document": source, "by": request.user, "replace": "replace" in request.POST}
        try:
            reported = spending.report_sheet(version, reading.rows, **facts)
        except spending.AlreadyReported as refusal:
            context["clashes"] = refusal.messages
        except ValidationError as refusal:
            add_refusal(columns, refusal)
        else:
            del request.session[key]
            return answer_reported(request, version, reported, may_undo=not facts["replace"])
    return render(request, "schools/match_spending.html", context)


@allow(Permission.MANAGE_PLANS)
@require_POST
def stop_plan_upload(request, cds_code, year):
    """Leave without saving; the file goes too, unless something rests on it."""
    school = get_object_or_404(School.objects.editable_by(request.user), cds_code=cds_code)
    _forget(request, _key("plan", school.pk, year))
    return redirect("schools:plan", school.cds_code, year)


@allow(Permission.MANAGE_PLANS)
@require_POST
def stop_spending_upload(request, pk):
    """Leave without saving; the file goes too, unless something rests on it."""
    version = filed_version(request.user, pk)
    _forget(request, _key("spending", version.pk))
    return redirect("schools:plan", version.school.cds_code, version.year)


def _take(request, form, kind):
    """Keep a file that can be read as a table; for any other, one sentence at the field and nothing kept."""
    try:
        source = keeping.keep(
            form.cleaned_data["file"], kind=kind, by=request.user, organization=acting_organization(request)
        )
    except ValidationError as refusal:
        form.add_error("file", refusal)
        return None
    try:
        uploading.sheet_of(source)
    except ValidationError as refusal:
        keeping.discard(source)
        form.add_error("file", refusal)
        return None
    return source


def _key(*parts):
    """Where the session remembers which file is being looked at: its id, never what is in it."""
    return "-".join(map(str, ("sheet", *parts)))


def _source(request, key):
    """The file the session remembers, if it still stands and this user may see it."""
    kept = request.session.get(key, {})
    return SourceFile.objects.visible_to(request.user).filter(pk=kept.get("source")).first()


def _forget(request, key):
    source = _source(request, key)
    request.session.pop(key, None)
    if source:
        keeping.discard(source)


def _reading(columns, read):
    """The sheet under the mapping; without a usable mapping nothing but the reason."""
    if columns.is_bound and not columns.is_valid():
        return uploading.Reading(trouble=" ".join(columns.non_field_errors()))
    return read(columns.mapping)


def _draft(user, school, year):
    return PlanVersion.objects.editable_by(user).drafts().filter(school=school, year=year).first()
