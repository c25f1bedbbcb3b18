"""Pages of events: the list, one event, and the small form that adds or changes one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Permission, allow, may, organizations_with
from campaigns import hanging, running
from campaigns.forms.events import EventForm
from campaigns.models import Attendance, Event, Invitation, SignInSheet
from kit.paging import page_of

EVENTS_A_PAGE = 25


@allow(Permission.VIEW_CAMPAIGNS)
@require_GET
def events(request):
    """Events to come, next first, then those that are over, latest first, with the goal and how many came."""
    mine = with_counts(Event.objects.visible_to(request.user), request.user)
    now = timezone.now()
    past = Paginator(mine.filter(ends_at__lt=now).order_by("-starts_at", "pk"), EVENTS_A_PAGE)
    context = {
        "coming": list(mine.coming(now)),
        "page": past.get_page(request.GET.get("page")),
        "may_add": bool(request.organization and _may_run(request.user, request.organization)),
        "sees_people": may(request.user, Permission.VIEW_PEOPLE),
    }
    hanging.name_places([*context["coming"], *context["page"]])
    return render(request, "campaigns/events.html", context)


def with_counts(found, user):
    """Adds `came` and `confirmed`: people whom the user may see."""
    came = Attendance.objects.visible_to(user).filter(event=OuterRef("pk"))
    said_yes = Invitation.objects.visible_to(user).coming().filter(event=OuterRef("pk"))
    return found.annotate(came=_number(came), confirmed=_number(said_yes))


def _number(rows):
    return Subquery(rows.order_by().values("event").annotate(number=Count("pk")).values("number"))


def _may_run(user, organization):
    return any(may(user, each, organization) for each in (Permission.MANAGE_CAMPAIGNS, Permission.RECORD_SESSIONS))


@allow(Permission.VIEW_CAMPAIGNS)
@require_GET
def event(request, pk):
    """Who came, the sheets they signed, and what they asked for there."""
    found = get_object_or_404(
        with_counts(Event.objects.visible_to(request.user), request.user).select_related("steward"), pk=pk
    )
    sheets = SignInSheet.objects.visible_to(request.user).filter(event=found)
    named = Q(lines__name__gt="") | Q(lines__asked__gt="")
    came = Attendance.objects.named_to(request.user).filter(event=found).select_related("person")
    context = {
        "event": found,
        "page": page_of(came.order_by("person__sort_name", "pk"), request),
        "sheets": sheets.annotate(typed=Count("lines", filter=named)).order_by("number"),
        "links": hanging.links_of(found, request.user),
        "sees_people": may(request.user, Permission.VIEW_PEOPLE, found.steward),
        "may_type": may_type(request.user, found),
        "may_change": found.kind != Event.Kind.SESSION and _may_run(request.user, found.steward),
        "is_over": found.starts_at <= timezone.now(),
        "short_of": max(0, (found.goal or 0) - (found.came or 0)),
    }
    return render(request, "campaigns/event.html", context)


def may_type(user, event) -> bool:
    """Whether the user may check people in at the event and add people: both are needed to take a sheet in."""
    return all(may(user, each, event.steward) for each in (Permission.CHECK_IN, Permission.EDIT_PEOPLE))


@allow(Permission.MANAGE_CAMPAIGNS, Permission.RECORD_SESSIONS)
@require_http_methods(["GET", "POST"])
def add_event(request):
    """Put an event on the calendar of the organization one acts for."""
    organization = request.organization
    if not _may_run(request.user, organization):
        organization = (
            organizations_with(request.user, Permission.MANAGE_CAMPAIGNS).first()
            or organizations_with(request.user, Permission.RECORD_SESSIONS).first()
        )
    form = EventForm(request.POST or None, organization=organization)
    if form.is_valid():
        try:
            made = running.hold_event(organization, by=request.user, **form.facts())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Event saved."))
            return redirect("campaigns:event", made.pk)
    return render(request, "campaigns/event_form.html", {"form": form})


@allow(Permission.MANAGE_CAMPAIGNS, Permission.RECORD_SESSIONS)
@require_http_methods(["GET", "POST"])
def change_event(request, pk):
    """The same form again. A session of a school is changed on its own page."""
    found = get_object_or_404(Event.objects.visible_to(request.user).select_related("steward"), pk=pk)
    if found.kind == Event.Kind.SESSION or not _may_run(request.user, found.steward):
        raise Http404
    form = EventForm(request.POST or None, organization=found.steward, event=found)
    if form.is_valid():
        try:
            running.change_event(found, by=request.user, **form.facts())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Event saved."))
            return redirect("campaigns:event", found.pk)
    return render(request, "campaigns/event_form.html", {"form": form, "event": found})
