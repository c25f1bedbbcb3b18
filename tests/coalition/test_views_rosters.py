import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from coalition import undoing
from coalition.models import Coalition, Committee, CommitteeSeat, Partner, Place, Representative
from tests.factories.accounts import OrganizationFactory
from tests.factories.coalition import (
    CoalitionFactory,
    CommitteeFactory,
    MeetingFactory,
    PartnerFactory,
    RepresentativeFactory,
    SeatFactory,
    partner_with_seat,
)
from tests.held import opened


@pytest.fixture
def rory(client, cast, committee):
    """The keeper's roster admin, signed in."""
    client.force_login(cast.rory)
    return client


@pytest.fixture
def place(committee, cast):
    return Place.objects.get(committee=committee, organization=cast.partner_org)


def page(name, row):
    return reverse(f"coalition:{name}", args=[row.pk])


def text(answer):
    return " ".join(answer.content.decode().split())


def undo_of(answer):
    """The address behind the Undo button of the page one is led to."""
    return next(iter(answer.context["messages"])).extra_tags


def test_a_coalition_is_set_up_and_leads_to_its_charter(rory, cast):
    answer = rory.post(reverse("coalition:found"), {"name": "New Alliance", "keeper": cast.coalition_org.pk})

    new = Coalition.objects.get(name="New Alliance")
    assert answer.url == page("charter", new)


def test_a_coalition_is_kept_only_by_an_organization_whose_roster_one_keeps(rory, cast):
    rory.post(reverse("coalition:found"), {"name": "New Alliance", "keeper": cast.partner_org.pk})

    assert not Coalition.objects.filter(name="New Alliance").exists()


def test_a_charter_that_names_no_number_for_its_quorum_is_refused_by_the_field(rory, coalition):
    facts = opened(rory, page("charter", coalition)) | {
        "vote_rule": "majority", "vote_base": "cast", "quorum_rule": "number", "warning_days": 60,
    }  # fmt: skip
    assert "Say how many seats make a quorum." in text(rory.post(page("charter", coalition), facts))

    rory.post(page("charter", coalition), {**facts, "quorum_number": 5})
    coalition.refresh_from_db()
    assert (coalition.vote_rule, coalition.quorum_number, coalition.warning_days) == ("majority", 5, 60)


def test_the_committee_page_shows_seats_vacancies_and_ends(rory, committee, cast):
    today = cast.coalition_org.today()
    who = RepresentativeFactory(name="Ada Luna", coalition=committee.coalition, organization=cast.partner_org)
    ends_on = today + dt.timedelta(days=80)
    SeatFactory(committee=committee, organization=cast.partner_org, holder=who, ends_on=ends_on)

    shown = text(rory.get(page("committee", committee)))

    assert "Ada Luna" in shown
    assert "80 days left" in shown
    assert "Seats: 1 filled, 1 vacant" in shown
    assert "Vacant · " in shown


def test_the_committee_as_it_was_on_a_day(rory, committee, cast):
    who = RepresentativeFactory(name="Ada Luna", coalition=committee.coalition, organization=cast.partner_org)
    scope = {"committee": committee, "organization": cast.partner_org}
    SeatFactory(holder=who, ends_on=dt.date(2021, 2, 16), **scope)

    answers = {day: text(rory.get(page("history", committee) + f"?on={day}")) for day in ("2021-02-16", "2021-02-17")}

    assert ["Ada Luna" in answer for answer in answers.values()] == [True, False]
    assert "Vacant · 0 days" in answers["2021-02-17"]


def test_a_large_committee_comes_in_pages_and_its_figures_count_everybody(rory, committee, monkeypatch):
    monkeypatch.setattr("coalition.views.committees.SEATS_A_PAGE", 2)
    for name in ("Ada Circle", "Bee Circle", "Cee Circle"):
        partner_with_seat(committee, name)

    first, second = (rory.get(page("committee", committee) + f"?page={number}") for number in (1, 2))

    lines = first.context["roster"].lines
    shown = [*first.context["page"], *second.context["page"]]
    assert [line.place.pk for line in shown] == [line.place.pk for line in lines][: len(shown)]
    assert len(first.context["page"]) == 2
    assert first.context["roster"].filled == 3
    assert "page=2" in text(first)


def test_a_day_nobody_can_read_is_today(rory, committee):
    assert rory.get(page("committee", committee) + "?on=soon").context["is_today"]


def test_filling_a_seat_with_someone_new_puts_them_on_the_roster_and_can_be_undone(rory, place, committee):
    data = {"new_name": "Nia Castellanos", "part": "representative", "role": "chair", "starts_on": "2026-01-01"}

    answer = rory.post(page("fill_seat", place), data, follow=True)

    assert CommitteeSeat.objects.get().holder.name == "Nia Castellanos"
    rory.post(undo_of(answer))
    assert list(CommitteeSeat.objects.all()) == []
    assert Representative.objects.count() == 1


