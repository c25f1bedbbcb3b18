"""Searches read back in Spanish as somebody who grew up with it would say them."""

import pytest
from django.utils import translation

from members import climbing, conditions, questioning
from members.conditions import Asker
from tests.factories import members as make
from tests.factories.schools import SchoolFactory, SchoolTieFactory
from tests.members.calls import calls, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker(cast):
    return Asker(cast.tasha, cast.coalition_org, cast.coalition_org.today())


def is_(key, value=None):
    return {"is": key, "value": value if value is not None else {}}


def said(tree, asker):
    with translation.override("es"):
        return conditions.sentence_of(tree, asker)


@pytest.mark.parametrize(
    ("key", "value", "so", "denied"),
    [
        ("speaks", "es", "habla español", "no habla español"),
        ("speaks", "quc", "habla k’iche’", "no habla k’iche’"),
        ("organizer", "nobody", "no tiene responsable", "tiene responsable"),
        ("organizer", "me", "tiene a usted como responsable", "no tiene a usted como responsable"),
        ("talk", {"kind": "call"}, "conversó por teléfono", "no conversó por teléfono"),
        ("talk", {"kind": "house"}, "estuvo en una reunión en casa", "no estuvo en ninguna reunión en casa"),
        ("reached_by", "phone", "tiene un teléfono que sirve", "no tiene ningún teléfono que sirva"),
        ("zip", {"zip": "90047"}, "vive en el código postal 90047", "no vive en el código postal 90047"),
        ("related", "came", "llegó por medio de otra persona", "no llegó por medio de nadie"),
        (
            "consent",
            {"channel": "text", "purpose": "events", "state": "no"},
            "dijo que no a mensajes de texto para eventos",
            "no dijo que no a mensajes de texto para eventos",
        ),
        (
            "consent",
            {"channel": "mail", "purpose": "research", "state": "ask"},
            "todavía no dijo ni sí ni no a cartas para investigación",
            "ya dijo sí o no a cartas para investigación",
        ),
        ("came", {"times": 3, "days": 90}, "vino a 3 eventos o más en los últimos 90 días",
         "vino a menos de 3 eventos en los últimos 90 días"),
        ("came", {"times": 1, "days": 1}, "vino a un evento de ayer a hoy", "no vino a ningún evento de ayer a hoy"),
        ("last_talk", {"days": 1}, "habló con nosotros de ayer a hoy", "no habló con nosotros de ayer a hoy"),
        ("age", "adult", "es mayor de edad", "puede ser menor de 18 años"),
        ("school_tie", {"kind": "alum"}, "fue estudiante de una escuela", "no fue estudiante de ninguna escuela"),
    ],
)  # fmt: skip
def test_a_condition_and_its_opposite_read_like_spanish(asker, key, value, so, denied):
    assert (said(is_(key, value), asker), said({"not": is_(key, value)}, asker)) == (so, denied)


@pytest.mark.parametrize(
    ("kind", "so", "denied"),
    [
        ("parent", "es madre, padre o cuidador en Figueroa", "no es madre, padre ni cuidador en Figueroa"),
        ("student", "estudia en Figueroa", "no estudia en Figueroa"),
        ("staff", "trabaja en Figueroa", "no trabaja en Figueroa"),
        ("alum", "estudió en Figueroa", "no estudió en Figueroa"),
        ("neighbor", "es vecina o vecino de Figueroa", "no es vecina ni vecino de Figueroa"),
        (None, "tiene lazo con Figueroa", "no tiene lazo con Figueroa"),
    ],
)
def test_a_tie_names_its_school_within_the_sentence(cast, asker, kind, so, denied):
    school = SchoolFactory(name="Figueroa")
    SchoolTieFactory(person=make.PersonFactory(steward=cast.coalition_org), school=school)
    tie = is_("school_tie", {"school": school.cds_code} | ({"kind": kind} if kind else {}))

    assert (said(tie, asker), said({"not": tie}, asker)) == (so, denied)


