"""Ties of invented people to the schools that are in the place: families go to school somewhere."""

from kit.filling import Sheet
from kit.years import current_school_year
from members import inventing
from members.inventing import Tier
from schools.hanging import words_of
from schools.models import School, SchoolTie

MOST_SCHOOLS = 400


def register() -> None:
    inventing.register_ties(_tier)


def _tier(organization, chance) -> Tier | None:
    """Ties to the first schools by their code; none without schools."""
    schools = [
        (pk, " ".join(dict.fromkeys(words_of(name))))
        for pk, name in School.objects.order_by("cds_code").values_list("pk", "name")[:MOST_SCHOOLS]
    ]
    if not schools:
        return None
    sheet = Sheet(SchoolTie, "person", "school", "kind", "grade_band", "year", steward=organization)
    year = current_school_year(organization.today())

    def tie(family) -> str:
        school, words = schools[int(chance.random() * len(schools))]
        if not family.children and chance.random() < 0.5:
            return ""
        for person in family.grown:
            band = family.children[0].band if family.children else ""
            sheet.add(person.id, school, "parent" if band else "neighbor", band, year if band else None)
        for child in family.children:
            sheet.add(child.id, school, "student", child.band, year)
        return words

    return Tier(sheet, tie)
