"""Two at the same time, on real connections: what one person alone never sees."""

import datetime as dt
from functools import partial
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import AuditEntry
from coalition import casting, deciding
from coalition.models import Motion, Vote
from tests.coalition.steering import holder, opened, say, steering

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Let all begin together; answers with how each one ended, in no order."""
    start, ends = Barrier(len(deeds)), []

    def run(deed):
        try:
            start.wait(timeout=10)
            deed()
            ends.append("done")
        except ValidationError:
            ends.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(ends)


@pytest.fixture
def room(cast):
    return steering(cast, names=("Acacia Tenants", "Bellflower Parents", "Ceiba Youth"))


@pytest.fixture
def quick(room):
    return opened(room, is_quick=True)


@pytest.mark.parametrize("again", range(3))
def test_representative_and_alternate_vote_at_once_and_one_vote_stands(room, quick, again):
    place = room.places[0]

    def vote(part, choice):
        return lambda: casting.cast(quick, place, choice=choice, cast_by=holder(place, part), by=room.rory)

    assert at_once(vote("representative", "yes"), vote("alternate", "no")) == ["done", "refused"]
    assert Vote.objects.filter(motion=quick).count() == 1
    assert AuditEntry.objects.filter(verb="vote.recorded").count() == 1


def test_the_same_vote_sent_twice_at_once_is_one_vote(room, quick):
    place = room.places[0]

    def vote():
        casting.cast(quick, place, choice="yes", cast_by=holder(place), by=room.rory)

    assert at_once(vote, vote) == ["done", "done"]
    assert AuditEntry.objects.filter(verb="vote.recorded").count() == 1


def test_a_vote_and_the_close_at_once_never_leave_a_vote_uncounted(room, quick):
    say(room, quick, ["yes", "yes"])
    late = quick.closes_at - dt.timedelta(seconds=1)

    at_once(
        lambda: casting.cast(quick, room.places[2], choice="no", by=room.rory, now=late),
        lambda: deciding.close(quick, by=None, now=quick.closes_at),
    )

    motion = Motion.objects.get(pk=quick.pk)
    choices = list(motion.votes.values_list("choice", flat=True))
    assert motion.is_fixed
    assert (motion.yes, motion.no, motion.not_there) == tuple(choices.count(c) for c in ("yes", "no", "not_there"))


def test_two_workers_close_a_quick_decision_once(room, quick):
    say(room, quick, ["yes", "yes"])

    def close():
        deciding.close(quick, by=None, now=quick.closes_at)

    assert at_once(close, close) == ["done", "refused"]
    assert AuditEntry.objects.filter(verb="motion.closed").count() == 1
    assert Vote.objects.filter(motion=quick).count() == 3


def test_two_motions_written_down_at_once_get_two_numbers(room):
    def propose(title):
        deciding.propose(room.committee, title=title, moved_by=holder(room.places[0]), by=room.rory)

    assert at_once(partial(propose, "x"), partial(propose, "y")) == ["done", "done"]
    assert sorted(Motion.objects.values_list("number", flat=True)) == [1, 2]


def test_one_motion_sent_twice_at_once_is_written_down_once(room):
    def propose():
        deciding.propose(room.committee, title="x", moved_by=holder(room.places[0]), by=room.rory)

    assert at_once(propose, propose) == ["done", "done"]
    assert Motion.objects.count() == 1
