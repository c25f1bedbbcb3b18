"""An invented steering committee at work: what decisions and commitments are tried out on."""

import datetime as dt
from types import SimpleNamespace

from accounts.models import Role
from coalition import casting, deciding
from coalition.models import Coalition, MeetingAttendance
from tests.factories import coalition as make
from tests.factories.accounts import GrantFactory, UserFactory

MEETING_DAY = dt.date(2026, 11, 4)
NAMES = (
    "Acacia Tenants",
    "Bellflower Parents",
    "Ceiba Youth",
    "Dogwood Teachers",
    "Elm Street Elders",
    "Fig Tree Fund",
)


def steering(cast, names=NAMES, **charter):
    """A coalition kept by the cast's own organization, with a committee of partners and a meeting on MEETING_DAY."""
    coalition = make.CoalitionFactory(name="Invented Schools Alliance", keeper=cast.coalition_org, **charter)
    committee = make.CommitteeFactory(coalition=coalition, name="Core steering committee")
    places = [make.partner_with_seat(committee, name, alternate=True) for name in names]
    meeting = make.MeetingFactory(committee=committee, held_on=MEETING_DAY)
    return SimpleNamespace(
        coalition=coalition, committee=committee, places=places, meeting=meeting, cast=cast, rory=cast.rory
    )


def holder(place, part="representative"):
    return place.committee.seats.get(organization=place.organization, part=part).holder


def sign_in_for(place, part="representative"):
    """Let the person in the place sign in, with the role of partner representatives."""
    speaker = holder(place, part)
    speaker.user = UserFactory(name=speaker.name)
    speaker.save()
    GrantFactory(user=speaker.user, organization=place.organization, role=Role.PARTNER_REPRESENTATIVE)
    return speaker.user


def seconded(room, *, title="Publish the 2027 meeting calendar", **facts):
    """A motion by the first place, seconded by the second; at the meeting, unless it is quick."""
    facts = {"meeting": None if facts.get("is_quick") else room.meeting, **facts}
    motion = deciding.propose(room.committee, title=title, moved_by=holder(room.places[0]), by=room.rory, **facts)
    return deciding.second(motion, representative=holder(room.places[1]), by=room.rory)


def opened(room, **facts):
    return deciding.open(seconded(room, **facts), by=room.rory)


def say(room, motion, choices):
    """The places say these in their order; an empty word is silence."""
    for place, choice in zip(room.places, choices, strict=False):
        if choice:
            casting.cast(motion, place, choice=choice, cast_by=holder(place), by=room.rory)


def attend(room, place, state="present"):
    return MeetingAttendance.objects.create(meeting=room.meeting, place=place, state=state, recorded_by=room.rory)


__all__ = ["MEETING_DAY", "Coalition", "attend", "holder", "opened", "say", "seconded", "sign_in_for", "steering"]


def standing(motion):
    """What each organization said so far."""
    return {str(vote.place.organization): vote.choice for vote in motion.votes.select_related("place__organization")}
