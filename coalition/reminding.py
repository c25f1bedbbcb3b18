"""Reminding partners of what they promised: a letter a week before it is due, and another one when it is late."""

import datetime as dt
import logging

from django.core.mail import send_mail
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models.zones import zones_by_today
from coalition.models import Commitment, Partner, Representative
from coalition.notifying import language_of

log = logging.getLogger("fairshare.mail")
AHEAD = dt.timedelta(days=7)


def due(now=None):
    """Open promises to be reminded of now, by the day it is where each coalition is kept.

    Within a week of their day and not reminded of yet; or past their day and not reminded of since.
    """
    by_zone = Q(pk__in=[])
    for today, zones in zones_by_today(now).items():
        soon = Q(due_on__gte=today, due_on__lte=today + AHEAD, reminded_at=None)
        never_since = Q(reminded_at=None) | Q(reminded_at__date__lte=F("due_on"))
        by_zone |= Q(coalition__keeper__timezone__in=zones) & (soon | Q(due_on__lt=today) & never_since)
    return Commitment.objects.open().filter(by_zone).select_related("coalition__keeper", "organization", "promised_by")


def people_of(commitment) -> list[Representative]:
    """Who is written to: whoever promised it; else who speaks for the partner between meetings; else its contacts."""
    if _reachable(commitment.promised_by):
        return [commitment.promised_by]
    mine = {"coalition": commitment.coalition, "organization": commitment.organization}
    partner = Partner.objects.current(commitment.coalition.keeper.today()).filter(**mine).first()
    if partner and _reachable(partner.designee):
        return [partner.designee]
    contacts = Representative.objects.known().filter(is_contact=True, **mine).select_related("user", "organization")
    return [person for person in contacts if _reachable(person)]


def _reachable(person) -> bool:
    return person is not None and bool(person.email or person.user_id)


def send_due(now=None) -> int:
    """Write to whom it concerns, each promise once: it is claimed by one UPDATE. Answers how many were reminded of.

    A promise whose partner cannot be reached stays unreminded, as its page shows.
    """
    now = now or timezone.now()
    sent = 0
    for commitment in due(now):
        if people := people_of(commitment):
            sent += _remind(commitment, people, now)
    return sent


def _remind(commitment, people, now) -> bool:
    as_it_was = Commitment.objects.open().filter(pk=commitment.pk, reminded_at=commitment.reminded_at)
    if not as_it_was.update(reminded_at=now):
        return False
    try:
        for person in people:
            _send(commitment, person)
    except OSError:
        log.exception("a reminder could not be sent")
        Commitment.objects.filter(pk=commitment.pk).update(reminded_at=commitment.reminded_at)
        return False
    keeper = commitment.coalition.keeper
    record(
        None, "commitment.reminded", commitment, organization=keeper, promised_for=str(commitment.organization)[:200]
    )
    return True


def _send(commitment, person):
    with translation.override(language_of(person)):
        day = date_format(commitment.due_on)
        words = {"commitment": commitment, "person": person, "day": day}
        words["is_late"] = commitment.due_on < commitment.coalition.keeper.today()
        body = render_to_string("coalition/email/promise.txt", words).strip()
        subject = _("Promised for %(day)s: %(what)s") % {"day": day, "what": commitment.what}
        send_mail(" ".join(subject.split()), body + "\n", None, [person.email or person.user.email])
