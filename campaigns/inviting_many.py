"""Inviting everybody ticked in a list: the bulk action that events bring to the list of people."""

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from accounts.access import Permission
from campaigns import inviting
from campaigns.models import Event, Invitation
from members import allowed, bulk_kinds
from members.bulk_kinds import Kind, Left
from members.forms.segments import BulkForm, register_form


class EventChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.name} · {date_format(localtime(obj.starts_at), 'MONTH_DAY_FORMAT')}"


class InviteForm(BulkForm):
    """Which event."""

    event = EventChoice(
        label=gettext_lazy("Event"), queryset=None, empty_label=gettext_lazy("Choose an event"),
        help_text=gettext_lazy("This writes down whom you ask to come. It sends nothing."),
    )  # fmt: skip

    def prepare(self):
        self.fields["event"].queryset = inviting.to_come(self.user, self.organization)

    @property
    def asked(self):
        return {"event": self.cleaned_data["event"].pk}


def register() -> None:
    bulk_kinds.register(
        Kind(
            "invite",
            gettext_lazy("Invite to an event"),
            gettext_lazy("Invited"),
            "calendar-event",
            Permission.RECORD_CONVERSATIONS,
            _invite,
            _invite_back,
        )
    )
    register_form("invite", InviteForm)


def _invite(person, asked, by):
    if Invitation.objects.filter(event=asked["event"], person=person).exists():
        raise Left(_("Is invited already"))
    if allowed.left_alone([person], on=person.steward.today()):
        raise Left(_("Has died, or asked us to stop"))
    event = Event.objects.visible_to(by).select_related("steward").get(pk=asked["event"], steward=person.steward_id)
    return {}, {"invitation": inviting.invite(event, person, by=by).pk}


def _invite_back(person, change, by):
    found = Invitation.objects.select_related("event__steward", "person")
    invitation = found.filter(pk=change.after["invitation"], person=person).first()
    if invitation is None:
        raise Left(_("The invitation was taken back since"))
    if invitation.reply:
        raise Left(_("Has answered the invitation since"))
    inviting.take_back(invitation, by=by)
