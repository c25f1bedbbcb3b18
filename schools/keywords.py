"""Keyword patterns of a codebook: a small, safe part of regular expressions, matched against folded words.

A pattern is written by staff, so it must never be able to hang a page: no nesting that repeats, no look-around, and few
ways to match the same words. `baños?|restroom|toilet` is one. Every pattern starts at the beginning of a word.
"""

import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kit.folding import fold

LONGEST_PATTERN = 300
# In how many ways a pattern may match the same place, and how often it may say "any number of": keeps it fast.
MOST_WAYS = 400
MOST_LOOPS = 2

_TOKENS = re.compile(r"\\[bws]|\[[\w' -]+\]|[()|?*+.]|[\w' /&-]")


def clean(keywords: str) -> str:
    """The patterns as they are kept: folded, one a line, none twice. Raises ValidationError naming a bad one."""
    lines = list(dict.fromkeys(folded for line in keywords.splitlines() if (folded := fold(line))))
    refusals = [refusal for line in lines if (refusal := _refusal(line))]
    if refusals:
        raise ValidationError(refusals)
    return "\n".join(lines)


def hits(keywords: str, folded: str) -> int:
    """How often the patterns are found in folded words."""
    return sum(len(pattern.findall(folded)) for pattern in compiled(keywords))


@lru_cache(maxsize=1024)
def compiled(keywords: str) -> tuple[re.Pattern, ...]:
    """The patterns ready for use. One that is not allowed (from an older file) finds nothing."""
    lines = [fold(line) for line in keywords.splitlines() if line.strip()]
    return tuple(re.compile(rf"\b(?:{line})") for line in lines if not _refusal(line))


def _refusal(pattern: str) -> ValidationError | None:
    if len(pattern) > LONGEST_PATTERN:
        return _error(_("“%(pattern)s…” is too long. Write several shorter lines."), pattern[:40])
    try:
        ways, loops = _Shape(pattern).measure()
    except _NotAllowedError:
        return _error(
            _("“%(pattern)s” cannot be used. Write words, “|” between choices, “?” after an optional letter."), pattern
        )
    if ways > MOST_WAYS or loops > MOST_LOOPS:
        return _error(_("“%(pattern)s” can match in too many ways. Write it as several simpler lines."), pattern)
    if re.compile(pattern).match(""):
        return _error(_("“%(pattern)s” would match every comment. Write at least one word."), pattern)
    return None


def _error(message, pattern: str) -> ValidationError:
    return ValidationError(message, code="pattern", params={"pattern": pattern})


class _NotAllowedError(Exception):
    """A pattern outside the small part we allow."""


class _Shape:
    """Reads a pattern once and counts the ways in which it can match and its open-ended repeats."""

    def __init__(self, pattern: str):
        self.signs = _TOKENS.findall(pattern)
        if "".join(self.signs) != pattern:
            raise _NotAllowedError

    def measure(self) -> tuple[int, int]:
        ways, loops = self._choices()
        if self.signs:
            raise _NotAllowedError
        return ways, loops

    def _choices(self) -> tuple[int, int]:
        ways, loops = self._row()
        while self.signs[:1] == ["|"]:
            self.signs.pop(0)
            more_ways, more_loops = self._row()
            ways, loops = ways + more_ways, max(loops, more_loops)
        return ways, loops

    def _row(self) -> tuple[int, int]:
        ways, loops = 1, 0
        while self.signs and self.signs[0] not in "|)":
            item_ways, item_loops = self._item()
            ways, loops = ways * item_ways, loops + item_loops
        return ways, loops

    def _item(self) -> tuple[int, int]:
        sign = self.signs.pop(0)
        if sign in ("?", "*", "+"):
            raise _NotAllowedError
        ways, loops = self._group() if sign == "(" else (1, 0)
        repeat = self.signs[0] if self.signs and self.signs[0] in "?*+" else ""
        if repeat:
            self.signs.pop(0)
        if repeat in ("*", "+"):
            if sign in ("(", "."):
                raise _NotAllowedError
            loops += 1
        return ways + (repeat == "?"), loops

    def _group(self) -> tuple[int, int]:
        if self.signs[:1] == ["?"]:
            raise _NotAllowedError
        measured = self._choices()
        if self.signs[:1] != [")"]:
            raise _NotAllowedError
        self.signs.pop(0)
        return measured
