from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from accounts.access import may, organizations_with
from accounts.management.commands import make_roles_page
from accounts.models import Grant, Role, User
from accounts.roles import ROLES, Permission
from tests.factories.accounts import GrantFactory, OrganizationFactory, UserFactory

JUNE_30, JULY_1 = date(2026, 6, 30), date(2026, 7, 1)


def test_a_role_gives_its_permissions_in_its_own_organization_only(cast):
    assert may(cast.rosa, Permission.MANAGE_ASKS, cast.coalition_org)
    assert not may(cast.rosa, Permission.MANAGE_ASKS, cast.partner_org)
    assert list(organizations_with(cast.rosa, Permission.MANAGE_ASKS)) == [cast.coalition_org]


def test_a_grant_is_current_through_its_last_day(cast):
    grant = GrantFactory(ends_on=JUNE_30)

    assert may(grant.user, Permission.VIEW_SCHOOLS, on=JUNE_30)
    assert not may(grant.user, Permission.VIEW_SCHOOLS, on=JULY_1)


def test_today_is_the_organizations_own_day(db):
    hawaii = OrganizationFactory(timezone="Pacific/Honolulu")
    eastern = OrganizationFactory(timezone="America/New_York")
    user = UserFactory()
    for organization in (hawaii, eastern):
        GrantFactory(user=user, organization=organization, ends_on=JUNE_30)

    with time_machine.travel("2026-07-01 06:00:00+00:00", tick=False):
        assert list(organizations_with(user, Permission.VIEW_SCHOOLS)) == [hawaii]
        assert hawaii.today() == JUNE_30
        assert eastern.today() == JULY_1


def test_a_grant_ended_by_hand_stops_at_once_but_history_keeps_it(cast):
    grant = Grant.objects.get(user=cast.vic)
    today = cast.coalition_org.today()

    grant.ends_on, grant.ended_at = today, "2026-01-01T00:00:00Z"
    grant.save()

    assert not may(cast.vic, Permission.VIEW_SCHOOLS)
    assert may(cast.vic, Permission.VIEW_SCHOOLS, on=today - timedelta(days=1))


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_nobody_may_nothing(db, user):
    assert not may(user, Permission.VIEW_SCHOOLS)


def test_a_user_who_may_not_sign_in_may_do_nothing(cast):
    cast.rosa.is_active = False

    assert not may(cast.rosa, Permission.VIEW_SCHOOLS)


def test_a_viewer_only_reads():
    assert {permission.value.split("_")[0] for permission in ROLES[Role.VIEWER]} == {"view"}
    assert Permission.VIEW_AUDIT not in ROLES[Role.VIEWER]


def test_a_volunteer_sees_no_lists_of_people():
    assert ROLES[Role.VOLUNTEER] == {Permission.VIEW_SCHOOLS, Permission.WORK_ASSIGNMENTS, Permission.CHECK_IN}


def test_only_organization_admins_manage_users_and_read_the_audit():
    for permission in (Permission.MANAGE_MEMBERS, Permission.VIEW_AUDIT):
        assert [role for role in Role if permission in ROLES[role]] == [Role.ORGANIZATION_ADMIN]


def test_one_email_is_one_user_however_it_is_typed(db):
    user = UserFactory(email="Maria@Example.org")

    assert User.objects.get_by_natural_key("MARIA@example.ORG") == user
    assert user.email == "maria@example.org"


def test_initials_are_first_and_last():
    assert User(name="Ana María Villalobos").initials == "AV"
    assert User(name="", email="x@example.org").initials == "X"


def test_asking_where_costs_no_query_of_its_own(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(Grant.objects.filter(organization__in=organizations_with(cast.rosa, Permission.VIEW_PEOPLE)))


def test_the_page_about_roles_is_current():
    assert make_roles_page.PAGE.read_text(encoding="utf-8") == make_roles_page.page()
