"""Work done in the background. The Job row is the truth; the queue only rings the bell.

Write a job as a function of (job, progress) that may run again from the start: a worker can die at any line.
Call `progress` between transactions, not inside a long one, so that the heartbeat is seen, and at least every minute.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from celery import current_app
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.access import may
from accounts.audit import record
from accounts.models import Job, Organization
from accounts.roles import Permission
from accounts.sentences import WORDS

log = logging.getLogger("fairshare.jobs")

STALE_AFTER = timedelta(minutes=3)
RING_AGAIN_AFTER = timedelta(minutes=1)
MOST_TRIES = 3


@dataclass(frozen=True)
class Kind:
    """One kind of background work: what to run, who may ask for it, and where its outcome is shown."""

    name: str
    run: Callable
    permission: Permission
    title: str
    result_url: Callable | None


_kinds: dict[str, Kind] = {}


class LostLease(Exception):
    """Another worker has taken this job over; the old one must stop."""


def job(name: str, *, permission: Permission, title, result_url: Callable | None = None):
    """Register a function (job, progress) -> dict as a kind of work. `result_url(job)` is the page to show after."""

    def register(run):
        _kinds[name] = Kind(name, run, permission, title, result_url)
        WORDS.setdefault("job.work", {})[name] = title
        return run

    return register


def kind_of(job_row: Job) -> Kind | None:
    return _kinds.get(job_row.kind)


def title_of(job_row: Job) -> str:
    kind = kind_of(job_row)
    return str(kind.title) if kind else job_row.kind


def result_url_of(job_row: Job) -> str | None:
    """Where the outcome is shown, once the work is done."""
    kind = kind_of(job_row)
    if job_row.state != Job.State.DONE or kind is None or kind.result_url is None:
        return None
    return kind.result_url(job_row)


@transaction.atomic
def ask(name: str, *, by, organization: Organization, payload: dict | None = None) -> Job:
    """Put work in line. Refuses with PermissionDenied when `by` may not have it done for this organization."""
    kind = _kinds[name]
    if not may(by, kind.permission, organization):
        raise PermissionDenied
    row = Job.objects.create(kind=name, asked_by=by, organization=organization, payload=payload or {})
    record(by, "job.asked", row, work=name)
    transaction.on_commit(lambda: ring(row.pk), robust=True)
    return row


def ring(job_id: int) -> None:
    """Tell the workers that a job waits, by the name under which they know the work (accounts/tasks.py). A lost ring
    does no harm: the sweep rings again."""
    current_app.send_task("accounts.tasks.run_job", [job_id])


def run(job_id: int) -> str:
    """Do one job, once, however often the queue delivers it. Answers with the state it left behind."""
    lease = Job.objects.claim(job_id)
    if lease is None:
        return "nothing to do"
    row = Job.objects.select_related("asked_by", "organization").get(pk=job_id)
    with translation.override(row.asked_by.language), timezone.override(row.organization.timezone):
        try:
            outcome = _outcome_of(row, lease)
        except LostLease:
            log.warning("job %s was taken over by another worker", job_id)
            return "taken over"
        except ValidationError as refusal:
            outcome = {"state": Job.State.FAILED, "error": " ".join(refusal.messages)}
        except Exception:
            # The row must not stay "running" for ever, whatever went wrong; the log keeps what the page must not show.
            log.exception("job %s (%s) failed", job_id, row.kind)
            sentence = _(
                "Something went wrong on our side. Tell the people who run this site, and name job %(number)s."
            )
            outcome = {"state": Job.State.FAILED, "error": sentence % {"number": job_id}}
    Job.objects.held(job_id, lease).update(finished_at=timezone.now(), lease=None, **outcome)
    return str(outcome["state"].value)


def _outcome_of(row: Job, lease) -> dict:
    """Run the work if its asker may still have it done."""
    kind = kind_of(row)
    if kind is None:
        return {"state": Job.State.FAILED, "error": _("This version of Fairshare does not know this kind of work.")}
    if not may(row.asked_by, kind.permission, row.organization):
        return {"state": Job.State.FAILED, "error": _("This was not done: you no longer have the role it needs.")}

    def progress(done: int, total: int | None = None) -> None:
        steps = {"progress_done": done, "heartbeat_at": timezone.now()}
        if total is not None:
            steps["progress_total"] = total
        if not Job.objects.held(row.pk, lease).update(**steps):
            raise LostLease

    result = kind.run(row, progress)
    return {"state": Job.State.DONE, "result": result or {}}


def sweep() -> dict:
    """Put back what dead workers left, ring again for what still waits, give up on what died three times."""
    now = timezone.now()
    stale = Job.objects.running().filter(heartbeat_at__lt=now - STALE_AFTER)
    given_up = 0
    for row in stale.filter(tries__gte=MOST_TRIES).select_related("asked_by"):
        with translation.override(row.asked_by.language):
            error = _("This stopped three times before it was finished, so we did not start it again.")
        given_up += stale.filter(pk=row.pk).update(state=Job.State.FAILED, error=error, finished_at=now, lease=None)
    revived = stale.filter(tries__lt=MOST_TRIES).update(state=Job.State.QUEUED, lease=None)
    waiting = list(Job.objects.waiting().filter(asked_at__lt=now - RING_AGAIN_AFTER).values_list("pk", flat=True)[:100])
    for job_id in waiting:
        ring(job_id)
    return {"revived": revived, "given_up": given_up, "rung": len(waiting)}
