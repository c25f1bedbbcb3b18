from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import accounts.working as working
from accounts.models import Job
from schools import allocating, keeping
from schools.models import School, SeniRecord, SourceFile, UnmatchedRow, YearPromise
from tests.factories import schools as make
from tests.factories.accounts import UserFactory
from tests.schools.test_allocating import LOST_ROW, ROW
from tests.schools.test_allocating import kept as kept_seni
from tests.schools.test_directory import MAP_ROW, as_csv


@pytest.fixture
def rosa(client, cast):
    client.force_login(cast.rosa)
    return client


def names(answer):
    return [school.name for school in answer.context["page"]]


def listed(client, **query):
    return names(client.get(reverse("schools:list"), query))


# --- The list -----------------------------------------------------------------------------------------------------


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("query", ["", "?view=map"])
def test_the_list_asks_as_often_for_three_schools_as_for_one(rosa, query):
    url = reverse("schools:list") + query
    make.SeniRecordFactory(school=make.EnrollmentFactory(school__latitude=34, school__longitude=-118).school)
    rosa.get(url)
    one = queries_of(rosa, url)

    for _more in range(2):
        make.SeniRecordFactory(school=make.EnrollmentFactory(school__latitude=34, school__longitude=-118).school)

    assert queries_of(rosa, url) == one


def test_search_is_blind_to_accents_and_capitals(rosa):
    make.SchoolFactory(name="Peña Elementary (demo)")
    make.SchoolFactory(name="Other (demo)")

    assert listed(rosa, q="PENA") == ["Peña Elementary (demo)"]
    assert listed(rosa, q="peña elementary") == ["Peña Elementary (demo)"]


def test_filters_narrow_and_only_values_that_occur_are_offered(rosa):
    high = make.SchoolFactory(name="High (demo)", level="high", board_district=3, region="North", is_charter=True)
    low = make.SchoolFactory(name="Low (demo)", level="elementary", board_district=5, region="South")
    make.SeniRecordFactory(school=high, tier=1)
    make.SeniRecordFactory(school=low, tier=4)

    for query in ({"level": "high"}, {"board": "3"}, {"region": "North"}, {"charter": "yes"}, {"tier": "1"}):
        assert listed(rosa, **query) == ["High (demo)"], query
    form = rosa.get(reverse("schools:list")).context["form"]
    assert [value for value, _label in form.fields["board"].choices] == ["", "3", "5"]
    assert [value for value, _label in form.fields["tier"].choices] == ["", "1", "4"]


def test_closed_schools_show_only_when_asked_for(rosa):
    make.SchoolFactory(name="Open (demo)")
    make.SchoolFactory(name="Closed (demo)", status="closed")

    assert listed(rosa) == ["Open (demo)"]
    assert listed(rosa, status="closed") == ["Closed (demo)"]
    assert listed(rosa, status="all") == ["Closed (demo)", "Open (demo)"]


@pytest.mark.parametrize(
    "name", ["tier", "level", "board", "region", "charter", "status", "year", "sort", "view", "page"]
)
def test_a_value_that_makes_no_sense_is_ignored(rosa, name):
    make.SchoolFactory(name="One (demo)")

    assert listed(rosa, **{name: "'; drop table"}) == ["One (demo)"]


def test_the_list_sorts_by_name_need_students_and_dollars_with_the_unknown_last(rosa):
    few = make.EnrollmentFactory(count=50, school__name="Ángel (demo)").school
    many = make.EnrollmentFactory(count=900, school__name="bravo (demo)").school
    make.SchoolFactory(name="Cedar (demo)")
    make.SeniRecordFactory(school=few, tier=1, allocation_cents=5_00)
    make.SeniRecordFactory(school=many, tier=5, allocation_cents=9_00)

    in_order = ["Ángel (demo)", "bravo (demo)", "Cedar (demo)"]
    assert listed(rosa) == in_order
    assert listed(rosa, sort="-need") == listed(rosa, sort="students") == listed(rosa, sort="allocation") == in_order
    turned = ["bravo (demo)", "Ángel (demo)", "Cedar (demo)"]
    assert listed(rosa, sort="need") == listed(rosa, sort="-students") == listed(rosa, sort="-allocation") == turned


def test_fifty_schools_stand_on_a_page(rosa):
    make.SchoolFactory.create_batch(51)

    assert len(listed(rosa)) == 50
    assert len(listed(rosa, page=2)) == 1


def test_need_and_dollars_are_of_the_year_asked_for(rosa):
    school = make.SchoolFactory()
    make.SeniRecordFactory(school=school, year=2025, allocation_cents=111_00)
    make.SeniRecordFactory(school=school, year=2026, allocation_cents=222_00)

    assert "$111" in rosa.get(reverse("schools:list"), {"year": "2025"}).content.decode()


def test_a_school_of_fewer_than_eleven_students_shows_no_number(rosa):
    make.EnrollmentFactory(count=7)

    page = rosa.get(reverse("schools:list")).content.decode()

    assert "Fewer than 11" in page
    assert '<span class="num">7</span>' not in page


