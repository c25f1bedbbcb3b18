"""Pages of the school directory: the list, a school's facts, its promise, files to import and what came of them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import accounts.working as working
from accounts.access import Permission, allow
from accounts.models import Job
from kit.numbers import number_of
from kit.suppression import FLOOR
from kit.years import current_school_year, school_year
from schools import allocating, keeping, picturing, promising
from schools.forms.directory import PromiseForm, SchoolFilter, SchoolsFileForm, SeniFileForm, SettleForm
from schools.models import School, SourceFile, UnmatchedRow, YearPromise

ROWS_PER_PAGE = 50
MOST_ON_MAP = 2000
MOST_FOUND = 10
SETTLED_SHOWN = 20


@allow(Permission.VIEW_SCHOOLS)
@require_GET
def school_list(request):
    """Schools that fit the search and filters, as a table or as a map."""
    schools = School.objects.visible_to(request.user)
    form = SchoolFilter(request.GET, schools=schools)
    found = form.found()
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "chips": form.chips(),
        "year": school_year(form.seni_year),
        "has_seni": bool(form.years),
        "all_count": schools.count(),
        "fewest": FLOOR,
        "as_map": form.cleaned_data["view"] == "map",
    }
    if context["as_map"]:
        context["points"] = picturing.points(found[:MOST_ON_MAP])
        context["most_on_map"] = MOST_ON_MAP
    return render(request, "schools/list.html", context)


@allow(Permission.VIEW_SCHOOLS)
@require_GET
def about(request, cds_code):
    """What the state and the district publish about one school, each figure with its year and source."""
    school = get_object_or_404(School.objects.visible_to(request.user).select_related("source"), cds_code=cds_code)
    enrollments = school.enrollments.visible_to(request.user).select_related("source")
    records = school.seni_records.visible_to(request.user).select_related("source").order_by("-year")
    context = {
        "school": school,
        "enrollment": picturing.enrollment_table(enrollments),
        "seni": [picturing.SeniLine(record) for record in records],
        "promises": school.promises.visible_to(request.user).order_by("-year"),
        "this_year": current_school_year(),
    }
    return render(request, "schools/about.html", context)


@allow(Permission.MANAGE_PLANS)
@require_http_methods(["GET", "POST"])
def promise(request, cds_code, year):
    """By when this school said it would answer its families about one year's plan."""
    school = get_object_or_404(School.objects.editable_by(request.user), cds_code=cds_code)
    standing = YearPromise.objects.filter(school=school, year=year).first()
    form = PromiseForm(request.POST or None, instance=standing)
    if form.is_valid():
        try:
            promising.promise(school, year, **form.cleaned_data, by=request.user, organization=request.organization)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Promise for %(year)s saved.") % {"year": school_year(year)})
            return redirect("schools:about", school.cds_code)
    return render(request, "schools/promise.html", {"school": school, "year": year, "form": form})


