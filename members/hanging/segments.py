"""The conditions by which saved searches, lists and bulk actions find people."""

from members import conditions, conditions_deeds, conditions_people


def register() -> None:
    for condition in (*conditions_people.CONDITIONS, *conditions_deeds.CONDITIONS):
        conditions.register(condition)
