"""Forms about people: the person, ways to reach them, ties, households, tags, fields of the organization's own."""

import uuid

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members import questioning, reaching, recording
from members.forms.conversations import TakesRefusals
from members.languages import SpokenLanguage, packed, unpacked
from members.models import ContactPoint, CustomField, GradeBand, Household, Person, Relationship, Tag, TagGroup

SALT = "members.person.seen"
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def new_key() -> str:
    return uuid.uuid4().hex


class PersonForm(TakesRefusals, forms.ModelForm):
    """What is written about a person. `seen` carries what the form showed, so that two writers lose nothing."""

    other_languages = forms.MultipleChoiceField(
        label=_("Also speaks"), choices=SpokenLanguage, required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    entry_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    class Meta:
        model = Person
        fields = (
            "given_name",
            "family_name",
            "preferred_name",
            "pronouns",
            "language",
            "needs_interpretation",
            "birth_year",
            "grade_band",
            "standing",
            "is_protected",
            "origin",
        )
        help_texts = {
            "given_name": _("As given. One name is enough."),
            "preferred_name": _("What people call them, if it is another name."),
            "birth_year": _("Only the year, and only if it matters."),
            "grade_band": _("For students. It lapses with the years."),
            "origin": _("For example: Cafecito at Figueroa, October sheet."),
        }

    def __init__(self, data=None, *, person=None, custom_fields=(), may_open=True, **options):
        super().__init__(data, instance=person, **options)
        self.person = person
        if person and person.is_protected and not may_open:
            self.fields["is_protected"].disabled = True
            self.fields["is_protected"].help_text = _(
                "Only somebody who may see protected people takes the protection off."
            )
        self.fields["grade_band"].choices = [("", _("Not a student")), *GradeBand.choices]
        self.fields["language"].choices = [("", _("Not known")), *SpokenLanguage.choices]
        self.initial["other_languages"] = unpacked(person.other_languages) if person else []
        self.custom = [CustomInput(field, self) for field in custom_fields]
        answers = (
            {row.field_id: row.value for row in person.custom_values.all().select_related("field")} if person else {}
        )
        for each in self.custom:
            self.fields[each.name] = each.form_field()
            self.initial[each.name] = each.shown(answers.get(each.field.pk))
        if person:
            seen = {name: getattr(person, name) for name in recording.FIELDS}
            seen["answers"] = {pk: questioning.plain(value) for pk, value in answers.items()}
            self.initial["seen"] = signing.dumps({"version": person.version, "seen": seen}, salt=SALT)
        else:
            self.initial["entry_key"] = new_key()

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if year is not None and year > timezone.localdate().year:
            raise forms.ValidationError(_("This year has not come yet."))
        if year is not None:
            Person._meta.get_field("birth_year").run_validators(year)
        return year

    def _post_clean(self):
        """The deed checks the person, and must find it as it is stored."""

    @property
    def values(self) -> dict:
        """What the deed takes."""
        values = {name: self.cleaned_data[name] for name in (*recording.FIELDS, "save_as_said")}
        values["other_languages"] = packed(
            code for code in self.cleaned_data["other_languages"] if code != values["language"]
        )
        return values

    @property
    def base(self) -> dict:
        """The version and the values the form was filled from. Forged ones count as nothing seen."""
        try:
            return signing.loads(self.cleaned_data["seen"], salt=SALT)
        except signing.BadSignature:
            return {"version": 0, "seen": {}}

    @property
    def custom_bound(self):
        return [self[each.name] for each in self.custom]

    def custom_values(self) -> dict:
        """The answer in each of the organization's own fields."""
        return {each.field: each.read(self.cleaned_data.get(each.name)) for each in self.custom}


class CustomInput:
    """One of the organization's own fields as a form field."""

    def __init__(self, field: CustomField, form):
        self.field = field
        self.name = self.name_of(field)

    @staticmethod
    def name_of(field: CustomField) -> str:
        return f"custom_{field.pk}"

    def form_field(self):
        kind, options = (
            self.field.kind,
            {"label": self.field.name, "required": False, "help_text": self.field.help_text},
        )
        if kind == CustomField.Kind.NUMBER:
            return forms.DecimalField(max_digits=14, decimal_places=2, **options)
        if kind == CustomField.Kind.DAY:
            return forms.DateField(widget=DAY, **options)
        if kind == CustomField.Kind.YES_NO:
            return forms.ChoiceField(choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))], **options)
        if kind == CustomField.Kind.CHOICE:
            return forms.ChoiceField(choices=[("", "–"), *((each, each) for each in self.field.choices)], **options)
        return forms.CharField(max_length=300, **options)

    def shown(self, value):
        if self.field.kind == CustomField.Kind.YES_NO:
            return {True: "yes", False: "no"}.get(value, "")
        return value

    def read(self, value):
        if self.field.kind == CustomField.Kind.YES_NO:
            return {"yes": True, "no": False}.get(value)
        return value


class FirstPhoneForm(forms.Form):
    """The one way to reach somebody that is asked for when they are added. It may stay empty."""

    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    email = forms.EmailField(label=_("E-mail"), required=False)

    def clean_phone(self):
        """Told together with what else is wrong on the page; the deed asks again."""
        phone = self.cleaned_data["phone"]
        if phone:
            reaching.key_of(ContactPoint.Kind.PHONE, phone)
        return phone


