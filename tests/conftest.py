"""Fixtures for all tests: the cast of people, an empty cache, a real worker."""

import gc
from importlib.util import find_spec

import pytest
from celery.contrib.testing.worker import start_worker
from django.core.cache import caches

from config.celery import app

# Where the longest files are. They begin first, so that no process is left alone with one at the end.
LONGEST = ("tests/browser/test_every_page", "tests/test_", "tests/browser/", "tests/coalition/test_what_")

pytest_plugins = [name for name in ("tests.cast",) if find_spec(name)]


def pytest_collection_modifyitems(items):
    def place(item):
        return next((number for number, begin in enumerate(LONGEST) if item.nodeid.startswith(begin)), len(LONGEST))

    items.sort(key=place)


def pytest_collection_finish():
    """What is loaded by now stays: looking through it for garbage again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def empty_cache():
    """Sign-in limits are counted in the cache: what one test did must not stop the next."""
    for name in ("default", "process"):
        caches[name].clear()


@pytest.fixture
def worker(transactional_db):
    """A Celery worker on this run's broker and database, for the whole way from the doorbell to the deed."""
    app.control.purge()
    with start_worker(app, perform_ping_check=False, pool="solo", shutdown_timeout=20) as running:
        yield running
