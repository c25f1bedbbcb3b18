"""Ways to reach somebody: shared ones are fine, wrong ones are named, hidden ones stay hidden."""

import pytest
from django.core.exceptions import ValidationError

from members import reaching
from members.models import ContactPoint
from tests.factories.members import AddressFactory, PersonFactory, PhoneFactory

PHONE, EMAIL, ADDRESS = ContactPoint.Kind.PHONE, ContactPoint.Kind.EMAIL, ContactPoint.Kind.ADDRESS


@pytest.fixture
def lupita(cast):
    return PersonFactory(steward=cast.coalition_org)


def test_a_phone_is_kept_plain_and_shown_as_people_write_it(cast, lupita):
    point = reaching.add_contact_point(lupita, kind=PHONE, value="323-555 0142", by=cast.tasha)

    assert (point.value, point.shown) == ("+13235550142", "(323) 555-0142")


def test_a_phone_from_abroad_keeps_its_country(cast, lupita):
    point = reaching.add_contact_point(lupita, kind=PHONE, value="+52 55 1234 5678", by=cast.tasha)

    assert (point.value, point.shown[:3]) == ("+525512345678", "+52")


def test_a_phone_with_nine_digits_is_refused_with_the_count(cast, lupita):
    with pytest.raises(ValidationError, match="has 9 digits"):
        reaching.add_contact_point(lupita, kind=PHONE, value="323 555 014", by=cast.tasha)


@pytest.mark.parametrize("value", ["", "   ", "call me"])
def test_what_is_no_phone_is_refused(cast, lupita, value):
    with pytest.raises(ValidationError):
        reaching.add_contact_point(lupita, kind=PHONE, value=value, by=cast.tasha)


def test_a_mother_and_two_children_share_one_phone(cast, lupita):
    for person in (lupita, PersonFactory(steward=cast.coalition_org), PersonFactory(steward=cast.coalition_org)):
        last = reaching.add_contact_point(person, kind=PHONE, value="3235550142", whose="family", by=cast.tasha)

    assert ContactPoint.objects.sharing(last).count() == 2


def test_one_person_has_a_phone_once(cast, lupita):
    reaching.add_contact_point(lupita, kind=PHONE, value="3235550142", by=cast.tasha)

    with pytest.raises(ValidationError, match="has it already"):
        reaching.add_contact_point(lupita, kind=PHONE, value="(323) 555-0142", by=cast.tasha)


def test_another_organizations_phone_is_not_shared(cast, lupita):
    PhoneFactory(person__steward=cast.outsider_org, value="+13235550142")
    point = reaching.add_contact_point(lupita, kind=PHONE, value="3235550142", by=cast.tasha)

    assert list(ContactPoint.objects.sharing(point)) == []


def test_an_email_that_bounced_bounced_for_all_who_share_it(cast, lupita):
    other = PersonFactory(steward=cast.coalition_org)
    points = [
        reaching.add_contact_point(person, kind=EMAIL, value="casa@example.org", by=cast.tasha)
        for person in (lupita, other)
    ]

    reaching.mark(points[0], ContactPoint.Status.BOUNCED, by=cast.tasha)

    assert set(ContactPoint.objects.values_list("status", flat=True)) == {"bounced"}


def test_a_number_marked_wrong_is_wrong_for_that_person_only(cast, lupita):
    other = PhoneFactory(person__steward=cast.coalition_org, value="+13235550142")
    point = reaching.add_contact_point(lupita, kind=PHONE, value="3235550142", by=cast.tasha)

    reaching.mark(point, ContactPoint.Status.WRONG, by=cast.tasha)

    other.refresh_from_db()
    assert (point.status, other.status) == ("wrong", "good")


def test_a_corrected_number_is_good_again(cast, lupita):
    point = reaching.add_contact_point(lupita, kind=PHONE, value="3235550142", by=cast.tasha)
    reaching.mark(point, ContactPoint.Status.WRONG, by=cast.tasha)

    point = reaching.change_contact_point(point, value="3235550143", by=cast.tasha)

    assert (point.status, point.status_on) == ("good", None)


def test_an_address_knows_its_street_and_number(cast, lupita):
    point = reaching.add_contact_point(lupita, kind=ADDRESS, value="1412 1/2 W. 83rd St.", by=cast.tasha)
    other = reaching.add_contact_point(lupita, kind=ADDRESS, value="1416-B W 83rd St", by=cast.tasha)

    assert (point.house_number, other.house_number, other.street) == (1412, 1416, "w 83rd st")


def test_only_one_phone_is_to_be_used_first(cast, lupita):
    first = reaching.add_contact_point(lupita, kind=PHONE, value="3235550142", is_preferred=True, by=cast.tasha)
    reaching.add_contact_point(lupita, kind=PHONE, value="3235550143", is_preferred=True, by=cast.tasha)

    first.refresh_from_db()
    assert not first.is_preferred


def test_the_address_of_a_protected_person_is_for_named_roles(cast):
    point = AddressFactory(person__steward=cast.coalition_org, person__is_protected=True)
    phone = PhoneFactory(person=point.person)

    assert set(ContactPoint.objects.visible_to(cast.tasha)) == {point, phone}
    assert list(ContactPoint.objects.visible_to(cast.rosa)) == [phone]
    assert list(ContactPoint.objects.editable_by(cast.rosa)) == [phone]
    assert list(ContactPoint.objects.visible_to(cast.otto)) == []
