"""The part of the log form about others who were there: everybody at a house meeting, who hosted it, how many came."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.folding import fold
from members import finding, hosting
from members.models import Conversation, Person
from members.models.house_meeting import MOST

MOST_TOGETHER = 40
LONGEST_NAME = 120


def figure(label):
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput({"inputmode": "numeric", "class": "num"}),
    )


def host_field(**options):
    widget = forms.TextInput({"autocomplete": "off", "placeholder": _("Name or phone")})
    return forms.CharField(label=_("Who hosted?"), max_length=100, required=False, widget=widget, **options)


class Together(forms.Form):
    """Needs `organization`, `user` and `known` (whom the talk was with, None for somebody new)."""

    others = forms.CharField(
        label=_("Who else was there?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
        help_text=_("One name or phone on each line. The talk goes on each one’s timeline; the next step stays here."),
    )
    adds_newcomers = forms.BooleanField(label=_("Write down those we do not know as new people"), required=False)
    host = host_field(help_text=_("With a host or a figure it is kept as a house meeting."))
    invited = figure(pgettext_lazy("how many", "Invited"))
    committed = figure(_("Said they would come"))
    came = figure(pgettext_lazy("how many", "Came"))

    TOGETHER = ("others", "adds_newcomers", *hosting.FIELDS)
    may_add_newcomers = False
    known: Person | None = None

    def forget_who_was_there(self):
        self.others: list[Person] = []
        self.newcomers: list[str] = []
        self.host: Person | str | None = None
        self.written_together: list[Conversation] = []

    @property
    def together_is_open(self) -> bool:
        """Folded away, unless it is a house meeting, or something in it is filled in or needs mending."""
        filled = any(name in self.errors or self[name].value() for name in self.TOGETHER if name in self.fields)
        return filled or self["kind"].value() == Conversation.Kind.HOUSE_MEETING

    def find_who_was_there(self, given):
        """Who else was there and who hosted: each somebody we know or, when the form says so, somebody new."""
        if given.get("others"):
            self._find_the_others(given["others"], self._people())
        if given.get("host"):
            self._find_the_host(given, self._people())
        if self.is_house_meeting(given):
            given["kind"] = Conversation.Kind.HOUSE_MEETING
        if self.newcomers and not given.get("adds_newcomers"):
            self.may_add_newcomers = True
            self.add_error("others", _("We do not know %(names)s yet.") % {"names": ", ".join(self.newcomers)})

    def _people(self):
        return Person.objects.visible_to(self.user).of(self.organization).select_related("steward")

    def is_house_meeting(self, given) -> bool:
        return any(given.get(name) not in (None, "") for name in hosting.FIELDS)

    def _find_the_others(self, words, people):
        lines = list(dict.fromkeys(line for line in map(str.strip, words.splitlines()) if line))
        if len(lines) > MOST_TOGETHER:
            many = _("Up to %(most)s people at once. A sign-in sheet takes more.")
            self.add_error("others", many % {"most": MOST_TOGETHER})
            return
        for line in lines:
            found = self._fitting("others", line, finding.some(people, line, 2))
            if isinstance(found, str):
                self.newcomers.append(found)
            elif found and found != self.known and found not in self.others:
                self.others.append(found)

    def _find_the_host(self, given, people):
        """Somebody who was there, by any part of the name; else the only one who fits, who was there as well."""
        words = given["host"]
        if fold(words) in map(fold, [*self.newcomers, self.new_name(given)]):
            self.host = words
            return
        fits = finding.some(people, words, MOST_TOGETHER)
        there = [person for person in (self.known, *self.others) if person in fits]
        self.host = self._fitting("host", words, there if len(there) == 1 else fits)
        if isinstance(self.host, str):
            self.newcomers.append(self.host)
        elif self.host and self.host not in (self.known, *self.others):
            self.others.append(self.host)

    def new_name(self, given) -> str:
        return f"{given.get('given_name', '')} {given.get('family_name', '')}" if self.known is None else ""

    def _fitting(self, field, words, fits) -> Person | str | None:
        """The only one who fits the words, else the words as a new name; a phone or many who fit need another try."""
        if len(fits) == 1:
            return fits[0]
        if fits:
            several = _("Several people fit “%(words)s”. Write more of the name, or the phone.")
            self.add_error(field, several % {"words": words})
        elif any(character.isdigit() for character in words) or len(words) > LONGEST_NAME:
            self.add_error(field, _("Nobody fits “%(words)s”.") % {"words": words})
        else:
            return words
        return None

    def write_meeting_down(self, talks):
        """The house meeting, when the form tells of one."""
        given = self.cleaned_data
        if self.is_house_meeting(given):
            host = self.host if not isinstance(self.host, str) else _called(self.host, talks)
            hosting.write_down(talks, host=host, by=self.user, **{name: given[name] for name in hosting.FIGURES})


def _called(name, talks) -> Person | None:
    """The one of those just written down who has this name."""
    return next((talk.person for talk in talks if fold(str(talk.person)) == fold(name)), None)
