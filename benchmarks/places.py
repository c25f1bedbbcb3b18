"""Where the measurements happen: a database of their own, and what must be in it beside what is measured."""

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

FIRST = (
    "Lantern", "Jacaranda", "Sycamore", "Marigold", "Foundry", "Cannery", "Saltbush", "Tidewater", "Pepper Hill",
    "Cistern", "Copper Mill", "Quail Run", "Orchard", "Harbor Gate", "Willow", "Fig Tree", "Old Depot", "Meridian",
    "Bakers Row", "Palm Crossing",
)  # fmt: skip
SECOND = (
    "Street", "Avenue", "Park", "Hills", "Gardens", "Bridge", "Plaza", "Creek", "Terrace", "Heights", "Grove",
    "Mission", "Canyon", "Junction", "Ridge",
)  # fmt: skip
# As on a small server of one's own: a gigabyte for PostgreSQL; rows are written as in use, only without waiting.
POSTGRESQL = ("shared_buffers=1GB", "effective_cache_size=3GB", "max_wal_size=4GB")


@contextmanager
def database(name: str, folder: str = ""):
    """Settings that point at the database to measure, before Django is set up: the one of DATABASE_URL, else a fresh
    one of the kind named, "sqlite" or "postgresql", in `folder` or a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="fairshare-benchmark-") as own:
        os.environ["FAIRSHARE_VAR"] = folder or own
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        if os.environ.get("DATABASE_URL") or name == "sqlite":
            yield _set_up()
            return
        from tests.servers import postgresql

        with postgresql(*POSTGRESQL) as address:
            os.environ["DATABASE_URL"] = address
            yield _set_up()


def _set_up():
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    return connections


def found_schools(count: int) -> None:
    """Schools for families to be tied to."""
    from schools.models import School

    for number in range(count):
        name = f"{FIRST[number % len(FIRST)]} {SECOND[number // len(FIRST) % len(SECOND)]} Elementary"
        code = f"9999999{number:07d}"
        if not School.objects.filter(cds_code=code).exists():
            School.objects.create(
                cds_code=code, name=name, level=School.Level.ELEMENTARY, city="Inventado", is_demo=True,
                search_text=School.searchable(name, "Inventado", code),
            )  # fmt: skip
