"""Drawing seats: plain values in, safe HTML out."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

register = template.Library()

STEP, A_ROW = 16, 20


@register.simple_tag
def seats_drawn(filled: int, vacant: int):
    """One square for each seat, vacant ones dashed and last; rows of twenty."""
    total = filled + vacant
    if not total:
        return ""
    squares = format_html_join(
        "",
        '<rect x="{}" y="{}" width="12" height="12"{}/>',
        (
            (f"{number % A_ROW * STEP + 0.75:g}", f"{number // A_ROW * STEP + 0.75:g}", _kind(number >= filled))
            for number in range(total)
        ),
    )
    width, height = min(total, A_ROW) * STEP, ((total - 1) // A_ROW + 1) * STEP - 2
    label = _("%(filled)s seats filled, %(vacant)s vacant") % {"filled": filled, "vacant": vacant}
    return format_html(
        '<svg class="seats" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        "{squares}</svg>",
        w=width,
        h=height,
        label=label,
        squares=squares,
    )


def _kind(is_vacant):
    return format_html(' class="{}"', "off") if is_vacant else ""
