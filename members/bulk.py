"""One thing done to many people, in the background, with a journal by which it can be taken back.

The asker's rights count when the work runs: who they may see, and whether they may do this. Each batch is one
transaction with its part of the journal, so a worker that dies leaves nothing done twice and nothing without a trace.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

import accounts.working as working
from accounts.access import may
from accounts.audit import record
from accounts.models import Job
from members import finding, segmenting, taking_along, trees
from members.bulk_kinds import KINDS, Left
from members.conditions import Asker
from members.models import BulkAction, BulkChange, Person
from members.screening import screen

BATCH = 100
MOST_PEOPLE = 10_000
MOST_FILED_IN_A_DAY = 20_000
A_DAY = timedelta(days=1)
WORK, UNDOING = "members.bulk", "members.undo_bulk"


@transaction.atomic
def ask(kind, *, by, organization, people=None, tree=None, words="", save_as_said=False, **asked) -> BulkAction:
    """Put one thing in line, to be done to these people (ids), or to everybody whom a tree and search words find.

    Raises PermissionDenied, and ValidationError for nobody, for more than 10,000 people at once, for words that are not
    kept about people, and for more than 20,000 people in one's files of a day.
    """
    if not may(by, KINDS[kind].permission, organization):
        raise PermissionDenied
    if people is None:
        asked |= {"tree": trees.cleaned(tree or {}, _asker(by, organization)), "words": words}
    else:
        asked["people"] = sorted(set(people))
    for text in ("what", "purpose", "evidence"):
        screen(asked.get(text, ""), save_as_said=save_as_said)
    action = BulkAction(steward=organization, kind=kind, asked=asked, done_by=by)
    action.people = selected(action, by)[: MOST_PEOPLE + 1].count()
    _check_size(action, by)
    action.full_clean(exclude=["steward", "job", "done_by", "undone_by", "asked"])
    action.save()
    action.job = working.ask(WORK, by=by, organization=organization, payload={"action": action.pk})
    action.save(update_fields=["job"])
    record(by, "bulk.asked", action, what=kind, people=action.people, **_purpose(action))
    return action


def selected(action, user):
    """The people meant, as far as the user may see them today, by id."""
    everybody = Person.objects.visible_to(user).of(action.steward)
    if "people" in action.asked:
        return everybody.filter(pk__in=action.asked["people"]).order_by("pk")
    found = segmenting.people(action.asked["tree"], _asker(user, action.steward))
    if action.asked["words"]:
        found = finding.searching(found, action.asked["words"])
    return found.order_by("pk")


def _asker(user, organization):
    return Asker(user, organization, organization.today())


def _check_size(action, by):
    if not action.people:
        raise ValidationError(_("Nobody is selected."))
    if action.people > MOST_PEOPLE:
        raise ValidationError(_("These are more than 10,000 people. Narrow the search, then do it in parts."))
    if action.kind == "export":
        files = BulkAction.objects.filter(done_by=by, kind="export", done_at__gte=timezone.now() - A_DAY)
        if (files.aggregate(people=Sum("people"))["people"] or 0) + action.people > MOST_FILED_IN_A_DAY:
            raise ValidationError(_("You downloaded as many people as one may in a day. Go on tomorrow."))


def _purpose(action):
    return {"purpose": action.asked["purpose"]} if "purpose" in action.asked else {}


def carry_out(action, *, by, progress) -> dict:
    """Do it to everybody selected who was not reached yet. Answers with how many were done and how many left."""
    kind = _allowed(action, by)
    ids = list(selected(action, by).values_list("pk", flat=True)[:MOST_PEOPLE])
    if kind.key == "export":
        return taking_along.write(action, ids, by=by, progress=progress)
    reached = set(action.changes.values_list("person", flat=True))
    ids = [pk for pk in ids if pk not in reached]
    for start in range(0, len(ids), BATCH):
        progress(start, len(ids))
        with transaction.atomic():
            _do_batch(action, kind, ids[start : start + BATCH], by)
    fates = _fates(action)
    BulkAction.objects.filter(pk=action.pk).update(people=sum(fates.values()))
    return {"action": action.pk, **fates}


def _allowed(action, by):
    kind = KINDS[action.kind]
    if not may(by, kind.permission, action.steward):
        raise ValidationError(_("This was not done: you no longer have the role it needs."))
    return kind


def _do_batch(action, kind, ids, by):
    asked = {**action.asked, "action": action.pk}
    changes = []
    for person in Person.objects.select_related("steward").filter(pk__in=ids).order_by("pk"):
        change = BulkChange(action=action, person=person)
        try:
            with transaction.atomic():
                change.before, change.after = kind.do(person, asked, by)
        except (Left, ValidationError) as refusal:
            change.fate, change.reason = BulkChange.Fate.SKIPPED, _reason(refusal)
        changes.append(change)
    BulkChange.objects.bulk_create(changes)


def _reason(refusal) -> str:
    return (" ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal))[:120]


def _fates(action) -> dict:
    fates = list(action.changes.values_list("fate", flat=True))
    return {fate: fates.count(fate) for fate in BulkChange.Fate.values if fate in fates}


# --- Taking it back ----------------------------------------------------------------------------------------------


def may_undo(action, user) -> bool:
    """Whether there is something to take back, nobody is at it, and the user has the role that does such things."""
    kind = KINDS.get(action.kind)
    is_over = action.job is None or action.job.is_over
    if not (kind and kind.undo and not action.undone_at and is_over and may(user, kind.permission, action.steward)):
        return False
    return not _takings_back(action).unfinished().exists()


def _takings_back(action):
    return Job.objects.filter(kind=UNDOING, organization=action.steward_id, payload__action=action.pk)


@transaction.atomic
def undo(action, *, by):
    """Put the taking back in line. Answers with the job. Raises ValidationError when it was done or is under way.

    What is refused when its turn comes (the asker lost the role meanwhile) did nothing and may be asked for again.
    """
    action = BulkAction.objects.select_for_update(of=("self",)).select_related("steward", "job").get(pk=action.pk)
    if not may_undo(action, by):
        raise ValidationError(_("This cannot be undone, or was undone already."))
    return working.ask(UNDOING, by=by, organization=action.steward, payload={"action": action.pk})


def take_back(action, *, by, progress) -> dict:
    """Put back what was not changed again since; what was is kept, with the reason."""
    kind = _allowed(action, by)
    visible = Person.objects.visible_to(by).of(action.steward)
    waiting = action.changes.filter(fate=BulkChange.Fate.STANDS).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        progress(start, len(ids))
        with transaction.atomic():
            rows = BulkChange.objects.select_related("person__steward").filter(person__in=visible)
            for change in rows.filter(pk__in=ids[start : start + BATCH], fate=BulkChange.Fate.STANDS).order_by("pk"):
                _undo_one(kind, change, by)
    _mark_undone(action, by)
    return {"action": action.pk, **_fates(action)}


@transaction.atomic
def _mark_undone(action, by):
    """Said once, also when the worker dies right after it and the work runs again."""
    if BulkAction.objects.filter(pk=action.pk, undone_at__isnull=True).update(undone_at=timezone.now(), undone_by=by):
        record(by, "bulk.undone", action, what=action.kind, people=action.people)


def _undo_one(kind, change, by):
    change.fate = BulkChange.Fate.UNDONE
    try:
        with transaction.atomic():
            kind.undo(change.person, change, by)
    except (Left, ValidationError) as refusal:
        change.fate, change.reason = BulkChange.Fate.KEPT, _reason(refusal)
    change.save(update_fields=["fate", "reason"])
