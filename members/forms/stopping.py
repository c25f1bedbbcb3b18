"""The question how far a no goes, as every form asks it where somebody may say one."""

from functools import cache

from django import forms
from django.utils.translation import gettext_lazy as _

from members import allowed
from members.models import ConsentEvent
from members.stopping import HowFar


class _HowFarBound(forms.BoundField):
    """Its help names coalitions, which are read when it is drawn and not when a form is checked."""

    @property
    def help_text(self):
        bound = self.field.bound()
        return words_of(bound) if bound else ""

    @help_text.setter
    def help_text(self, text):
        """Django sets the field's own."""


class HowFarField(forms.ChoiceField):
    """How far a no goes. `first`: the choices before "nothing from us". Whose no it is, `bind_to` says."""

    widget = forms.RadioSelect
    bound_field_class = _HowFarBound

    def __init__(self, *, first, **options):
        super().__init__(required=False, **options)
        self.first = first

    def bind_to(self, organization) -> None:
        """Offer a no for all where there are partners, and name their coalitions. Asked once, when first drawn."""
        self.bound = cache(lambda: allowed.reach_of_a_no(organization))
        self.choices = self._offered

    def _offered(self):
        ours = (HowFar.US.value, HowFar.US.label)
        everybodys = (HowFar.ALL.value, HowFar.ALL.label)
        return [*self.first, ours, *([everybodys] if self.bound() else [])]


def personal_sources():
    """How somebody says yes or no themselves, for a form to choose from."""
    return [(how.value, how.label) for how in ConsentEvent.Source if how in ConsentEvent.PERSONAL]


def words_of(bound: list[str]) -> str:
    """Whom a no for all partners binds."""
    words = _(
        "With a no for all partners, nobody in these coalitions calls, writes to or shares them any more: "
        "%(coalitions)s. "
        "No partner learns that they are among your people."
    )
    return words % {"coalitions": ", ".join(bound)}
