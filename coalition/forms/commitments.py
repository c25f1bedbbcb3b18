"""Forms of commitments: what a well-shaped answer is, nothing more."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organization
from coalition.forms.decisions import SpeakerField
from coalition.forms.rosters import DayField
from coalition.models import Commitment, Partner, Representative
from kit.money import cents, dollars
from kit.seen_form import SeenForm

WHOLE, IN_PART = _("Delivered"), _("Delivered, whole or in part")
NOT_KEPT = [
    (Commitment.State.BROKEN, _("Broken")),
    (Commitment.State.RELEASED, _("Released: the coalition let them off")),
]


class DollarsField(forms.CharField):
    """Dollars as people write them, as integer cents; None when left empty."""

    def __init__(self, **options):
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def clean(self, value):
        value = super().clean(value)
        return cents(value) if value else None

    def prepare_value(self, value):
        return dollars(value) if isinstance(value, int) else value


class FactsForm(forms.Form):
    """What is promised."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Commitment.Kind)
    what = forms.CharField(label=_("What"), max_length=300)
    promised_people = forms.IntegerField(
        label=_("How many people"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("For people who come."),
    )
    promised_cents = DollarsField(label=_("How many dollars"), required=False, help_text=_("For money."))
    due_on = DayField(label=_("Due"), required=False)
    promised_by = SpeakerField(
        label=_("Who promised it"), queryset=Representative.objects.none(), required=False,
        empty_label=_("Not written down"),
    )  # fmt: skip

    def __init__(self, *args, coalition, organization=None, **kwargs):
        super().__init__(*args, **kwargs)
        people = coalition.representatives.known().select_related("organization")
        people = people.filter(organization=organization) if organization else people
        self.fields["promised_by"].queryset = people.order_by("organization__name", "name")


class ChangePromiseForm(SeenForm, FactsForm):
    """What is promised, changed while it is open."""

    KEEPS = ("kind", "what", "promised_people", "promised_cents", "due_on", "promised_by")

    def __init__(self, data=None, *, thing, **options):
        who = {"coalition": thing.coalition, "organization": thing.organization}
        super().__init__(data, thing=thing, **who, **options)


class PromiseForm(FactsForm):
    """A new promise of a partner of today."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Organization"))
    promised_on = DayField(label=_("Promised on"))
    field_order = (
        "organization",
        "kind",
        "what",
        "promised_people",
        "promised_cents",
        "due_on",
        "promised_on",
        "promised_by",
    )

    def __init__(self, *args, coalition, on, **kwargs):
        super().__init__(*args, coalition=coalition, **kwargs)
        partners = Partner.objects.current(on).filter(coalition=coalition)
        self.fields["organization"].queryset = Organization.objects.filter(
            pk__in=partners.values("organization")
        ).order_by("name")
        self.fields["promised_on"].initial = on


class SettleForm(forms.Form):
    """How a promise ended."""

    how = forms.ChoiceField(label=_("How did it end?"), widget=forms.RadioSelect)
    on = DayField(label=pgettext_lazy("day", "On"))
    people = forms.IntegerField(
        label=_("How many people came"), required=False, min_value=0, max_value=1_000_000,
        help_text=_("Leave blank if nobody counted. Fewer than promised reads as partly kept."),
    )  # fmt: skip
    cents = DollarsField(
        label=_("Dollars given"), required=False, help_text=_("Less than promised reads as partly kept.")
    )
    note = forms.CharField(label=_("How it went"), max_length=300, required=False)

    def __init__(self, *args, commitment, **kwargs):
        super().__init__(*args, **kwargs)
        is_counted = commitment.kind in (Commitment.Kind.TURNOUT, Commitment.Kind.MONEY)
        self.fields["how"].choices = [(Commitment.State.DELIVERED, IN_PART if is_counted else WHOLE), *NOT_KEPT]
        if commitment.kind != Commitment.Kind.TURNOUT:
            del self.fields["people"]
        if commitment.kind != Commitment.Kind.MONEY:
            del self.fields["cents"]
