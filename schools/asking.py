"""Asks: raised from comments, reworded, made a priority, merged without loss, put into a coalition's trail."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from coalition.models import Coalition
from schools.models import Answer, Ask, AskInput, AskMerge, Input, Link, PlanLine


@transaction.atomic
def raise_ask(school, year, *, by, organization, wording_en="", wording_es="", code_key="", inputs=()):
    """Say in one sentence what families at a school ask for in one plan year, standing on comments.

    `inputs` are comments of that school and year that `organization` heard. Raises ValidationError without words.
    """
    ask = Ask(
        steward=organization,
        school=school,
        year=year,
        wording_en=wording_en.strip(),
        wording_es=wording_es.strip(),
        code_key=code_key,
        created_by=by,
    )
    ask.full_clean()
    ask.save()
    record(by, "ask.raised", ask, organization=organization, year=year)
    if inputs:
        add_inputs(ask, inputs=inputs, by=by)
    return ask


@transaction.atomic
def add_inputs(ask, *, inputs, by):
    """Let comments support an ask. Those that already do are left as they are. Returns how many were added.

    A partner adds the comments it heard to an ask of the coalition's trail; they stay its own.
    """
    _refuse_merged(ask)
    inputs = list(Input.objects.editable_by(by).standing().filter(pk__in=[entry.pk for entry in inputs]))
    if any((entry.school_id, entry.year) != (ask.school_id, ask.year) for entry in inputs):
        raise ValidationError(_("A comment supports asks of its own school and year only."))
    there = set(AskInput.objects.of(ask).filter(input__in=inputs).values_list("input_id", flat=True))
    new = [AskInput(ask=ask, input=entry, added_by=by) for entry in inputs if entry.pk not in there]
    AskInput.objects.bulk_create(new)
    if new:
        record(by, "ask.comments_added", ask, organization=new[0].input.steward, count=len(new))
    return len(new)


@transaction.atomic
def remove_input(ask, *, entry, by):
    """Take a comment out of an ask, for example after it was sorted wrongly. Links that rest on it lose it too."""
    supports = AskInput.objects.of(ask).filter(input=entry)
    if not supports.exists():
        raise ValidationError(_("This comment does not support this ask."))
    for link in entry.supported_links.of(ask).standing():
        if link.inputs.count() == 1:
            raise ValidationError(_("A link to the plan rests on this comment alone. Remove that link first."))
        link.inputs.remove(entry)
    supports.delete()
    record(by, "ask.comment_removed", ask, organization=entry.steward)


@transaction.atomic
def reword(ask, *, wording_en, wording_es, by, code_key=None, cost_estimate_cents=None):
    """Say the ask better. The former wording stays in its history."""
    _refuse_merged(ask)
    ask.wording_en, ask.wording_es = wording_en.strip(), wording_es.strip()
    ask.cost_estimate_cents = cost_estimate_cents
    if code_key is not None:
        ask.code_key = code_key
    ask.full_clean()
    ask.save()
    record(by, "ask.reworded", ask)
    return ask


@transaction.atomic
def prioritize(ask, *, on, by):
    """Make an ask a priority of its school from a day on; `on=None` takes that back."""
    _refuse_merged(ask)
    if on is not None and on > timezone.localdate():
        raise ValidationError(_("That day has not come yet."))
    ask.prioritized_on = on
    ask.full_clean()
    ask.save()
    record(by, "ask.prioritized" if on else "ask.not_prioritized", ask, on=str(on or ""))
    return ask


@transaction.atomic
def put_in_trail(ask, *, coalition, by):
    """Show an ask to the partners of a coalition: its wording, links, answers and counts from eleven people up.

    The steward must be a partner of that coalition today. Comments stay with whoever heard them.
    """
    _refuse_merged(ask)
    if not Coalition.objects.of(ask.steward).filter(pk=coalition.pk).exists():
        raise ValidationError(_("Your organization is not a partner in this coalition today."))
    _refuse_lines_shared_out(ask, coalition)
    ask.coalition = coalition
    ask.full_clean()
    ask.save()
    record(by, "ask.shared", ask, coalition=coalition.name)
    return ask


@transaction.atomic
def take_from_trail(ask, *, by):
    """Stop showing an ask to a coalition's partners. It works at their next click."""
    name = ask.coalition.name if ask.coalition else ""
    ask.coalition = None
    ask.full_clean()
    ask.save()
    record(by, "ask.unshared", ask, coalition=name)
    return ask


