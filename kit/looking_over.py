"""Letting the database look over its tables, so that it plans queries by what is in them."""

from django.db import connection

# How many rows of one value SQLite counts in each index. It takes those it did not count for few: with 1,000 it walked
# through everybody of an organization rather than look up two hundred ids. This takes a second for a million rows.
LOOKED_AT = 100_000


def look_over() -> None:
    """Have it done now. PostgreSQL does so by itself some minutes after many rows were written; SQLite never does, and
    without it reads whole tables for one person's page."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
        cursor.execute("ANALYZE")
