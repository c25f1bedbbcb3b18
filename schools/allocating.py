"""The district's index file: each school's published score, rank, tier and dollars, and the rows that match no school.

Figures are stored exactly as published; nothing is computed from them. A missing figure is None, never 0.
"""

from collections.abc import Callable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from kit.years import school_year
from schools.directory import BATCH, Outcome, sentences_of
from schools.models import School, SeniRecord, SourceFile, UnmatchedRow
from schools.readers import lausd_seni

FIGURES = ("score", "rank", "tier", "allocation_cents", "enrollment", "english_learner_rate", "data_year")


def import_seni(
    source: SourceFile, *, year: int | None, by, progress: Callable[[int, int], None] | None = None
) -> Outcome:
    """Bring a kept SENI file into the records of one allocation year. `by=None` is the machine.

    A school's figures of that year are replaced by the file's. A row whose code no school has waits for a person;
    what a person once said about a code holds for later files. Raises ValidationError with one sentence for a wrong
    file or a year that the file's headers deny; then nothing has changed.
    """
    with source.file.open("rb") as file:
        found = lausd_seni.read(file.read(), year=year)
    outcome = Outcome(source.name, found.year, rows=len(found.rows) + len(found.refused))
    outcome.counts["waiting"] = outcome.counts["set_aside"] = 0
    for refusal in found.refused:
        outcome.refuse(refusal.number, refusal.reason)
    incoming = Incoming(source, found, outcome)
    for start in range(0, len(found.rows), BATCH):
        if progress:
            progress(start, len(found.rows))
        with transaction.atomic():
            incoming.write(found.rows[start : start + BATCH])
    if progress:
        progress(len(found.rows), len(found.rows))
    counts = {kind: outcome.counts[kind] for kind in ("added", "changed", "unchanged", "waiting")}
    details = counts | {"year": school_year(found.year), "refused": len(outcome.refused)}
    record(by, "seni.imported", source, organization=source.organization, **details)
    return outcome


class Incoming:
    """A SENI file on its way in, up to 200 rows at a time, each time inside the caller's transaction."""

    def __init__(self, source: SourceFile, found: lausd_seni.SeniFile, outcome: Outcome):
        self.source, self.found, self.outcome = source, found, outcome
        self.taken: set[int] = set()

    def write(self, rows) -> None:
        """Match rows with schools, write their figures, and keep what matches none."""
        codes = [row.cds_code for row in rows]
        schools = School.objects.in_bulk(codes, field_name="cds_code")
        said = _said_of(codes)
        matched, waiting = [], []
        for row in rows:
            school = schools.get(row.cds_code) or said.get(row.cds_code)
            if school is not None:
                matched.append((row, school))
            elif row.cds_code in said:
                self.outcome.counts["set_aside"] += 1
            else:
                waiting.append(row)
        self._write_records(matched)
        self._keep_waiting(waiting)
        # A code that found its school since the last import waits no longer.
        known = [row.cds_code for row, _school in matched]
        UnmatchedRow.objects.waiting().filter(year=self.found.year, cds_code__in=known).delete()

    def _write_records(self, matched) -> None:
        ids = [school.pk for _row, school in matched]
        year = self.found.year
        standing = {known.school_id: known for known in SeniRecord.objects.filter(school_id__in=ids, year=year)}
        written = []
        for row, school in matched:
            known = standing.get(school.pk)
            figured = known or SeniRecord(school=school, year=year)
            if school.pk in self.taken:
                self.outcome.refuse(row.number, _("Another row of this file is this school too."))
            elif verdict := self._take(row, figured, is_new=known is None):
                self.taken.add(school.pk)
                self.outcome.counts[verdict] += 1
                written.append(figured)
        SeniRecord.objects.bulk_create(
            written,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["school", "year"],
            update_fields=[*FIGURES, "source"],
        )

    def _take(self, row, figured, *, is_new) -> str | None:
        """Put a row's figures into a record and say what that means; None when they cannot stand."""
        figures = self._figures(row)
        is_same = not is_new and all(_same(getattr(figured, name), value) for name, value in figures.items())
        for name, value in figures.items():
            setattr(figured, name, value)
        figured.source = self.source
        try:
            figured.clean_fields(exclude=["school", "source"])
        except ValidationError as refusal:
            self.outcome.refuse(row.number, " ".join(sentences_of(refusal, SeniRecord)))
            return None
        return "unchanged" if is_same else "added" if is_new else "changed"

    def _keep_waiting(self, rows) -> None:
        """Keep rows that match no school, once for each file and row number; they take the place of an older file's."""
        self.outcome.counts["waiting"] += len(rows)
        kept = [
            UnmatchedRow(
                source=self.source,
                row_number=row.number,
                cds_code=row.cds_code,
                name=row.name[:200],
                year=self.found.year,
                values={name: str(value) for name, value in self._figures(row).items() if value is not None},
            )
            for row in rows
        ]
        waiting = UnmatchedRow.objects.waiting().filter(year=self.found.year)
        waiting.filter(cds_code__in=[row.cds_code for row in rows]).exclude(source=self.source).delete()
        UnmatchedRow.objects.bulk_create(kept, batch_size=BATCH, ignore_conflicts=True)

    def _figures(self, row) -> dict:
        """A row's figures under the names of SeniRecord."""
        return {
            "score": row.score,
            "rank": row.rank,
            "tier": row.quintile,
            "allocation_cents": row.allocation_cents,
            "enrollment": row.enrollment,
            "english_learner_rate": row.el_rate,
            "data_year": self.found.data_year,
        }


