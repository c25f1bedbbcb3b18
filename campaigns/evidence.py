"""The events behind "came to two events", where the ladder suggests somebody for a higher rung."""

from collections import defaultdict

from django.utils import timezone

from campaigns.models import Attendance
from campaigns.models.event import unless_it_tells
from members import climbing

MOST_EVENTS = 8


def register() -> None:
    climbing.register_evidence("came", _events)


def _events(ids, value, asker) -> dict[int, list]:
    told = unless_it_tells(None if asker.for_others else asker.user)
    came = Attendance.objects.visible_to(asker.user).filter(told, event__steward=asker.organization, person__in=ids)
    found = defaultdict(list)
    for person, name, starts_at in came.order_by("-event__starts_at").values_list(
        "person", "event__name", "event__starts_at"
    ):
        if len(found[person]) < MOST_EVENTS:
            found[person].append([name, timezone.localdate(starts_at).isoformat()])
    return dict(found)
