"""The comments behind an ask as counts: how many people, from when, of which role. Never the words themselves."""

from collections import defaultdict
from dataclasses import dataclass, field

from kit.suppression import publishable


@dataclass
class Words:
    """The comments behind one ask, each counted once, asks merged into it included.

    `own` are those the viewer's organizations heard; of the comments that partners heard only a count is ever shown.
    """

    own: dict = field(default_factory=dict)  # input id → the facts of it that a count needs
    others: dict = field(default_factory=dict)

    def __bool__(self):
        return bool(self.own or self.others)

    @property
    def people(self):
        """People, not comments, as far as the viewer may know; None for a count under eleven that is not theirs.

        A partner's count under eleven is left out altogether: added in, it could be had by subtraction.
        """
        ours, theirs = people_in(self.own.values()), people_in(self.others.values())
        if publishable(theirs):
            return ours + theirs
        return ours if self.own or not theirs else None

    @property
    def hides_people(self):
        """Partners heard somebody, but fewer than eleven people."""
        theirs = people_in(self.others.values())
        return theirs > 0 and not publishable(theirs)

    @property
    def sessions(self):
        return {row["input__session_id"] for row in self.own.values()}

    @property
    def heard_on(self):
        days = [row["input__heard_on"] for row in (*self.own.values(), *self.others.values())]
        return (min(days), max(days)) if days else (None, None)

    def counted_by(self, name):
        """People the viewer's organizations heard, by one frozen trait such as `role`: value → count, largest first."""
        counts = defaultdict(int)
        for row in self.own.values():
            counts[row[f"input__{name}"]] += row["input__people"]
        return dict(sorted(counts.items(), key=lambda pair: -pair[1]))


def people_in(rows):
    """How many people said these comments; a named person counts once however often they said it."""
    anonymous, named = 0, defaultdict(int)
    for row in rows:
        if row["input__person_id"] is None:
            anonymous += row["input__people"]
        else:
            named[row["input__person_id"]] = max(named[row["input__person_id"]], row["input__people"])
    return anonymous + sum(named.values())
