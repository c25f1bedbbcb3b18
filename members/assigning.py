"""Who looks after whom: one organizer for a term, and whom nobody looks after any more."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from accounts.audit import record
from accounts.models import Grant, User
from members import stepping
from members.colleagues import colleagues, refuse_strangers
from members.days import refuse_far
from members.models import Assignment, NextStep, Person, Team

A_DAY = timedelta(days=1)


@transaction.atomic
def assign(person, organizer, *, by, on=None, with_steps=True) -> Assignment:
    """Make `organizer` the one who looks after a person from a day on. The term of the one before ends the day before.

    What is in `going_along` becomes the new organizer's, so that no promise falls between the two; the term's
    `came_along` names it. Before a day to come, what is due by then stays with the one who looks after them until then.
    A term that was to begin that day or later gives way. Raises ValidationError for somebody who does not work with
    these people, a day that cannot be meant, or one before the current term began.
    """
    today = person.steward.today()
    on = on or today
    refuse_strangers(person.steward, organizer)
    refuse_far(on, today)
    terms = list(Assignment.objects.select_for_update(of=("self",)).filter(person=person).overlapping(on))
    same = next((term for term in terms if term.organizer_id == organizer.pk and term.starts_on <= on), None)
    if same and same.ends_on is None:
        return same
    steps = going_along(person) if with_steps else []
    for term in terms:
        if term != same:
            _make_room(term, on, today)
    term = same or Assignment(steward=person.steward, person=person, organizer=organizer, assigned_by=by, starts_on=on)
    term.ends_on = None
    term.full_clean(exclude=["steward", "organizer", "assigned_by"])
    term.save()
    record(by, "assignment.made", term, organizer=str(organizer))
    term.came_along = tuple(
        step for step in steps if step.owner_id != organizer.pk and (on <= today or step.due_on >= on)
    )
    for step in term.came_along:
        stepping.move(step, owner=organizer, by=by)
    return term


def going_along(person) -> list[NextStep]:
    """Open steps with a person that go to whoever looks after them next, each with its owner of now: those of who
    looks after them now or is to from a later day or, while nobody does, of the last one; and those of who no longer
    works here."""
    steps = list(NextStep.objects.of(person.steward).open().filter(person=person).select_related("owner"))
    if not steps:
        return []
    owners = {step.owner_id for step in steps}
    here = set(colleagues(person.steward).filter(pk__in=owners).values_list("pk", flat=True))
    terms = person.assignments.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "-pk")
    giving = {term.organizer_id for term in terms.overlapping(person.steward.today())}
    giving = giving or {term.organizer_id for term in terms[:1]}
    return [step for step in steps if step.owner_id not in here or step.owner_id in giving]


@transaction.atomic
def let_go(person, *, by, on=None) -> None:
    """Nobody looks after the person after that day. Who does so now ends; a term that was still to begin is dropped."""
    today = person.steward.today()
    terms = Assignment.objects.select_for_update(of=("self",)).filter(person=person).overlapping(today)
    for term in terms.select_related("person", "steward", "organizer"):
        if term.starts_on <= today:
            end(term, on=on, by=by)
        else:
            record(by, "assignment.ended", term, organizer=str(term.organizer))
            term.delete()


@transaction.atomic
def end(assignment, *, by, on=None) -> Assignment:
    """End a term. Its last day is `on`, today when left out; a day to come counts as today.

    The person then stands among those without an organizer. Open steps stay with who promised them, on their own
    day, until somebody follows; those of who left the organization stand beside the people nobody looks after.
    """
    terms = Assignment.objects.select_for_update(of=("self",)).select_related("person", "steward", "organizer")
    assignment = terms.get(pk=assignment.pk)
    today = assignment.steward.today()
    last = max(min(on or today, today), assignment.starts_on)
    if assignment.ends_on is None or assignment.ends_on > last:
        assignment.ends_on = last
        assignment.save(update_fields=["ends_on"])
        record(by, "assignment.ended", assignment, organizer=str(assignment.organizer))
    return assignment


def _make_room(term, on, today):
    """Let a term end the day before another begins. One that began that day was a slip, and one that was to begin
    later never came about: neither is a term."""
    if on < term.starts_on <= today:
        raise ValidationError(_("The organizer of now began later than that day."))
    if term.starts_on >= on:
        term.delete()
    else:
        term.ends_on = on - A_DAY
        term.save(update_fields=["ends_on"])


# --- Between two organizers -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Orphans:
    """What nobody looks after any more: people who had an organizer, and open steps of somebody who left."""

    people: QuerySet
    steps: QuerySet

    def __bool__(self):
        return self.people.exists() or self.steps.exists()


def departed(organization, permission=Permission.RECORD_CONVERSATIONS) -> QuerySet:
    """Users who once worked with this organization's people and no longer do, or may no longer do what is named."""
    once = Grant.objects.filter(organization=organization).values("user")
    still = colleagues(organization, permission).order_by().values("pk")
    return User.objects.filter(pk__in=once).exclude(pk__in=still)


def orphans(organization) -> Orphans:
    """People whose organizer left, or whose last term ended without a next one; open steps of those who left."""
    terms = Assignment.objects.of(organization)
    running = terms.filter(ends_on__isnull=True)
    ended = terms.filter(ends_on__isnull=False).exclude(Exists(running.filter(person=OuterRef("person"))))
    people = Person.objects.of(organization).filter(
        Q(pk__in=_left(organization).values("person")) | Q(pk__in=ended.values("person")),
        standing=Person.Standing.HERE,
    )
    return Orphans(people, left_steps(organization).select_related("person", "owner"))


def _left(organization) -> QuerySet:
    """Terms that still run, or are to, though their organizer left. Short even where people are many: few of us
    leave."""
    gone = departed(organization).values("pk")
    return Assignment.objects.of(organization).filter(organizer__in=gone).overlapping(organization.today())


def left_steps(organization) -> QuerySet:
    """Open steps of those who left."""
    return NextStep.objects.of(organization).open().filter(owner__in=departed(organization).values("pk"))


def left_behind(organization) -> bool:
    """Whether somebody who left still has people, open steps or a team here."""
    if not departed(organization).exists():
        return False
    return _left(organization).exists() or left_steps(organization).exists() or left_teams(organization).exists()


def left_teams(organization) -> QuerySet:
    """Teams whose coach left."""
    gone = departed(organization, Permission.VIEW_PEOPLE)
    return Team.objects.of(organization).standing().filter(coach__in=gone.values("pk"))
