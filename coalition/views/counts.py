"""What a coalition did in a year, in figures that single nobody out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Permission, allow
from coalition import counts as counting
from coalition.models import Coalition, Partner

YEARS = 4


@allow(Permission.VIEW_COALITION, Permission.REPRESENT)
@require_GET
def counts(request, pk):
    """People reached, turnout and asks of a year, each human once across the partners that take part."""
    coalition = get_object_or_404(Coalition.objects.visible_to(request.user).select_related("keeper"), pk=pk)
    on = coalition.keeper.today()
    years = list(range(on.year, on.year - YEARS, -1))
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in years else on.year
    found = counting.counts(coalition, year, on=on)
    own = coalition.partners.current(on).select_related("organization", "coalition")
    context = {
        "coalition": coalition,
        "counts": found,
        "rows": [(row, list(zip(found.partners, row.by_partner, strict=True))) for row in found.rows],
        "years": years,
        "says_for": [partner for partner in own if counting.may_say(partner, request.user)],
    }
    return render(request, "coalition/counts.html", context)


@allow(*counting.MAY_JOIN)
@require_POST
def join_or_leave(request, pk):
    """Say for one's own organization whether its people count."""
    partner = get_object_or_404(Partner.objects.filter(coalition__in=Coalition.objects.visible_to(request.user)), pk=pk)
    deed = counting.join if request.POST.get("joins") == "yes" else counting.leave
    try:
        partner = deed(partner, by=request.user)
    except PermissionDenied:
        raise Http404 from None
    name = {"organization": partner.organization}
    words = _("The people of %(organization)s count from now on.") if partner.joins_counts else None
    messages.success(request, (words or _("The people of %(organization)s do not count any more.")) % name)
    return redirect("coalition:counts", partner.coalition_id)
