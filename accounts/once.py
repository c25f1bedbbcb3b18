"""A form does its deed once, however often its button is clicked.

The form carries a key of its own (`{% once %}`). The key is used up in the transaction of the deed; the same form sent
again waits for the first, does nothing, and leads where the first one led. A form that was refused used up nothing.
"""

from functools import wraps

from django.db import IntegrityError, transaction
from django.shortcuts import redirect

from accounts.models import FormUse

LONGEST = FormUse._meta.get_field("key").max_length


def once(view):
    """For a view that makes something: below its access and its methods, next to the function."""

    @wraps(view)
    def run(request, *args, **kwargs):
        key = request.POST.get("once", "").replace("\0", "")[:LONGEST]
        if not key:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            use = _use_up(request.user, key)
            if use is None:
                return redirect(FormUse.objects.get(user=request.user, key=key).led_to)
            response = view(request, *args, **kwargs)
            if 300 <= response.status_code < 400:
                use.led_to = response.url
                use.save(update_fields=["led_to"])
            else:
                use.delete()
        return response

    return run


def _use_up(user, key) -> FormUse | None:
    """The use of this key; None when it was used before. Who sends the same form meanwhile waits here."""
    try:
        with transaction.atomic():
            return FormUse.objects.create(user=user, key=key)
    except IntegrityError:
        return None
