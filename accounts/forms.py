from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

from accounts.models import Organization, Role, User
from accounts.sentences import groups

ROLE_HELP = _("What each role may do stands below this form.")


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"name": _("Your name"), "language": _("Language of the pages")}


class OrganizationForm(forms.ModelForm):
    class Meta:
        model = Organization
        fields = [
            "name",
            "kind",
            "timezone",
            "language",
            "wait_after_talk",
            "wait_after_given",
            "requires_second_factor",
        ]
        labels = {
            "name": _("Name of the organization"),
            "kind": _("What it is"),
            "timezone": _("Time zone"),
            "language": _("Language of its letters"),
            "wait_after_talk": _("Somebody waits too long after so many days without a talk"),
            "wait_after_given": _("Somebody new waits too long after so many days without a first talk"),
            "requires_second_factor": _("Everyone signs in with a second step"),
        }
        help_texts = {
            "wait_after_talk": _("People an organizer looks after and has nothing planned with. They stand on Today."),
            "wait_after_given": _("Counted from the day they were given to their organizer."),
            "requires_second_factor": _(
                "A code from an app on the phone. People without it are asked to set it up at their next click."
            ),
        }


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("Email"), max_length=254)
    role = forms.ChoiceField(label=pgettext("rights", "Role"), choices=Role.choices, help_text=ROLE_HELP)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("New role"), choices=Role.choices)


class JoinForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("A password of your own"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Three or four words in a row are easy to remember and hard to guess."),
    )


class HistoryFilter(forms.Form):
    """Which deeds to show. Everything is optional."""

    person = forms.ModelChoiceField(
        label=pgettext("filter", "Who"), queryset=User.objects.none(), required=False, empty_label=_("Everyone")
    )
    group = forms.ChoiceField(label=_("What about"), required=False, choices=lambda: [("", _("Everything")), *groups()])
    since = forms.DateField(
        label=pgettext("filter", "From"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=pgettext("filter", "Through"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people

    def chosen(self, entries):
        """The entries that pass the filter; a filter that cannot be read shows nothing."""
        if not self.is_valid():
            return entries.none()
        asked = self.cleaned_data
        if asked["person"]:
            entries = entries.filter(by=asked["person"])
        if asked["group"]:
            entries = entries.filter(verb__startswith=f"{asked['group']}.")
        if asked["since"]:
            entries = entries.filter(at__date__gte=asked["since"])
        if asked["until"]:
            entries = entries.filter(at__date__lte=asked["until"])
        return entries

    def chips(self) -> list[tuple[str, str]]:
        """The filters that are on, in words, each with the key that takes it off."""
        if not self.is_valid():
            return []
        asked, headings = self.cleaned_data, dict(groups())
        words = {
            "person": str(asked["person"] or ""),
            "group": headings.get(asked["group"], ""),
            "since": asked["since"] and date_format(asked["since"]),
            "until": asked["until"] and date_format(asked["until"]),
        }
        return [(f"{self.fields[key].label}: {word}", key) for key, word in words.items() if word]
