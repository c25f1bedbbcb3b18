"""Folding: one plain spelling for words that people write with and without accents and capitals."""

import unicodedata

# Signs that nobody sees: those that turn the words after them around, and others that come along when a name is copied.
# Signs that join letters stay, for some languages are written with them.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
BLANK_LETTERS = [0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0]
UNSEEN = TURNING | dict.fromkeys([0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *BLANK_LETTERS])
JOINING = "\u200c\u200d"


def fold(text: str) -> str:
    """Lower case without accents, each run of white space one blank: "  ÓSCAR  Peña" becomes "oscar pena".

    Compatibility forms fall together too (NFKD): a full-width or ligature letter folds to the plain one.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    unmarked = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(unmarked.lower().split())


def one_line(text: str) -> str:
    """Words as they stand in one line: without line breaks, and without signs that nobody sees. Joiners that join
    nothing are no words."""
    line = " ".join(text.translate(UNSEEN).split())
    return line if line.strip(f"{JOINING} ") else ""
