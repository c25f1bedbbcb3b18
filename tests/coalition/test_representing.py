import datetime as dt
import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import granting, inviting
from accounts.models import Grant, Role
from coalition import joining, representing, seating
from coalition.models import Coalition, Partner, Representative
from tests.factories.accounts import OrganizationFactory, UserFactory, member_of
from tests.factories.coalition import (
    CoalitionFactory,
    CommitteeFactory,
    PartnerFactory,
    RepresentativeFactory,
    SeatFactory,
)
from tests.factories.schools import PersonFactory
from tests.held import opened

YESTERDAY = dt.timedelta(days=-1)


@pytest.fixture
def nia(coalition, cast):
    """On the roster for the partner organization, without a sign-in."""
    who = {"coalition": coalition, "organization": cast.partner_org}
    return RepresentativeFactory(name="Nia Castellanos", email="nia@example.org", **who)


@pytest.fixture
def signed_up(nia, cast):
    """The user that Nia became by taking the invitation."""
    invitation = representing.let_in(nia, by=cast.rory, link=lambda token: f"https://example.org/{token}")
    user = inviting.join(invitation, name="Nia Castellanos", password="listen before you plan")
    nia.refresh_from_db()
    return user


def sees(user):
    return list(Coalition.objects.visible_to(user))


def test_a_representative_signs_in_by_the_letter_and_sees_the_coalition(nia, signed_up, coalition, cast):
    assert [letter.to for letter in mail.outbox] == [["nia@example.org"]]
    assert nia.user == signed_up
    assert sees(signed_up) == [coalition]
    assert [grant.role for grant in Grant.objects.filter(user=signed_up)] == [Role.PARTNER_REPRESENTATIVE]


def test_a_representative_sees_no_other_coalition_of_the_same_partner(signed_up, coalition, cast):
    other = CoalitionFactory(keeper=OrganizationFactory())
    PartnerFactory(coalition=other, organization=cast.partner_org)

    assert sees(signed_up) == [coalition]
    assert sees(cast.bea) == [coalition, other] or set(sees(cast.bea)) == {coalition, other}


def test_the_sign_in_ends_with_the_partnership(signed_up, coalition, cast):
    partner = Partner.objects.get(organization=cast.partner_org)

    joining.leave(partner, on=cast.coalition_org.today() + YESTERDAY, by=cast.rory)

    assert sees(signed_up) == []


def test_the_sign_in_ends_with_the_role(signed_up, cast):
    granting.remove(Grant.objects.get(user=signed_up), by=cast.rory)

    assert sees(signed_up) == []


def test_shutting_out_ends_the_tie_and_the_role_at_once(nia, signed_up, cast):
    representing.shut_out(nia, by=cast.rory)

    assert sees(signed_up) == []
    assert not Grant.objects.current().filter(user=signed_up).exists()


def test_shutting_out_leaves_the_role_where_it_serves_another_coalition(nia, signed_up, cast):
    elsewhere = PartnerFactory(organization=cast.partner_org).coalition
    RepresentativeFactory(coalition=elsewhere, organization=cast.partner_org, user=signed_up)

    representing.shut_out(nia, by=cast.rory)

    assert sees(signed_up) == [elsewhere]


def test_shutting_out_takes_back_a_letter_on_its_way(nia, cast):
    invitation = representing.let_in(nia, by=cast.rory, link=str)
    representing.shut_out(nia, by=cast.rory)

    with pytest.raises(ValidationError, match="no longer good"):
        inviting.accept(invitation, user=UserFactory(email="nia@example.org"))


def test_an_invitation_for_another_role_ties_to_nobody(nia, cast):
    invitation = inviting.invite(
        "nia@example.org", role=Role.VIEWER, organization=cast.partner_org, by=cast.rory, link=str
    )
    inviting.join(invitation, name="Nia", password="listen before you plan")

    nia.refresh_from_db()
    assert nia.user is None


def test_nobody_is_invited_without_an_address(nia, cast):
    nia = representing.change(nia, email="", by=cast.rory)

    with pytest.raises(ValidationError, match="Write their e-mail"):
        representing.let_in(nia, by=cast.rory, link=str)


