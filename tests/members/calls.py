"""A call list with people on it, as the tests of calls and their pages need it."""

import datetime as dt

from django.utils import timezone

from members import phonebanking
from members.models import CallList, Channel, Person, StandingConsent
from members.phonebanking import Question
from tests.factories import members as make

RIDE = Question("What would help?", "¿Qué le ayudaría?", (("A ride", "Transporte"), ("Childcare", "Cuidado")), True)


def allow(person, channel=Channel.CALL, state="yes", is_open=None, purpose="organizing"):
    return StandingConsent.objects.create(
        steward=person.steward, person=person, channel=channel, purpose=purpose, state=state,
        is_open=state == "yes" if is_open is None else is_open, since=timezone.now(), source="paper",
    )  # fmt: skip


def someone(organization, *, channel=Channel.CALL, phone=True, **fields):
    """Somebody who said yes to calls and has a phone; with `channel` door, who has an address."""
    person = make.PersonFactory(steward=organization, **{"language": "es", **fields})
    allow(person, channel)
    if phone:
        (make.PhoneFactory if channel == Channel.CALL else make.AddressFactory)(person=person)
    return person


def calls(cast, *, people=None, callers=None, **fields):
    """A list of everybody who may be called, from which Tasha (Spanish, English) and Val (English) call."""
    callers = [(cast.tasha, ["es", "en"]), (cast.val, ["en"])] if callers is None else callers
    return phonebanking.make_list(
        cast.coalition_org, kind=fields.pop("kind", CallList.Kind.CALLS), by=cast.tasha,
        people=Person.objects.all() if people is None else people, callers=callers,
        **{
            "name": "Budget night, November 19",
            "script_en": "Hello {name}, this is {me}.",
            "script_es": "Hola {name}, habla {me}.",
            "questions": [RIDE],
        }
        | fields,
    )  # fmt: skip


def later(**units):
    return timezone.now() + dt.timedelta(**units)