def test_grades_stand_in_brackets_behind_the_tie_they_belong_to(cast, asker):
    tie = is_("school_tie", {"kind": "parent", "grade": "3-5"})

    assert said({"all": [tie, is_("household")]}, asker) == (
        "es madre, padre o cuidador (grados 3–5) y está en un hogar"
    )


@pytest.mark.parametrize(
    ("kind", "than", "way", "so", "denied"),
    [
        ("number", "3", "gte", "tiene 3 o más en “Dato”", "no tiene 3 o más en “Dato”"),
        ("number", "1.5", "lte", "tiene 1.5 o menos en “Dato”", "no tiene 1.5 o menos en “Dato”"),
        ("day", "2025-09-01", "gte", "tiene en “Dato” una fecha del 1 sep 2025 en adelante",
         "no tiene en “Dato” ninguna fecha del 1 sep 2025 en adelante"),
        ("day", "2025-09-01", "lte", "tiene en “Dato” una fecha del 1 sep 2025 o anterior",
         "no tiene en “Dato” ninguna fecha del 1 sep 2025 o anterior"),
    ],
)  # fmt: skip
def test_numbers_and_days_in_own_fields_read_like_spanish(cast, asker, kind, than, way, so, denied):
    field = questioning.add_field(cast.coalition_org, name_en="Fact", name_es="Dato", kind=kind, by=cast.ana)
    measure = is_("measure", {"field": str(field.pk), "way": way, "than": than})

    assert (said(measure, asker), said({"not": measure}, asker)) == (so, denied)


def test_whoever_somebody_brought_in_came_to_a_rung(cast, asker):
    with translation.override("es"):
        rung = climbing.adopt_ladder(cast.coalition_org, by=cast.ana)[1]
        raised = is_("raised", str(rung.pk))

        assert said(raised, asker) == f"trajo a alguien que llegó al peldaño “{rung.name}”"
        assert said({"not": raised}, asker) == f"no trajo a nadie que llegara al peldaño “{rung.name}”"


def test_a_call_names_its_list_and_what_came_of_it(cast, asker):
    someone(cast.coalition_org)
    call_list = calls(cast, name="Noche")
    called = is_("called", {"list": str(call_list.pk), "outcome": "no_answer", "days": 3})

    assert said(called, asker) == (
        "recibió una llamada o visita de la lista “Noche” con resultado “No contestó” en los últimos 3 días"
    )


def test_and_and_or_give_way_to_the_vowel_that_follows(asker):
    speaks, asked, step = is_("speaks", "es"), is_("asked"), is_("step", "open")

    assert said({"all": [speaks, asked]}, asker) == "habla español e hizo una petición"
    assert said({"all": [asked, speaks]}, asker) == "hizo una petición y habla español"
    assert said({"all": [speaks, {"any": [asked, step]}]}, asker) == (
        "habla español e (hizo una petición o tiene un próximo paso pendiente)"
    )


def test_three_and_more_stand_with_commas_and_one_word_before_the_last(asker):
    speaks, step, home, asked = is_("speaks", "es"), is_("step", "open"), is_("household"), is_("asked")

    assert said({"all": [speaks, {"any": [step, home, asked]}, asked]}, asker) == (
        "habla español, (tiene un próximo paso pendiente, está en un hogar o hizo una petición) e hizo una petición"
    )
    assert said({"not": {"all": [speaks, step, home]}}, asker) == (
        "no habla español, no tiene ningún próximo paso pendiente o no está en ningún hogar"
    )
    with translation.override("en"):
        assert conditions.sentence_of({"all": [speaks, step, home]}, asker) == (
            "speaks Spanish, has an open next step and is in a household"
        )


def test_or_becomes_u_before_an_o():
    with translation.override("es"):
        assert conditions._joined(["habla español", "ocupa un puesto"], "o") == "habla español u ocupa un puesto"
        assert conditions._joined(["habla español", "hierve agua"], "y") == "habla español y hierve agua"
    with translation.override("en"):
        assert conditions._joined(["speaks Spanish", "is here"], "and") == "speaks Spanish and is here"
