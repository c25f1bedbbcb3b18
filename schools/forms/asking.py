"""Forms about asks, their links to plan lines, and answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coalition.models import Coalition
from kit.money import cents
from kit.numbers import ManyField
from schools.linking import supporting_inputs
from schools.models import Answer, AnswerDelivery, Ask, Input, PlanLine, Session
from schools.yearly import theme_names


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **options):
        super().__init__(format="%Y-%m-%d", **options)


class MoneyField(forms.CharField):
    """Dollars as people write them, as integer cents; None when left empty."""

    def __init__(self, **options):
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def clean(self, value):
        value = super().clean(value)
        return cents(value) if value else None

    def prepare_value(self, value):
        return f"{value / 100:.2f}".removesuffix(".00") if isinstance(value, int) else value


class AskForm(forms.Form):
    """The ask in one sentence, in both languages where it can be had."""

    wording_en = forms.CharField(label=_("The ask in English"), max_length=200, required=False)
    wording_es = forms.CharField(label=_("The ask in Spanish"), max_length=200, required=False)
    code_key = forms.ChoiceField(label=_("Theme"), required=False)
    cost_estimate_cents = MoneyField(label=_("What it would cost, if known"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        names = sorted(theme_names(user).items(), key=lambda pair: pair[1].casefold())
        self.fields["code_key"].choices = [("", _("No theme yet")), *names]

    def clean(self):
        fields = super().clean()
        if not fields.get("wording_en", "").strip() and not fields.get("wording_es", "").strip():
            raise forms.ValidationError(_("Write the ask in at least one language."))
        return fields


class InputsField(ManyField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, entry):
        return f"“{entry.words}”"


class PriorityForm(forms.Form):
    on = forms.DateField(label=_("Became a priority on"), required=False, widget=DayInput())


class TrailForm(forms.Form):
    coalition = forms.ModelChoiceField(
        label=_("Show this ask to the partners of"), queryset=Coalition.objects.none(), required=False,
        empty_label=_("Nobody outside our organization"),
    )  # fmt: skip

    def __init__(self, *args, ask, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["coalition"].queryset = Coalition.objects.of(ask.steward)


class MergeForm(forms.Form):
    absorbed = forms.ModelChoiceField(
        label=_("Which ask says the same?"), queryset=Ask.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, ask, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["absorbed"].queryset = (
            Ask.objects.editable_by(user)
            .standing()
            .filter(school=ask.school_id, year=ask.year, steward=ask.steward_id)
            .exclude(pk=ask.pk)
        )


class LineField(forms.ModelChoiceField):
    def label_from_instance(self, line):
        return _("Line %(number)s: %(description)s") % {"number": line.number, "description": line.description}


class LinkForm(forms.Form):
    """Which line of the plan answers the ask, with which share, and what shows it."""

    line = LineField(label=_("Line of the plan"), queryset=PlanLine.objects.none())
    share_percent = forms.DecimalField(
        label=_("Share of the line that answers this ask, in percent"), initial=100, min_value=0, max_value=100,
        max_digits=5, decimal_places=2,
    )  # fmt: skip
    evidence_page = forms.IntegerField(label=_("Page of the plan"), required=False, min_value=1, max_value=9999)
    evidence_note = forms.CharField(
        label=_("What in the plan shows it"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    claimed_as = forms.CharField(
        label=_("You say this as"),
        max_length=120,
        required=False,
        help_text=_("Your role, for example principal’s office."),
    )
    inputs = InputsField(label=_("Comments it rests on"), queryset=Input.objects.none(), required=False)

    def __init__(self, *args, ask, user, plan, **kwargs):
        super().__init__(*args, **kwargs)
        lines = PlanLine.objects.visible_to(user).filter(version=plan)
        self.fields["line"].queryset = lines
        first = lines.select_related("version").first()
        old_enough = supporting_inputs(ask, first) if first else Input.objects.none()
        self.fields["inputs"].queryset = Input.objects.visible_to(user) & old_enough
        self.fields["inputs"].initial = list(self.fields["inputs"].queryset.values_list("pk", flat=True))


class ConfirmForm(forms.Form):
    confirmed_as = forms.CharField(
        label=_("You confirm as"), max_length=120,
        help_text=_("Your role, for example parent of the school council."),
    )  # fmt: skip


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=_("The school’s reason for this line, if it gave one"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What the school answered. Partly and not now need a reason in both languages."""

    decision = forms.ChoiceField(
        label=_("The school’s answer"), choices=Answer.Decision.choices, widget=forms.RadioSelect
    )
    reason_en = forms.CharField(
        label=_("Reason in English"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    reason_es = forms.CharField(
        label=_("Reason in Spanish"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "es"}),
    )
    answered_as = forms.CharField(
        label=_("Who answered, by role"), max_length=120, help_text=_("For example principal, or school site council.")
    )
    answered_on = forms.DateField(label=_("Answered on"), widget=DayInput())

    def clean(self):
        fields = super().clean()
        if fields.get("decision") in (Answer.Decision.PARTLY, Answer.Decision.NOT_NOW):
            for name in ("reason_en", "reason_es"):
                if not fields.get(name, "").strip() and name not in self.errors:
                    self.add_error(name, _("Give the reason in English and in Spanish."))
        return fields


class DeliveryForm(forms.Form):
    """How the answer went back, to how many people, when."""

    channel = forms.ChoiceField(label=_("How it went back"), choices=AnswerDelivery.Channel.choices)
    session = forms.ModelChoiceField(
        label=_("To the people of this session"), queryset=Session.objects.none(), required=False,
        empty_label=_("Not one session"),
    )  # fmt: skip
    people = forms.IntegerField(label=_("People reached"), min_value=1, max_value=100_000)
    sent_on = forms.DateField(label=_("Sent back on"), widget=DayInput())

    def __init__(self, *args, ask, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = (
            Session.objects.visible_to(user).filter(school=ask.school_id).select_related("event")
        )


class ReopenForm(forms.Form):
    because = forms.CharField(
        label=_("What do families say about this answer?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class NewAskForm(AskForm):
    """An ask raised from comments of one school and year."""

    inputs = InputsField(label=_("Comments that say it"), queryset=Input.objects.none(), required=False)

    def __init__(self, *args, user, comments, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["inputs"].queryset = comments
