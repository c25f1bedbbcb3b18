"""Asking for pages as a browser would, and saying how long the answers took and how many queries they needed."""

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

LIMIT = 100


@dataclass
class Measured:
    """What one kind of page took, in milliseconds, and the different numbers of queries that were seen."""

    name: str
    limit: int = LIMIT
    times: list[float] = field(default_factory=list)
    queries: set[int] = field(default_factory=set)
    slowest: str = ""
    processor: float = 0

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """The 95th percentile: 95 of 100 answers took no longer."""
        return sorted(self.times)[max(0, -(-len(self.times) * 95 // 100) - 1)]

    @property
    def asked(self) -> str:
        return "–".join(str(number) for number in sorted({min(self.queries), max(self.queries)}))

    @property
    def row(self) -> str:
        mark = "" if self.p95 <= self.limit else " **over**"
        figures = f"{self.p50:.0f} | {self.p95:.0f}{mark} | {max(self.times):.0f} | {self.processor:.0f}"
        return f"| {self.name} | {figures} | {self.asked} |"


HEAD = (
    "| page | median ms | 95th percentile ms | slowest ms | processor ms | queries |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: |"
)


class Visitor:
    """Somebody who is signed in and asks for pages, with the settings of use."""

    def __init__(self, user, language: str = "en"):
        from django.conf import settings
        from django.test import Client

        from config import wsgi  # as in use: what is loaded is not looked through for garbage

        assert wsgi.application
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    def measure(self, name: str, asks: Iterable[Callable], *, limit: int = LIMIT, expect=(200,)) -> Measured:
        """Each of `asks` is called with the client; the first three once before, to warm up."""
        from django.db import connection

        asks = list(asks)
        found = Measured(name, limit)
        for ask in asks[:3]:
            ask(self.client)
        before = processor_time(connection)
        for ask in asks:
            count = Counter()
            with connection.execute_wrapper(count):
                began = time.perf_counter()
                response = ask(self.client)
                taken = (time.perf_counter() - began) * 1000
            if response.status_code not in expect:
                raise RuntimeError(f"{name}: {response.status_code} from {response.request['PATH_INFO']}")
            if not found.times or taken > max(found.times):
                found.slowest = f"{response.request['PATH_INFO']}?{response.request['QUERY_STRING']}"
            found.times.append(taken)
            found.queries.add(count.queries)
        found.processor = (processor_time(connection) - before) * 1000 / len(asks)
        print(found.row, f"  slowest: {found.slowest}" if found.p95 > limit else "", flush=True)
        return found


def processor_time(connection) -> float:
    """Seconds of work of this process and of the database's process for it: what a busy machine does not stretch much.

    Of a PostgreSQL on another machine only this side is known.
    """
    taken = time.process_time()
    if connection.vendor == "postgresql" and connection.connection is not None:
        try:
            with open(f"/proc/{connection.connection.info.backend_pid}/stat") as stat:
                user, system = stat.read().rpartition(")")[2].split()[11:13]
            taken += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        except FileNotFoundError:
            pass
    return taken


class Counter:
    """Counts the queries of one request."""

    def __init__(self):
        self.queries = 0

    def __call__(self, execute, sql, params, many, context):
        self.queries += not sql.startswith(("SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)


def get(path: str, **query) -> Callable:
    return lambda client: client.get(path, query)


def post(path: str, fields: dict) -> Callable:
    return lambda client: client.post(path, fields)
