"""Ties end at one press and come back with Undo, whatever somebody is tied to."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _


def ended(request, tie, end, undo: str, person_id=None):
    """End a tie by its deed `end` and go back to the person. `undo`: the address that takes the end back."""
    end(tie, by=request.user)
    messages.success(request, _("The tie was ended."), extra_tags=reverse(undo, args=[tie.pk]))
    return redirect("members:person", person_id or tie.person_id)


def reopened(request, tie, reopen):
    """Take the end of a tie back by its deed `reopen`, or say why not."""
    try:
        reopen(tie, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The tie stands again."))
    return redirect("members:person", tie.person_id)
