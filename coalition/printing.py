"""Rosters as files: PDF, XLSX and vCard. Each names the day it is as of."""

import json
import re
import unicodedata

import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit import record
from coalition.models import CommitteeSeat
from coalition.rosters import Roster
from kit.addresses import day_words
from kit.sheets import write_xlsx

TEMPLATE = settings.BASE_DIR / "templates" / "typst" / "roster.typ"
FOLD_AT = 74
Part, Role = CommitteeSeat.Part, CommitteeSeat.Role


def name_of(roster: Roster, extension: str) -> str:
    """A file name anybody's disk takes: core-steering-committee-2021-02-16.pdf"""
    plain = unicodedata.normalize("NFKD", roster.committee.name).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-') or 'roster'}-{roster.on.isoformat()}.{extension}"


def note(roster: Roster, *, by) -> None:
    """Write down that somebody took the roster along."""
    record(by, "roster.downloaded", roster.committee, on=roster.on.isoformat())


def header() -> list[str]:
    return [
        _("Organization"), _("Sits as"), _("Name"), _("Role"), _("Position"), _("E-mail"), _("Phone"), _("From"),
        _("Until"),
    ]  # fmt: skip


def rows(roster: Roster) -> list[list[str]]:
    """One row for each seat, and one for each vacant place; days as people write them."""
    found: list[list[str]] = []
    parts, roles = _words()
    for line in roster.lines:
        if line.is_vacant:
            vacant = [str(line.organization), parts[Part.REPRESENTATIVE], _("Vacant"), "", "", "", ""]
            found.append([*vacant, day_words(line.vacant_since), ""])
        for seat in line.seats:
            holder = seat.holder
            who = [str(holder), roles[seat.role], holder.position, holder.email, holder.phone]
            until = day_words(seat.ends_on) if seat.ends_on else ""
            found.append([str(line.organization), parts[seat.part], *who, day_words(seat.starts_on), until])
    return found


def _words():
    """What the parts and roles are called, asked once for all seats."""
    return [{code: str(words) for code, words in choices} for choices in (Part.choices, Role.choices)]


def as_xlsx(roster: Roster) -> bytes:
    """A sheet, its first line saying what it is and as of which day."""
    title = [f"{roster.committee.coalition} · {roster.committee} · {as_of(roster)}"]
    return write_xlsx(title, [header(), *rows(roster)], title=_("Roster"))


def as_of(roster: Roster) -> str:
    return _("As of %(day)s") % {"day": day_words(roster.on)}


def as_pdf(roster: Roster) -> bytes:
    """A letter page to print, tagged for screen readers."""
    facts = {
        "language": get_language() or "en",
        "title": roster.committee.name,
        "coalition": roster.committee.coalition.name,
        "as_of": as_of(roster),
        "summary": _("%(filled)s of %(all)s seats filled. Quorum is %(quorum)s.")
        % {"filled": roster.filled, "all": len(roster.lines), "quorum": roster.quorum},
        "kept_by": _("Kept by %(organization)s") % {"organization": roster.committee.coalition.keeper},
        "page": _("Page"),
        "header": [_("Organization"), _("Who sits"), _("How to reach them"), _("Term")],
        "rows": [_printed(line) for line in roster.lines],
    }
    return typst.compile(str(TEMPLATE), root=str(TEMPLATE.parent), sys_inputs={"facts": json.dumps(facts)})


def _printed(line) -> dict:
    people = [
        {
            "name": str(seat.holder),
            "as": "" if seat.part == Part.REPRESENTATIVE else str(Part(seat.part).label),
            "role": "" if seat.role == Role.MEMBER else str(Role(seat.role).label),
            "reach": [fact for fact in (seat.holder.email, seat.holder.phone) if fact],
            "term": _("to %(day)s") % {"day": day_words(seat.ends_on)} if seat.ends_on else "",
        }
        for seat in line.seats
    ]
    vacant = _("Vacant since %(day)s") % {"day": day_words(line.vacant_since)} if line.is_vacant else ""
    return {"organization": str(line.organization), "vacant": vacant, "people": people}


def as_vcards(roster: Roster) -> bytes:
    """One card for each person who sits, to be taken into a phone (vCard 3.0, RFC 2426)."""
    cards, note = [], f"{roster.committee.coalition}, {roster.committee}. {as_of(roster)}"
    for line in roster.lines:
        for seat in line.seats:
            if not seat.holder.name:
                continue  # erased: nobody to take along
            cards.append(_card(seat.holder, line.organization, note))
    return "".join(cards).encode()


def _card(holder, organization, note) -> str:
    # Names do not split: the whole name stands as the family part, as phones then show it unchanged.
    facts = [
        ("BEGIN", "VCARD"),
        ("VERSION", "3.0"),
        ("N", f"{_escaped(holder.name)};;;;"),
        ("FN", _escaped(holder.name)),
        ("ORG", _escaped(organization)),
        ("TITLE", _escaped(holder.position)),
        ("EMAIL;TYPE=INTERNET", _escaped(holder.email)),
        ("TEL;TYPE=VOICE", _escaped(holder.phone)),
        ("NOTE", _escaped(note)),
        ("END", "VCARD"),
    ]
    return "".join(_folded(f"{name}:{value}") for name, value in facts if value)


def _escaped(value) -> str:
    text = str(value).replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return re.sub(r"\r\n|\r|\n", r"\\n", text)


def _folded(line: str) -> str:
    """Lines of at most 75 octets, a continued one beginning with a space; no character is cut in two."""
    if len(line.encode()) <= FOLD_AT:
        return f"{line}\r\n"
    lines, room = [""], FOLD_AT
    for character in line:
        size = len(character.encode())
        if size > room:
            lines.append(" ")
            room = FOLD_AT - 1
        lines[-1] += character
        room -= size
    return "".join(f"{part}\r\n" for part in lines)
