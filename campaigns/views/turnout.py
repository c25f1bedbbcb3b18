"""The page on which a partner ties its promise of people to an event of its own."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Permission, allow
from campaigns import turnout
from campaigns.forms.turnout import TurnoutForm
from campaigns.models import Event


@allow(Permission.RECORD_SESSIONS)
@require_http_methods(["GET", "POST"])
def tie_turnout(request, pk):
    """Choose the event from which people are counted."""
    promises = turnout.tieable_by(request.user).select_related("coalition", "organization")
    commitment = get_object_or_404(promises, pk=pk)
    events = Event.objects.editable_by(request.user).filter(steward=commitment.organization)
    form = TurnoutForm(request.POST or None, events=events, initial={"event": commitment.event_id})
    coalition = commitment.coalition
    back = reverse("coalition:commitments", args=[coalition.pk])
    if request.method == "POST" and form.is_valid():
        try:
            turnout.tie(commitment, form.cleaned_data["event"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    page = {
        "title": _("Count people from an event"),
        "note": f"{commitment.organization} · {commitment.what}",
        "trail": [(reverse("coalition:coalition", args=[coalition.pk]), coalition), (back, _("Commitments"))],
        "form": form,
        "button": _("Save"),
        "cancel": back,
    }
    return render(request, "coalition/form.html", page)