def test_a_tie_to_a_record_is_only_the_partners_or_the_keepers_own(nia, cast):
    for steward in (cast.partner_org, cast.coalition_org):
        representing.change(nia, person=PersonFactory(steward=steward), by=cast.rory)

    with pytest.raises(ValidationError, match="the partner’s or the keeper’s own"):
        representing.change(nia, person=PersonFactory(steward=cast.outsider_org), by=cast.rory)


def test_a_user_speaks_only_in_seats_of_their_own(nia, signed_up, committee, cast):
    seat = SeatFactory(committee=committee, organization=cast.partner_org, holder=nia)
    SeatFactory(committee=committee, organization=cast.coalition_org)

    assert list(seating.own_seats(signed_up, committee)) == [seat]
    assert list(seating.own_seats(cast.bea, committee)) == []


# --- Pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def browse(client):
    def look(user, address):
        client.force_login(user)
        return client.get(address)

    return look


def test_a_representative_reads_rosters_and_nothing_of_people_or_asks(signed_up, committee, browse):
    assert browse(signed_up, reverse("coalition:committee", args=[committee.pk])).status_code == 200
    for address in ("/sessions/", "/district/", "/coding/", "/set-up/people/", "/search/?q=nia"):
        answer = browse(signed_up, address)
        assert answer.status_code in (200, 404)
        assert "Nia Serrano" not in answer.content.decode()


def test_the_tie_to_a_record_is_shown_only_to_who_sees_that_person(nia, signed_up, cast, browse):
    nia.person = PersonFactory(steward=cast.partner_org, given_name="Hidden", family_name="Fullname")
    nia.save()
    page = reverse("coalition:representative", args=[nia.pk])

    assert "Hidden Fullname" in browse(cast.bea, page).content.decode()
    for user in (cast.rory, cast.vic, signed_up):
        assert "Hidden Fullname" not in browse(user, page).content.decode()


def test_a_tie_made_by_another_is_not_lost_when_the_entry_is_changed(nia, cast, client):
    nia.person = PersonFactory(steward=cast.partner_org)
    nia.save()
    client.force_login(cast.rory)

    address = reverse("coalition:change_representative", args=[nia.pk])
    client.post(address, opened(client, address) | {"name": "Nia C."})

    nia.refresh_from_db()
    assert (nia.name, nia.person is not None) == ("Nia C.", True)


def test_the_letter_leads_to_a_page_that_opens_the_coalition(nia, cast, client):
    client.force_login(cast.rory)
    client.post(reverse("coalition:let_in", args=[nia.pk]))
    client.logout()
    address = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]

    assert client.get(address).status_code == 200
    assert Representative.objects.get(pk=nia.pk).invitation is not None


def test_roster_admins_of_partners_change_nothing(nia, committee, coalition, cast, client):
    client.force_login(member_of(cast.partner_org, Role.ROSTER_ADMIN))
    seat = SeatFactory(committee=committee, organization=cast.partner_org, holder=nia)
    partner = Partner.objects.get(organization=cast.partner_org)
    named = {
        coalition: ["charter", "join", "add_committee"],
        partner: ["leave", "name_people", "add_representative"],
        nia: ["change_representative", "let_in", "shut_out"],
        committee: ["change_committee", "give_place"],
        committee.places.first(): ["end_place", "fill_seat"],
        seat: ["vacate_seat", "swap_seat", "take_back_seat"],
    }

    answers = {
        client.post(reverse(f"coalition:{name}", args=[row.pk]), {}).status_code
        for row, names in named.items()
        for name in names
    }

    assert answers == {404}


def test_what_one_may_not_see_is_not_there(nia, committee, coalition, cast, browse):
    hidden = CommitteeFactory()
    addresses = [
        reverse("coalition:coalition", args=[hidden.coalition_id]),
        reverse("coalition:partners", args=[hidden.coalition_id]),
        reverse("coalition:committee", args=[hidden.pk]),
        reverse("coalition:history", args=[hidden.pk]),
        *(reverse(f"coalition:roster_{kind}", args=[hidden.pk]) for kind in ("pdf", "xlsx", "vcard")),
    ]

    assert {browse(cast.rory, address).status_code for address in addresses} == {404}
    assert browse(cast.otto, reverse("coalition:committee", args=[committee.pk])).status_code == 404
    assert browse(cast.otto, reverse("coalition:representative", args=[nia.pk])).status_code == 404
