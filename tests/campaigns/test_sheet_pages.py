"""Pages of events and of their paper sheets: whose they are, what a typist sees, and what may be printed."""

import datetime as dt
import html
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import sheets
from campaigns.models import Attendance, Event, SheetLine
from members.models import ContactPoint, PersonView
from tests.factories.members import PersonFactory, PhoneFactory
from tests.factories.schools import EventFactory, SchoolTieFactory, SessionFactory

PHONE = "+13235550142"
LIST_QUERIES, GRID_QUERIES = 7, 6


@pytest.fixture
def event(cast):
    starts = timezone.now() - dt.timedelta(hours=4)
    return EventFactory(steward=cast.coalition_org, kind="meeting", starts_at=starts, name="House meeting", goal=30)


@pytest.fixture
def sheet(cast, event):
    return sheets.start_sheet(event, by=cast.tasha)


@pytest.fixture
def lupita(cast):
    person = PersonFactory(steward=cast.coalition_org, given_name="Lupita", family_name="Serrano")
    PhoneFactory(person=person, value=PHONE, key=PHONE)
    return person


@pytest.fixture
def as_tasha(client, cast):
    client.force_login(cast.tasha)
    return client


def at(name, event, *args):
    return reverse(f"campaigns:{name}", args=[event.pk, *args])


def fields(number=1, **cells):
    values = {"name": "Ignacio Cerda", "phone": "", "speaks": "", "grade": "", "asked": "", **cells}
    return {f"line-{number - 1}-{cell}": value for cell, value in values.items()}


# --- Events ------------------------------------------------------------------------------------------------------