def test_a_refused_seat_leaves_nobody_new_on_the_roster(rory, place, cast, committee):
    SeatFactory(committee=committee, organization=cast.partner_org)
    data = {"new_name": "Nia", "part": "representative", "role": "member", "starts_on": "2026-01-01"}

    answer = rory.post(page("fill_seat", place), data)

    assert f"sits for {cast.partner_org} in that time: from" in text(answer)
    assert not Representative.objects.filter(name="Nia").exists()


def test_vacating_and_taking_it_back(rory, committee, cast):
    seat = SeatFactory(committee=committee, organization=cast.partner_org)

    answer = rory.post(page("vacate_seat", seat), {"on": "2026-06-30"}, follow=True)
    seat.refresh_from_db()
    assert seat.ends_on == dt.date(2026, 6, 30)

    rory.post(undo_of(answer))
    seat.refresh_from_db()
    assert seat.ends_on is None
    assert AuditEntry.objects.filter(verb="seat.restored", organization=cast.coalition_org).count() == 1


def test_a_swap_taken_back_seats_the_former_one_again(rory, committee, cast):
    seat = SeatFactory(committee=committee, organization=cast.partner_org)
    next_one = RepresentativeFactory(coalition=committee.coalition, organization=cast.partner_org)

    answer = rory.post(page("swap_seat", seat), {"holder": next_one.pk, "starts_on": "2026-07-01"}, follow=True)
    assert CommitteeSeat.objects.count() == 2

    rory.post(undo_of(answer))
    assert [(row.pk, row.ends_on) for row in CommitteeSeat.objects.all()] == [(seat.pk, None)]


def test_what_stands_in_the_way_of_an_undo_is_said(rory, committee, cast):
    seat = SeatFactory(committee=committee, organization=cast.partner_org)
    answer = rory.post(page("vacate_seat", seat), {"on": "2026-06-30"}, follow=True)
    SeatFactory(committee=committee, organization=cast.partner_org, starts_on=dt.date(2026, 7, 1))

    again = rory.post(undo_of(answer), follow=True)

    assert "This can no longer be undone" in text(again)
    seat.refresh_from_db()
    assert seat.ends_on == dt.date(2026, 6, 30)


def test_an_undo_works_only_for_who_may_change_that_roster(client, committee, cast):
    seat = SeatFactory(committee=committee, organization=cast.partner_org, ends_on=dt.date(2026, 6, 30))
    address = undoing.address(ended=[(seat, None)])
    client.force_login(cast.vic)

    assert client.post(address).status_code == 404
    assert client.post(address[:-8] + "forged1/").status_code == 404
    seat.refresh_from_db()
    assert seat.ends_on == dt.date(2026, 6, 30)


def test_ending_a_partnership_says_what_goes_along_and_can_be_undone(rory, committee, cast):
    seat = SeatFactory(committee=committee, organization=cast.partner_org)
    partner = Partner.objects.get(organization=cast.partner_org)

    answer = rory.post(page("leave", partner), {"on": "2026-06-30"}, follow=True)
    assert CommitteeSeat.objects.get(pk=seat.pk).ends_on == dt.date(2026, 6, 30)

    rory.post(undo_of(answer))
    ends = [row.objects.get(organization=cast.partner_org).ends_on for row in (Partner, Place, CommitteeSeat)]
    assert ends == [None, None, None]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_at_the_end_of_the_calendar_is_refused_with_a_sentence_and_ends_nothing(rory, committee, cast, day):
    partner = Partner.objects.get(coalition=committee.coalition, organization=cast.partner_org)

    refused = rory.post(page("leave", partner), {"on": day})

    assert refused.context["form"].errors == {"on": ["Write a day between 1800 and 2100."]}
    partner.refresh_from_db()
    assert partner.ends_on is None
    for name in ("coalition", "committee", "history"):
        thing = committee.coalition if name == "coalition" else committee
        assert rory.get(page(name, thing), {"on": day}).status_code == 200


def test_a_seat_that_has_not_begun_is_taken_back_one_that_has_is_not(rory, committee, cast):
    begun = SeatFactory(committee=committee, organization=cast.partner_org)
    later = SeatFactory(
        committee=committee,
        organization=cast.coalition_org,
        starts_on=cast.coalition_org.today() + dt.timedelta(days=1),
    )

    rory.post(page("take_back_seat", begun))
    rory.post(page("take_back_seat", later))

    assert list(CommitteeSeat.objects.all()) == [begun]


def test_an_organization_joins_gets_a_place_and_leads_to_its_seat(rory, coalition, committee):
    new = OrganizationFactory(name="Newcomers")
    rory.post(page("join", coalition), {"organization": new.pk, "kind": "member", "starts_on": "2026-01-01"})

    answer = rory.post(page("give_place", committee), {"organization": new.pk, "starts_on": "2026-01-01"})

    assert answer.url == page("fill_seat", Place.objects.get(organization=new))


def test_an_organization_nobody_has_here_yet_joins_by_its_name(rory, coalition):
    facts = {"organization": "", "new_name": "Vecinos Unidos de la 54", "kind": "member", "starts_on": "2026-11-01"}
    rory.post(page("join", coalition), facts)

    joined = Partner.objects.get(coalition=coalition, organization__name="Vecinos Unidos de la 54")
    assert (joined.kind, joined.organization.grants.count()) == ("member", 0)


