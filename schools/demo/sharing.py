"""What the demo's two organizations with people let each other see, and the figures they count together. Invented."""

import datetime as dt

from django.utils import timezone

from accounts.models import User
from coalition import counts, looking_across, sharing
from coalition.models import Coalition, Partner, ShareAgreement, ShareReceipt
from members import consenting
from members.models import Channel, ConsentEvent, ContactPoint, Conversation, Person, PersonList, Purpose
from schools.demo.people import EASTSIDE, EQUITY_ALLIANCE, HOME

WORDING = {
    "en": "May we show your name and phone to partner organizations that work for the same schools?",
    "es": "¿Podemos mostrar su nombre y teléfono a organizaciones hermanas que trabajan por las mismas escuelas?",
}


def populate(world) -> None:
    """One agreement that stands, one that waits for a signature, and partners whose people count."""
    home, eastside = (world.organizations[slug] for slug in (HOME, EASTSIDE))
    users = (User.objects.get(email=f"{name}@demo.example") for name in ("andre", "marisol", "rosario"))
    andre, marisol, rosario = users
    alliance = Coalition.objects.get(name=EQUITY_ALLIANCE)
    _say_yes(home, world.today)
    _say_yes(eastside, world.today)
    chosen = PersonList.objects.of(home).order_by("pk").first()
    since = world.today - dt.timedelta(days=10)
    term = {"coalition": alliance, "starts_on": since, "ends_on": world.today + dt.timedelta(days=120)}
    stands = sharing.draft(
        home, receiver=eastside, purpose="Calls to families before the January board meeting", matter="school",
        fields=["name", "language", "phone", "school"], by=andre, **term,
        people=Person.objects.filter(pk__in=chosen.entries.values("person")),
    )  # fmt: skip
    sharing.sign(stands, by=andre, organization=home)
    stands = sharing.sign(stands, by=rosario, organization=eastside)
    looking_across.seen(stands, by=marisol, way=ShareReceipt.Way.LIST)
    looking_across.seen(stands, by=marisol, way=ShareReceipt.Way.EXPORT)
    waits = sharing.draft(
        eastside, receiver=home, purpose="Interpreters for the spring listening sessions", matter="events",
        fields=["name", "language"], by=rosario, people=Person.objects.of(eastside).filter(grade_band="")[:12], **term,
    )  # fmt: skip
    waits = sharing.sign(waits, by=rosario, organization=eastside)
    _signed_earlier(stands, waits)
    _count(alliance, home, eastside, andre, rosario, world.today)


def _say_yes(organization, today):
    """Two in three of the grown people said yes to being shared; one took it back."""
    grown = list(Person.objects.of(organization).filter(grade_band="", is_protected=False).order_by("pk"))
    by = User.objects.get(email="tasha@demo.example" if organization.slug == HOME else "marisol@demo.example")
    rows = []
    for place, person in enumerate(grown):
        if place % 3 == 2:
            continue
        language = person.language if person.language in WORDING else "es"
        facts = {
            "steward": organization, "person": person, "channel": Channel.CALL, "purpose": Purpose.SHARING,
            "source": ConsentEvent.Source.PAPER, "evidence": "Form on sharing, fall house meetings",
            "wording": WORDING[language], "language": language, "recorded_by": by,
        }  # fmt: skip
        rows.append(ConsentEvent(state="granted", happened_at=_ago(today, 60 + place % 30), **facts))
        if place % 13 == 12:
            rows.append(ConsentEvent(state="withdrawn", happened_at=_ago(today, 9), **facts))
    ConsentEvent.objects.bulk_create(rows, 400)
    consenting.refold(grown, on=today)


def _ago(today, days):
    return timezone.make_aware(dt.datetime.combine(today - dt.timedelta(days=days), dt.time(17)))


def _signed_earlier(*agreements):
    """As if it had gone its way over two weeks."""
    for agreement in agreements:
        facts = {"created_at": timezone.now() - dt.timedelta(days=13)}
        for side, days in (("giver", 12), ("receiver", 10)):
            if getattr(agreement, f"{side}_signed_at"):
                facts[f"{side}_signed_at"] = timezone.now() - dt.timedelta(days=days)
        ShareAgreement.objects.filter(pk=agreement.pk).update(**facts)


def _count(alliance, home, eastside, andre, rosario, today):
    """Both let their people count; what they did was written down when it happened."""
    for organization, by in ((home, andre), (eastside, rosario)):
        partner = Partner.objects.get(coalition=alliance, organization=organization, ends_on=None)
        counts.join(partner, by=by)
        long_ago = _ago(today, 75)
        ContactPoint.objects.filter(steward=organization).update(created_at=long_ago)
        Person.objects.filter(steward=organization, created_at__gt=long_ago).update(created_at=long_ago)
        earlier = Conversation.objects.filter(steward=organization, talked_on__lt=long_ago.date())
        earlier.update(recorded_at=long_ago)
    _meet_everybody(eastside, rosario, today)


def _meet_everybody(eastside, by, today):
    """A house meeting at which each grown person was talked to, so that there is something to add up."""
    day = today - dt.timedelta(days=100)
    grown = Person.objects.of(eastside).filter(grade_band="")
    talks = [
        Conversation(
            steward=eastside,
            person=person,
            kind="house",
            talked_on=day,
            talked_by=by,
            recorded_by=by,
            language="es",
            heard="Vino a la reunión en casa y habló de la escuela.",
        )
        for person in grown
    ]
    Conversation.objects.bulk_create(talks, 400)
    Conversation.objects.filter(steward=eastside, talked_on=day).update(recorded_at=_ago(today, 99))
    grown.filter(last_talk_on=None).update(last_talk_on=day)
