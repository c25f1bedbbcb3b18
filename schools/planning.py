"""Spending plans: drafting a version, filing it as the school filed it, and carrying ties into the next one."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, ProtectedError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record
from kit.folding import fold
from kit.money import dollars
from schools.carrying import carry_over
from schools.models import PlanLine, PlanVersion, School, SourceFile
from schools.taxonomy import BY_SLUG

MOST_LINES = 500
# Line numbers are unique within a version, so lines step aside this far before they take their new places.
ASIDE = 10_000
# The audit names each changed amount; beyond this many lines the sums must do.
MOST_NAMED = 60


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line of a plan as somebody typed it or a file says it. `thread` ties it to the line it continues."""

    category: str
    description: str
    amount_cents: int
    object_code: str = ""
    fte: Decimal | None = None
    is_open: bool = True
    page: int | None = None
    thread: uuid.UUID | None = None

    @property
    def category_words(self):
        """The category in the reader's language."""
        return BY_SLUG.get(self.category, self.category)


class ChangedMeanwhile(ValidationError):
    """Somebody else saved the draft after this person opened it."""


def token_of(version: PlanVersion) -> str:
    """A fingerprint of a version's lines and narrative: two people who saw the same draft hold the same token."""
    columns = ("thread", "number", "category", "description", "object_code", "fte", "amount_cents", "is_open", "page")
    seen = [version.status, version.engagement_narrative, *version.lines.order_by("number").values_list(*columns)]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


