"""Lists put together by hand: making one, putting people on it, taking them off, closing it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from members import telling
from members.models import ListEntry, PersonList
from members.screening import screen


def entries_for(person_list, user):
    """Who is on a list, as far as the user may know: its name may tell where a protected person can be found."""
    entries = person_list.entries.visible_to(user)
    return entries.filter(person__is_protected=False) if telling.hides(person_list, user) else entries


def counted(lists, user) -> list[PersonList]:
    """Lists with `people`: how many the user would find on each. Two queries at most."""
    found = list(lists.with_counts())
    told = [each.pk for each in found if each.people and telling.hides(each, user)]
    protected = ListEntry.objects.filter(list__in=told, person__is_protected=True) if told else ListEntry.objects.none()
    unnamed = dict(protected.order_by().values_list("list").annotate(count=Count("pk")))
    for each in found:
        each.people -= unnamed.get(each.pk, 0)
    return found


@transaction.atomic
def make_list(organization, *, name, by, is_shared=True) -> PersonList:
    """Start an empty list. Raises ValidationError for a name the user has on an open list already."""
    screen(name)
    made = PersonList(steward=organization, name=" ".join(name.split()), owner=by, is_shared=is_shared)
    made.full_clean(exclude=["steward", "owner"])
    made.save()
    record(by, "list.made", made)
    return made


@transaction.atomic
def put_on_list(person_list, people, *, by) -> list[ListEntry]:
    """Put people on a list; who is on it already stays as they are. Answers with the new entries.

    Raises ValidationError for a closed list and for somebody of another organization.
    """
    person_list = PersonList.objects.select_for_update(of=("self",)).select_related("steward").get(pk=person_list.pk)
    if person_list.closed_at:
        raise ValidationError(_("The list “%(list)s” is closed."), params={"list": person_list})
    people = list(people)
    if any(person.steward_id != person_list.steward_id for person in people):
        raise ValidationError(_("This person is not in your organization’s list."))
    there = set(ListEntry.objects.filter(list=person_list, person__in=people).values_list("person", flat=True))
    added = ListEntry.objects.bulk_create(
        ListEntry(steward=person_list.steward, list=person_list, person=person, added_by=by)
        for person in people
        if person.pk not in there
    )
    if added:
        record(by, "list.put_on", person_list, people=len(added))
    return added


@transaction.atomic
def take_off(entry, *, by) -> None:
    """Take somebody off a list."""
    record(by, "list.taken_off", entry.list, people=1)
    entry.delete()


@transaction.atomic
def close(person_list, *, by) -> PersonList:
    """Be done with a list: it is not offered any more, and is let go of after two years."""
    person_list.closed_at = timezone.now()
    person_list.save(update_fields=["closed_at"])
    record(by, "list.closed", person_list)
    return person_list


@transaction.atomic
def reopen(person_list, *, by) -> PersonList:
    """Go on with a list that was closed. Raises ValidationError when its name was given to another one meanwhile."""
    person_list.closed_at = None
    person_list.full_clean(exclude=["steward", "owner"])
    person_list.save(update_fields=["closed_at"])
    record(by, "list.reopened", person_list)
    return person_list
