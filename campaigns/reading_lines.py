"""Reading one line of a paper sheet: its languages, grades and name, and what is wrong with it. No database."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz

from kit import phones
from kit.folding import fold
from members.languages import SpokenLanguage
from members.models.person import GradeBand
from members.refusing import refused_name
from members.screening import REFUSED, findings

MOST_LINES = 60
LONGEST = {"name": 120, "phone": 40, "speaks": 80, "grade": 40, "asked": 4000}
BETWEEN = re.compile(r"[,;/&+·]|\b(?:and|y|e)\b")
LIKE_ENOUGH = 80

# By their English and Spanish names, folded; in the words of the page they are called by their labels.
LANGUAGES = {
    "spanish": "es", "espanol": "es", "castellano": "es", "sp": "es", "span": "es", "esp": "es", "es": "es",
    "english": "en", "ingles": "en", "en": "en", "eng": "en", "ing": "en",
    "korean": "ko", "coreano": "ko", "armenian": "hy", "armenio": "hy", "tagalog": "tl", "filipino": "tl",
    "chinese": "zh", "chino": "zh", "mandarin": "zh", "cantonese": "zh", "k'iche'": "quc", "kiche": "quc",
    "quiche": "quc", "q'anjob'al": "kjb", "qanjobal": "kjb", "kanjobal": "kjb", "zapotec": "zap", "zapoteco": "zap",
    "other": "und", "otro": "und", "otra": "und",
}  # fmt: skip
STUDENT = frozenset(["student", "estudiante", "alumno", "alumna", "me", "yo", "self", "mio"])
GRADE_WORDS = frozenset(
    ["grade", "grado", "grades", "grados", "th", "st", "nd", "rd", "o", "a", "to", "ro", "do", "vo"]
)
YOUNG = frozenset(["tk", "k", "utk", "etk", "kinder", "kindergarten", "prek", "pre-k", "pk"])


@dataclass(frozen=True)
class Grades:
    """What the grade cell says: bands of grades, whether they are the signer's own, and words nobody understands."""

    bands: tuple[str, ...] = ()
    is_own: bool = False
    unknown: tuple[str, ...] = ()

    @property
    def band(self) -> str:
        """The one band; empty when there is none or several."""
        return self.bands[0] if len(self.bands) == 1 else ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: a word for the grid, and a sentence. `may_stay`: it may be kept as it was said."""

    cell: str
    short: str
    words: str
    may_stay: bool = field(default=False)


def languages(text: str) -> tuple[list[str], list[str]]:
    """ "Spanish, Q’anjob’al" → (["es", "kjb"], []); the second list holds words that are no language we know."""
    known, unknown = [], []
    for word in _words(text):
        code = LANGUAGES.get(word) or _nearly_a_language(word)
        if code is None:
            unknown.append(word)
        elif code not in known:
            known.append(code)
    if not known and not unknown and text.strip():
        unknown.append(text.strip())  # a lone "e" is neither "and" nor surely español or English
    return known, unknown


def _nearly_a_language(word):
    for code, name in SpokenLanguage.choices:
        if fold(str(name)).replace("’", "'") == word:
            return code
    near = [(fuzz.ratio(word, name), code) for name, code in LANGUAGES.items() if len(name) > 4]
    score, code = max(near)
    return code if score >= LIKE_ENOUGH else None


def _words(text):
    folded = fold(text.replace("’", "'").replace("ʼ", "'"))
    return [word.strip(" .") for word in BETWEEN.split(folded) if word.strip(" .")]


def grades(text: str, *, are_own: bool = False) -> Grades:
    """ "4, K" → bands of a child in 4th grade and one in kindergarten; "student 10" → the signer's own 10th grade."""
    bands, unknown, is_own, found = [], [], False, False
    for word in re.findall(r"pre-k|\d+|[^\W\d_]+|[^\s\w,;/&+·.°º]", fold(text)):
        if word in STUDENT:
            is_own = True
        elif word in YOUNG or (word.isdigit() and len(word) < 3 and 1 <= int(word) <= 12):
            found = True
            band = _band(0 if word in YOUNG else int(word))
            if band not in bands:
                bands.append(band)
        elif word not in GRADE_WORDS and word not in ("and", "y", "-"):
            unknown.append(word)
    if text.strip() and not (found or is_own or unknown):
        unknown.append(text.strip())  # "th" alone: the number is missing
    return Grades(tuple(bands), is_own or (are_own and found), tuple(unknown))


