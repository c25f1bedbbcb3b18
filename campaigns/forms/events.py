"""Forms of events, and of their paper sign-in sheets."""

import datetime as dt
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import sheets
from campaigns.models import Event, SignInSheet
from kit.days import ReckonedDayField

# Sessions are written down with the school and the question, on their own page.
KINDS = [(kind.value, kind.label) for kind in Event.Kind if kind != Event.Kind.SESSION]


class EventForm(forms.Form):
    """An event held or planned. Times are those of the organization that calls it."""

    name = forms.CharField(label=_("What is it called?"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    held_on = ReckonedDayField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    goal = forms.IntegerField(
        label=_("How many people do you hope for?"), required=False, min_value=1, max_value=100_000
    )

    def __init__(self, *args, organization, event=None, **options):
        self.zone = ZoneInfo(organization.timezone)
        super().__init__(*args, initial=self._initial(event), **options)
        if event:  # what an event is does not change afterwards
            del self.fields["kind"]

    def _initial(self, event):
        if event is None:
            return {}
        starts, ends = (timezone.localtime(at, self.zone) for at in (event.starts_at, event.ends_at))
        own = {name: getattr(event, name) for name in ("name", "place", "goal")}
        return {**own, "held_on": starts.date(), "starts": starts.time(), "ends": ends.time()}

    def clean(self):
        given = super().clean()
        if given.get("starts") and given.get("ends") and given["ends"] < given["starts"]:
            self.add_error("ends", _("The end is before the start."))
        return given

    def facts(self) -> dict:
        """What the deeds take."""
        given = self.cleaned_data
        starts_at, ends_at = (
            dt.datetime.combine(given["held_on"], given[name], tzinfo=self.zone) for name in ("starts", "ends")
        )
        own = {name: given[name] for name in ("name", "kind", "place", "goal") if name in given}
        return {**own, "starts_at": starts_at, "ends_at": ends_at}


class StartSheetForm(forms.Form):
    """What must be known of a paper before its lines: what its tick says, and whose grades stand on it."""

    wording = forms.CharField(
        label=_("What does the paper say beside “May text”?"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("These words are kept with each yes. Leave it blank when the paper does not ask."),
    )
    grades_of = forms.ChoiceField(
        label=_("Whose grades stand on the paper?"),
        choices=[
            (SignInSheet.Grades.CHILDREN, _("Their children’s")),
            (SignInSheet.Grades.OWN, _("Their own: students sign for themselves")),
        ],
        widget=forms.RadioSelect,
        initial=SignInSheet.Grades.CHILDREN,
        help_text=_("A student’s tick is no consent: a guardian is asked first."),
    )

    def __init__(self, *args, last=None, **options):
        initial = {"wording": last.wording, "grades_of": last.grades_of} if last else {"wording": sheets.WORDING}
        super().__init__(*args, initial=initial, **options)