def test_the_list_shows_goal_and_how_many_came(as_tasha, event, lupita):
    Attendance.objects.create(event=event, person=lupita)
    EventFactory(steward=event.steward, name="Rehearsal", starts_at=timezone.now() + dt.timedelta(days=2))

    page = as_tasha.get(reverse("campaigns:events"))

    assert [each.name for each in page.context["coming"]] == ["Rehearsal"]
    assert [(each.name, each.goal, each.came) for each in page.context["page"]] == [("House meeting", 30, 1)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_events_as_for_one(as_tasha, event, count, django_assert_num_queries):
    EventFactory.create_batch(count, steward=event.steward)
    as_tasha.get(reverse("campaigns:events"))

    with django_assert_num_queries(LIST_QUERIES):
        as_tasha.get(reverse("campaigns:events"))


def test_an_event_is_added_and_changed(as_tasha, cast):
    form = {"name": "Rehearsal", "kind": "action", "held_on": "2026-12-03", "starts": "18:00", "ends": "20:00"}

    as_tasha.post(reverse("campaigns:add_event"), form)

    made = Event.objects.get()
    assert (made.steward, made.name, made.kind, made.goal) == (cast.coalition_org, "Rehearsal", "action", None)
    as_tasha.post(at("change_event", made), {**form, "goal": "25"})
    assert Event.objects.get().goal == 25


def test_an_end_before_the_start_is_said_by_the_field(as_tasha):
    form = {"name": "Rehearsal", "kind": "action", "held_on": "2026-12-03", "starts": "20:00", "ends": "18:00"}

    page = as_tasha.post(reverse("campaigns:add_event"), form)

    assert page.context["form"].errors == {"ends": ["The end is before the start."]}


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_at_the_end_of_the_calendar_is_said_by_the_field(as_tasha, event, day):
    form = {"name": "Late", "kind": "meeting", "held_on": day, "starts": "18:00", "ends": "22:00"}

    for address in (reverse("campaigns:add_event"), reverse("campaigns:change_event", args=[event.pk])):
        page = as_tasha.post(address, form)
        assert page.context["form"].errors == {"held_on": ["Write a day between 1800 and 2100."]}


def test_a_session_is_changed_on_its_own_page_only(as_tasha, cast):
    session = SessionFactory(event__steward=cast.coalition_org)

    assert as_tasha.get(at("change_event", session.event)).status_code == 404
    page = as_tasha.get(at("event", session.event))
    assert [link.url for link in page.context["links"]] == [reverse("schools:session", args=[session.pk])]


# --- Whose -------------------------------------------------------------------------------------------------------

PAGES = ("event", "change_event", "print_sheet", "sheets")
SHEET_PAGES = ("sheet", "check_sheet", "drop_sheet")


@pytest.mark.parametrize("name", PAGES)
def test_another_organizations_event_is_not_there(client, cast, event, name):
    client.force_login(cast.otto)

    assert client.get(at(name, event)).status_code == 404


@pytest.mark.parametrize("who", ["otto", "bea", "vic", "val"])
@pytest.mark.parametrize("name", SHEET_PAGES)
def test_a_sheet_is_there_only_for_those_who_check_in_and_add_people(client, cast, event, sheet, name, who):
    client.force_login(getattr(cast, who))

    assert client.get(at(name, event, 1)).status_code == 404
    assert client.post(at("save_lines", event, 1), fields()).status_code == 404
    assert not SheetLine.objects.exists()


# --- Typing ------------------------------------------------------------------------------------------------------


def test_a_sheet_is_started_with_the_words_of_the_paper(as_tasha, event):
    answer = as_tasha.post(at("sheets", event), {"wording": "Text me. / Escríbanme.", "grades_of": "own"})

    sheet = event.sheets.get()
    assert answer.url == at("sheet", event, 1)
    assert (sheet.wording, sheet.grades_of) == ("Text me. / Escríbanme.", "own")


def test_each_line_is_saved_while_one_types_and_says_who_it_is(as_tasha, event, sheet, lupita):
    answer = as_tasha.post(at("save_lines", event, 1), fields(2, name="Lupita Serrano", phone="323 555 0142"))

    found = json.loads(answer.content)
    assert "Lupita Serrano" in found["who"]["2"]
    assert "same phone" in found["who"]["2"]
    assert "1 known" in found["totals"]


def test_a_wrong_phone_and_a_long_name_stay_in_their_cells(as_tasha, event, sheet):
    as_tasha.post(at("save_lines", event, 1), {**fields(1, phone="323 555 014"), **fields(2, name="N" * 10_000)})

    page = as_tasha.get(at("sheet", event, 1)).content.decode()

    assert 'value="323 555 014"' in page
    assert "has 9 digits" in page
    assert "N" * 10_000 in page
    assert "10000 letters" in page


def test_the_61st_line_is_kept_and_said_to_be_one_too_many(as_tasha, event, sheet):
    as_tasha.post(at("save_lines", event, 1), fields(61))

    page = as_tasha.get(at("sheet", event, 1))

    assert page.context["rows"][60].line.name == "Ignacio Cerda"
    assert "A sheet holds 60 lines." in page.content.decode()


def test_without_script_the_whole_form_saves_and_finishes(as_tasha, event, sheet, lupita):
    typed = {**fields(1, name="Lupita Serrano", phone="323 555 0142"), **fields(2), "line-0-may_text": "on"}

    as_tasha.post(at("sheet", event, 1), typed)
    assert SheetLine.objects.count() == 2
    answer = as_tasha.post(at("sheet", event, 1), {**typed, "do": "finish"}, follow=True)

    assert "Sheet 1 is finished: 1 known, 1 new person." in answer.content.decode()
    assert event.attendances.count() == 2
    assert as_tasha.post(at("sheet", event, 1), {**typed, "do": "finish"}).url == at("event", event)
    assert event.attendances.count() == 2


def test_an_unsure_line_is_settled_on_the_check_page(as_tasha, event, sheet, lupita):
    brother = PersonFactory(steward=event.steward, given_name="Ramón", family_name="Serrano")
    PhoneFactory(person=brother, value=PHONE, key=PHONE)
    typed = {**fields(1, name="Sra. Serrano", phone="323 555 0142"), "do": "finish"}

    answer = as_tasha.post(at("sheet", event, 1), typed)
    assert answer.url == at("check_sheet", event, 1)
    assert [row.number for row in as_tasha.get(answer.url).context["waiting"]] == [1]
    as_tasha.post(answer.url, {**typed, "line-0-who": str(lupita.pk)})

    assert [each.person for each in event.attendances.all()] == [lupita]


def test_somebody_else_is_found_by_name_for_a_line(as_tasha, event, sheet, lupita):
    as_tasha.post(at("save_lines", event, 1), fields(1, name="Güera Serrano"))
    url = at("check_sheet", event, 1)

    page = as_tasha.post(url, {**fields(1, name="Güera Serrano"), "find-1": "lupita", "do": "find-1"})
    assert [choice.person for choice in page.context["waiting"][0].choices] == [lupita]
    as_tasha.post(url, {**fields(1, name="Güera Serrano"), "line-0-who": str(lupita.pk), "do": "finish"})

    assert [each.person for each in event.attendances.all()] == [lupita]


def test_a_line_cannot_be_settled_as_somebody_elses_person(as_tasha, cast, event, sheet):
    theirs = PersonFactory(steward=cast.outsider_org)

    as_tasha.post(at("save_lines", event, 1), {**fields(), "line-0-who": str(theirs.pk)})

    assert SheetLine.objects.get().person is None


def test_a_finished_sheet_is_read_only(as_tasha, event, sheet):
    as_tasha.post(at("sheet", event, 1), {**fields(), "do": "finish"})

    assert as_tasha.post(at("save_lines", event, 1), fields(2)).status_code == 409
    assert "Ignacio Cerda" in as_tasha.get(at("sheet", event, 1)).content.decode()


@pytest.mark.parametrize(("typed", "read"), [("Spanish, korean", "español, coreano"), ("", "—")])
def test_a_finished_sheet_names_languages_in_the_readers_words(as_tasha, event, sheet, typed, read):
    as_tasha.post(at("sheet", event, 1), {**fields(speaks=typed), "do": "finish"})
    as_tasha.cookies["language"] = "es"

    page = as_tasha.get(at("sheet", event, 1)).content.decode()

    assert f'<td data-label="Habla">{read}</td>'.casefold() in page.casefold()


def test_a_no_written_on_the_paper_is_written_down_from_its_line(as_tasha, event, sheet):
    as_tasha.post(at("sheet", event, 1), {**fields(), "do": "finish"})
    person = event.attendances.get().person
    page = as_tasha.get(at("sheet", event, 1)).content.decode()
    link = html.unescape(page.partition(reverse("members:consent", args=[person.pk]))[2].partition('"')[0])

    form = as_tasha.get(reverse("members:consent", args=[person.pk]) + link.partition("#")[0]).context["form"]

    assert (form["state"].value(), form["channel"].value(), form["source"].value()) == ("refused", "", "paper")
    assert form["said_on"].value() == timezone.localtime(event.starts_at).date().isoformat()
    assert form["evidence"].value().startswith("Sign-in sheet 1, line 1")


@pytest.mark.parametrize(("typed", "shown"), [(1, 15), (15, 18), (59, 60), (60, 60)])
def test_a_sheet_opened_again_has_blank_lines_to_go_on_with_while_there_is_room(as_tasha, event, sheet, typed, shown):
    lines = [{"number": number, "name": f"Person {number} Cerda"} for number in range(1, typed + 1)]
    sheets.save_lines(sheet, lines, by=sheet.typed_by)

    assert len(as_tasha.get(at("sheet", event, 1)).context["rows"]) == shown


@pytest.mark.parametrize("count", [1, 12])
def test_the_grid_asks_as_often_for_twelve_lines_as_for_one(as_tasha, event, sheet, count, django_assert_num_queries):
    lines = [{"number": number, "name": f"Person {number} Cerda"} for number in range(1, count + 1)]
    sheets.save_lines(sheet, lines, by=sheet.typed_by)
    as_tasha.get(at("sheet", event, 1))

    with django_assert_num_queries(GRID_QUERIES):
        as_tasha.get(at("sheet", event, 1))


def test_a_sheet_begun_by_mistake_is_thrown_away_and_a_finished_one_is_not(as_tasha, event, sheet):
    as_tasha.post(at("save_lines", event, 1), fields())
    assert "1 typed line goes with it." in as_tasha.get(at("drop_sheet", event, 1)).content.decode()
    as_tasha.post(at("drop_sheet", event, 1))
    assert not event.sheets.exists()

    done = sheets.start_sheet(event, by=sheet.typed_by)
    as_tasha.post(at("sheet", event, done.number), {**fields(), "do": "finish"})
    as_tasha.post(at("drop_sheet", event, done.number))

    assert event.sheets.count() == 1


# --- Printing ----------------------------------------------------------------------------------------------------


def test_the_paper_bears_the_school_s_people_but_nobody_protected_and_no_minor(as_tasha, cast):
    session = SessionFactory(event__steward=cast.coalition_org)
    names = {
        "Lupita": {},
        "Sealed": {"is_protected": True},
        "Child": {"birth_year": 2016},
        "Gone": {"standing": "moved"},
    }
    for name, facts in names.items():
        person = PersonFactory(steward=cast.coalition_org, given_name=name, **facts)
        SchoolTieFactory(person=person, school=session.school)

    page = as_tasha.get(at("print_sheet", session.event))

    assert [person.given_name for person in page.context["people"]] == ["Lupita"]
    assert PersonView.objects.get().kind == PersonView.Kind.PRINT


def test_no_phone_stands_on_the_paper(as_tasha, cast, lupita):
    session = SessionFactory(event__steward=cast.coalition_org)
    SchoolTieFactory(person=lupita, school=session.school)

    page = as_tasha.get(at("print_sheet", session.event)).content.decode()

    assert "Lupita Serrano" in page
    assert ContactPoint.objects.get().shown not in page
