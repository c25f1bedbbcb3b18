"""Saved searches: keeping a tree of conditions under a name, sharing it, letting go of it, asking it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from kit.meanwhile import Changed
from kit.paging import FIRST_COUNTED
from kit.planning import planned_anew
from members import conditions, trees
from members.conditions import Asker
from members.models import Person, Segment
from members.screening import screen

MOST_TABS = 8


@transaction.atomic
def save(
    organization, *, name, tree, by, is_shared=False, sort="", segment=None, version=None, save_as_said=False
) -> Segment:
    """Keep a tree of conditions under a name, as a new saved search or in place of what `segment` asked.

    Raises ValidationError for a tree without conditions or with one that is not there, for a name the user has
    already, and Changed when `version` is not the one that stands.
    """
    if segment is None:
        segment = Segment(steward=organization, owner=by)
        verb = "segment.saved"
    else:
        segment = Segment.objects.select_for_update(of=("self",)).select_related("steward", "owner").get(pk=segment.pk)
        if version is not None and version != segment.version:
            raise Changed(segment, {"tree": (tree, segment.tree)})
        segment.version += 1
        verb = "segment.changed"
    segment.tree = trees.cleaned(tree, Asker(by, organization, organization.today()))
    if not segment.tree:
        raise ValidationError(_("Add at least one condition."))
    _check_name(name, save_as_said)
    segment.name, segment.sort = " ".join(name.split()), sort
    # Only who made a search takes it out of the others' sight.
    if segment.owner_id == by.pk:
        segment.is_shared = is_shared
    segment.full_clean(exclude=["steward", "owner", "tree"])
    segment.save()
    record(by, verb, segment)
    return segment


def _check_name(name, save_as_said):
    try:
        screen(name, save_as_said=save_as_said)
    except ValidationError as refusal:
        raise ValidationError({"name": refusal.error_list}) from None


@transaction.atomic
def share(segment, is_shared, *, by) -> Segment:
    """Let the organization use a saved search, or keep it for its owner again."""
    Segment.objects.filter(pk=segment.pk).update(is_shared=is_shared, version=F("version") + 1)
    segment.refresh_from_db()
    record(by, "segment.shared" if is_shared else "segment.unshared", segment)
    return segment


@transaction.atomic
def drop(segment, *, by) -> None:
    """Let go of a saved search. The people it found stay as they are."""
    record(by, "segment.dropped", segment)
    segment.delete()


def people(tree: dict, asker: Asker):
    """The people of the asker's organization who fit, as far as the asker may see them. Raises ValidationError."""
    everybody = Person.objects.visible_to(asker.user).of(asker.organization)
    return everybody.filter(conditions.q_of(tree, asker))


def count(tree: dict, asker: Asker, most: int = FIRST_COUNTED) -> tuple[int, bool]:
    """How many fit, counted up to `most`, and whether there are more. Raises ValidationError."""
    with planned_anew():
        found = people(tree, asker).order_by()[: most + 1].count()
    return min(found, most), found > most


def reading(segment: Segment, asker: Asker) -> tuple[str, str]:
    """What a saved search asks, as a sentence; or nothing, and why it cannot be asked: a condition is not there any
    more, or is not for this asker to see."""
    try:
        return conditions.reading(segment.tree, asker), ""
    except ValidationError as refusal:
        return "", " ".join(refusal.messages)


def tabs(user, organization) -> list[Segment]:
    """The saved searches that stand above the list: the user's own, then the shared ones."""
    seen = Segment.objects.visible_to(user).of(organization)
    return sorted(seen[: MOST_TABS * 10], key=lambda each: (each.owner_id != user.pk, each.name))[:MOST_TABS]
