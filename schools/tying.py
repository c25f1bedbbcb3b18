"""Ties between people and schools: parent or caregiver, student, staff, former student, neighbor.

The history says whose tie it was and never to which school: who reads it may not know that of protected people.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import record
from kit.years import current_school_year
from members import finding
from members.screening import screen
from schools.models import SchoolTie


@transaction.atomic
def tie(person, school, *, kind, by, grade_band="", starts_on=None, note="") -> SchoolTie:
    """Write down what a person is to a school. A grade is remembered with its school year, for it does not last."""
    made = SchoolTie(
        steward=person.steward,
        person=person,
        school=school,
        kind=kind,
        grade_band=grade_band,
        year=current_school_year(person.steward.today()) if grade_band else None,
        starts_on=starts_on,
        note=note.strip(),
        recorded_by=by,
    )
    try:
        screen(made.note)
    except ValidationError as refusal:
        raise ValidationError({"note": refusal.messages}) from None
    made.full_clean()
    made.save()
    finding.refresh([person])
    record(by, "person.school_tied", person)
    return made


@transaction.atomic
def end(made, *, by, on=None) -> SchoolTie:
    """That day was the tie's last. It stays in the person's past."""
    on = on or made.steward.today()
    made.ends_on = max(on, made.starts_on) if made.starts_on else on
    made.full_clean()
    made.save()
    finding.refresh([made.person])
    record(by, "person.school_untied", made.person)
    return made


@transaction.atomic
def reopen(made, *, by) -> SchoolTie:
    """Take the end of a tie back."""
    made.ends_on = None
    made.full_clean()
    made.save()
    finding.refresh([made.person])
    record(by, "person.school_tied", made.person)
    return made
