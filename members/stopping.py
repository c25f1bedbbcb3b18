"""Somebody asks to be left alone: how far their no goes, beyond the one way in which we had reached them."""

from datetime import datetime, time

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import consenting
from members.models import ConsentEvent, Conversation

LAST_MINUTE = time(23, 59)


class HowFar(models.TextChoices):
    """How far a no goes: one way to reach somebody, everything of ours, or every partner of our coalitions too."""

    WAY = "way", _("Nothing more this way")
    US = "us", _("Nothing from us any more, in any way")
    ALL = "all", _("Nothing from us or from any partner of our coalitions")


# How a talk was held says how the no was said.
_SOURCES: dict[str, ConsentEvent.Source] = {
    Conversation.Kind.CALL: ConsentEvent.Source.CALL,
    Conversation.Kind.TEXT: ConsentEvent.Source.TEXT,
}


def source_of(kind: str) -> str:
    """How a no was said in a talk of this kind, as the consent ledger has it."""
    return _SOURCES.get(kind, ConsentEvent.Source.IN_PERSON)


def stop(person, *, how_far, by, source, channel="", said_on=None, **said) -> ConsentEvent:
    """Write a no into the ledger. `channel`: the way that HowFar.WAY closes; `said`: what else `consenting.say` takes.

    One of an earlier day counts as said at its end, so that in doubt the no holds. Raises what `consenting.say` raises.
    """
    if said_on and said_on < person.steward.today():
        said["happened_at"] = datetime.combine(said_on, LAST_MINUTE, tzinfo=timezone.get_current_timezone())
    return consenting.say(
        person, channel=channel if how_far == HowFar.WAY else "", purpose="", state=ConsentEvent.State.REFUSED,
        source=source, by=by, for_all=how_far == HowFar.ALL, **said,
    )  # fmt: skip
