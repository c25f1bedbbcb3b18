"""The codebook's versions: a published one never changes, one draft at a time, and what changed is known."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from schools import codebook, codebook_seed, keywords
from schools.models import CodebookVersion

SHADE = {
    "key": "shade", "name_en": "Shade", "name_es": "Sombra", "definition_en": "Shade at recess.",
    "definition_es": "Sombra en el recreo.",
}  # fmt: skip


@pytest.fixture
def version(cast):
    return codebook.adopt_seed(cast.coalition_org, by=cast.rosa)


@pytest.fixture
def draft(cast, version):
    return codebook.draft_version(cast.coalition_org, by=cast.rosa)


def test_the_shipped_codebook_is_version_one_published_and_has_a_place_for_what_fits_nowhere(cast, version):
    assert (version.number, codebook.current(cast.coalition_org)) == (1, version)
    assert version.codes.count() == len(codebook_seed.CODES) + 1
    assert version.codes.order_by("position").last().key == "other"
    assert AuditEntry.objects.get(verb="codebook.adopted").organization == cast.coalition_org


def test_the_shipped_patterns_are_all_allowed(version):
    for code in version.codes.all():
        assert len(keywords.compiled(code.keywords)) == len(code.keywords.splitlines()), code.key


def test_a_codebook_is_adopted_once(cast, version):
    with pytest.raises(ValidationError, match="already has"):
        codebook.adopt_seed(cast.coalition_org, by=cast.rosa)


def test_organizations_have_their_own_codebooks(cast, version):
    other = codebook.adopt_seed(cast.partner_org, by=cast.bea)

    assert list(CodebookVersion.objects.visible_to(cast.bea)) == [other]
    assert list(CodebookVersion.objects.editable_by(cast.vic)) == []


def test_a_draft_copies_every_topic_and_changes_nothing_yet(cast, version, draft):
    assert codebook.changes(list(version.codes.all()), list(draft.codes.all())) == codebook.Changes()
    assert codebook.current(cast.coalition_org) == version


def test_one_draft_at_a_time(cast, draft):
    with pytest.raises(ValidationError, match="already being written"):
        codebook.draft_version(cast.coalition_org, by=cast.rosa)


def test_what_a_version_changed_is_told_by_key(cast, version, draft):
    codebook.add_code(draft, by=cast.rosa, **SHADE)
    codebook.remove_code(draft.codes.get(key="library"), by=cast.rosa)
    codebook.change_code(draft.codes.get(key="food"), by=cast.rosa, name_en="Food and water")

    changes = codebook.changes(list(version.codes.all()), list(draft.codes.all()))

    assert [[code.key for code in codes] for codes in (changes.added, changes.removed, changes.changed)] == [
        ["shade"], ["library"], ["food"],
    ]  # fmt: skip
    assert draft.codes.order_by("position").last().key == "other"


def test_a_published_version_never_changes(cast, version, draft):
    food = version.codes.get(key="food")
    for deed in (
        lambda: codebook.add_code(version, by=cast.rosa, **SHADE),
        lambda: codebook.change_code(food, by=cast.rosa, name_en="Meals"),
        lambda: codebook.remove_code(food, by=cast.rosa),
        lambda: codebook.publish(version, note="Again.", by=cast.rosa),
        lambda: codebook.drop_draft(version, by=cast.rosa),
    ):
        with pytest.raises(ValidationError, match="published and cannot be changed"):
            deed()


def test_publishing_needs_a_note_and_a_topic_for_what_fits_nowhere(cast, draft):
    with pytest.raises(ValidationError, match="what changed"):
        codebook.publish(draft, note=" ", by=cast.rosa)
    draft.codes.filter(key="other").delete()
    with pytest.raises(ValidationError, match="other"):
        codebook.publish(draft, note="Sharper.", by=cast.rosa)


def test_the_place_for_what_fits_nowhere_and_topics_with_parts_stay(cast, draft):
    with pytest.raises(ValidationError, match="has to stay"):
        codebook.remove_code(draft.codes.get(key="other"), by=cast.rosa)
    with pytest.raises(ValidationError, match="are part of"):
        codebook.remove_code(draft.codes.get(key="safety"), by=cast.rosa)


@pytest.mark.parametrize("parent", ["nowhere", "food"])
def test_a_topic_is_part_of_one_that_stands_on_its_own(cast, draft, parent):
    with pytest.raises(ValidationError, match="not itself part"):
        codebook.add_code(draft, by=cast.rosa, **SHADE, parent_key=parent)


def test_a_topic_that_has_parts_cannot_become_a_part(cast, draft):
    with pytest.raises(ValidationError, match="stand on its own"):
        codebook.change_code(draft.codes.get(key="safety"), by=cast.rosa, parent_key="learning")


def test_both_languages_are_required(cast, draft):
    with pytest.raises(ValidationError):
        codebook.add_code(draft, by=cast.rosa, **(SHADE | {"definition_es": ""}))
