"""Real servers for the tests, each in a temporary folder and gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager

from config.verifying import find_program


@contextmanager
def postgresql(*more: str):
    """A PostgreSQL on a unix socket, without fsync; its address for DATABASE_URL. More settings: "jit=off"."""
    with tempfile.TemporaryDirectory(prefix="fairshare-pg-") as folder:
        # PostgreSQL refuses to run as root.
        switch = []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            switch = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        data = f"{folder}/data"
        options = "-U fairshare -A trust -E UTF8 --locale=C.UTF-8 -N"
        initdb = [*switch, find_program("initdb"), "-D", data, *options.split()]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder)
        settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c synchronous_commit=off"
        settings += " -c full_page_writes=off -c max_connections=200"
        settings += "".join(f" -c {option}" for option in more)
        server = [*switch, find_program("postgres"), "-D", data, *settings.split()]
        with _running(server, ready=lambda: os.path.exists(f"{folder}/.s.PGSQL.5432"), cwd=folder):
            yield f"postgres://fairshare@/postgres?host={folder}"


@contextmanager
def redis():
    """A Redis that keeps nothing on disk; its address for REDIS_URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with _running(server, ready=lambda: _listens(port), cwd="/"):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def _running(command, *, ready, cwd):
    server = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(500):
            if ready():
                break
            if server.poll() is not None:
                raise RuntimeError(f"{command} ended with {server.returncode}")
            time.sleep(0.02)
        yield
    finally:
        server.send_signal(2)  # PostgreSQL's fast shutdown
        server.wait(20)


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
