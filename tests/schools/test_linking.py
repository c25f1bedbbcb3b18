import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from schools import asking, linking
from schools.models import Input, Link, PlanVersion
from tests.factories import schools as make
from tests.schools.conftest import FILED

pytestmark = pytest.mark.django_db


def written_down(comment, moment):
    Input.objects.filter(pk=comment.pk).update(recorded_at=moment)


def test_a_claim_rests_on_the_comments_that_are_old_enough(trail, cast):
    late = make.InputFactory(session=trail.session, heard_on=FILED, recorded_at=make.at(FILED + dt.timedelta(days=1)))
    make.AskInputFactory(ask=trail.ask, input=late)

    link = linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)

    assert list(link.inputs.all()) == [trail.comment]
    assert link.confirmed_at is None


def test_a_comment_written_down_after_the_plan_was_filed_cannot_support_a_link(trail, cast):
    """Also when the session is dated before the plan: the moment of entry counts."""
    trail.comment.__class__.objects.filter(pk=trail.comment.pk).update(
        recorded_at=make.at(FILED + dt.timedelta(days=1), 9)
    )

    with pytest.raises(ValidationError, match="Only comments said and written down by then"):
        linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)
    with pytest.raises(ValidationError, match="Only comments said and written down by then"):
        linking.claim(trail.ask, line=trail.line, share_percent=100, inputs=[trail.comment], by=cast.rosa)


def test_a_comment_written_down_late_on_the_day_of_filing_still_counts(trail, cast):
    """11 p.m. in Los Angeles is already the next day in UTC."""
    written_down(trail.comment, make.at(FILED, 23))

    assert linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa).pk


def test_shares_of_a_line_sum_to_at_most_the_whole(trail, cast):
    other = make.AskFactory(steward=cast.coalition_org, school=trail.school)
    make.AskInputFactory(ask=other, input=trail.comment)
    linking.claim(trail.ask, line=trail.line, share_percent=Decimal("60.5"), by=cast.rosa)

    with pytest.raises(ValidationError, match=r"at most 39\.5 % is left"):
        linking.claim(other, line=trail.line, share_percent=40, by=cast.rosa)

    assert linking.claim(other, line=trail.line, share_percent=Decimal("39.5"), by=cast.rosa).pk


@pytest.mark.parametrize("share", [0, -5, Decimal("100.01")])
def test_a_share_is_more_than_nothing_and_at_most_the_whole(trail, cast, share):
    with pytest.raises(ValidationError):
        linking.claim(trail.ask, line=trail.line, share_percent=share, by=cast.rosa)


def test_whoever_claims_a_link_does_not_confirm_it(trail, cast):
    link = linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)

    with pytest.raises(ValidationError, match="A second person must confirm"):
        linking.confirm(link, confirmed_as="Parent of the school council", by=cast.rosa)

    linking.confirm(link, confirmed_as="Parent of the school council", by=cast.luis)
    assert list(Link.objects.confirmed()) == [link]


def test_the_database_itself_refuses_a_self_confirmed_link(trail, cast):
    link = linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)
    link.confirmed_by = cast.rosa

    with pytest.raises(IntegrityError), transaction.atomic():
        link.save()


def test_a_draft_plan_cannot_be_linked(trail, cast):
    trail.plan.status = PlanVersion.Status.DRAFT
    trail.plan.save()

    with pytest.raises(ValidationError, match="draft"):
        linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)


def test_a_link_to_another_schools_plan_is_refused(trail, cast):
    with pytest.raises(ValidationError, match="own school’s plan"):
        linking.claim(trail.ask, line=make.PlanLineFactory(), share_percent=100, by=cast.rosa)


def test_a_removed_link_frees_its_share_and_comes_back_while_the_share_is_free(trail, cast):
    link = linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)
    linking.confirm(link, confirmed_as="Parent", by=cast.luis)
    linking.withdraw(link, by=cast.rosa)
    assert not Link.objects.standing().exists()

    restored = linking.restore(link, by=cast.rosa)

    assert restored.is_confirmed


def test_no_request_found_and_a_link_exclude_each_other(trail, cast):
    linking.no_request_found(trail.line, reason="State rule", by=cast.rosa, organization=cast.coalition_org)
    with pytest.raises(ValidationError, match="no family request was found"):
        linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)

    linking.take_back_no_request(trail.line, by=cast.rosa, organization=cast.coalition_org)
    linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)
    with pytest.raises(ValidationError, match="An ask is tied to this line"):
        linking.no_request_found(trail.line, by=cast.rosa, organization=cast.coalition_org)


def test_what_another_organization_claims_in_its_own_trail_does_not_show_through(trail, cast):
    """Neither the share it holds nor that it exists: each trail counts for itself."""
    theirs = make.AskFactory(steward=cast.outsider_org, school=trail.school)
    make.LinkFactory(ask=theirs, line=trail.line, share_percent=100, claimed_by=cast.otto)

    assert linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa).pk
    linking.withdraw(Link.objects.get(ask=trail.ask), by=cast.rosa)
    assert linking.no_request_found(trail.line, by=cast.rosa, organization=cast.coalition_org).no_request_at


def test_two_trails_that_share_out_one_line_twice_do_not_become_one(trail, cast):
    coalition = make.CoalitionFactory(keeper=cast.coalition_org)
    for organization in (cast.coalition_org, cast.partner_org):
        make.PartnerFactory(coalition=coalition, organization=organization)
    theirs = make.AskFactory(steward=cast.partner_org, school=trail.school, coalition=coalition)
    make.LinkFactory(ask=theirs, line=trail.line, share_percent=60, claimed_by=cast.bea)

    with pytest.raises(ValidationError, match="at most 40 % is left"):
        linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)

    make.LinkFactory(ask=trail.ask, line=trail.line, share_percent=60, claimed_by=cast.rosa)
    with pytest.raises(ValidationError, match="already hold line 14"):
        asking.put_in_trail(trail.ask, coalition=coalition, by=cast.rosa)
