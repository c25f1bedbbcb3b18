"""School years, named by the calendar year in which they start: 2026 is the year 2026–27."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST_MONTH = 7  # the fiscal and school year turns on July 1


def current_school_year(on: date | None = None) -> int:
    """The school year that holds a day (today when None)."""
    on = on or timezone.localdate()
    return on.year if on.month >= FIRST_MONTH else on.year - 1


def school_year(year: int) -> str:
    """2026 → "2026–27"."""
    return f"{year}–{(year + 1) % 100:02d}"


def parse_school_year(text: str) -> int:
    """ "2026-27", "2026–2027", "2026/27" or "2026" → 2026. Raises ValidationError when the two halves disagree."""
    found = re.fullmatch(r"\s*(\d{4})(?:\s*[-–—/]\s*(\d{2}|\d{4}))?\s*", str(text))
    if found:
        first, second = int(found[1]), found[2]
        if second is None or int(second) % 100 == (first + 1) % 100:
            return first
    raise ValidationError(_("“%(text)s” is not a school year. Write it like 2026-27."), params={"text": text})
