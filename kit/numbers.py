"""Numbers of rows as addresses and forms name them."""

from django import forms
from django.core.exceptions import ValidationError

# Digits of the longest number that a database gives a row, less one: all with so many fit.
LONGEST = 18


def number_of(sent: str | int | None) -> int | None:
    """The number that somebody sent for a row; None for what is none, or longer than any of ours."""
    text = str(sent or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None


class ManyField(forms.ModelMultipleChoiceField):
    """Several rows to choose. A number longer than any of ours names none: SQLite cannot even compare with it."""

    def clean(self, value):
        for each in value if isinstance(value, list | tuple) else ():
            if len(str(each)) > LONGEST:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": each})
        return super().clean(value)
