"""The time zones an organization can live in, and what day it is there."""

from collections import defaultdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Zone(models.TextChoices):
    """A short list on purpose: the days of a few zones can be asked about inside one query."""

    PACIFIC = "America/Los_Angeles", _("Pacific time")
    MOUNTAIN = "America/Denver", _("Mountain time")
    ARIZONA = "America/Phoenix", _("Arizona time")
    CENTRAL = "America/Chicago", _("Central time")
    EASTERN = "America/New_York", _("Eastern time")
    ALASKA = "America/Anchorage", _("Alaska time")
    HAWAII = "Pacific/Honolulu", _("Hawaii time")
    UTC = "UTC", _("Universal time (UTC)")


def today_in(zone: str, now: datetime | None = None) -> date:
    """The day it is in that zone."""
    return timezone.localdate(now, timezone=ZoneInfo(zone))


def zones_by_today(now: datetime | None = None) -> dict[date, list[str]]:
    """The zones grouped by the day it is there; two groups at most hours, one at others."""
    days = defaultdict(list)
    for zone in Zone.values:
        days[today_in(zone, now)].append(zone)
    return dict(days)
