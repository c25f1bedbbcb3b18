import datetime as dt
import io

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from coalition import printing, rosters
from coalition.models import Coalition, Committee, CommitteeSeat
from tests.factories.accounts import OrganizationFactory
from tests.factories.coalition import (
    CommitteeFactory,
    PlaceFactory,
    RepresentativeFactory,
    SeatFactory,
    partner_with_seat,
)

DAY = dt.date(2021, 2, 16)
ALTERNATE = CommitteeSeat.Part.ALTERNATE


@pytest.fixture
def seated(committee, cast):
    """Ada sits for the partner until the end of April 2021, with Ben as alternate; the keeper's place is vacant."""
    scope = {"committee": committee, "organization": cast.partner_org}
    who = {"coalition": committee.coalition, "organization": cast.partner_org}
    ada = RepresentativeFactory(name="Ada Luna", email="ada@example.org", phone="213 555 0101", **who)
    SeatFactory(holder=ada, ends_on=dt.date(2021, 4, 30), **scope)
    SeatFactory(holder=RepresentativeFactory(name="Ben Ortiz", **who), part=ALTERNATE, **scope)
    return committee


def gaps_of(user, on):
    return [
        (str(gap.committee), [str(each.organization) for each in gap.vacant], [str(each.holder) for each in gap.ending])
        for gap in rosters.gaps(user, on)
    ]


def test_the_keeper_is_told_of_vacant_seats_and_of_terms_before_they_end(seated, cast):
    place = "Jacaranda Community Coalition"

    assert gaps_of(cast.rory, DAY) == [("Steering committee", [place], ["Ada Luna"])]
    # The charter warns 90 days ahead; the day before that the end is not named yet.
    assert gaps_of(cast.rory, dt.date(2021, 1, 29)) == [("Steering committee", [place], [])]


def test_a_seat_that_somebody_is_to_take_waits_for_nobody(seated, cast):
    """Whoever follows, on the vacant place or after the term; and a term whose place ends with it."""
    later = dt.date(2021, 5, 1)
    for organization in (cast.partner_org, cast.coalition_org):
        SeatFactory(
            committee=seated,
            organization=organization,
            holder=RepresentativeFactory(coalition=seated.coalition, organization=organization),
            starts_on=later,
        )
    assert gaps_of(cast.rory, DAY) == []


def test_a_term_that_ends_with_its_place_needs_nobody_after_it(seated, cast):
    place = seated.places.get(organization=cast.partner_org)
    place.ends_on = dt.date(2021, 4, 30)
    place.save()

    assert gaps_of(cast.rory, DAY) == [("Steering committee", ["Jacaranda Community Coalition"], [])]


def test_gaps_are_the_keepers_to_see_to_and_of_committees_that_work(seated, cast):
    assert gaps_of(cast.ana, DAY) == []
    seated.closed_on = dt.date(2021, 1, 31)
    seated.save()
    assert gaps_of(cast.rory, DAY) == []


def test_gaps_are_asked_for_as_often_for_three_committees_as_for_one(seated, cast, django_assert_num_queries):
    rosters.gaps(cast.rory, DAY)
    for _more in range(2):
        PlaceFactory(committee=CommitteeFactory(coalition=seated.coalition), organization=cast.partner_org)
    with django_assert_num_queries(2):
        assert len(rosters.gaps(cast.rory, DAY)) == 3


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Fill 1 vacant seat"), ("es", "Ocupar 1 puesto vacante")],
)
def test_today_names_what_waits_on_the_keepers_rosters(client, settings, seated, cast, language, words):
    client.force_login(cast.rory)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    SeatFactory(
        committee=seated,
        organization=cast.partner_org,
        holder=RepresentativeFactory(coalition=seated.coalition, organization=cast.partner_org),
        starts_on=dt.date(2021, 5, 1),
    )
    with translation.override(language):  # what the page's own language is put back to
        page = client.get("/").content.decode()

    assert words in page
    assert "Steering committee · Jacaranda Community Coalition" in page


def test_the_roster_of_a_past_day_names_who_sat_then(seated, cast):
    roster = rosters.roster(seated, DAY)

    assert [(str(line.organization), str(line.seat and line.seat.holder)) for line in roster.lines] == [
        ("Families of Figueroa", "Ada Luna"),
        ("Jacaranda Community Coalition", "None"),
    ]
    assert (roster.filled, len(roster.vacant)) == (1, 1)


def test_a_vacancy_is_counted_from_the_day_after_the_last_one_left(seated, cast):
    roster = rosters.roster(seated, dt.date(2021, 5, 4))

    line = next(line for line in roster.lines if line.organization == cast.partner_org)
    assert (line.vacant_since, line.days_vacant) == (dt.date(2021, 5, 1), 3)


def test_a_place_nobody_ever_had_is_vacant_since_it_was_given(seated, cast):
    line = next(line for line in rosters.roster(seated, DAY).lines if line.organization == cast.coalition_org)

    assert line.vacant_since == dt.date(2020, 1, 1)


