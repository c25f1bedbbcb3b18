"""Folding: one plain spelling for words that people write with and without accents and capitals."""

import unicodedata


def fold(text: str) -> str:
    """Lower case without accents, each run of white space one blank: "  ÓSCAR  Peña" becomes "oscar pena".

    Compatibility forms fall together too (NFKD): a full-width or ligature letter folds to the plain one.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    unmarked = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(unmarked.lower().split())
