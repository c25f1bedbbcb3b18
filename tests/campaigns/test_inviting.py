"""Inviting people to an event: once each, by those who may, and what they say is counted where the goal stands."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import AuditEntry
from campaigns import inviting
from campaigns.models import Invitation
from members import conditions, segmenting
from members.conditions import Asker
from tests.factories import members as make
from tests.factories.schools import EventFactory, at
from tests.members.test_bulk import do, fates, undo

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 12, 20, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def november_12():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def night(cast):
    return EventFactory(
        steward=cast.coalition_org, name="Budget night", kind="meeting", starts_at=at(dt.date(2026, 11, 19)), goal=40
    )


@pytest.fixture
def lupita(cast):
    return make.PersonFactory(steward=cast.coalition_org, given_name="Lupita", family_name="Serrano")


def test_asking_twice_is_one_invitation(cast, night, lupita):
    first = inviting.invite(night, lupita, by=cast.tasha)

    assert inviting.invite(night, lupita, by=cast.tasha) == first
    assert AuditEntry.objects.filter(verb="invitation.made").count() == 1


def test_nobody_is_invited_to_what_is_over(cast, lupita):
    over = EventFactory(steward=cast.coalition_org, starts_at=at(dt.date(2026, 11, 1)))

    with pytest.raises(ValidationError, match="is over"):
        inviting.invite(over, lupita, by=cast.tasha)


def test_somebody_elses_people_are_not_invited(cast, night):
    stranger = make.PersonFactory(steward=cast.partner_org)

    with pytest.raises(ValidationError, match="not known"):
        inviting.invite(night, stranger, by=cast.tasha)


def test_those_who_only_look_invite_nobody(cast, night, lupita):
    with pytest.raises(PermissionDenied):
        inviting.invite(night, lupita, by=cast.vic)


def test_the_last_word_counts_and_can_be_taken_back(cast, night, lupita):
    invitation = inviting.invite(night, lupita, by=cast.tasha)

    inviting.reply(invitation, "yes", by=cast.tasha)
    assert Invitation.objects.coming().count() == 1
    inviting.reply(invitation, "no", by=cast.tasha)
    inviting.reply(invitation, "", by=cast.tasha)

    invitation.refresh_from_db()
    assert (invitation.reply, invitation.replied_at, invitation.replied_to) == ("", None, None)


def test_many_are_invited_at_once_and_who_answered_stays_invited_when_it_is_undone(cast, night, lupita):
    other = make.PersonFactory(steward=cast.coalition_org)
    asked = make.PersonFactory(steward=cast.coalition_org)
    inviting.invite(night, asked, by=cast.tasha)

    action = do("invite", cast, [lupita, other, asked], event=night.pk)
    assert fates(action) == {lupita.pk: "stands", other.pk: "stands", asked.pk: "skipped"}
    inviting.reply(Invitation.objects.get(person=lupita), "yes", by=cast.tasha)
    undo(action, cast.tasha)

    assert fates(action) == {lupita.pk: "kept", other.pk: "undone", asked.pk: "skipped"}
    assert set(night.invitations.values_list("person", flat=True)) == {lupita.pk, asked.pk}


def test_the_bulk_form_offers_the_events_to_come_of_the_own_organization(cast, night, lupita, client):
    EventFactory(steward=cast.partner_org, name="Their night", starts_at=at(dt.date(2026, 11, 20)))
    client.force_login(cast.tasha)

    page = client.post(reverse("members:bulk"), {"kind": "invite", "person": lupita.pk}).content.decode()

    assert "Budget night · Nov" in page
    assert "Their night" not in page


def test_a_search_finds_who_was_invited_and_what_they_said(cast, night, lupita):
    other = make.PersonFactory(steward=cast.coalition_org)
    inviting.reply(inviting.invite(night, lupita, by=cast.tasha), "yes", by=cast.tasha)
    inviting.invite(night, other, by=cast.tasha)
    asker = Asker(cast.tasha, cast.coalition_org, dt.date(2026, 11, 12))

    def found(**said):
        tree = {"is": "invited", "value": {"event": str(night.pk), **said}}
        return {person.pk for person in segmenting.people(tree, asker)}, conditions.sentence_of(tree, asker)

    assert found()[0] == {lupita.pk, other.pk}
    assert found(said="yes")[0] == {lupita.pk}
    assert found(said="none")[0] == {other.pk}
    assert "said “Comes” to “Budget night" in found(said="yes")[1]


def test_the_page_of_the_day_says_how_many_confirmed(cast, night, lupita, client):
    inviting.reply(inviting.invite(night, lupita, by=cast.tasha), "yes", by=cast.tasha)
    client.force_login(cast.tasha)

    page = client.get(reverse("today")).content.decode()

    assert "1 confirmed" in page
    assert "goal 40" in page


def test_replies_are_written_down_on_the_page_of_the_invited(cast, night, lupita, client):
    client.force_login(cast.tasha)
    client.post(reverse("campaigns:invite_person", args=[lupita.pk]), {"event": night.pk})
    invitation = Invitation.objects.get()

    client.post(reverse("campaigns:reply", args=[invitation.pk]), {"reply": "yes"})
    page = client.get(reverse("campaigns:invited", args=[night.pk]), {"reply": "yes"}).content.decode()

    assert "1 comes, of 40 hoped for" in page
    assert "Lupita Serrano" in page
    client.post(reverse("campaigns:take_back_invitation", args=[invitation.pk]))
    assert not Invitation.objects.exists()


def test_another_organization_finds_no_invitation(cast, night, lupita, client):
    invitation = inviting.invite(night, lupita, by=cast.tasha)
    client.force_login(cast.bea)

    assert client.get(reverse("campaigns:invited", args=[night.pk])).status_code == 404
    assert client.post(reverse("campaigns:reply", args=[invitation.pk]), {"reply": "no"}).status_code == 404
