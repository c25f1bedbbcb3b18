"""Who looks after whom: one organizer for a term, and whom nobody looks after any more."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from accounts.audit import record
from accounts.models import Grant, User
from members import stepping
from members.colleagues import colleagues, refuse_strangers
from members.days import refuse_far
from members.models import Assignment, Handover, NextStep, Person, Team

A_DAY = timedelta(days=1)


@transaction.atomic
def assign(person, organizer, *, by, on=None, keep_planned=True) -> Assignment:
    """Make `organizer` the one who looks after a person from a day on. The term of the one before ends the day before.

    Whoever is planned to follow later still does; the new term ends the day before, and its `planned` names those. With
    `keep_planned=False` they do not; nor does somebody who left, or who was to begin that very day: `dropped` names
    them. A later term of the same organizer begins on the new day. `was` is what stood before, for `take_back`.

    What is in `going_along` becomes the new organizer's, so that no promise falls between the two; the term's
    `came_along` names it. Before a day to come, what is due by then stays with the one who looks after them until then.
    Raises ValidationError for somebody who does not work with these people, a day that cannot be meant, or one before
    the current term began.
    """
    today = person.steward.today()
    on = on or today
    refuse_strangers(person.steward, organizer)
    refuse_far(on, today)
    terms = list(_locked(person).overlapping(on))
    planned = _still_to_follow(terms, organizer, max(on, today)) if keep_planned else ()
    until = planned[0].starts_on - A_DAY if planned else None
    same = next((term for term in terms if term.organizer_id == organizer.pk and term.starts_on <= on), None)
    if same and same.ends_on == until:
        same.planned = planned
        return same
    steps = going_along(person, on=on, keep_planned=keep_planned)
    make_room = [term for term in terms if term != same and term not in planned]
    was = tuple(_facts(term) for term in make_room)
    for term in make_room:
        _make_room(term, on, today)
    new = same or Assignment(steward=person.steward, person=person, organizer=organizer, assigned_by=by, starts_on=on)
    _save_until(until, new)
    record(by, "assignment.made", new, organizer=str(organizer))
    new.planned, new.was = planned, was
    new.dropped = _dropped(make_room, organizer, max(on, today + A_DAY), by)
    new.came_along = _move_along(steps, organizer, on if on > today else None, by)
    return new


def _locked(person):
    terms = Assignment.objects.select_for_update(of=("self",)).filter(person=person)
    return terms.select_related("person", "steward", "organizer")


def _still_to_follow(terms, organizer, on) -> tuple[Assignment, ...]:
    """Those who begin after that day and go on working here, next first; without a next one who is this organizer."""
    later = sorted((term for term in terms if term.starts_on > on), key=lambda term: term.starts_on)
    if not later:
        return ()
    owners = {term.organizer_id for term in later}
    here = set(colleagues(later[0].steward).filter(pk__in=owners).values_list("pk", flat=True))
    later = [term for term in later if term.organizer_id in here]
    return tuple(later[1:] if later and later[0].organizer_id == organizer.pk else later)


def _dropped(terms, organizer, since, by) -> tuple[Assignment, ...]:
    """Those among the terms that gave way who were to follow and do not any more; each is written down."""
    gone = tuple(term for term in terms if term.starts_on >= since and term.organizer_id != organizer.pk)
    for term in gone:
        record(by, "assignment.ended", term, organizer=str(term.organizer))
    return gone


def _move_along(steps, organizer, first_due, by) -> tuple[NextStep, ...]:
    """Those of the steps that become the organizer's: all, or with a first due day those due then or later."""
    moved = tuple(
        step for step in steps if step.owner_id != organizer.pk and (first_due is None or step.due_on >= first_due)
    )
    for step in moved:
        stepping.move(step, owner=organizer, by=by)
    return moved


def _facts(term) -> dict:
    """What a term was, so that it can be as it was again."""
    return {
        "term": term.pk, "organizer": term.organizer_id, "by": term.assigned_by_id, "handover": term.handover_id,
        "starts_on": str(term.starts_on), "ends_on": str(term.ends_on) if term.ends_on else None,
    }  # fmt: skip


@transaction.atomic
def take_back(assignment, was, *, by) -> None:
    """Undo an assignment. What gave way to it (`was`) stands as it did: on the same day all of it, later on from today,
    for the days between were theirs who had them. Nobody who left gets anybody back.
    """
    term = _locked(assignment.person).get(pk=assignment.pk)
    today = term.steward.today()
    if term.starts_on >= today:
        term.delete()
    else:
        term.ends_on = today - A_DAY
        term.save(update_fields=["ends_on"])
    here = colleagues(term.steward).in_bulk([each["organizer"] for each in was])
    back = [_as_it_was(term, each, today) for each in was if each["organizer"] in here]
    for earlier in filter(None, back):
        record(by, "assignment.made", earlier, organizer=str(here[earlier.organizer_id]))
    if not any(back):
        record(by, "assignment.ended", assignment, organizer=str(assignment.organizer))


def _as_it_was(undone, facts, today) -> Assignment | None:
    starts_on, ends_on = date.fromisoformat(facts["starts_on"]), parse_date(facts["ends_on"] or "")
    if ends_on and ends_on < max(today, undone.starts_on):
        return None
    cut = Assignment.objects.filter(pk=facts["term"], ends_on=max(today, undone.starts_on) - A_DAY).first()
    term = cut or Assignment(
        steward=undone.steward, person=undone.person, organizer_id=facts["organizer"], assigned_by_id=facts["by"],
        starts_on=max(starts_on, today), handover=Handover.objects.filter(pk=facts["handover"]).first(),
    )  # fmt: skip
    return _save_until(ends_on, term)


def _save_until(ends_on, term) -> Assignment:
    term.ends_on = ends_on
    term.full_clean(exclude=["steward", "organizer", "assigned_by"])
    term.save()
    return term


def going_along(person, *, on=None, keep_planned=True) -> list[NextStep]:
    """Open steps with a person that go to whoever looks after them from a day on, each with its owner of now: those of
    who looks after them now or is to before that day, or from a later one when no plan stays; while nobody does, those
    of the last one; and those of who no longer works here."""
    steps = list(NextStep.objects.of(person.steward).open().filter(person=person).select_related("owner"))
    if not steps:
        return []
    owners = {step.owner_id for step in steps}
    here = set(colleagues(person.steward).filter(pk__in=owners).values_list("pk", flat=True))
    today = person.steward.today()
    terms = person.assignments.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "-pk")
    if keep_planned:
        terms = terms.filter(starts_on__lte=max(on or today, today))
    giving = {term.organizer_id for term in terms.overlapping(today)}
    giving = giving or {term.organizer_id for term in terms[:1]}
    return [step for step in steps if step.owner_id not in here or step.owner_id in giving]


@transaction.atomic
def let_go(person, *, by, on=None, keep_planned=True) -> Assignment | None:
    """Nobody looks after the person after that day. Answers with the term that is still to begin, the next one, if
    there is one; with `keep_planned=False` none is."""
    today = person.steward.today()
    following = None
    for term in _locked(person).overlapping(today):
        if term.starts_on <= today:
            end(term, on=on, by=by)
        elif keep_planned:
            following = term
        else:
            record(by, "assignment.ended", term, organizer=str(term.organizer))
            term.delete()
    return following


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
    later does not come about: neither is a term."""
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
