"""The little ladder beside the word for a rung."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()
SIDE, THICK = 18, 2.4


@register.simple_tag
@lru_cache(maxsize=256)
def rung_bars(at: int, of: int) -> str:
    """Bars from below, dark up to the rung reached. Hidden from readers; the word stands beside it."""
    step = SIDE / max(of, 1)
    bars = [
        format_html(
            '<rect x="0" y="{}" width="18" height="{}"{}/>',
            f"{SIDE - step * number - min(THICK, step - 1) + step - 0.6:.1f}",
            f"{min(THICK, step - 1):.1f}",
            mark_safe("") if number <= at else mark_safe(' class="off"'),
        )
        for number in range(1, of + 1)
    ]
    return format_html('<svg width="18" height="18" aria-hidden="true">{}</svg>', mark_safe("".join(bars)))  # noqa: S308
