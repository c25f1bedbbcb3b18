"""Forms of motions and votes: what a well-shaped answer is, nothing more."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coalition.models import CommitteeSeat, Meeting, Motion, Representative, Vote
from coalition.models.coalition import VoteBase, VoteRule
from kit.seen_form import SeenForm

NOT_YET = [("", pgettext_lazy("vote", "Not voted yet"))]


class SpeakerField(forms.ModelChoiceField):
    """Somebody with a vote on the committee, named with their organization."""

    def label_from_instance(self, representative):
        return f"{representative.organization} · {representative.name}"


def speakers(committee, day, leaving_out=None):
    """Representatives and alternates with a vote on the committee that day."""
    seats = CommitteeSeat.objects.current(day).voting().filter(committee=committee)
    if leaving_out:
        seats = seats.exclude(organization=leaving_out)
    people = Representative.objects.filter(pk__in=seats.values("holder"))
    return people.select_related("organization").order_by("organization__name", "name")


class MeetingField(forms.ModelChoiceField):
    """A meeting of the committee, named by its day."""

    def __init__(self, **kwargs):
        super().__init__(Meeting.objects.none(), **kwargs)

    def label_from_instance(self, meeting):
        return " · ".join(filter(None, [date_format(meeting.held_on), meeting.name]))


class MotionForm(forms.Form):
    """The words of a motion, and when and how it is decided."""

    title = forms.CharField(label=_("Motion"), max_length=200, help_text=_("In one sentence, as it is voted on."))
    words = forms.CharField(
        label=_("In full"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    meeting = MeetingField(label=_("Voted on at"), required=False, empty_label=_("Not chosen yet, or a quick decision"))
    is_quick = forms.BooleanField(label=_("Quick decision, between meetings"), required=False)
    rule = forms.ChoiceField(label=_("Decided by"), choices=VoteRule)
    base = forms.ChoiceField(label=_("Counted"), choices=VoteBase)

    def __init__(self, *args, committee, **kwargs):
        super().__init__(*args, **kwargs)
        charter = committee.coalition
        standing = Meeting.objects.filter(committee=committee).exclude(state=Meeting.State.CALLED_OFF)
        self.fields["meeting"].queryset = standing.select_related("committee").defer("minutes").order_by("-held_on")
        self.fields["is_quick"].help_text = _("Everyone has %(hours)s hours to vote.") % {
            "hours": charter.quick_decision_hours
        }
        self.fields["rule"].initial, self.fields["base"].initial = charter.vote_rule, charter.vote_base


class ChangeMotionForm(SeenForm, MotionForm):
    """A motion that is changed before the vote."""

    KEEPS = ("title", "words", "meeting", "is_quick", "rule", "base")

    def __init__(self, data=None, *, thing, **options):
        super().__init__(data, thing=thing, committee=thing.committee, **options)


class ProposeForm(MotionForm):
    """A new motion, with who moved it and, if somebody did, who seconded it."""

    moved_by = SpeakerField(
        label=_("Moved by"), queryset=Representative.objects.none(), empty_label=_("Choose somebody")
    )
    seconded_by = SpeakerField(
        label=_("Seconded by"), queryset=Representative.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    field_order = ("title", "words", "moved_by", "seconded_by", "meeting", "is_quick", "rule", "base")

    def __init__(self, *args, committee, **kwargs):
        super().__init__(*args, committee=committee, **kwargs)
        people = speakers(committee, committee.keeper.today())
        mover, seconder = self.fields["moved_by"], self.fields["seconded_by"]
        mover.queryset = seconder.queryset = people
        named = [(each.pk, mover.label_from_instance(each)) for each in people]
        mover.choices = [("", mover.empty_label), *named]
        seconder.choices = [("", seconder.empty_label), *named]


class SecondForm(forms.Form):
    representative = SpeakerField(
        label=_("Seconded by"), queryset=Representative.objects.none(), empty_label=_("Choose somebody")
    )

    def __init__(self, *args, motion, day, **kwargs):
        super().__init__(*args, **kwargs)
        people = speakers(motion.committee, day, leaving_out=motion.moved_for_id)
        self.fields["representative"].queryset = people


class DeadlineForm(forms.Form):
    closes_at = forms.DateTimeField(
        label=_("Votes until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class TakeUpForm(forms.Form):
    meeting = MeetingField(label=_("Voted on at"), required=False, empty_label=_("To be chosen later"))

    def __init__(self, *args, motion, **kwargs):
        super().__init__(*args, **kwargs)
        later = Meeting.objects.filter(committee=motion.committee_id).exclude(state=Meeting.State.CALLED_OFF)
        self.fields["meeting"].queryset = later.select_related("committee").order_by("-held_on")


def choices_for(motion):
    """The votes one can cast on this motion."""
    left_out = {Vote.Choice.NOT_THERE}
    if motion.rule != VoteRule.CONSENSUS:
        left_out.add(Vote.Choice.STAND_ASIDE)
    return [(value, CASTING[value]) for value in Vote.Choice.values if value not in left_out]


CASTING = {
    Vote.Choice.YES: pgettext_lazy("vote", "Yes"),
    Vote.Choice.NO: pgettext_lazy("vote", "No"),
    Vote.Choice.ABSTAIN: pgettext_lazy("vote", "Abstain"),
    Vote.Choice.STAND_ASIDE: pgettext_lazy("vote", "Stand aside"),
    Vote.Choice.CONFLICT: pgettext_lazy("vote", "Conflict of interest"),
}


class VoteForm(forms.Form):
    """One's own vote. `seen` is the vote that stood when the page was read."""

    choice = forms.ChoiceField(label=_("Your vote"), widget=forms.RadioSelect)
    conflict_note = forms.CharField(
        label=_("What the conflict is"),
        max_length=300,
        required=False,
        help_text=_("Everyone in the coalition can read this."),
    )
    place = forms.ChoiceField(label=_("You vote for"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, motion, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = choices_for(motion)
        self.fields["place"].choices = [(str(place.pk), str(place.organization)) for place in places]
        if len(places) == 1:
            self.fields["place"].widget = forms.HiddenInput()
            self.fields["place"].initial = places[0].pk


class RoundForm(forms.Form):
    """The votes of a whole round, one for each place, with what stood there when the page was read.

    The answers are read as they come: a field for each and for what was seen would be four hundred for a large
    committee, and half of the page's time.
    """

    def __init__(self, *args, motion, said, **kwargs):
        super().__init__(*args, **kwargs)
        self.said = said
        self.choices = [*NOT_YET, *choices_for(motion)]
        self.seen = self._standing(said) if not self.is_bound else {pk: self._typed("seen", pk) for pk in said}

    def _standing(self, said):
        return {pk: vote.choice if vote else "" for pk, (_line, _choice, vote) in said.items()}

    def _typed(self, name, pk):
        return self.data.get(f"{name}_{pk}", "")

    def clean(self):
        offered = {code for code, _words in self.choices}
        if not offered.issuperset(choice for choice, _seen in self.votes().values()):
            raise forms.ValidationError(_("Choose one of the votes offered."))

    def look_again(self, said):
        """Somebody was faster: keep what was typed, beside what stands now."""
        self.seen |= self._standing(said)

    def votes(self):
        """{place id: (choice, what was seen)}."""
        if not self.is_bound:
            return {pk: (seen, seen) for pk, seen in self.seen.items()}
        return {pk: (self._typed("vote", pk), seen) for pk, seen in self.seen.items()}

    def rows(self):
        """(place id, organization, who speaks, choice, what was seen) for each place."""
        votes = self.votes()
        for pk, (line, _choice, vote) in self.said.items():
            organization = line.organization if line else vote.place.organization
            seats = line.seats if line else []
            yield pk, organization, seats[0].holder if seats else None, *votes[pk]


class DecisionFilter(forms.Form):
    """Which motions to list. What does not occur counts as not chosen."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Result"), required=False, choices=[("", _("Every result")), *Motion.State.choices]
    )
    committee = forms.ChoiceField(label=_("Committee"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)

    def __init__(self, data, *, motions, committees):
        super().__init__(data)
        self.motions = motions
        years = motions.filter(decided_on__isnull=False).order_by("-decided_on__year")
        found = years.values_list("decided_on__year", flat=True).distinct()
        self.fields["year"].choices = [("", _("Every year")), *((str(year), str(year)) for year in found)]
        self.fields["committee"].choices = [("", _("Every committee")), *((str(c.pk), c.name) for c in committees)]
        self.is_valid()

    def chosen(self, name):
        return self.cleaned_data.get(name, "")

    @property
    def words(self):
        return self.chosen("q")

    @property
    def is_on(self):
        return any(self.chosen(name) for name in self.fields)

    def chips(self):
        """(words, key) for each filter that is on."""
        for name in self.fields:
            if value := self.chosen(name):
                named = dict(getattr(self.fields[name], "choices", ()))
                yield str(named.get(value, value)), name

    def found(self):
        found = self.motions.matching(self.words) if self.words else self.motions
        if self.chosen("state"):
            found = found.filter(state=self.chosen("state"))
        if self.chosen("committee"):
            found = found.filter(committee=self.chosen("committee"))
        if self.chosen("year"):
            found = found.filter(decided_on__year=self.chosen("year"))
        return found.in_register_order()
