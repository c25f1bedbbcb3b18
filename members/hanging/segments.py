"""The conditions by which saved searches, lists and bulk actions find people, and the columns of files."""

from members import conditions, conditions_deeds, conditions_own, conditions_people, taking_along


def register() -> None:
    for condition in (*conditions_people.CONDITIONS, *conditions_own.CONDITIONS, *conditions_deeds.CONDITIONS):
        conditions.register(condition)
    for column in taking_along.COLUMNS:
        taking_along.register_column(column)
