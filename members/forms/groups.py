"""The form that ties a person to an organization."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import GroupTie


class GroupTieForm(forms.Form):
    """Which organization, and what somebody is there. `known`: names to choose from while typing."""

    name = forms.CharField(
        label=_("Organization"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "list": "known-groups"}),
        help_text=_("A congregation, a union, a block club. Its name only, as people say it."),
    )
    kind = forms.ChoiceField(label=_("As"), choices=GroupTie.Kind, initial=GroupTie.Kind.MEMBER)
    starts_on = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("Note"), max_length=120, required=False)
