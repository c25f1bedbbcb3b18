"""Who is invited to the next evening, and what they said."""

from django.utils import timezone

from campaigns.models import Event, Invitation
from members.models import Person
from schools.demo.people import HOME

MANY = 24
GOAL = 40
# What people say when they are asked, one after another.
SAID = ("yes", "yes", "", "maybe", "yes", "no", "")


def populate(world) -> None:
    """Invitations to the organization's next event, most of them answered."""
    home, (by, *_others) = world.organizations[HOME], world.staff[HOME]
    event = Event.objects.filter(steward=home, ends_at__gt=timezone.now()).order_by("starts_at", "pk").first()
    if event is None:
        return
    Event.objects.filter(pk=event.pk, goal__isnull=True).update(goal=GOAL)
    people = Person.objects.of(home).filter(grade_band="", standing=Person.Standing.HERE).order_by("pk")[:MANY]
    Invitation.objects.bulk_create(
        Invitation(
            event=event, person=person, invited_by=by, reply=SAID[place % len(SAID)],
            replied_at=timezone.now() if SAID[place % len(SAID)] else None,
            replied_to=by if SAID[place % len(SAID)] else None,
        )
        for place, person in enumerate(people)
    )  # fmt: skip
