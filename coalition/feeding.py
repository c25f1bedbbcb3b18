"""A person's calendar: an address that calendar programs read, made and taken back by its owner."""

import datetime as dt
import hashlib
import secrets
from zoneinfo import ZoneInfo

import icalendar
from django.db import transaction
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.audit import record
from coalition.models import CalendarFeed, CommitteeSeat, Meeting

PAST, AHEAD = dt.timedelta(days=90), dt.timedelta(days=400)
READ_AGAIN_AFTER = dt.timedelta(hours=1)
STATUS = {
    Meeting.State.PLANNED: "TENTATIVE",
    Meeting.State.CALLED: "CONFIRMED",
    Meeting.State.HELD: "CONFIRMED",
    Meeting.State.CALLED_OFF: "CANCELLED",
}


@transaction.atomic
def make(user) -> tuple[CalendarFeed, str]:
    """A new address for this person; the one before opens nothing any more. The secret is told once, here."""
    token = secrets.token_urlsafe(32)
    for standing in user.calendar_feeds.filter(revoked_at=None):
        revoke(standing, by=user)
    feed = CalendarFeed.objects.create(user=user, token_hash=_hash(token))
    record(user, "calendar.made", feed)
    return feed, token


@transaction.atomic
def revoke(feed, *, by) -> None:
    """Take the address back: from the next request on it is not there."""
    if CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(by, "calendar.revoked", feed)


def find(token: str) -> CalendarFeed | None:
    """The standing address with this secret, of somebody who may still sign in."""
    standing = CalendarFeed.objects.filter(revoked_at=None, user__is_active=True, token_hash=_hash(token))
    feed = standing.select_related("user").first()
    today = timezone.now().date()
    if feed and feed.read_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_on=today)
    return feed


def _hash(token):
    return hashlib.sha256(token.encode()).hexdigest()


def meetings_of(user, now=None):
    """Meetings of the committees on which the user sits; for those who sit on none, of all they may see."""
    now = now or timezone.now()
    own = CommitteeSeat.objects.filter(holder__user=user, ends_on=None) | CommitteeSeat.objects.filter(
        holder__user=user, ends_on__gte=timezone.localdate(now) - PAST
    )
    meetings = Meeting.objects.visible_to(user).filter(starts_at__range=(now - PAST, now + AHEAD))
    if own.exists():
        meetings = meetings.filter(committee__in=own.values("committee"))
    return meetings.select_related("committee__coalition").order_by("starts_at", "pk")


def calendar_of(user, *, address=None, now=None) -> bytes:
    """What the user may see now, as iCalendar, in their language. `address(meeting)` is the page of a meeting."""
    now = now or timezone.now()
    with translation.override(user.language):
        calendar = icalendar.Calendar()
        calendar.add("prodid", "-//Fairshare//Meetings//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("Fairshare meetings"))
        calendar.add("refresh-interval", READ_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
        for meeting in meetings_of(user, now):
            calendar.add_component(_event(meeting, address, now))
    first, last = ((now + span).date() for span in (-PAST, AHEAD))
    year = dt.timedelta(days=366)
    calendar.add_missing_timezones(first_date=first - year, last_date=last + year)
    return calendar.to_ical()


def _event(meeting, address, now):
    """One meeting. Its length is told, not its end: an end on the wall can be ambiguous on the night clocks go back."""
    event = icalendar.Event()
    event.add("uid", f"{salted_hmac('coalition.meeting', str(meeting.pk)).hexdigest()[:32]}@fairshare")
    event.add("dtstamp", now)
    event.add("dtstart", meeting.starts_at.astimezone(ZoneInfo(meeting.timezone)))
    event.add("duration", meeting.ends_at - meeting.starts_at)
    event.add("sequence", meeting.sequence)
    event.add("status", STATUS[meeting.state])
    event.add("summary", _summary(meeting))
    if meeting.place:
        event.add("location", meeting.place)
    page = address(meeting) if address else ""
    if page:
        event.add("url", page)
    words = [str(meeting.committee.coalition), meeting.link, page]
    event.add("description", "\n".join(filter(None, words)))
    return event


def _summary(meeting):
    name = meeting.name or meeting.committee.name
    return _("Called off: %(name)s") % {"name": name} if meeting.is_off else name
