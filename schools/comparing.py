"""A plan's lines laid out for reading: by group of spending, in sums, and against the version before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from schools.models import PlanLine
from schools.taxonomy import BY_SLUG, GROUPS


@dataclass(frozen=True)
class Totals:
    """Sums in cents. `spent_cents` is None when nothing is reported on any line: that is not the same as zero."""

    open_cents: int
    required_cents: int
    spent_cents: int | None
    reported: int
    lines: int
    spent_as_of: date | None

    @property
    def total_cents(self):
        return self.open_cents + self.required_cents


@dataclass
class Group:
    """Lines of one group of spending, e.g. "Well-being"."""

    name: str
    lines: list[PlanLine] = field(default_factory=list)

    @property
    def total_cents(self):
        return sum(line.amount_cents for line in self.lines)


@dataclass(frozen=True)
class Change:
    """One difference between two versions. `kind` is added, removed, amount or words; amounts are None where absent."""

    kind: str
    line: PlanLine
    before_cents: int | None
    after_cents: int | None
    former: PlanLine | None = None

    @property
    def by_cents(self):
        return (self.after_cents or 0) - (self.before_cents or 0)


def grouped(lines: Iterable[PlanLine]) -> list[Group]:
    """The lines by group of spending, in the taxonomy's order, each group's lines in the plan's order."""
    groups = {slug: Group(str(name)) for slug, name in GROUPS.items()}
    for line in lines:
        category = BY_SLUG.get(line.category)
        groups[category.group if category else "other"].lines.append(line)
    return [group for group in groups.values() if group.lines]


def totals(lines) -> Totals:
    """Sums over lines fetched `with_spent()`. The day is that of the newest figure."""
    lines = list(lines)
    spent = [line.spent_cents for line in lines if line.spent_cents is not None]
    return Totals(
        open_cents=sum(line.amount_cents for line in lines if line.is_open),
        required_cents=sum(line.amount_cents for line in lines if not line.is_open),
        spent_cents=sum(spent) if spent else None,
        reported=len(spent),
        lines=len(lines),
        spent_as_of=max((line.spent_as_of for line in lines if line.spent_as_of), default=None),
    )


def differences(before: Iterable[PlanLine], after: Iterable[PlanLine]) -> list[Change]:
    """What a version changed: lines added, taken away, with another amount, or with other words for the same money."""
    old = {line.thread: line for line in before}
    changes = []
    for line in after:
        former = old.pop(line.thread, None)
        if former is None:
            changes.append(Change("added", line, None, line.amount_cents))
        elif former.amount_cents != line.amount_cents:
            changes.append(Change("amount", line, former.amount_cents, line.amount_cents, former))
        elif (former.category, former.description, former.is_open) != (line.category, line.description, line.is_open):
            changes.append(Change("words", line, former.amount_cents, line.amount_cents, former))
    return changes + [Change("removed", line, line.amount_cents, None) for line in old.values()]
