import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from campaigns import running
from campaigns.models import Event
from tests.factories.schools import at

EVENING = at(dt.date(2025, 10, 23))
LATER = EVENING + dt.timedelta(hours=2)


def test_an_event_is_held_by_one_organization_and_seen_by_no_other(cast):
    event = running.hold_event(cast.coalition_org, name="Cafecito", starts_at=EVENING, ends_at=LATER, by=cast.rosa)

    assert list(Event.objects.visible_to(cast.vic)) == [event]
    assert list(Event.objects.visible_to(cast.bea)) == []
    assert AuditEntry.objects.get(verb="event.held").organization == cast.coalition_org


def test_an_event_cannot_end_before_it_starts(cast):
    with pytest.raises(ValidationError, match="before the start"):
        running.hold_event(cast.coalition_org, name="Cafecito", starts_at=LATER, ends_at=EVENING, by=cast.rosa)


def test_a_change_is_written_down_once_and_only_when_something_changed(cast):
    event = running.hold_event(cast.coalition_org, name="Cafecito", starts_at=EVENING, ends_at=LATER, by=cast.rosa)

    running.change_event(event, by=cast.rosa, name="Cafecito", place="Library")
    running.change_event(event, by=cast.rosa, place="Library")

    event.refresh_from_db()
    assert event.place == "Library"
    assert [entry.details["fields"] for entry in AuditEntry.objects.filter(verb="event.changed")] == ["place"]


def test_whose_event_it_is_never_changes(cast):
    event = running.hold_event(cast.coalition_org, name="Cafecito", starts_at=EVENING, ends_at=LATER, by=cast.rosa)

    with pytest.raises(ValidationError, match="cannot be changed"):
        running.change_event(event, by=cast.rosa, steward=cast.partner_org)
