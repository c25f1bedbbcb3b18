"""Imports as background work: what the upload pages ask for."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from accounts.working import job
from schools import allocating, directory, keeping
from schools.models import SourceFile

MOST_LISTED = 500


def result_url(row) -> str:
    return reverse("schools:import_result", args=[row.pk])


@job(
    "schools.import_schools", permission=Permission.IMPORT_RECORDS, title=_("Import of schools"), result_url=result_url
)
def import_schools(row, progress):
    """Read a kept directory file on behalf of the person who sent it."""
    with keeping.unless_refused(_source(row)) as source:
        outcome = directory.import_schools(source, year=row.payload["year"], by=row.asked_by, progress=progress)
    return _result(outcome)


@job(
    "schools.import_seni",
    permission=Permission.IMPORT_RECORDS,
    title=_("Import of SENI figures"),
    result_url=result_url,
)
def import_seni(row, progress):
    """Read a kept SENI file on behalf of the person who sent it."""
    with keeping.unless_refused(_source(row)) as source:
        outcome = allocating.import_seni(source, year=row.payload["year"], by=row.asked_by, progress=progress)
    return _result(outcome)


def _source(row) -> SourceFile:
    """The kept file, as the asker sees it when the work starts."""
    return SourceFile.objects.visible_to(row.asked_by).get(pk=row.payload["source"])


def _result(outcome) -> dict:
    """The outcome for the result page; of very many refused rows the first 500 and their number."""
    result = outcome.as_dict()
    for name in ("refused", "warnings"):
        result[f"{name}_count"] = len(result[name])
        result[name] = result[name][:MOST_LISTED]
    return result
