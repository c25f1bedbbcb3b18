"""Fixtures for all tests: the cast of people, an empty cache, a real worker."""

from importlib.util import find_spec

import pytest
from celery.contrib.testing.worker import start_worker
from django.core.cache import cache

from config.celery import app

pytest_plugins = [name for name in ("tests.cast",) if find_spec(name)]


@pytest.fixture(autouse=True)
def empty_cache():
    """Sign-in limits are counted in the cache: what one test did must not stop the next."""
    cache.clear()


@pytest.fixture
def worker(transactional_db):
    """A Celery worker on this run's broker and database, for the whole way from the doorbell to the deed."""
    app.control.purge()
    with start_worker(app, perform_ping_check=False, pool="solo", shutdown_timeout=20) as running:
        yield running
