"""`manage.py demo` and `manage.py serve`: one web server and one worker, as children of this process, ended with it."""

import argparse
import ctypes
import multiprocessing
import os
import signal
import socket
import sys
import time
import warnings
from collections.abc import Callable
from multiprocessing.process import BaseProcess

from config.bootstrap import ROOT

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(arguments: list[str], *, demo: bool) -> None:
    options = _options(arguments, demo=demo)
    if demo:
        os.environ.setdefault("DEMO", "1")
        os.environ.setdefault("FAIRSHARE_VAR", str(ROOT / "var" / "demo"))
    _refuse_taken(options.bind, options.port)
    # A TERM ends this process as Ctrl-C does, through the `finally` below; and so does an INT where a shell, having
    # started this in the background, had it ignored.
    signal.signal(signal.SIGTERM, _interrupted)
    signal.signal(signal.SIGINT, _interrupted)
    children: dict[str, BaseProcess] = {}
    try:
        _prepare(demo=demo)
        children["the web server"] = _start(_web, options.bind, options.port)
        _wait_for_page(options.bind, options.port, children["the web server"])
        _greet(options.bind, options.port)
        children["the worker"] = _start(_worker)
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

    from kit.looking_over import look_over

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    if demo:
        call_command("load_demo")
    if connection.vendor == "sqlite":
        look_over()
    connections.close_all()


def _web(bind: str, port: int) -> None:
    """The web server: what `gunicorn config.wsgi` would be, on the code this process has loaded already."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self):
            self.cfg.set("bind", f"[{bind}]:{port}" if ":" in bind else f"{bind}:{port}")
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("workers", os.environ.get("WEB_CONCURRENCY", "2"))
            self.cfg.set("threads", 8)
            self.cfg.set("preload_app", True)
            self.cfg.set("timeout", 60)
            self.cfg.set("graceful_timeout", 5)
            self.cfg.set("control_socket_disable", True)
            self.cfg.set("loglevel", "warning")

        def load(self):
            from config.wsgi import application

            return application

    Server().run()


def _worker() -> None:
    """The worker, with the timetable inside it."""
    from django.conf import settings

    from config.celery import app

    # A demo in a container runs as root; docs/operating.md says not to, Celery need not at every start.
    warnings.filterwarnings("ignore", message="You're running the worker with superuser")
    timetable, processes = str(settings.VAR / "timetable"), os.environ.get("WORKER_CONCURRENCY", "2")
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]  # there is no other worker to talk with
    options = ["--quiet", "worker", "--beat", "--schedule", timetable, "--concurrency", processes]
    app.start([*options, "--loglevel", "WARNING", *alone])


def _start(target: Callable[..., None], *arguments: object) -> BaseProcess:
    # Forked: a second start of Python and Django would cost the first page half a second.
    child = multiprocessing.get_context("fork").Process(target=_child, args=(target, *arguments))
    child.start()
    return child


def _child(target: Callable[..., None], *arguments: object) -> None:
    # A session of its own: Ctrl-C comes to the parent only, which then ends its children in good order.
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with_parent()
    target(*arguments)


def _end_with_parent() -> None:
    """Should this process be killed outright, Linux ends its children too, so that none keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_for_page(bind: str, port: int, web: BaseProcess) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104
    while web.is_alive():
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


def _watch(children: dict[str, BaseProcess]) -> str:
    """Stay until one of them ends; its name."""
    while True:
        for name, child in children.items():
            if not child.is_alive():
                return name
        time.sleep(0.2)


def _end(children: dict[str, BaseProcess]) -> None:
    """Ask, wait, then insist. A job cut off here is taken up again by the sweep."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + 10
    for child in children.values():
        child.join(max(0.1, deadline - time.monotonic()))
        if child.is_alive() and child.pid:
            os.killpg(child.pid, signal.SIGKILL)
            child.join()


def _interrupted(*_) -> None:
    raise KeyboardInterrupt
