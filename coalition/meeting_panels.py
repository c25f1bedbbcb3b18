"""What meetings hang on the pages of a committee and a coalition."""

from django.utils import timezone

from coalition import panels
from coalition.models import ActionItem, Meeting

COMING, OPEN = 4, 6


def register() -> None:
    """Called once, from the app's `ready()`."""
    panels.register("committee", place="actions", template="coalition/_meeting_actions.html", context=_actions)
    panels.register("committee", place="stats", template="coalition/_meeting_stats.html", context=_last_and_next)
    panels.register("committee", place="side", template="coalition/_meetings_coming.html", context=_coming)
    panels.register("committee", place="side", template="coalition/_taken_on.html", context=_taken_on)
    panels.register("coalition", place="side", template="coalition/_meetings_coming.html", context=_coming_of_all)
    panels.register("coalition", place="side", template="coalition/_taken_on.html", context=_taken_on_in_all)


def _actions(committee, user, on):
    return {"committee": committee, "may_edit": _edits(committee, user)}


def _edits(committee, user):
    return committee.coalition.is_kept_by(user)


def _last_and_next(committee, user, on):
    held = committee.meetings.held().filter(held_on__lte=on)
    this_year = [meeting.had_quorum for meeting in held.filter(held_on__year=on.year)]
    following = committee.meetings.exclude(state=Meeting.State.CALLED_OFF).filter(held_on__gte=on, closed_at=None)
    coming = following.order_by("starts_at").first()
    replies = list(coming.invitations.values_list("reply", flat=True)) if coming else []
    return {
        "last": held.order_by("-starts_at").first(),
        "held_this_year": len(this_year),
        "with_quorum": sum(this_year),
        "coming": coming,
        "asked": len(replies),
        "said_yes": sum(reply in ("yes", "alternate") for reply in replies),
    }


def _coming(committee, user, on):
    meetings = committee.meetings.coming(timezone.now()).order_by("starts_at")[:COMING]
    return {"meetings": meetings, "committee": committee, "may_edit": _edits(committee, user)}


def _coming_of_all(coalition, user, on):
    meetings = Meeting.objects.filter(committee__coalition=coalition).coming(timezone.now())
    return {"meetings": meetings.select_related("committee").defer("minutes").order_by("starts_at")[:COMING]}


def _taken_on(committee, user, on):
    return _items(ActionItem.objects.filter(committee=committee), committee.coalition_id)


def _taken_on_in_all(coalition, user, on):
    return _items(ActionItem.objects.filter(committee__coalition=coalition), coalition.pk)


def _items(items, coalition_id):
    open_items = items.open().select_related("organization", "owner")
    return {"items": open_items[:OPEN], "coalition_id": coalition_id}
