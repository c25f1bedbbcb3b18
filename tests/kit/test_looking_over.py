"""The database knows what is in its tables after it looked them over."""

import pytest
from django.db import connection

from kit.looking_over import look_over
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db

KNOWN = {
    "sqlite": "SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = 'members_person'",
    "postgresql": "SELECT reltuples FROM pg_class WHERE relname = 'members_person'",
}


def test_what_was_written_is_known_after_a_look():
    PersonFactory.create_batch(7)

    look_over()

    with connection.cursor() as cursor:
        cursor.execute(KNOWN[connection.vendor])
        assert cursor.fetchone()[0] == 7
