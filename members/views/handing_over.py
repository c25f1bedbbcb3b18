"""Pages of handing over, and of whom nobody looks after any more."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

import accounts.working as working
from accounts.access import Permission, allow, organizations_with
from accounts.models import Job
from accounts.once import once
from kit.paging import page_of
from members import assigning, handing_over
from members.forms.steps import HandOverForm
from members.looking import looked
from members.models import Assignment, Handover, NextStep, PersonView

AT_ONCE = 200
STEPS_SHOWN = 50


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
@never_cache
@once
def hand_over(request):
    """Give somebody's people and open steps to another; below, whom nobody looks after any more."""
    places = organizations_with(request.user, Permission.MANAGE_LISTS)
    organization = places.filter(pk=request.organization.pk).first() or places.first()
    form = HandOverForm(request.POST or None, organization=organization, user=request.user)
    if form.is_valid():
        try:
            return _hand_over(request, organization, form.cleaned_data)
        except ValidationError as refusal:
            form.take(refusal)
    lost = assigning.orphans(organization)
    page = page_of(lost.people.order_by("sort_name", "pk"), request)
    _with_open_steps(page.object_list, request.user)
    looked(request.user, list(page), PersonView.Kind.LIST)
    context = {
        "form": form,
        "page": page,
        "steps": list(lost.steps[:STEPS_SHOWN]),
        "teams": assigning.left_teams(organization).select_related("coach")[:STEPS_SHOWN],
        "handovers": handing_over.handovers_for(request.user).filter(steward=organization)[:10],
    }
    return render(request, "members/hand_over.html", context)


def _with_open_steps(people, user):
    """Beside somebody whom nobody looks after: what is still open with them, and with whom it stands."""
    found = defaultdict(list)
    for step in NextStep.objects.visible_to(user).open().filter(person__in=people).select_related("owner"):
        found[step.person_id].append(step)
    for person in people:
        person.steps_open = found[person.pk]
        person.steps_with = ", ".join(sorted({str(step.owner) for step in found[person.pk]}))


def _hand_over(request, organization, chosen):
    """At once when they are few; in the background when they are many."""
    options = {"organization": organization, "by": request.user, **chosen}
    giver, taker, chosen_list = options.pop("giver"), options.pop("taker"), options.pop("people")
    people = chosen_list.people() if chosen_list else None
    if handing_over.terms_of(giver, organization, people).count() <= AT_ONCE:
        handover = handing_over.hand_over(giver, taker, people=people, **options)
        undo = reverse("members:hand_back", args=[handover.pk])
        messages.success(request, _("Handed over to %(taker)s.") % {"taker": taker}, extra_tags=undo)
        return redirect("members:handover", handover.pk)
    handover = handing_over.begin(giver, taker, people=people, **options)
    payload = {"handover": handover.pk, "list": chosen_list.pk if chosen_list else None}
    row = working.ask(handing_over.WORK, by=request.user, organization=organization, payload=payload)
    return redirect("accounts:job", row.pk)


@allow(Permission.VIEW_PEOPLE)
@require_http_methods(["GET"])
@never_cache
def handover(request, pk):
    """What went over: people, open steps, teams and lists, and what one should know."""
    handover = get_object_or_404(handing_over.handovers_for(request.user), pk=pk)
    today = handover.steward.today()
    terms = Assignment.objects.visible_to(request.user).filter(handover=handover).overlapping(today)
    page = page_of(terms.select_related("person").order_by("person__sort_name", "pk"), request)
    looked(request.user, [term.person for term in page], PersonView.Kind.LIST)
    along = handing_over.along(handover, request.user)
    work = handing_over.work_on(handover).first()
    context = {
        "handover": handover,
        "page": page,
        "along": along,
        "work": work,
        "went_back": work and work.state == Job.State.DONE and work.payload.get("back") == handover.pk,
        "may_go_back": len(page) or any(step.owner_id == handover.taker_id for step in along.steps),
        "said_before": handing_over.said_before(handover),
        "is_mine": handover.taker_id == request.user.pk,
    }
    return render(request, "members/handover.html", context)


@allow(Permission.MANAGE_LISTS)
@require_POST
@once
def hand_back(request, pk):
    """It was a mistake: what is still with the taker goes back to the giver."""
    mine = handing_over.handovers_for(request.user).filter(
        steward__in=organizations_with(request.user, Permission.MANAGE_LISTS)
    )
    handover = get_object_or_404(mine, pk=pk)
    try:
        return _hand_back(request, handover)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect("members:handover", pk)


def _hand_back(request, handover):
    """At once when they are few; in the background when they are many."""
    if handing_over.many_go_back(handover, AT_ONCE):
        row = _begin_back(handover, request.user)
        return redirect("accounts:job", row.pk)
    back = handing_over.hand_back(handover, by=request.user)
    messages.success(request, _("Handed back to %(giver)s.") % {"giver": handover.giver})
    return redirect("members:handover", back.pk)


@transaction.atomic
def _begin_back(handover, user):
    back = handing_over.begin_back(handover, by=user)
    payload = {"handover": handover.pk, "back": back.pk}
    return working.ask(handing_over.WORK_BACK, by=user, organization=handover.steward, payload=payload)


@allow(Permission.VIEW_PEOPLE)
@require_POST
def handover_seen(request, pk):
    """The one who takes over has read it."""
    handover = get_object_or_404(Handover.objects.visible_to(request.user).filter(taker=request.user), pk=pk)
    handing_over.seen(handover, by=request.user)
    messages.success(request, _("Good. You find them on your list."))
    return redirect("members:handover", handover.pk)
