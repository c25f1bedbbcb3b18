"""`manage.py demo` and `manage.py serve`: one web server and one worker, as children of this process, ended with it."""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time

from config.bootstrap import ROOT

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(arguments: list[str], *, demo: bool) -> None:
    options = _options(arguments, demo=demo)
    if demo:
        os.environ.setdefault("DEMO", "1")
        os.environ.setdefault("FAIRSHARE_VAR", str(ROOT / "var" / "demo"))
    _refuse_taken(options.bind, options.port)
    # A TERM ends this process as Ctrl-C does, through the `finally` below.
    signal.signal(signal.SIGTERM, _interrupted)
    children: dict[str, subprocess.Popen] = {}
    try:
        _prepare(demo=demo)
        children["the web server"] = _start(*_web(options.bind, options.port))
        _wait_for_page(options.bind, options.port, children["the web server"])
        _greet(options.bind, options.port)
        children["the worker"] = _start(*_worker())
        failed = _watch(children)
    except KeyboardInterrupt:
        failed = ""
    finally:
        _end(children)
    if failed:
        raise SystemExit(f"{failed} ended by itself.")


def _options(arguments: list[str], *, demo: bool) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py " + ("demo" if demo else "serve"))
    parser.add_argument("--bind", default=os.environ.get("BIND", "127.0.0.1"), help="address to listen on")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    return parser.parse_args(arguments)


def _refuse_taken(bind: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise SystemExit(f"Port {port} on {bind} cannot be used: {error.strerror}. Try --port.") from None


def _prepare(*, demo: bool) -> None:
    """Bring the database up to date and, for a demo, fill it."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    if demo:
        call_command("load_demo")
    connections.close_all()


def _web(bind: str, port: int) -> list[str]:
    address = f"[{bind}]:{port}" if ":" in bind else f"{bind}:{port}"
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi"),
        *("--bind", address, "--preload", "--no-control-socket", "--log-level", "warning"),
        *("--worker-class", "gthread", "--workers", os.environ.get("WEB_CONCURRENCY", "2"), "--threads", "8"),
        *("--timeout", "60", "--graceful-timeout", "5"),
    ]


def _worker() -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "-A", "config", "-q", "worker", "--beat", "--loglevel", "WARNING"),
        *("--schedule", os.path.join(_var(), "timetable"), "--concurrency", os.environ.get("WORKER_CONCURRENCY", "2")),
        # Talk between workers, of which there is one here.
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def _var() -> str:
    from django.conf import settings

    return str(settings.VAR)


def _start(*command: str) -> subprocess.Popen:
    # A session of its own: Ctrl-C comes to this process only, which then ends its children in good order.
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, preexec_fn=_end_with_parent)


def _end_with_parent() -> None:
    """Should this process be killed outright, Linux ends its children too, so that none keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_for_page(bind: str, port: int, web: subprocess.Popen) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104
    while web.poll() is None:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit("The web server did not start.")


def _greet(bind: str, port: int) -> None:
    host = "localhost" if bind in {"127.0.0.1", "0.0.0.0", "::", "::1"} else bind  # noqa: S104
    print(f"\nFairshare is ready: http://{host}:{port}/   (Ctrl-C ends it)\n", flush=True)


def _watch(children: dict[str, subprocess.Popen]) -> str:
    """Stay until one of them ends; its name."""
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                return name
        time.sleep(0.2)


def _end(children: dict[str, subprocess.Popen]) -> None:
    """Ask, wait, then insist. A job cut off here is taken up again by the sweep."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + 10
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _interrupted(*_) -> None:
    raise KeyboardInterrupt
