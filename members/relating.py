"""Households, and ties between people."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from members import consenting
from members.models import Household, HouseholdMember, Person, Relationship
from members.screening import screen_fields

EARLIEST = date(1900, 1, 1)


@transaction.atomic
def make_household(organization, *, name, people, by) -> Household:
    """People who live together. One person is enough to begin with."""
    household = Household(steward=organization, name=name.strip())
    screen_fields({"name": name})
    household.full_clean()
    household.save()
    record(by, "household.made", household, organization=organization)
    for person in people:
        join_household(household, person, by=by)
    return household


@transaction.atomic
def rename_household(household, *, name, by) -> Household:
    household.name = name.strip()
    screen_fields({"name": name})
    household.full_clean()
    household.save()
    record(by, "household.renamed", household)
    return household


@transaction.atomic
def join_household(household, person, *, by, on=None) -> HouseholdMember:
    """From that day a person lives there. Somebody may live in two households."""
    member = HouseholdMember(
        steward=household.steward, household=household, person=person, starts_on=on or household.steward.today()
    )
    member.full_clean()
    member.save()
    record(by, "household.joined", household, person=str(person))
    return member


@transaction.atomic
def leave_household(member, *, by, on=None) -> HouseholdMember:
    """That day was the last one there."""
    member.ends_on = max(on or member.steward.today(), member.starts_on)
    member.full_clean()
    member.save()
    record(by, "household.left", member.household, person=str(member.person))
    return member


@transaction.atomic
def return_to_household(member, *, by) -> HouseholdMember:
    """Take the leaving back."""
    member.ends_on = None
    member.full_clean()
    member.save()
    record(by, "household.joined", member.household, person=str(member.person))
    return member


@transaction.atomic
def relate(person, other, *, kind, by, kin="", starts_on=None, note="") -> Relationship:
    """Write a tie down: `person` cares for, brought in or leads `other`; brothers, sisters and partners are so both
    ways.

    Raises ValidationError for a tie with oneself, one that is there, and two people who would care for each other.
    """
    if kind in Relationship.MUTUAL and other.pk < person.pk:
        person, other = other, person
    tie = Relationship(
        steward=person.steward,
        person=person,
        other=other,
        kind=kind,
        kin=kin if kind == Relationship.Kind.GUARDIAN else "",
        starts_on=starts_on,
        note=note.strip(),
        recorded_by=by,
    )
    screen_fields({"note": tie.note})
    if starts_on and starts_on < EARLIEST:
        raise ValidationError({"starts_on": _("This day is long past. Check the year.")})
    tie.full_clean()
    back = Relationship.objects.filter(person=other, other=person, kind=kind).current(person.steward.today())
    if kind not in Relationship.MUTUAL and back.exists():
        raise ValidationError(
            _("%(other)s has this tie to %(person)s already; both ways at once cannot be.")
            % {"other": other, "person": person}
        )
    tie.save()
    _add_up_consent(tie)
    record(by, "person.tied", person, tie=kind, other=str(other))
    return tie


@transaction.atomic
def end(tie, *, by, on=None) -> Relationship:
    """That day was the tie's last. It stays in the person's past."""
    on = on or tie.steward.today()
    tie.ends_on = max(on, tie.starts_on) if tie.starts_on else on
    tie.full_clean()
    tie.save()
    _add_up_consent(tie)
    record(by, "person.untied", tie.person, tie=tie.kind, other=str(tie.other))
    return tie


@transaction.atomic
def reopen(tie, *, by) -> Relationship:
    """Take the end of a tie back."""
    tie.ends_on = None
    tie.full_clean()
    tie.save()
    _add_up_consent(tie)
    record(by, "person.tied", tie.person, tie=tie.kind, other=str(tie.other))
    return tie


def family_of(person, on=None):
    """Those who live with somebody, care for them, or are cared for by them that day."""
    on = on or person.steward.today()
    homes = HouseholdMember.objects.current(on).filter(person=person).values("household")
    housemates = HouseholdMember.objects.current(on).filter(household__in=homes).values("person")
    ties = Relationship.objects.guardianships().current(on)
    near = Q(pk__in=housemates) | Q(pk__in=ties.filter(other=person).values("person"))
    near |= Q(pk__in=ties.filter(person=person).values("other"))
    return Person.objects.filter(near, steward=person.steward_id).exclude(pk=person.pk)


def _add_up_consent(tie) -> None:
    """A minor is reached only with the yes of those who care for them now."""
    if tie.kind == Relationship.Kind.GUARDIAN:
        consenting.refold([tie.other])
