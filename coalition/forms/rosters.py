"""Forms of coalitions, partners, committees and seats: what a well-shaped answer is, nothing more."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, organizations_with
from accounts.models import Organization
from coalition.joining import CHARTER
from coalition.models import Coalition, Committee, CommitteeSeat, Partner, Representative
from coalition.representing import FACTS
from kit.days import ReckonedDayField
from kit.seen_form import SeenForm
from members.models import Person


class DayField(ReckonedDayField):
    """A day, with the browser's own calendar."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


class CoalitionForm(forms.Form):
    """A new coalition. The charter follows."""

    name = forms.CharField(label=_("Name"), max_length=200)
    keeper = forms.ModelChoiceField(Organization.objects.none(), label=_("Who keeps its roster"), empty_label=None)
    founded_on = DayField(label=_("Founded on"), required=False)
    purpose = forms.CharField(
        label=_("What it is for"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        keepers = organizations_with(user, Permission.MANAGE_ROSTER)
        self.fields["keeper"].queryset = keepers
        self.fields["keeper"].initial = keepers.first()


class CharterForm(SeenForm, forms.ModelForm):
    """The facts by which a coalition decides."""

    KEEPS = CHARTER

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Coalition
        fields = CHARTER
        widgets = {
            "founded_on": forms.DateInput(attrs={"type": "date"}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "vote_base": _("Of whom the share is taken. Those who abstain count among those present."),
            "quorum_rule": _("How many seats must be there before anything can be decided. Vacant seats do not count."),
        }

    def _post_clean(self):
        """The deed checks the facts against each other; the form hands them over untouched."""


class JoinForm(forms.Form):
    """A partnership to begin, with an organization that is here or one that is only known by name."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Organization"),
        required=False,
        empty_label=_("One that is not in the list"),
    )
    new_name = forms.CharField(
        label=_("Name of one that is not in the list"),
        max_length=200,
        required=False,
        help_text=_("It is added by its name. Nobody there gets in until you let them sign in."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Partner.Kind, initial=Partner.Kind.CORE)
    starts_on = DayField(label=_("First day"))
    joined_as = forms.ChoiceField(
        label=_("How it joined"), choices=[("", _("Not written down")), *Partner.Joined.choices], required=False
    )

    def __init__(self, *args, coalition, user, **kwargs):
        super().__init__(*args, **kwargs)
        partners = coalition.partners.current(coalition.keeper.today())
        choices = Organization.objects.visible_to(user).exclude(pk__in=partners.values("organization"))
        self.fields["organization"].queryset = choices
        self.fields["starts_on"].initial = coalition.keeper.today()

    def clean(self):
        organization, name = self.cleaned_data.get("organization"), self.cleaned_data.get("new_name")
        if "organization" not in self.errors and not organization and not name:
            self.add_error("new_name", _("Choose an organization, or write the name of one that is not in the list."))
        elif organization and name:
            self.add_error("new_name", _("Choose an organization or write a name, one of the two."))
        return self.cleaned_data


class LastDayForm(forms.Form):
    """The last day of something; it is included."""

    on = DayField(label=_("Last day"), help_text=_("This day is included."))


class PeopleForm(SeenForm):
    """Who leads a partner, who speaks for it."""

    KEEPS = ("leader", "designee")

    leader = forms.ModelChoiceField(
        Representative.objects.none(), label=_("Leader"), required=False, empty_label=_("Nobody yet")
    )
    designee = forms.ModelChoiceField(
        Representative.objects.none(),
        label=_("Speaks for it between meetings"),
        required=False,
        empty_label=_("Nobody yet"),
    )

    def __init__(self, data=None, *, thing, **options):
        super().__init__(data, thing=thing, **options)
        for name in self.KEEPS:
            self.fields[name].queryset = on_roster(thing.coalition, thing.organization)


class RepresentativeForm(forms.Form):
    """A line of the roster. The e-mail and phone are seen by all partners."""

    name = forms.CharField(label=_("Name"), max_length=200)
    position = forms.CharField(label=_("Position in the organization"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("All partners can see it."))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, help_text=_("All partners can see it."))
    is_contact = forms.BooleanField(label=_("Contact of the organization"), required=False)
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Their record among your people"),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Only you see this tie."),
    )

    def __init__(self, *args, coalition, organization, user, words="", chosen=None, **kwargs):
        super().__init__(*args, **kwargs)
        known = Person.objects.visible_to(user).filter(steward__in=[coalition.keeper_id, organization.pk])
        namesakes = known.matching(words)[:20] if words else known.none()
        ids = {person.pk for person in namesakes} | ({chosen} if chosen else set())
        self.fields["person"].queryset = known.filter(pk__in=ids)
        hidden = chosen and not known.filter(pk=chosen).exists()
        if hidden or not known.filter(pk__in=ids).exists():
            # A tie that others made is neither shown nor lost.
            del self.fields["person"]


class ChangeRepresentativeForm(SeenForm, RepresentativeForm):
    """A line that stands on the roster already."""

    KEEPS = FACTS

    def __init__(self, data=None, *, thing, user, **options):
        self.user = user
        scope = {"coalition": thing.coalition, "organization": thing.organization}
        chosen = {"words": thing.name, "chosen": thing.person_id}
        super().__init__(data, thing=thing, user=user, **scope, **chosen, **options)

    def side_by_side(self, fields) -> list[tuple]:
        tied = fields.get("person", ())
        seen = Person.objects.visible_to(self.user).filter(pk__in=[person.pk for person in tied if person])
        if len(seen) < len([person for person in tied if person]):
            fields = fields | {"person": (tied[0], _("Somebody you cannot see"))}
        return super().side_by_side(fields)


class CommitteeForm(forms.Form):
    """A committee."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Committee.Kind)
    purpose = forms.CharField(
        label=_("What it is for"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    founded_on = DayField(label=_("Founded on"), required=False)


class ChangeCommitteeForm(SeenForm, CommitteeForm):
    """A committee that is changed, or closed."""

    KEEPS = ("name", "kind", "purpose", "founded_on", "closed_on")

    closed_on = DayField(label=_("Closed on"), required=False, help_text=_("Leave empty while it works."))


class PlaceForm(forms.Form):
    """A place for a partner that has none."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Organization"))
    starts_on = DayField(label=_("First day"))
    is_observer = forms.BooleanField(label=_("Observes without a vote"), required=False)

    def __init__(self, *args, committee, on, **kwargs):
        super().__init__(*args, **kwargs)
        partners = committee.coalition.partners.current(on).values("organization")
        there = committee.places.current(on).values("organization")
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=partners).exclude(pk__in=there)
        self.fields["starts_on"].initial = on


class SeatForm(forms.Form):
    """Who sits, and from when. Someone new goes onto the roster with it."""

    holder = forms.ModelChoiceField(
        Representative.objects.none(), label=_("Who sits"), required=False, empty_label=_("Someone new")
    )
    new_name = forms.CharField(
        label=_("Name of someone new"),
        max_length=200,
        required=False,
        help_text=_("Goes onto the roster, where all partners can see it."),
    )
    new_email = forms.EmailField(
        label=_("E-mail of someone new"), required=False, help_text=_("All partners can see it.")
    )
    part = forms.ChoiceField(label=_("Sits as"), choices=CommitteeSeat.Part)
    role = forms.ChoiceField(label=_("Role"), choices=CommitteeSeat.Role, initial=CommitteeSeat.Role.MEMBER)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Leave empty when no end is set."))

    def __init__(self, *args, place, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = max(on, place.starts_on)
        known = on_roster(place.committee.coalition, place.organization)
        self.fields["holder"].queryset = known
        if not known.exists():
            del self.fields["holder"]
            self.fields["new_name"].label, self.fields["new_email"].label = _("Name"), _("E-mail")

    def clean(self):
        if not self.cleaned_data.get("holder") and not self.cleaned_data.get("new_name", "").strip():
            self.add_error("new_name", _("Choose someone, or write the name of someone new."))
        return self.cleaned_data


class SwapForm(SeatForm):
    """The next person in a seat: part and role stay."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["part"], self.fields["role"]


def on_roster(coalition, organization):
    return Representative.objects.known().filter(coalition=coalition, organization=organization)


class OnForm(forms.Form):
    """Which day a page or a file is as of."""

    on = DayField(label=_("As of"), required=False)

    @classmethod
    def asked(cls, request, today):
        """The day in the address; today when there is none, or none that can be read."""
        form = cls(request.GET)
        return (form.is_valid() and form.cleaned_data["on"]) or today


class InviteForm(forms.Form):
    """Nothing to fill in: the address stands on the roster. It carries the deed's refusal."""
