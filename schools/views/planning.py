"""Pages of a school's spending plan: reading it, drafting a version in the grid, filing and approving it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow, may, organizations_with
from kit.numbers import number_of
from schools import comparing, keeping, planning
from schools.forms.planning import DraftForm, FilingForm, LineFormSet, line_rows
from schools.models import PlanLine, PlanVersion, School, SourceFile
from schools.templatetags.trail import nice_scale

BLANK_LINES = 5


@allow(Permission.VIEW_SCHOOLS)
@require_GET
def plan(request, cds_code, year):
    """One school's plan for one year: the version asked for, else the newest filed one, else the draft."""
    school = get_object_or_404(School.objects.visible_to(request.user), cds_code=cds_code)
    versions = list(_versions(request.user, school, year))
    shown = _shown(versions, request.GET.get("version"))
    previous = next((one for one in versions if shown and one.number < shown.number and one.is_filed), None)
    lines = _lines(request.user, shown)
    totals = comparing.totals(lines)
    context = {
        "school": school,
        "year": year,
        "years": [(one, one == year) for one in (year - 1, year, year + 1)],
        "seni": school.seni_records.visible_to(request.user).filter(year=year).first(),
        "versions": versions,
        "version": shown,
        "newest": next((one for one in versions if one.is_filed), None),
        "draft": next((one for one in versions if not one.is_filed), None),
        "previous": previous,
        "groups": comparing.grouped(lines),
        "totals": totals,
        "scale": nice_scale(max((line.amount_cents for line in lines), default=0)),
        "changes": comparing.differences(_lines(request.user, previous), lines) if previous else [],
        "may_manage": may(request.user, Permission.MANAGE_PLANS),
    }
    return render(request, "schools/plan.html", context)


def _versions(user, school, year):
    """A school's versions for one year, newest first, with their sums."""
    found = PlanVersion.objects.visible_to(user).filter(school=school, year=year)
    return found.with_totals().select_related("document", "recorded_by", "organization").order_by("-number")


def _shown(versions, asked):
    """The version whose number was asked for, else the newest filed, else the newest."""
    by_number = {str(version.number): version for version in versions}
    newest_filed = next((version for version in versions if version.is_filed), None)
    return by_number.get(asked) or newest_filed or (versions[0] if versions else None)


def _lines(user, version):
    if version is None:
        return []
    found = PlanLine.objects.visible_to(user).filter(version=version)
    return list(found.with_spent().with_latest_report().order_by("number"))


@allow(Permission.MANAGE_PLANS)
@require_POST
def start_plan(request, cds_code, year):
    """Open a draft, empty or with the lines of a version, and go on in the grid."""
    school = get_object_or_404(School.objects.editable_by(request.user), cds_code=cds_code)
    copied = number_of(request.POST.get("copy"))
    found = PlanVersion.objects.editable_by(request.user).filter(school=school, year=year)
    copy_from = get_object_or_404(found, pk=copied) if copied is not None else None
    organization = acting_organization(request)
    try:
        version = planning.start_version(school, year, by=request.user, organization=organization, copy_from=copy_from)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect("schools:plan", school.cds_code, year)
    return redirect("schools:edit_plan", version.pk)


def acting_organization(request):
    """The organization in whose name this user records plans: the one they act for, if it lets them."""
    places = organizations_with(request.user, Permission.MANAGE_PLANS)
    return places.filter(pk=getattr(request.organization, "pk", None)).first() or places.first()


@allow(Permission.MANAGE_PLANS)
@require_http_methods(["GET", "POST"])
def edit_plan(request, pk):
    """The draft's lines in a grid. What somebody typed stays on the page until it can be saved."""
    version = _editable(request.user, pk)
    if version.is_filed:
        messages.info(request, _("This version was filed and cannot be changed. Start a new version."))
        return _to_plan(version)
    form, lines = _draft_forms(request, version)
    meanwhile = []
    if request.method == "POST" and all_valid(form, lines):
        answers = {"narrative": form.cleaned_data["engagement_narrative"], "seen": form.cleaned_data["seen"]}
        try:
            saved = planning.save_lines(version, lines.drafts(), by=request.user, **answers)
        except planning.ChangedMeanwhile as refusal:
            form.add_error(None, refusal)
            meanwhile = _lines(request.user, version)
            form.see(planning.token_of(version))
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, _("Draft of version %(number)d saved.") % {"number": saved.number})
            return redirect("schools:edit_plan", pk) if "more" in request.POST else _to_plan(saved, saved.number)
    context = {"version": version, "school": version.school, "form": form, "lines": lines, "meanwhile": meanwhile}
    return render(request, "schools/edit_plan.html", context)


