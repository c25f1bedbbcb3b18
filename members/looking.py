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
    within = PersonView.objects.filter(steward=person.steward_id)
    within = within.filter(Q(person=person) | holding("people", person.pk, PersonView))
    return within.select_related("user").order_by("-seen_at", "-pk")


def holding(column: str, pk: int, model) -> Q:
    """Rows whose list of ids in this column holds this one: the one thing the databases ask differently here."""
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__contains": [pk]})
    table = model._meta.db_table
    rows = f"SELECT seen.id FROM {table} seen, json_each(seen.{column}) each WHERE each.value = %s"  # noqa: S608
    return Q(pk__in=RawSQL(rows, [pk]))  # noqa: S611 - table and column are the model's own, the id is a parameter
