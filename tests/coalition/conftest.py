"""A coalition with a committee: kept by the cast's home, with the partner in it and the outsider not."""

import datetime as dt

import pytest

from tests.factories.coalition import CoalitionFactory, CommitteeFactory, PartnerFactory, PlaceFactory

SINCE = dt.date(2020, 1, 1)


@pytest.fixture
def coalition(cast):
    coalition = CoalitionFactory(name="Invented Student Equity Coalition", keeper=cast.coalition_org)
    for organization in (cast.coalition_org, cast.partner_org):
        PartnerFactory(coalition=coalition, organization=organization, starts_on=SINCE)
    return coalition


@pytest.fixture
def committee(coalition, cast):
    """Both partners have a place; nobody sits."""
    committee = CommitteeFactory(coalition=coalition, name="Steering committee")
    for organization in (cast.coalition_org, cast.partner_org):
        PlaceFactory(committee=committee, organization=organization, starts_on=SINCE)
    return committee
