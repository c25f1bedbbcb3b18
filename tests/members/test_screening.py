import pytest
from django.core.exceptions import ValidationError

from members.screening import findings, screen


def kinds(text):
    return [finding.kind for finding in findings(text)]


@pytest.mark.parametrize(
    "text",
    [
        "My number is 123-45-6789.",
        "Es el 123 45 6789",
        "SSN: 123456789",
        "mi seguro social es 123456789",
        "número de seguro social 123.45.6789",
    ],
)
def test_a_social_security_number_is_found_in_either_language(text):
    assert kinds(text) == ["social_security"]


@pytest.mark.parametrize(
    "text",
    ["A123456789", "A 012-345-678", "A-12345678", "mi número de extranjero es 12345678", "Alien number 1234567"],
)
def test_an_a_number_is_found_in_either_language(text):
    assert kinds(text) == ["alien_number"]


def test_a_card_number_is_found_when_it_adds_up():
    assert kinds("4111 1111 1111 1111") == ["card"]
    assert kinds("4111 1111 1111 1112") == []


@pytest.mark.parametrize(
    "text",
    [
        "Somos indocumentados",
        "No tenemos papeles, estamos sin papeles",
        "We are afraid of ICE at the gate",
        "his immigration status",
        "nuestro estatus migratorio",
        "tienen miedo de la migra",
        "They deported her father",
    ],
)
def test_immigration_words_are_found_in_either_language(text):
    assert kinds(text) == ["immigration"]


@pytest.mark.parametrize("text", ["I want to hurt myself", "El maestro me pega", "habla de suicidarse", "He hits me"])
def test_words_of_abuse_or_self_harm_are_found_in_either_language(text):
    assert kinds(text) == ["harm"]


@pytest.mark.parametrize(
    "text",
    [
        "Que haya alguien en la puerta cuando cruzamos Figueroa.",
        "Ice cream on Fridays, and 25 more books in room 101.",
        "Los baños están sucios; llamé al 323 555 0142 y a la oficina.",
        "Pagan $736,400.00 en total, y 24-25 el otro año.",
        "A 1000000 de familias les ayudaría.",
        "Mi hija participa en clase y la escuela la apoya con papeles de colores.",
        "The school said in 2025-26 there would be 12 aides and 1,200 hours.",
    ],
)
def test_everyday_words_pass(text):
    assert kinds(text) == []


def test_identity_numbers_are_refused_whatever_anybody_says():
    with pytest.raises(ValidationError, match="Social Security"):
        screen("123-45-6789", save_as_said=True)


def test_other_findings_pass_once_somebody_says_that_they_stay():
    with pytest.raises(ValidationError, match="immigration status"):
        screen("Tienen miedo de la migra")

    assert [finding.kind for finding in screen("Tienen miedo de la migra", save_as_said=True)] == ["immigration"]
