"""How far two people who read the same comments agree: the readings of one codebook version, put side by side."""

from dataclasses import dataclass
from enum import StrEnum

from schools import agreement
from schools.models import Code, CodebookVersion, Reading

# Below this many comments a share says little about a topic.
FEW = 11


class Part(StrEnum):
    """Which second readings: all, or those with suggestions shown, or hidden."""

    ALL = "all"
    SHOWN = "shown"
    HIDDEN = "hidden"


@dataclass
class Double:
    """One comment that two people read, and the reading that settled it, if any."""

    first: Reading
    second: Reading
    settled: Reading | None

    @property
    def input(self):
        return self.first.input

    @property
    def differs(self) -> bool:
        return chosen(self.first) != chosen(self.second)

    @property
    def is_open(self) -> bool:
        """Nobody has settled the difference."""
        return self.differs and self.settled is None

    def is_in(self, part: Part) -> bool:
        return part == Part.ALL or self.second.suggestions_shown == (part == Part.SHOWN)


@dataclass
class Row:
    """One topic's agreement."""

    code: Code
    figures: agreement.Agreement

    @property
    def chosen(self) -> int:
        """In how many comments at least one of the two chose this topic."""
        return self.figures.n - self.figures.neither

    @property
    def kappa(self) -> float | None:
        return None if self.figures.kappa is None else float(self.figures.kappa)


@dataclass
class Overall:
    """Comments of one part: how many were read twice, in how many the topics, and the polarity too, were the same."""

    part: Part
    n: int
    same_topics: int
    same: int


def chosen(reading) -> set[tuple[str, str]]:
    """Pairs of code key and polarity, from rows that were fetched along."""
    return {(coding.code.key, coding.polarity) for coding in reading.codings.all()}


def topics(reading) -> set[str]:
    return {coding.code.key for coding in reading.codings.all()}


def doubles(version: CodebookVersion, inputs) -> list[Double]:
    """All comments among `inputs` that were read twice with this version, oldest first. Three queries."""
    twice = Reading.objects.filter(version=version, round=Reading.Round.SECOND, input__in=inputs).values("input")
    readings = (
        Reading.objects.filter(version=version, input__in=twice)
        .select_related("reader", "input__session__event", "input__school")
        .prefetch_related("codings__code")
        .order_by("input__recorded_at", "input", "round")
    )
    rounds: dict[int, dict[int, Reading]] = {}
    for reading in readings:
        rounds.setdefault(reading.input_id, {})[reading.round] = reading
    return [
        Double(by_round[Reading.Round.FIRST], by_round[Reading.Round.SECOND], by_round.get(Reading.Round.SETTLED))
        for by_round in rounds.values()
        if Reading.Round.FIRST in by_round
    ]


def overall(pairs: list[Double]) -> list[Overall]:
    """The three parts, one under the other: where suggestions help two readers to agree, they also steer them."""
    return [_overall(part, [pair for pair in pairs if pair.is_in(part)]) for part in Part]


def _overall(part, pairs):
    same_topics = sum(topics(pair.first) == topics(pair.second) for pair in pairs)
    return Overall(part, len(pairs), same_topics, sum(not pair.differs for pair in pairs))


def per_topic(pairs: list[Double], codes) -> list[Row]:
    """Agreement on each topic that either reader chose, in the codebook's order."""
    first: agreement.Codings = {pair.first.input_id: topics(pair.first) for pair in pairs}
    second: agreement.Codings = {pair.second.input_id: topics(pair.second) for pair in pairs}
    figures = agreement.per_code(first, second)
    return [Row(code, figures[code.key]) for code in codes if code.key in figures]


@dataclass
class Side:
    """One topic of a comment that was read twice: what each reader said of it, None if nothing."""

    code: Code
    first: str | None
    second: str | None
    settled: str | None

    @property
    def is_same(self) -> bool:
        return self.first == self.second


def side_by_side(pair: Double) -> list[Side]:
    """Every topic that a reader chose, in the codebook's order, with the words of each reader's polarity."""
    readings = [pair.first, pair.second, *([pair.settled] if pair.settled else [])]
    codings = {coding.code: None for reading in readings for coding in reading.codings.all()}
    said = [
        {coding.code: coding.get_polarity_display() for coding in reading.codings.all()} if reading else {}
        for reading in (pair.first, pair.second, pair.settled)
    ]
    return [
        Side(code, *(words.get(code) for words in said)) for code in sorted(codings, key=lambda code: code.position)
    ]