class ContactPointForm(forms.Form):
    """A phone, an e-mail or a street address."""

    value = forms.CharField(max_length=254)
    unit = forms.CharField(label=_("Apartment or unit"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    zip_code = forms.CharField(label=_("ZIP code"), max_length=10, required=False)
    label = forms.ChoiceField(label=_("Type"), choices=ContactPoint.Label)
    whose = forms.ChoiceField(label=_("Who answers there?"), choices=ContactPoint.Whose)
    note = forms.CharField(
        label=_("When and how"),
        max_length=120,
        required=False,
        help_text=_("For example: after 4 p.m., texts in Spanish."),
    )
    is_preferred = forms.BooleanField(label=_("Use this one first"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    VALUE = {"phone": _("Phone number"), "email": _("E-mail address"), "address": _("Street and number")}

    def __init__(self, data=None, *, kind, point=None, **options):
        if point:
            shows = {name: getattr(point, name) for name in reaching.FIELDS}
            seen = signing.dumps(shows, salt=SALT)
            options["initial"] = shows | {"value": point.shown if kind == "phone" else point.value, "seen": seen}
        super().__init__(data, **options)
        self.kind = kind
        self.fields["value"].label = self.VALUE[kind]
        if kind == ContactPoint.Kind.PHONE:
            self.fields["value"].widget.attrs["inputmode"] = "tel"
        if kind != ContactPoint.Kind.ADDRESS:
            for name in ("unit", "city", "zip_code"):
                del self.fields[name]
        if kind == ContactPoint.Kind.EMAIL:
            del self.fields["label"]

    @property
    def values(self) -> dict:
        """What the deed takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    @property
    def base(self) -> dict:
        """What the form showed when it was opened. A forged one counts as nothing seen."""
        try:
            return signing.loads(self.cleaned_data["seen"], salt=SALT)
        except signing.BadSignature:
            return {}


class RelateForm(forms.Form):
    """A tie from or to the person whose page it is."""

    # A tie that is not the same both ways can be read from either end.
    WAYS = [
        ("guardian:to", _("Parent or guardian of")),
        ("guardian:from", _("Child in the care of")),
        ("sibling:to", _("Brother or sister of")),
        ("partner:to", _("Married to or living with")),
        ("recruited:from", _("Brought in by")),
        ("recruited:to", _("Brought in")),
        ("leads:to", _("Leads")),
        ("leads:from", _("Led by")),
    ]
    way = forms.ChoiceField(label=_("What is the tie?"), choices=WAYS)
    kin = forms.ChoiceField(
        label=pgettext_lazy("kin", "The guardian is"),
        choices=[("", pgettext_lazy("kin", "Not said")), *Relationship.Kin.choices],
        required=False,
    )
    other = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none(), widget=forms.HiddenInput)
    starts_on = forms.DateField(label=_("Since"), required=False, widget=DAY)
    note = forms.CharField(label=_("Note"), max_length=120, required=False)

    def __init__(self, data=None, *, people, **options):
        super().__init__(data, **options)
        self.fields["other"].queryset = people

    @property
    def kind(self):
        return self.cleaned_data["way"].partition(":")[0]

    def ends(self, person):
        """The two people in the order in which the tie reads."""
        pair = (person, self.cleaned_data["other"])
        return pair if self.cleaned_data["way"].endswith(":to") else pair[::-1]


class HouseholdForm(forms.Form):
    """A new household, or one that is there."""

    household = forms.ModelChoiceField(
        label=_("Household"), queryset=Household.objects.none(), required=False, empty_label=_("A new household")
    )
    name = forms.CharField(label=_("Name of the new household"), max_length=120, required=False)

    def __init__(self, data=None, *, households, **options):
        super().__init__(data, **options)
        self.fields["household"].queryset = households

    def clean(self):
        if not self.cleaned_data.get("household") and not self.cleaned_data.get("name", "").strip():
            self.add_error("name", _("Write a name for the household."))
        return self.cleaned_data


class HouseholdNameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)


class TagForm(forms.Form):
    """A new tag."""

    name = forms.CharField(label=_("Tag"), max_length=60)
    group = forms.ModelChoiceField(
        label=_("Group"), queryset=TagGroup.objects.none(), required=False, empty_label=_("None")
    )
    group_name = forms.CharField(label=_("or a new group"), max_length=60, required=False)
    takes_one = forms.BooleanField(label=_("A person has one tag of the new group at most"), required=False)

    def __init__(self, data=None, *, groups, **options):
        super().__init__(data, **options)
        self.fields["group"].queryset = groups


class WearForm(forms.Form):
    """A tag to put on a person."""

    tag = forms.ModelChoiceField(
        label=_("Tag"),
        queryset=Tag.objects.none(),
        empty_label=_("Choose a tag"),
        widget=forms.Select({"class": "form-select"}),
    )

    def __init__(self, data=None, *, tags, **options):
        super().__init__(data, **options)
        self.fields["tag"].queryset = tags


class CustomFieldForm(forms.Form):
    """A field of the organization's own."""

    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    name_es = forms.CharField(label=_("Name in Spanish"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Type"), choices=CustomField.Kind)
    choices = forms.CharField(
        label=_("Choices"), required=False, widget=forms.Textarea({"rows": 3}), help_text=_("One on each line.")
    )
    help_text = forms.CharField(label=_("Explanation"), max_length=200, required=False)

    def __init__(self, data=None, *, field=None, **options):
        if field:
            options["initial"] = {
                "name_en": field.name_en,
                "name_es": field.name_es,
                "choices": "\n".join(field.choices),
                "help_text": field.help_text,
            }
        super().__init__(data, **options)
        if field:
            del self.fields["kind"]
            if field.kind != CustomField.Kind.CHOICE:
                del self.fields["choices"]

    def clean_choices(self):
        return self.cleaned_data["choices"].splitlines()
