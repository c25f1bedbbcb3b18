"""Forms about the ladder, assessments and teams."""

from copy import copy

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Permission
from kit.seen_form import SeenForm
from members.climbing import WORDS
from members.colleagues import colleagues
from members.forms.consent import DayInput
from members.models import Assessment, Rung, Segment, TeamRole

KEEP, NONE = "keep", "none"


class RungForm(SeenForm, forms.ModelForm):
    """A rung's words, and what the records must show: kept, none, or taken from a saved search."""

    KEEPS = (*WORDS, "criteria")
    INPUTS = {"criteria": "taken_from"}

    taken_from = forms.ChoiceField(
        label=_("What the records must show"),
        help_text=_("Build a search for those who fit, save it, and take it from here."),
    )

    class Meta:
        model = Rung
        fields = WORDS

    def __init__(self, data=None, *, thing, user):
        # A copy: the page goes on saying what is stored, also when the words are refused.
        super().__init__(data, thing=thing, instance=copy(thing))
        del self.initial["taken_from"]
        self.searches = Segment.objects.visible_to(user).of(self.instance.steward).order_by("name")
        # Also when another took the criteria away meanwhile: whoever leaves them alone may still save.
        kept = [(KEEP, _("Keep as it is"))] if self.instance.criteria or self.is_bound else []
        self.fields["taken_from"].choices = [
            *kept,
            (NONE, _("Nothing: only people say so")),
            *((str(search.pk), search.name) for search in self.searches),
        ]

    def told(self) -> dict:
        """What to write: the words and the criteria."""
        fields = {name: self.cleaned_data[name] for name in WORDS}
        chosen = self.cleaned_data["taken_from"]
        if chosen == KEEP:
            return fields
        return fields | {"criteria": {} if chosen == NONE else self.searches.get(pk=chosen).tree}


class NewRungForm(RungForm):
    """A rung to be added, and above which one."""

    above = forms.ModelChoiceField(
        label=_("Right above"), queryset=Rung.objects.none(), required=False, empty_label=_("Below all others")
    )

    def __init__(self, data=None, *, organization, user):
        super().__init__(data, thing=Rung(steward=organization), user=user)
        rungs = Rung.objects.visible_to(user).of(organization).standing().order_by("-position")
        self.fields["above"].queryset = rungs
        self.fields["above"].initial = rungs.first()

    def told(self) -> dict:
        """What to write: the words, the criteria and the place."""
        return super().told() | {"above": self.cleaned_data["above"]}


class MoveForm(forms.Form):
    """To which rung, by what deed, on which day."""

    rung = forms.ModelChoiceField(
        label=_("Rung"),
        queryset=Rung.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("Somebody moved them or changed the ladder meanwhile. Choose again.")},
    )
    deed = forms.CharField(
        label=_("What they did"),
        max_length=200,
        help_text=_("A rung is reached by something they did, never by a feeling. Back on a lower one? Write why."),
    )
    on = forms.DateField(label=_("When"), widget=DayInput())

    def __init__(self, *args, rungs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rung"].queryset = rungs


class DeedForm(forms.Form):
    """What they did, when a suggestion is followed."""

    deed = forms.CharField(label=_("What they did"), max_length=200)


class AssessForm(forms.Form):
    """Where somebody stands toward us, and what shows it."""

    level = forms.TypedChoiceField(
        label=_("Where they stand"), choices=Assessment.Level, coerce=int, widget=forms.RadioSelect
    )
    because = forms.CharField(label=_("What shows it"), max_length=200, required=False)
    on = forms.DateField(label=_("When"), widget=DayInput())


class TeamForm(SeenForm):
    """What a team is for, when it meets and who coaches it."""

    KEEPS = ("name", "purpose", "meets", "coach")

    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    meets = forms.CharField(label=_("When it meets"), max_length=120, required=False)
    coach = forms.ModelChoiceField(label=_("Coach"), queryset=None, required=False, empty_label=_("Nobody yet"))

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["coach"].queryset = colleagues(organization, Permission.RECORD_CONVERSATIONS)


class RoleForm(SeenForm):
    """A role and how many are wanted in it."""

    KEEPS = ("name", "wanted", "leads")

    name = forms.CharField(label=pgettext_lazy("team", "Role"), max_length=80)
    wanted = forms.IntegerField(label=_("How many are wanted"), min_value=1, max_value=500, initial=1)
    leads = forms.BooleanField(label=_("Leads the team"), required=False)


class JoinForm(forms.Form):
    """In which role somebody joins, and since when."""

    role = forms.ModelChoiceField(
        label=pgettext_lazy("team", "Role"),
        queryset=TeamRole.objects.none(),
        required=False,
        empty_label=_("Without a role"),
    )
    on = forms.DateField(label=_("Since"), widget=DayInput())

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = team.roles.filter(wanted__gt=0)
        self.fields["role"].label_from_instance = lambda role: role.name
