"""What happened with somebody, newest first. Each matter is a source; higher storeys add theirs."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, QuerySet, Value
from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """One thing that happened on a day. `mark`: asked, answered… (the trail's signs). `quote`: words in `lang`."""

    on: date
    title: str | Promise
    text: str = ""
    under: str = ""
    tags: tuple = ()
    mark: str = ""
    quote: str = ""
    lang: str = ""
    url: str = ""
    order: int = 0


@dataclass(frozen=True)
class Source:
    """One kind of entry. `entries(person, user, on, most)`: the newest, at most `most`.

    `rows(person, user)`: the rows behind them, to be counted; without it there is one entry for everybody.
    """

    key: str
    heading: str | Promise
    entries: Callable
    rows: Callable[..., QuerySet] | None = None
    order: int = 50


@dataclass
class Timeline:
    """What a person's page shows, and how many entries there are in all."""

    entries: list[Entry]
    counts: dict[str, int]
    shown: str = ""
    sources: list[Source] = field(default_factory=list)

    @property
    def all_count(self) -> int:
        return sum(self.counts.values())

    @property
    def earlier(self) -> int:
        total = self.counts.get(self.shown, 0) if self.shown else self.all_count
        return max(0, total - len(self.entries))

    @property
    def tabs(self) -> list[tuple[Source, int]]:
        """Sources that have something, for the choice above the timeline."""
        return [(source, self.counts[source.key]) for source in self.sources if self.counts[source.key]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a kind of entry to every person's timeline. Called from an app's `ready()`."""
    _sources[source.key] = source


def timeline_of(person, user, on, *, shown: str = "", most: int = 10) -> Timeline:
    """The newest entries of all sources, or of the one named by `shown`."""
    sources = sorted(_sources.values(), key=lambda source: source.order)
    shown = shown if shown in _sources else ""
    counts = _counts(sources, person, user)
    entries = [
        entry
        for source in sources
        if counts[source.key] and shown in ("", source.key)
        for entry in source.entries(person, user, on, most)
    ]
    entries.sort(key=lambda entry: (entry.on, entry.order), reverse=True)
    return Timeline(entries[:most], counts, shown, sources)


def _counts(sources, person, user) -> dict[str, int]:
    """How many entries each source has, all asked in one query: a word for each row, which are few for one person."""
    counts = {source.key: int(source.rows is None) for source in sources}
    asked = [
        source.rows(person, user).order_by().values_list(Value(source.key, output_field=CharField()))
        for source in sources
        if source.rows
    ]
    return counts | Counter(key for (key,) in asked[0].union(*asked[1:], all=True)) if asked else counts