@pytest.mark.parametrize("name", ["VECÍNOS unidos", "vecinos-unidos"])
def test_an_organization_that_is_here_already_is_chosen_not_written_again(rory, coalition, name):
    OrganizationFactory(name="Vecinos Unidos", slug="vecinos-unidos")
    facts = {"organization": "", "new_name": name, "kind": "core", "starts_on": "2026-11-01"}
    answer = rory.post(page("join", coalition), facts)

    assert answer.context["form"].errors == {"new_name": ["Vecinos Unidos is here already. Choose it in the list."]}


@pytest.mark.parametrize(
    ("organization", "name", "words"),
    [
        (False, "", "Choose an organization, or write the name of one that is not in the list."),
        (True, "Another", "Choose an organization or write a name, one of the two."),
        (False, "¡!", "A name needs letters or digits."),
    ],
)
def test_a_partner_is_one_organization_with_a_name(rory, coalition, organization, name, words):
    chosen = OrganizationFactory().pk if organization else ""
    facts = {"organization": chosen, "new_name": name, "kind": "core", "starts_on": "2026-11-01"}
    answer = rory.post(page("join", coalition), facts)

    assert answer.context["form"].errors == {"new_name": [words]}


def test_who_hands_out_roles_is_shown_how_to_set_up_a_coalition(client, cast):
    client.force_login(cast.ana)
    answer = client.get(reverse("coalition:list"))

    assert reverse("accounts:invite") in text(answer)


def test_a_closed_committee_leaves_the_coalitions_page(rory, coalition, committee):
    data = {"name": committee.name, "kind": "steering", "closed_on": "2026-01-01"}
    rory.post(page("change_committee", committee), data)

    assert committee.name not in text(rory.get(page("coalition", coalition)))
    assert rory.get(page("committee", committee)).status_code == 200


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "vcard"])
def test_a_roster_taken_along_is_written_down(client, cast, committee, kind):
    SeatFactory(committee=committee, organization=cast.partner_org)
    client.force_login(cast.bea)

    answer = client.get(page(f"roster_{kind}", committee) + "?on=2021-02-16")

    assert answer.status_code == 200
    assert "2021-02-16" in answer["Content-Disposition"]
    entry = AuditEntry.objects.get(verb="roster.downloaded")
    assert (entry.by, entry.organization, entry.details) == (cast.bea, cast.coalition_org, {"on": "2021-02-16"})


def test_people_who_only_look_are_offered_no_changes(client, cast, coalition, committee, place):
    client.force_login(cast.bea)
    seen = [
        page("coalition", coalition),
        page("committee", committee),
        page("place", place),
        page("history", committee),
    ]
    offers = ("/fill/", "/vacate/", "/charter/", "/places/add/", "/end/", "/edit/")

    assert [offer for address in seen for offer in offers if offer in client.get(address).content.decode()] == []


@pytest.fixture
def queries(django_assert_num_queries, django_assert_max_num_queries):
    def count(client, address):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    return count


@pytest.mark.parametrize("name", ["list", "coalition", "partners", "committee", "history", "partner", "place"])
def test_a_page_asks_as_often_for_three_as_for_one(rory, coalition, committee, cast, queries, name):
    rows = {
        "committee": committee,
        "history": committee,
        "partner": Partner.objects.first(),
        "place": Place.objects.first(),
    }
    address = reverse("coalition:list") if name == "list" else page(name, rows.get(name, coalition))
    partner_with_seat(committee, "First", alternate=True)
    rory.get(address)
    one = queries(rory, address)

    for number in range(3):
        partner_with_seat(committee, f"Partner {number}", alternate=True)
        partner_with_seat(CommitteeFactory(coalition=coalition), f"Other {number}")
        CoalitionFactory(keeper=cast.coalition_org)
        PartnerFactory(coalition=coalition)
        RepresentativeFactory(coalition=coalition, organization=cast.coalition_org)

    assert queries(rory, address) == one
    assert Committee.objects.count() == 4


def test_another_days_roster_stands_without_todays_votes_and_meetings(rory, committee):
    MeetingFactory(committee=committee, held_on=committee.keeper.today() + dt.timedelta(days=9))

    def shown(**days):
        return text(rory.get(page("committee", committee) + f"?on={committee.keeper.today() + dt.timedelta(**days)}"))

    assert "Next meeting" in shown(days=0)
    before, later = shown(days=-300), shown(days=300)
    assert "The committee as it was on" in before
    assert "The committee as it is written down for" in later
    for other in (before, later):
        assert "Next meeting" not in other
        assert "Latest decisions" not in other


def test_a_coalition_without_partners_says_what_comes_first(rory, cast):
    coalition = CoalitionFactory(keeper=cast.coalition_org)

    shown = text(rory.get(page("coalition", coalition)))

    assert shown.count(f'href="{page("join", coalition)}"') == 2
    assert "All 0" not in shown
