"""Inviting people to an event, and writing down what they say."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Permission, may
from accounts.audit import record
from campaigns.models import Event, Invitation
from members.models import Person


@transaction.atomic
def invite(event, person, *, by) -> Invitation:
    """Ask one person to come. Asking somebody who is invited already changes nothing.

    Raises PermissionDenied, and ValidationError for an event that is over and for a person who is not known there.
    """
    if not may(by, Permission.RECORD_CONVERSATIONS, event.steward):
        raise PermissionDenied
    if event.ends_at < timezone.now():
        raise ValidationError(_("“%(event)s” is over.") % {"event": event})
    if not Person.objects.visible_to(by).of(event.steward).filter(pk=person.pk).exists():
        raise ValidationError(_("This person is not known in the organization that calls the event."))
    if person.standing == Person.Standing.DIED:
        raise ValidationError(_("%(name)s has died.") % {"name": person})
    invitation, is_new = Invitation.objects.get_or_create(event=event, person=person, defaults={"invited_by": by})
    if is_new:
        record(by, "invitation.made", person, organization=event.steward, event=_told(event))
    return invitation


@transaction.atomic
def reply(invitation, answer: str, *, by) -> Invitation:
    """Write down what somebody said: yes, maybe, no, or "" for no word yet. The last word counts."""
    if not may(by, Permission.RECORD_CONVERSATIONS, invitation.event.steward):
        raise PermissionDenied
    if answer and answer not in Invitation.Reply.values:
        raise ValidationError(_("Choose one of the answers."))
    if invitation.reply == answer:
        return invitation
    invitation.reply, invitation.replied_to = answer, by if answer else None
    invitation.replied_at = timezone.now() if answer else None
    invitation.save(update_fields=["reply", "replied_at", "replied_to"])
    record(
        by, "invitation.replied", invitation.person, organization=invitation.event.steward,
        event=_told(invitation.event), reply=answer,
    )  # fmt: skip
    return invitation


@transaction.atomic
def take_back(invitation, *, by) -> None:
    """Strike an invitation that was made by mistake."""
    if not may(by, Permission.RECORD_CONVERSATIONS, invitation.event.steward):
        raise PermissionDenied
    record(
        by, "invitation.taken_back", invitation.person, organization=invitation.event.steward,
        event=_told(invitation.event),
    )  # fmt: skip
    invitation.delete()


def to_come(user, organization):
    """Events of an organization that are not over, for the user to invite to."""
    return Event.objects.visible_to(user).filter(steward=organization).coming(timezone.now())


def _told(event) -> str:
    """What the history calls the event. A session's name would tell whoever reads it the school of protected people."""
    return "–" if event.kind == Event.Kind.SESSION else event.name