def test_a_visitor_without_a_role_sees_no_school(client, db):
    make.SchoolFactory()
    client.force_login(UserFactory())

    assert client.get(reverse("schools:list")).status_code == 404


# --- About one school ---------------------------------------------------------------------------------------------


def test_the_page_of_a_school_hides_small_groups_and_what_gives_them_away(rosa):
    school = make.SchoolFactory()
    for group, count in {
        "total": 100,
        "hispanic": 80,
        "white": 15,
        "asian": 5,
        "english_learner": 95,
        "foster": 3,
    }.items():
        make.EnrollmentFactory(school=school, group=group, count=count)

    table = rosa.get(reverse("schools:about", args=[school.cds_code])).context["enrollment"]

    shown = {row.label: row.by_year[0][1].count for _part, rows in table.parts for row in rows}
    assert table.total.by_year[0][1].count == 100
    assert shown == {
        "Latino": 80,
        "White": None,
        "Asian": None,
        "English learners": None,
        "Foster youth": None,
    }


def test_an_allocation_that_was_not_published_reads_not_reported(rosa):
    record = make.SeniRecordFactory(allocation_cents=None, score="47.5000")

    page = rosa.get(reverse("schools:about", args=[record.school.cds_code])).content.decode()

    assert "Not reported" in page
    assert "47.5<" in page


def test_a_rate_that_tells_of_fewer_than_eleven_is_not_shown(rosa):
    record = make.SeniRecordFactory(enrollment=100, english_learner_rate=5)

    line = rosa.get(reverse("schools:about", args=[record.school.cds_code])).context["seni"][0]

    assert (line.enrollment, line.english_learners) == (100, None)


def test_the_page_of_a_school_asks_as_often_for_three_years_as_for_one(rosa):
    school = make.SchoolFactory()
    url = reverse("schools:about", args=[school.cds_code])
    for year in (2024, 2025, 2026):
        make.SeniRecordFactory(school=school, year=year)
        make.EnrollmentFactory(school=school, year=year)
        if year == 2024:
            rosa.get(url)
            one = queries_of(rosa, url)

    assert queries_of(rosa, url) == one


# --- Promise ------------------------------------------------------------------------------------------------------


def test_staff_write_down_a_promise(rosa):
    school = make.SchoolFactory()
    url = reverse("schools:promise", args=[school.cds_code, 2027])

    answer = rosa.post(url, {"answer_days": "45", "counted_from": "asking", "budget_on": "2027-01-20"})

    assert answer.url == reverse("schools:about", args=[school.cds_code])
    given = YearPromise.objects.get()
    assert (given.answer_days, given.counted_from, given.budget_on) == (45, "asking", date(2027, 1, 20))


def test_a_viewer_cannot_write_down_a_promise(client, cast):
    client.force_login(cast.vic)
    school = make.SchoolFactory()

    assert client.get(reverse("schools:promise", args=[school.cds_code, 2027])).status_code == 404


# --- Kept files ---------------------------------------------------------------------------------------------------


def test_a_kept_file_is_a_download_and_never_a_page(rosa, cast):
    file = ContentFile(b"<script>alert(1)</script>", name="evil.html")
    source = keeping.keep(file, kind="schools", by=cast.rosa, organization=cast.coalition_org)

    answer = rosa.get(reverse("schools:kept_file", args=[source.pk]))

    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/octet-stream")


def test_a_visitor_who_is_not_signed_in_gets_no_file(client, cast):
    source = keeping.keep(ContentFile(b"x", name="x.csv"), kind="schools", by=cast.rosa)

    answer = client.get(reverse("schools:kept_file", args=[source.pk]))

    assert answer.status_code == 302
    assert "login" in answer.url


# --- Imports ------------------------------------------------------------------------------------------------------


def send(client, page, content, **fields):
    file = SimpleUploadedFile("file.csv", content)
    today = timezone.localdate().isoformat()
    return client.post(reverse(f"schools:{page}"), {"file": file, "obtained_on": today, "year": "", **fields})


def test_a_schools_file_is_read_in_the_background_and_its_outcome_shown(rosa):
    answer = send(rosa, "import_schools", as_csv(MAP_ROW, MAP_ROW | {"CDS Code": "12"}))

    job = Job.objects.get()
    assert answer.url == reverse("accounts:job", args=[job.pk])
    assert rosa.get(reverse("schools:import_result", args=[job.pk])).url == answer.url
    assert working.run(job.pk) == "done"
    page = rosa.get(reverse("schools:import_result", args=[job.pk])).content.decode()
    assert "1 row is in" in page
    assert "“12” is not a CDS code of 14 digits." in page
    assert SourceFile.objects.get().sha256 in page


