import csv
import datetime as dt
import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from kit import sheets
from schools import asking, linking
from schools.district import Row, in_order
from schools.models import School
from tests.factories import schools as make
from tests.schools.conftest import FILED, HEARD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november_12():
    with time_machine.travel(dt.datetime(2026, 11, 12, 20, tzinfo=dt.UTC), tick=False):
        yield


def table(client, user, **query):
    client.force_login(user)
    return client.get(reverse("schools:district"), query)


def rows(client, user, **query):
    return list(table(client, user, **query).context["page"].object_list)


def names(client, user, **query):
    return [row.school.name for row in rows(client, user, **query)]


def heard_at(school, cast, people=12, year=2026):
    event = make.EventFactory(steward=cast.coalition_org, starts_at=make.at(HEARD))
    session = make.SessionFactory(event=event, school=school, created_by=cast.rosa, year=year)
    return make.InputFactory(session=session, people=people, recorded_by=cast.rosa)


def ask_at(school, cast, people=12):
    comment = heard_at(school, cast, people)
    return asking.raise_ask(
        school, 2026, by=cast.rosa, organization=cast.coalition_org, wording_en="Shade", inputs=[comment]
    )


def file(client, user, kind="csv", **query):
    client.force_login(user)
    response = client.get(reverse("schools:district_file", args=[kind]), query)
    return response, [record for _number, record in sheets.read(io.BytesIO(response.content)).records()]


def test_each_school_shows_what_was_heard_answered_followed_kept_and_left_out(client, trail, cast):
    link = linking.claim(trail.ask, line=trail.line, share_percent=50, by=cast.rosa)
    linking.confirm(link, confirmed_as="Parent", by=cast.luis)
    make.ActualFactory(line=trail.line, amount_cents=6_000_00)

    (row,) = rows(client, cast.rosa)

    assert (row.heard, row.answered_share, row.followed_share, row.kept_share, row.left_out) == (12, 0, 1 / 2, 1 / 4, 0)
    assert [entry.days_late for entry in row.late] == [227]


def test_no_data_is_said_in_words_and_never_reads_as_zero(client, cast):
    heard_at(make.SchoolFactory(), cast)

    text = table(client, cast.rosa).content.decode()

    assert [text.count(words) for words in ("No asks yet", "No plan filed yet", "Nobody yet")] == [1, 3, 0]
    assert "0%" not in text
    assert "0¢" not in text


def test_unreported_spending_is_not_reported_rather_than_nothing(client, trail, cast):
    link = linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)
    linking.confirm(link, confirmed_as="Parent", by=cast.luis)

    (row,) = rows(client, cast.rosa)

    assert row.kept_share is None
    assert "Not reported" in table(client, cast.rosa).content.decode()


def test_there_is_no_overall_score_in_the_table_or_the_file(client, trail, cast):
    _response, (record,) = file(client, cast.rosa)

    assert not [name for name in record if "score" in name.lower() or "grade" in name.lower()]


def test_only_schools_with_recorded_engagement_are_listed_unless_all_are_asked_for(client, trail, cast):
    make.SchoolFactory(name="Silent Street School")
    make.SchoolFactory(name="Closed Street School", status=School.Status.CLOSED)

    assert names(client, cast.rosa) == [trail.school.name]
    assert names(client, cast.rosa, show="all") == [trail.school.name, "Silent Street School"]
    assert "No recorded engagement" in table(client, cast.rosa, show="all").content.decode()


def test_another_organization_sees_the_school_as_silent(client, trail, cast):
    assert names(client, cast.otto) == []
    assert [row.year for row in rows(client, cast.otto, show="all")] == [None]


def test_a_partner_sees_the_asks_of_the_coalition_but_no_count_under_eleven(client, trail, cast):
    coalition = make.CoalitionFactory(keeper=cast.coalition_org)
    for organization in (cast.coalition_org, cast.partner_org):
        make.PartnerFactory(coalition=coalition, organization=organization)
    asking.put_in_trail(trail.ask, coalition=coalition, by=cast.rosa)
    assert [row.heard for row in rows(client, cast.bea)] == [12]

    trail.comment.__class__.objects.update(people=10)

    assert [row.heard for row in rows(client, cast.bea)] == [None]
    assert "Fewer than 11, not shown" in table(client, cast.bea).content.decode()


def test_silent_schools_are_counted_by_need(client, trail, cast):
    silent = make.SchoolFactory()
    for school, tier in ((trail.school, 1), (silent, 1), (make.SchoolFactory(), 4)):
        make.SeniRecordFactory(school=school, tier=tier)
    make.SchoolFactory()

    found = table(client, cast.rosa).context["silence"]

    assert [(tier.need, tier.schools, tier.recorded, tier.silent) for tier in found] == [
        (5, 2, 1, 1),
        (2, 1, 0, 1),
        (None, 1, 0, 1),
    ]


def test_the_highest_need_comes_first_and_within_it_the_longest_wait(client, cast):
    low, high, higher = (make.SchoolFactory(name=name) for name in ("Low", "High, heard", "High, waits"))
    for school, tier in ((low, 5), (high, 1), (higher, 1)):
        make.SeniRecordFactory(school=school, tier=tier)
    heard_at(high, cast)
    for school in (low, higher):
        ask_at(school, cast)

    assert names(client, cast.rosa) == ["High, waits", "High, heard", "Low"]
    assert names(client, cast.rosa, sort="need") == ["Low", "High, waits", "High, heard"]
    assert names(client, cast.rosa, sort="-name") == ["Low", "High, waits", "High, heard"]


