"""The cast: the same few people in every test about who may see and do what."""

from types import SimpleNamespace

import pytest

from accounts.models import Organization, Role
from tests.factories.accounts import OrganizationFactory, member_of


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
    return SimpleNamespace(
        coalition_org=home,
        partner_org=partner,
        outsider_org=outsider,
        rosa=member_of(home, Role.ENGAGEMENT_STAFF, name="Rosa Méndez", email="rosa@example.org"),
        luis=member_of(home, Role.ENGAGEMENT_STAFF, name="Luis Ortega", email="luis@example.org", language="es"),
        tasha=member_of(home, Role.ORGANIZER, name="Tasha Greene", email="tasha@example.org"),
        rory=member_of(home, Role.ROSTER_ADMIN, name="Rory Nakamura", email="rory@example.org"),
        ana=member_of(home, Role.ORGANIZATION_ADMIN, name="Ana Villalobos", email="ana@example.org"),
        vic=member_of(home, Role.VIEWER, name="Vic Hollis", email="vic@example.org"),
        val=member_of(home, Role.VOLUNTEER, name="Val Dominguez", email="val@example.org"),
        bea=member_of(partner, Role.ENGAGEMENT_STAFF, name="Bea Thornton", email="bea@example.org"),
        otto=member_of(outsider, Role.ENGAGEMENT_STAFF, name="Otto Lindqvist", email="otto@example.org"),
    )
