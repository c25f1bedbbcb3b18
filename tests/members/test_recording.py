import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from members import recording
from members.models import Person


def test_a_person_is_written_down_by_name_alone(cast):
    person = recording.add_person(cast.coalition_org, by=cast.rosa, given_name=" Óscar ", family_name="Quintanilla Paz")

    assert (person.name, person.steward) == ("Óscar Quintanilla Paz", cast.coalition_org)
    assert list(Person.objects.matching("oscar paz")) == [person]
    assert AuditEntry.objects.filter(verb="person.added", organization=cast.coalition_org).count() == 1


def test_somebody_without_any_name_is_refused(cast):
    with pytest.raises(ValidationError, match="at least one name"):
        recording.add_person(cast.coalition_org, by=cast.rosa, given_name="  ")

    assert not Person.objects.exists()


def test_people_are_seen_by_their_own_organization_only(cast):
    person = recording.add_person(cast.coalition_org, by=cast.rosa, given_name="Keisha")

    assert list(Person.objects.visible_to(cast.vic)) == [person]
    assert list(Person.objects.visible_to(cast.val)) == []
    assert list(Person.objects.visible_to(cast.bea)) == []
    assert list(Person.objects.editable_by(cast.vic)) == []


def test_a_name_copied_with_signs_that_nobody_sees_is_stored_and_found_without_them(cast):
    """Telephones put such signs around what is copied from them; one of them turns the rest of a line around."""
    person = recording.add_person(
        cast.coalition_org, by=cast.rosa, given_name="\u202aLu\u200bpita\u202c", family_name="Paz\nSerrano\u202e"
    )

    assert person.name == "Lupita Paz Serrano"
    assert list(Person.objects.matching("lupita serrano")) == [person]
    with pytest.raises(ValidationError, match="at least one name"):
        recording.add_person(cast.coalition_org, by=cast.rosa, given_name="\u200b")
