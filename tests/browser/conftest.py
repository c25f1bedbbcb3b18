"""A real browser against a real server: Debian's Chromium without windows, driven by Playwright."""

import os
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from config.verifying import find_browser

# Playwright runs an event loop in this thread; Django would take it for asynchronous code and refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
expect.set_options(timeout=15_000)  # a busy machine is slow, not at fault


# What a browser shows does not hang on the database, so that each language has one.
LANGUAGE = {"sqlite": "en", "postgresql": "es"}[connection.vendor]
ELSEWHERE = pytest.mark.skip(reason=f"here in {LANGUAGE}; in the other language on the other database")


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if getattr(item, "callspec", None) and item.callspec.params.get("language", LANGUAGE) != LANGUAGE:
                item.add_marker(ELSEWHERE)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
        browser = playwright.chromium.launch(executable_path=find_browser(), args=flags)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """open_page(phone=True, language="es", user=…) → a page of a fresh context; what went wrong on it fails the test.

    Without bypass_csp the page lives under our own policy, as for everyone; axe needs it lifted.
    """
    contexts, faults, unanswered = [], [], set()

    def open_one(*, phone=False, language="en", bypass_csp=False, cookies=()):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport=PHONE if phone else LAPTOP,
            has_touch=phone,
            is_mobile=phone,
            locale={"en": "en-US", "es": "es-US"}[language],
            bypass_csp=bypass_csp,
        )
        context.add_cookies([{"url": live_server.url, **cookie} for cookie in cookies])
        context.set_default_timeout(30_000)
        context.on("request", lambda request: unanswered.add(request))
        context.on("requestfinished", lambda request: unanswered.discard(request))
        context.on("requestfailed", lambda request: unanswered.discard(request))
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda line: faults.append(f"{page.url}: {line.text}") if line.type == "error" else None)
        contexts.append(context)
        return page

    yield open_one
    for context in contexts:
        _let_it_answer(context, unanswered)
        context.close()
    assert faults == []


def _let_it_answer(context, unanswered) -> None:
    """Until the server has answered: while it reads, emptying the tables would lock one of the two out."""
    until = time.monotonic() + 5
    while unanswered and context.pages and time.monotonic() < until:
        context.pages[0].wait_for_timeout(20)


@pytest.fixture
def signed_in_page(open_page, client, settings):
    """signed_in_page(user, …) → a page where this user is signed in."""

    def open_one(user, **options):
        client.force_login(user)
        session = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
        return open_page(cookies=[session], **options)

    return open_one


@pytest.fixture
def axe_faults():
    """axe_faults(page) → what axe finds, as readable lines. The page must come with bypass_csp=True."""

    def run(page):
        found = Axe().run(page).response["violations"]
        return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]

    return run
