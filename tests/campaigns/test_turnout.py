"""Turnout beside a promise: the partner ties its own event; others see figures of 11 and more, and no name."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Role
from campaigns import turnout
from campaigns.models import Attendance, Invitation
from coalition import committing
from tests.factories import coalition as make
from tests.factories import members as people
from tests.factories import schools
from tests.factories.accounts import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def promise(cast):
    """The partner promised 40 people to a coalition that the home organization keeps."""
    coalition = make.CoalitionFactory(name="Invented Schools Alliance", keeper=cast.coalition_org)
    for organization in (cast.coalition_org, cast.partner_org):
        make.PartnerFactory(coalition=coalition, organization=organization, starts_on=make.LONG_AGO)
    return make.CommitmentFactory(coalition=coalition, organization=cast.partner_org)


def event_of(steward, by, *, yes=0, came=0):
    event = schools.EventFactory(steward=steward)
    for number in range(max(yes, came)):
        person = people.PersonFactory(steward=steward, given_name="Zyxhidden")
        if number < yes:
            Invitation.objects.create(event=event, person=person, invited_by=by, reply="yes")
        if number < came:
            Attendance.objects.create(event=event, person=person)
    return event


def shown(client, promise, user):
    client.force_login(user)
    return client.get(reverse("coalition:commitments", args=[promise.coalition_id])).content.decode()


def test_others_see_how_many_said_yes_and_came_and_nobody_by_name(client, cast, promise):
    turnout.tie(promise, event_of(cast.partner_org, cast.bea, yes=14, came=12), by=cast.bea)

    page = shown(client, promise, cast.rory)

    assert "14 said yes, 12 came so far" in page
    assert "Zyxhidden" not in page


@pytest.mark.parametrize(
    ("yes", "came", "words"),
    [
        (11, 11, "11 said yes, 11 came so far"),
        (11, 10, "11 said yes so far"),
        (10, 11, "11 came so far"),
        (10, 10, "Fewer than 11 so far"),
        (0, 0, "Fewer than 11 so far"),
    ],
)
def test_fewer_than_eleven_are_not_told(client, cast, promise, yes, came, words):
    turnout.tie(promise, event_of(cast.partner_org, cast.bea, yes=yes, came=came), by=cast.bea)

    assert words in shown(client, promise, cast.rory)
    assert promise.organization.name in shown(client, promise, cast.rory)


def test_without_an_event_nothing_is_counted(client, cast, promise):
    event_of(cast.partner_org, cast.bea, came=12)

    assert "came so far" not in shown(client, promise, cast.rory)


def test_an_event_of_another_organization_counts_nobody_for_the_partner(cast, promise):
    with pytest.raises(ValidationError, match="Choose an event that your own organization called"):
        turnout.tie(promise, event_of(cast.coalition_org, cast.rosa, came=12), by=cast.bea)

    foreign = event_of(cast.coalition_org, cast.rosa, came=12)
    committing.change(promise, event_id=foreign.pk, by=cast.rory)
    assert cast.partner_org.pk not in turnout.turnout([foreign.pk])[foreign.pk]


def test_the_partner_ties_its_own_event_on_its_page_and_takes_it_off_again(client, cast, promise):
    event = event_of(cast.partner_org, cast.bea, came=12)
    event_of(cast.coalition_org, cast.rosa, came=12)
    tie = reverse("campaigns:tie_turnout", args=[promise.pk])
    assert tie in shown(client, promise, cast.bea)

    choices = client.get(tie).context["form"].fields["event"].queryset
    client.post(tie, {"event": event.pk})
    promise.refresh_from_db()

    assert (list(choices), promise.event_id) == ([event], event.pk)
    client.post(tie, {"event": ""})
    promise.refresh_from_db()
    assert promise.event_id is None


@pytest.mark.parametrize("name", ["rosa", "rory", "otto", "vic"])
def test_nobody_else_ties_it(client, cast, promise, name):
    client.force_login(getattr(cast, name))

    assert client.get(reverse("campaigns:tie_turnout", args=[promise.pk])).status_code == 404


def test_a_representative_sees_the_figure_and_ties_nothing(client, cast, promise):
    speaker = make.RepresentativeFactory(coalition=promise.coalition, organization=cast.partner_org)
    speaker.user = member_of(cast.partner_org, Role.PARTNER_REPRESENTATIVE)
    speaker.save()
    turnout.tie(promise, event_of(cast.partner_org, cast.bea, came=12), by=cast.bea)

    page = shown(client, promise, speaker.user)

    assert "12 came so far" in page
    assert reverse("campaigns:tie_turnout", args=[promise.pk]) not in page


def test_a_promise_that_was_settled_is_not_tied(client, cast, promise):
    committing.deliver(promise, on=promise.promised_on, by=cast.rory)
    client.force_login(cast.bea)

    assert client.get(reverse("campaigns:tie_turnout", args=[promise.pk])).status_code == 404
