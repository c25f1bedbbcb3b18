"""House meetings: who hosted, and how many were asked, said they would come, and came."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.audit import record
from members.models import Conversation, HouseMeeting

FIGURES = ("invited", "committed", "came")
FIELDS = ("host", *FIGURES)


@transaction.atomic
def write_down(talks, *, by, host=None, **figures) -> HouseMeeting:
    """Write down the house meeting at which these conversations of one day took place.

    `figures`: any of FIGURES. Talks that belong to a meeting already are answered with it: a double click makes one.
    Raises ValidationError for a host of another organization or a figure of more than 500.
    """
    first = talks[0]
    ids = [talk.pk for talk in talks]
    earlier = HouseMeeting.objects.filter(conversations__in=ids).select_related("steward").first()
    if earlier:
        return earlier
    meeting = HouseMeeting(steward=first.steward, held_on=first.talked_on, recorded_by=by)
    _put(meeting, {"host": host, **figures})
    meeting.save()
    Conversation.objects.filter(pk__in=ids).update(house_meeting=meeting)
    record(by, "house_meeting.written_down", meeting, held_on=str(meeting.held_on))
    return meeting


@transaction.atomic
def change(meeting, *, by, seen, **facts) -> HouseMeeting:
    """Change who hosted or a figure: what differs from what the writer saw (`seen`, the host by id).

    Raises ValidationError, by field, where somebody else wrote something different meanwhile, and for what `write_down`
    refuses. Nothing is saved then.
    """
    meeting = HouseMeeting.objects.select_for_update(of=("self",)).select_related("steward").get(pk=meeting.pk)
    mine = {name: value for name, value in facts.items() if _plain(value) != seen.get(name)}
    theirs = {name: getattr(meeting, name) for name in mine}
    overwritten = {
        name: [_("Somebody else wrote “%(theirs)s” meanwhile. Save again to put yours in its place.")
               % {"theirs": "–" if now is None else now}]
        for name, now in theirs.items()
        if _plain(now) != seen.get(name) and now != mine[name]
    }  # fmt: skip
    if overwritten:
        raise ValidationError(overwritten)
    changed = {name: value for name, value in mine.items() if value != theirs[name]}
    if changed:
        _put(meeting, changed)
        meeting.save()
        record(by, "house_meeting.changed", meeting, held_on=str(meeting.held_on))
    return meeting


def as_seen(meeting) -> dict:
    """What a form about it shows, in plain values."""
    return {name: _plain(getattr(meeting, name)) for name in FIELDS}


def _plain(value):
    return getattr(value, "pk", value)


def _put(meeting, facts):
    host = facts.get("host")
    if host and host.steward_id != meeting.steward_id:
        raise ValidationError({"host": _("This person is not in your organization’s list.")})
    for name, value in facts.items():
        setattr(meeting, name, value)
    meeting.full_clean(exclude=["steward", "host", "recorded_by"])


def follow(conversation, *, left=False) -> None:
    """After a talk there was changed or (`left`) taken out: its day is the meeting's; no talk, no meeting."""
    meeting = conversation.house_meeting
    if meeting is None:
        return
    if left or conversation.kind != Conversation.Kind.HOUSE_MEETING:
        Conversation.objects.filter(pk=conversation.pk).update(house_meeting=None)
        if not meeting.conversations.exists():
            meeting.delete()
    elif meeting.held_on != conversation.talked_on:
        meeting.held_on = conversation.talked_on
        meeting.save(update_fields=["held_on"])


def told(meeting) -> str:
    """The figures in words: "12 people invited · 8 said yes · 6 came"."""
    words = {
        "invited": ngettext_lazy("%(count)s person invited", "%(count)s people invited", "count"),
        "committed": ngettext_lazy("%(count)s said yes", "%(count)s said yes", "count"),
        "came": ngettext_lazy("%(count)s came", "%(count)s came", "count"),
    }
    given = ((name, getattr(meeting, name)) for name in FIGURES)
    return " · ".join(words[name] % {"count": count} for name, count in given if count is not None)
