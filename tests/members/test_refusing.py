"""Some things are never asked: refused by name, in both languages, with the reason."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from members import questioning, tagging
from members.models import CustomField, PersonTag
from members.refusing import refused_name
from tests.factories.members import PersonFactory


@pytest.mark.parametrize(
    "name",
    [
        "Immigration status",
        "immigration_status",
        "ImmigrationStatus",
        "Estatus migratorio",
        "Ciudadanía",
        "Citizen?",
        "US citizenship",
        "DACA",
        "Visa type",
        "Undocumented",
        "Indocumentado",
        "Sin papeles",
        "Nationality",
        "SSN",
        "Social Security #",
        "Seguro social",
        "A-Number",
        "ITIN",
        "Passport no.",
        "Pasaporte",
        "Country of birth",
        "País de nacimiento",
        "País de origen",
        "Date of birth",
        "birthdate",
        "BirthDate",
        "DOB",
        "Fecha de nacimiento",
        "Medical notes",
        "Health condition",
        "Discapacidad",
        "Diagnosis",
        "IEP",
        "504 plan",
        "Special Education",
        "Discipline record",
        "Suspensions",
        "Arrests",
        "GPA",
        "Bank account",
        "Mental health",
        "Student ID",
        "Legal status",
        # However it is written: run together, with points and hyphens, in short, in the other language.
        "immigration-status",
        "legalstatus",
        "status migratorio",
        "estatusmigratorio",
        "noncitizen",
        "Mixed-status family",
        "estatus mixto",
        "Has papers",
        "tiene papeles",
        "green-card",
        "Residente permanente",
        "Permiso laboral",
        "work authorization",
        "U visa",
        "AB 540",
        "Refugiada",
        "S.S.N.",
        "SSNLast4",
        "social-security",
        "SocialSecurityNumber",
        "No. de seguro social",
        "A#",
        "Driver’s license",
        "Licencia de manejar",
        "Matrícula consular",
        "CountryOfBirth",
        "countryofbirth",
        "pais_nacimiento",
        "Lugar de nac.",
        "País natal",
        "Foreign born",
        "D.O.B.",
        "DateOfBirth",
        "dateofbirth",
        "birth-date",
        "FechaNacimiento",
        "fecha_nacimiento",
        "Fecha nac.",
        "F. Nac.",
        "Cumpleaños",
        "Medi-Cal",
        "Aseguranza",
        "Discapacitado",
        "Asma",
        "SpEd",
        "Plan 504",
        "Necesidades especiales",
        "Récord criminal",
        "Detention",
        "Conducta",
        "Promedio",
        "Número de cuenta",
    ],
)
def test_a_dangerous_name_is_refused(name):
    assert refused_name(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "T-shirt size",
        "Can drive",
        "Puede manejar",
        "Committee",
        "Favorite school garden",
        "Gives interviews",
        "Year of birth",
        "Status of training",
        "Grade",
        "Childcare",
        "Casa",
        "Courtyard helper",
        "Paper flyers",
        "Talento",
        "Año de nacimiento",
        "Phone bank",
        "Food bank volunteer",
        "Banco de alimentos",
        "Promotora de salud",
        "Basketball court",
        "Documentos traducidos",
        "Room 504",
        "Resident of the block",
        "Número de hijos",
        "Origin of contact",
    ],
)
def test_a_harmless_name_is_not(name):
    assert refused_name(name) is None


def test_a_field_a_choice_and_a_tag_with_such_a_name_are_refused_with_the_reason(cast):
    org, by = cast.coalition_org, cast.tasha
    with pytest.raises(ValidationError, match="immigration status"):
        questioning.add_field(org, name_en="Papers?", name_es="Estatus migratorio", by=by)
    with pytest.raises(ValidationError, match="immigration status"):
        questioning.add_field(org, name_en="Status", kind="choice", choices=["Citizen", "Visa"], by=by)
    with pytest.raises(ValidationError, match="health"):
        tagging.add_tag(org, name="Diagnosed", by=by)


@pytest.mark.parametrize(
    ("kind", "value", "wrong"),
    [("text", "Large", "123-45-6789"), ("yes_no", True, "perhaps"), ("choice", "A", "C")],
)
def test_an_answer_fits_its_field(cast, kind, value, wrong):
    field = questioning.add_field(cast.coalition_org, name_en="Shirt", kind=kind, choices=["A", "B"], by=cast.tasha)
    person = PersonFactory(steward=cast.coalition_org)

    assert questioning.answer(person, field, value, by=cast.tasha).value == value
    with pytest.raises(ValidationError):
        questioning.answer(person, field, wrong, by=cast.tasha)


def test_the_reason_is_told_in_the_readers_language():
    with translation.override("es"):
        assert "Nunca guardamos estatus migratorio" in str(refused_name("Immigration status"))


def test_a_number_that_identifies_somebody_is_no_name_either():
    assert refused_name("Kids of 123-45-6789") == refused_name("SSN")


def test_fields_are_asked_in_the_order_one_gives_them(cast):
    org, by = cast.coalition_org, cast.tasha
    shirt, drives, nights = (questioning.add_field(org, name_en=name, by=by) for name in ("Shirt", "Drives", "Nights"))

    questioning.move_field(nights, by=by, down=False)
    questioning.move_field(shirt, by=by, down=True)
    questioning.move_field(drives, by=by, down=True)

    assert list(CustomField.objects.all()) == [nights, shirt, drives]


def test_an_empty_answer_takes_the_earlier_one_away(cast):
    field = questioning.add_field(cast.coalition_org, name_en="Shirt", by=cast.tasha)
    person = PersonFactory(steward=cast.coalition_org)
    questioning.answer(person, field, "Large", by=cast.tasha)

    assert questioning.answer(person, field, "", by=cast.tasha) is None
    assert person.custom_values.count() == 0


def test_a_group_that_takes_one_tag_keeps_the_newest(cast):
    person = PersonFactory(steward=cast.coalition_org)
    by = cast.tasha
    small = tagging.add_tag(cast.coalition_org, name="Small", group_name="Shirt", takes_one=True, by=by)
    large = tagging.add_tag(cast.coalition_org, name="Large", group=small.group, by=by)

    tagging.put_on(small, person, by=by)
    tagging.put_on(large, person, by=by)
    tagging.put_on(large, person, by=by)

    assert [worn.tag for worn in PersonTag.objects.all()] == [large]


def test_a_retired_tag_is_not_put_on_anybody_else(cast):
    tag = tagging.retire(tagging.add_tag(cast.coalition_org, name="Drives", by=cast.tasha), by=cast.tasha)

    with pytest.raises(ValidationError, match="not in use"):
        tagging.put_on(tag, PersonFactory(steward=cast.coalition_org), by=cast.tasha)


def test_the_fields_of_another_organization_are_not_seen(cast):
    questioning.add_field(cast.coalition_org, name_en="Shirt", by=cast.tasha)

    assert list(CustomField.objects.visible_to(cast.otto)) == []
