"""Calling events and changing them."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from campaigns.models import Event

CHANGEABLE = frozenset({"name", "starts_at", "ends_at", "place", "goal"})


@transaction.atomic
def hold_event(
    steward, *, name: str, starts_at: datetime, ends_at: datetime, by, kind=Event.Kind.MEETING, place="", goal=None
) -> Event:
    """Put an event on the calendar of the organization that calls it. Raises ValidationError when it ends too early."""
    event = Event(
        steward=steward, name=name.strip(), kind=kind, starts_at=starts_at, ends_at=ends_at, place=place, goal=goal
    )
    event.full_clean()
    event.save()
    record(by, "event.held", event, kind=kind)
    return event


@transaction.atomic
def change_event(event, *, by, **changes) -> Event:
    """Change its name, time, place or goal; nothing else of an event ever changes. Silent when all stays the same."""
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise ValidationError(_("This cannot be changed: %(names)s."), params={"names": ", ".join(sorted(unknown))})
    changed = sorted(name for name, value in changes.items() if getattr(event, name) != value)
    if not changed:
        return event
    for name in changed:
        setattr(event, name, changes[name])
    event.full_clean()
    event.save(update_fields=changed)
    record(by, "event.changed", event, fields=", ".join(changed))
    return event
