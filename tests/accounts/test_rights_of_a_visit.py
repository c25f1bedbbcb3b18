"""What a visit knows of its visitor's rights: read once for a page, anew for every visit, and never kept for a deed."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.access import may, organizations_with, permissions_of, places_with
from accounts.acting import grants_of, held_by
from accounts.models import Grant
from accounts.roles import Permission, Role
from tests.factories.accounts import GrantFactory, OrganizationFactory, UserFactory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer():
    return GrantFactory(role=Role.ORGANIZER).user


def test_a_page_reads_the_grants_a_fixed_number_of_times(client, organizer):
    PersonFactory(steward=organizer.grants.get().organization)
    client.force_login(organizer)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(reverse("members:list")).status_code == 200

    # The visitor's own roles. Who is a colleague is asked when the filter by organizer is opened.
    assert sum("accounts_grant" in query["sql"] for query in asked) == 1


def test_a_role_that_was_ended_is_gone_at_the_next_visit(client, organizer):
    client.force_login(organizer)
    assert client.get(reverse("members:list")).status_code == 200

    Grant.objects.all().delete()

    assert client.get(reverse("members:list")).status_code == 404


def test_a_visit_that_writes_asks_the_database_at_every_step(rf, organizer, monkeypatch):
    from accounts.acting import ActingForMiddleware

    monkeypatch.setattr("accounts.acting.is_too_old", lambda session: False)
    known = []
    middleware = ActingForMiddleware(lambda request: known.append(request.user.held) or _Answer())
    for request in (rf.get("/"), rf.head("/"), rf.post("/")):
        request.user, request.session = type(organizer).objects.get(pk=organizer.pk), {}
        middleware(request)

    assert [held is not None for held in known] == [True, True, False]


class _Answer:
    headers: dict = {}


def test_what_is_held_says_the_same_as_the_database(organizer):
    here, elsewhere = organizer.grants.get().organization, OrganizationFactory()
    GrantFactory(user=organizer, organization=elsewhere, role=Role.PARTNER_REPRESENTATIVE)
    knowing = type(organizer).objects.get(pk=organizer.pk)
    knowing.held = held_by(grants_of(organizer))

    for permission in Permission:
        for place in (here, elsewhere, OrganizationFactory(), None):
            assert may(knowing, permission, place) == may(organizer, permission, place)
        assert set(organizations_with(knowing, permission)) == set(organizations_with(organizer, permission))
        assert set(places_with(knowing, permission)) == {
            place.pk for place in organizations_with(organizer, permission)
        }
    assert permissions_of(knowing, here) == permissions_of(organizer, here)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Honolulu", "UTC"])
@pytest.mark.parametrize("hour", [5, 9, 20])
@pytest.mark.parametrize(
    ("starts", "ends", "by_hand"),
    [(-9, None, False), (0, 0, False), (-9, -1, False), (-9, 1, False), (1, None, False), (-9, 0, True), (-9, 1, True)],
)
def test_a_role_holds_on_the_same_days_for_a_page_and_for_the_database(zone, hour, starts, ends, by_hand):
    now = datetime(2026, 11, 3, hour, 30, tzinfo=UTC)
    day = date(2026, 11, 3)
    with time_machine.travel(now, tick=False):
        grant = GrantFactory(
            organization=OrganizationFactory(timezone=zone),
            starts_on=day + timedelta(days=starts),
            ends_on=None if ends is None else day + timedelta(days=ends),
            ended_at=now if by_hand else None,
        )

        assert grants_of(grant.user) == list(Grant.objects.current().of(grant.user))


def test_nothing_is_held_by_somebody_without_a_role():
    assert not any(held_by(grants_of(UserFactory())).values())
