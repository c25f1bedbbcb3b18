"""Forms of meetings: what a well-shaped answer is, nothing more."""

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.models.zones import Zone
from coalition.convening import HANDED_ON, RULE
from coalition.forms.rosters import DayField
from coalition.models import MeetingSeries, Representative
from kit.seen_form import SeenForm
from kit.templatetags.ui import LongSelect

LONGEST = 24 * 60
POINTS, BLANK_POINTS = 40, 4


class ClockField(forms.TimeField):
    """A time of day, with the browser's own clock."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs)


class WhereForm(forms.Form):
    """What one meeting and a series both have. Times are those on the wall in the zone."""

    begins_at = ClockField(label=_("Begins at"))
    minutes_long = forms.IntegerField(label=_("Minutes long"), min_value=5, max_value=LONGEST, initial=90)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=Zone)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(
        label=_("Link to join"), required=False, assume_scheme="https", help_text=_("For those who come by video.")
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Blank: the name of the committee.")
    )

    def clean_link(self):
        link = self.cleaned_data["link"]
        if link and not link.startswith(("http://", "https://")):
            raise forms.ValidationError(_("An address begins with https:// or http://."))
        return link


class MeetingForm(WhereForm):
    """One meeting."""

    held_on = DayField(label=_("Day"))
    field_order = ("held_on", "begins_at", "minutes_long", "timezone", "place", "link", "name")


class MoveForm(MeetingForm):
    """A change of one meeting, with the `sequence` that it had when the page was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SeriesForm(WhereForm):
    """A rule by which a committee meets."""

    DAYS = (("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")), ("4", _("Friday")),
            ("5", _("Saturday")), ("6", _("Sunday")))  # fmt: skip
    WEEKS = (("1", _("First")), ("2", _("Second")), ("3", _("Third")), ("4", _("Fourth")), ("-1", _("Last")))

    every = forms.ChoiceField(label=_("How often"), choices=MeetingSeries.Every, initial=MeetingSeries.Every.MONTH)
    week_of_month = forms.TypedChoiceField(
        label=_("Which week of the month"),
        choices=WEEKS,
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Only counts for a meeting every month."),
    )
    weekday = forms.TypedChoiceField(label=_("Day of the week"), choices=DAYS, coerce=int)
    first_on = DayField(label=_("From"))
    last_on = DayField(label=_("Until"), required=False, help_text=_("Blank: no end. The last day counts."))
    field_order = ("every", "week_of_month", "weekday", "first_on", "last_on", "begins_at", "minutes_long", "timezone",
                   "place", "link", "name")  # fmt: skip


class ChangeSeriesForm(SeenForm, SeriesForm):
    """A rule that is changed."""

    KEEPS = (*RULE, *HANDED_ON)


class PointForm(forms.Form):
    """One point of an agenda. A row without a title is no point."""

    title = forms.CharField(label=_("Point"), max_length=200, required=False)
    minutes_long = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST, required=False)
    led_by = forms.ModelChoiceField(
        Representative.objects.none(), label=_("Led by"), required=False, empty_label=_("Nobody yet"), widget=LongSelect
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["led_by"].queryset = people
        self.fields["led_by"].choices = [("", _("Nobody yet")), *((person.pk, person.name) for person in people)]


class BaseAgenda(forms.BaseFormSet):
    """All points, in their order."""

    def items(self) -> list[dict]:
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("title", "").strip()]


Agenda = forms.formset_factory(PointForm, formset=BaseAgenda, extra=BLANK_POINTS, max_num=POINTS, validate_max=True)


class DocumentForm(forms.Form):
    """A file or an address."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False, help_text=_("Blank: the name of the file."))
    file = forms.FileField(label=_("File"), required=False, max_length=200, allow_empty_file=True)
    address = forms.URLField(label=_("Or its address"), max_length=500, required=False, assume_scheme="https")

    def clean(self):
        given = super().clean()
        if not self.errors and bool(given.get("file")) == bool(given.get("address")):
            raise forms.ValidationError(_("Choose a file or write an address, one of the two."))
        if given.get("address") and not given.get("name"):
            self.add_error("name", _("Say what it is."))
        return given


class MinutesForm(forms.Form):
    """Minutes, and the moment of the text that the writer started from."""

    minutes = forms.CharField(
        label=_("Minutes"), max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 18})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def clean_seen(self):
        return parse_datetime(self.cleaned_data["seen"]) if self.cleaned_data["seen"] else None


class ApprovalForm(forms.Form):
    """The day on which the committee approved the minutes."""

    on = DayField(label=_("Approved on"))


class ActionItemForm(forms.Form):
    """What somebody took on."""

    what = forms.CharField(label=_("What is to be done?"), max_length=300)
    owner = forms.ModelChoiceField(
        Representative.objects.none(), label=_("Who does it"), required=False, empty_label=_("Nobody by name")
    )
    organization = forms.ModelChoiceField(
        None, label=_("For which organization"), required=False, empty_label=_("The person’s own"),
        help_text=_("Name a person, an organization, or both."),
    )  # fmt: skip
    due_on = DayField(label=_("Due"), required=False)

    def __init__(self, *args, people, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people
        self.fields["owner"].label_from_instance = lambda person: f"{person.name} · {person.organization}"
        self.fields["organization"].queryset = organizations
