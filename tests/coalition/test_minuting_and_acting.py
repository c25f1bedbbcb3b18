"""Minutes that nobody overwrites, documents kept as they came, and what was taken on."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from coalition import acting, attending, convening, minuting
from coalition.models import ActionItem, Meeting
from tests.factories.accounts import UserFactory, member_of
from tests.factories.coalition import (
    CoalitionFactory,
    CommitteeFactory,
    PartnerFactory,
    RepresentativeFactory,
)

DECEMBER_3 = dt.datetime(2026, 12, 3, 20, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def december(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(DECEMBER_3, tick=True):
        yield


@pytest.fixture
def committee(cast):
    return CommitteeFactory(coalition=CoalitionFactory(keeper=cast.coalition_org))


@pytest.fixture
def meeting(committee, cast):
    return convening.plan(committee, held_on=dt.date(2026, 12, 2), begins_at=dt.time(17), by=cast.rory)


@pytest.fixture
def owner(committee, cast):
    """A representative who signs in."""
    organization = PartnerFactory(coalition=committee.coalition, organization=cast.partner_org).organization
    user = member_of(organization, Role.PARTNER_REPRESENTATIVE)
    return RepresentativeFactory(coalition=committee.coalition, organization=organization, user=user)


# --- Minutes


def test_minutes_written_by_two_at_once_are_not_overwritten(meeting, cast):
    minuting.write(meeting, minutes="First", by=cast.rory, seen=None)

    with pytest.raises(ValidationError, match="Somebody else"):
        minuting.write(meeting, minutes="Second", by=cast.rory, seen=None)
    assert Meeting.objects.get().minutes == "First"


def test_minutes_are_approved_after_the_meeting_is_closed(meeting, cast):
    minuting.write(meeting, minutes="We met.", by=cast.rory)
    with pytest.raises(ValidationError, match="Close the meeting"):
        minuting.approve(meeting, by=cast.rory)
    attending.close(meeting, by=cast.rory)
    minuting.approve(meeting, by=cast.rory)

    assert Meeting.objects.get().minutes_approved_on == dt.date(2026, 12, 3)


def test_empty_minutes_are_not_approved(meeting, cast):
    attending.close(meeting, by=cast.rory)

    with pytest.raises(ValidationError, match="no minutes"):
        minuting.approve(meeting, by=cast.rory)


def test_approved_minutes_stay_until_the_approval_is_taken_back(meeting, cast):
    attending.close(meeting, by=cast.rory)
    seen = minuting.write(meeting, minutes="We met.", by=cast.rory).minutes_changed_at
    minuting.approve(meeting, by=cast.rory)

    with pytest.raises(ValidationError, match="approved"):
        minuting.write(meeting, minutes="We did not.", by=cast.rory, seen=seen)
    minuting.take_back_approval(meeting, by=cast.rory)
    minuting.write(meeting, minutes="We met twice.", by=cast.rory, seen=seen)
    assert Meeting.objects.get().minutes == "We met twice."


# --- Documents


def test_a_file_is_kept_as_it_came_under_a_name_of_our_own(meeting, cast):
    document = minuting.add_document(
        meeting, name="", file=SimpleUploadedFile("../../Budget draft.PDF", b"%PDF"), by=cast.rory
    )

    assert document.name == "Budget draft.PDF"
    assert document.file.name.startswith("meetings/")
    assert document.file.name.endswith(".pdf")
    assert "Budget" not in document.file.name
    assert document.file.read() == b"%PDF"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org/x", "example"])
def test_an_address_that_is_no_web_address_is_refused(meeting, cast, address):
    with pytest.raises(ValidationError):
        minuting.add_document(meeting, name="x", address=address, by=cast.rory)


def test_a_document_without_file_and_address_is_refused(meeting, cast):
    with pytest.raises(ValidationError, match="Choose a file"):
        minuting.add_document(meeting, name="x", by=cast.rory)


def test_an_empty_and_a_huge_file_are_refused(meeting, cast):
    huge = SimpleUploadedFile("x.pdf", b"x")
    huge.size = minuting.MOST_BYTES + 1

    for file in (SimpleUploadedFile("x.pdf", b""), huge):
        with pytest.raises(ValidationError):
            minuting.add_document(meeting, name="x", file=file, by=cast.rory)


def test_removing_a_document_removes_its_file(meeting, cast, django_capture_on_commit_callbacks):
    document = minuting.add_document(meeting, name="x", file=SimpleUploadedFile("x.pdf", b"x"), by=cast.rory)
    storage, name = document.file.storage, document.file.name

    with django_capture_on_commit_callbacks(execute=True):
        minuting.remove_document(document, by=cast.rory)
    assert not storage.exists(name)


# --- What was taken on


def test_what_is_taken_on_has_an_owner(committee, cast):
    with pytest.raises(ValidationError, match="Say who does it"):
        acting.take_on(committee, what="Draft the report request", by=cast.rory)


def test_an_owner_brings_the_organization(committee, owner, cast):
    item = acting.take_on(committee, what="Draft the request", owner=owner, by=cast.rory)

    assert item.organization == cast.partner_org


def test_an_owner_is_on_this_coalitions_roster_and_of_the_organization_named(committee, owner, cast):
    with pytest.raises(ValidationError, match="not on the coalition"):
        acting.take_on(committee, what="x", owner=RepresentativeFactory(), by=cast.rory)
    with pytest.raises(ValidationError, match="another organization"):
        acting.take_on(committee, what="x", owner=owner, organization=cast.coalition_org, by=cast.rory)


def test_what_is_done_is_settled_once_and_can_be_taken_up_again(committee, owner, cast):
    item = acting.take_on(committee, what="Draft", owner=owner, by=cast.rory)
    acting.done(item, by=cast.rory)
    assert item.done_on == dt.date(2026, 12, 3)

    with pytest.raises(ValidationError, match="already"):
        acting.drop(item, by=cast.rory)
    acting.take_up_again(item, by=cast.rory)
    assert list(ActionItem.objects.open()) == [item]


def test_one_finds_what_one_took_on_and_what_the_own_organization_did(committee, owner, cast):
    own = acting.take_on(committee, what="Own", owner=owner, by=cast.rory)
    organization = acting.take_on(committee, what="Ours", organization=cast.partner_org, by=cast.rory)
    acting.take_on(committee, what="Theirs", organization=cast.coalition_org, by=cast.rory)
    other = RepresentativeFactory(coalition=committee.coalition, organization=cast.partner_org)
    acting.take_on(committee, what="A colleague's", owner=other, by=cast.rory)

    assert set(acting.taken_by(owner.user)) == {own, organization}
    assert list(acting.taken_by(UserFactory())) == []


def test_the_owner_and_the_keeper_settle_it_nobody_else(committee, owner, cast):
    item = acting.take_on(committee, what="Own", owner=owner, by=cast.rory)

    assert [acting.may_settle(item, user) for user in (owner.user, cast.rory, cast.vic, cast.bea, cast.otto)] == [
        True, True, False, False, False,
    ]  # fmt: skip
