"""What can be done to many people at once, and how each is taken back.

Each kind does to one person what their own page does, through the same deed. `do` answers with what stood before and
what stands after, or raises Left with the reason why somebody stays as they are. `undo` takes back what was not changed
again since, or raises Left.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# Stored as it stands here, and said in each reader's language.
from django.utils.translation import gettext_noop as _

from accounts.models import User
from accounts.roles import Permission
from members import assigning, listing, stepping, stopping, tagging
from members.colleagues import colleagues
from members.models import Assignment, ListEntry, NextStep, PersonList, PersonTag, Tag


class Left(Exception):
    """Somebody is left as they are; str() says why."""


@dataclass(frozen=True)
class Kind:
    """One thing that can be done to many. `icon` and `label` are for its button."""

    key: str
    label: str | Promise
    done: str | Promise
    icon: str
    permission: Permission
    do: Callable | None = None
    undo: Callable | None = None

    @property
    def has_undo(self) -> bool:
        """For templates, which would call `undo` instead of asking whether there is one."""
        return self.undo is not None


# --- Organizer ---------------------------------------------------------------------------------------------------


def _assign(person, asked, by):
    current = Assignment.objects.filter(person=person).current(person.steward.today()).first()
    organizer = User.objects.get(pk=asked["organizer"])
    if current and current.organizer_id == organizer.pk:
        raise Left(_("Has this organizer already"))
    term = assigning.assign(person, organizer, by=by)
    steps = [{"step": step.pk, "owner": step.owner_id, "was": _digest(step)} for step in term.came_along]
    until = {"until": str(term.ends_on)} if term.ends_on else {}
    after = {"term": term.pk, "organizer": organizer.pk, "steps": steps, **until}
    return {"organizer": current and current.organizer_id, "terms": list(term.was)}, after


def _digest(step) -> str:
    """Tells whether a step was put on another day or said in other words since, without keeping the words."""
    return hashlib.sha256(f"{step.due_on} {step.what}".encode()).hexdigest()[:16]


def _assign_back(person, change, by):
    terms = Assignment.objects.filter(person=person).overlapping(person.steward.today()).select_related("organizer")
    term = terms.filter(pk=change.after["term"], organizer=change.after["organizer"]).first()
    if term is None or str(term.ends_on or "") != change.after.get("until", ""):
        raise Left(_("Has another organizer by now"))
    earlier = change.before["organizer"]
    if earlier and not colleagues(person.steward).filter(pk=earlier).exists():
        raise Left(_("Who looked after them before works here no longer"))
    assigning.take_back(term, change.before["terms"], by=by)
    _give_steps_back(person, change.after["steps"], term.organizer, by)


def _give_steps_back(person, moved, organizer, by):
    """The steps that went along, as far as they are open and as they were. Nobody who left gets one back."""
    moved = {each["step"]: each for each in moved}
    steps = NextStep.objects.open().owned_by(organizer).filter(pk__in=moved, person=person).order_by("pk")
    owners = colleagues(person.steward).in_bulk([each["owner"] for each in moved.values()])
    for step in steps:
        was = moved[step.pk]
        if was["owner"] in owners and was["was"] == _digest(step):
            stepping.move(step, owner=owners[was["owner"]], by=by)


# --- Tags --------------------------------------------------------------------------------------------------------


def _tag(person, asked, by):
    tag = Tag.objects.select_related("group").get(pk=asked["tag"], steward=person.steward_id)
    rivals = Q(tag=tag) | Q(tag__group=tag.group_id) if tag.group_id and tag.group.takes_one else Q(tag=tag)
    worn = set(PersonTag.objects.filter(rivals, person=person).values_list("tag", flat=True))
    if tag.pk in worn:
        raise Left(_("Has this tag already"))
    return {"tags": sorted(worn)}, {"worn": tagging.put_on(tag, person, by=by).pk, "tag": tag.pk}


def _tag_back(person, change, by):
    worn = PersonTag.objects.filter(pk=change.after["worn"], person=person).select_related("tag", "person").first()
    if worn is None:
        raise Left(_("Lost this tag since"))
    tagging.take_off(worn, by=by)
    for tag in Tag.objects.filter(pk__in=change.before["tags"], retired_at__isnull=True).select_related("group"):
        tagging.put_on(tag, person, by=by)


def _untag(person, asked, by):
    rows = PersonTag.objects.filter(tag=asked["tag"], person=person, steward=person.steward_id)
    worn = rows.select_related("tag", "person").first()
    if worn is None:
        raise Left(_("Does not have this tag"))
    tagging.take_off(worn, by=by)
    return {"tag": worn.tag_id}, {}


def _untag_back(person, change, by):
    tag = Tag.objects.filter(pk=change.before["tag"]).select_related("group").first()
    if tag is None or tag.retired_at:
        raise Left(_("This tag is not in use any more"))
    rivals = Q(tag=tag) | Q(tag__group=tag.group_id) if tag.group_id and tag.group.takes_one else Q(tag=tag)
    if PersonTag.objects.filter(rivals, person=person).exists():
        raise Left(_("Got a tag again since"))
    tagging.put_on(tag, person, by=by)


# --- Lists -------------------------------------------------------------------------------------------------------


def _put_on(person, asked, by):
    person_list = PersonList.objects.visible_to(by).get(pk=asked["list"], steward=person.steward_id)
    added = listing.put_on_list(person_list, [person], by=by)
    if not added:
        raise Left(_("Is on this list already"))
    return {}, {"entry": added[0].pk}


def _put_on_back(person, change, by):
    entry = ListEntry.objects.filter(pk=change.after["entry"], person=person).select_related("list__steward").first()
    if entry is None:
        raise Left(_("Was taken off the list since"))
    listing.take_off(entry, by=by)


def _take_off(person, asked, by):
    entry = ListEntry.objects.filter(list=asked["list"], person=person).select_related("list__steward").first()
    if entry is None or not PersonList.objects.visible_to(by).filter(pk=entry.list_id).exists():
        raise Left(_("Is not on this list"))
    listing.take_off(entry, by=by)
    return {"list": entry.list_id}, {}


def _take_off_back(person, change, by):
    person_list = PersonList.objects.filter(pk=change.before["list"], closed_at__isnull=True).first()
    if person_list is None:
        raise Left(_("The list is closed"))
    if not listing.put_on_list(person_list, [person], by=by):
        raise Left(_("Was put on the list again since"))


# --- Next steps --------------------------------------------------------------------------------------------------


def _promise(person, asked, by):
    owner = User.objects.get(pk=asked["owner"]) if asked.get("owner") else _organizer_of(person) or by
    step = stepping.promise(
        person,
        what=asked["what"],
        owner=owner,
        due_on=date.fromisoformat(asked["due_on"]),
        by=by,
        entry_key=f"bulk-{asked['action']}-{person.pk}",
        save_as_said=True,  # who asked for this was told what the words look like, once for all
    )
    return {}, {"step": step.pk, "what": step.what, "owner": step.owner_id, "due_on": str(step.due_on)}


def _organizer_of(person):
    today = person.steward.today()
    term = Assignment.objects.filter(person=person).current(today).select_related("organizer").first()
    return term.organizer if term and term.organizer.is_active else None


def _promise_back(person, change, by):
    step = NextStep.objects.filter(pk=change.after["step"], person=person).first()
    if step is None or step.closed_at:
        raise Left(_("The next step was done or dropped since"))
    if [step.what, step.owner_id, str(step.due_on)] != [change.after[name] for name in ("what", "owner", "due_on")]:
        raise Left(_("The next step was changed since"))
    stepping.drop(step, by=by)


# --- A no --------------------------------------------------------------------------------------------------------


def _stop(person, asked, by):
    """A no stands: whoever takes it back asks the person, and writes down their yes."""
    said = {"source": asked["source"], "evidence": asked["evidence"], "said_on": date.fromisoformat(asked["said_on"])}
    key = f"bulk-{asked['action']}-{person.pk}"
    # Who asked for this was told what the words look like, once for all.
    event = stopping.stop(person, how_far=asked["how_far"], by=by, entry_key=key, save_as_said=True, **said)
    return {}, {"event": event.pk}


P = Permission
KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "assign",
            gettext_lazy("Assign organizer"),
            gettext_lazy("Organizer assigned"),
            "user-share",
            P.MANAGE_LISTS,
            _assign,
            _assign_back,
        ),
        Kind("tag", gettext_lazy("Tag"), gettext_lazy("Tag put on"), "tag", P.EDIT_PEOPLE, _tag, _tag_back),
        Kind(
            "untag", gettext_lazy("Untag"), gettext_lazy("Tag taken off"), "tag-off", P.EDIT_PEOPLE, _untag, _untag_back
        ),
        Kind(
            "list",
            gettext_lazy("Put on a list"),
            gettext_lazy("Put on a list"),
            "playlist-add",
            P.MANAGE_LISTS,
            _put_on,
            _put_on_back,
        ),
        Kind(
            "unlist",
            gettext_lazy("Take off the list"),
            gettext_lazy("Taken off a list"),
            "playlist-x",
            P.MANAGE_LISTS,
            _take_off,
            _take_off_back,
        ),
        Kind(
            "step",
            gettext_lazy("Next step"),
            gettext_lazy("Next step written down"),
            "calendar-plus",
            P.RECORD_CONVERSATIONS,
            _promise,
            _promise_back,
        ),
        Kind(
            "stop",
            gettext_lazy("Write down a no"),
            gettext_lazy("A no written down"),
            "ban",
            P.EDIT_PEOPLE,
            _stop,
        ),
        Kind("export", gettext_lazy("Download"), gettext_lazy("File made"), "download", P.EXPORT),
    )
}


def register(kind: Kind) -> None:
    """A higher storey brings a kind of its own."""
    KINDS[kind.key] = kind
