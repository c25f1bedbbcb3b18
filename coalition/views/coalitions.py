"""Pages of coalitions: the list, one coalition, its charter."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Permission, allow
from coalition import joining, panels
from coalition.forms.rosters import CharterForm, CoalitionForm
from coalition.models import Coalition
from coalition.views.attempting import attempt, attempt_change

PARTNERS_SHOWN = 20


@allow(Permission.VIEW_COALITION, Permission.REPRESENT)
@require_GET
def coalitions(request):
    """The coalitions this user can see, with what stands today."""
    found = Coalition.objects.visible_to(request.user).with_counts(timezone.localdate()).select_related("keeper")
    return render(request, "coalition/list.html", {"coalitions": found})


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def found_coalition(request):
    """Set up a coalition."""
    form = CoalitionForm(request.POST or None, user=request.user)
    if form.is_valid() and (founded := attempt(form, joining.found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Coalition set up. These are the usual rules: change what your charter says."))
        return redirect("coalition:charter", founded.pk)
    page = {
        "title": _("Set up a coalition"),
        "trail": [(reverse("coalition:list"), _("Coalitions"))],
        "form": form,
        "button": _("Set up"),
        "cancel": reverse("coalition:list"),
    }
    return render(request, "coalition/form.html", page)


@allow(Permission.VIEW_COALITION, Permission.REPRESENT)
@require_GET
def coalition(request, pk):
    """One coalition today: its committees, partners and charter."""
    coalition = get_object_or_404(Coalition.objects.visible_to(request.user).select_related("keeper"), pk=pk)
    on = coalition.keeper.today()
    partners = coalition.partners.current(on).select_related("organization")
    committees = list(coalition.committees.standing(on).with_counts(on, coalition.warning_days))
    return render(
        request,
        "coalition/coalition.html",
        {
            "coalition": coalition,
            "on": on,
            "committees": committees,
            "partners": partners[:PARTNERS_SHOWN],
            "partner_count": partners.count(),
            "place_count": sum(committee.place_count for committee in committees),
            "filled_count": sum(committee.filled_count for committee in committees),
            "vacant_count": sum(committee.vacant_count for committee in committees),
            "ending_by": on + dt.timedelta(days=coalition.warning_days),
            "ending_count": sum(committee.ending_count for committee in committees),
            "may_edit": coalition.is_kept_by(request.user),
            "panels": panels.drawn("coalition", coalition, request, on),
        },
    )


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def charter(request, pk):
    """Change by which rules the coalition decides."""
    coalition = get_object_or_404(Coalition.objects.editable_by(request.user), pk=pk)
    verb = "coalition.charter_changed"
    done, shown = attempt_change(request, CharterForm, coalition, joining.change_charter, verb=verb)
    if done:
        messages.success(request, _("Charter saved. Decisions made before keep the rules they were made by."))
        return redirect("coalition:coalition", coalition.pk)
    page = {
        "title": _("Charter"),
        "trail": trail_of(coalition),
        "button": _("Save charter"),
        "cancel": reverse("coalition:coalition", args=[coalition.pk]),
    }
    return render(request, "coalition/form.html", page | shown)


def trail_of(coalition, *further):
    """The way here: (address, words) pairs from the list of coalitions down."""
    here = reverse("coalition:coalition", args=[coalition.pk])
    return [(reverse("coalition:list"), _("Coalitions")), (here, coalition.name), *further]
