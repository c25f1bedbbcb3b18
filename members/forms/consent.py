"""Forms about consent and about forgetting somebody."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import allowed, consenting
from members.erasing import Reason
from members.forms.conversations import TakesRefusals
from members.forms.stopping import personal_sources, words_of
from members.languages import SpokenLanguage
from members.models import Channel, ConsentEvent, Person, Purpose

State = ConsentEvent.State


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **options):
        super().__init__(format="%Y-%m-%d", **options)


class ConsentForm(TakesRefusals):
    """What somebody said about one way to reach them. A file or a bounced message is not written down here."""

    channel = forms.ChoiceField(
        label=_("Way to reach them"), required=False, choices=[*Channel.choices, ("", _("All of them (only for a no)"))]
    )
    purpose = forms.ChoiceField(
        label=_("What for"), required=False, choices=[("", _("Everything")), *Purpose.choices],
        help_text=_("A yes to everything does not cover sharing with partners. Ask for that by itself."),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("What they said"), widget=forms.RadioSelect, initial=State.GRANTED,
        choices=[(State.GRANTED, _("Yes")), (State.REFUSED, _("No")), (State.WITHDRAWN, _("Took a yes back"))],
    )  # fmt: skip
    source = forms.ChoiceField(label=_("How"), choices=personal_sources)
    said_on = forms.DateField(label=_("When"), widget=DayInput())
    given_by = forms.ModelChoiceField(
        label=_("Guardian who answered"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody: the minor alone"),
    )
    evidence = forms.CharField(
        label=_("Where it is written"),
        max_length=200,
        required=False,
        help_text=_("For example: paper form 14, October cafecito."),
    )
    wording = forms.CharField(
        label=_("What they were asked"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    language = forms.ChoiceField(
        label=_("In which language"), required=False, choices=[("", "—"), *SpokenLanguage.choices]
    )
    expires_on = forms.DateField(label=_("Until"), widget=DayInput(), required=False)
    for_all = forms.BooleanField(label=_("No, for all partners of our coalitions too"), required=False)
    entry_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    # What the deed says about the moment belongs to the day that was typed.
    ELSEWHERE = {"happened_at": "said_on"}

    def __init__(self, *args, person, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        guardians = consenting.guardians_of([person], on)[person.pk] if person.is_minor(on) else set()
        if guardians:
            self.fields["given_by"].queryset = Person.objects.filter(pk__in=guardians)
        else:
            del self.fields["given_by"]
        bound = allowed.reach_of_a_no(person.steward)
        if bound:
            self.fields["for_all"].help_text = words_of(bound)
        else:
            del self.fields["for_all"]

    def clean(self):
        """A past day: a no is taken as said at its end, a yes at its beginning, so that in doubt the no holds."""
        said = super().clean()
        if said.get("for_all"):
            if said.get("state") == State.GRANTED:
                self.add_error("for_all", _("For all partners there is only a no to everything."))
            said["channel"] = said["purpose"] = ""
        day = said.pop("said_on", None)
        if day and day > self.on:
            self.add_error("said_on", _("This day is still to come."))
        elif day and day < self.on:
            hour = dt.time() if said.get("state") == State.GRANTED else dt.time(23, 59)
            said["happened_at"] = dt.datetime.combine(day, hour, tzinfo=timezone.get_current_timezone())
        return said


class EraseForm(forms.Form):
    """Why somebody is erased, and that it is meant."""

    reason = forms.ChoiceField(label=_("Why"), choices=Reason, widget=forms.RadioSelect)
    is_meant = forms.BooleanField(
        label=_("I made sure that this is the right person, and I know that nothing brings the record back.")
    )
