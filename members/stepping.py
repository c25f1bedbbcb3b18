"""Next steps: what one of us will do by a day. Each has an owner until it is done or dropped."""

from datetime import date, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from kit.entry_keys import entered
from members.colleagues import refuse_strangers
from members.models import NextStep
from members.screening import screen

FARTHEST = timedelta(days=3 * 366)


class Promise(NamedTuple):
    """A next step as it comes with a conversation."""

    what: str
    owner: object
    due_on: date


@transaction.atomic
def promise(
    person, *, what, owner, due_on, by, organization=None, conversation=None, entry_key="", save_as_said=False
) -> NextStep:
    """Write down what `owner` will do by a day, with a person or, when None, for the organization.

    With an `entry_key` that was used before, the step written down then is the answer.
    Raises ValidationError for no words, a day in the past or years away, an owner who does not work with these people.
    """
    steward = person.steward if person else organization
    earlier = _written_before(steward, entry_key)
    if earlier:
        return earlier
    step = NextStep(
        steward=steward,
        person=person,
        what=what.strip(),
        owner=owner,
        due_on=due_on,
        conversation=conversation,
        created_by=by,
        entry_key=entry_key,
    )
    _check_words(step.what, save_as_said)
    _check_day(step)
    if owner != by:
        refuse_strangers(steward, owner)
    step.full_clean(exclude=["steward", "person", "owner", "conversation", "created_by"])
    try:
        with transaction.atomic():
            step.save()
    except IntegrityError:
        # The same form came twice in the same moment; the other one won.
        return entered(NextStep.objects.of(steward), entry_key).get()
    record(by, "step.promised", step, owner=str(owner), due_on=str(due_on))
    return step


def _written_before(steward, entry_key):
    return entered(NextStep.objects.of(steward), entry_key).first() if entry_key else None


def _check_words(what, save_as_said):
    if not what:
        raise ValidationError({"what": _("Write what will be done.")})
    try:
        screen(what, save_as_said=save_as_said)
    except ValidationError as refusal:
        raise ValidationError({"what": refusal.error_list}) from None


def _check_day(step):
    today = step.steward.today()
    if step.due_on < today:
        raise ValidationError({"due_on": _("This day has passed. Choose today or a later day.")})
    if step.due_on > today + FARTHEST:
        raise ValidationError({"due_on": _("This day is more than three years away. Check the year.")})


@transaction.atomic
def finish(step, *, by) -> NextStep:
    """It was done. A step that is closed already stays as it is, so a double click does no harm."""
    return _close(step, NextStep.Outcome.DONE, by)


@transaction.atomic
def drop(step, *, by) -> NextStep:
    """It will not be done. The step stays in the history."""
    return _close(step, NextStep.Outcome.DROPPED, by)


def _close(step, outcome, by):
    step = _locked(step)
    if step.closed_at is None:
        step.outcome, step.closed_at, step.closed_by = outcome, timezone.now(), by
        step.save(update_fields=["outcome", "closed_at", "closed_by"])
        record(by, f"step.{outcome.value}", step)
    return step


@transaction.atomic
def reopen(step, *, by) -> NextStep:
    """Take back that it was done or dropped. The day by which it was due stays."""
    step = _locked(step)
    if step.closed_at is not None:
        step.outcome, step.closed_at, step.closed_by = "", None, None
        step.save(update_fields=["outcome", "closed_at", "closed_by"])
        record(by, "step.reopened", step)
    return step


@transaction.atomic
def move(step, *, by, due_on=None, owner=None, what="", save_as_said=False) -> NextStep:
    """Put a step on another day, give it to somebody else, or say it in other words. What is left out stays.

    Raises ValidationError for a closed step and for what `promise` refuses.
    """
    step = _locked(step)
    if step.closed_at is not None:
        raise ValidationError(_("This step is closed. Reopen it first."))
    before = step.what, step.owner, step.due_on
    if what.strip() and what.strip() != step.what:
        step.what = what.strip()
        _check_words(step.what, save_as_said)
    if owner and owner != step.owner:
        refuse_strangers(step.steward, owner)
        step.owner = owner
    if due_on and due_on != step.due_on:
        step.due_on = due_on
        _check_day(step)
    if (step.what, step.owner, step.due_on) != before:
        step.full_clean(exclude=["steward", "person", "owner", "conversation", "created_by"])
        step.save(update_fields=["what", "owner", "due_on"])
        record(by, "step.moved", step, owner=str(step.owner), due_on=str(step.due_on))
    return step


def _locked(step):
    """The step as the database has it, held until the deed is done: somebody else may just have closed it."""
    steps = NextStep.objects.select_for_update(of=("self",)).select_related("steward", "owner")
    return steps.get(pk=step.pk)
