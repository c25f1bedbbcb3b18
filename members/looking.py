"""Who looked at whom: written down each time, shown to those who answer for the data and to the person."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from members.models import Person, PersonView


def looked(user, people: Person | Iterable[Person], kind: str = PersonView.Kind.PAGE) -> None:
    """Write down that the user saw one person's page, or a list, file or sheet with these people."""
    if isinstance(people, Person):
        PersonView.objects.create(steward_id=people.steward_id, user=user, kind=kind, person=people)
        return
    by_steward: dict[int, list[int]] = {}
    for person in people:
        by_steward.setdefault(person.steward_id, []).append(person.pk)
    PersonView.objects.bulk_create(
        PersonView(steward_id=steward, user=user, kind=kind, people=ids) for steward, ids in by_steward.items()
    )


def looks_at(person):
    """Every time somebody saw this person, newest first: the page, or lists and files with them on it."""
    within = PersonView.objects.filter(steward=person.steward_id).filter(Q(person=person) | _names(person.pk))
    return within.select_related("user").order_by("-seen_at", "-pk")


def _names(pk: int) -> Q:
    """Rows whose list of ids holds this one: the one thing the databases ask differently here."""
    if connection.vendor == "postgresql":
        return Q(people__contains=[pk])
    rows = "SELECT seen.id FROM members_personview seen, json_each(seen.people) each WHERE each.value = %s"
    return Q(pk__in=RawSQL(rows, [pk]))  # noqa: S611 - the id is a parameter
