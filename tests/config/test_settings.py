"""Places differ by environment variables only, and one behind https keeps its cookies to itself."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from kit.apps import QUESTIONS_KEPT
from kit.planning import planned_anew

SHOW = """
import json
from config import settings
options = settings.DATABASES["default"].get("OPTIONS", {})
names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE SECURE_SSL_REDIRECT CELERY_BROKER_URL SECRET_KEY"
shown = {name: getattr(settings, name) for name in names.split()}
print(json.dumps(shown | {"prepares": options.get("prepare_threshold")}))
"""


@pytest.fixture
def place(tmp_path):
    """place(HTTPS="1", …) → some settings of a place with these variables and no others."""

    def read(**variables):
        environment = {"PATH": os.environ["PATH"], "FAIRSHARE_VAR": str(tmp_path / "var"), **variables}
        command = [sys.executable, "-c", SHOW]
        shown = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, check=True)
        return json.loads(shown.stdout)

    return read


def test_behind_https_cookies_belong_to_this_host_alone(place):
    there = place(HTTPS="1")

    assert (there["SESSION_COOKIE_NAME"], there["CSRF_COOKIE_NAME"]) == ("__Host-sid", "__Host-csrf")
    assert (there["SESSION_COOKIE_SECURE"], there["SECURE_SSL_REDIRECT"]) == (True, True)


def test_on_this_machine_plain_http_works(place):
    here = place()

    assert (here["SESSION_COOKIE_NAME"], here["SESSION_COOKIE_SECURE"]) == ("sid", False)


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(place, tmp_path):
    first, second = place(), place()

    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert stat.S_IMODE((tmp_path / "var/secret_key").stat().st_mode) == 0o600


def test_redis_takes_the_place_of_the_folder_queue(place):
    assert place()["CELERY_BROKER_URL"] == "filesystem://localhost"
    assert place(REDIS_URL="redis://127.0.0.1:1/0")["CELERY_BROKER_URL"] == "redis://127.0.0.1:1/0"


def test_postgresql_prepares_what_it_is_asked_again_unless_a_pooler_stands_between(place):
    there = {"DATABASE_URL": "postgres://fairshare@/fairshare"}

    assert place(**there)["prepares"] == 2
    assert place(**there, PREPARED_STATEMENTS="off")["prepares"] is None


@pytest.fixture
def planned(db):
    """How often the question that ends with LIMIT 77 stands prepared."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans each question anew")

    def read(names):
        for name in names:
            list(get_user_model().objects.filter(email=name)[:77])
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%LIMIT 77'")
            return cursor.fetchone()[0]

    return read


def test_a_question_that_comes_again_is_planned_once_unless_the_way_hangs_on_what_is_asked(planned):
    with planned_anew():
        before = planned(("Tasha", "Rosa", "Otto", "Lupita"))

    assert (before, planned(("Tasha", "Rosa", "Otto", "Lupita"))) == (0, 1)
    assert connection.connection.prepared_max == QUESTIONS_KEPT


@pytest.mark.skipif(
    connection.vendor != "sqlite" or "MIGRATED_SQLITE" not in os.environ, reason="no database was migrated beforehand"
)
def test_a_process_uses_the_database_that_was_migrated_for_all_of_them(db):
    last = "SELECT max(applied) FROM django_migrations"
    with closing(sqlite3.connect(os.environ["MIGRATED_SQLITE"])) as migrated, connection.cursor() as ours:
        ours.execute(last)

        assert ours.fetchone() == migrated.execute(last).fetchone()
