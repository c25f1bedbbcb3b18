"""Passing a form's answer to a deed."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from accounts.audit import last_writer
from kit.meanwhile import Changed


def attempt(form, deed, *args, **kwargs):
    """The deed's answer; None when it refused, and then the refusal stands by the form's fields."""
    try:
        return deed(*args, **kwargs)
    except Changed:
        raise
    except ValidationError as refusal:
        found = refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.error_list}
        for name, errors in found.items():
            form.add_error(name if name in form.fields else None, errors)
        return None


def attempt_change(request, make, thing, deed, *, verb):
    """Let a user change a thing by a form that knows what it showed (kit/seen_form.py): `make(data, thing=…)`.

    Answers (the deed's answer or None, what the page shows): the form, and what each of two wrote who changed the same
    at once. `verb` is how the history calls the deed.
    """
    form = make(request.POST or None, thing=thing)
    if not form.is_valid():
        return None, {"form": form}
    try:
        done = attempt(form, deed, thing, by=request.user, seen=form.saw(), **form.told())
    except Changed as changed:
        fresh = form.anew(make(thing=changed.thing), changed)
        other = last_writer(changed.thing, verb)
        return None, {"form": fresh, "conflicts": form.side_by_side(changed.fields), "other": other}
    return done, {"form": form}
