"""What a figure may say of itself, and M0: how complete the trail is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

ENOUGH = Fraction(80, 100)
DOUBLE_CODED, LEAST_DOUBLE_CODED = Fraction(20, 100), 50


class State(StrEnum):
    """Whether a figure can be told, and if not, why."""

    OK = "ok"
    PRELIMINARY = "preliminary"
    NOT_ENOUGH = "not_enough"
    NOT_REPORTED = "not_reported"
    TOO_EARLY = "too_early"
    HIDDEN = "hidden"

    @property
    def label(self):
        return STATE_LABELS[self]


STATE_LABELS = {
    State.OK: "",
    State.PRELIMINARY: _("Preliminary"),
    State.NOT_ENOUGH: _("Not enough yet"),
    State.NOT_REPORTED: _("Not reported"),
    State.TOO_EARLY: _("Too early"),
    State.HIDDEN: _("Hidden to protect privacy"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A count of a whole: `share` is None when there is nothing to count."""

    n: int
    denominator: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.n, self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Completeness:
    """M0. Comments coded, the double-coding done, open dollars (cents) with a decision, links confirmed."""

    state: State
    as_of: date
    coded: Part
    double_coded: Part
    decided: Part
    confirmed: Part

    @property
    def is_preliminary(self) -> bool:
        """Below 80 % in any part that can be told, or in none at all: then M3 to M6 are preliminary."""
        shares = [part.share for part in (self.coded, self.double_coded, self.decided, self.confirmed)]
        known = [share for share in shares if share is not None]
        return not known or min(known) < ENOUGH


def completeness(
    *, comments: int, coded: int, double_coded: int, open_cents: int, decided_cents: int,
    links: int, confirmed: int, as_of: date,
) -> Completeness:  # fmt: skip
    """M0: how complete the trail is.

    Double coding is asked of a random 20 % of the comments, of 50 at least, so that sample is its whole: measured
    against all comments it could never reach 80 %. A decision is a link or a recorded "no link".
    """
    sample = min(comments, max(LEAST_DOUBLE_CODED, -(-comments * DOUBLE_CODED.numerator // DOUBLE_CODED.denominator)))
    return Completeness(
        state=State.OK if comments or open_cents else State.NOT_ENOUGH,
        as_of=as_of,
        coded=Part(coded, comments),
        double_coded=Part(min(double_coded, sample), sample),
        decided=Part(decided_cents, open_cents),
        confirmed=Part(confirmed, links),
    )


def settled(trail: Completeness) -> State:
    """The state of a figure of M3 to M6 that can be told."""
    return State.PRELIMINARY if trail.is_preliminary else State.OK