@pytest.mark.parametrize("sort", ["heard", "-heard"])
def test_what_has_no_data_comes_last_in_either_direction(client, cast, sort):
    heard_at(make.SchoolFactory(name="Twelve"), cast)
    make.SchoolFactory(name="Silent")

    assert names(client, cast.rosa, show="all", sort=sort) == ["Twelve", "Silent"]


def test_an_unknown_order_falls_back_to_the_name():
    rows = [Row(School(name=name)) for name in ("Vermont", "Avalon")]

    assert [row.school.name for row in in_order(rows, "nonsense")] == ["Avalon", "Vermont"]


def test_filters_narrow_the_table_and_come_off_one_by_one(client, cast):
    north = make.SchoolFactory(name="North", region="North", level="high", board_district=3)
    south = make.SchoolFactory(name="South", region="South", level="middle", board_district=7)
    for school, tier in ((north, 1), (south, 2)):
        make.SeniRecordFactory(school=school, tier=tier)
        heard_at(school, cast)

    for query in ({"region": "South"}, {"level": "middle"}, {"board": "7"}, {"tier": "2"}, {"q": "south"}):
        assert names(client, cast.rosa, **query) == ["South"], query
    assert table(client, cast.rosa, region="South", tier="2").context["chips"] == [
        ("Region: South", "region"),
        ("Need: High", "tier"),
    ]
    assert names(client, cast.rosa, region="Nowhere") == ["North", "South"]


def test_each_plan_year_has_its_own_table(client, cast):
    school = make.SchoolFactory()
    heard_at(school, cast, year=2025)

    assert names(client, cast.rosa) == []
    assert names(client, cast.rosa, year="2025-26") == [school.name]


def test_the_table_asks_the_database_the_same_number_of_times_for_one_school_and_for_three(client, trail, cast):
    link = linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)
    linking.confirm(link, confirmed_as="Parent", by=cast.luis)
    make.ActualFactory(line=trail.line)
    table(client, cast.rosa)
    with CaptureQueriesContext(connection) as one:
        table(client, cast.rosa)
    for _number in range(2):
        school = make.SchoolFactory()
        ask = ask_at(school, cast)
        plan = make.PlanVersionFactory(school=school, submitted_on=FILED, organization=cast.coalition_org)
        line = make.PlanLineFactory(version=plan)
        link = linking.claim(ask, line=line, share_percent=40, by=cast.rosa)
        linking.confirm(link, confirmed_as="Parent", by=cast.luis)
        make.ActualFactory(line=line)
    with CaptureQueriesContext(connection) as three:
        response = table(client, cast.rosa)

    assert len(response.context["page"].object_list) == 3
    assert len(three) == len(one)


def test_the_pages_hold_fifty_schools(client, cast):
    make.SchoolFactory.create_batch(51)

    assert len(rows(client, cast.rosa, show="all", page="2")) == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_the_table_with_its_day_and_where_it_is_explained(client, trail, cast, kind):
    link = linking.claim(trail.ask, line=trail.line, share_percent=50, by=cast.rosa)
    linking.confirm(link, confirmed_as="Parent", by=cast.luis)

    response, (record,) = file(client, cast.rosa, kind)

    assert f'filename="fairshare-district-2026-2026-11-12.{kind}"' in response["Content-Disposition"]
    assert (record["School"], record["People heard"], record["Asks waiting"]) == (trail.school.name, "12", "1")
    assert float(record["Open dollars planned for asks"]) == 12_000
    assert record["Note on spending"] == "Not reported"
    assert record["Open dollars spent"] == ""
    assert record["As of"].startswith("2026-11-12")
    assert record["How we count"] == "http://testserver/how-we-count/"


def test_every_line_of_the_file_is_as_wide_as_its_head(client, trail, cast):
    make.SchoolFactory(name="Silent Street School")

    response, records = file(client, cast.rosa, show="all")

    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {len(line) for line in lines} == {30}
    assert records[1]["Engagement"] == "No recorded engagement"
    assert records[1]["As of"] == "2026-11-12"


def test_a_count_under_eleven_stays_out_of_the_file_though_the_page_shows_it(client, cast):
    ask_at(make.SchoolFactory(), cast, people=10)

    _response, (record,) = file(client, cast.rosa)

    assert [row.heard for row in rows(client, cast.rosa)] == [10]
    assert record["People heard"] == "Hidden to protect privacy"
    assert record["People with an ask in the plan"] == "Not enough yet"


def test_a_count_that_would_give_a_small_one_away_stays_out_too(client, trail, cast):
    link = linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)
    linking.confirm(link, confirmed_as="Parent", by=cast.luis)
    ask_at(trail.school, cast, people=3)

    _response, (record,) = file(client, cast.rosa)

    assert (record["People heard"], record["People with an ask in the plan"]) == ("15", "Hidden to protect privacy")


def test_a_download_is_written_down(client, trail, cast):
    file(client, cast.rosa, "xlsx")

    entry = AuditEntry.objects.get(verb="trail.downloaded")
    assert entry.sentence == "Rosa Méndez downloaded the district table for 2026–27 as XLSX (schools: 1)."


def test_only_roles_that_may_download_find_the_file_and_the_buttons(client, trail, cast):
    client.force_login(cast.vic)

    assert client.get(reverse("schools:district_file", args=["csv"])).status_code == 404
    assert "Download CSV" not in table(client, cast.vic).content.decode()
    assert "Download CSV" in table(client, cast.rosa).content.decode()
    assert client.get(reverse("schools:district_file", args=["pdf"])).status_code == 404


def test_how_we_count_is_for_everybody_and_the_table_is_not(client):
    text = client.get(reverse("schools:how_we_count")).content.decode()

    assert "Missing is never zero" in text
    assert client.get(reverse("schools:district")).status_code == 302
