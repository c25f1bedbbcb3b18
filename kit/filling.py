"""Writing very many rows at once, past Django's objects: for invented data by the million.

Nothing is validated here and no deed is called: what fills a place this way must know what a deed would have written.
PostgreSQL takes the rows by COPY, SQLite by one prepared statement.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

IN_TEXT = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Sheet:
    """Rows of one model to be written. `names`: the fields that differ; `always`: those that are the same in all rows.

    A field that is in neither takes its default; a day or moment written by itself is today or now.
    """

    def __init__(self, model, *names: str, **always) -> None:
        fields = {field.name: field for field in model._meta.concrete_fields}
        rest = [name for name, field in fields.items() if name not in names and not field.primary_key]
        self.table = model._meta.db_table
        self.columns = [fields[name].column for name in (*names, *rest)]
        self.rest = [_plain(always[name] if name in always else _default(fields[name])) for name in rest]
        self.rows: list[tuple] = []

    def add(self, *values: Any) -> None:
        """One row: its values in the order of `names`."""
        self.rows.append(values)

    def write(self) -> None:
        """Send what was gathered to the database. Call it in a transaction, whoever is pointed at first."""
        if not self.rows:
            return
        columns = ", ".join(connection.ops.quote_name(column) for column in self.columns)
        table = connection.ops.quote_name(self.table)
        if connection.vendor == "postgresql":
            end = "".join(f"\t{_text(value)}" for value in self.rest) + "\n"
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write("".join(["\t".join(map(_text, row)) + end for row in self.rows]))
        else:
            marks = ", ".join(["%s"] * len(self.columns))
            rest = tuple(_stored(value) for value in self.rest)
            with connection.cursor() as cursor:
                # Only names of our own tables and columns are written out.
                cursor.executemany(
                    f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608
                    [(*map(_stored, row), *rest) for row in self.rows],
                )
        self.rows.clear()


def next_ids(model, count: int) -> list[int]:
    """So many ids that nobody else will take: for rows that others point at. Ask in the transaction that uses them."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "nextval(pg_get_serial_sequence(%s, %s))"
            cursor.execute(f"SELECT {sequence} FROM generate_series(1, %s)", [table, column, count])  # noqa: S608
            return [row[0] for row in cursor.fetchall()]
        # A transaction on SQLite is alone from its beginning.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
    return list(range(last + 1, last + 1 + count))


def _default(field):
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return field.pre_save(field.model(), add=True)
    return field.get_default()


def _plain(value):
    return json.dumps(value) if isinstance(value, list | dict) else getattr(value, "pk", value)


def _text(value) -> str:
    """A value as COPY reads it."""
    if value is None:
        return "\\N"
    if value.__class__ is str:
        return value.translate(IN_TEXT) if "\\" in value or "\n" in value or "\t" in value or "\r" in value else value
    return str(value)


def _stored(value):
    """A value as Django would have stored it in SQLite."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return str(value) if isinstance(value, date) else value
