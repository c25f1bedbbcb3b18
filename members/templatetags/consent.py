"""What people allow us, beside the ways to reach them."""

from django import template

from members import allowed
from members.models import Channel

register = template.Library()


@register.simple_tag
def consent_chips(person) -> list[allowed.Chip]:
    """A chip for each channel: `{% consent_chips person as chips %}`. Read once for a page."""
    return allowed.chips_of(person, on=person.steward.today())


@register.filter
def reached_at(chips, kind: str) -> list[allowed.Chip]:
    """The chips of the channels that lead to a phone, e-mail or address: `chips|reached_at:point.kind`."""
    return [chip for chip in chips if chip.channel in allowed.CHANNELS_AT.get(kind, ())]


@register.filter
def reached_nowhere(chips) -> list[allowed.Chip]:
    """Photos: asked for, though there is nothing to dial."""
    return [chip for chip in chips if chip.channel == Channel.PHOTO]
