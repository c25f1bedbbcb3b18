"""Some things are never asked: refused by name, in both languages, with the reason."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from members import questioning, relating, tagging, teaming
from members.conditions import Asker, q_of, sentence_of
from members.models import CustomField, Person, PersonTag, Segment
from members.refusing import refused_name
from tests.factories.members import PersonFactory


@pytest.mark.parametrize(
    "name",
    [
        "imigration statuss", "immig.", "I m m i g r a t i o n", "1mmigration", "immigr4tion_status", "Migra",
        "cuidadania", "ciudadanya", "citzen", "Socail security", "Seguridad social", "Núm. de seguro",
        "Where were you born?", "¿Dónde nació?", "d1agnosis", "Medcal notes", "alergy", "suspenciones", "disipline",
    ],
)  # fmt: skip
def test_odd_spellings_are_refused_as_well(name):
    assert refused_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Meditation", "Mediation team", "Immersion program", "Image release", "Renacimiento", "Crecimiento",
        "Conocimientos", "Ciudad", "City council", "Born leader", "Seguro de auto", "Discipleship", "Detection",
        "Room 101", "Building B2", "Grade 5 parents", "A B C D", "Migration museum", "Quiere enfermera en la escuela",
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_not_refused(name):
    assert refused_name(name) is None


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


@pytest.mark.parametrize(
    ("kind", "value", "answer"),
    [
        ("text", "Large, in green", {"is": "answer_words", "value": {"field": "#", "text": "green"}}),
        ("choice", "B", {"is": "answer", "value": "#:B"}),
        ("yes_no", True, {"is": "answer", "value": "#:yes"}),
        ("number", Decimal(5), {"is": "measure", "value": {"field": "#", "way": "gte", "than": "5"}}),
        ("day", date(2026, 11, 2), {"is": "measure", "value": {"field": "#", "way": "lte", "than": "2026-11-02"}}),
    ],
)
def test_people_are_found_by_a_field_of_each_type_and_it_reads_back(cast, kind, value, answer):
    org = cast.coalition_org
    field = questioning.add_field(
        org, name_en="Shirt", name_es="Camiseta", kind=kind, choices=["A", "B"], by=cast.tasha
    )
    person, _other = PersonFactory.create_batch(2, steward=org)
    questioning.answer(person, field, value, by=cast.tasha)
    tree = json.loads(json.dumps(answer).replace("#", str(field.pk)))
    asker = Asker(cast.tasha, org, org.today())

    assert list(Person.objects.filter(q_of(tree, asker))) == [person]
    assert "“Shirt”" in sentence_of(tree, asker)
    with translation.override("es"):
        assert "“Camiseta”" in sentence_of(tree, Asker(cast.tasha, org, org.today()))


@pytest.mark.parametrize(
    ("kind", "than", "words"),
    [
        ("day", "30", "“Shirt” holds days"),
        ("day", "2026-02-30", "“Shirt” holds days"),
        ("number", "2026-11-02", "“Shirt” holds numbers"),
        ("number", "NaN", "“Shirt” holds numbers"),
        ("number", "1e30", "“Shirt” holds numbers"),
    ],
)
def test_a_day_is_not_compared_with_a_number_nor_a_number_with_a_day(client, cast, kind, than, words):
    field = questioning.add_field(cast.coalition_org, name_en="Shirt", kind=kind, by=cast.tasha)
    client.force_login(cast.tasha)
    typed = {"n.mode": "all", "n.0.is": "measure", "n.0.v.field": field.pk, "n.0.v.way": "gte", "n.0.v.than": than}

    page = client.post(reverse("members:segment_new"), {**typed, "name": "Shirts", "do": "save"})

    assert words in page.content.decode()
    assert not Segment.objects.exists()
    with pytest.raises(ValidationError, match=words):
        q_of({"is": "measure", "value": {"field": str(field.pk), "way": "gte", "than": than}}, asker_of(cast))


@pytest.mark.parametrize(
    ("way", "so", "denied"),
    [
        ("gte", "has Nov 2, 2026 or later in “Shirt”", "does not have Nov 2, 2026 or later in “Shirt”"),
        ("lte", "has Nov 2, 2026 or earlier in “Shirt”", "does not have Nov 2, 2026 or earlier in “Shirt”"),
    ],
)
def test_a_day_in_a_field_is_read_back_as_earlier_or_later(cast, way, so, denied):
    field = questioning.add_field(cast.coalition_org, name_en="Shirt", kind="day", by=cast.tasha)
    leaf = {"is": "measure", "value": {"field": str(field.pk), "way": way, "than": "20261102"}}

    assert sentence_of(leaf, asker_of(cast)) == so
    assert sentence_of({"not": leaf}, asker_of(cast)) == denied


def asker_of(cast):
    return Asker(cast.tasha, cast.coalition_org, cast.coalition_org.today())


def test_the_list_is_filtered_by_an_own_field_and_offers_it_in_a_group(client, cast):
    field = questioning.add_field(
        cast.coalition_org, name_en="Shirt", kind="choice", choices=["Small", "Large"], by=cast.tasha
    )
    lupita, keisha = (PersonFactory(steward=cast.coalition_org, given_name=name) for name in ("Lupita", "Keisha"))
    questioning.answer(lupita, field, "Large", by=cast.tasha)
    client.force_login(cast.tasha)

    page = client.get(reverse("members:list"), {"answer": f"{field.pk}:Large", "filters": "1"}).content.decode()

    assert '<optgroup label="Shirt">' in page
    assert lupita.name in page
    assert keisha.name not in page


def test_a_household_and_a_team_are_not_named_for_what_we_never_keep(cast):
    for name in ("Undocumented parents", "Padres indocumentados"):
        with pytest.raises(ValidationError, match="immigration status"):
            relating.make_household(cast.coalition_org, name=name, people=[], by=cast.tasha)
        with pytest.raises(ValidationError, match="immigration status"):
            teaming.start_team(cast.coalition_org, name=name, by=cast.tasha)
