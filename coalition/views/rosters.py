"""Rosters to take along, and who sat when."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.access import Permission, allow
from coalition import printing, rosters
from coalition.forms.rosters import OnForm
from coalition.models import Committee, CommitteeSeat

SEATS_A_PAGE = 100
FILES = {
    "pdf": (printing.as_pdf, "application/pdf"),
    "xlsx": (printing.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "vcf": (printing.as_vcards, "text/vcard; charset=utf-8"),
}


@allow(Permission.VIEW_COALITION, Permission.REPRESENT)
@require_GET
def roster_file(request, pk, extension):
    """The roster as of a day, as a file. That it was taken along is written down before the first byte."""
    committee = get_object_or_404(_seen(request.user), pk=pk)
    roster = rosters.roster(committee, OnForm.asked(request, committee.coalition.keeper.today()))
    make, content_type = FILES[extension]
    printing.note(roster, by=request.user)
    answer = HttpResponse(make(roster), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{printing.name_of(roster, extension)}"'
    answer["Cache-Control"] = "no-store"
    return answer


@allow(Permission.VIEW_COALITION, Permission.REPRESENT)
@require_GET
def history(request, pk):
    """Who sat on a day, and every seat there ever was."""
    committee = get_object_or_404(_seen(request.user), pk=pk)
    today = committee.coalition.keeper.today()
    form = OnForm(request.GET or None)
    asked = form.is_valid() and form.cleaned_data["on"]
    roster = rosters.roster(committee, asked) if asked else None
    seats = CommitteeSeat.objects.filter(committee=committee).select_related("holder", "organization")
    every = seats.order_by("organization__name", "-starts_on", "part", "pk")
    return render(
        request,
        "coalition/history.html",
        {
            "committee": committee,
            "coalition": committee.coalition,
            "form": form,
            "asked": asked,
            "roster": roster,
            "page": Paginator(roster.lines if asked else every, SEATS_A_PAGE).get_page(request.GET.get("page")),
            "today": today,
            "may_edit": committee.coalition.is_kept_by(request.user),
        },
    )


def _seen(user):
    return Committee.objects.visible_to(user).select_related("coalition__keeper")
