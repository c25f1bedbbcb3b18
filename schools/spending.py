"""Reporting what was spent on a plan's lines, by which day, and where that is written."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record
from kit.money import dollars
from schools.models import Actual, PlanLine, PlanVersion, SourceFile

# The audit names each figure; a report on more lines than this is described by its sums.
MOST_NAMED = 60


class AlreadyReported(ValidationError):
    """Some lines have a figure for this very day. `lines` holds a sentence for each, by the line's id."""

    def __init__(self, lines: dict[int, str]):
        super().__init__(list(lines.values()))
        self.lines = lines


def report(
    line: PlanLine,
    *,
    amount_cents: int,
    as_of: date,
    by,
    document: SourceFile | None = None,
    source_note: str = "",
    replace: bool = False,
) -> Actual:
    """Note what had been spent on one line by a day. 0 is "nothing spent"; below zero, money came back.

    The same as `report_many` for one line.
    """
    [actual] = report_many(
        line.version,
        [(line, amount_cents)],
        as_of=as_of,
        by=by,
        replace=replace,
        document=document,
        source_note=source_note,
    )
    return actual


@transaction.atomic
def report_many(
    version: PlanVersion,
    amounts: Iterable[tuple[PlanLine, int]],
    *,
    as_of: date,
    by,
    document: SourceFile | None = None,
    source_note: str = "",
    replace: bool = False,
    on: date | None = None,
) -> list[Actual]:
    """Note one report's figures, in cents, on lines of one filed version: all of them or none.

    Refuses a day to come, a report that names no source, and a line that has a figure for that day already, unless
    `replace` says that this one corrects it. `on` is today by default.
    """
    amounts = list(amounts)
    _check(version, amounts, as_of, document, source_note, on)
    standing = _standing(amounts, as_of)
    if standing and not replace:
        raise AlreadyReported({pk: _already(actual) for pk, actual in standing.items()})
    former = {pk: actual.amount_cents for pk, actual in standing.items()}
    actuals = []
    for line, cents in amounts:
        actual = standing.get(line.pk) or Actual(line=line, as_of=as_of)
        actual.amount_cents, actual.document, actual.source_note = cents, document, source_note.strip()
        actual.recorded_by = by
        actual.full_clean(exclude=["line", "document", "recorded_by"], validate_unique=False)
        actual.save()
        actuals.append(actual)
    verb = "spending.corrected" if standing else "spending.reported"
    facts = _facts(amounts, former)
    record(by, verb, version, as_of=str(as_of), source=str(document or source_note)[:200], **facts)
    return actuals


@transaction.atomic
def report_sheet(version: PlanVersion, figures, *, as_of: date, document: SourceFile, by, replace: bool = False):
    """Note a whole sheet's figures (schools.uploading.Figure), which may be as of several days: all or none.

    `as_of` is the day of those that name none. Raises what `report_many` raises.
    """
    days = defaultdict(list)
    for figure in figures:
        days[figure.as_of or as_of].append((figure.line, figure.amount_cents))
    if not days:
        raise ValidationError(_("No row of this file could be read. Look at the reasons beside the rows."))
    reported = []
    for day, amounts in sorted(days.items()):
        reported += report_many(version, amounts, as_of=day, document=document, by=by, replace=replace)
    return reported


@transaction.atomic
def take_back(version: PlanVersion, actuals: Iterable[Actual], *, by) -> int:
    """Take figures away that were reported by mistake; the history keeps them. The figures before them stand again."""
    actuals = list(Actual.objects.filter(pk__in=[actual.pk for actual in actuals], line__version=version))
    if not actuals:
        raise ValidationError(_("These figures were taken back already."))
    lines = {line.pk: line for line in version.lines.all()}
    facts = _facts([(lines[actual.line_id], actual.amount_cents) for actual in actuals], {})
    Actual.objects.filter(pk__in=[actual.pk for actual in actuals]).delete()
    record(by, "spending.taken_back", version, as_of=str(actuals[0].as_of), lines=len(actuals), total=facts["total"])
    return len(actuals)


def _check(version, amounts, as_of, document, source_note, on):
    """The refusals that concern the whole report."""
    if not version.is_filed:
        raise ValidationError(_("Spending is reported on a plan that was filed. File this version first."))
    if (
        PlanVersion.objects.filed()
        .filter(school=version.school_id, year=version.year, number__gt=version.number)
        .exists()
    ):
        raise ValidationError(_("A newer version of this plan was filed. Report the spending on that one."))
    if not amounts:
        raise ValidationError(_("Enter at least one amount. Leave a line blank when the report does not name it."))
    if len({line.pk for line, _cents in amounts}) < len(amounts):
        raise ValidationError(_("A line stands twice in this report."))
    if any(line.version_id != version.pk for line, _cents in amounts):
        raise ValidationError(_("A line of this report belongs to another plan."))
    if as_of > (on or version.organization.today()):
        raise ValidationError({"as_of": _("This day has not come yet.")})
    if document is None and not source_note.strip():
        raise ValidationError(gettext_lazy("Say where these figures come from: a document, or where it is written."))


def _standing(amounts, as_of):
    """Reports of that day, by line, held until the deed is done."""
    lines = PlanLine.objects.select_for_update().filter(pk__in=[line.pk for line, _cents in amounts])
    list(lines.values_list("pk"))
    found = Actual.objects.filter(line__in=[line.pk for line, _cents in amounts], as_of=as_of).select_related("line")
    return {actual.line_id: actual for actual in found}


def _already(actual):
    return _("Line %(number)d already has a figure for %(day)s: %(amount)s.") % {
        "number": actual.line.number,
        "day": date_format(actual.as_of, "DATE_FORMAT"),
        "amount": dollars(actual.amount_cents),
    }


def _facts(amounts, former):
    """Counts, sums and each figure for the audit; a corrected one with what stood before."""
    facts = {
        "lines": len(amounts),
        "corrected": sum(former.get(line.pk, cents) != cents for line, cents in amounts),
        "total_before": dollars(sum(former.values())),
        "total": dollars(sum(cents for _line, cents in amounts)),
    }
    for line, cents in amounts[:MOST_NAMED]:
        before = former.get(line.pk, cents)
        now = dollars(cents)
        facts[f"line_{line.number}"] = now if before == cents else f"{dollars(before)} → {now}"
    return facts
