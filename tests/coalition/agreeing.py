"""Two partners of one coalition, people with consent, and agreements between them, for the tests of sharing."""

import datetime as dt
from types import SimpleNamespace

from accounts.models import Role
from coalition import sharing
from members import consenting
from members.models import Channel, ConsentEvent, Purpose
from tests.factories.accounts import member_of
from tests.factories.coalition import CoalitionFactory, PartnerFactory
from tests.factories.members import EmailFactory, PersonFactory, PhoneFactory

SINCE = dt.date(2020, 1, 1)
FIELDS = ["name", "language"]


def partners(cast):
    """A coalition of the cast's home and its partner, with somebody on each side who makes agreements."""
    coalition = CoalitionFactory(name="Invented Student Equity Coalition", keeper=cast.coalition_org)
    for organization in (cast.coalition_org, cast.partner_org):
        PartnerFactory(coalition=coalition, organization=organization, starts_on=SINCE)
    return SimpleNamespace(
        coalition=coalition, giver=cast.coalition_org, receiver=cast.partner_org, rory=cast.rory, ana=cast.ana,
        bea=cast.bea, tasha=cast.tasha, otto=cast.otto,
        petra=member_of(cast.partner_org, Role.ROSTER_ADMIN, name="Petra Maddox", email="petra@example.org"),
    )  # fmt: skip


def person(room, given="Lupita", *, of=None, shares=("call",), phone=None, email=None, **facts):
    """Somebody who said yes to being shared, and to organizing, through these channels."""
    facts = {"family_name": "Serrano Robles", "birth_year": 1985, "language": "es", **facts}
    made = PersonFactory(steward=of or room.giver, given_name=given, **facts)
    if phone:
        PhoneFactory(person=made, value=phone)
    if email:
        EmailFactory(person=made, value=email)
    for channel in shares:
        for purpose in (Purpose.SHARING, Purpose.ORGANIZING):
            says(room, made, channel=channel, purpose=purpose)
    return made


def says(room, who, *, channel=Channel.CALL, purpose=Purpose.SHARING, state="granted", **more):
    facts = {"source": ConsentEvent.Source.PAPER, "evidence": "Form 14", "by": room.tasha, **more}
    return consenting.say(who, channel=channel, purpose=purpose, state=state, **facts)


def drafted(room, people=(), *, fields=FIELDS, by=None, **more):
    today = room.giver.today()
    facts = {
        "purpose": "Calls before the January board meeting", "fields": fields, "coalition": room.coalition,
        "starts_on": today, "ends_on": today + dt.timedelta(days=90), **more,
    }  # fmt: skip
    if "segment" not in facts:
        facts["people"] = list(people)
    return sharing.draft(room.giver, receiver=room.receiver, by=by or room.rory, **facts)


def signed(room, people=(), **more):
    agreement = drafted(room, people, **more)
    sharing.sign(agreement, by=room.rory, organization=room.giver)
    return sharing.sign(agreement, by=room.petra, organization=room.receiver)
