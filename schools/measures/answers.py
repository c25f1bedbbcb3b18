"""M2: asks answered, and how long families wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from schools.measures.states import State


@dataclass(frozen=True, slots=True)
class AskDates:
    """When one ask was made, and when its answer was sent back.

    Answered means yes, partly or not now, with a reason in the family's language, signed by role and sent. A disputed
    answer, a "thank you" or an answer without a reason is none: `answered_on` None.
    """

    asked_on: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """M2. `n` answered of `denominator` asks due; of all `asks`, `answered` ones and `waiting` ones.

    `median_days` counts waiting asks as far as they have waited (Kaplan–Meier); None until half are answered.
    """

    state: State
    as_of: date
    n: int
    denominator: int
    asks: int
    answered: int
    waiting: int
    oldest_waiting_days: int | None
    median_days: int | None

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.n, self.denominator) if self.denominator else None


def asks_answered(asks: Iterable[AskDates], *, promised_days: int, as_of: date) -> Answered:
    """M2. An ask is due once it is older than the promised days; before that it is "too early".

    Asks made and answers sent after `as_of` are not there yet. Merged asks come once. Sources: CONSUL's mandatory
    reason, Kaplan & Meier 1958.
    """
    known = [ask for ask in asks if ask.asked_on <= as_of]
    open_asks = [ask for ask in known if not _is_answered(ask, as_of)]
    due = [ask for ask in known if (as_of - ask.asked_on).days > promised_days]
    waits = [
        ((ask.answered_on - ask.asked_on).days, True)
        if _is_answered(ask, as_of)
        else ((as_of - ask.asked_on).days, False)
        for ask in known
    ]
    return Answered(
        state=State.OK if due else State.TOO_EARLY,
        as_of=as_of,
        n=sum(_is_answered(ask, as_of) for ask in due),
        denominator=len(due),
        asks=len(known),
        answered=len(known) - len(open_asks),
        waiting=len(open_asks),
        oldest_waiting_days=max(((as_of - ask.asked_on).days for ask in open_asks), default=None),
        median_days=median_wait(waits),
    )


def median_wait(waits: Iterable[tuple[int, bool]]) -> int | None:
    """The median wait in days by Kaplan–Meier, None if not reached; (days, True) has ended, (days, False) goes on."""
    waits, still = list(waits), Fraction(1)
    for days in sorted({days for days, ended in waits if ended}):
        at_risk = sum(wait >= days for wait, _ended in waits)
        still *= 1 - Fraction(sum(ended and wait == days for wait, ended in waits), at_risk)
        if still <= Fraction(1, 2):
            return days
    return None


def _is_answered(ask, as_of):
    return ask.answered_on is not None and ask.answered_on <= as_of
