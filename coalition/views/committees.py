"""Pages of committees: who sits, today or on any day; filling, swapping and vacating seats."""

import datetime as dt

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow
from coalition import attending, panels, representing, rosters, seating, undoing
from coalition.forms.rosters import (
    ChangeCommitteeForm,
    CommitteeForm,
    LastDayForm,
    OnForm,
    PlaceForm,
    SeatForm,
    SwapForm,
)
from coalition.models import Coalition, Committee, CommitteeSeat, Place
from coalition.views.attempting import attempt, attempt_change
from coalition.views.coalitions import trail_of

SEATS_A_PAGE = 50


@allow(Permission.VIEW_COALITION, Permission.REPRESENT)
@require_GET
def committee(request, pk):
    """Who sits on the committee, what is vacant and what ends soon; as of today or any other day."""
    committee = get_object_or_404(_seen(request.user), pk=pk)
    today = committee.coalition.keeper.today()
    on = OnForm.asked(request, today)
    roster = rosters.roster(committee, on)
    page = Paginator(roster.lines, SEATS_A_PAGE).get_page(request.GET.get("page"))
    shown = [line.place.organization_id for line in page]
    return render(
        request,
        "coalition/committee.html",
        {
            "committee": committee,
            "coalition": committee.coalition,
            "roster": roster,
            "page": page,
            "attendance": attending.grid(committee, on, organizations=shown),
            "on": on,
            "is_today": on == today,
            "may_edit": committee.coalition.is_kept_by(request.user),
            "is_past": on < today,
            # Meetings to come, open votes and promises are those of today: beside another day's roster they mislead.
            "panels": panels.drawn("committee", committee, request, on) if on == today else {},
        },
    )


def _seen(user):
    return Committee.objects.visible_to(user).select_related("coalition__keeper")


def _edited(user):
    return Committee.objects.editable_by(user).select_related("coalition__keeper")


