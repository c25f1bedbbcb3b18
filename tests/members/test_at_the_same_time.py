"""Two people change the same person: what only one changed is all kept, what both changed is shown to both."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from members import questioning, reaching, recording
from members.models import ContactPoint, CustomField
from tests.factories.members import PersonFactory, PhoneFactory
from tests.held import held, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def lupita(cast):
    return PersonFactory(steward=cast.coalition_org, given_name="Lupita", family_name="Serrano")


@pytest.fixture
def shirt(cast):
    return questioning.add_field(cast.coalition_org, name_en="T-shirt", name_es="Camiseta", by=cast.tasha)


def test_an_answer_that_somebody_else_gave_meanwhile_is_not_taken_back(client, cast, lupita, shirt):
    client.force_login(cast.tasha)
    address = reverse("members:change", args=[lupita.pk])
    mine = opened(client, address)
    questioning.answer(lupita, shirt, "Large", by=cast.rosa)

    client.post(address, mine | {"pronouns": "ella"})

    lupita.refresh_from_db()
    assert (lupita.pronouns, lupita.custom_values.get().text) == ("ella", "Large")


def test_two_answers_to_one_question_are_shown_side_by_side_and_the_second_is_a_choice(client, cast, lupita, shirt):
    client.force_login(cast.tasha)
    address = reverse("members:change", args=[lupita.pk])
    mine = opened(client, address) | {f"custom_{shirt.pk}": "Small", "pronouns": "ella"}
    questioning.answer(lupita, shirt, "Large", by=cast.rosa)

    refused = client.post(address, mine)

    assert refused.context["conflicts"] == [("T-shirt", "Small", "Large")]
    assert "Rosa Méndez changed the same" in refused.content.decode()
    lupita.refresh_from_db()
    assert (lupita.pronouns, lupita.custom_values.get().text) == ("", "Large")
    client.post(address, mine | {"seen": refused.context["form"]["seen"].value()})
    assert lupita.custom_values.get().text == "Small"


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("number", Decimal("5.00"), "5"),
        ("number", Decimal(10), "10"),
        ("day", date(2026, 11, 2), "2026-11-02"),
        ("yes_no", False, "no"),
        ("text", " Large ", "Large"),
    ],
)
def test_an_answer_that_nobody_changed_is_not_written_again(cast, lupita, kind, value, written):
    field = CustomField.objects.create(steward=cast.coalition_org, name_en="Own", kind=kind)
    questioning.answer(lupita, field, value, by=cast.tasha)

    assert questioning.answers_of(lupita) == {field.pk: written} == {field.pk: questioning.plain(value)}
    assert questioning.overwritten(lupita, {field: value}, {}) == {}


def test_a_number_that_two_people_correct_is_shown_to_the_second(client, cast, lupita):
    point = PhoneFactory(person=lupita, value="+13235550101", key="+13235550101")
    client.force_login(cast.tasha)
    address = reverse("members:change_contact_point", args=[point.pk])
    mine = opened(client, address) | {"value": "323 555 0199"}
    reaching.change_contact_point(point, by=cast.rosa, value="323 555 0188")

    refused = client.post(address, mine)

    page = refused.content.decode()
    assert "Rosa Méndez changed the same" in page
    assert "(323) 555-0199" in page
    assert "(323) 555-0188" in page
    assert ContactPoint.objects.get().key == "+13235550188"
    client.post(address, mine | {"seen": refused.context["form"]["seen"].value()})
    assert ContactPoint.objects.get().key == "+13235550199"


def test_saving_again_leaves_alone_what_only_the_other_changed(client, cast, lupita, shirt):
    client.force_login(cast.tasha)
    address = reverse("members:change", args=[lupita.pk])
    mine = opened(client, address) | {"pronouns": "ella"}
    hers = {"pronouns": "she/her", "language": "es", "other_languages": "en kjb"}
    recording.change(lupita, by=cast.rosa, version=1, seen={}, **hers)
    questioning.answer(lupita, shirt, "Large", by=cast.rosa)

    refused = client.post(address, mine)
    client.post(address, held(refused))

    lupita.refresh_from_db()
    assert (lupita.pronouns, lupita.language, lupita.other_languages) == ("ella", "es", "en kjb")
    assert lupita.custom_values.get().text == "Large"


def test_a_number_saved_again_keeps_the_note_of_the_other(client, cast, lupita):
    point = PhoneFactory(person=lupita, value="+13235550101", key="+13235550101")
    client.force_login(cast.tasha)
    address = reverse("members:change_contact_point", args=[point.pk])
    mine = opened(client, address) | {"value": "323 555 0199"}
    reaching.change_contact_point(point, by=cast.rosa, value="323 555 0188", note="after 4 p.m.")

    client.post(address, held(client.post(address, mine)))

    stored = ContactPoint.objects.get()
    assert (stored.key, stored.note) == ("+13235550199", "after 4 p.m.")


def test_a_note_and_a_number_changed_by_two_people_are_both_kept(client, cast, lupita):
    point = PhoneFactory(person=lupita, value="+13235550101", key="+13235550101")
    client.force_login(cast.tasha)
    address = reverse("members:change_contact_point", args=[point.pk])
    mine = opened(client, address) | {"note": "after 4 p.m."}
    reaching.change_contact_point(point, by=cast.rosa, value="323 555 0188")

    assert client.post(address, mine).status_code == 302

    stored = ContactPoint.objects.get()
    assert (stored.key, stored.note) == ("+13235550188", "after 4 p.m.")


def test_a_forged_base_of_a_number_hides_nothing(client, cast, lupita):
    point = PhoneFactory(person=lupita, value="+13235550101", key="+13235550101")
    client.force_login(cast.tasha)
    address = reverse("members:change_contact_point", args=[point.pk])
    mine = opened(client, address) | {"value": "323 555 0199", "seen": "forged"}

    assert client.post(address, mine).context["conflicts"]
    assert ContactPoint.objects.get().key == "+13235550101"


def test_words_we_never_keep_are_refused_beside_their_field_and_stay_only_when_somebody_says_so(client, cast):
    client.force_login(cast.tasha)
    address = reverse("members:add")
    data = {"given_name": "Lupita", "family_name": "Asilo", "standing": "here"}

    refused = client.post(address, data)
    assert refused.context["form"].errors.keys() == {"family_name"}
    assert "save_as_said" in refused.content.decode()

    assert client.post(address, data | {"save_as_said": "on"}).status_code == 302
    number = client.post(address, data | {"family_name": "Serrano 123-45-6789", "save_as_said": "on"})
    assert "Social Security" in number.content.decode()


@pytest.mark.parametrize("field", ["given_name", "family_name", "preferred_name", "pronouns", "origin"])
def test_each_field_that_takes_words_is_scanned(cast, field):
    with pytest.raises(recording.ValidationError) as refused:
        recording.add_person(cast.coalition_org, by=cast.tasha, **{"given_name": "Lupita", field: "undocumented"})

    assert refused.value.error_dict.keys() == {field}
