"""Accounts as an organization admin uses them: inviting, ending a role, watching a job."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.audit import record
from accounts.models import Role
from tests.factories.accounts import GrantFactory, InvitationFactory, JobFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ids(cast):
    """One row of each kind, with names that stretch the page."""
    GrantFactory(user=cast.ana, organization=cast.partner_org, role=Role.ORGANIZER)
    InvitationFactory(organization=cast.coalition_org, email="a.rather.long.address@neighborhoods.example.org")
    record(cast.rosa, "user.invited", cast.vic, cast.coalition_org, email="vic@example.org", role=Role.VIEWER)
    job = JobFactory(
        organization=cast.coalition_org, asked_by=cast.ana, state="running", progress_done=3, progress_total=10
    )
    return {"job": job.pk, "grant": cast.vic.grants.get().pk}


def test_a_person_is_invited_and_joins(signed_in_page, open_page, cast):
    admin = signed_in_page(cast.ana)
    admin.goto("/set-up/people/")
    admin.get_by_role("link", name="Invite someone").click()
    admin.get_by_label("Email").fill("nadia@example.org")
    admin.get_by_label("Role", exact=True).select_option(label="Engagement staff")
    admin.get_by_role("button", name="Send invitation").click()
    expect(admin.get_by_text("An invitation is on its way to nadia@example.org.")).to_be_visible()

    visitor = open_page(phone=True)
    visitor.goto(re.search(r"/invitation/\S+", mail.outbox[0].body).group())
    visitor.get_by_label("Your name").fill("Nadia Pérez")
    visitor.get_by_label("A password of your own").fill("four quiet morning birds")
    visitor.get_by_role("button", name="Join").click()

    expect(visitor.get_by_text("Welcome to Fairshare.")).to_be_visible()


def test_a_role_is_ended_after_one_question(signed_in_page, cast):
    page = signed_in_page(cast.ana)
    page.goto("/set-up/people/")
    page.get_by_role("link", name=re.compile("Remove.*Vic Hollis")).click()
    page.get_by_role("button", name="Remove").click()

    expect(page.get_by_text("Vic Hollis no longer has this role.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Vic Hollis")).to_have_count(0)


def test_the_job_page_moves_by_itself(signed_in_page, cast, ids):
    page = signed_in_page(cast.ana)
    page.goto(f"/jobs/{ids['job']}/")
    expect(page.get_by_text("3 of 10 done")).to_be_visible()

    cast.ana.jobs.update(progress_done=7)
    expect(page.get_by_text("7 of 10 done")).to_be_visible()

    cast.ana.jobs.update(state="failed", error="This file has no CDS codes.")
    expect(page.get_by_role("main").get_by_text("This file has no CDS codes.")).to_be_visible()
