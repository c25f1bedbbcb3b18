"""The form side of kit/meanwhile.py: a form that knows what it showed, and shows both versions when two wrote."""

import datetime as dt

from django import forms
from django.core import signing
from django.db.models import Model
from django.utils.choices import flatten_choices
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy as _

from kit.meanwhile import plain


class SeenForm(forms.Form):
    """A form that carries what it showed when it was opened, so that two writers lose nothing.

    `KEEPS`: the facts of the thing that it shows; `INPUTS`: the field of one that is called otherwise in the form.
    """

    KEEPS: tuple[str, ...] = ()
    INPUTS: dict[str, str] = {}
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, thing=None, initial=None, **options):
        super().__init__(data, initial={**(initial or {}), **({} if thing is None else self.shows(thing))}, **options)

    @classmethod
    def shows(cls, thing) -> dict:
        """What the form shows of a thing, and the same signed, for the way back."""
        now = cls.values_of(thing)
        signed = signing.dumps({name: plain(value) for name, value in now.items()}, salt=cls.__name__)
        return {cls.input_of(name): value for name, value in now.items()} | {"seen": signed}

    @classmethod
    def values_of(cls, thing) -> dict:
        return {name: getattr(thing, name) for name in cls.KEEPS}

    @classmethod
    def input_of(cls, name: str) -> str:
        return cls.INPUTS.get(name, name)

    def told(self) -> dict:
        """What to write."""
        return {name: self.cleaned_data[self.input_of(name)] for name in self.KEEPS}

    def saw(self) -> dict:
        """What the form showed. A forged one counts as nothing seen."""
        try:
            return signing.loads(self.cleaned_data["seen"], salt=type(self).__name__)
        except signing.BadSignature:
            return {}

    def anew(self, fresh, changed):
        """`fresh`, filled from what is stored now, with what I changed in it."""
        return with_mine(fresh, self, map(self.input_of, changed.mine))

    def side_by_side(self, fields) -> list[tuple]:
        """Label, what I wrote, what the other wrote, for each field that both changed."""
        inputs = [(self[self.input_of(name)], both) for name, both in fields.items()]
        return [(bound.label, *(in_words(bound.field, value) for value in both)) for bound, both in inputs]


def with_mine(fresh, sent, names):
    """A form filled from what is stored now, with what I sent in the fields that I changed.

    Saving it again is a choice and not an accident, and puts nothing of mine over what I left alone.
    """
    for name in names:
        fresh.initial[name] = sent[name].value()
    return fresh


def in_words(field, value):
    """A value of a field as people read it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Model):
        return field.label_from_instance(value)
    if isinstance(value, dt.date):
        return date_format(value)
    if isinstance(value, dt.time):
        return time_format(value, "TIME_FORMAT")
    if isinstance(value, list):
        return ", ".join(str(in_words(field, each)) for each in value) or "–"
    if hasattr(field, "queryset"):
        return field.empty_label or "–"
    names = {str(code): words for code, words in flatten_choices(getattr(field, "choices", ()))}
    words = names.get("" if value is None else str(value), field.prepare_value(value))
    return "–" if words in (None, "") else words