def trail(committee, *further):
    """The way to something of a committee."""
    here = reverse("coalition:committee", args=[committee.pk])
    return trail_of(committee.coalition, (here, committee.name), *further)


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def add_committee(request, pk):
    """Set up a committee."""
    coalition = get_object_or_404(Coalition.objects.editable_by(request.user), pk=pk)
    form = CommitteeForm(request.POST or None)
    deed = seating.found_committee
    if form.is_valid() and (founded := attempt(form, deed, coalition, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Committee set up. Now say which partners have a place."))
        return redirect("coalition:committee", founded.pk)
    page = {
        "title": _("Set up a committee"),
        "trail": trail_of(coalition),
        "form": form,
        "button": _("Set up"),
        "cancel": reverse("coalition:coalition", args=[pk]),
    }
    return render(request, "coalition/form.html", page)


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def change_committee(request, pk):
    """Change a committee's name and purpose, or close it."""
    committee = get_object_or_404(_edited(request.user), pk=pk)
    deed, verb = seating.change_committee, "committee.changed"
    done, shown = attempt_change(request, ChangeCommitteeForm, committee, deed, verb=verb)
    if done:
        messages.success(request, _("Saved."))
        return redirect("coalition:committee", pk)
    page = {
        "title": _("Change the committee"),
        "trail": trail(committee),
        "button": _("Save"),
        "cancel": reverse("coalition:committee", args=[pk]),
    }
    return render(request, "coalition/form.html", page | shown)


# --- Places -----------------------------------------------------------------------------------------------------


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def give_place(request, pk):
    """Give a partner a place on the committee."""
    committee = get_object_or_404(_edited(request.user), pk=pk)
    form = PlaceForm(request.POST or None, committee=committee, on=committee.coalition.keeper.today())
    deed = seating.give_place
    if form.is_valid() and (given := attempt(form, deed, committee, by=request.user, **form.cleaned_data)):
        messages.success(request, _("%(name)s has a place. Now say who sits.") % {"name": given.organization})
        return redirect("coalition:fill_seat", given.pk)
    page = {
        "title": _("Give a place"),
        "note": _("A place carries one vote, whoever sits in it."),
        "trail": trail(committee),
        "form": form,
        "button": _("Give place"),
        "cancel": reverse("coalition:committee", args=[pk]),
    }
    return render(request, "coalition/form.html", page)


@allow(Permission.VIEW_COALITION, Permission.REPRESENT)
@require_GET
def place(request, pk):
    """One organization's place: who sits, who sat, who is to follow."""
    place = get_object_or_404(_places(Place.objects.visible_to(request.user)), pk=pk)
    committee, on = place.committee, place.committee.coalition.keeper.today()
    seats = CommitteeSeat.objects.filter(committee=committee, organization=place.organization)
    lines = [line for line in rosters.roster(committee, on).lines if line.place == place]
    return render(
        request,
        "coalition/place.html",
        {
            "place": place,
            "committee": committee,
            "coalition": committee.coalition,
            "on": on,
            "line": lines[0] if lines else None,
            "partner": committee.coalition.partners.filter(organization=place.organization).last(),
            "seats": seats.select_related("holder").order_by("-starts_on", "-part"),
            "may_edit": committee.coalition.is_kept_by(request.user),
        },
    )


def _places(places):
    return places.select_related("committee__coalition__keeper", "organization")


def _place_page(place):
    return reverse("coalition:place", args=[place.pk])


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def end_place(request, pk):
    """End an organization's place, and with it the seats."""
    place = get_object_or_404(_places(Place.objects.editable_by(request.user)), pk=pk)
    form = LastDayForm(request.POST or None, initial={"on": place.committee.coalition.keeper.today()})
    if form.is_valid() and (ended := attempt(form, seating.end_place, place, by=request.user, **form.cleaned_data)):
        words = {"name": place.organization, "day": date_format(place.ends_on)}
        undo = undoing.address(ended=ended)
        messages.success(request, _("%(name)s has a place until %(day)s.") % words, extra_tags=undo)
        return redirect("coalition:committee", place.committee_id)
    page = {
        "title": _("End the place of %(name)s") % {"name": place.organization},
        "note": _("The seats in it end the same day."),
        "trail": trail(place.committee, (_place_page(place), place.organization.name)),
        "form": form,
        "button": _("End place"),
        "cancel": _place_page(place),
    }
    return render(request, "coalition/form.html", page)


# --- Seats ------------------------------------------------------------------------------------------------------


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def fill_seat(request, pk):
    """Say who sits for an organization, as representative or alternate."""
    place = get_object_or_404(_places(Place.objects.editable_by(request.user)), pk=pk)
    part = request.GET.get("part", "")
    initial = {"part": part} if part in CommitteeSeat.Part.values else {}
    form = SeatForm(request.POST or None, initial=initial, place=place, on=place.committee.coalition.keeper.today())
    if form.is_valid() and (seat := attempt(form, _fill, place, by=request.user, **form.cleaned_data)):
        return _done(request, seat, _("%(name)s sits for %(organization)s."), undoing.address(filled=[seat]))
    page = {
        "title": _("Who sits for %(name)s?") % {"name": place.organization},
        "note": place.committee.name,
        "trail": trail(place.committee, (_place_page(place), place.organization.name)),
        "form": form,
        "button": _("Fill the seat"),
        "cancel": _place_page(place),
    }
    return render(request, "coalition/form.html", page)


@transaction.atomic
def _fill(place, *, by, new_name, new_email, holder=None, **seat):
    return seating.fill(place.committee, holder=holder or _someone_new(place, new_name, new_email, by), by=by, **seat)


def _someone_new(place, name, email, by):
    scope = {"organization": place.organization, "by": by}
    return representing.add(place.committee.coalition, name=name, email=email, **scope)


def _done(request, seat, words, undo):
    names = {"name": seat.holder, "organization": seat.organization, "day": seat.ends_on and date_format(seat.ends_on)}
    messages.success(request, words % names, extra_tags=undo)
    return redirect("coalition:committee", seat.committee_id)


def _seat(request, pk):
    seats = CommitteeSeat.objects.editable_by(request.user)
    return get_object_or_404(seats.select_related("committee__coalition__keeper", "organization", "holder"), pk=pk)


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def vacate_seat(request, pk):
    """End someone's seat after its last day."""
    seat = _seat(request, pk)
    former = seat.ends_on
    form = LastDayForm(request.POST or None, initial={"on": seat.committee.coalition.keeper.today()})
    if form.is_valid() and attempt(form, seating.vacate, seat, by=request.user, **form.cleaned_data):
        words = _("%(name)s sits until %(day)s; after that the seat is vacant.")
        return _done(request, seat, words, undoing.address(ended=[(seat, former)]))
    page = {
        "title": _("Vacate the seat of %(name)s") % {"name": seat.holder},
        "note": f"{seat.organization} · {seat.committee.name}",
        "trail": trail(seat.committee),
        "form": form,
        "button": _("Vacate the seat"),
        "cancel": reverse("coalition:committee", args=[seat.committee_id]),
    }
    return render(request, "coalition/form.html", page)


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def swap_seat(request, pk):
    """Let another person of the organization take the seat from a day on."""
    seat = _seat(request, pk)
    place = seat.committee.places.current(seat.starts_on).filter(organization=seat.organization).first()
    if place is None:
        raise Http404
    former, today = seat.ends_on, seat.committee.coalition.keeper.today()
    form = SwapForm(request.POST or None, place=place, on=max(today, seat.starts_on + dt.timedelta(days=1)))
    if form.is_valid() and (new := attempt(form, _swap, seat, place, by=request.user, **form.cleaned_data)):
        undo = undoing.address(ended=[(seat, former)], filled=[new])
        return _done(request, new, _("%(name)s follows for %(organization)s."), undo)
    page = {
        "title": _("Who follows %(name)s?") % {"name": seat.holder},
        "note": _("%(name)s sits through the day before.") % {"name": seat.holder},
        "trail": trail(seat.committee),
        "form": form,
        "button": _("Swap"),
        "cancel": reverse("coalition:committee", args=[seat.committee_id]),
    }
    return render(request, "coalition/form.html", page)


@transaction.atomic
def _swap(seat, place, *, by, new_name, new_email, starts_on, ends_on, holder=None):
    holder = holder or _someone_new(place, new_name, new_email, by)
    return seating.swap(seat, holder=holder, on=starts_on, ends_on=ends_on, by=by)


@allow(Permission.MANAGE_ROSTER)
@require_POST
def take_back_seat(request, pk):
    """Take back a seat that has not begun."""
    seat = _seat(request, pk)
    if seat.starts_on <= seat.committee.coalition.keeper.today():
        messages.error(request, _("This seat has begun. Vacate it instead."))
    else:
        seating.take_back(seat, by=request.user)
        messages.success(request, _("%(name)s is not to take the seat.") % {"name": seat.holder})
    return redirect("coalition:committee", seat.committee_id)


@allow(Permission.MANAGE_ROSTER)
@require_POST
def undo(request, token):
    """Take back what was just done to a roster."""
    try:
        undoing.undo(token, by=request.user)
    except (signing.BadSignature, ObjectDoesNotExist) as trouble:
        raise Http404 from trouble
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Taken back. All is as it was before."))
    return redirect(undoing.page_of(token))
