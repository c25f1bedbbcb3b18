import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from coalition import casting
from coalition.models import CommitteeSeat, Partner, Vote
from tests.coalition.steering import MEETING_DAY, holder, opened, standing, steering
from tests.factories import coalition as make

pytestmark = pytest.mark.django_db
EVENING = dt.datetime(2026, 11, 4, 18, tzinfo=dt.timezone(dt.timedelta(hours=-8)))
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def evening_of_the_meeting():
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.fixture
def room(cast):
    return steering(cast)


def test_a_place_votes_once_whoever_casts_it(room):
    motion, place = opened(room), room.places[0]
    casting.cast(motion, place, choice="yes", cast_by=holder(place), by=room.rory)

    with pytest.raises(ValidationError, match="Acacia Tenants has voted already: Yes, written down by Rory"):
        casting.cast(motion, place, choice="no", cast_by=holder(place, "alternate"), by=room.rory)

    assert standing(motion) == {"Acacia Tenants": "yes"}


def test_whoever_has_seen_the_vote_can_change_it_while_the_vote_is_open(room):
    motion, place = opened(room), room.places[0]
    casting.cast(motion, place, choice="yes", cast_by=holder(place), by=room.rory)

    casting.cast(motion, place, choice="no", seen="yes", cast_by=holder(place, "alternate"), by=room.rory)

    assert standing(motion) == {"Acacia Tenants": "no"}
    changed = AuditEntry.objects.get(verb="vote.changed")
    assert (changed.details["former"], changed.details["choice"]) == ("yes", "no")


def test_saying_the_same_twice_changes_nothing(room):
    motion, place = opened(room), room.places[0]
    votes = [casting.cast(motion, place, choice="yes", cast_by=holder(place), by=room.rory) for _ in range(2)]

    assert votes[0] == votes[1]
    assert AuditEntry.objects.filter(verb__startswith="vote.").count() == 1


def test_the_database_itself_holds_one_vote_for_each_place(room):
    motion = opened(room)
    Vote.objects.create(motion=motion, place=room.places[0], choice="yes")

    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(motion=motion, place=room.places[0], choice="no")


def test_a_vacant_seat_votes_through_its_alternate_and_an_empty_place_not_at_all(room):
    motion, (vacant, empty, *_rest) = opened(room), room.places
    CommitteeSeat.objects.filter(organization=vacant.organization).representatives().delete()
    CommitteeSeat.objects.filter(organization=empty.organization).delete()

    casting.cast(motion, vacant, choice="yes", cast_by=holder(vacant, "alternate"), by=room.rory)
    with pytest.raises(ValidationError, match="no filled seat"):
        casting.cast(motion, empty, choice="yes", by=room.rory)


def test_supporters_observers_and_former_partners_have_no_vote(room):
    motion = opened(room)
    supporter = make.partner_with_seat(room.committee, "Friendly Fund", kind=Partner.Kind.SUPPORTER)
    observer = make.partner_with_seat(room.committee, "Watching Network")
    observer.is_observer = True
    observer.save()
    former = make.partner_with_seat(room.committee, "Left Last Week")
    Partner.objects.filter(organization=former.organization).update(ends_on=MEETING_DAY - DAY)

    for place in (supporter, observer, former):
        with pytest.raises(ValidationError, match="has no vote on this"):
            casting.cast(motion, place, choice="yes", by=room.rory)


def test_a_partners_last_day_still_votes(room):
    motion, place = opened(room), room.places[0]
    Partner.objects.filter(organization=place.organization).update(ends_on=MEETING_DAY)

    assert casting.cast(motion, place, choice="yes", cast_by=holder(place), by=room.rory).pk


def test_nobody_speaks_for_another_organization(room):
    motion = opened(room)

    with pytest.raises(ValidationError, match="does not sit on this committee for"):
        casting.cast(motion, room.places[0], choice="yes", cast_by=holder(room.places[1]), by=room.rory)


@pytest.mark.parametrize("choice", ["not_there", "maybe", ""])
def test_not_there_is_what_was_not_said_and_cannot_be_cast(room, choice):
    with pytest.raises(ValidationError):
        casting.cast(opened(room), room.places[0], choice=choice, by=room.rory, seen="")
    assert not Vote.objects.exists()


def test_standing_aside_is_for_consensus(room):
    with pytest.raises(ValidationError, match="by consensus"):
        casting.cast(opened(room), room.places[0], choice="stand_aside", by=room.rory)

    motion = opened(room, rule="consensus")
    assert casting.cast(motion, room.places[0], choice="stand_aside", by=room.rory).pk


def test_a_conflict_keeps_its_reason_and_other_votes_have_none(room):
    motion, (one, two, *_rest) = opened(room), room.places

    conflict = casting.cast(motion, one, choice="conflict", conflict_note="Runs the program", by=room.rory)
    plain = casting.cast(motion, two, choice="yes", conflict_note="Runs the program", by=room.rory)

    assert (conflict.conflict_note, plain.conflict_note) == ("Runs the program", "")


def test_a_round_is_written_down_whole_or_not_at_all(room):
    motion, (one, two, *_rest) = opened(room), room.places
    casting.cast(motion, two, choice="no", cast_by=holder(two), by=room.rory)

    with pytest.raises(ValidationError, match="Bellflower Parents has voted already"):
        casting.cast_many(motion, [(one, "yes", holder(one), ""), (two, "yes", holder(two), "")], by=room.rory)
    assert standing(motion) == {"Bellflower Parents": "no"}

    casting.cast_many(motion, [(one, "yes", holder(one), ""), (two, "", None, "no")], by=room.rory)
    assert standing(motion) == {"Acacia Tenants": "yes"}
