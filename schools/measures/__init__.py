"""The measures of the trail, M0 to M6: plain values in, results out; exact arithmetic, no database.

There is never one grade for a school. Each result says its state, how many it counts (`n`) of how many
(`denominator`), and the day it holds for. No data is never zero: a figure that cannot be told is None and its state
says why. Money is integer cents, shares are Fractions from 0 to 1. With `published` (the default) everything about
fewer than 11 people is hidden; pages inside the organization may ask for it with `published=False`.
"""

from schools.measures.answers import Answered, AskDates, asks_answered, median_wait
from schools.measures.dollars import Followed, Kept, MoneyLine, money_followed, promise_kept, spending_followed
from schools.measures.fairness import EveryoneGot, GroupServed, LeftOut, LeftOutGroups, everyone_got, left_out
from schools.measures.hearing import GroupCount, GroupCoverage, Heard, who_was_heard, wilson
from schools.measures.states import Completeness, Part, State, completeness

__all__ = [
    "Answered", "AskDates", "Completeness", "EveryoneGot", "Followed", "GroupCount", "GroupCoverage", "GroupServed",
    "Heard", "Kept", "LeftOut", "LeftOutGroups", "MoneyLine", "Part", "State", "asks_answered", "completeness",
    "everyone_got", "left_out", "median_wait", "money_followed", "promise_kept", "spending_followed", "who_was_heard",
    "wilson",
]  # fmt: skip
