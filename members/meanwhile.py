"""Two people change the same talk, rung or team at once: what one changed is kept, what both changed is shown."""

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _


class Changed(ValidationError):
    """Somebody else changed the same meanwhile. `fields`: {name: (mine, theirs)}; nothing was saved."""

    def __init__(self, thing, fields):
        super().__init__(
            _("Somebody else changed this while you wrote. Nothing of yours is lost: look at both and save again.")
        )
        self.thing = thing
        self.fields = fields


def plain(value):
    """A value as a form carries it: a row by its number, words trimmed."""
    if isinstance(value, Model):
        return value.pk
    return value.strip() if isinstance(value, str) else value


def written(thing, fields: dict, seen: dict | None) -> dict:
    """What the writer changed of `fields`, against what they saw; all of it without that. Raises Changed."""
    if seen is None:
        return fields
    mine = {name: value for name, value in fields.items() if plain(value) != seen.get(name)}
    theirs = {name: getattr(thing, name) for name in mine}
    both = {
        name: (mine[name], theirs[name])
        for name in mine
        if plain(theirs[name]) not in (seen.get(name), plain(mine[name]))
    }
    if both:
        raise Changed(thing, both)
    return mine
