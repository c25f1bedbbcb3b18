"""Finding anyone: accent-blind, by parts of names, by digits, with typing errors, and only one's own."""

import pytest

from members import finding, reaching, recording
from members.models import ContactPoint, Person
from tests.factories.members import PersonFactory, PhoneFactory
from tests.factories.schools import SchoolFactory, SchoolTieFactory


@pytest.fixture
def people(cast):
    def write(given, family, org=cast.coalition_org):
        return recording.add_person(org, by=cast.tasha, given_name=given, family_name=family)

    return [write("Óscar", "Quintanilla"), write("Guadalupe", "Serrano"), write("Nayeli", "Cordero")]


def names(words, people=None):
    everybody = Person.objects.all() if people is None else people
    return [person.given_name for person in finding.searching(everybody, words).order_by("sort_name")]


def closest(cast, words):
    everybody = Person.objects.visible_to(cast.tasha)
    return [person.given_name for person in finding.closest(everybody, words, stewards=[cast.coalition_org.pk])]


def test_accents_and_capitals_do_not_matter(people):
    assert names("oscar QUINT") == ["Óscar"]


def test_any_part_of_a_name_finds_and_every_word_must(people):
    assert names("ntani") == ["Óscar"]
    assert names("serrano oscar") == []


def test_one_or_two_letters_find_the_beginning_of_family_names(people):
    assert names("co") == ["Nayeli"]
    assert names("s") == ["Guadalupe"]


@pytest.mark.parametrize("typed", ["0178", "(323) 555-0178", "323 555 0178", "1 323 555 0178", "+13235550178"])
def test_a_phone_is_found_by_its_digits(cast, people, typed):
    reaching.add_contact_point(people[0], kind=ContactPoint.Kind.PHONE, value="323.555.0178", by=cast.tasha)

    assert names(typed) == ["Óscar"]


def test_an_email_is_found_by_any_part(cast, people):
    reaching.add_contact_point(people[1], kind=ContactPoint.Kind.EMAIL, value="Lupita@Example.org", by=cast.tasha)

    assert names("lupita@ex") == ["Guadalupe"]


def test_a_street_address_finds_nobody(cast, people):
    reaching.add_contact_point(people[1], kind=ContactPoint.Kind.ADDRESS, value="1412 W 83rd St", by=cast.tasha)

    assert names("1412 W 83rd") == []


def test_a_school_finds_its_people_but_not_protected_ones(cast, people):
    school = SchoolFactory(name="Figueroa Avenue Elementary")
    for person in people[:2]:
        SchoolTieFactory(person=person, school=school)
    Person.objects.filter(pk=people[1].pk).update(is_protected=True)
    finding.refresh(Person.objects.all())

    assert names("figueroa") == ["Óscar"]
    assert names("elementary") == []


def test_a_typing_error_still_finds(cast, people):
    assert closest(cast, "Guadelupe Serano") == ["Guadalupe"]
    assert closest(cast, "Kintanilla") == ["Óscar"]


def test_a_slip_that_leaves_nothing_of_a_short_name_still_finds_by_the_other(cast):
    recording.add_person(cast.coalition_org, by=cast.tasha, given_name="Juan", family_name="Peralta")
    recording.add_person(cast.coalition_org, by=cast.tasha, given_name="Berenice", family_name="Peralta")

    assert closest(cast, "Jaun Peralta")[0] == "Juan"


def test_of_several_words_something_of_each_is_found_first(cast):
    for given, family in (("Rosa", "Hernández"), ("Rosario", "Solís"), ("Teo", "Hernández")):
        recording.add_person(cast.coalition_org, by=cast.tasha, given_name=given, family_name=family)

    assert closest(cast, "Rosa Hernadez") == ["Rosa"]


def test_what_fits_to_the_letter_comes_first(cast, people):
    recording.add_person(cast.coalition_org, by=cast.tasha, given_name="Nayeli", family_name="Cordera")

    found = finding.closest(Person.objects.all(), "nayeli cordera", stewards=[cast.coalition_org.pk])
    assert [person.family_name for person in found] == ["Cordera", "Cordero"]


def test_letters_that_mean_something_to_a_search_engine_are_letters(people):
    for words in ('"', "O'Neil", 'a"b', "NOT AND", "50%", "%_%", "x*", "(", "-serrano", "NEAR(", ""):
        finding.closest(Person.objects.all(), words, stewards=[people[0].steward_id])
        names(words)


def test_another_organizations_people_are_never_found(cast, people):
    PersonFactory(steward=cast.outsider_org, given_name="Óscar", family_name="Quintanilla")

    assert closest(cast, "quintanilla") == ["Óscar"]
    assert list(finding.searching(Person.objects.visible_to(cast.otto), "serrano")) == []


def test_a_changed_name_and_a_removed_phone_are_found_no_more(cast, people):
    point = reaching.add_contact_point(people[2], kind=ContactPoint.Kind.PHONE, value="3235550163", by=cast.tasha)
    before = {name: getattr(people[2], name) for name in recording.FIELDS}
    recording.change(people[2], by=cast.tasha, version=1, seen=before, **{**before, "family_name": "Salgado"})
    reaching.drop_contact_point(point, by=cast.tasha)

    assert (names("cordero"), names("3235550163"), names("salgado")) == ([], [], ["Nayeli"])


def test_people_erased_are_found_no_more(people):
    people[0].delete()

    assert names("quintanilla") == []


def test_a_row_written_in_bulk_is_found_after_refreshing(cast):
    Person.objects.bulk_create([Person(steward=cast.coalition_org, given_name="Efraín", family_name="Salgado")])
    finding.refresh(Person.objects.all())

    assert names("efrain salgado") == ["Efraín"]


def test_refreshing_two_people_takes_no_more_queries_than_one(cast, people, django_assert_num_queries):
    for person in people:
        PhoneFactory(person=person)
    with django_assert_num_queries(6):
        finding.refresh(people)