def _said_of(codes) -> dict:
    """What people said about codes that no school has: the school, or None for one set aside. The last word counts."""
    rows = UnmatchedRow.objects.settled().filter(cds_code__in=codes).select_related("school")
    return {row.cds_code: row.school for row in rows.order_by("settled_at", "pk")}


def _same(one, other) -> bool:
    """Whether two figures are one; 47.5 and 47.5000 are."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one.quantize(Decimal("0.0001")) == other.quantize(Decimal("0.0001"))
    return one == other


@transaction.atomic
def settle_row(row: UnmatchedRow, *, school: School | None, by) -> UnmatchedRow:
    """Say which school a waiting row is, which gives that school the row's figures; without a school, set it aside.

    Refuses a row that is settled already, and a school that has figures of that year from elsewhere.
    """
    row = _locked(row)
    if row.settled_at:
        raise ValidationError(_("Someone has settled this row already."))
    if school is not None:
        _give_figures(row, school)
    row.school, row.settled_at, row.settled_by = school, timezone.now(), by
    row.save(update_fields=["school", "settled_at", "settled_by"])
    details = {"row": row.row_number, "school": school.name if school else None}
    verb = "seni.row_matched" if school else "seni.row_set_aside"
    record(by, verb, row, organization=row.source.organization, **details)
    return row


def _give_figures(row, school) -> None:
    if SeniRecord.objects.filter(school=school, year=row.year).exists():
        raise ValidationError(
            _("%(school)s has figures for %(year)s from another row already."),
            params={"school": school.name, "year": school_year(row.year)},
        )
    figured = SeniRecord(school=school, year=row.year, source=row.source, **row.values)
    figured.full_clean()
    figured.save()


@transaction.atomic
def reopen_row(row: UnmatchedRow, *, by) -> UnmatchedRow:
    """Take back what was said about a row: it waits again, and the figures it gave to a school go with it."""
    row = _locked(row)
    if not row.settled_at:
        raise ValidationError(_("This row is waiting already."))
    if row.school_id:
        SeniRecord.objects.filter(school=row.school_id, year=row.year, source=row.source_id).delete()
    row.school = row.settled_at = row.settled_by = None
    row.save(update_fields=["school", "settled_at", "settled_by"])
    record(by, "seni.row_reopened", row, organization=row.source.organization, row=row.row_number)
    return row


def _locked(row):
    return UnmatchedRow.objects.select_for_update(of=("self",)).select_related("source__organization").get(pk=row.pk)