@pytest.mark.parametrize(("day", "is_ending"), [(dt.date(2021, 1, 29), False), (dt.date(2021, 1, 30), True)])
def test_an_end_is_shown_ninety_days_before_it_comes(seated, day, is_ending):
    assert [line.is_ending for line in rosters.roster(seated, day).lines] == [is_ending, False]


def test_an_end_that_has_a_follower_is_not_a_gap(seated, cast):
    holder = RepresentativeFactory(coalition=seated.coalition, organization=cast.partner_org, name="Cora Reyes")
    SeatFactory(committee=seated, organization=cast.partner_org, holder=holder, starts_on=dt.date(2021, 5, 1))

    line = rosters.roster(seated, DAY).lines[0]
    assert (line.is_ending, line.following.name) == (False, "Cora Reyes")


def test_a_place_with_only_an_alternate_counts_for_the_quorum(seated):
    assert [str(line.organization) for line in rosters.electorate(seated, dt.date(2021, 5, 4))] == [
        "Families of Figueroa"
    ]


def test_observers_and_supporters_do_not_count_for_the_quorum(committee, cast):
    partner_with_seat(committee, "Counts")
    partner_with_seat(committee, "Supports", kind="supporter")
    observing = partner_with_seat(committee, "Observes")
    observing.is_observer = True
    observing.save()

    assert [str(line.organization) for line in rosters.electorate(committee, DAY)] == ["Counts"]


@pytest.mark.parametrize(
    ("rule", "number", "seats", "quorum"),
    [
        ("more_than_half", None, 13, 7),
        ("more_than_half", None, 12, 7),
        ("more_than_half", None, 1, 1),
        ("two_thirds", None, 13, 9),
        ("two_thirds", None, 12, 8),
        ("number", 5, 13, 5),
    ],
)
def test_the_quorum_follows_the_charter(rule, number, seats, quorum):
    assert Coalition(quorum_rule=rule, quorum_number=number).quorum_of(seats) == quorum


@pytest.mark.parametrize("partners", [1, 3])
def test_a_roster_asks_the_same_questions_however_many_sit(committee, partners, django_assert_num_queries):
    for number in range(partners):
        partner_with_seat(committee, f"Partner {number}", alternate=True)
    committee = Committee.objects.select_related("coalition").get(pk=committee.pk)

    with django_assert_num_queries(4):
        [line.seats and line.seats[0].holder.name for line in rosters.roster(committee, DAY).lines]


def test_committees_count_their_places_vacancies_and_ends(seated, coalition):
    PlaceFactory(committee=CommitteeFactory(coalition=coalition), organization=OrganizationFactory())

    counts = [
        (committee.place_count, committee.filled_count, committee.vacant_count, committee.ending_count)
        for committee in coalition.committees.order_by("pk").with_counts(DAY, 90)
    ]

    assert counts == [(2, 1, 1, 1), (1, 0, 1, 0)]


# --- Files ------------------------------------------------------------------------------------------------------


@pytest.fixture
def roster(seated):
    return rosters.roster(seated, DAY)


def test_the_sheet_has_one_row_for_each_seat_and_each_vacancy(roster):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(printing.as_xlsx(roster))).get_sheet_by_index(0).to_python()

    assert sheet[0][0] == "Invented Student Equity Coalition · Steering committee · As of Feb 16, 2021"
    assert [row[:3] for row in sheet[2:]] == [
        ["Families of Figueroa", "Representative", "Ada Luna"],
        ["Families of Figueroa", "Alternate", "Ben Ortiz"],
        ["Jacaranda Community Coalition", "Representative", "Vacant"],
    ]


def test_the_pdf_is_a_tagged_pdf(roster):
    printed = printing.as_pdf(roster)

    assert printed.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in printed


def test_the_same_roster_prints_alike_in_spanish(roster, settings):
    from django.utils import translation

    with translation.override("es"):
        assert printing.as_pdf(roster).startswith(b"%PDF-")


def test_cards_hold_what_the_roster_says_and_no_more(roster):
    cards = printing.as_vcards(roster).decode()

    assert cards.split("\r\n")[:9] == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Ada Luna;;;;",
        "FN:Ada Luna",
        "ORG:Families of Figueroa",
        "EMAIL;TYPE=INTERNET:ada@example.org",
        "TEL;TYPE=VOICE:213 555 0101",
        "NOTE:Invented Student Equity Coalition\\, Steering committee. As of Feb 16\\",
        " , 2021",
    ]
    assert cards.count("BEGIN:VCARD") == 2


def test_a_card_cannot_be_broken_out_of(committee, cast):
    name = "Núria; \\ ,\r\nTEL:666"
    who = {"coalition": committee.coalition, "organization": cast.partner_org}
    SeatFactory(committee=committee, organization=cast.partner_org, holder=RepresentativeFactory(name=name, **who))

    card = printing.as_vcards(rosters.roster(committee, DAY)).decode()

    assert "FN:Núria\\; \\\\ \\,\\nTEL:666\r\n" in card
    assert all(len(line.encode()) <= 75 for line in card.split("\r\n"))


def test_a_file_is_named_for_its_committee_and_day(roster):
    assert printing.name_of(roster, "pdf") == "steering-committee-2021-02-16.pdf"
