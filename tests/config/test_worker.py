"""From the doorbell to the deed: a job put in line by a page is done by a real worker, on this run's broker."""

import time

import pytest

from accounts import working
from accounts.access import Permission
from accounts.models import Job


@pytest.fixture
def greeting(monkeypatch):
    """A kind of work that only these tests know."""
    monkeypatch.setattr(working, "_kinds", dict(working._kinds))

    @working.job("tests.greet", permission=Permission.VIEW_SCHOOLS, title="Greet")
    def greet(job, progress):
        progress(1, 1)
        return {"greeting": f"Hello, {job.payload['name']}"}


def finished(job, *, within):
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and job.state != Job.State.DONE:
        time.sleep(0.05)
        job.refresh_from_db()
    return job


@pytest.mark.django_db(transaction=True)
def test_a_job_is_done_by_the_worker_within_a_second_or_two(cast, greeting, worker):
    job = working.ask("tests.greet", by=cast.rosa, organization=cast.coalition_org, payload={"name": "Luis"})

    done = finished(job, within=10)

    assert (done.state, done.result) == (Job.State.DONE, {"greeting": "Hello, Luis"})
