"""Forms of saved searches, lists and bulk actions."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.colleagues import colleagues
from members.forms.people import DAY
from members.forms.stopping import HowFarField, personal_sources
from members.models import PersonList, Tag
from members.stopping import HowFar


class SegmentForm(forms.Form):
    """The name of a saved search, and who uses it."""

    name = forms.CharField(label=_("Name of this search"), max_length=80)
    is_shared = forms.BooleanField(label=_("Everybody in the organization may use it"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ListForm(forms.Form):
    """A new list."""

    name = forms.CharField(label=_("Name of the list"), max_length=80)
    is_shared = forms.BooleanField(label=_("Everybody in the organization may use it"), required=False, initial=True)


class BulkForm(forms.Form):
    """What one kind of bulk action asks. `asked` is what the deed takes."""

    def __init__(self, data=None, *, user, organization, **options):
        super().__init__(data, **options)
        self.user, self.organization = user, organization
        self.prepare()

    def prepare(self):
        """Offer what this user may choose."""

    @property
    def asked(self) -> dict:
        return {}


class AssignForm(BulkForm):
    organizer = forms.ModelChoiceField(label=_("Organizer"), queryset=None, empty_label=_("Choose somebody"))

    def prepare(self):
        self.fields["organizer"].queryset = colleagues(self.organization)

    @property
    def asked(self):
        return {"organizer": self.cleaned_data["organizer"].pk}


class TagPeopleForm(BulkForm):
    tag = forms.ModelChoiceField(label=_("Tag"), queryset=None, empty_label=_("Choose a tag"))

    def prepare(self):
        self.fields["tag"].queryset = Tag.objects.visible_to(self.user).of(self.organization).standing()

    @property
    def asked(self):
        return {"tag": self.cleaned_data["tag"].pk}


class PickListForm(BulkForm):
    list = forms.ModelChoiceField(label=_("List"), queryset=None, empty_label=_("Choose a list"))

    def prepare(self):
        lists = PersonList.objects.editable_by(self.user).of(self.organization)
        self.fields["list"].queryset = lists.filter(closed_at__isnull=True)

    @property
    def asked(self):
        return {"list": self.cleaned_data["list"].pk}


class PutOnListForm(PickListForm):
    """A list that is there, or a new one."""

    list = forms.ModelChoiceField(label=_("List"), queryset=None, required=False, empty_label=_("A new list"))
    name = forms.CharField(label=_("Name of the new list"), max_length=80, required=False)

    def clean(self):
        if not self.cleaned_data.get("list") and not self.cleaned_data.get("name", "").strip():
            self.add_error("name", _("Write a name for the new list."))
        return self.cleaned_data

    @property
    def new_name(self):
        return "" if self.cleaned_data.get("list") else self.cleaned_data["name"]

    @property
    def asked(self):
        return {"list": self.cleaned_data["list"].pk} if self.cleaned_data["list"] else {}


class StepForm(BulkForm):
    """An invitation, or another next step, the same for everybody."""

    what = forms.CharField(
        label=_("Next step"), max_length=200, help_text=_("For example: Ask about budget night, Nov 19")
    )
    due_on = forms.DateField(label=pgettext_lazy("day", "By"), widget=DAY)
    owner = forms.ModelChoiceField(
        label=_("Who"),
        queryset=None,
        required=False,
        empty_label=_("Each one’s organizer, or I"),
    )

    def prepare(self):
        self.fields["owner"].queryset = colleagues(self.organization)

    @property
    def asked(self):
        owner = self.cleaned_data["owner"]
        return {
            "what": self.cleaned_data["what"],
            "due_on": self.cleaned_data["due_on"].isoformat(),
            "owner": owner.pk if owner else None,
        }


class StopForm(BulkForm):
    """A no of everybody chosen: how far it goes, how it was said, where it can be seen."""

    how_far = HowFarField(label=_("How far does their no go?"), first=[], initial=HowFar.US)
    source = forms.ChoiceField(label=_("How"), choices=personal_sources)
    said_on = forms.DateField(label=_("When"), widget=DAY)
    evidence = forms.CharField(
        label=_("Where it is written"), max_length=200, help_text=_("For example: answers to our text of May 3.")
    )

    def prepare(self):
        self.fields["how_far"].bind_to(self.organization)
        self.fields["how_far"].required = True
        self.fields["said_on"].initial = self.organization.today()

    def clean_said_on(self):
        if self.cleaned_data["said_on"] > self.organization.today():
            raise forms.ValidationError(_("This day is still to come."))
        return self.cleaned_data["said_on"]

    @property
    def asked(self):
        return {**self.cleaned_data, "said_on": self.cleaned_data["said_on"].isoformat()}


class ExportForm(BulkForm):
    purpose = forms.CharField(
        label=_("What is this file for?"),
        max_length=120,
        help_text=_("This is written down with your name, for everybody in the file."),
    )
    format = forms.ChoiceField(label=_("Kind of file"), choices=[("xlsx", _("Excel (XLSX)")), ("csv", "CSV")])

    @property
    def asked(self):
        return {"purpose": self.cleaned_data["purpose"], "format": self.cleaned_data["format"]}


BULK_FORMS = {
    "assign": AssignForm,
    "tag": TagPeopleForm,
    "untag": TagPeopleForm,
    "list": PutOnListForm,
    "unlist": PickListForm,
    "step": StepForm,
    "stop": StopForm,
    "export": ExportForm,
}


def register_form(key: str, form: type[BulkForm]) -> None:
    """The questions of a kind that a higher storey brings."""
    BULK_FORMS[key] = form
