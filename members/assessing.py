"""How near somebody stands to us, 1 to 5, each time with the day and what shows it."""

from django.db import transaction

from accounts.audit import record
from members.days import refuse_to_come
from members.models import Assessment, Person
from members.screening import screen


@transaction.atomic
def assess(person, level, *, by, because="", on=None) -> Assessment:
    """Write down where somebody stands, 1 (leads others with us) to 5 (works against us). Earlier ones stay.

    Raises ValidationError for a level that is none, a day to come and one long past.
    """
    person = Person.objects.select_for_update().select_related("steward").get(pk=person.pk)
    seen = Assessment(
        steward_id=person.steward_id, person=person, level=level, because=because.strip(), assessed_by=by,
        assessed_on=on or person.steward.today(),
    )  # fmt: skip
    refuse_to_come(seen.assessed_on, person.steward.today())
    screen(seen.because)
    seen.full_clean()
    seen.save()
    person.assessment = person.assessments.first().level
    person.save(update_fields=["assessment"])
    record(by, "ladder.assessed", person, level=seen.level)
    return seen
