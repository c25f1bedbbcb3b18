"""Letting the database look over its tables, so that it plans queries by what is in them."""

from django.db import connection

# How many rows of each index SQLite looks at: enough to tell what is rare, and done in a moment at any size.
LOOKED_AT = 1000


def look_over() -> None:
    """Have it done now. PostgreSQL does so by itself some minutes after many rows were written; SQLite never does, and
    without it reads whole tables for one person's page."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
        cursor.execute("ANALYZE")
