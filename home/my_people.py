"""What one's own people ask of the day: steps promised, people not talked with for long, what was handed over."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.access import Permission, may
from campaigns.models import Event, Invitation
from members import assigning
from members.forms.conversations import LogForm
from members.models import Assignment, Handover, NextStep, Person
from members.views.steps import grouped

MOST_STEPS = 8
MOST_WAITING = 5
MOST_COMING = 4


@dataclass(frozen=True)
class Steps:
    """One's own open steps that are due, under their headings, and how many there are."""

    groups: list
    due: int
    late: int
    all: int


@dataclass(frozen=True)
class Waiting:
    """One's own people whom nobody has talked with for long and for whom nothing is planned."""

    people: list
    all: int
    after_talk: int
    after_given: int


def my_steps(user, *, on) -> Steps:
    """What one promised to have done by today, the latest first."""
    mine = NextStep.objects.visible_to(user).open().owned_by(user)
    days = list(mine.order_by("due_on").values_list("due_on", flat=True)[:1000])
    due = list(mine.due(on).select_related("person", "owner")[:MOST_STEPS])
    return Steps(
        groups=grouped(due, on),
        due=sum(day <= on for day in days),
        late=sum(day < on for day in days),
        all=len(days),
    )


def people_waiting(user, organization, *, on) -> Waiting:
    """People one looks after there, with nothing planned: no talk for as many days as the organization says, or given
    to one so many days ago and never called."""
    planned = NextStep.objects.open().filter(person=OuterRef("person"))
    long_ago = Q(person__last_talk_on__lt=on - timedelta(days=organization.wait_after_talk))
    given = on - timedelta(days=organization.wait_after_given)
    never = Q(person__last_talk_on__isnull=True, starts_on__lte=given)
    # From one's own terms to the people: a few hundred rows, however many people the organization knows.
    terms = (
        Assignment.objects.visible_to(user)
        .of(organization)
        .to(user)
        .current(on)
        .filter(long_ago | never, person__standing=Person.Standing.HERE)
        .exclude(Exists(planned))
    )
    ids = list(terms.order_by("person__last_talk_on", "person_id").values_list("person_id", flat=True))
    found = Person.objects.in_bulk(ids[:MOST_WAITING])
    shown = [found[pk] for pk in ids[:MOST_WAITING]]
    for person in shown:
        person.days_since = (  # type: ignore[attr-defined]
            (on - person.last_talk_on).days if person.last_talk_on else None
        )
    return Waiting(shown, len(ids), organization.wait_after_talk, organization.wait_after_given)


def handed_to(user) -> list[Handover]:
    """What was handed over to the user and not read yet."""
    mine = Handover.objects.visible_to(user).filter(taker=user, seen_at__isnull=True)
    return list(mine.select_related("giver", "taker")[:3])


def events_coming(user, *, now=None) -> list[Event]:
    """The next events of the user's organizations, sessions among them: how many are `confirmed`, how many `maybe`."""
    events = Event.objects.visible_to(user).coming(now or timezone.now())
    shown = list(events.select_related("session__school")[:MOST_COMING])
    said = Invitation.objects.visible_to(user).filter(event__in=shown).order_by().values("event")
    counts = said.annotate(
        confirmed=Count("pk", filter=Q(reply=Invitation.Reply.YES)),
        maybe=Count("pk", filter=Q(reply=Invitation.Reply.MAYBE)),
    )
    found = {row["event"]: row for row in counts}
    for event in shown:
        row = found.get(event.pk, {})
        event.confirmed, event.maybe = row.get("confirmed", 0), row.get("maybe", 0)
        event.bar = turnout_bar(event)
    return shown


def turnout_bar(event) -> dict | None:
    """How far each part of the turnout bar reaches, as widths; None without a goal. The goal stands at 86 %, unless
    more people come than that leaves room for."""
    if not event.goal:
        return None
    whole = max(event.goal / 0.86, event.confirmed + event.maybe)
    return {
        "confirmed": f"{event.confirmed / whole:.1%}",
        "said": f"{(event.confirmed + event.maybe) / whole:.1%}",
        "goal": f"{event.goal / whole:.1%}",
    }


def people_of_the_day(user, organization, *, on) -> dict:
    """What the page of the day needs for somebody who writes down conversations; nothing for others."""
    if not may(user, Permission.RECORD_CONVERSATIONS, organization):
        return {}
    leads = may(user, Permission.MANAGE_LISTS, organization)
    return {
        "own": my_steps(user, on=on),
        "long_ago": people_waiting(user, organization, on=on),
        "handed": handed_to(user),
        "left_behind": leads and assigning.left_behind(organization),
        "log": LogForm.quick(organization=organization, user=user),
    }
