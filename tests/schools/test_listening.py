"""What is heard at a session, and that it stays as it was said."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEntry
from members.models import Person
from schools import listening
from schools.models import Input, Session
from tests.factories import schools as make

OCTOBER_23 = dt.date(2025, 10, 23)
WORDS = "Que haya alguien en la puerta cuando cruzamos Figueroa."


@pytest.fixture
def session(cast):
    return listening.record_session(
        make.SchoolFactory(name="Figueroa Avenue Elementary (demo)"),
        by=cast.rosa,
        organization=cast.coalition_org,
        name="Cafecito",
        starts_at=make.at(OCTOBER_23, 8),
        ends_at=make.at(OCTOBER_23, 10),
        year=2026,
        question="¿Qué necesita su hija?",
    )


def hear(session, cast, **line):
    return listening.hear(session, **{"words": WORDS, "language": "es", "by": cast.rosa, **line})


def verbs(*names):
    return [entry.verb for entry in AuditEntry.objects.filter(verb__in=names).order_by("pk")]


# --- Sessions


def test_a_session_is_seen_by_its_own_organization_and_by_no_partner(session, cast):
    assert list(Session.objects.visible_to(cast.vic)) == [session]
    assert list(Session.objects.editable_by(cast.rosa)) == [session]
    assert list(Session.objects.editable_by(cast.vic)) == []
    for stranger in (cast.bea, cast.otto, cast.val):
        assert list(Session.objects.visible_to(stranger)) == []


def test_a_session_needs_the_question_that_was_asked(cast):
    with pytest.raises(ValidationError) as refusal:
        listening.record_session(
            make.SchoolFactory(), by=cast.rosa, organization=cast.coalition_org, name="Cafecito",
            starts_at=make.at(OCTOBER_23), ends_at=make.at(OCTOBER_23), year=2026, question="",
        )  # fmt: skip

    assert "question" in refusal.value.message_dict
    assert not Session.objects.exists()


def test_a_change_reaches_the_session_and_its_event(session, cast):
    listening.change_session(session, by=cast.rosa, name="Cafecito de octubre", has_food=True)

    session = Session.objects.get()
    assert (str(session), session.has_food) == ("Cafecito de octubre", True)
    assert verbs("event.changed", "session.changed") == ["event.changed", "session.changed"]


def test_day_school_and_year_stay_once_a_comment_stands(session, cast):
    hear(session, cast)

    for change in ({"year": 2027}, {"school": make.SchoolFactory()}, {"starts_at": make.at(dt.date(2025, 10, 22))}):
        with pytest.raises(ValidationError, match="were written down already"):
            listening.change_session(session, by=cast.rosa, **change)
    listening.change_session(session, by=cast.rosa, starts_at=make.at(OCTOBER_23, 7))

    assert Session.objects.get().year == 2026


def test_heads_are_counted_anew_each_time_and_blank_is_not_zero(session, cast):
    listening.count_heads(session, {("mother", "es"): 12, ("staff", "en"): 0, ("father", "es"): None}, by=cast.rosa)
    listening.count_heads(session, {("mother", "es"): 14, ("staff", "en"): 0}, by=cast.rosa)

    counts = {(row.role, row.language): row.count for row in session.head_counts.all()}
    assert counts == {("mother", "es"): 14, ("staff", "en"): 0}


# --- People


def test_somebody_new_is_named_by_name_alone(session, cast):
    attendance = listening.name_attendee(session, by=cast.rosa, given_name="Lupita")

    assert attendance.person.steward == cast.coalition_org
    assert verbs("session.attendee_named", "person.added") == ["person.added", "session.attendee_named"]


def test_nobody_is_named_twice_or_from_another_organization(session, cast):
    lupita = make.PersonFactory(steward=cast.coalition_org)
    listening.name_attendee(session, by=cast.rosa, person=lupita)

    with pytest.raises(ValidationError, match="already on the list"):
        listening.name_attendee(session, by=cast.rosa, person=lupita)
    with pytest.raises(ValidationError, match="not in your organization"):
        listening.name_attendee(session, by=cast.rosa, person=make.PersonFactory(steward=cast.partner_org))


def test_a_dropped_attendee_stays_a_person(session, cast):
    attendance = listening.name_attendee(session, by=cast.rosa, given_name="Lupita")

    listening.drop_attendee(attendance, by=cast.rosa)

    assert (session.event.attendances.count(), Person.objects.count()) == (0, 1)


# --- Words


def test_words_are_kept_as_said_with_who_the_speaker_was_that_day(session, cast):
    comment = hear(session, cast, role="mother", grade_band="3-5")

    assert (comment.words, comment.number, comment.school, comment.year) == (WORDS, 1, session.school, 2026)
    assert (comment.role, comment.grade_band, comment.heard_on) == ("mother", "3-5", OCTOBER_23)
    assert (comment.person, comment.may_quote) == (None, False)


def test_the_history_never_holds_the_words(session, cast):
    hear(session, cast)

    entry = AuditEntry.objects.get(verb="input.heard")
    assert entry.thing_name == "Cafecito · 1"
    assert WORDS not in str(entry.details)


def test_a_comment_is_never_edited(session, cast):
    comment = hear(session, cast)

    for name, value in {"words": "Otra cosa", "role": "student", "year": 2027, "may_quote": True}.items():
        changed = Input.objects.get(pk=comment.pk)
        setattr(changed, name, value)
        with pytest.raises(ValidationError, match="stays as it was said"):
            changed.full_clean()


def test_a_later_change_of_the_person_does_not_reach_the_comment(session, cast):
    person = make.PersonFactory(steward=cast.coalition_org, language="es")
    comment = hear(session, cast, person=person, role="mother")

    Person.objects.filter(pk=person.pk).update(language="en")

    assert (Input.objects.get(pk=comment.pk).language, comment.role) == ("es", "mother")


def test_a_person_of_another_organization_cannot_be_the_speaker(session, cast):
    with pytest.raises(ValidationError, match="not in your organization"):
        hear(session, cast, person=make.PersonFactory(steward=cast.partner_org))


def test_nothing_is_heard_before_the_day_of_the_session(cast):
    session = make.SessionFactory(
        event=make.EventFactory(steward=cast.coalition_org, starts_at=make.at(dt.date(2099, 1, 1)))
    )

    with pytest.raises(ValidationError, match="still to come"):
        hear(session, cast)


def test_words_that_another_organization_heard_are_never_seen(session, cast):
    comment = hear(session, cast)

    assert list(Input.objects.visible_to(cast.vic)) == [comment]
    assert list(Input.objects.visible_to(cast.bea)) == []
    assert list(Input.objects.editable_by(cast.bea)) == []


# --- A sheet


def lines(count):
    return [{"words": f"Línea {n}", "language": "es"} for n in range(1, count + 1)]


def test_a_sheet_continues_the_numbers_and_skips_blank_lines(session, cast):
    hear(session, cast)

    comments = listening.hear_many(session, [*lines(2), {"words": " ", "language": "es"}, *lines(1)], by=cast.rosa)

    assert [comment.number for comment in comments] == [2, 3, 4]
    assert AuditEntry.objects.get(verb="session.heard").details == {"count": 3}


def test_one_refused_line_refuses_the_sheet(session, cast):
    with pytest.raises(ValidationError):
        listening.hear_many(session, [*lines(2), {"words": "123-45-6789", "language": "es"}], by=cast.rosa)

    assert session.inputs.count() == 0


def test_a_sheet_sent_twice_is_one_sheet_and_a_mended_line_is_kept(session, cast):
    listening.hear_many(session, lines(2), by=cast.rosa, token="page")

    assert listening.hear_many(session, lines(2), by=cast.rosa, token="page") == []
    mended = [lines(1)[0], {"words": "Mejor dicho", "language": "es"}]
    assert [c.words for c in listening.hear_many(session, mended, by=cast.rosa, token="page")] == ["Mejor dicho"]
    assert len(listening.hear_many(session, lines(2), by=cast.rosa, token="another page")) == 2


def test_a_comment_sent_twice_is_one_comment(session, cast):
    first = hear(session, cast, entry_key="page")

    assert hear(session, cast, entry_key="page") == first
    assert session.inputs.count() == 1


def test_the_database_refuses_a_second_comment_under_one_number(session, cast):
    comment = hear(session, cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        make.InputFactory(session=session, number=comment.number)


@pytest.mark.django_db(transaction=True)
def test_two_people_typing_at_once_never_share_a_number(cast):
    session = make.SessionFactory(event=make.EventFactory(steward=cast.coalition_org))

    def type_five(_person):
        try:
            return [comment.number for comment in listening.hear_many(session, lines(5), by=cast.rosa)]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        numbers = sorted(number for five in pool.map(type_five, range(2)) for number in five)

    assert numbers == list(range(1, 11))


# --- The screening


def test_an_identity_number_is_refused_even_when_somebody_insists(session, cast):
    with pytest.raises(ValidationError, match="Social Security"):
        hear(session, cast, words="Soy 123-45-6789", save_as_said=True)


def test_immigration_words_stay_only_when_somebody_says_so_and_the_history_keeps_the_kind(session, cast):
    words = "Tienen miedo de la migra en la puerta."
    with pytest.raises(ValidationError, match="immigration status"):
        hear(session, cast, words=words)

    hear(session, cast, words=words, save_as_said=True)

    assert AuditEntry.objects.get(verb="input.kept_as_said").details == {"found": "immigration"}


# --- Withdrawing and translating


def test_withdrawn_words_are_gone_and_the_row_stays(session, cast):
    comment = hear(session, cast, person=make.PersonFactory(steward=cast.coalition_org))
    listening.translate(comment, text="Someone at the gate.", by=cast.luis)

    listening.withdraw(comment, by=cast.rosa)

    comment = Input.objects.get()
    assert (comment.words, comment.translation, comment.translation_checked_by, comment.person) == ("", "", None, None)
    assert (comment.number, comment.withdrawn_by) == (1, cast.rosa)
    assert list(Input.objects.standing()) == []


def test_a_translation_names_who_checked_it(session, cast):
    comment = listening.translate(hear(session, cast), text=" Someone at the gate. ", by=cast.luis)

    assert (comment.translation, comment.translation_checked_by) == ("Someone at the gate.", cast.luis)
    assert comment.words == WORDS


def test_a_translation_is_screened_and_a_withdrawn_comment_gets_none(session, cast):
    comment = hear(session, cast)
    with pytest.raises(ValidationError, match="A-number"):
        listening.translate(comment, text="Her A123456789", by=cast.luis)

    listening.withdraw(comment, by=cast.rosa)
    with pytest.raises(ValidationError, match="withdrawn"):
        listening.translate(comment, text="Someone", by=cast.luis)
