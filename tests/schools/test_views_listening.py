"""The pages of listening: who may open them, what they show, and that nothing typed is lost or saved twice."""

import datetime as dt

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from campaigns.models import Attendance
from schools import listening
from schools.models import Input, Session
from tests.factories import schools as make

OCTOBER_23 = dt.date(2025, 10, 23)
NOVEMBER_3 = dt.datetime(2025, 11, 3, 20, tzinfo=dt.UTC)
CODE = "19647330000001"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOVEMBER_3, tick=False):
        yield


@pytest.fixture
def school():
    return make.SchoolFactory(name="Figueroa Avenue Elementary (demo)", cds_code=CODE)


def a_session(cast, school, name="Cafecito", day=OCTOBER_23, organization=None):
    return listening.record_session(
        school, by=cast.rosa, organization=organization or cast.coalition_org, name=name, year=2026,
        starts_at=make.at(day, 8), ends_at=make.at(day, 10), question="¿Qué necesita su hija?",
    )  # fmt: skip


@pytest.fixture
def session(cast, school):
    return a_session(cast, school)


@pytest.fixture
def as_rosa(client, cast):
    client.force_login(cast.rosa)
    return client


def address(name, *args):
    return reverse(f"schools:{name}", args=args)


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- Who may


READ = ["session"]
WRITE = ["edit_session", "head_counts", "attendees", "inputs_grid", "add_input"]


@pytest.mark.parametrize("name", READ + WRITE)
@pytest.mark.parametrize("who", ["bea", "otto", "val"])
def test_another_organization_finds_no_page_of_a_session(client, cast, session, name, who):
    client.force_login(getattr(cast, who))

    assert client.get(address(name, session.pk)).status_code == 404


def test_a_viewer_reads_a_session_but_changes_nothing(client, cast, session):
    comment = make.InputFactory(session=session)
    client.force_login(cast.vic)

    assert client.get(address("session", session.pk)).status_code == 200
    assert "inputs_grid" not in client.get(address("session", session.pk)).content.decode()
    for name in WRITE:
        assert client.get(address(name, session.pk)).status_code == 404
    assert client.post(address("withdraw_input", comment.pk)).status_code == 404
    assert client.get(address("translate_input", comment.pk)).status_code == 404


def test_a_partner_cannot_withdraw_or_translate_what_others_heard(client, cast, session):
    comment = make.InputFactory(session=session)
    client.force_login(cast.bea)

    assert client.post(address("withdraw_input", comment.pk)).status_code == 404
    assert client.post(address("translate_input", comment.pk), {"text": "x"}).status_code == 404
    assert Input.objects.get().words == comment.words


# --- The list


def test_the_list_shows_own_sessions_only_coming_ones_first(as_rosa, cast, school):
    a_session(cast, school, "Held")
    a_session(cast, school, "Next", dt.date(2025, 11, 19))
    a_session(cast, school, "Not ours", organization=cast.partner_org)

    response = as_rosa.get(address("sessions"))

    assert [str(session) for session in response.context["coming"]] == ["Next"]
    assert [str(session) for session in response.context["page"]] == ["Held"]


def test_the_list_counts_what_was_heard_and_what_waits_for_coding(as_rosa, cast, session):
    make.InputFactory(session=session)
    listening.withdraw(make.InputFactory(session=session), by=cast.rosa)
    listening.count_heads(session, {("mother", "es"): 12, ("staff", "en"): 1}, by=cast.rosa)

    (row,) = as_rosa.get(address("sessions")).context["page"]

    assert (row.heard, row.unread, row.people) == (1, 1, 13)


def test_the_list_is_filtered_by_school_and_year(as_rosa, cast, session):
    a_session(cast, make.SchoolFactory(name="Hooper Street (demo)"), "Other")

    found = as_rosa.get(address("sessions"), {"q": "figueroa", "year": "2026"}).context["page"]
    none = as_rosa.get(address("sessions"), {"year": "2031", "q": "nowhere"}).context["page"]

    assert ([str(row) for row in found], list(none)) == (["Cafecito"], [])


