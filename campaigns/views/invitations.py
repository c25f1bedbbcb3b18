"""Pages of who is invited to an event and what they said."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow, may
from campaigns import inviting
from campaigns.forms.invitations import PickEventForm
from campaigns.models import Event, Invitation
from kit.paging import page_of
from members.models import Person

REPLIES = [*Invitation.Reply.values, ""]


@allow(Permission.VIEW_PEOPLE)
@require_GET
@never_cache
def invited(request, pk):
    """Everybody invited to one event, with what they said; ?reply= shows one answer, "none" those who said nothing."""
    event = get_object_or_404(Event.objects.visible_to(request.user).select_related("steward"), pk=pk)
    invitations = Invitation.objects.named_to(request.user).filter(event=event)
    counts = dict(invitations.order_by().values_list("reply").annotate(count=Count("pk")))
    chosen = {"none": ""}.get(request.GET.get("reply", ""), request.GET.get("reply"))
    shown = invitations if chosen not in REPLIES else invitations.filter(reply=chosen)
    tabs = [(_("All"), "", sum(counts.values()), chosen not in REPLIES)]
    tabs += [(label, key, counts.get(key, 0), chosen == key) for key, label in Invitation.Reply.choices]
    tabs += [(_("No word yet"), "none", counts.get("", 0), chosen == "")]
    context = {
        "event": event,
        "page": page_of(shown.select_related("person").order_by("person__sort_name", "pk"), request),
        "tabs": tabs,
        "replies": Invitation.Reply.choices,
        "coming": counts.get(Invitation.Reply.YES, 0),
        "may_change": may(request.user, Permission.RECORD_CONVERSATIONS, event.steward),
    }
    return render(request, "campaigns/invited.html", context)


@allow(Permission.RECORD_CONVERSATIONS)
@require_http_methods(["GET", "POST"])
@never_cache
def invite_person(request, person_id):
    """Invite one person, from their own page."""
    person = get_object_or_404(Person.objects.editable_by(request.user).select_related("steward"), pk=person_id)
    form = PickEventForm(request.POST or None, events=inviting.to_come(request.user, person.steward))
    if request.method == "POST" and form.is_valid():
        try:
            inviting.invite(form.cleaned_data["event"], person, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            event = form.cleaned_data["event"]
            messages.success(request, _("%(name)s is invited to “%(event)s”.") % {"name": person, "event": event})
            return redirect("members:person", person.pk)
    return render(request, "campaigns/invite_person.html", {"form": form, "person": person})


@allow(Permission.RECORD_CONVERSATIONS)
@require_POST
def reply(request, pk):
    """Write down one answer, and go back to where the visitor was on the page."""
    invitations = Invitation.objects.editable_by(request.user).select_related("event__steward", "person")
    invitation = get_object_or_404(invitations, pk=pk)
    try:
        inviting.reply(invitation, request.POST.get("reply", ""), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    page = reverse("campaigns:invited", args=[invitation.event_id])
    return redirect(f"{page}#invitation-{invitation.pk}")


@allow(Permission.RECORD_CONVERSATIONS)
@require_POST
def take_back(request, pk):
    """Strike an invitation that was made by mistake."""
    invitations = Invitation.objects.editable_by(request.user).select_related("event__steward", "person")
    invitation = get_object_or_404(invitations, pk=pk)
    event = invitation.event_id
    inviting.take_back(invitation, by=request.user)
    messages.success(request, _("%(name)s is not invited any more.") % {"name": invitation.person})
    return redirect("campaigns:invited", event)
