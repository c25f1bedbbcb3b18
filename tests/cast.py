"""The cast: the same few people in every test about who may see and do what."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import make_password

from accounts.models import Grant, Organization, Role, User
from tests.factories.accounts import PASSWORD, GrantFactory, OrganizationFactory


@pytest.fixture
def cast(db):
    """Three organizations and the people in them.

    In the coalition's own organization: rosa and luis (engagement staff), tasha (organizer), rory (roster admin),
    ana (organization admin), vic (viewer), val (volunteer). bea is engagement staff of a partner organization, otto of
    an organization that has nothing to do with the others.
    """
    home = OrganizationFactory(name="Jacaranda Community Coalition", slug="jacaranda", kind=Organization.Kind.ALLIANCE)
    partner = OrganizationFactory(name="Families of Figueroa", slug="figueroa", kind=Organization.Kind.BASE)
    outsider = OrganizationFactory(name="Harbor Parents Network", slug="harbor", kind=Organization.Kind.BASE)
    people = _members(
        rosa=(home, Role.ENGAGEMENT_STAFF, {"name": "Rosa Méndez"}),
        luis=(home, Role.ENGAGEMENT_STAFF, {"name": "Luis Ortega", "language": "es"}),
        tasha=(home, Role.ORGANIZER, {"name": "Tasha Greene"}),
        rory=(home, Role.ROSTER_ADMIN, {"name": "Rory Nakamura"}),
        ana=(home, Role.ORGANIZATION_ADMIN, {"name": "Ana Villalobos"}),
        vic=(home, Role.VIEWER, {"name": "Vic Hollis"}),
        val=(home, Role.VOLUNTEER, {"name": "Val Dominguez"}),
        bea=(partner, Role.ENGAGEMENT_STAFF, {"name": "Bea Thornton"}),
        otto=(outsider, Role.ENGAGEMENT_STAFF, {"name": "Otto Lindqvist"}),
    )
    return SimpleNamespace(coalition_org=home, partner_org=partner, outsider_org=outsider, **people)


def _members(**people):
    """What `member_of` does, for all of them at once: nearly every test asks for the cast."""
    password = make_password(PASSWORD)
    users = {
        name: User(email=f"{name}@example.org", password=password, **facts) for name, (_, _, facts) in people.items()
    }
    User.objects.bulk_create(users.values())
    Grant.objects.bulk_create(
        GrantFactory.build(user=users[name], organization=organization, role=role)
        for name, (organization, role, _) in people.items()
    )
    return users
