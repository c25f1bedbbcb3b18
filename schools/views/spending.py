"""Pages for what was spent: figures typed in a grid."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Permission, allow
from schools import spending
from schools.forms.planning import AmountFormSet, ReportForm
from schools.models import Actual, PlanLine, PlanVersion, SourceFile
from schools.views.planning import add_refusal, all_valid, document_of

UNDO = "spending-just-reported"


@allow(Permission.MANAGE_PLANS)
@require_http_methods(["GET", "POST"])
def report_spending(request, pk):
    """One report's figures, line by line. A blank cell stays "not reported"."""
    version = filed_version(request.user, pk)
    lines = PlanLine.objects.editable_by(request.user).filter(version=version).with_spent().order_by("number")
    form = ReportForm(request.POST or None, request.FILES or None)
    document = document_of(request, form, SourceFile.Kind.SPENDING)
    amounts = AmountFormSet(request.POST or None, prefix="spent", lines=lines)
    if request.method == "POST" and all_valid(form, amounts) and _is_sure(form, amounts.amounts()):
        facts = {name: form.cleaned_data[name] for name in ("as_of", "source_note", "replace")}
        try:
            reported = spending.report_many(version, amounts.amounts(), document=document, by=request.user, **facts)
        except spending.AlreadyReported as refusal:
            _show_clashes(form, amounts, refusal)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            return answer_reported(request, version, reported, may_undo=not facts["replace"])
    context = {"version": version, "school": version.school, "form": form, "amounts": amounts, "document": document}
    return render(request, "schools/spending.html", context)


def filed_version(user, pk):
    found = PlanVersion.objects.editable_by(user).filed().select_related("school", "organization")
    return get_object_or_404(found, pk=pk)


def answer_reported(request, version, reported, *, may_undo):
    """Back to the plan, where the figures stand now. A correction is not undone: it is corrected again."""
    count = len(reported)
    sentence = ngettext("Spending on %(count)d line saved.", "Spending on %(count)d lines saved.", count)
    request.session[UNDO] = [actual.pk for actual in reported]
    undo = reverse("schools:take_back_spending", args=[version.pk]) if may_undo else ""
    messages.success(request, sentence % {"count": count}, extra_tags=undo)
    return redirect("schools:plan", version.school.cds_code, version.year)


@allow(Permission.MANAGE_PLANS)
@require_POST
def take_back_spending(request, pk):
    """Undo the report this person just saved."""
    version = filed_version(request.user, pk)
    saved = request.session.pop(UNDO, [])
    mine = Actual.objects.editable_by(request.user).filter(
        pk__in=saved, line__version=version, recorded_by=request.user
    )
    try:
        spending.take_back(version, mine, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The figures are taken back."))
    return redirect("schools:plan", version.school.cds_code, version.year)


def _is_sure(form, amounts):
    """Money below zero is asked about once: it is rare, and a stray minus sign is not."""
    if any(cents < 0 for _line, cents in amounts) and not form.cleaned_data["below_zero"]:
        form.asked.add("below_zero")
        form.add_error("below_zero", _("An amount is below zero. If money came back, tick this box and save again."))
        return False
    return True


def _show_clashes(form, amounts, refusal):
    """Each figure that stands already, at its cell, and the box that corrects them."""
    for row in amounts.forms:
        if row.line.pk in refusal.lines:
            row.add_error("spent_cents", refusal.lines[row.line.pk])
    form.asked.add("replace")
    form.add_error("replace", _("Some lines have a figure for this day already."))
