"""Typing a paper sign-in sheet: nothing typed is lost, families share phones, the whole sheet is taken in at once."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from campaigns import sheets
from campaigns.models import Attendance, SheetLine
from campaigns.reading_lines import faults, grades, languages, names
from campaigns.recognizing import Fit, fit
from members import allowed, consenting, erasing, exporting
from members.models import Channel, ConsentEvent, ContactPoint, Person, Purpose
from schools.models import Input, SchoolTie, SpeakerRole
from tests.factories.members import PersonFactory, PhoneFactory
from tests.factories.schools import EventFactory, SessionFactory

PHONE = "+13235550142"


@pytest.fixture
def event(cast):
    """A meeting held this morning, which is no session of a school."""
    starts = timezone.now() - dt.timedelta(hours=4)
    return EventFactory(steward=cast.coalition_org, kind="meeting", starts_at=starts)


@pytest.fixture
def sheet(cast, event):
    return sheets.start_sheet(event, by=cast.tasha)


@pytest.fixture
def lupita(cast):
    person = PersonFactory(
        steward=cast.coalition_org, given_name="Guadalupe", preferred_name="Lupita", family_name="Serrano Robles"
    )
    PhoneFactory(person=person, value=PHONE, key=PHONE)
    return person


def line(number=1, **cells):
    return {"number": number, "name": "Ignacio Cerda", **cells}


def typed(sheet, cast, *lines):
    return {each.number: each for each in sheets.save_lines(sheet, lines, by=cast.tasha)}


def person(**names):
    return PersonFactory.build(steward=None, **names)


# --- Reading -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "bands", "is_own"),
    [
        ("4, K", ("3-5", "tk-2"), False),
        ("TK", ("tk-2",), False),
        ("2 y 5", ("tk-2", "3-5"), False),
        ("7th grade", ("6-8",), False),
        ("student 10", ("9-12",), True),
        ("alumna 6º", ("6-8",), True),
        ("", (), False),
    ],
)
def test_grades_are_read_as_families_write_them(text, bands, is_own):
    assert grades(text).bands == bands
    assert grades(text).is_own is is_own
    assert grades(text).unknown == ()


def test_on_a_sheet_of_students_each_grade_is_the_signers_own():
    assert grades("10", are_own=True).is_own
    assert not grades("", are_own=True).is_own


def test_languages_are_read_in_both_languages_and_with_typing_errors():
    assert languages("Spanish, Q’anjob’al") == (["es", "kjb"], [])
    assert languages("español y inglés") == (["es", "en"], [])
    assert languages("Spansh") == (["es"], [])
    assert languages("Klingon") == ([], ["klingon"])
    assert languages(" ") == ([], [])


@pytest.mark.parametrize("text", ["e", "y", "E.", "/"])
def test_what_only_joins_languages_is_asked_about_when_it_stands_alone(text):
    assert languages(text) == ([], [text])


@pytest.mark.parametrize("text", ["th", "grado", "-"])
def test_a_grade_without_its_number_is_asked_about(text):
    assert grades(text).unknown == (text,)
    assert grades(" ").unknown == ()


def test_a_name_is_never_split_unless_a_comma_says_where():
    assert names("  Lupita  Serrano Robles ") == ("Lupita Serrano Robles", "")
    assert names("Serrano Robles, Lupita") == ("Lupita", "Serrano Robles")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Lupita Serrano", Fit.SAME),
        ("serrano lupita", Fit.SAME),
        ("Guadalupe Serráno Robles", Fit.SAME),
        ("Lupe Serrano", Fit.NEAR),
        ("L. Serrano", Fit.NEAR),
        ("Lupita Serano", Fit.NEAR),
        ("Sra. Serrano", Fit.PART),
        ("Lupita", Fit.PART),
        ("Ramón Serrano", Fit.OTHER),
        ("Denise Whitfield", Fit.NONE),
    ],
)
def test_a_typed_name_fits_a_person(words, expected):
    known = person(given_name="Guadalupe", preferred_name="Lupita", family_name="Serrano Robles")

    assert fit(words, known) == expected


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"phone": "323 555 014"}, "phone", "9 digits"),
        ({"phone": "3" * 10_000}, "phone", "10000 letters"),
        ({"name": "N" * 10_000}, "name", "10000 letters"),
        ({"name": "", "phone": "323 555 0142"}, "name", "Write the name"),
        ({"grade": "5 IEP"}, "grade", "We never keep health"),
        ({"grade": "14"}, "grade", "is no grade"),
        ({"speaks": "Klingon"}, "speaks", "no language we know"),
        ({"name": "Juan (indocumentado)"}, "name", "immigration"),
        ({"asked": "My SSN is 123-45-6789"}, "asked", "Social Security"),
        ({"number": 61}, "name", "60 lines"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_stays_typed(cast, sheet, cells, cell, words):
    given = line(**{"number": 1, **cells})

    saved = typed(sheet, cast, given)[given["number"]]

    fault = faults(saved)[0]
    assert fault.cell == cell
    assert words in fault.words
    assert {name: getattr(saved, name) for name in cells} == cells


def test_words_about_raids_may_stay_when_somebody_says_so(cast, sheet):
    saved = typed(sheet, cast, line(asked="Qué hacer si viene la migra"))[1]
    assert [fault.may_stay for fault in faults(saved)] == [True]

    saved = typed(sheet, cast, line(asked="Qué hacer si viene la migra", asked_as_said=True))[1]

    assert faults(saved) == []


# --- Who is it? --------------------------------------------------------------------------------------------------


def test_the_same_phone_and_name_is_somebody_known(cast, sheet, lupita):
    saved = typed(sheet, cast, line(name="Guadalupe Serrano", phone="323 555 0142"))[1]

    assert (saved.match, saved.person) == ("known", lupita)
    assert saved.candidates == [{"person": lupita.pk, "why": "phone"}]


def test_a_sibling_with_the_same_phone_is_another_person(cast, sheet, lupita):
    saved = typed(sheet, cast, line(name="Ramón Serrano", phone="(323) 555-0142"))[1]

    assert (saved.match, saved.person) == ("new", None)
    assert saved.candidates == [{"person": lupita.pk, "why": "shares"}]


def test_only_a_family_name_on_a_shared_phone_is_a_question(cast, sheet, lupita):
    ramon = PersonFactory(steward=cast.coalition_org, given_name="Ramón", family_name="Serrano")
    PhoneFactory(person=ramon, value=PHONE, key=PHONE)

    saved = typed(sheet, cast, line(name="Sra. Serrano", phone="323 555 0142"))[1]

    assert saved.match == "unsure"
    assert {entry["person"] for entry in saved.candidates} == {lupita.pk, ramon.pk}


def test_a_name_alone_is_enough_only_to_the_letter_and_only_once(cast, sheet, lupita):
    lines = typed(sheet, cast, line(1, name="lupita serrano"), line(2, name="Lupitta Serrano"))

    assert (lines[1].match, lines[1].person) == ("known", lupita)
    assert lines[2].match == "unsure"


def test_the_same_name_with_another_phone_is_a_question(cast, sheet, lupita):
    saved = typed(sheet, cast, line(name="Lupita Serrano", phone="323 555 0199"))[1]

    assert saved.match == "unsure"
    assert saved.candidates == [{"person": lupita.pk, "why": "other_phone"}]


def test_nobody_of_another_organization_is_recognized(cast, sheet):
    theirs = PersonFactory(steward=cast.outsider_org, given_name="Ignacio", family_name="Cerda")
    PhoneFactory(person=theirs, value=PHONE, key=PHONE)

    saved = typed(sheet, cast, line(phone="323 555 0142"))[1]

    assert (saved.match, saved.candidates) == ("new", [])


def test_the_same_person_on_two_lines_is_a_question(cast, sheet):
    lines = typed(sheet, cast, line(1), line(2))
    assert (lines[1].match, lines[2].match) == ("new", "unsure")
    assert lines[2].candidates == [{"line": 1, "why": "twin"}]

    lines = typed(sheet, cast, {"number": 1, "name": ""})

    assert lines[2].match == "new"


# --- Saving ------------------------------------------------------------------------------------------------------


def test_saving_the_same_lines_again_changes_nothing(cast, sheet):
    typed(sheet, cast, line(1, grade="4"), line(2, name="Denise Whitfield"))
    before = list(SheetLine.objects.values())

    typed(sheet, cast, line(1, grade="4"))

    assert list(SheetLine.objects.values()) == before


def test_a_line_settled_by_hand_stays_until_its_name_changes(cast, sheet, lupita):
    saved = typed(sheet, cast, line(name="Sra. Serrano", phone="323 555 0142"))[1]
    sheets.settle(saved, lupita, by=cast.tasha)

    still = typed(sheet, cast, line(name="Sra. Serrano", phone="323 555 0142", grade="4"))[1]
    assert (still.person, still.settled_by_hand) == (lupita, True)

    anew = typed(sheet, cast, line(name="Denise Whitfield", phone="323 555 0142"))[1]
    assert (anew.match, anew.person, anew.settled_by_hand) == ("new", None, False)


def test_settling_can_be_taken_back(cast, sheet, lupita):
    saved = typed(sheet, cast, line(name="Sra. Serrano", phone="323 555 0142"))[1]

    settled = sheets.settle(saved, None, by=cast.tasha)
    assert settled.match == "new"

    assert sheets.unsettle(settled, by=cast.tasha).match == "unsure"


def test_a_line_is_not_settled_as_somebody_of_another_organization(cast, sheet):
    saved = typed(sheet, cast, line())[1]

    with pytest.raises(ValidationError, match="not in your organization’s list"):
        sheets.settle(saved, PersonFactory(steward=cast.outsider_org), by=cast.tasha)


# --- Finishing ---------------------------------------------------------------------------------------------------


def test_a_finished_sheet_makes_people_phones_attendance_and_consent(cast, event, sheet, lupita):
    typed(
        sheet,
        cast,
        line(1, name="Lupita Serrano", phone="323 555 0142", may_text=True),
        line(2, name="Ramón Serrano", phone="323 555 0142", speaks="Spanish, K’iche’"),
    )

    sheets.finish(sheet, by=cast.tasha)

    ramon = Person.objects.get(given_name="Ramón Serrano")
    assert set(Attendance.objects.values_list("event", "person")) == {(event.pk, lupita.pk), (event.pk, ramon.pk)}
    assert (ramon.language, ramon.other_languages) == ("es", " quc ")
    assert ContactPoint.objects.get(person=ramon).whose == ContactPoint.Whose.FAMILY
    said = ConsentEvent.objects.filter(person=lupita)
    assert {(each.purpose, each.wording, each.happened_at) for each in said} == {
        (purpose, sheets.WORDING, event.starts_at) for purpose in sheets.PURPOSES
    }
    assert allowed.may_reach(lupita, Channel.TEXT, Purpose.EVENTS)
    assert not ConsentEvent.objects.filter(person=ramon).exists()


def test_finishing_twice_is_finishing_once(cast, sheet, lupita):
    typed(sheet, cast, line(1), line(2, name="Lupita Serrano", phone="323 555 0142", may_text=True))

    sheets.finish(sheet, by=cast.tasha)
    sheets.finish(sheet, by=cast.luis)

    assert (Person.objects.count(), Attendance.objects.count(), ConsentEvent.objects.count()) == (2, 2, 3)
    assert AuditEntry.objects.filter(verb="sheet.finished").count() == 1


def test_a_finished_sheet_does_not_change(cast, sheet):
    typed(sheet, cast, line())
    sheets.finish(sheet, by=cast.tasha)

    with pytest.raises(ValidationError, match="finished"):
        typed(sheet, cast, line(name="Somebody Else"))


@pytest.mark.parametrize("cells", [{"phone": "323 555 014"}, {"name": "Sra. Serrano", "phone": "323 555 0142"}])
def test_while_a_line_needs_a_look_nothing_is_taken_in(cast, sheet, lupita, cells):
    typed(sheet, cast, line(1, name="Denise Whitfield"), line(2, **cells))

    with pytest.raises(ValidationError, match="1 line needs another look"):
        sheets.finish(sheet, by=cast.tasha)

    assert (Person.objects.count(), Attendance.objects.count()) == (1, 0)
    assert SheetLine.objects.count() == 2


def test_an_event_to_come_has_no_finished_sheet(cast, event, sheet):
    event.starts_at = timezone.now() + dt.timedelta(days=1)
    event.ends_at = event.starts_at
    event.save()
    typed(sheet, cast, line())

    with pytest.raises(ValidationError, match="still to come"):
        sheets.finish(sheet, by=cast.tasha)


def test_a_student_who_signs_gives_no_consent_alone(cast, sheet):
    typed(sheet, cast, line(1, grade="student 10", phone="323 555 0142", may_text=True))

    sheets.finish(sheet, by=cast.tasha)

    student = Person.objects.get()
    assert (student.grade_band, student.consentevents.count()) == ("9-12", 0)


def test_the_tick_of_somebody_who_died_since_keeps_no_line_from_being_kept(cast, sheet, lupita):
    lupita.standing = Person.Standing.DIED
    lupita.save()
    row = line(name="Lupita Serrano", phone="323 555 0142", may_text=True)
    typed(sheet, cast, row)

    sheets.finish(sheet, by=cast.tasha)

    assert (lupita.attendances.count(), lupita.consentevents.count()) == (1, 0)


def test_a_yes_from_before_a_no_does_not_open_the_door_again(cast, event, sheet, lupita):
    consenting.say(lupita, channel="", purpose="", state="refused", source="call", by=cast.tasha)
    typed(sheet, cast, line(name="Lupita Serrano", phone="323 555 0142", may_text=True))

    sheets.finish(sheet, by=cast.tasha)

    assert not allowed.may_reach(lupita, Channel.TEXT, Purpose.EVENTS)


def test_what_families_wrote_becomes_comments_of_the_session(cast, event, lupita):
    session = SessionFactory(event=event)
    sheet = sheets.start_sheet(event, by=cast.rosa)
    typed(
        sheet,
        cast,
        line(1, name="Lupita Serrano", phone="323 555 0142", speaks="Spanish", grade="4", asked="Baños limpios"),
        line(2, name="Ana Cruz", grade="student 10", speaks="English", asked="Art every week"),
        line(3, name="", asked="Un semáforo", speaks="Spanish"),
    )

    sheets.finish(sheet, by=cast.rosa)

    ana = Person.objects.get(given_name="Ana Cruz")
    heard = Input.objects.filter(session=session).values_list("words", "language", "role", "grade_band", "person")
    assert list(heard.order_by("number")) == [
        ("Baños limpios", "es", SpeakerRole.GUARDIAN, "3-5", lupita.pk),
        ("Art every week", "en", SpeakerRole.STUDENT, "9-12", ana.pk),
        ("Un semáforo", "es", SpeakerRole.UNKNOWN, "unknown", None),
    ]
    ties = SchoolTie.objects.filter(school=session.school).values_list("person", "kind", "grade_band")
    assert set(ties) == {(lupita.pk, "parent", "3-5"), (ana.pk, "student", "9-12")}


# --- One's own data ----------------------------------------------------------------------------------------------


def test_lines_about_a_person_are_shown_to_them_and_go_with_them(cast, sheet, lupita):
    typed(sheet, cast, line(1, name="Lupita Serrano", phone="323 555 0142"), line(2, name="Sra. Serrano", asked="Luz"))
    sections = {section.key: section for section in exporting.everything_about(lupita)["sections"]}
    assert [fact.value for fact in sections["sheets"].rows[0]][1:3] == ["Lupita Serrano", "323 555 0142"]

    erasing.erase(lupita, by=cast.ana, reason=erasing.Reason.ASKED)

    assert list(SheetLine.objects.order_by("number").values_list("name", "phone", "asked")) == [
        ("", "", ""),
        ("Sra. Serrano", "", "Luz"),
    ]
