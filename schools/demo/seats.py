"""Parents who sit on a working group for the demo's first organization: on the roster, and on their own pages."""

import datetime as dt

from accounts.models import User
from coalition import representing, seating
from coalition.models import Committee, CommitteeSeat
from members.models import Person
from schools.demo.people import HOME, POLICE_FREE

SINCE = dt.timedelta(days=430)


def populate(world) -> None:
    """Two of those with the highest rung, one for the other, on the data working group."""
    home, since = world.organizations[HOME], world.today - SINCE
    andre = User.objects.get(email="andre@demo.example")
    group = Committee.objects.get(coalition__name=POLICE_FREE, kind=Committee.Kind.WORKING_GROUP)
    seating.give_place(group, organization=home, starts_on=since, by=andre)
    leaders = Person.objects.of(home).filter(rung__isnull=False, is_protected=False, grade_band="")
    for part, person in zip(CommitteeSeat.Part.values, leaders.order_by("-rung__position", "pk"), strict=False):
        holder = representing.add(
            group.coalition,
            organization=home,
            name=f"{person.given_name} {person.family_name}",
            person=person,
            by=andre,
        )
        seating.fill(group, holder=holder, starts_on=since, part=part, by=andre)
