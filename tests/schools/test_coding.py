"""Reading comments, the second readings drawn by chance, and what counts."""

import datetime as dt
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from schools import claiming, codebook, coding
from schools.claiming import Queue
from schools.models import Coding, Input, Reading, SecondReading
from tests.factories import schools as make


@pytest.fixture
def desk(cast):
    """A session of the coalition's own organization, and its codebook."""
    codebook.adopt_seed(cast.coalition_org, by=cast.rosa)
    event = make.EventFactory(steward=cast.coalition_org)
    return make.SessionFactory(event=event, created_by=cast.rosa)


def heard(session, count=1):
    return make.InputFactory.create_batch(count, session=session, recorded_by=session.created_by)


def drawn(entry, hides=False):
    return SecondReading.objects.create(input=entry, hides_suggestions=hides)


def both(entry, cast, first, second):
    """The comment read by rosa and, blind, by luis."""
    coding.read(entry, codes=first, by=cast.rosa)
    SecondReading.objects.get_or_create(input=entry, defaults={"hides_suggestions": False})
    coding.read_second(entry, codes=second, by=cast.luis)


def keys(entry):
    return {(theme.code.key, theme.polarity) for theme in entry.themes}


def test_a_reading_keeps_each_topic_with_its_polarity_and_what_was_suggested(desk, cast):
    [entry] = heard(desk)

    coding.read(entry, codes=[("safe-passage", "for"), ("safety", "mixed")], by=cast.rosa, suggested=["safe-passage"])

    assert keys(entry) == {("safe-passage", "for"), ("safety", "mixed")}
    assert [row.code.key for row in Coding.objects.filter(was_suggested=True)] == ["safe-passage"]
    assert AuditEntry.objects.get(verb="reading.first").thing_name == entry.audit_name


@pytest.mark.parametrize(
    "codes",
    [
        [],
        [("safety", "")],
        [("safety", "loud")],
        [("no-such-topic", "for")],
        [("safety", "for"), ("safety", "against")],
    ],
)
def test_a_reading_needs_topics_of_the_codebook_each_once_and_with_a_polarity(desk, cast, codes):
    [entry] = heard(desk)

    with pytest.raises(ValidationError):
        coding.read(entry, codes=codes, by=cast.rosa)

    assert not Reading.objects.exists()


def test_a_code_of_an_older_version_is_refused(desk, cast):
    [entry] = heard(desk)
    old = codebook.current(cast.coalition_org).codes.get(key="safety")
    codebook.publish(codebook.draft_version(cast.coalition_org, by=cast.rosa), note="Same again.", by=cast.rosa)

    with pytest.raises(ValidationError, match="codebook has changed"):
        coding.read(entry, codes=[(old, "for")], by=cast.rosa)


def test_a_comment_is_read_first_once(desk, cast):
    [entry] = heard(desk)
    coding.read(entry, codes=[("safety", "for")], by=cast.rosa)

    with pytest.raises(ValidationError, match="in the meantime"):
        coding.read(entry, codes=[("food", "for")], by=cast.luis)


def test_withdrawn_words_are_not_read(desk, cast):
    [entry] = heard(desk)
    Input.objects.filter(pk=entry.pk).update(words="", withdrawn_at=timezone.now())

    with pytest.raises(ValidationError, match="withdrawn"):
        coding.read(entry, codes=[("safety", "for")], by=cast.rosa)


def test_the_second_reader_is_somebody_else_and_sees_suggestions_only_when_the_draw_says_so(desk, cast):
    [entry] = heard(desk)
    drawn(entry, hides=True)
    coding.read(entry, codes=[("safety", "for")], by=cast.rosa)

    with pytest.raises(ValidationError, match="You read this comment first"):
        coding.read_second(entry, codes=[("safety", "for")], by=cast.rosa)
    second = coding.read_second(entry, codes=[("safety", "for")], by=cast.luis, suggested=["safety"])

    assert second.suggestions_shown is False
    assert not second.codings.filter(was_suggested=True).exists()


