"""Passing a form's answer to a deed."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def attempt(form, deed, *args, **kwargs):
    """The deed's answer; None when it refused, and then the refusal stands by the form's fields."""
    try:
        return deed(*args, **kwargs)
    except ValidationError as refusal:
        found = refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.error_list}
        for name, errors in found.items():
            form.add_error(name if name in form.fields else None, errors)
        return None
