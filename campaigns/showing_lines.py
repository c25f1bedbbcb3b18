"""What the grid and the check page show of a line: who it is, who it could be, and what is wrong with it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.models import SheetLine
from campaigns.reading_lines import MOST_LINES, Fault, faults, languages
from members.languages import SpokenLanguage
from members.models import Person

BLANK_AFTER = 3
WHY = {
    "phone": gettext_lazy("same phone"),
    "name": gettext_lazy("same name"),
    "other_phone": gettext_lazy("same name, another phone"),
    "shares": gettext_lazy("has the same phone"),
}

HEADINGS = {
    "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Phone"),
    "speaks": gettext_lazy("Speaks"),
    "grade": gettext_lazy("Grade"),
    "asked": gettext_lazy("What they asked for"),
}


@dataclass
class Choice:
    """One person whom a line could be. `why` says what speaks for it."""

    person: Person
    why: str


@dataclass
class Row:
    """One line of the grid, also a blank one."""

    number: int
    line: SheetLine | None = None
    faults: list[Fault] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    twin_of: int | None = None
    is_open: bool = False  # somebody wants to say by hand who it is
    looked_for: str = ""
    found: int = 0
    no_said: str = ""  # what a link for writing down their no fills in

    @property
    def index(self) -> int:
        return self.number - 1

    @property
    def state(self) -> str:
        """What the last cell shows: blank, fault, known, new, unsure, or nobody (words without a name)."""
        if self.line is None:
            return "blank"
        return "fault" if self.faults else self.line.match or "nobody"

    @property
    def speaks(self) -> str:
        """The languages in the reader's words; as typed where one of them is not known."""
        known, unknown = languages(self.line.speaks or "")
        return self.line.speaks if unknown else ", ".join(str(SpokenLanguage(code).label) for code in known)

    @property
    def needs_a_look(self) -> bool:
        return self.state in ("fault", "unsure")

    @property
    def why(self) -> str:
        """What speaks for the person that the line is taken for."""
        if self.line.settled_by_hand:
            return _("chosen by hand")
        mine = [choice.why for choice in self.choices if choice.person.pk == self.line.person_id]
        return mine[0] if mine else ""

    @property
    def shares(self) -> str:
        """Whom a new person shares the phone with."""
        names = ", ".join(choice.person.name for choice in self.choices)
        return _("shares the phone with %(names)s") % {"names": names} if names else ""

    @property
    def question(self) -> str:
        if self.twin_of:
            return _("Like line %(number)s") % {"number": self.twin_of}
        count = len(self.choices)
        return ngettext("%(count)s could match", "%(count)s could match", count) % {"count": count}

    @property
    def problem(self) -> str:
        """The sentence for the list of what needs another look."""
        return " ".join(fault.words for fault in self.faults) or self.question

    @property
    def asked_may_stay(self) -> bool:
        return any(fault.may_stay for fault in self.faults) or bool(self.line and self.line.asked_as_said)

    @property
    def index_text(self) -> str:
        return str(self.index)

    @property
    def cells(self) -> list[tuple[str, str, str, bool]]:
        """(name, heading, what is typed, whether it is wrong) of each text cell."""
        wrong = self.wrong_cells
        return [(cell, str(label), getattr(self.line, cell), cell in wrong) for cell, label in HEADINGS.items()]

    @property
    def wrong_cells(self) -> set[str]:
        return {fault.cell for fault in self.faults}


@dataclass
class Totals:
    typed: int
    known: int
    new: int
    to_check: int


def rows_of(lines, *, shown: int = 0) -> list[Row]:
    """A row for each line, and blank ones between and after them up to `shown`, a few more while there is room.

    One query, whatever the number. `shown` 0: the lines alone.
    """
    lines = {line.number: line for line in lines}
    ids = {entry["person"] for line in lines.values() for entry in line.candidates if "person" in entry}
    people = Person.objects.in_bulk(ids)
    typed = max(lines, default=0)
    last = max(shown, typed, min(typed + BLANK_AFTER, MOST_LINES))
    numbers = range(1, last + 1) if shown else sorted(lines)
    return [_row(number, lines.get(number), people) for number in numbers]


def _row(number, line, people):
    if line is None:
        return Row(number)
    row = Row(number, line, faults(line))
    for entry in line.candidates:
        if "line" in entry:
            row.twin_of = entry["line"]
        elif entry["person"] in people:
            row.choices.append(Choice(people[entry["person"]], str(WHY[entry["why"]])))
    if line.person and line.person_id not in [choice.person.pk for choice in row.choices]:
        row.choices.insert(0, Choice(line.person, ""))
    return row


def totals_of(rows) -> Totals:
    """How many lines are typed, known, new and to be checked."""
    states = [row.state for row in rows if row.line]
    return Totals(
        typed=len(states),
        known=states.count("known"),
        new=states.count("new"),
        to_check=sum(row.needs_a_look for row in rows),
    )
