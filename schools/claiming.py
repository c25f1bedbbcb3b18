"""Who reads which comment next: what waits for a person, and a lease so that two people never get the same one."""

from datetime import timedelta

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models import CodebookVersion, Input, Reading, ReadingClaim

LEASE = timedelta(minutes=15)
TRIES = 20


class Queue(models.TextChoices):
    """Three reasons why a comment waits to be read."""

    FIRST = "first", _("First reading")
    SECOND = "second", _("Blind second reading")
    AGAIN = "again", _("Read again with the new codebook")

    @property
    def round(self):
        return Reading.Round.SECOND if self == Queue.SECOND else Reading.Round.FIRST


def waiting(queue, user, organization):
    """Comments of an organization that wait in a queue for this person, oldest first."""
    inputs = Input.objects.codable_by(user).standing().filter(session__event__steward=organization)
    if queue == Queue.FIRST:
        inputs = inputs.unread()
    elif queue == Queue.AGAIN:
        inputs = inputs.filter(pk__in=Reading.objects.stale().values("input"))
    else:
        current = CodebookVersion.objects.current().filter(organization=organization)
        readings = Reading.objects.filter(input=OuterRef("pk"), version__in=current)
        inputs = inputs.filter(
            Exists(readings.filter(round=Reading.Round.FIRST).exclude(reader=user)),
            ~Exists(readings.filter(round=Reading.Round.SECOND)),
            second_reading__isnull=False,
        )
    return inputs.order_by("recorded_at", "pk")


def free(inputs, queue, user, now=None):
    """Those that nobody else has open at the moment."""
    now = now or timezone.now()
    taken = ReadingClaim.objects.filter(input=OuterRef("pk"), round=queue.round, until__gt=now).exclude(reader=user)
    return inputs.filter(~Exists(taken))


def claim(input_id, queue, *, by, now=None) -> bool:
    """Take one comment for a quarter of an hour, or renew that. False when somebody else has it open."""
    now = now or timezone.now()
    claims = ReadingClaim.objects.filter(input_id=input_id, round=queue.round)
    if claims.filter(Q(until__lte=now) | Q(reader=by)).update(reader=by, until=now + LEASE):
        return True
    try:
        with transaction.atomic():
            ReadingClaim.objects.create(input_id=input_id, round=queue.round, reader=by, until=now + LEASE)
    except IntegrityError:
        return False
    return True


def take_next(inputs, queue, *, by, later=(), now=None) -> int | None:
    """Claim the oldest free comment, those left for later last. Its id, or None when nothing is free."""
    left = free(inputs, queue, by, now)
    ids = list(left.exclude(pk__in=later).values_list("pk", flat=True)[:TRIES])
    ids += list(left.filter(pk__in=later).values_list("pk", flat=True)[:TRIES]) if later else []
    return next((pk for pk in ids if claim(pk, queue, by=by, now=now)), None)


def release(input_id, queue, *, by) -> None:
    """Give a comment back before the quarter of an hour is over."""
    ReadingClaim.objects.filter(input_id=input_id, round=queue.round, reader=by).delete()
