"""`manage.py verify`: every check, then every test on SQLite with the filesystem broker, then again on PostgreSQL with
Redis. Stops at the first step that fails."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from config.bootstrap import ROOT

# What a program is called here, and the Debian package that brings it.
NEEDED = {
    # Chromium without windows: the same engine in half the time.
    "chromium-headless-shell": "chromium-headless-shell",
    "initdb": "postgresql",
    "redis-server": "redis-server",
    "xgettext": "gettext",
}
POLICY = Path("/usr/sbin/policy-rc.d")

# A place such as the ones in docs/operating.md, for `check --deploy`.
PRODUCTION = {"HTTPS": "1", "ALLOWED_HOSTS": "fairshare.example", "DEBUG": "0"}
# The order of files is tests/conftest.py's: the longest first. The databases are copies of migrated ones (_migrating).
PYTEST = (
    *("-m", "pytest", "-q", "-n", "2", "--max-worker-restart", "0", "--dist", "loadfile", "--no-loadscope-reorder"),
    "--reuse-db",
)


def main() -> None:
    _install_programs()
    # Each of the dozen processes would otherwise compile all modules and tests anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.path.insert(0, str(ROOT))
    from tests.servers import postgresql, redis

    # A plan gone wrong ends as a fault with a name, not as a run that never ends.
    with (
        tempfile.TemporaryDirectory(prefix="fairshare-verify-") as var,
        postgresql("statement_timeout=60s") as database_url,
        redis() as redis_url,
        _migrating(f"{var}/migrated.sqlite3", database_url) as migrating,
    ):
        os.environ["FAIRSHARE_VAR"] = var
        servers = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
        _step("ruff: faults", "-m", "ruff", "check", ".")
        _step("ruff: layout", "-m", "ruff", "format", "--check", ".")
        _step("mypy", "-m", "mypy", ".")
        _step("djlint", "-m", "djlint", "--lint", "--quiet", "templates")
        _step("Django, as in production", "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
        _step("migrations", "manage.py", "makemigrations", "--check", "--dry-run")
        _wait_for(migrating)
        _step("tests on SQLite and the filesystem broker", *PYTEST, MIGRATED_SQLITE=f"{var}/migrated.sqlite3")
        _step("tests on PostgreSQL and Redis", *PYTEST, **servers)


@contextmanager
def _migrating(sqlite: str, postgresql_url: str):
    """An empty database of each kind, migrated once for all test processes, while the checks leave a core idle.

    tests/settings.py copies the file; PostgreSQL by itself copies template1 into each new database.
    """
    processes = []
    with tempfile.TemporaryDirectory(prefix="fairshare-migrating-") as folder:
        for number, address in enumerate((f"sqlite:///{sqlite}", postgresql_url.replace("/postgres?", "/template1?"))):
            place = {"DATABASE_URL": address, "FAIRSHARE_VAR": f"{folder}/{number}"}
            command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
            processes.append(subprocess.Popen(command, cwd=ROOT, env=os.environ | place))
        try:
            yield processes
        finally:
            for process in processes:
                process.kill()
                process.wait()


def _wait_for(migrating: list[subprocess.Popen]) -> None:
    """Until both databases are migrated."""
    print("\n=== migrations, from nothing", flush=True)
    begin = time.monotonic()
    for process in migrating:
        if process.wait():
            raise SystemExit("verify stopped: migrations failed.")
    print(f"    {time.monotonic() - begin:.1f} s", flush=True)


def _step(name: str, *arguments: str, **variables: str) -> None:
    print(f"\n=== {name}", flush=True)
    begin = time.monotonic()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=os.environ | variables)
    if done.returncode:
        raise SystemExit(f"verify stopped: {name} failed.")
    if arguments != PYTEST:
        # pytest says itself how long it took, and its count stays the last line of all.
        print(f"    {time.monotonic() - begin:.1f} s", flush=True)


def find_program(name: str) -> str | None:
    """Debian keeps PostgreSQL's server programs off the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(versions[0]) if versions else shutil.which(name)


def find_browser() -> str | None:
    """The whole of Chromium will do where there is nothing smaller."""
    return find_program("chromium-headless-shell") or find_program("chromium")


def _install_programs() -> None:
    missing = sorted(package for program, package in NEEDED.items() if not find_program(program))
    if not missing:
        return
    line = f"apt-get install --yes --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SystemExit(f"The tests need a few programs. Install them with:\n    sudo {line}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with _nothing_starts():
        for command in ("apt-get update --quiet=2", line + " --quiet=2"):
            done = subprocess.run(command.split(), env=environment, stdout=subprocess.DEVNULL)
    if done.returncode and not (missing == ["chromium-headless-shell"] and find_browser()):
        raise SystemExit(f"The tests need a few programs, and this did not bring them:\n    {line}")


@contextmanager
def _nothing_starts():
    """Debian starts a server when it is installed, unless this file answers 101."""
    ours = not POLICY.exists()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            POLICY.unlink()
