"""Carrying ties, reasons and spending from one filed version of a plan into the next.

A line continues when its thread does. What somebody confirmed about the old line holds for the new one only if the
line still buys the same thing for the same money.
"""

from itertools import groupby

from schools.models import Actual, Link, PlanLine, PlanVersion


def carry_over(previous: PlanVersion, version: PlanVersion) -> dict[str, int]:
    """Bring along what stood on the lines of `previous`. Runs inside the filing; returns counts for the audit."""
    pairs = _continued(previous, version)
    links = _carry_links(pairs)
    return {
        "links_kept": sum(link.confirmed_at is not None for link in links),
        "links_to_confirm": sum(link.confirmed_at is None for link in links),
        "spending_kept": _carry_spending(pairs),
        "reasons_kept": _carry_reasons(pairs),
    }


def is_same(old: PlanLine, new: PlanLine) -> bool:
    """Whether a line still buys the same thing for the same money."""
    return (old.category, old.description, old.amount_cents) == (new.category, new.description, new.amount_cents)


def _continued(previous, version):
    """Old line's id to (old line, new line), for lines that continue."""
    new = {line.thread: line for line in version.lines.all()}
    return {old.pk: (old, new[old.thread]) for old in previous.lines.all() if old.thread in new}


def _carry_links(pairs):
    """Standing ties come along. A changed line's tie must be confirmed again, by somebody who saw the change."""
    standing = Link.objects.standing().filter(line__in=pairs.keys()).order_by("pk")
    new_lines = [new.pk for _old, new in pairs.values()]
    there = set(Link.objects.standing().filter(line__in=new_lines).values_list("ask_id", "line_id"))
    carried, moments = [], {}
    for link in standing:
        old, new = pairs[link.line_id]
        if (link.ask_id, new.pk) in there:
            continue
        copy = Link(ask_id=link.ask_id, line=new, claimed_by_id=link.claimed_by_id, claimed_as=link.claimed_as)
        copy.share_percent, copy.evidence_note = link.share_percent, link.evidence_note
        copy.evidence_page = new.page or link.evidence_page
        if is_same(old, new):
            copy.confirmed_by_id, copy.confirmed_as = link.confirmed_by_id, link.confirmed_as
            copy.confirmed_at = link.confirmed_at
        carried.append(copy)
        moments[link.pk] = (copy, link.claimed_at)
    Link.objects.bulk_create(carried)
    for copy, claimed_at in moments.values():
        copy.claimed_at = claimed_at  # the claim was made then; creating a row stamps it with now
    Link.objects.bulk_update(carried, ["claimed_at"])
    _carry_comments({pk: copy.pk for pk, (copy, _moment) in moments.items()})
    return carried


def _carry_comments(new_of):
    """The comments each tie rests on."""
    through = Link.inputs.through
    rows = through.objects.filter(link__in=new_of.keys()).values_list("link_id", "input_id")
    through.objects.bulk_create([through(link_id=new_of[link], input_id=heard) for link, heard in rows])


def _carry_spending(pairs):
    """The newest figure of each line; older ones stay with the version they were reported on."""
    reports = Actual.objects.filter(line__in=pairs.keys()).order_by("line_id", "-as_of", "-pk")
    carried, moments = [], []
    for line_id, of_line in groupby(reports, key=lambda report: report.line_id):
        newest = next(of_line)
        names = ("amount_cents", "as_of", "document_id", "source_note", "recorded_by_id")
        carried.append(Actual(line=pairs[line_id][1], **{name: getattr(newest, name) for name in names}))
        moments.append(newest.recorded_at)
    Actual.objects.bulk_create(carried)
    for report, recorded_at in zip(carried, moments, strict=True):
        report.recorded_at = recorded_at
    Actual.objects.bulk_update(carried, ["recorded_at"])
    return len(carried)


def _carry_reasons(pairs):
    """ "No family request found" is a decision about this very purchase, so it holds only for an unchanged line."""
    kept = []
    for old, new in pairs.values():
        if old.no_request_at and is_same(old, new):
            new.no_request_at, new.no_request_by_id = old.no_request_at, old.no_request_by_id
            new.no_request_reason = old.no_request_reason
            kept.append(new)
    PlanLine.objects.bulk_update(kept, ["no_request_at", "no_request_by", "no_request_reason"])
    return len(kept)
