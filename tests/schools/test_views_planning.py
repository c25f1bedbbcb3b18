"""Pages of plans and spending: who may, what they show, and that nothing typed is lost."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kit import sheets
from schools import planning
from schools.models import Actual, PlanLine, PlanVersion, SourceFile
from tests.factories.schools import ActualFactory, PlanLineFactory, PlanVersionFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_rosa(client, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(cast.rosa)
    return client


@pytest.fixture
def filed(cast):
    version = PlanVersionFactory(organization=cast.coalition_org, recorded_by=cast.rosa)
    PlanLineFactory(version=version, number=1, description="Tutors after school", object_code="14310")
    PlanLineFactory(version=version, number=2, category="nurse", description="School nurse", is_open=False)
    return version


def page(version):
    return reverse("schools:plan", args=[version.school.cds_code, version.year])


def draft_of(cast, **line):
    school = SchoolFactory()
    version = planning.start_version(school, 2026, by=cast.rosa, organization=cast.coalition_org)
    return planning.save_lines(version, [planning.LineDraft("tutoring", "Tutors", 24_000_00, **line)], by=cast.rosa)


def grid(*rows, seen="", **more):
    """What the grid posts for these rows (category, description, amount)."""
    data = {"lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": 0, "seen": seen, "engagement_narrative": "", **more}
    for place, row in enumerate(rows):
        for name, typed in zip(("category", "description", "amount_cents"), row, strict=True):
            data[f"lines-{place}-{name}"] = typed
        data[f"lines-{place}-is_open"] = "on"
    return data


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def hidden(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


# --- Who may ---------------------------------------------------------------------------------------------------


def test_everyone_signed_in_reads_a_plan_and_only_engagement_staff_change_it(client, cast, filed):
    client.force_login(cast.vic)

    assert client.get(page(filed)).status_code == 200
    assert "Report spending" not in text(client.get(page(filed)))
    for name in ("edit_plan", "file_plan", "drop_plan", "spending", "upload_spending", "match_spending"):
        assert client.get(reverse(f"schools:{name}", args=[filed.pk])).status_code == 404
    assert client.post(reverse("schools:approve_plan", args=[filed.pk])).status_code == 404


def test_nobody_reads_a_plan_without_signing_in(client, filed):
    assert client.get(page(filed)).status_code == 302


# --- Reading ---------------------------------------------------------------------------------------------------


def test_unreported_spending_is_said_in_words_and_zero_as_zero(as_rosa, filed):
    ActualFactory(line=filed.lines.get(number=2), amount_cents=0)

    seen = text(as_rosa.get(page(filed)))

    assert "Not reported" in seen
    assert re.search(r"\$0 · as of Oct\w*\.? 31, 2026 · Spending report, row 212", seen)


def test_a_year_without_a_plan_says_so(as_rosa):
    assert "No plan is recorded" in text(as_rosa.get(reverse("schools:plan", args=[SchoolFactory().cds_code, 2026])))


def test_an_older_version_can_be_read(as_rosa, filed):
    PlanLineFactory(version=PlanVersionFactory(school=filed.school, number=2), number=1, description="Only this")

    assert "School nurse" in text(as_rosa.get(page(filed) + "?version=1"))
    assert "What changed since version 1" in text(as_rosa.get(page(filed)))


def test_a_plan_takes_the_same_number_of_queries_for_one_line_and_for_three(as_rosa, filed, django_assert_num_queries):
    counts = []
    small = PlanVersionFactory(organization=filed.organization)
    PlanLineFactory(version=small, number=1)
    PlanLineFactory(version=filed, number=3)
    second = PlanVersionFactory(school=filed.school, number=2, organization=filed.organization)
    for number in (1, 2, 3):
        ActualFactory(line=PlanLineFactory(version=second, number=number))
    PlanLineFactory(version=PlanVersionFactory(school=small.school, number=2), number=1)
    as_rosa.get(page(small))
    for version in (small, filed):
        with django_assert_num_queries(1000, exact=False) as queries:
            as_rosa.get(page(version))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- The grid --------------------------------------------------------------------------------------------------


def test_a_plan_is_typed_and_filed(as_rosa, cast):
    school = SchoolFactory()
    answer = as_rosa.post(reverse("schools:start_plan", args=[school.cds_code, 2026]))
    seen = hidden(as_rosa.get(answer.url), "seen")
    rows = [("tutoring", "Tutors", "$24,000"), ("", "", ""), ("nurse", "Nurse", "58000.50")]
    as_rosa.post(answer.url, grid(*rows, seen=seen))
    version = PlanVersion.objects.get()

    as_rosa.post(reverse("schools:file_plan", args=[version.pk]), {"submitted_on": "2026-01-29"})

    version.refresh_from_db()
    assert (version.status, version.submitted_on, version.organization) == (
        "filed",
        dt.date(2026, 1, 29),
        cast.coalition_org,
    )
    assert list(version.lines.values_list("number", "description", "amount_cents")) == [
        (1, "Tutors", 24_000_00),
        (2, "Nurse", 58_000_50),
    ]


def test_a_mistake_is_named_at_its_cell_and_nothing_typed_is_lost(as_rosa, cast):
    version = draft_of(cast)
    url = reverse("schools:edit_plan", args=[version.pk])

    answer = as_rosa.post(url, grid(("tutoring", "Tutors", "12.345"), ("", "A nurse", "7"), seen="x"))

    assert "is not an amount in dollars" in text(answer)
    assert "Choose a category" in text(answer)
    assert 'value="A nurse"' in answer.content.decode()
    assert version.lines.get().amount_cents == 24_000_00


def test_two_people_at_one_draft_are_told_and_both_are_shown(as_rosa, cast):
    version = draft_of(cast)
    url = reverse("schools:edit_plan", args=[version.pk])
    seen = hidden(as_rosa.get(url), "seen")
    planning.save_lines(version, [planning.LineDraft("nurse", "Luis’s nurse", 1_00)], by=cast.luis)

    answer = as_rosa.post(url, grid(("tutoring", "Rosa’s tutors", "5"), seen=seen))

    assert "Somebody else saved this plan" in text(answer)
    assert "Luis’s nurse" in answer.content.decode()
    assert "Rosa’s tutors" in answer.content.decode()
    as_rosa.post(url, grid(("tutoring", "Rosa’s tutors", "5"), seen=hidden(answer, "seen")))
    assert version.lines.get().description == "Rosa’s tutors"


def test_a_filed_plan_is_not_edited(as_rosa, filed):
    url = reverse("schools:edit_plan", args=[filed.pk])

    assert as_rosa.get(url).url == page(filed)
    as_rosa.post(url, grid(("tutoring", "Other", "5"), seen="x"))
    assert filed.lines.count() == 2


def test_a_plan_filed_for_a_day_to_come_keeps_the_file_for_the_next_try(as_rosa, cast):
    url = reverse("schools:file_plan", args=[draft_of(cast).pk])
    tomorrow = timezone.localdate() + dt.timedelta(2)
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 invented")

    answer = as_rosa.post(url, {"submitted_on": tomorrow, "document": file})
    assert "This day has not come yet" in text(answer)
    as_rosa.post(url, {"submitted_on": "2026-01-29", "kept": hidden(answer, "kept")})

    assert PlanVersion.objects.get().document.name == "plan.pdf"


def test_a_draft_is_dropped_after_asking(as_rosa, cast):
    url = reverse("schools:drop_plan", args=[draft_of(cast).pk])

    assert "cannot be undone" in text(as_rosa.get(url))
    as_rosa.post(url)

    assert PlanVersion.objects.count() == 0


def test_the_next_version_starts_as_a_copy(as_rosa, filed):
    as_rosa.post(reverse("schools:start_plan", args=[filed.school.cds_code, 2026]), {"copy": filed.pk})

    threads = [set(version.lines.values_list("thread", flat=True)) for version in PlanVersion.objects.all()]
    assert threads[0] == threads[1]


def test_a_plan_of_another_school_is_not_copied(as_rosa, filed):
    url = reverse("schools:start_plan", args=[SchoolFactory().cds_code, 2026])

    assert as_rosa.post(url, {"copy": filed.pk}).status_code == 404


# --- Files -----------------------------------------------------------------------------------------------------

HEADER = ["Budget item", "Description", "FTE", "Total cost", "Required?"]
ROWS = [
    ["School nurse", "Nurse, half time", 0.5, 58000, "required"],
    ["Coaches", "Two coaches", "", 30000, "open"],
    ["", "A broken row", "", "about 5", ""],
    ["Total", "", "", 88000, ""],
]


def upload(name="plan.xlsx", header=HEADER, rows=ROWS):
    write = sheets.write_xlsx if name.endswith("xlsx") else sheets.write_csv
    return SimpleUploadedFile(name, write(header, rows))


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.csv"])
def test_a_sheet_becomes_a_draft_after_a_look(as_rosa, name):
    school = SchoolFactory()
    where = [school.cds_code, 2026]
    answer = as_rosa.post(reverse("schools:upload_plan", args=where), {"file": upload(name)}, follow=True)
    seen = text(answer)
    assert "nothing is saved yet" in seen
    assert "is not an amount in dollars" in seen
    assert PlanLine.objects.count() == 0

    choices = {"column-0": "category", "column-1": "description", "column-2": "fte", "column-3": "amount"}
    answer = as_rosa.post(
        reverse("schools:match_plan", args=where),
        choices | {"column-4": "choice", "category-0": "instructional-coach", "save": ""},
    )

    version = PlanVersion.objects.get()
    assert answer.url == reverse("schools:edit_plan", args=[version.pk])
    assert list(version.lines.values_list("category", "description", "amount_cents", "is_open")) == [
        ("nurse", "Nurse, half time", 58_000_00, False),
        ("instructional-coach", "Two coaches", 30_000_00, True),
    ]
    assert (version.document.name, len(version.document.sha256)) == (name, 64)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("plan.pdf", b"%PDF-1.7 \x00\x01 no table"), "not a table"),
        (SimpleUploadedFile("plan.xlsx", b"PK\x03\x04 broken"), "damaged"),
        (SimpleUploadedFile("plan.csv", b"Description,Amount\n"), "no rows"),
    ],
)
def test_a_file_that_is_no_table_gets_one_sentence_and_is_not_kept(as_rosa, file, sentence):
    file.seek(0)
    answer = as_rosa.post(reverse("schools:upload_plan", args=[SchoolFactory().cds_code, 2026]), {"file": file})

    assert answer.content.decode().count("field-error") == 2
    assert sentence in text(answer)
    assert SourceFile.objects.count() == 0


def test_a_draft_changed_meanwhile_is_not_replaced_by_a_file(as_rosa, cast):
    version = draft_of(cast)
    where = [version.school.cds_code, 2026]
    answer = as_rosa.post(reverse("schools:upload_plan", args=where), {"file": upload()}, follow=True)
    planning.save_lines(version, [planning.LineDraft("nurse", "Luis’s nurse", 1_00)], by=cast.luis)
    data = {"column-1": "description", "column-3": "amount", "save": "", "seen": hidden(answer, "seen")}

    refused = as_rosa.post(reverse("schools:match_plan", args=where), data)

    assert "Somebody else saved this plan" in text(refused)
    assert version.lines.get().description == "Luis’s nurse"


def test_two_columns_for_one_field_are_refused(as_rosa):
    where = [SchoolFactory().cds_code, 2026]
    as_rosa.post(reverse("schools:upload_plan", args=where), {"file": upload()})

    answer = as_rosa.post(
        reverse("schools:match_plan", args=where), {"column-0": "amount", "column-3": "amount", "save": ""}
    )

    assert "Two columns go to “Amount”" in text(answer)
    assert PlanVersion.objects.count() == 0


def test_stopping_lets_go_of_the_file(as_rosa):
    where = [SchoolFactory().cds_code, 2026]
    as_rosa.post(reverse("schools:upload_plan", args=where), {"file": upload()})

    as_rosa.post(reverse("schools:stop_plan_upload", args=where))

    assert SourceFile.objects.count() == 0
    assert as_rosa.get(reverse("schools:match_plan", args=where)).status_code == 302


# --- Spending --------------------------------------------------------------------------------------------------


def amounts(version, *typed, **more):
    lines = version.lines.order_by("number")
    data = {f"spent-{line.pk}-spent_cents": cell for line, cell in zip(lines, typed, strict=True)}
    counts = {"spent-TOTAL_FORMS": len(typed), "spent-INITIAL_FORMS": len(typed)}
    return data | counts | {"as_of": "2026-10-31", "source_note": "District page"} | more


def test_a_blank_cell_stays_not_reported_and_zero_is_kept(as_rosa, filed):
    answer = as_rosa.post(reverse("schools:spending", args=[filed.pk]), amounts(filed, "", "0"))

    assert answer.url == page(filed)
    assert list(Actual.objects.values_list("line__number", "amount_cents", "source_note")) == [(2, 0, "District page")]


def test_a_report_just_saved_can_be_undone_by_the_one_who_saved_it(as_rosa, filed):
    ActualFactory(line=filed.lines.get(number=1), amount_cents=5_00, as_of=dt.date(2026, 9, 30))
    as_rosa.post(reverse("schools:spending", args=[filed.pk]), amounts(filed, "7", "8"))
    undo = reverse("schools:take_back_spending", args=[filed.pk])
    assert undo in as_rosa.get(page(filed)).content.decode()

    as_rosa.post(undo)

    assert list(Actual.objects.values_list("amount_cents", flat=True)) == [5_00]
    assert "taken back already" in text(as_rosa.post(undo, follow=True))


def test_figures_without_a_source_are_refused_and_stay_on_the_page(as_rosa, filed):
    answer = as_rosa.post(reverse("schools:spending", args=[filed.pk]), amounts(filed, "1,234", "", source_note=""))

    assert "Say where these figures come from" in text(answer)
    assert 'value="1,234"' in answer.content.decode()
    assert Actual.objects.count() == 0


def test_a_report_as_a_document_is_kept_with_its_figures(as_rosa, filed):
    file = SimpleUploadedFile("october.pdf", b"%PDF-1.7 invented")

    as_rosa.post(reverse("schools:spending", args=[filed.pk]), amounts(filed, "5", "", source_note="", document=file))

    assert Actual.objects.get().document.name == "october.pdf"


def test_another_figure_for_that_day_is_named_and_replaced_when_asked(as_rosa, filed):
    ActualFactory(line=filed.lines.get(number=1), amount_cents=5_00)
    url = reverse("schools:spending", args=[filed.pk])

    answer = as_rosa.post(url, amounts(filed, "7", ""))
    assert "already has a figure for" in text(answer)
    as_rosa.post(url, amounts(filed, "7", "", replace="on"))

    assert Actual.objects.get().amount_cents == 7_00


def test_money_that_came_back_is_asked_about_once(as_rosa, filed):
    url = reverse("schools:spending", args=[filed.pk])

    answer = as_rosa.post(url, amounts(filed, "-1,200", ""))
    assert "below zero" in text(answer)
    assert Actual.objects.count() == 0
    as_rosa.post(url, amounts(filed, "-1,200", "", below_zero="on"))

    assert Actual.objects.get().amount_cents == -1_200_00


def test_a_draft_has_no_spending_page(as_rosa, cast):
    assert as_rosa.get(reverse("schools:spending", args=[draft_of(cast).pk])).status_code == 404


SPENT = ["Line", "Code", "Description", "Spent"]


def send_spending(client, version, *rows):
    file = upload("october.csv", SPENT, rows)
    data = {"file": file, "as_of": "2026-10-31"}
    return client.post(reverse("schools:upload_spending", args=[version.pk]), data, follow=True)


def test_a_sheet_of_figures_finds_its_lines_by_number_code_or_words(as_rosa, filed):
    PlanLineFactory(version=filed, number=3, description="Interpreter at meetings")
    answer = send_spending(
        as_rosa,
        filed,
        ["2", "", "", "58000"],
        ["", "14310", "", ""],
        ["", "", "interpreter at  meetings", "-12.50"],
        ["9", "", "", "5"],
        ["", "", "A yacht", "5"],
        ["2", "", "", "7"],
    )
    seen = text(answer)
    for reason in ("no line 9", "“A yacht” is no line of this plan", "Line 2 stands in row 2 already"):
        assert reason in seen

    choices = {"column-0": "line", "column-1": "code", "column-2": "description", "column-3": "amount", "save": ""}
    as_rosa.post(reverse("schools:match_spending", args=[filed.pk]), choices)

    kept = Actual.objects.values_list("line__number", "amount_cents", "as_of", "document__name").order_by(
        "line__number"
    )
    day = dt.date(2026, 10, 31)
    assert list(kept) == [(2, 58_000_00, day, "october.csv"), (3, -12_50, day, "october.csv")]


def test_a_sheet_that_contradicts_a_figure_saves_nothing_until_told_to(as_rosa, filed):
    ActualFactory(line=filed.lines.get(number=2), amount_cents=5_00)
    send_spending(as_rosa, filed, ["1", "", "", "3"], ["2", "", "", "7"])
    url = reverse("schools:match_spending", args=[filed.pk])
    choices = {"column-0": "line", "column-3": "amount", "save": ""}

    assert "Nothing was saved" in text(as_rosa.post(url, choices))
    assert Actual.objects.count() == 1
    as_rosa.post(url, choices | {"replace": "on"})

    assert sorted(Actual.objects.values_list("amount_cents", flat=True)) == [3_00, 7_00]


def test_the_spending_grid_takes_the_same_number_of_queries_for_one_line_and_for_three(
    as_rosa, filed, django_assert_num_queries
):
    small = PlanVersionFactory(organization=filed.organization)
    PlanLineFactory(version=small, number=1)
    PlanLineFactory(version=filed, number=3)
    counts = []
    as_rosa.get(reverse("schools:spending", args=[small.pk]))
    for version in (small, filed):
        with django_assert_num_queries(1000, exact=False) as queries:
            as_rosa.get(reverse("schools:spending", args=[version.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
