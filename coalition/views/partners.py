"""Pages of partners and of the people who speak for them."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow
from coalition import joining, panels, representing, undoing
from coalition.forms.rosters import (
    ChangeRepresentativeForm,
    InviteForm,
    JoinForm,
    LastDayForm,
    OnForm,
    PeopleForm,
    RepresentativeForm,
)
from coalition.models import Coalition, CommitteeSeat, Partner, Place, Representative
from coalition.views.attempting import attempt, attempt_change
from coalition.views.coalitions import trail_of
from members.models import Person

PARTNERS_A_PAGE = 50


@allow(Permission.VIEW_COALITION, Permission.REPRESENT)
@require_GET
def partners(request, pk):
    """The partners on a day, by kind."""
    coalition = get_object_or_404(Coalition.objects.visible_to(request.user).select_related("keeper"), pk=pk)
    on = OnForm.asked(request, coalition.keeper.today())
    found = coalition.partners.current(on).select_related("organization", "leader", "designee")
    kind = request.GET.get("kind", "")
    if kind in Partner.Kind.values:
        found = found.filter(kind=kind)
    return render(
        request,
        "coalition/partners.html",
        {
            "coalition": coalition,
            "on": on,
            "kinds": Partner.Kind,
            "kind": kind,
            "page": Paginator(found, PARTNERS_A_PAGE).get_page(request.GET.get("page")),
            "may_edit": coalition.is_kept_by(request.user),
        },
    )


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def join(request, pk):
    """Make an organization a partner."""
    coalition = get_object_or_404(Coalition.objects.editable_by(request.user).select_related("keeper"), pk=pk)
    form = JoinForm(request.POST or None, coalition=coalition, user=request.user)
    if form.is_valid() and (joined := _join(form, coalition, by=request.user)):
        messages.success(request, _("%(name)s is a partner.") % {"name": joined.organization})
        return redirect("coalition:partner", joined.pk)
    page = {
        "title": _("Add a partner"),
        "trail": trail_of(coalition),
        "form": form,
        "button": _("Add partner"),
        "cancel": reverse("coalition:coalition", args=[pk]),
    }
    return render(request, "coalition/form.html", page)


def _join(form, coalition, *, by):
    """With the organization that was chosen, or the new one that was named."""
    asked = dict(form.cleaned_data)
    organization, name = asked.pop("organization"), asked.pop("new_name")
    if organization:
        return attempt(form, joining.join, coalition, organization=organization, by=by, **asked)
    return attempt(form, joining.join_new, coalition, name=name, by=by, **asked)


@allow(Permission.VIEW_COALITION, Permission.REPRESENT)
@require_GET
def partner(request, pk):
    """One partner: since when, who speaks for it, where it sits, its earlier terms."""
    partner = get_object_or_404(_seen(Partner, request.user), pk=pk)
    coalition, organization = partner.coalition, partner.organization
    on = coalition.keeper.today()
    return render(
        request,
        "coalition/partner.html",
        {
            "partner": partner,
            "coalition": coalition,
            "on": on,
            "has_ended": partner.ends_on is not None and partner.ends_on < on,
            "places": _places(coalition, organization, on),
            "people": coalition.representatives.known().filter(organization=organization),
            "terms": coalition.partners.filter(organization=organization).order_by("-starts_on"),
            "may_edit": coalition.is_kept_by(request.user),
            "panels": panels.drawn("partner", partner, request, on),
        },
    )


def _places(coalition, organization, on):
    """(place, seats in it today) pairs."""
    scope = {"committee__coalition": coalition, "organization": organization}
    seats: dict[int, list] = {}
    for seat in CommitteeSeat.objects.current(on).filter(**scope).select_related("holder").order_by("-part", "pk"):
        seats.setdefault(seat.committee_id, []).append(seat)
    places = Place.objects.current(on).filter(**scope).select_related("committee").order_by("committee__name")
    return [(place, seats.get(place.committee_id, [])) for place in places]


def _seen(model, user):
    return model.objects.visible_to(user).select_related("coalition__keeper", "organization")


def _edited(model, user):
    return model.objects.editable_by(user).select_related("coalition__keeper", "organization")


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def leave(request, pk):
    """End a partnership, with the places and seats that rest on it."""
    partner = get_object_or_404(_edited(Partner, request.user), pk=pk)
    form = LastDayForm(request.POST or None, initial={"on": partner.coalition.keeper.today()})
    if form.is_valid() and (ended := attempt(form, joining.leave, partner, by=request.user, **form.cleaned_data)):
        words = {"name": partner.organization, "day": date_format(partner.ends_on)}
        undo = undoing.address(ended=ended)
        messages.success(request, _("%(name)s is a partner until %(day)s.") % words, extra_tags=undo)
        return redirect("coalition:partner", partner.pk)
    page = {
        "title": _("End the partnership of %(name)s") % {"name": partner.organization},
        "note": _("Its places and seats on committees end the same day. It sees the coalition through that day."),
        "trail": _trail(partner),
        "form": form,
        "button": _("End partnership"),
        "cancel": reverse("coalition:partner", args=[pk]),
    }
    return render(request, "coalition/form.html", page)


def _trail(partner):
    here = reverse("coalition:partner", args=[partner.pk])
    return trail_of(partner.coalition, (here, partner.organization.name))


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def name_people(request, pk):
    """Say who leads the organization and who speaks for it."""
    partner = get_object_or_404(_edited(Partner, request.user), pk=pk)
    done, shown = attempt_change(request, PeopleForm, partner, joining.name_people, verb="partner.people_named")
    if done:
        messages.success(request, _("Saved."))
        return redirect("coalition:partner", partner.pk)
    page = {
        "title": _("Who leads, who speaks"),
        "note": _("Only people on the roster of this organization can be chosen."),
        "trail": _trail(partner),
        "button": _("Save"),
        "cancel": reverse("coalition:partner", args=[pk]),
    }
    return render(request, "coalition/form.html", page | shown)


# --- People on the roster ---------------------------------------------------------------------------------------


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def add_representative(request, pk):
    """Put a person on the roster for a partner."""
    partner = get_object_or_404(_edited(Partner, request.user), pk=pk)
    scope = {"coalition": partner.coalition, "organization": partner.organization}
    form = RepresentativeForm(request.POST or None, user=request.user, **scope)
    if form.is_valid() and (
        added := attempt(
            form, representing.add, partner.coalition, organization=partner.organization, by=request.user,
            **form.cleaned_data,
        )
    ):  # fmt: skip
        messages.success(request, _("%(name)s is on the roster.") % {"name": added})
        return redirect("coalition:representative", added.pk)
    page = {
        "title": _("Put someone on the roster"),
        "note": _("Write only what this person agreed to show all partners."),
        "trail": _trail(partner),
        "form": form,
        "button": _("Save"),
        "cancel": reverse("coalition:partner", args=[pk]),
    }
    return render(request, "coalition/form.html", page)


@allow(Permission.VIEW_COALITION, Permission.REPRESENT)
@require_GET
def representative(request, pk):
    """One line of the roster: how to reach them, where they sit and sat."""
    found = _seen(Representative, request.user).select_related("user", "invitation")
    representative = get_object_or_404(found, pk=pk)
    scope = {"coalition": representative.coalition, "organization": representative.organization}
    on = representative.coalition.keeper.today()
    return render(
        request,
        "coalition/representative.html",
        {
            "representative": representative,
            "coalition": representative.coalition,
            "on": on,
            "partner": Partner.objects.filter(**scope).order_by("-starts_on").first(),
            "seats": representative.seats.select_related("committee").order_by("-starts_on"),
            "person": Person.objects.visible_to(request.user).filter(pk=representative.person_id).first(),
            "may_edit": representative.coalition.is_kept_by(request.user),
        },
    )


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def change_representative(request, pk):
    """Change what the roster says of someone."""
    representative = get_object_or_404(_edited(Representative, request.user), pk=pk)
    make, verb = partial(ChangeRepresentativeForm, user=request.user), "representative.changed"
    done, shown = attempt_change(request, make, representative, representing.change, verb=verb)
    _tell_of_a_lost_tie(request, representative, shown["form"])
    if done:
        messages.success(request, _("Saved."))
        return redirect("coalition:representative", representative.pk)
    page = {
        "title": _("Change the entry of %(name)s") % {"name": representative},
        "note": _("Write only what this person agreed to show all partners."),
        "trail": trail_of(representative.coalition),
        "button": _("Save"),
        "cancel": reverse("coalition:representative", args=[pk]),
    }
    return render(request, "coalition/form.html", page | shown)


def _tell_of_a_lost_tie(request, representative, form):
    """The page offered a record to choose, and when it came back there was none to choose any more."""
    if not request.POST.get("person") or "person" in form.fields:
        return
    if representative.person_id:
        words = _("The record you chose was not tied: somebody else tied this entry meanwhile to one you cannot see.")
    else:
        words = _("The record you chose was not tied: it is not there any more.")
    messages.warning(request, words)


@allow(Permission.MANAGE_ROSTER)
@require_POST
def let_in(request, pk):
    """Invite a representative to sign in for their organization."""
    representative = get_object_or_404(_edited(Representative, request.user), pk=pk)

    def link(token):
        return request.build_absolute_uri(reverse("accounts:invitation", args=[token]))

    form = InviteForm(request.POST)
    if form.is_valid() and attempt(form, representing.let_in, representative, by=request.user, link=link):
        messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": representative.email})
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return redirect("coalition:representative", pk)


@allow(Permission.MANAGE_ROSTER)
@require_POST
def shut_out(request, pk):
    """End a representative's sign-in, from the next click on."""
    representative = get_object_or_404(_edited(Representative, request.user), pk=pk)
    representing.shut_out(representative, by=request.user)
    messages.success(request, _("%(name)s can no longer sign in here.") % {"name": representative})
    return redirect("coalition:representative", pk)
