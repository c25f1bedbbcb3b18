import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from coalition import joining
from coalition.models import Coalition

JANUARY_1 = dt.date(2025, 1, 1)
JUNE_30 = dt.date(2025, 6, 30)
JULY_1 = dt.date(2025, 7, 1)


@pytest.fixture
def coalition(cast):
    return joining.found("Invented Student Equity Coalition", keeper=cast.coalition_org, by=cast.rory)


def test_the_organization_that_founds_a_coalition_keeps_its_roster(coalition, cast):
    assert list(Coalition.objects.editable_by(cast.rory)) == [coalition]
    assert list(Coalition.objects.editable_by(cast.bea)) == []
    assert AuditEntry.objects.get(verb="coalition.founded").organization == cast.coalition_org


def test_a_partner_sees_the_coalition_through_the_last_day_of_its_term(coalition, cast):
    joining.join(coalition, organization=cast.partner_org, starts_on=JANUARY_1, ends_on=JUNE_30, by=cast.rory)

    assert list(Coalition.objects.visible_to(cast.bea, on=JUNE_30)) == [coalition]
    assert list(Coalition.objects.visible_to(cast.bea, on=JULY_1)) == []
    assert list(Coalition.objects.visible_to(cast.otto, on=JUNE_30)) == []


def test_two_terms_of_one_organization_do_not_overlap(coalition, cast):
    joining.join(coalition, organization=cast.partner_org, starts_on=JANUARY_1, ends_on=JUNE_30, by=cast.rory)

    with pytest.raises(ValidationError, match="already a partner"):
        joining.join(coalition, organization=cast.partner_org, starts_on=JUNE_30, by=cast.rory)
    joining.join(coalition, organization=cast.partner_org, starts_on=JULY_1, by=cast.rory)

    assert coalition.partners.count() == 2


def test_a_term_cannot_end_before_it_starts(coalition, cast):
    with pytest.raises(ValidationError, match="must not be before"):
        joining.join(coalition, organization=cast.partner_org, starts_on=JULY_1, ends_on=JUNE_30, by=cast.rory)


def test_a_name_that_is_taken_is_refused_in_plain_words(cast):
    joining.found("Library Alliance", keeper=cast.coalition_org, by=cast.rory)

    with pytest.raises(ValidationError, match="There is a coalition of this name already"):
        joining.found("library alliance", keeper=cast.coalition_org, by=cast.rory)


def test_the_form_of_a_new_coalition_sent_twice_sets_up_one(cast):
    first, again = (joining.found("Library Alliance", keeper=cast.coalition_org, by=cast.rory) for _time in "12")

    assert first == again
