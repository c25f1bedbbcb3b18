"""Every field of every model says its class, how long it is kept, and why; what is over its time goes."""

import copy
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from accounts import retaining
from accounts.audit import record
from accounts.models import AuditEntry, Invitation, Job
from tests.factories.accounts import InvitationFactory, JobFactory

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=3000)


def test_every_field_of_every_model_has_its_rule():
    assert retaining.faults() == []


@pytest.fixture
def policy():
    return copy.deepcopy({"accounts.Job": retaining.policy()["accounts.Job"]})


@pytest.fixture
def faults(policy):
    return lambda: retaining.faults(policy, [Job])


def test_the_guard_sees_a_model_without_a_rule():
    assert retaining.faults({}, [Job]) == ["accounts.Job: no retention rule"]


def test_the_guard_sees_a_field_without_a_class(policy, faults):
    policy["accounts.Job"]["fields"]["K2"].remove("payload")

    assert faults() == ["accounts.Job.payload: no class"]


def test_the_guard_sees_a_field_listed_twice_or_not_there(policy, faults):
    policy["accounts.Job"]["fields"]["K0"] += ["payload", "color"]

    assert faults() == ["accounts.Job.color: there is no such field", "accounts.Job.payload: listed twice"]


def test_the_guard_sees_a_rule_without_a_reason(policy, faults):
    del policy["accounts.Job"]["why"]

    assert faults() == ["accounts.Job: says no reason"]


@pytest.mark.parametrize("rule", ["", "a while", "3 years", "2 weeks after asked_at"])
def test_the_guard_sees_a_rule_it_cannot_read(policy, faults, rule):
    policy["accounts.Job"]["keep"] = rule

    assert faults() == [f"accounts.Job: cannot read “{rule}”"]


def test_the_guard_sees_a_rule_that_counts_from_nowhere(policy, faults):
    policy["accounts.Job"]["keep"] = "3 years after birthday"

    assert faults() == ["accounts.Job: counts from birthday, which it does not have"]


def test_a_row_over_its_time_goes_and_a_younger_one_stays(db):
    JobFactory(finished_at=LONG_AGO)
    young = JobFactory(finished_at=NOW)
    waiting = JobFactory()

    assert retaining.apply()["accounts.Job"] == 1
    assert set(Job.objects.all()) == {young, waiting}


def test_a_field_is_blanked_before_its_row_goes(db):
    job = JobFactory(finished_at=NOW - timedelta(days=100), payload={"file": 7}, result={"rows": 3})
    invitation = InvitationFactory(expires_at=NOW - timedelta(days=5))

    retaining.apply()

    assert (Job.objects.get(pk=job.pk).payload, Job.objects.get(pk=job.pk).result) == ({}, {"rows": 3})
    assert Invitation.objects.get(pk=invitation.pk).token_hash == ""


def test_the_audit_is_kept_for_its_years_and_then_let_go(cast):
    record(cast.rosa, "user.changed", cast.rosa, cast.coalition_org)

    retaining.apply(NOW + timedelta(days=6 * 365))
    assert AuditEntry.objects.count() == 1

    retaining.apply(NOW + timedelta(days=7 * 366 + 2))
    assert AuditEntry.objects.count() == 0


def test_applying_it_again_changes_nothing(db):
    JobFactory(finished_at=LONG_AGO)
    retaining.apply()

    assert retaining.apply() == {}


def test_every_history_table_has_its_own_rule():
    tables = [model._meta.label for model in apps.get_models() if hasattr(model, "history_object")]

    assert [label for label in tables if label not in retaining.policy()] == []
