"""Writing people down."""

from django.db import transaction

from accounts.audit import record
from members.models import Person


@transaction.atomic
def add_person(organization, *, by, given_name="", family_name="", preferred_name="", language=""):
    """Record a person whom this organization met. One name is enough; no e-mail or phone is asked.

    Raises ValidationError when there is no name at all.
    """
    person = Person(
        steward=organization,
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        preferred_name=preferred_name.strip(),
        language=language,
    )
    person.full_clean()
    person.save()
    record(by, "person.added", person, organization=organization)
    return person