@transaction.atomic
def start_version(school: School, year: int, *, by, organization, copy_from: PlanVersion | None = None) -> PlanVersion:
    """Open a draft: empty, or with the lines of an earlier version, each keeping its thread.

    A school has one draft per year at most. Raises ValidationError when there is one already.
    """
    School.objects.select_for_update().get(pk=school.pk)
    versions = PlanVersion.objects.filter(school=school, year=year)
    if versions.drafts().exists():
        raise ValidationError(_("This school already has a draft for that year. Go on with it, or drop it first."))
    if copy_from and (copy_from.school_id, copy_from.year) != (school.pk, year):
        raise ValidationError(_("Copy from a plan of the same school and year."))
    version = PlanVersion(
        school=school,
        year=year,
        number=(versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        engagement_narrative=copy_from.engagement_narrative if copy_from else "",
        recorded_by=by,
        organization=organization,
    )
    version.full_clean()
    version.save()
    lines = [_line(version, number, draft) for number, draft in enumerate(drafts_of(copy_from), 1)] if copy_from else []
    PlanLine.objects.bulk_create(lines)
    record(by, "plan.started", version, lines=len(lines), total=dollars(sum(line.amount_cents for line in lines)))
    return version


@transaction.atomic
def save_lines(
    version: PlanVersion,
    lines: Iterable[LineDraft],
    *,
    by,
    narrative: str | None = None,
    document: SourceFile | None = None,
    seen: str | None = None,
) -> PlanVersion:
    """Make these the draft's lines, in this order. Lines that are missing are removed; threads that continue stay.

    `seen` is the token of the draft as this person saw it: raises ChangedMeanwhile if it has changed since.
    """
    version = _locked(version)
    _refuse_filed(version)
    if seen is not None and seen != token_of(version):
        raise ChangedMeanwhile(
            _("Somebody else saved this plan while you were working on it. Nothing of yours is lost.")
        )
    drafts = with_threads(version, list(lines))
    if len(drafts) > MOST_LINES:
        raise ValidationError(_("A plan can have at most %(most)d lines."), params={"most": MOST_LINES})
    rows = {line.thread: line for line in version.lines.all()}
    former = {thread: line.amount_cents for thread, line in rows.items()}
    after = [_line(version, number, draft, rows.get(draft.thread)) for number, draft in enumerate(drafts, 1)]
    _clean(after)
    facts = _changes(former, after)
    _write(version, after)
    if narrative is not None:
        version.engagement_narrative = narrative
    if document is not None:
        version.document = document
    version.full_clean()
    version.save()
    record(by, "plan.saved", version, **facts)
    return version


@transaction.atomic
def file_version(
    version: PlanVersion, *, submitted_on: date, by, document: SourceFile | None = None, on: date | None = None
) -> PlanVersion:
    """Say that the school submitted this version on a day. From then on it cannot change; only a new version can.

    Ties to asks and the newest spending figures come along from the version before (schools/carrying.py).
    `on` is today by default. Raises ValidationError for a day to come, a day before the version before, or no lines.
    """
    version = _locked(version)
    _refuse_filed(version)
    earlier = PlanVersion.objects.filed().filter(school=version.school, year=version.year, number__lt=version.number)
    previous = earlier.order_by("-number").first()
    if not version.lines.exists():
        raise ValidationError(_("This plan has no lines yet. Add its lines, then file it."))
    if submitted_on > (on or version.organization.today()):
        raise ValidationError({"submitted_on": _("This day has not come yet.")})
    if previous and submitted_on < previous.submitted_on:
        day = date_format(previous.submitted_on, "DATE_FORMAT")
        refusal = _("Version %(number)d was submitted on %(day)s. A later version cannot be older.")
        raise ValidationError({"submitted_on": refusal % {"number": previous.number, "day": day}})
    version.status = PlanVersion.Status.FILED
    version.submitted_on = submitted_on
    version.document = document or version.document
    version.full_clean()
    version.save()
    facts: dict[str, Any] = dict(carry_over(previous, version)) if previous else {}
    total = sum(version.lines.values_list("amount_cents", flat=True))
    before = sum(previous.lines.values_list("amount_cents", flat=True)) if previous else None
    facts |= {"total": dollars(total), "total_before": "–" if before is None else dollars(before)}
    record(by, "plan.filed", version, submitted_on=str(submitted_on), **facts)
    return version


@transaction.atomic
def approve(version: PlanVersion, *, by) -> PlanVersion:
    """Note that the district approved the newest filed version."""
    version = _locked(version)
    if version.status != PlanVersion.Status.FILED:
        raise ValidationError(_("Only a plan that was filed can be approved."))
    if not PlanVersion.objects.latest_filed().filter(pk=version.pk).exists():
        raise ValidationError(_("A newer version was filed. Approve that one."))
    version.status = PlanVersion.Status.APPROVED
    version.save()
    record(by, "plan.approved", version)
    return version


@transaction.atomic
def drop_draft(version: PlanVersion, *, by) -> None:
    """Throw a draft away. What was filed stays for good."""
    version = _locked(version)
    _refuse_filed(version)
    total = sum(version.lines.values_list("amount_cents", flat=True))
    record(by, "plan.dropped", version, lines=version.lines.count(), total=dollars(total))
    try:
        version.delete()
    except ProtectedError as tied:
        raise ValidationError(_("Some lines of this draft are tied to asks. Take those ties away first.")) from tied


def drafts_of(version: PlanVersion) -> list[LineDraft]:
    """A version's lines as they would be typed again."""
    names = ("category", "description", "amount_cents", "object_code", "fte", "is_open", "page", "thread")
    return [LineDraft(**row) for row in version.lines.order_by("number").values(*names)]


def with_threads(version: PlanVersion, lines: list[LineDraft]) -> list[LineDraft]:
    """The lines, each with a thread: its own, that of the same line in this or the version before, or a new one.

    A thread is taken only from this school and year, and only once, so that no line can pose as another.
    """
    known, waiting = set(), defaultdict(list)
    for line in _lines_before(version):
        known.add(line.thread)
        waiting[_likeness(line)].append(line.thread)
    taken = set()
    for line in lines:
        if line.thread in known:
            taken.add(line.thread)
    threaded, used = [], set()
    for line in lines:
        if line.thread in known and line.thread not in used:
            thread = line.thread
        else:
            free = (thread for thread in waiting[_likeness(line)] if thread not in taken)
            thread = next(free, None) or uuid.uuid4()
            taken.add(thread)
        used.add(thread)
        threaded.append(replace(line, thread=thread))
    return threaded


def _lines_before(version):
    """Lines of this draft, then of the newest version before it."""
    earlier = PlanVersion.objects.filter(school=version.school_id, year=version.year, number__lt=version.number)
    previous = earlier.filed().order_by("-number").first()
    return [*version.lines.order_by("number"), *(previous.lines.order_by("number") if previous else [])]


def _likeness(line):
    return line.category, fold(line.description), fold(line.object_code)


def _line(version, number, draft, row=None):
    """The draft as a row: the one it continues in this version, or a new one."""
    row = row or PlanLine(version=version, thread=draft.thread)
    row.number = number
    for name in ("category", "description", "object_code", "fte", "amount_cents", "is_open", "page"):
        setattr(row, name, getattr(draft, name))
    return row


def _clean(lines):
    """Every line well-shaped; the refusal names the lines that are not."""
    refusals = []
    for line in lines:
        try:
            if line.category not in BY_SLUG:
                raise ValidationError(_("Choose a category."))
            line.clean_fields(exclude=["version", "category"])
        except ValidationError as trouble:
            why = " ".join(trouble.messages)
            refusals.append(_("Line %(number)d: %(why)s") % {"number": line.number, "why": why})
    if refusals:
        raise ValidationError(refusals)


def _write(version, after):
    """Three steps, for numbers are unique at every moment: away with what went, all aside, all in their new places."""
    staying = {line.pk for line in after if line.pk}
    try:
        version.lines.exclude(pk__in=staying).delete()
    except ProtectedError as tied:
        raise ValidationError(_("A line you took away is tied to an ask. Take that tie away first.")) from tied
    version.lines.update(number=F("number") + ASIDE)
    columns = ["number", "category", "description", "object_code", "fte", "amount_cents", "is_open", "page"]
    PlanLine.objects.bulk_update([line for line in after if line.pk], columns, batch_size=100)
    PlanLine.objects.bulk_create([line for line in after if not line.pk], batch_size=200)


def _changes(former, after):
    """What the audit keeps of a saving: counts, the sums before and after, and each amount that changed."""
    now = {line.thread for line in after}
    changed = [line for line in after if former.get(line.thread, line.amount_cents) != line.amount_cents]
    facts = {
        "lines": len(after),
        "added": len(now - former.keys()),
        "removed": len(former.keys() - now),
        "changed": len(changed),
        "total_before": dollars(sum(former.values())),
        "total": dollars(sum(line.amount_cents for line in after)),
    }
    for line in changed[:MOST_NAMED]:
        facts[f"line_{line.number}"] = f"{dollars(former[line.thread])} → {dollars(line.amount_cents)}"
    return facts


def _locked(version):
    """The version as it stands now, held until the deed is done."""
    return (
        PlanVersion.objects.select_for_update(of=("self",)).select_related("school", "organization").get(pk=version.pk)
    )


def _refuse_filed(version):
    if version.is_filed:
        raise ValidationError(
            gettext_lazy("Version %(number)d was filed and cannot be changed. Start a new version."),
            params={"number": version.number},
        )
