"""Two people change the same thing at once: what only one of them changed is kept, what both changed is shown."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _


class Changed(ValidationError):
    """Somebody else changed the same meanwhile; nothing was saved.

    `fields`: {name: (mine, theirs)} of what both changed. `mine`: the names of all that I changed.
    """

    def __init__(self, thing, fields, mine=()):
        super().__init__(
            _("Somebody else changed this while you wrote. Nothing of yours is lost: look at both and save again.")
        )
        self.thing = thing
        self.fields = fields
        self.mine = tuple(mine or fields)


def plain(value):
    """A value as a form carries it: a row by its number, a day or time in letters, words trimmed, lines as lines."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value


def apart(thing, fields: dict, seen: dict) -> tuple[dict, dict]:
    """What the writer changed, against what they saw; and what of it both changed: {name: (mine, theirs)}."""
    mine = {name: value for name, value in fields.items() if plain(value) != seen.get(name)}
    theirs = {name: getattr(thing, name) for name in mine}
    both = {
        name: (mine[name], theirs[name])
        for name in mine
        if plain(theirs[name]) not in (seen.get(name), plain(mine[name]))
    }
    return mine, both


def written(thing, fields: dict, seen: dict | None) -> dict:
    """What the writer changed of `fields`, against what they saw; all of it without that. Raises Changed."""
    if seen is None:
        return fields
    mine, both = apart(thing, fields, seen)
    if both:
        raise Changed(thing, both, mine)
    return mine
