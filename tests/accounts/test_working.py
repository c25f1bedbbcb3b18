import time
from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts import granting, working
from accounts.models import Job
from accounts.roles import Permission
from tests.factories.accounts import JobFactory

LATER = timedelta(minutes=10)


@pytest.fixture
def runs(monkeypatch):
    """A kind of work that counts how often it ran; its behavior can be replaced in a test."""
    done = []

    def count(job, progress):
        progress(1, 2)
        done.append(job.pk)
        return {"counted": 2}

    monkeypatch.setattr(working, "_kinds", dict(working._kinds))
    register(count)
    return done


def register(run):
    title = "Counting"
    working.job("tests.count", permission=Permission.IMPORT_RECORDS, title=title, result_url=lambda job: "/me/")(run)


@pytest.fixture
def job(cast, runs):
    return JobFactory(organization=cast.coalition_org, asked_by=cast.rosa)


def test_a_job_runs_and_keeps_its_result(job, runs):
    assert working.run(job.pk) == "done"

    job.refresh_from_db()
    assert (job.state, job.result, job.progress_done, job.progress_total) == ("done", {"counted": 2}, 1, 2)
    assert job.percent == 100


def test_a_job_delivered_twice_runs_once(job, runs):
    working.run(job.pk)

    assert working.run(job.pk) == "nothing to do"
    assert runs == [job.pk]


def test_asking_rings_once_the_row_is_there(cast, runs, django_capture_on_commit_callbacks, monkeypatch):
    rung = []
    monkeypatch.setattr(working, "ring", rung.append)

    with django_capture_on_commit_callbacks(execute=True):
        job = working.ask("tests.count", by=cast.rosa, organization=cast.coalition_org, payload={"file": 7})

    assert rung == [job.pk]
    assert (job.state, job.payload) == ("queued", {"file": 7})


@pytest.mark.parametrize("who", ["vic", "otto"])
def test_nobody_asks_for_what_they_may_not_do(cast, runs, who):
    with pytest.raises(PermissionDenied):
        working.ask("tests.count", by=getattr(cast, who), organization=cast.coalition_org)


def test_a_job_whose_asker_lost_the_role_is_not_done(cast, job, runs):
    granting.remove(cast.rosa.grants.get(), by=cast.ana)

    assert working.run(job.pk) == "failed"
    job.refresh_from_db()
    assert "no longer have the role" in job.error
    assert runs == []


def test_a_refusal_is_shown_in_its_own_words(job):
    def refuse(job, progress):
        raise ValidationError("This file has no CDS codes.")

    register(refuse)
    working.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "This file has no CDS codes.")


def test_an_error_tells_the_asker_nothing_of_the_inside(job):
    def break_down(job, progress):
        raise RuntimeError("secret detail")

    register(break_down)
    working.run(job.pk)

    job.refresh_from_db()
    assert job.state == "failed"
    assert "secret" not in job.error
    assert str(job.pk) in job.error


def test_the_sweep_revives_what_a_dead_worker_left(job, runs, monkeypatch):
    rung = []
    monkeypatch.setattr(working, "ring", rung.append)
    Job.objects.claim(job.pk)

    assert working.sweep() == {"revived": 0, "given_up": 0, "rung": 0}
    with time_machine.travel(timezone.now() + LATER):
        assert working.sweep() == {"revived": 1, "given_up": 0, "rung": 1}
    assert rung == [job.pk]
    assert working.run(job.pk) == "done"


def test_a_worker_that_was_taken_for_dead_changes_nothing_more(job, runs):
    def be_slow(job, progress):
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, lease=None)
        Job.objects.claim(job.pk)
        progress(5, 5)

    register(be_slow)

    assert working.run(job.pk) == "taken over"
    job.refresh_from_db()
    assert (job.state, job.progress_done) == ("running", 0)


def test_work_that_died_three_times_is_given_up(job, runs, monkeypatch):
    monkeypatch.setattr(working, "ring", lambda pk: None)
    for days in range(1, 4):
        Job.objects.claim(job.pk)
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            swept = working.sweep()

    assert swept["given_up"] == 1
    job.refresh_from_db()
    assert job.state == "failed"
    assert "three times" in job.error


def test_a_lost_ring_is_made_good(job, runs, monkeypatch):
    rung = []
    monkeypatch.setattr(working, "ring", rung.append)

    with time_machine.travel(timezone.now() + LATER):
        working.sweep()

    assert rung == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_cannot_both_take_a_job(cast):
    job = JobFactory(organization=cast.coalition_org, asked_by=cast.rosa)
    leases = []

    def take():
        leases.append(Job.objects.claim(job.pk))
        connection.close()

    workers = [Thread(target=take) for _ in range(6)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]

    assert len([lease for lease in leases if lease]) == 1


def test_one_sees_only_ones_own_jobs(client, cast, job):
    client.force_login(cast.luis)

    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert list(client.get("/jobs/").context["page"]) == []


def test_the_job_page_moves_on_to_the_outcome(client, cast, job):
    client.force_login(cast.rosa)
    htmx = {"HTTP_HX_REQUEST": "true"}
    waiting = client.get(f"/jobs/{job.pk}/", **htmx)

    working.run(job.pk)

    assert "hx-get" in waiting.content.decode()
    assert "<html" not in waiting.content.decode()
    assert client.get(f"/jobs/{job.pk}/", **htmx).headers["HX-Redirect"] == "/me/"
    assert 'href="/me/"' in client.get(f"/jobs/{job.pk}/").content.decode()


def test_a_failed_job_says_why(client, cast, job):
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="This file has no CDS codes.")
    client.force_login(cast.rosa)

    assert "no CDS codes" in client.get(f"/jobs/{job.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_from_the_doorbell_to_the_deed(cast, worker, runs):
    job = working.ask("tests.count", by=cast.rosa, organization=cast.coalition_org)

    wait_until_over(job)

    assert job.state == "done"


def wait_until_over(job):
    for _ in range(100):
        job.refresh_from_db()
        if job.is_over:
            return
        time.sleep(0.1)