def test_a_wrong_file_stops_the_work_with_a_sentence_and_is_not_kept(rosa):
    send(rosa, "import_schools", b"Name,Color\nOne,Red\n")
    job = Job.objects.get()

    assert working.run(job.pk) == "failed"
    job.refresh_from_db()
    assert "CDS Code" in job.error
    assert (School.objects.count(), SourceFile.objects.count()) == (0, 0)


def test_a_seni_file_comes_in_for_the_year_said(rosa):
    make.SchoolFactory(cds_code="19647330000011")

    send(rosa, "import_seni", as_csv(ROW, LOST_ROW), year="2026-27", source_address="https://example.org/seni")
    working.run(Job.objects.get().pk)

    page = rosa.get(reverse("schools:import_result", args=[Job.objects.get().pk])).content.decode()
    assert SeniRecord.objects.get().source.source_address == "https://example.org/seni"
    assert reverse("schools:unmatched") in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"year": "2026-28"}, "is not a school year"),
        ({"year": ""}, "This field is required."),
        ({"year": "2026-27", "obtained_on": (date.today() + timedelta(days=9)).isoformat()}, "still to come"),
    ],
)
def test_an_upload_form_says_what_is_wrong_by_the_field(rosa, fields, sentence):
    answer = send(rosa, "import_seni", as_csv(ROW), **fields)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert (Job.objects.count(), SourceFile.objects.count()) == (0, 0)


def test_an_empty_file_is_refused_by_the_field(rosa):
    assert "empty" in send(rosa, "import_schools", b"").content.decode()


def test_who_sent_a_file_is_named_to_their_own_organization_only(rosa, client, cast):
    keeping.keep(ContentFile(b"x", name="x.csv"), kind="seni", by=cast.bea, organization=cast.partner_org)
    url = reverse("schools:import_seni")

    page = rosa.get(url).content.decode()
    assert (cast.bea.name in page, cast.partner_org.name in page) == (False, True)
    client.force_login(cast.bea)
    assert cast.bea.name in client.get(url).content.decode()


@pytest.mark.parametrize("page", ["import_schools", "import_seni", "unmatched"])
def test_only_those_who_may_import_reach_the_import_pages(client, cast, page):
    client.force_login(cast.vic)

    assert client.get(reverse(f"schools:{page}")).status_code == 404


def test_an_outcome_is_for_the_one_who_asked(rosa, client, cast):
    send(rosa, "import_schools", as_csv(MAP_ROW))
    job = Job.objects.get()
    working.run(job.pk)
    client.force_login(cast.luis)

    assert client.get(reverse("schools:import_result", args=[job.pk])).status_code == 404


# --- Settling rows ------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(cast):
    allocating.import_seni(kept_seni(LOST_ROW), year=2026, by=cast.rosa)
    return UnmatchedRow.objects.get()


def test_a_waiting_row_finds_its_school_and_can_be_opened_again(rosa, waiting):
    school = make.SchoolFactory(name="Lost and Found (demo)")
    page = rosa.get(reverse("schools:unmatched"), {"row": waiting.pk, "q": waiting.search_words})
    assert list(page.context["found"]) == [school]

    settled = rosa.post(reverse("schools:settle_row", args=[waiting.pk]), {"school": school.cds_code}, follow=True)
    assert "Row 2 matched to Lost and Found (demo)." in settled.content.decode()
    assert school.seni_records.count() == 1

    rosa.post(reverse("schools:reopen_row", args=[waiting.pk]))
    assert school.seni_records.count() == 0


def test_a_row_can_be_set_aside(rosa, waiting):
    rosa.post(reverse("schools:settle_row", args=[waiting.pk]))

    waiting.refresh_from_db()
    assert (waiting.school, waiting.settled_at is None) == (None, False)


def test_a_school_that_is_not_there_settles_nothing(rosa, waiting):
    page = rosa.post(reverse("schools:settle_row", args=[waiting.pk]), {"school": "00000000000000"})

    assert "Choose a school from the list." in page.content.decode()
    waiting.refresh_from_db()
    assert waiting.settled_at is None


def test_a_refused_school_is_said_by_the_row(rosa, waiting):
    taken = make.SeniRecordFactory(year=2026).school

    page = rosa.post(reverse("schools:settle_row", args=[waiting.pk]), {"school": taken.cds_code}).content.decode()

    assert f"{taken.name} has figures for 2026–27 from another row already." in page
    assert "Which school is “Lost Elementary (demo)”?" in page


def test_the_page_of_waiting_rows_asks_as_often_for_three_as_for_one(rosa, waiting):
    url = reverse("schools:unmatched")
    rosa.get(url)
    one = queries_of(rosa, url)
    for number in (7, 8):
        UnmatchedRow.objects.create(source=waiting.source, row_number=number, year=2026, name="More (demo)")

    assert queries_of(rosa, url) == one


def test_a_stranger_to_imports_settles_nothing(client, cast, waiting):
    client.force_login(cast.tasha)

    assert client.post(reverse("schools:settle_row", args=[waiting.pk])).status_code == 404