@transaction.atomic
def merge(kept, *, absorbed, by):
    """Let one ask stand for another that says the same. Every comment, link and answer stays, and it can be undone.

    Both must be of the same school, year and steward, standing, and not both answered.
    """
    pair = {ask.pk: ask for ask in Ask.objects.select_for_update().filter(pk__in=[kept.pk, absorbed.pk])}
    if len(pair) < 2:
        raise ValidationError(_("An ask cannot be merged with itself."))
    kept, absorbed = pair[kept.pk], pair[absorbed.pk]
    _refuse_merged(kept)
    _refuse_merged(absorbed)
    if any(getattr(kept, name) != getattr(absorbed, name) for name in ("school_id", "year", "steward_id")):
        raise ValidationError(_("Only asks of the same school, year and organization can be merged."))
    both = Answer.objects.standing().filter(ask__in=_family(kept) | _family(absorbed)).count()
    if both > 1:
        raise ValidationError(_("Both asks have an answer. Reopen one of them first."))
    _refuse_doubled_links(kept, absorbed)
    merged = AskMerge.objects.create(kept=kept, absorbed=absorbed, merged_by=by)
    _move(_family(absorbed), head=kept)
    absorbed.refresh_from_db()
    absorbed.merged_into = kept
    absorbed.save()
    record(by, "ask.merged", kept, absorbed=str(absorbed))
    return merged


@transaction.atomic
def undo_merge(merged, *, by):
    """Let both asks stand again, each with the comments, links and answers that were given to it."""
    merged = AskMerge.objects.select_for_update().select_related("kept", "absorbed").get(pk=merged.pk)
    if merged.undone_at:
        raise ValidationError(_("This merge was already undone."))
    absorbed = merged.absorbed
    tail = _tail_of(absorbed)
    absorbed.merged_into, absorbed.head = None, None
    absorbed.save()
    _move(Ask.objects.filter(pk__in=tail), head=absorbed)
    merged.undone_by, merged.undone_at = by, timezone.now()
    merged.save()
    record(by, "ask.unmerged", absorbed, kept=str(merged.kept))
    return absorbed


def _refuse_lines_shared_out(ask, coalition):
    """In one trail the shares of a plan line sum to at most the whole, whoever claimed them."""
    ours = Link.objects.of(ask).standing()
    theirs = Link.objects.standing().filter(ask__coalition=coalition).exclude(ask=ask).exclude(ask__head=ask)
    for line, share in ours.order_by().values_list("line").annotate(Sum("share_percent")):
        taken = theirs.filter(line=line).aggregate(sum=Sum("share_percent"))["sum"] or 0
        if taken + share > 100:
            refusal = _("In this coalition’s trail other asks already hold line %(number)s. Lower the share first.")
            raise ValidationError(refusal, params={"number": PlanLine.objects.get(pk=line).number})


def _refuse_merged(ask):
    if ask.merged_into_id:
        raise ValidationError(_("This ask was merged into another one. Change that one, or undo the merge."))


def _refuse_doubled_links(kept, absorbed):
    """After the merge no plan line may be tied to the one ask twice."""
    lines = kept.links.model.objects.standing()
    doubled = lines.of(kept).values("line")
    if lines.of(absorbed).filter(line__in=doubled).exists():
        raise ValidationError(_("Both asks are tied to the same plan line. Remove one of the two links first."))


def _family(ask):
    """An ask and those merged into it."""
    return Ask.objects.filter(pk=ask.pk) | Ask.objects.filter(head=ask)


def _tail_of(ask):
    """Ids of the asks that were merged into this one, directly or through others."""
    found, edge = set(), {ask.pk}
    while edge:
        edge = set(Ask.objects.filter(merged_into__in=edge).values_list("pk", flat=True)) - found
        found |= edge
    return found


def _move(asks, *, head):
    for ask in asks:
        ask.head = head
        ask.save()
