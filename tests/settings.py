"""The settings of the tests: those of every place, with a folder, a queue and a cache for each test process alone."""

import atexit
import os
import shutil
import tempfile

# Before the settings are read: they make folders in it. Each xdist process has its own, so none sees another's queue.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
os.environ["FAIRSHARE_VAR"] = tempfile.mkdtemp(prefix=f"fairshare-tests-{WORKER}-")
if os.environ.get("REDIS_URL"):
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + "/" + WORKER.removeprefix("gw")
atexit.register(shutil.rmtree, os.environ["FAIRSHARE_VAR"], ignore_errors=True)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, POSTGRESQL, STORAGES, VAR  # noqa: E402

if not POSTGRESQL:
    # A file, because the live server's threads and a worker open connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "tests.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    # `verify` has migrated one for all processes; without it each migrates its own. pytest-django adds the process's
    # name to the file's.
    if os.environ.get("MIGRATED_SQLITE"):
        suffix = f"_{WORKER}" if "PYTEST_XDIST_WORKER" in os.environ else ""
        shutil.copy(os.environ["MIGRATED_SQLITE"], VAR / f"tests.sqlite3{suffix}")

# The live server does not know hashed names.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Files are looked for when they are asked for: each test's client would look through all of them at its first request.
WHITENOISE_AUTOREFRESH = True
# Argon2 takes its time on purpose; a test that signs someone in need not.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "process")
}
