"""Tying asks to plan lines: one person claims, another confirms, and a line nobody asked for is a decision too."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from schools.models import AskInput, Input, Link, PlanLine

WHOLE = Decimal(100)


def supporting_inputs(ask, line):
    """Comments behind the ask that may support a link to this line: said and written down before the plan was filed.

    The moments are compared in the database (TRAIL, section 2: no retro-fitting).
    """
    behind = Input.objects.standing().filter(pk__in=AskInput.objects.of(ask).values("input"))
    return behind.before_plan(line.version.submitted_on) if line.version.submitted_on else behind.none()


@transaction.atomic
def claim(ask, *, line, share_percent, by, inputs=None, evidence_page=None, evidence_note="", claimed_as=""):
    """Claim that a share of a plan line answers an ask. It counts once a second person confirms it.

    `share_percent`: more than 0, at most 100; the shares of one line sum to at most 100. `inputs`: the comments it
    rests on; None takes every comment that may support it. Raises ValidationError when the plan is not filed, when no
    comment is old enough, or when the line has no share left.
    """
    line = PlanLine.objects.select_for_update().select_related("version").get(pk=line.pk)
    _refuse_unfit(ask, line)
    eligible = supporting_inputs(ask, line)
    chosen = list(eligible if inputs is None else eligible.filter(pk__in=[entry.pk for entry in inputs]))
    if not chosen or (inputs is not None and len(chosen) < len(set(inputs))):
        raise ValidationError(
            _("The plan was filed on %(day)s. Only comments said and written down by then can support this link."),
            params={"day": date_format(line.version.submitted_on)},
        )
    _refuse_more_than_whole(line, share_percent, by)
    link = Link(
        ask=ask, line=line, share_percent=share_percent, evidence_page=evidence_page,
        evidence_note=evidence_note.strip(), claimed_by=by, claimed_as=claimed_as.strip(),
    )  # fmt: skip
    link.full_clean()
    link.save()
    link.inputs.set(chosen)
    record(by, "link.claimed", link, organization=ask.steward, share=str(share_percent))
    return link


def _refuse_unfit(ask, line):
    if not line.version.is_filed:
        raise ValidationError(_("This plan is a draft. Tie asks to it once it is filed."))
    if (ask.school_id, ask.year) != (line.version.school_id, line.version.year):
        raise ValidationError(_("An ask is tied to lines of its own school’s plan for the same year."))
    if ask.merged_into_id:
        raise ValidationError(_("This ask was merged into another one. Change that one, or undo the merge."))
    if line.no_request_at:
        raise ValidationError(_("This line says that no family request was found. Take that back first."))
    if Link.objects.standing().of(ask).filter(line=line).exists():
        raise ValidationError(_("This ask is already tied to this line."))


def _refuse_more_than_whole(line, share_percent, by):
    """Shares sum to the whole within the trail one can see: another organization's own trail must not show through."""
    links = Link.objects.visible_to(by).standing().filter(line=line)
    taken = links.aggregate(sum=Sum("share_percent"))["sum"] or Decimal(0)
    if taken + Decimal(share_percent) > WHOLE:
        raise ValidationError(
            _("Other asks hold %(taken)s %% of this line; at most %(left)s %% is left."),
            params={"taken": f"{taken.normalize():f}", "left": f"{(WHOLE - taken).normalize():f}"},
        )


@transaction.atomic
def confirm(link, *, by, confirmed_as):
    """A second person, who did not make the claim, says that the line does answer the ask, and in which role."""
    link = Link.objects.select_for_update().get(pk=link.pk)
    if link.withdrawn_at:
        raise ValidationError(_("This link was removed."))
    if link.confirmed_at:
        raise ValidationError(_("This link is already confirmed."))
    if link.claimed_by_id == by.pk:
        raise ValidationError(_("A second person must confirm: you made this claim yourself."))
    link.confirmed_by, link.confirmed_at, link.confirmed_as = by, timezone.now(), confirmed_as.strip()
    link.full_clean()
    link.save()
    record(by, "link.confirmed", link, organization=link.ask.steward, role=link.confirmed_as)
    return link


@transaction.atomic
def withdraw(link, *, by):
    """Remove a link. The row stays in the history; its share of the line is free again."""
    link = Link.objects.select_for_update().get(pk=link.pk)
    if link.withdrawn_at:
        raise ValidationError(_("This link was removed."))
    link.withdrawn_by, link.withdrawn_at = by, timezone.now()
    link.full_clean()
    link.save()
    record(by, "link.withdrawn", link, organization=link.ask.steward)
    return link


@transaction.atomic
def restore(link, *, by):
    """Bring back a removed link, if its share of the line is still free. A confirmation it had stands again."""
    link = Link.objects.select_related("line__version", "ask").get(pk=link.pk)
    if not link.withdrawn_at:
        return link
    line = PlanLine.objects.select_for_update().select_related("version").get(pk=link.line_id)
    _refuse_unfit(link.ask, line)
    _refuse_more_than_whole(line, link.share_percent, by)
    link.withdrawn_by, link.withdrawn_at = None, None
    link.full_clean()
    link.save()
    record(by, "link.restored", link, organization=link.ask.steward)
    return link


@transaction.atomic
def no_request_found(line, *, by, organization, reason=""):
    """Decide that no family asked for this line; `reason` is the school's own. Refused while an ask is tied to it."""
    line = PlanLine.objects.select_for_update().select_related("version").get(pk=line.pk)
    if not line.version.is_filed:
        raise ValidationError(_("This plan is a draft. Tie asks to it once it is filed."))
    if Link.objects.visible_to(by).standing().filter(line=line).exists():
        raise ValidationError(_("An ask is tied to this line. Remove that link first."))
    line.no_request_at, line.no_request_by, line.no_request_reason = timezone.now(), by, reason.strip()
    line.full_clean()
    line.save()
    record(by, "line.no_request", line, organization=organization)
    return line


@transaction.atomic
def take_back_no_request(line, *, by, organization):
    """Take back that no family asked for this line."""
    line = PlanLine.objects.select_for_update().get(pk=line.pk)
    line.no_request_at, line.no_request_by, line.no_request_reason = None, None, ""
    line.full_clean()
    line.save()
    record(by, "line.no_request_taken_back", line, organization=organization)
    return line