@allow(Permission.VIEW_SCHOOLS)
@require_GET
def kept_file(request, pk):
    """A file as it was received. Always a download: what is in it never runs on our pages."""
    source = get_object_or_404(SourceFile.objects.visible_to(request.user), pk=pk)
    answer = FileResponse(
        source.file.open("rb"), as_attachment=True, filename=source.name, content_type="application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@allow(Permission.IMPORT_RECORDS)
@require_http_methods(["GET", "POST"])
def import_schools(request):
    """Take the state's school file and have it read in the background."""
    return _import_page(request, SchoolsFileForm, SourceFile.Kind.SCHOOLS, "schools/import_schools.html")


@allow(Permission.IMPORT_RECORDS)
@require_http_methods(["GET", "POST"])
def import_seni(request):
    """Take the district's SENI file of one year and have it read in the background."""
    return _import_page(request, SeniFileForm, SourceFile.Kind.SENI, "schools/import_seni.html")


def _import_page(request, form_class, kind, template):
    """Ask for a file; keep it, put the work in line and go to its progress."""
    form = form_class(request.POST or None, request.FILES or None)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            source = keeping.keep(
                answers["file"],
                kind=kind,
                by=request.user,
                organization=request.organization,
                source_address=answers["source_address"],
                obtained_on=answers["obtained_on"],
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            job = working.ask(
                f"schools.import_{kind}",
                by=request.user,
                organization=request.organization,
                payload={"source": source.pk, "year": answers["year"]},
            )
            return redirect("accounts:job", job.pk)
    return render(request, template, {"form": form, "earlier": _earlier(request.user, kind)})


def _earlier(user, kind):
    """The last files of this kind that were received."""
    return SourceFile.objects.visible_to(user).filter(kind=kind).select_related("uploaded_by", "organization")[:8]


@allow(Permission.IMPORT_RECORDS)
@require_GET
def import_result(request, pk):
    """What an import changed, and the rows it could not read."""
    job = get_object_or_404(
        Job.objects.visible_to(request.user).filter(kind__startswith="schools.import_").select_related("asked_by"),
        pk=pk,
    )
    if job.state != Job.State.DONE:
        return redirect("accounts:job", job.pk)
    sources = SourceFile.objects.visible_to(request.user)
    context = {
        "job": job,
        "result": job.result,
        "read": sum(job.result.get(kind, 0) for kind in ("added", "changed", "unchanged", "closed")),
        "source": sources.filter(pk=job.payload.get("source")).first(),
        "is_seni": job.kind == "schools.import_seni",
    }
    return render(request, "schools/import_result.html", context)


@allow(Permission.IMPORT_RECORDS)
@require_GET
def unmatched(request):
    """Rows of SENI files whose code no school has, one page at a time, and a search for the school each one is."""
    rows = UnmatchedRow.objects.editable_by(request.user).waiting().select_related("source")
    row = rows.filter(pk=number_of(request.GET.get("row"))).first()
    return _unmatched_page(request, row)


def _unmatched_page(request, row, form=None):
    """The waiting rows; with `row`, the search for its school; with `form`, why a school was refused."""
    rows = UnmatchedRow.objects.editable_by(request.user).waiting().select_related("source")
    words = request.GET.get("q", "").strip()[:100]
    settled = UnmatchedRow.objects.editable_by(request.user).settled().select_related("source", "school")
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "row": row,
        "form": form,
        "words": words,
        "found": School.objects.visible_to(request.user).matching(words)[:MOST_FOUND] if row and words else [],
        "settled": settled[:SETTLED_SHOWN],
    }
    return render(request, "schools/unmatched.html", context)


@allow(Permission.IMPORT_RECORDS)
@require_POST
def settle(request, pk):
    """Say which school a row is, or set it aside."""
    row = get_object_or_404(UnmatchedRow.objects.editable_by(request.user).select_related("source"), pk=pk)
    form = SettleForm(request.POST, schools=School.objects.visible_to(request.user))
    if form.is_valid():
        try:
            row = allocating.settle_row(row, school=form.cleaned_data["school"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    if form.errors:
        return _unmatched_page(request, row, form)
    said = _("Row %(row)s matched to %(school)s.") if row.school else _("Row %(row)s set aside.")
    undo = reverse("schools:reopen_row", args=[row.pk])
    messages.success(request, said % {"row": row.row_number, "school": row.school}, extra_tags=undo)
    return redirect("schools:unmatched")


@allow(Permission.IMPORT_RECORDS)
@require_POST
def reopen_row(request, pk):
    """Take back what was said about a row. A row that waits already simply goes on waiting."""
    row = get_object_or_404(UnmatchedRow.objects.editable_by(request.user), pk=pk)
    if row.settled_at:
        allocating.reopen_row(row, by=request.user)
        messages.success(request, _("Row %(row)s waits again.") % {"row": row.row_number})
    return redirect("schools:unmatched")
