"""Forms of next steps and of who looks after whom."""

from django import forms
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from members.colleagues import colleagues
from members.forms.conversations import DAY, USUAL_WAIT, TakesRefusals, new_key
from members.handing_over import givers
from members.models import PersonList


class StepForm(TakesRefusals):
    """What one of us will do by a day."""

    what = forms.CharField(
        label=_("Next step"), max_length=200, error_messages={"required": _("Write what will be done.")}
    )
    owner = forms.ModelChoiceField(
        label=pgettext_lazy("next step", "Who"), queryset=User.objects.none(), empty_label=None
    )
    due_on = forms.DateField(label=pgettext_lazy("day", "By"), widget=DAY)
    entry_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data=None, *, organization, user, step=None, **options):
        today = organization.today()
        if step:
            options["initial"] = {"what": step.what, "owner": step.owner_id, "due_on": step.due_on}
        else:
            options["initial"] = {"owner": user.pk, "due_on": today + USUAL_WAIT, "entry_key": new_key()}
        super().__init__(data, **options)
        self.fields["owner"].queryset = colleagues(organization)
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()


class AssignForm(TakesRefusals):
    """Who looks after a person from a day on."""

    organizer = forms.ModelChoiceField(
        label=_("Organizer"), queryset=User.objects.none(), required=False, empty_label=_("Nobody for now")
    )
    on = forms.DateField(label=pgettext_lazy("day", "From"), widget=DAY)
    drop_planned = forms.BooleanField(label=_("Drop what is planned for later"), required=False)

    def __init__(self, data=None, *, person, current, planned, user, **options):
        chosen = current.organizer_id if current else user.pk
        options["initial"] = {"organizer": chosen, "on": person.steward.today()}
        super().__init__(data, **options)
        self.fields["organizer"].queryset = colleagues(person.steward)
        if not planned:
            del self.fields["drop_planned"]
            return
        whom = "; ".join(f"{term.organizer}, {date_format(term.starts_on)}" for term in planned)
        self.fields["drop_planned"].help_text = escape(_("Planned: %(whom)s.") % {"whom": whom})


class HandOverForm(TakesRefusals):
    """Whose people and steps go to whom, and what the next one should know."""

    giver = forms.ModelChoiceField(label=_("Hand over from"), queryset=User.objects.none(), empty_label=_("Choose"))
    taker = forms.ModelChoiceField(
        label=pgettext_lazy("handing over", "To"), queryset=User.objects.none(), empty_label=_("Choose")
    )
    people = forms.ModelChoiceField(
        label=pgettext_lazy("handing over", "Whom"),
        queryset=PersonList.objects.none(),
        required=False,
        empty_label=_("Everybody they look after"),
        help_text=_("Or only those on a list of people, with their next steps."),
    )
    context = forms.CharField(
        label=_("What should the next one know?"),
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Promises, how people like to be reached, what to avoid. Sealed notes do not go along."),
    )

    def __init__(self, data=None, *, organization, user, **options):
        super().__init__(data, **options)
        lists = PersonList.objects.visible_to(user).of(organization).filter(closed_at=None)
        self.fields["people"].queryset = lists
        self.fields["giver"].queryset = givers(organization)
        self.fields["taker"].queryset = colleagues(organization)
