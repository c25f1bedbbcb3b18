"""What the builder of searches needs in its templates."""

from django import template

register = template.Library()


@register.filter
def fields_for(leaf, asker) -> list[dict]:
    """The fields of one condition, with the choices this asker has."""
    return leaf.fields(asker)
