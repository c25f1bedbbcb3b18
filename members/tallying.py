"""How far a call list is: who was reached, what was answered, who called."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from members import claiming, dialing
from members.languages import SpokenLanguage, unpacked
from members.models import CallAnswer, CallAttempt, CallQuestion, CallTask, Person

NEWEST_WORDS = 10


@dataclass
class Tally:
    """One call list in figures."""

    people: int = 0
    done: int = 0
    waiting: int = 0  # could be served now
    later: int = 0  # tried, or to be called back at a time to come
    held: list = field(default_factory=list)
    shut: int = 0  # must not be reached any more
    outcomes: list[tuple[str, str, int]] = field(default_factory=list)
    tries: int = 0
    talks: int = 0

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.people) if self.people else 0


@dataclass
class CallerLine:
    """What one caller did on a list."""

    user: object
    languages: list[str]
    is_here: bool
    tries: int = 0
    talks: int = 0
    last: dt.datetime | None = None


@dataclass
class Answered:
    """One question with how often each answer was given, and the newest answers in words."""

    question: CallQuestion
    counts: list[tuple[str, int]]
    words: list[str]
    people: int


def tally(call_list, now=None) -> Tally:
    """Where the people of a list stand. Four reads."""
    now = now or timezone.now()
    labels = dict(CallTask.Outcome.choices)
    counts = dict(call_list.tasks.order_by().values_list("outcome").annotate(n=Count("pk")))
    people = dialing.allowing(call_list, Person.objects.filter(pk=OuterRef("person")), call_list.steward.today())
    open_tasks = call_list.tasks.open().order_by()
    held = open_tasks.filter(claimed_until__gt=now).select_related("person", "claimed_by").order_by("claimed_until")
    stand = open_tasks.aggregate(
        shut=Count("pk", filter=~Q(Exists(people))),
        later=Count("pk", filter=Q(Exists(people)) & Q(not_before__gt=now)),
    )
    tries = call_list_attempts(call_list).aggregate(n=Count("pk"), talks=Count("conversation"))
    held = list(held)
    left = counts.pop("", 0)
    return Tally(
        people=left + sum(counts.values()),
        done=sum(counts.values()),
        waiting=max(0, left - stand["shut"] - stand["later"] - len(held)),
        later=stand["later"],
        held=held,
        shut=stand["shut"],
        outcomes=[(key, label, counts[key]) for key, label in labels.items() if key in counts],
        tries=tries["n"],
        talks=tries["talks"],
    )


def call_list_attempts(call_list):
    return CallAttempt.objects.filter(task__call_list=call_list).order_by()


def callers(call_list) -> list[CallerLine]:
    """Who calls, and what they did so far. Two reads."""
    names = dict(SpokenLanguage.choices)
    lines = {
        caller.user_id: CallerLine(
            caller.user, [str(names[code]) for code in unpacked(caller.languages) if code in names], not caller.left_at
        )
        for caller in call_list.callers.select_related("user").order_by("user__name", "pk")
    }
    rows = call_list_attempts(call_list).values("tried_by", "tried_by__name")
    for row in rows.annotate(n=Count("pk"), talks=Count("conversation"), last=Max("tried_at")):
        line = lines.setdefault(row["tried_by"], CallerLine(row["tried_by__name"], [], False))
        line.tries, line.talks, line.last = row["n"], row["talks"], row["last"]
    return list(lines.values())


def answered(call_list) -> list[Answered]:
    """Every question with what people answered. Two reads."""
    given = defaultdict(list)
    rows = CallAnswer.objects.filter(question__call_list=call_list).order_by("-attempt")
    for question, chosen, words in rows.values_list("question", "chosen", "words"):
        given[question].append((chosen, words))
    found = []
    for question in call_list.questions.all():
        mine = given[question.pk]
        counts = [
            (question.names([answer["key"]])[0], sum(answer["key"] in chosen for chosen, _words in mine))
            for answer in question.answers
        ]
        newest = [words for _chosen, words in mine if words][:NEWEST_WORDS]
        found.append(Answered(question, counts, newest, len(mine)))
    return found


def standing_for(call_list, user, now=None) -> dict:
    """What a caller who holds nobody is told: how many could be served to them, when the next call-back is due, and
    how many wait for somebody who speaks another language."""
    now = now or timezone.now()
    caller = claiming.caller_of(call_list, user)
    mine = claiming.waiting_for(call_list, caller, now)
    coming = claiming.coming_to(call_list, caller, now).order_by("not_before")
    return {
        "waiting": mine.order_by().count(),
        "next_at": coming.values_list("not_before", flat=True).first(),
        "others": claiming.waiting_for_others(call_list, caller, now).order_by().count(),
    }