@pytest.mark.parametrize("page", ["sessions", "session"])
def test_pages_ask_the_database_as_often_for_three_rows_as_for_one(
    as_rosa, cast, school, session, page, django_assert_num_queries
):
    def fill(number):
        for _row in range(number):
            a_session(cast, school, "Earlier", dt.date(2025, 10, 1))
            a_session(cast, school, "Next", dt.date(2025, 11, 19))
            comment = make.InputFactory(session=session, person=make.PersonFactory(steward=cast.coalition_org))
            listening.translate(comment, text="Someone", by=cast.luis)
            listening.name_attendee(session, by=cast.rosa, given_name="Lupita")
            make.AskFactory(steward=cast.coalition_org, school=school, year=2025)

    url = address("sessions") if page == "sessions" else address("session", session.pk)
    fill(1)
    as_rosa.get(url)
    once = count_queries(as_rosa, url)
    fill(2)

    assert count_queries(as_rosa, url) == once


def count_queries(client, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


# --- Writing a session down


FORM = {
    "name": "Cafecito", "held_on": "2025-10-30", "starts": "08:00", "ends": "09:30", "place": "Library", "year": "2026",
    "question": "¿Qué necesita?", "promise": "consult", "interpretation": "provided",
    "interpretation_languages": "K’iche’", "has_food": "on", "paper_count": "",
}  # fmt: skip


def test_a_school_is_found_first_and_only_active_ones_are_offered(as_rosa, school):
    make.SchoolFactory(name="Figueroa Old (demo)", status="closed")

    response = as_rosa.get(address("record_session"), {"find": "figueroa"})

    assert list(response.context["schools"]) == [school]


def test_words_of_autumn_shape_the_next_plan(as_rosa, school):
    response = as_rosa.get(address("record_session"), {"school": CODE})

    form = response.context["form"]
    assert form["year"].value() == 2026
    assert "What would" in form["question"].value()
    assert "¿Qué" in form["question"].value()


def test_a_session_is_recorded_in_the_time_zone_of_its_organization(as_rosa, school):
    response = as_rosa.post(address("record_session") + f"?school={CODE}", FORM)

    session = Session.objects.get()
    assert response.url == address("session", session.pk)
    assert session.event.starts_at == dt.datetime(2025, 10, 30, 15, tzinfo=dt.UTC)
    assert (session.year, session.has_food, session.paper_count, session.steward.slug) == (
        2026,
        True,
        None,
        "jacaranda",
    )


def test_an_end_before_the_start_is_said_at_the_field_and_nothing_is_lost(as_rosa, school):
    response = as_rosa.post(address("record_session") + f"?school={CODE}", {**FORM, "ends": "07:00"})

    form = response.context["form"]
    assert form.errors == {"ends": ["The end is before the start."]}
    assert form["place"].value() == "Library"
    assert not Session.objects.exists()


def test_the_edit_form_shows_local_times_and_saves(as_rosa, session):
    shown = as_rosa.get(address("edit_session", session.pk)).context["form"]
    assert (shown["starts"].value(), shown["held_on"].value()) == (dt.time(8), OCTOBER_23)

    as_rosa.post(address("edit_session", session.pk), {**FORM, "name": "Cafecito largo"})

    assert str(Session.objects.get()) == "Cafecito largo"


def test_the_day_of_a_session_with_comments_is_refused_in_words(as_rosa, session):
    make.InputFactory(session=session)

    response = as_rosa.post(address("edit_session", session.pk), FORM)

    assert "Comments were written down already" in str(response.context["form"].non_field_errors())


def test_head_counts_take_another_language_without_losing_what_was_typed(as_rosa, session):
    page = as_rosa.post(address("head_counts", session.pk), {"mother_es": "12", "add_language": "ko"})
    assert page.context["form"]["mother_es"].value() == "12"

    as_rosa.post(address("head_counts", session.pk), {"mother_es": "12", "language": "ko", "mother_ko": "3"})

    counts = {(row.role, row.language): row.count for row in session.head_counts.all()}
    assert counts == {("mother", "es"): 12, ("mother", "ko"): 3}


# --- People


def test_only_people_of_the_own_organization_are_found_and_named(as_rosa, cast, session):
    keisha = make.PersonFactory(steward=cast.coalition_org, given_name="Keisha", name_folded="keisha")
    stranger = make.PersonFactory(steward=cast.partner_org, given_name="Keisha", name_folded="keisha")

    assert as_rosa.get(address("attendees", session.pk), {"find": "KEISHA"}).context["found"] == [keisha]
    assert as_rosa.post(address("name_person", session.pk, stranger.pk)).status_code == 404
    as_rosa.post(address("name_person", session.pk, keisha.pk))

    assert [attendance.person for attendance in Attendance.objects.all()] == [keisha]


def test_taking_somebody_off_the_list_can_be_undone(as_rosa, cast, session):
    as_rosa.post(address("attendees", session.pk), {"given_name": "Lupita", "family_name": ""})
    person = Attendance.objects.get().person

    response = as_rosa.post(address("drop_person", session.pk, person.pk))
    (message,) = [m for m in get_messages(response.wsgi_request) if "off the list" in str(m)]
    assert not Attendance.objects.exists()
    as_rosa.post(message.extra_tags)

    assert Attendance.objects.get().person == person


# --- The sheet


def sheet(*lines, total=None, **more):
    data = {"line-TOTAL_FORMS": str(total or max(15, len(lines))), "line-INITIAL_FORMS": "1", "token": "page", **more}
    for place, line in enumerate(lines):
        data |= {f"line-{place}-{name}": value for name, value in line.items()}
    return data


def test_a_line_takes_what_it_leaves_open_from_the_line_above(as_rosa, session):
    as_rosa.post(address("inputs_grid", session.pk), sheet(
        {"words": "Una consejera", "language": "es", "role": "mother", "may_quote": "on", "people": "3"},
        {"words": "", "language": "en", "role": ""},
        {"words": "A counselor", "grade_band": "6-8"},
    ))  # fmt: skip

    rows = Input.objects.values_list("words", "language", "role", "grade_band", "people", "may_quote", "source")
    assert list(rows) == [
        ("Una consejera", "es", "mother", "unknown", 3, True, "paper"),
        ("A counselor", "en", "mother", "6-8", 1, False, "paper"),
    ]


def test_a_sheet_posted_twice_makes_one_record_of_each_line(as_rosa, session):
    data = sheet({"words": "Una consejera", "language": "es"}, {"words": "Baños limpios"})

    as_rosa.post(address("inputs_grid", session.pk), data)
    second = as_rosa.post(address("inputs_grid", session.pk), data)

    assert Input.objects.count() == 2
    assert "saved already" in " ".join(messages_of(second))


def test_sixty_lines_are_saved_and_numbered_in_order(as_rosa, session):
    as_rosa.post(address("inputs_grid", session.pk), sheet(*({"words": f"Línea {n}"} for n in range(1, 61))))

    assert list(Input.objects.order_by("number").values_list("number", "words")) == [
        (n, f"Línea {n}") for n in range(1, 61)
    ]


def test_a_refused_line_keeps_the_whole_sheet_on_the_page(as_rosa, session):
    response = as_rosa.post(
        address("inputs_grid", session.pk),
        sheet({"words": "Una consejera", "language": "es"}, {"words": "Mi número es 123-45-6789", "people": "many"}),
    )

    form = response.context["sheet"].forms[1]
    assert set(form.errors) == {"words", "people"}
    assert "Una consejera" in response.content.decode()
    assert "123-45-6789" in response.content.decode()
    assert not Input.objects.exists()


def test_a_doubtful_line_is_saved_once_somebody_says_that_it_stays(as_rosa, session):
    line = {"words": "Tienen miedo de la migra", "language": "es"}
    first = as_rosa.post(address("inputs_grid", session.pk), sheet(line))
    assert first.context["sheet"].asks_to_insist

    as_rosa.post(address("inputs_grid", session.pk), sheet({**line, "save_as_said": "on"}))

    assert Input.objects.count() == 1


def test_a_sheet_that_is_too_long_says_so_instead_of_dropping_lines(as_rosa, session):
    response = as_rosa.post(address("inputs_grid", session.pk), sheet({"words": "Una consejera"}, total=2000))

    assert response.context["refusals"]
    assert not Input.objects.exists()


# --- The phone


SAID = {"words": "Una consejera", "language": "ko", "role": "mother", "grade_band": "3-5", "people": "1",
        "may_quote": "yes", "source": "meeting", "answer_by": "posted", "token": "one"}  # fmt: skip


def test_one_comment_after_another_starts_in_the_language_of_the_last(as_rosa, session):
    response = as_rosa.post(address("add_input", session.pk), SAID, follow=True)

    comment = Input.objects.get()
    assert (comment.language, comment.may_quote, comment.person) == ("ko", True, None)
    assert response.context["form"]["language"].value() == "ko"
    assert response.context["session"].heard == 1
    assert response.context["form"]["token"].value() != "one"


def test_a_comment_sent_twice_from_the_phone_is_one_comment(as_rosa, session):
    as_rosa.post(address("add_input", session.pk), SAID)
    as_rosa.post(address("add_input", session.pk), SAID)

    assert Input.objects.count() == 1


def test_a_doubtful_comment_asks_first_and_an_identity_number_never_passes(as_rosa, session):
    doubtful = {**SAID, "words": "My son wants to hurt himself"}
    page = as_rosa.post(address("add_input", session.pk), doubtful)
    assert page.context["form"].may_insist
    assert "mandated reporter" in str(page.context["form"].errors)

    as_rosa.post(address("add_input", session.pk), {**SAID, "words": "A123456789", "save_as_said": "on"})
    assert not Input.objects.exists()


def test_only_those_who_came_and_are_named_can_be_tied_to_their_words(as_rosa, cast, session):
    named = listening.name_attendee(session, by=cast.rosa, given_name="Lupita").person
    stranger = make.PersonFactory(steward=cast.coalition_org)

    assert (
        "person"
        in as_rosa.post(address("add_input", session.pk), {**SAID, "person": stranger.pk}).context["form"].errors
    )
    as_rosa.post(address("add_input", session.pk), {**SAID, "person": named.pk})

    assert Input.objects.get().person == named


# --- The session page


def test_the_page_opens_with_last_years_asks_and_what_became_of_them(as_rosa, cast, session, school):
    ask = make.AskFactory(steward=cast.coalition_org, school=school, year=2025)
    make.AskFactory(steward=cast.partner_org, school=school, year=2025)
    make.AskFactory(steward=cast.coalition_org, school=school, year=2026)

    earlier = as_rosa.get(address("session", session.pk)).context["earlier"]

    assert [entry.ask for entry in earlier] == [ask]


def test_words_keep_their_language_on_the_page_and_withdrawn_ones_are_gone(as_rosa, cast, session):
    make.InputFactory(session=session, words="Una consejera", language="es")
    listening.withdraw(make.InputFactory(session=session, words="Otra cosa"), by=cast.rosa)

    page = as_rosa.get(address("session", session.pk)).content.decode()

    assert '<p class="quote" lang="es">Una consejera</p>' in page
    assert "Otra cosa" not in page
    assert "The words are erased." in page


def test_withdrawing_asks_first_and_then_erases(as_rosa, session):
    comment = make.InputFactory(session=session)

    assert "cannot be undone" in as_rosa.get(address("withdraw_input", comment.pk)).content.decode()
    assert Input.objects.get().words == comment.words
    as_rosa.post(address("withdraw_input", comment.pk))

    assert Input.objects.get().words == ""


def test_a_translation_is_kept_under_the_name_of_who_checked_it(as_rosa, cast, session):
    comment = make.InputFactory(session=session)

    as_rosa.post(address("translate_input", comment.pk), {"text": "Someone at the gate."})

    assert Input.objects.get().translation_checked_by == cast.rosa
