"""`manage.py serve` and `demo`, as somebody at a terminal sees them."""

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.db import connection

from config import serving
from config.bootstrap import ROOT

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="each place served here has a SQLite of its own: once is enough"
)


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def own_folder(tmp_path_factory):
    """Empty at the first start; the second finds what the first left."""
    return tmp_path_factory.mktemp("place") / "var"


@pytest.fixture
def served(own_folder, monkeypatch, free_port):
    """A running `serve`; its process and the address of its sign-in page."""
    monkeypatch.setenv("FAIRSHARE_VAR", str(own_folder))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    command = [sys.executable, "-c", "from config import serving; serving.main(['--port', %r], demo=False)"]
    command[-1] %= str(free_port)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a script leaves it for what it starts with &
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    for line in process.stdout:
        if "ready" in line:
            break
    yield process, f"http://127.0.0.1:{free_port}/account/login/"
    if process.poll() is None:
        process.kill()
    process.stdout.close()


def children_of(process):
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_serve_shows_a_page_and_leaves_nothing_behind(served, ending):
    process, page = served
    with urllib.request.urlopen(page) as answer:
        assert answer.status == 200
    time.sleep(1)
    children = children_of(process)
    assert len(children) == 2

    process.send_signal(ending)

    assert process.wait(60) == 0
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []


def test_a_taken_port_is_said_in_one_sentence(free_port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()

        with pytest.raises(SystemExit, match=f"Port {free_port} on 127.0.0.1 cannot be used"):
            serving.main(["--port", str(free_port)], demo=False)