def test_a_comment_that_was_not_drawn_has_no_second_reading(desk, cast):
    first, _other = heard(desk, 2)
    coding.read(first, codes=[("safety", "for")], by=cast.rosa)

    with pytest.raises(ValidationError, match="not drawn"):
        coding.read_second(first, codes=[("safety", "for")], by=cast.luis)


def test_the_blind_second_reading_never_counts_and_the_settled_one_does(desk, cast):
    [entry] = heard(desk)
    both(entry, cast, [("safety", "for")], [("safety", "against")])
    assert keys(Input.objects.get(pk=entry.pk)) == {("safety", "for")}

    coding.settle(entry, codes=[("safety", "mixed")], by=cast.luis)

    assert keys(Input.objects.get(pk=entry.pk)) == {("safety", "mixed")}
    assert Reading.objects.count() == 3


def test_readings_that_agree_need_no_settling(desk, cast):
    [entry] = heard(desk)
    both(entry, cast, [("safety", "for")], [("safety", "for")])

    with pytest.raises(ValidationError, match="nothing to settle"):
        coding.settle(entry, codes=[("safety", "for")], by=cast.rosa)


def test_the_first_reader_corrects_until_there_is_a_second_reading(desk, cast):
    [entry] = heard(desk)
    reading = coding.read(entry, codes=[("safety", "for")], by=cast.rosa)

    coding.correct(reading, codes=[("food", "against")], by=cast.rosa)
    assert keys(entry) == {("food", "against")}
    assert AuditEntry.objects.get(verb="reading.corrected").details["before"] == "safety (for)"
    with pytest.raises(ValidationError, match="Only the person"):
        coding.correct(reading, codes=[("food", "for")], by=cast.luis)

    SecondReading.objects.get_or_create(input=entry, defaults={"hides_suggestions": True})
    coding.read_second(entry, codes=[("food", "for")], by=cast.luis)
    with pytest.raises(ValidationError, match="second time"):
        coding.correct(reading, codes=[("food", "for")], by=cast.rosa)


def test_a_reading_taken_back_lets_the_comment_wait_again(desk, cast):
    [entry] = heard(desk)
    reading = coding.read(entry, codes=[("safety", "for")], by=cast.rosa)

    coding.take_back(reading, by=cast.rosa)

    assert list(Input.objects.unread()) == [entry]
    assert entry.themes == []


def test_a_new_codebook_makes_readings_stale_until_they_are_read_again(desk, cast):
    [entry] = heard(desk)
    coding.read(entry, codes=[("safety", "for")], by=cast.rosa)
    codebook.publish(codebook.draft_version(cast.coalition_org, by=cast.rosa), note="Sharper words.", by=cast.rosa)
    assert Reading.objects.stale().count() == 1
    assert list(claiming.waiting(Queue.AGAIN, cast.luis, cast.coalition_org)) == [entry]

    coding.read(entry, codes=[("food", "for")], by=cast.luis)

    assert not Reading.objects.stale().exists()
    assert keys(entry) == {("food", "for")}
    assert Reading.objects.filter(input=entry).count() == 2