def _draft_forms(request, version):
    """The draft's own fields and its grid, as posted or as saved."""
    if request.method == "POST":
        fresh = PlanVersion(status=version.status)
        return DraftForm(request.POST, instance=fresh), LineFormSet(request.POST, prefix="lines")
    form = DraftForm(instance=version, initial={"seen": planning.token_of(version)})
    return form, LineFormSet(initial=line_rows(version), prefix="lines")


def all_valid(*forms):
    """Whether all are; each is asked, so that every mistake shows at once."""
    answers = [form.is_valid() for form in forms]
    return all(answers)


def _editable(user, pk):
    found = PlanVersion.objects.editable_by(user).select_related("school", "organization", "document")
    return get_object_or_404(found, pk=pk)


def _to_plan(version, number=None):
    answer = redirect("schools:plan", version.school.cds_code, version.year)
    if number:
        answer["Location"] += f"?version={number}"
    return answer


@allow(Permission.MANAGE_PLANS)
@require_http_methods(["GET", "POST"])
def file_plan(request, pk):
    """Say on which day the school submitted the draft, and keep the plan as it was submitted."""
    version = _editable(request.user, pk)
    form = FilingForm(request.POST or None, request.FILES or None)
    document = document_of(request, form, SourceFile.Kind.PLAN)
    if form.is_valid():
        try:
            day = form.cleaned_data["submitted_on"]
            filed = planning.file_version(version, submitted_on=day, document=document, by=request.user)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Version %(number)d is filed.") % {"number": filed.number})
            return _to_plan(filed)
    earlier = PlanVersion.objects.filed().filter(school=version.school, year=version.year, number__lt=version.number)
    context = {
        "version": version,
        "school": version.school,
        "form": form,
        "document": document or version.document,
        "totals": comparing.totals(_lines(request.user, version)),
        "previous_number": earlier.aggregate(last=Max("number"))["last"],
    }
    return render(request, "schools/file_plan.html", context)


def document_of(request, form, kind):
    """The file sent with this form, kept at once, so that a mistake elsewhere does not ask for it again; or None."""
    if not form.is_bound:
        return None
    form.full_clean()
    if sent := form.cleaned_data.get("document"):
        where = form.cleaned_data.get("source_address") or ""
        place = {"organization": acting_organization(request), "source_address": where}
        try:
            return keeping.keep(sent, kind=kind, by=request.user, **place)
        except ValidationError as refusal:
            form.add_error("document", refusal)
            return None
    kept = form.cleaned_data.get("kept")
    return SourceFile.objects.visible_to(request.user).filter(pk=kept, kind=kind).first() if kept else None


def add_refusal(form, refusal):
    """A deed's refusal at its field, if the form has that field; else above the form."""
    for name, sentences in getattr(refusal, "error_dict", {None: refusal.messages}).items():
        form.add_error(name if name in form.fields else None, sentences)


@allow(Permission.MANAGE_PLANS)
@require_POST
def approve_plan(request, pk):
    """Note that the district approved the plan."""
    version = _editable(request.user, pk)
    try:
        planning.approve(version, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Version %(number)d is approved by the district.") % {"number": version.number})
    return _to_plan(version)


@allow(Permission.MANAGE_PLANS)
@require_http_methods(["GET", "POST"])
def drop_plan(request, pk):
    """Throw a draft away, after asking once."""
    version = _editable(request.user, pk)
    if request.method == "POST":
        try:
            planning.drop_draft(version, by=request.user)
        except ValidationError as refusal:
            messages.warning(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Draft of version %(number)d dropped.") % {"number": version.number})
        return _to_plan(version)
    if version.is_filed:
        return _to_plan(version)
    totals = comparing.totals(_lines(request.user, version))
    return render(request, "schools/drop_plan.html", {"version": version, "school": version.school, "totals": totals})
