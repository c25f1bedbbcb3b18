"""How PostgreSQL plans a question: once for a connection, or anew where the way hangs on what is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def planned_anew() -> Iterator[None]:
    """Questions in here are planned for their very values: one plan for a rare tag and for one that half of everybody
    wears took five times as long. Everything else is planned once for a connection (PREPARED_STATEMENTS)."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    link = connection.connection
    usual, link.prepare_threshold = link.prepare_threshold, None
    try:
        yield
    finally:
        link.prepare_threshold = usual
