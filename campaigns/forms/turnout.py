"""The form that ties a promise to an event."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.inviting_many import EventChoice


class TurnoutForm(forms.Form):
    """One of the organization's events, or none."""

    event = EventChoice(
        label=_("Event"),
        queryset=None,
        required=False,
        empty_label=_("No event"),
        help_text=_("All partners see how many said yes and came, once they are 11 or more. Nobody sees who."),
    )

    def __init__(self, data=None, *, events, **options):
        super().__init__(data, **options)
        self.fields["event"].queryset = events