def test_one_of_each_five_first_readings_is_drawn(desk, cast):
    entries = heard(desk, 22)

    for entry in entries[:20]:
        coding.read(entry, codes=[("safety", "for")], by=cast.rosa, chance=Random(7))

    order = [entry.pk for entry in entries]
    blocks = sorted(order.index(pk) // 5 for pk in SecondReading.objects.values_list("input", flat=True))
    assert blocks == [0, 1, 2, 3]


def test_half_of_the_draws_hide_suggestions(desk, cast):
    for entry in heard(desk, 21)[:20]:
        coding.read(entry, codes=[("safety", "for")], by=cast.rosa, chance=Random(3))

    assert list(SecondReading.objects.values_list("hides_suggestions", flat=True)).count(True) == 2


def test_when_everything_is_read_all_of_a_small_number_are_drawn(desk, cast):
    for entry in heard(desk, 7):
        coding.read(entry, codes=[("safety", "for")], by=cast.rosa, chance=Random(7))

    assert SecondReading.objects.count() == 7


def test_when_everything_is_read_at_least_fifty_are_drawn(desk, cast, monkeypatch):
    monkeypatch.setattr(coding, "LEAST_SECOND_READINGS", 6)

    for entry in heard(desk, 12):
        coding.read(entry, codes=[("safety", "for")], by=cast.rosa, chance=Random(7))

    assert SecondReading.objects.count() == 6
    assert coding.draw_second_readings(cast.coalition_org, by=cast.rosa) == 0


def test_chance_decides_which_one_of_five(desk, cast):
    places = set()
    for seed in range(6):
        entries = heard(desk, 6)
        for entry in entries[:5]:
            coding.read(entry, codes=[("safety", "for")], by=cast.rosa, chance=Random(seed))
        places |= {i for i, entry in enumerate(entries) if SecondReading.objects.filter(input=entry).exists()}
        Reading.objects.all().delete()
        Input.objects.exclude(pk__in=[entries[5].pk]).delete()

    assert len(places) > 1


def test_two_people_never_get_the_same_comment(desk, cast):
    first, second = heard(desk, 2)
    queue = claiming.waiting(Queue.FIRST, cast.rosa, cast.coalition_org)

    assert claiming.take_next(queue, Queue.FIRST, by=cast.rosa) == first.pk
    assert claiming.take_next(queue, Queue.FIRST, by=cast.luis) == second.pk
    assert claiming.take_next(queue, Queue.FIRST, by=cast.ana) is None
    assert claiming.claim(first.pk, Queue.FIRST, by=cast.luis) is False


def test_a_comment_left_open_comes_back_after_a_quarter_of_an_hour(desk, cast):
    [entry] = heard(desk)
    queue = claiming.waiting(Queue.FIRST, cast.rosa, cast.coalition_org)
    claiming.take_next(queue, Queue.FIRST, by=cast.rosa)
    now = timezone.now()

    assert claiming.take_next(queue, Queue.FIRST, by=cast.luis, now=now + dt.timedelta(minutes=14)) is None
    assert claiming.take_next(queue, Queue.FIRST, by=cast.luis, now=now + dt.timedelta(minutes=16)) == entry.pk


def test_a_comment_left_for_later_comes_after_the_others(desk, cast):
    first, second = heard(desk, 2)
    queue = claiming.waiting(Queue.FIRST, cast.rosa, cast.coalition_org)

    assert claiming.take_next(queue, Queue.FIRST, by=cast.rosa, later=[first.pk]) == second.pk
    assert claiming.take_next(queue, Queue.FIRST, by=cast.rosa, later=[first.pk, second.pk]) == first.pk


def test_nobody_gets_their_own_first_reading_as_a_second_one(desk, cast):
    [entry] = heard(desk)
    coding.read(entry, codes=[("safety", "for")], by=cast.rosa)

    assert list(claiming.waiting(Queue.SECOND, cast.rosa, cast.coalition_org)) == []
    assert list(claiming.waiting(Queue.SECOND, cast.luis, cast.coalition_org)) == [entry]


def test_another_organizations_comments_never_wait_here(desk, cast):
    heard(desk)

    assert list(claiming.waiting(Queue.FIRST, cast.bea, cast.coalition_org)) == []
    assert list(claiming.waiting(Queue.FIRST, cast.vic, cast.coalition_org)) == []
    assert list(Coding.objects.visible_to(cast.bea)) == []


def test_themes_of_many_comments_take_the_same_number_of_queries(desk, cast, django_assert_num_queries):
    one, two, three = heard(desk, 3)
    coding.read(one, codes=[("safety", "for")], by=cast.rosa)
    with django_assert_num_queries(3):
        [entry.themes for entry in Input.objects.with_themes()]
    coding.read(two, codes=[("safety", "for")], by=cast.rosa)
    coding.read(three, codes=[("safety", "for")], by=cast.rosa)

    with django_assert_num_queries(3):
        [entry.themes for entry in Input.objects.with_themes()]
