"""Figures in templates: dollars, percent, cents of a dollar. What is missing says so in words, never as 0."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django import template
from django.utils.translation import gettext as _

from kit import money, years

register = template.Library()


@register.filter
def dollars(cents):
    """Integer cents as "$24,000"; None is "Not reported"."""
    return _("Not reported") if cents is None else money.dollars(cents)


@register.filter
def school_year(year):
    """2026 as "2026–27"."""
    return years.school_year(year)


@register.filter
def percent(share, places=0):
    """A share between 0 and 1 as "62%"; None is "No data". `share|percent:1` keeps one decimal."""
    return _("No data") if share is None else f"{_hundredfold(share, places)}%"


@register.filter
def cents_of(share):
    """A share of a dollar as "62¢"; None is "No data"."""
    return _("No data") if share is None else f"{_hundredfold(share)}¢"


def _hundredfold(share, places=0):
    """A share times 100, rounded half up as people do by hand."""
    exact = Fraction(share) * 100
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
