"""Counting votes: whole numbers in, a result out. No database, and no fractions: two thirds of nine is six exactly."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from coalition.models.coalition import VoteBase, VoteRule
from coalition.models.decision import Vote

Choice = Vote.Choice
Outcome = Literal["passed", "failed", "no_quorum"]


@dataclass(frozen=True)
class Result:
    """What a vote came to. The figures are places, not people."""

    outcome: Outcome
    yes: int
    no: int
    abstained: int
    stood_aside: int
    in_conflict: int
    not_there: int
    needed: int
    counted_of: int
    quorum: int

    @property
    def there(self) -> int:
        """Places that spoke, in whatever way: they make the quorum."""
        return self.yes + self.no + self.abstained + self.stood_aside + self.in_conflict

    @property
    def has_quorum(self) -> bool:
        return self.there >= self.quorum


def tally(choices: Iterable[str], *, rule: str, base: str, quorum: int) -> Result:
    """Count one choice for each place, in any order; a place that said nothing is NOT_THERE.

    A conflict of interest makes up the quorum but is left out of what the share is taken of. Abstaining and standing
    aside count among the seats present, so there they weigh like a no; of "votes cast" they are no part. Consensus
    passes with at least one yes and no no, whatever the base: standing aside does not block it. Without a quorum
    nothing is decided.
    """
    found = Counter(Choice(choice) for choice in choices)
    counted_of = _counted_of(found, VoteBase.CAST if rule == VoteRule.CONSENSUS else VoteBase(base))
    needed = needed_of(counted_of, rule)
    there = found.total() - found[Choice.NOT_THERE]
    outcome: Outcome = "failed"
    if there < quorum:
        outcome = "no_quorum"
    elif found[Choice.YES] >= needed:
        outcome = "passed"
    return Result(
        outcome=outcome,
        yes=found[Choice.YES],
        no=found[Choice.NO],
        abstained=found[Choice.ABSTAIN],
        stood_aside=found[Choice.STAND_ASIDE],
        in_conflict=found[Choice.CONFLICT],
        not_there=found[Choice.NOT_THERE],
        needed=needed,
        counted_of=counted_of,
        quorum=quorum,
    )


def needed_of(counted_of: int, rule: str) -> int:
    """How many yes votes are needed of so many; at least one, for nobody's silence decides anything.

    More than half: a tie is too few. Two thirds: rounded up in whole numbers. Consensus: all who said yes or no.
    """
    if rule == VoteRule.MAJORITY:
        return counted_of // 2 + 1
    if rule == VoteRule.TWO_THIRDS:
        return max(1, (2 * counted_of + 2) // 3)
    return max(1, counted_of)


def _counted_of(found, base):
    if base == VoteBase.CAST:
        return found[Choice.YES] + found[Choice.NO]
    left_out = found[Choice.CONFLICT] + (found[Choice.NOT_THERE] if base == VoteBase.PRESENT else 0)
    return found.total() - left_out
