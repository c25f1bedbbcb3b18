"""What somebody took on for a committee: by whom, until when, and what came of it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from coalition.models import ActionItem, Committee, Representative
from kit.entry_keys import alike

WRITTEN_DOWN = ("committee", "what", "organization", "owner", "due_on", "meeting", "motion")


@transaction.atomic
def take_on(committee, *, what, by, organization=None, owner=None, due_on=None, meeting=None, motion=None):
    """Write down who does what until when. An owner is on the coalition's roster; the organization is theirs.

    The very same, still open, is written down once.
    """
    Committee.objects.select_for_update().get(pk=committee.pk)
    if owner is not None and owner.coalition_id != committee.coalition_id:
        raise ValidationError({"owner": _("This person is not on the coalition’s roster.")})
    if owner is not None and organization is not None and owner.organization_id != organization.pk:
        raise ValidationError({"owner": _("This person speaks for another organization.")})
    item = ActionItem(
        committee=committee,
        what=what,
        organization=organization or (owner.organization if owner else None),
        owner=owner,
        due_on=due_on,
        meeting=meeting,
        motion=motion,
        created_by=by,
    )
    if standing := alike(item, WRITTEN_DOWN).open().first():
        return standing
    item.full_clean()
    item.save()
    record(by, "action.taken_on", item)
    return item


@transaction.atomic
def done(item, *, by, on=None) -> None:
    """It is done. `on=None` is today by the keeper's calendar."""
    _settle(item, done_on=on or item.keeper.today())
    record(by, "action.done", item)


@transaction.atomic
def drop(item, *, by, on=None) -> None:
    """It will not be done. It stays in the list, as dropped."""
    _settle(item, dropped_on=on or item.keeper.today())
    record(by, "action.dropped", item)


@transaction.atomic
def take_up_again(item, *, by) -> None:
    """Done or dropped was a mistake: it is open again."""
    ActionItem.objects.filter(pk=item.pk).update(done_on=None, dropped_on=None)
    item.done_on = item.dropped_on = None
    record(by, "action.taken_up_again", item)


def _settle(item, **days):
    """One of several people who settle it at once wins; the others read that it is settled."""
    if not ActionItem.objects.open().filter(pk=item.pk).update(**days):
        raise ValidationError(_("This is done or dropped already."))
    for name, day in days.items():
        setattr(item, name, day)


def taken_by(user, items=None):
    """What this user took on: by name, or as one who speaks for the organization that did, where nobody is named.

    Of `items`; None is what is open.
    """
    speaks = Representative.objects.filter(
        user=user, coalition=OuterRef("committee__coalition"), organization=OuterRef("organization")
    )
    items = (ActionItem.objects.open() if items is None else items).visible_to(user)
    return items.filter(Q(owner__user=user) | Q(Exists(speaks), owner=None))


def may_settle(item, user) -> bool:
    """Who keeps the roster, and who took it on: by name, or for the organization where nobody is named."""
    return ActionItem.objects.editable_by(user).filter(pk=item.pk).exists() or (
        taken_by(user, ActionItem.objects.all()).filter(pk=item.pk).exists()
    )
