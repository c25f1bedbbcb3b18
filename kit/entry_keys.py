"""A form that was sent twice makes one row: by the form's own key, or because the very same stands there already."""

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL


def alike(row, names) -> QuerySet:
    """Rows that say the same as this one, word for word, in these fields."""
    return type(row)._default_manager.filter(**{name: getattr(row, name) for name in names})


def entered(rows: QuerySet, key: str) -> QuerySet:
    """Those of the rows that were written down with this key; none for an empty one.

    Keys are indexed where there is one. That this row has one is spelled out, not given as a value: SQLite walks such
    an index only where the question names its condition, and without it read a million rows at each click.
    """
    if not key:
        return rows.none()
    has_one = f'NOT ("{rows.model._meta.db_table}"."entry_key" = \'\')'
    return rows.filter(RawSQL(has_one, [], output_field=BooleanField()), entry_key=key)  # noqa: S611 (no value in it)
