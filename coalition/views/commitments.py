"""Pages of commitments: what partners promised, what came of it, and a year of them at a glance."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow
from coalition import committing, glance
from coalition.forms.commitments import ChangePromiseForm, PromiseForm, SettleForm
from coalition.models import Coalition, Commitment, Motion
from coalition.views.attempting import attempt, attempt_change
from coalition.views.coalitions import trail_of
from coalition.views.decisions import READERS
from kit.numbers import number_of

PARTNERS_A_PAGE, OPEN_SHOWN = 25, 25
EARLIEST = 1990
SETTLING = {
    Commitment.State.DELIVERED: committing.deliver,
    Commitment.State.BROKEN: committing.mark_broken,
    Commitment.State.RELEASED: committing.release,
}


@allow(*READERS)
@require_GET
def commitments(request, pk):
    """What is open, soonest due first; then a year by partner, and what was settled in it."""
    coalition = get_object_or_404(Coalition.objects.visible_to(request.user).select_related("keeper"), pk=pk)
    on = coalition.keeper.today()
    year = _year(request, on)
    page = Paginator(glance.partners_of(coalition, year), PARTNERS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = glance.year_of(coalition, year, on=on, partners=page.object_list)
    everything = coalition.commitments.select_related("organization", "promised_by")
    still_open = glance.with_turnout(everything.open()[: OPEN_SHOWN + 1])
    context = {
        "coalition": coalition,
        "on": on,
        "year": year,
        "years": range(on.year + 1, max(EARLIEST, on.year - 4), -1),
        "open": committing.with_offers(still_open[:OPEN_SHOWN], request.user),
        "is_cut": len(still_open) > OPEN_SHOWN,
        "page": page,
        "settled": [item for row in page for item in row.commitments if item.state != Commitment.State.PROMISED],
        "may_edit": coalition.is_kept_by(request.user),
    }
    return render(request, "coalition/commitments.html", context)


def _year(request, on):
    asked = request.GET.get("year", "")
    is_year = asked.isascii() and asked.isdecimal() and len(asked) == 4 and EARLIEST <= int(asked) <= on.year + 1
    return int(asked) if is_year else on.year


def _edited(request, pk):
    rows = Commitment.objects.editable_by(request.user).select_related("coalition__keeper", "organization")
    return get_object_or_404(rows, pk=pk)


def _back(coalition_id):
    return reverse("coalition:commitments", args=[coalition_id])


def _form_page(request, coalition, form, **words):
    page = {
        "trail": trail_of(coalition, (_back(coalition.pk), _("Commitments"))),
        "form": form,
        "button": _("Save"),
        "cancel": _back(coalition.pk),
    }
    return render(request, "coalition/form.html", {**page, **words})


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def promise(request, pk):
    """Write down what a partner promised; ?motion= ties it to a decision."""
    coalition = get_object_or_404(Coalition.objects.editable_by(request.user).select_related("keeper"), pk=pk)
    form = PromiseForm(request.POST or None, coalition=coalition, on=coalition.keeper.today())
    facts = {"by": request.user, "motion": _asked_motion(request, coalition)}
    if form.is_valid() and attempt(form, committing.promise, coalition, **facts, **form.cleaned_data):
        messages.success(request, _("Promise written down."))
        return redirect(_back(pk))
    return _form_page(request, coalition, form, title=_("Write down a promise"), button=_("Save promise"))


def _asked_motion(request, coalition):
    motions = Motion.objects.filter(committee__coalition=coalition)
    return motions.filter(pk=number_of(request.GET.get("motion"))).first()


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def change_promise(request, pk):
    """Mend what was written down while the promise is open."""
    commitment = _edited(request, pk)
    done, shown = attempt_change(request, ChangePromiseForm, commitment, committing.change, verb="commitment.changed")
    if done:
        messages.success(request, _("Saved."))
        return redirect(_back(commitment.coalition_id))
    words = {"title": _("Change the promise"), "note": commitment.organization}
    return _form_page(request, commitment.coalition, **shown, **words)


@allow(Permission.MANAGE_ROSTER)
@require_POST
def remind(request, pk):
    """Write down that the partner was reminded."""
    commitment = _edited(request, pk)
    try:
        committing.remind(commitment, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        words = _("Written down: %(organization)s was reminded.")
        messages.success(request, words % {"organization": commitment.organization})
    return redirect(_back(commitment.coalition_id))


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def settle(request, pk):
    """Say how a promise ended: delivered, not kept, or released. Undo takes it back."""
    commitment = _edited(request, pk)
    today = commitment.coalition.keeper.today()
    form = SettleForm(request.POST or None, commitment=commitment, initial={"on": today})
    if form.is_valid():
        said = dict(form.cleaned_data)
        how = said.pop("how")
        if attempt(form, SETTLING[how], commitment, by=request.user, **said):
            undo = reverse("coalition:unsettle", args=[pk])
            messages.success(request, _("Written down how it ended."), extra_tags=undo)
            return redirect(_back(commitment.coalition_id))
    note = f"{commitment.organization} · {commitment.what}"
    return _form_page(request, commitment.coalition, form, title=_("How did it end?"), note=note)


@allow(Permission.MANAGE_ROSTER)
@require_POST
def unsettle(request, pk):
    """Take back how a promise was settled."""
    commitment = _edited(request, pk)
    committing.take_back(commitment, by=request.user)
    messages.success(request, _("It is open again."))
    return redirect(_back(commitment.coalition_id))
