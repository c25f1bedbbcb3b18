"""Ties between people and the organizations they belong to."""

from django.db import transaction

from accounts.audit import record
from kit.folding import fold
from members.models import CommunityGroup, GroupTie
from members.screening import screen_fields


@transaction.atomic
def belong(person, name, *, kind, by, starts_on=None, note="") -> GroupTie:
    """Write down what a person is in an organization. The same name, however it is written, is the same organization.

    Raises ValidationError, by field, for a tie that is there and for words that are not kept.
    """
    name = " ".join(name.split())
    screen_fields({"name": name, "note": note})
    tie = GroupTie(
        steward=person.steward,
        person=person,
        group=_group(person.steward, name),
        kind=kind,
        starts_on=starts_on,
        note=note.strip(),
        recorded_by=by,
    )
    tie.full_clean()
    tie.save()
    return _recorded("person.group_tied", tie, by)


def _group(organization, name):
    group = CommunityGroup.objects.of(organization).filter(name_folded=fold(name)).first()
    if not group:
        group = CommunityGroup(steward=organization, name=name)
        group.full_clean()
        group.save()
    return group


@transaction.atomic
def end(tie, *, by, on=None) -> GroupTie:
    """That day was the tie's last. It stays in the person's past."""
    on = on or tie.steward.today()
    tie.ends_on = max(on, tie.starts_on) if tie.starts_on else on
    tie.full_clean()
    tie.save()
    return _recorded("person.group_untied", tie, by)


@transaction.atomic
def reopen(tie, *, by) -> GroupTie:
    """Take the end of a tie back. Raises ValidationError where one like it stands by now."""
    tie.ends_on = None
    tie.full_clean()
    tie.save()
    return _recorded("person.group_tied", tie, by)


def _recorded(verb, tie, by):
    """The history does not say which organization: who reads it may not know that of protected people."""
    record(by, verb, tie.person)
    return tie
