"""The form of a house meeting: its host and its figures, afterwards."""

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members import finding, hosting
from members.forms.conversations import TakesRefusals
from members.forms.together import figure, host_field
from members.models import Person

SALT = "members.house_meeting.seen"


class HouseMeetingForm(TakesRefusals):
    """Who hosted and how many came. `seen` carries what the form showed, so that two writers lose nothing."""

    host = host_field()
    invited = figure(pgettext_lazy("how many", "Invited"))
    committed = figure(_("Said they would come"))
    came = figure(pgettext_lazy("how many", "Came"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, organization, user, meeting=None, **options):
        self.organization, self.user, self.meeting = organization, user, meeting
        shows = hosting.as_seen(meeting) if meeting else dict.fromkeys(hosting.FIELDS)
        options["initial"] = shows | {
            "host": str(meeting.host) if meeting and meeting.host else "",
            "seen": signing.dumps(shows, salt=SALT),
        }
        super().__init__(data, **options)

    def clean_host(self):
        words = self.cleaned_data["host"]
        if not words:
            return None
        if self.meeting and self.meeting.host and words == str(self.meeting.host):
            return self.meeting.host
        fits = finding.some(Person.objects.visible_to(self.user).of(self.organization), words, 2)
        if len(fits) != 1:
            several = _("Several people fit “%(words)s”. Write more of the name, or the phone.")
            raise forms.ValidationError((several if fits else _("Nobody fits “%(words)s”.")) % {"words": words})
        return fits[0]

    def show_anew(self):
        """Once a refusal has said what another wrote: saving again is a choice and no longer an accident."""
        if self.meeting:
            self.meeting.refresh_from_db()
            self.data = self.data.copy()
            self.data["seen"] = signing.dumps(hosting.as_seen(self.meeting), salt=SALT)

    @property
    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in hosting.FIELDS}

    @property
    def base(self) -> dict:
        """What the form showed when it was opened. A forged one counts as nothing seen."""
        try:
            return signing.loads(self.cleaned_data["seen"], salt=SALT)
        except signing.BadSignature:
            return {}
