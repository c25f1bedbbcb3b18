"""Pages of what was taken on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow
from accounts.models import Organization
from coalition import acting
from coalition.forms.meetings import ActionItemForm
from coalition.models import ActionItem, Coalition, Committee, Partner
from coalition.views.attempting import attempt
from coalition.views.coalitions import trail_of
from coalition.views.committees import trail
from coalition.views.meetings import READERS
from kit.numbers import number_of
from kit.paging import page_of

SETTLED_SHOWN = 25


@allow(*READERS)
@require_GET
def action_items(request, pk):
    """What is open, soonest due first, and what was done or dropped lately."""
    coalition = get_object_or_404(Coalition.objects.visible_to(request.user).select_related("keeper"), pk=pk)
    items = ActionItem.objects.filter(committee__coalition=coalition).select_related(
        "committee", "organization", "owner", "meeting"
    )
    editor = coalition.is_kept_by(request.user)
    page = page_of(items.open(), request)
    shown = ActionItem.objects.filter(pk__in=[item.pk for item in page])
    return render(
        request,
        "coalition/action_items.html",
        {
            "coalition": coalition,
            "trail": trail_of(coalition),
            "page": page,
            "mine": () if editor else set(acting.taken_by(request.user, shown).values_list("pk", flat=True)),
            "settled": _settled(items),
            "committees": coalition.committees.standing(coalition.keeper.today()) if editor else [],
            "on": coalition.keeper.today(),
            "may_edit": editor,
        },
    )


def _settled(items):
    """The latest, found by their keys first: ten years of whole rows take a database long to put in order."""
    latest = items.exclude(done_on=None, dropped_on=None).order_by("-pk").values_list("pk", flat=True)
    return items.filter(pk__in=list(latest[:SETTLED_SHOWN])).order_by("-pk")


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def take_on(request, pk):
    """Write down who does what until when; at a meeting, when ?meeting= names one."""
    committees = Committee.objects.editable_by(request.user).select_related("coalition__keeper")
    committee = get_object_or_404(committees, pk=pk)
    meeting = committee.meetings.filter(pk=number_of(request.GET.get("meeting"))).first()
    form = ActionItemForm(request.POST or None, people=_people(committee), organizations=_partners(committee))
    taken = {"by": request.user, "meeting": meeting}
    if form.is_valid() and attempt(form, acting.take_on, committee, **taken, **form.cleaned_data):
        messages.success(request, _("Written down."))
        return redirect(_back(committee, meeting))
    page = {
        "title": _("Who takes what on?"),
        "note": f"{committee} · {date_format(meeting.held_on)}" if meeting else str(committee),
        "trail": trail(committee),
        "form": form,
        "button": _("Save"),
        "cancel": _back(committee, meeting),
    }
    return render(request, "coalition/form.html", page)


def _people(committee):
    return committee.coalition.representatives.known().select_related("organization")


def _partners(committee):
    current = Partner.objects.current(committee.keeper.today()).filter(coalition=committee.coalition)
    return Organization.objects.filter(pk__in=current.values("organization")).order_by("name")


def _back(committee, meeting):
    if meeting:
        return reverse("coalition:meeting", args=[meeting.pk])
    return reverse("coalition:action_items", args=[committee.coalition_id])


DEEDS = {"done": acting.done, "drop": acting.drop, "again": acting.take_up_again}


@allow(Permission.MANAGE_ROSTER, *READERS)
@require_POST
def settle(request, pk, deed):
    """Done, dropped or open again: by who keeps the roster, or by who took it on."""
    items = ActionItem.objects.visible_to(request.user).select_related("committee__coalition__keeper", "meeting")
    item = get_object_or_404(items, pk=pk)
    if deed not in DEEDS or not acting.may_settle(item, request.user):
        raise Http404
    words = {"done": _("Done: %(what)s"), "drop": _("Dropped: %(what)s"), "again": _("Open again: %(what)s")}
    try:
        DEEDS[deed](item, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        undo = reverse("coalition:settle_action", args=[pk, "again"]) if deed != "again" else ""
        messages.success(request, words[deed] % {"what": item.what}, extra_tags=undo)
    return redirect("coalition:action_items", item.committee.coalition_id)
