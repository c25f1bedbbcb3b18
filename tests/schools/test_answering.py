import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from schools import answering
from schools.models import Answer
from tests.factories import schools as make
from tests.schools.conftest import MARCH_4

pytestmark = pytest.mark.django_db


def not_now(ask, by, **fields):
    usual = {
        "decision": "not_now",
        "reason_en": "The gate comes first.",
        "reason_es": "Primero la puerta.",
        "answered_as": "Principal",
        "answered_on": MARCH_4,
    }
    return answering.answer(ask, by=by, **{**usual, **fields})


@pytest.mark.parametrize("missing", ["reason_en", "reason_es"])
@pytest.mark.parametrize("decision", ["not_now", "partly"])
def test_there_is_no_no_without_a_reason_in_both_languages(trail, cast, missing, decision):
    with pytest.raises(ValidationError, match="in English and in Spanish"):
        not_now(trail.ask, cast.rosa, decision=decision, **{missing: "  "})


def test_the_database_itself_refuses_a_no_without_a_reason(trail):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.AnswerFactory(ask=trail.ask, reason_es="")


def test_an_ask_has_one_standing_answer_until_it_is_reopened(trail, cast):
    first = not_now(trail.ask, cast.rosa)
    with pytest.raises(ValidationError, match="already has an answer"):
        not_now(trail.ask, cast.rosa)

    answering.reopen(first, because="Families say it was never discussed.", by=cast.luis)
    second = not_now(trail.ask, cast.rosa)

    assert list(Answer.objects.standing()) == [second]
    assert Answer.objects.count() == 2


def test_an_answer_is_not_dated_tomorrow_and_does_not_go_back_before_it_was_given(trail, cast):
    with pytest.raises(ValidationError, match="not come yet"):
        not_now(trail.ask, cast.rosa, answered_on=dt.date(2999, 1, 1))
    given = not_now(trail.ask, cast.rosa)
    with pytest.raises(ValidationError, match="before it was given"):
        answering.send_back(given, channel="text", people=12, sent_on=dt.date(2026, 3, 3), by=cast.rosa)


def test_sending_back_says_how_to_whom_and_how_many(trail, cast):
    given = not_now(trail.ask, cast.rosa)

    delivery = answering.send_back(
        given, channel="read_out", people=12, sent_on=MARCH_4, session=trail.session, by=cast.rosa
    )

    assert (delivery.answer, delivery.session, delivery.people) == (given, trail.session, 12)
    with pytest.raises(ValidationError, match="how many people"):
        answering.send_back(given, channel="text", people=0, sent_on=MARCH_4, by=cast.rosa)


def test_reopening_needs_a_reason(trail, cast):
    given = not_now(trail.ask, cast.rosa)

    with pytest.raises(ValidationError, match="Say why"):
        answering.reopen(given, because=" ", by=cast.rosa)
