"""Money is integer cents. Here words become cents, and cents become words."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LARGEST_CENTS = 10**13  # a hundred billion dollars: more than any budget we keep, and far from the database's limit

AMOUNT = re.compile(
    r"""(?P<opening>\()? \s* (?P<minus>[-−–])? \s* \$? \s* (?P<inner_minus>[-−–])? \s*
        (?P<whole>\d{1,3}(?:,\d{3})+ | \d*) (?:\.(?P<part>\d{1,2}))? \s* (?P<closing>\))?""",
    re.VERBOSE | re.ASCII,
)


def cents(text: str | int | Decimal) -> int:
    """Whole cents for an amount in dollars as a person or a spreadsheet writes it.

    Takes "$24,000.50", "24000", ".5" and the accountants' "(1,200)" for less than nothing. Numbers count as dollars.
    Raises ValidationError, in words for the person who typed it, on anything else: "1.234" could be a thousand or
    a little over one, so it is refused rather than guessed.
    """
    written = str(text).strip()
    found = AMOUNT.fullmatch(written.replace("\u00a0", " "))
    if not found or not _makes_sense(found):
        raise ValidationError(
            _("“%(text)s” is not an amount in dollars. Write it like 24,000 or 24,000.50."),
            code="not_an_amount",
            params={"text": written[:40]},
        )
    amount = int((found["whole"] or "0").replace(",", "")[:20]) * 100 + int((found["part"] or "0").ljust(2, "0"))
    if amount > LARGEST_CENTS:
        raise ValidationError(_("“%(text)s” is too large."), code="too_large", params={"text": written[:40]})
    is_negative = found["opening"] or found["minus"] or found["inner_minus"]
    return -amount if is_negative else amount


def cents_from_sheet(text: str) -> int:
    """Like `cents`, for a spreadsheet cell: a computed cell's long tail ("333.33333") is rounded half up to a cent."""
    written = text.strip()
    if re.fullmatch(r"-?\d+\.\d{4,}", written):
        written = str(Decimal(written).quantize(Decimal("0.01"), ROUND_HALF_UP))
    return cents(written)


def dollars(amount: int) -> str:
    """Cents as "$24,000" or "$24,000.50", "−$1,200" below zero; the same in both languages."""
    whole, part = divmod(abs(amount), 100)
    sign = "−" if amount < 0 else ""
    return f"{sign}${whole:,}.{part:02}" if part else f"{sign}${whole:,}"


def _makes_sense(found):
    """Some digits, brackets in pairs, and at most one sign of a negative amount: "(-5)" says two things at once."""
    signs = [found["opening"], found["minus"], found["inner_minus"]]
    has_digits = bool(found["whole"] or found["part"])
    return has_digits and bool(found["opening"]) == bool(found["closing"]) and sum(map(bool, signs)) <= 1
