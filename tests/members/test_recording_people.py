"""Writing people down and changing them: a name is enough, a double click makes one, two writers lose nothing."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from kit.meanwhile import Changed
from members import recording
from members.languages import packed
from members.models import Person
from tests.factories.members import PersonFactory


@pytest.fixture
def lupita(cast):
    return recording.add_person(cast.coalition_org, by=cast.tasha, given_name="Guadalupe", family_name="Serrano")


def seen(person):
    return {name: getattr(person, name) for name in recording.FIELDS}


def test_one_name_is_enough(cast):
    person = recording.add_person(cast.coalition_org, by=cast.tasha, preferred_name=" Doña Chayo ")

    assert (person.name, person.steward, person.created_by) == ("Doña Chayo", cast.coalition_org, cast.tasha)


def test_nobody_is_written_down_without_a_name(cast):
    with pytest.raises(ValidationError, match="at least one name"):
        recording.add_person(cast.coalition_org, by=cast.tasha, given_name=" ")


def test_a_double_click_makes_one_person(cast):
    first = recording.add_person(cast.coalition_org, by=cast.tasha, given_name="Ana", entry_key="k1")
    second = recording.add_person(cast.coalition_org, by=cast.tasha, given_name="Ana", entry_key="k1")

    assert (first, Person.objects.count()) == (second, 1)


def test_a_name_of_ten_thousand_letters_is_refused_in_words(cast):
    with pytest.raises(ValidationError, match="at most 120 characters"):
        recording.add_person(cast.coalition_org, by=cast.tasha, given_name="a" * 10_000)


@pytest.mark.parametrize(("year", "words"), [(2999, "not come yet|less than or equal"), (1200, "after 1900")])
def test_an_impossible_year_of_birth_is_refused(cast, year, words):
    with pytest.raises(ValidationError, match=words):
        recording.add_person(cast.coalition_org, by=cast.tasha, given_name="Ana", birth_year=year)


def test_an_identity_number_is_refused_in_how_we_met(cast):
    with pytest.raises(ValidationError, match="Social Security"):
        recording.add_person(cast.coalition_org, by=cast.tasha, given_name="Ana", origin="ssn 123-45-6789")


def test_names_stay_as_given_and_sort_by_family_name(cast):
    person = recording.add_person(
        cast.coalition_org, by=cast.tasha, given_name="Óscar Iván", family_name="Peña de la Cruz"
    )

    assert (str(person), person.sort_name) == ("Óscar Iván Peña de la Cruz", "pena de la cruz oscar ivan")


def test_a_change_is_kept_and_the_history_names_the_fields_but_not_the_words(cast, lupita):
    recording.change(lupita, by=cast.tasha, version=1, seen=seen(lupita), **{**seen(lupita), "pronouns": "she/her"})

    entry = AuditEntry.objects.get(verb="person.changed")
    assert (Person.objects.get().pronouns, entry.details) == ("she/her", {"fields": "pronouns"})


def test_two_people_who_change_different_fields_lose_nothing(cast, lupita):
    before = seen(lupita)
    recording.change(lupita, by=cast.rosa, version=1, seen=before, **{**before, "pronouns": "she/her"})
    recording.change(lupita, by=cast.tasha, version=1, seen=before, **{**before, "language": "es"})

    stored = Person.objects.get()
    assert (stored.pronouns, stored.language, stored.version) == ("she/her", "es", 3)


def test_two_people_who_change_the_same_field_both_see_it(cast, lupita):
    before = seen(lupita)
    recording.change(lupita, by=cast.rosa, version=1, seen=before, **{**before, "preferred_name": "Lupe"})

    with pytest.raises(Changed) as stopped:
        recording.change(lupita, by=cast.tasha, version=1, seen=before, **{**before, "preferred_name": "Lupita"})

    assert stopped.value.fields == {"preferred_name": ("Lupita", "Lupe")}
    assert Person.objects.get().preferred_name == "Lupe"


def test_saving_without_a_change_writes_nothing(cast, lupita):
    recording.change(lupita, by=cast.tasha, version=1, seen=seen(lupita), **seen(lupita))

    assert (Person.objects.get().version, AuditEntry.objects.filter(verb="person.changed").count()) == (1, 0)


def test_a_grade_is_remembered_with_its_school_year_and_lapses(cast):
    person = recording.add_person(cast.coalition_org, by=cast.tasha, given_name="Mia", grade_band="9-12")
    year = cast.coalition_org.today().replace(month=12)

    assert person.grade_year is not None
    assert person.is_minor(year)
    assert not person.is_minor(year.replace(year=year.year + 8))


@pytest.mark.parametrize(
    ("born", "band", "band_year"),
    [(None, "", None), (2008, "", None), (2009, "", None), (2007, "", None), (None, "9-12", 2026), (None, "3-5", 2015)],
)
def test_the_page_and_the_database_agree_who_may_be_a_minor(cast, born, band, band_year):
    person = PersonFactory(steward=cast.coalition_org, birth_year=born, grade_band=band, grade_year=band_year)
    on = cast.coalition_org.today()

    assert Person.objects.minors(on).filter(pk=person.pk).exists() == person.is_minor(on)


def test_other_languages_are_kept_in_one_column(cast):
    person = recording.add_person(
        cast.coalition_org, by=cast.tasha, given_name="Ana", language="es", other_languages=packed(["zap", "en"])
    )

    assert person.languages == ["es", "zap", "en"]