def _band(grade: int) -> str:
    return (
        GradeBand.TK_2 if grade <= 2 else GradeBand.THREE_5 if grade <= 5 else GradeBand.SIX_8 if grade <= 8
        else GradeBand.NINE_12
    ).value  # fmt: skip


def names(text: str) -> tuple[str, str]:
    """Given and family names. Only a comma tells them apart, as the typist wrote it: nothing is split by guessing."""
    family, comma, given = text.partition(",")
    clean = " ".join(text.split())
    return (" ".join(given.split()), " ".join(family.split())) if comma and given.strip() else (clean.strip(" ,"), "")


def phone_key(text: str) -> str:
    """The number as it is kept and compared; empty for none and for a wrong one."""
    try:
        return phones.plain(text) if text.strip() else ""
    except ValidationError:
        return ""


# --- What is wrong ----------------------------------------------------------------------------------------------


def faults(line) -> list[Fault]:
    """Everything that keeps a line from being taken in, in plain words. Empty for a good line."""
    found = []
    if line.number > MOST_LINES:
        words = _("A sheet holds %(most)s lines. Type this one on the next sheet and clear it here.")
        found.append(Fault("name", _("No room"), words % {"most": MOST_LINES}))
    found += _too_long(line)
    long = {fault.cell for fault in found}
    for cell, look in (("name", _name), ("phone", _phone), ("speaks", _speaks), ("grade", _grade), ("asked", _asked)):
        if cell not in long or cell == "name":
            found += look(line)
    return found


def _too_long(line):
    for cell, most in LONGEST.items():
        count = len(getattr(line, cell))
        if count > most:
            words = _("This has %(count)s letters; there is room for %(most)s. Shorten it.")
            yield Fault(cell, _("Too long"), words % {"count": count, "most": most})


def _name(line):
    if line.phone.strip() and not line.name.strip():
        yield Fault("name", _("No name"), _("Write the name that goes with this phone."))
    yield from _screened("name", line.name[: LONGEST["name"]])


def _phone(line):
    if not line.phone.strip():
        return
    try:
        phones.plain(line.phone)
    except ValidationError as refusal:
        digits = sum(character.isdigit() for character in line.phone)
        short = ngettext("%(count)s digit", "%(count)s digits", digits) % {"count": digits}
        yield Fault("phone", short, " ".join(refusal.messages))


def _speaks(line):
    if reason := refused_name(line.speaks):
        yield Fault("speaks", _("Take it out"), str(reason))
    elif unknown := languages(line.speaks)[1]:
        words = _("“%(word)s” is no language we know. Write “other” for a language that is not in our list.")
        yield Fault("speaks", _("Language?"), words % {"word": unknown[0][:40]})


def _grade(line):
    if reason := refused_name(line.grade):
        yield Fault("grade", _("Take it out"), str(reason))
    elif unknown := grades(line.grade).unknown:
        words = _("“%(word)s” is no grade. Write TK, K or 1 to 12; for a student who signs, “student 10”.")
        yield Fault("grade", _("Grade?"), words % {"word": unknown[0][:40]})


def _asked(line):
    yield from _screened("asked", line.asked, kept=line.asked_as_said)


def _screened(cell, text, *, kept=False):
    for finding in findings(text):
        if finding.kind in REFUSED or not kept:
            may_stay = cell == "asked" and finding.kind not in REFUSED
            yield Fault(cell, _("Look again"), str(finding.warning), may_stay)
