"""The form that invites one person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.inviting_many import EventChoice


class PickEventForm(forms.Form):
    """One of the events to come."""

    event = EventChoice(label=_("Event"), queryset=None, empty_label=_("Choose an event"))

    def __init__(self, data=None, *, events, **options):
        super().__init__(data, **options)
        self.fields["event"].queryset = events
