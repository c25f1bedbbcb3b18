import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from schools import answering, asking, linking
from schools.models import Ask, AskInput
from tests.factories import schools as make
from tests.schools.conftest import NOVEMBER_12

pytestmark = pytest.mark.django_db


def another_ask(trail, cast, **fields):
    comment = make.InputFactory(session=trail.session, words="Un guardia en la esquina.", recorded_by=cast.rosa)
    return asking.raise_ask(
        trail.school, 2026, by=cast.rosa, organization=cast.coalition_org,
        **{"wording_en": "A crossing guard", "inputs": [comment], **fields},
    )  # fmt: skip


def test_an_ask_stands_on_its_comments_and_is_written_into_the_history(trail, cast):
    assert list(AskInput.objects.of(trail.ask).values_list("input", flat=True)) == [trail.comment.pk]
    assert AuditEntry.objects.filter(verb="ask.raised", thing_id=str(trail.ask.pk), by=cast.rosa).count() == 1


def test_an_ask_needs_words_in_one_language(trail, cast):
    with pytest.raises(ValidationError, match="at least one language"):
        asking.raise_ask(trail.school, 2026, by=cast.rosa, organization=cast.coalition_org, wording_en="  ")


def test_a_comment_of_another_school_cannot_support_an_ask(trail, cast):
    elsewhere = make.InputFactory(session=make.SessionFactory(event=trail.session.event.__class__.objects.create(
        steward=cast.coalition_org, name="Cafecito", starts_at=make.at(NOVEMBER_12), ends_at=make.at(NOVEMBER_12)
    )))  # fmt: skip

    with pytest.raises(ValidationError, match="its own school and year"):
        asking.add_inputs(trail.ask, inputs=[elsewhere], by=cast.rosa)


def test_nobody_adds_a_comment_that_another_organization_heard(trail, cast):
    assert asking.add_inputs(trail.ask, inputs=[trail.comment], by=cast.bea) == 0
    assert AskInput.objects.of(trail.ask).count() == 1


def test_a_partner_adds_its_own_comment_to_an_ask_of_the_coalition(trail, cast):
    event = make.EventFactory(steward=cast.partner_org, starts_at=make.at(NOVEMBER_12.replace(year=2025)))
    theirs = make.InputFactory(session=make.SessionFactory(event=event, school=trail.school))

    assert asking.add_inputs(trail.ask, inputs=[theirs], by=cast.bea) == 1


def test_merging_keeps_every_source_and_link_and_undo_gives_each_ask_its_own_back(trail, cast):
    other = another_ask(trail, cast)
    linking.claim(other, line=trail.line, share_percent=50, by=cast.rosa)

    merged = asking.merge(trail.ask, absorbed=other, by=cast.luis)

    assert AskInput.objects.of(trail.ask).count() == 2
    assert list(Ask.objects.standing()) == [trail.ask]
    assert trail.ask.links.model.objects.of(trail.ask).count() == 1

    asking.undo_merge(merged, by=cast.luis)

    assert set(Ask.objects.standing()) == {trail.ask, other}
    assert AskInput.objects.of(trail.ask).count() == 1
    assert AskInput.objects.of(other).count() == 1


def test_undoing_the_outer_of_two_merges_leaves_the_inner_one_standing(trail, cast):
    middle, last = another_ask(trail, cast), another_ask(trail, cast, wording_en="A guard at noon")
    inner = asking.merge(middle, absorbed=last, by=cast.rosa)
    outer = asking.merge(trail.ask, absorbed=middle, by=cast.rosa)
    assert AskInput.objects.of(trail.ask).count() == 3

    asking.undo_merge(outer, by=cast.rosa)

    assert AskInput.objects.of(middle).count() == 2
    asking.undo_merge(inner, by=cast.rosa)
    assert Ask.objects.standing().count() == 3


def test_a_merge_is_undone_once(trail, cast):
    merged = asking.merge(trail.ask, absorbed=another_ask(trail, cast), by=cast.rosa)
    asking.undo_merge(merged, by=cast.rosa)

    with pytest.raises(ValidationError, match="already undone"):
        asking.undo_merge(merged, by=cast.rosa)


def test_asks_that_both_have_an_answer_are_not_merged(trail, cast):
    other = another_ask(trail, cast)
    for ask in (trail.ask, other):
        answering.answer(
            ask, decision="yes", answered_as="Principal", answered_on=NOVEMBER_12.replace(day=1), by=cast.rosa
        )

    with pytest.raises(ValidationError, match="Both asks have an answer"):
        asking.merge(trail.ask, absorbed=other, by=cast.rosa)


def test_an_ask_is_not_merged_with_itself_nor_across_schools(trail, cast):
    elsewhere = make.AskFactory(steward=cast.coalition_org)

    with pytest.raises(ValidationError, match="with itself"):
        asking.merge(trail.ask, absorbed=trail.ask, by=cast.rosa)
    with pytest.raises(ValidationError, match="same school"):
        asking.merge(trail.ask, absorbed=elsewhere, by=cast.rosa)


def test_an_ask_goes_into_the_trail_of_a_coalition_only_while_its_organization_is_a_partner(trail, cast):
    coalition = make.CoalitionFactory(keeper=cast.partner_org)

    with pytest.raises(ValidationError, match="not a partner"):
        asking.put_in_trail(trail.ask, coalition=coalition, by=cast.rosa)

    make.PartnerFactory(coalition=coalition, organization=cast.coalition_org)
    asking.put_in_trail(trail.ask, coalition=coalition, by=cast.rosa)
    assert list(Ask.objects.visible_to(cast.bea)) == [trail.ask]

    asking.take_from_trail(trail.ask, by=cast.rosa)
    assert list(Ask.objects.visible_to(cast.bea)) == []


def test_a_comment_on_which_alone_a_link_rests_cannot_be_taken_out(trail, cast):
    linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)

    with pytest.raises(ValidationError, match="rests on this comment alone"):
        asking.remove_input(trail.ask, entry=trail.comment, by=cast.rosa)


def test_the_former_wording_of_an_ask_stays_in_its_history(trail, cast):
    asking.reword(trail.ask, wording_en="A guard at the gate", wording_es="Un guardia en la puerta", by=cast.luis)

    assert list(trail.ask.history.values_list("wording_en", flat=True)) == [
        "A guard at the gate",
        "Someone at the gate when we cross",
    ]
