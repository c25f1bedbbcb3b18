"""Every page with the demo in it: both languages, laptop and phone, nothing cut off, nothing for axe to find.

The list of pages is read from the site's own addresses: a new page without a sample fails the test.
What a browser shows does not hang on the database, so that each language has one: English SQLite, Spanish PostgreSQL.
"""

import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from babel.messages.pofile import read_po
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.access import CLOSED_NAMES
from accounts.models import Role, User
from tests.browser import demo_samples
from tests.browser.conftest import LAPTOP, PHONE
from tests.factories.accounts import PASSWORD, GrantFactory, UserFactory
from tests.test_access import addresses

pytestmark = pytest.mark.django_db(transaction=True)

# axe reads each color anew wherever it stands: a quarter of its time, and the same few words each time.
COLORS_READ_ONCE = """
const color = axe.commons.color.Color.prototype, read = color.parseString, known = new Map();
color.parseString = function (words) {
  if (known.has(words)) return Object.assign(this, known.get(words));
  read.call(this, words);
  known.set(words, {r: this.r, g: this.g, b: this.b, alpha: this.alpha});
  return this;
};"""
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text() + f"\n(() => {{{COLORS_READ_ONCE}}})();"
AXE_FAULTS = """async () => {
  const found = await axe.run({resultTypes: ["violations"], elementRef: false, iframes: false});
  return found.violations.flatMap(
    (fault) => fault.nodes.map((node) => `${fault.id}: ${node.html.slice(0, 200)}`));
}"""
IS_CUT_OFF = "document.documentElement.scrollWidth > innerWidth"
# What stands on the page to be read, without what is in another language on purpose.
READ = """() => {
  const said = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const place = walker.currentNode.parentElement;
    if (!place.closest("body [lang], script, noscript, template, textarea")) said.push(walker.currentNode.data);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const place of document.body.querySelectorAll(`[${name}]`)) said.push(place.getAttribute(name));
  return said.map((words) => words.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
LEFTOVER = re.compile(r"%\(\w+\)|\{[{%]|[%}]\}|&(?:amp|lt|gt|quot|#39);|<[a-z]+[ >]")
# What somebody typed is the same in both languages, though a sentence of ours may read like it.
TYPED = {"Principal", "Auditorium", "Steering committee"}
NO_PAGES = {"set_language": "sets a cookie and goes back", "account_reauthenticate": "goes on to the second step"}
# Files, and the parts of pages that forms fetch: they are only asked for.
DOWNLOADS = {
    "schools:kept_file", "schools:district_file", "mfa_download_recovery_codes", "members:own_data_file",
    "members:bulk_file", "members:find", "members:count", "members:segment_count",
    "coalition:roster_pdf", "coalition:roster_xlsx", "coalition:roster_vcard", "coalition:document", "coalition:feed",
    "coalition:shared_export",
}  # fmt: skip
# A file that has to be sent first, on the page before.
SHEETS = {
    "schools:match_plan": "Rubro,Concepto,Monto\nTutoring,Teacher extra time,12000\nRubro,Three hours,9500\n",
    "schools:match_spending": "Renglón,Concepto,Gastado\n1,Community-based safe passage,1000\n",
}
SECOND_STEP = (
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
)
SLOWEST = 8


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    return demo_samples.build()


@pytest.fixture
def pages(demo):
    """{name: what it asks of its visitor} of every address that shows something when it is asked by GET."""
    everything = UserFactory()
    for role in Role:
        GrantFactory(user=everything, organization=demo.home, role=role)
    client = Client()
    client.force_login(everything)
    return {
        here.name: here.access
        for here in addresses()
        if here.name not in CLOSED_NAMES and here.name not in NO_PAGES and client.get(here.example).status_code != 405
    }


@pytest.fixture(scope="session")
def translated():
    """English sentences that read otherwise in Spanish."""
    with open(settings.BASE_DIR / "locale/es/LC_MESSAGES/django.po", "rb") as source:
        messages = [message for message in read_po(source) if message.id and not message.pluralizable]
    return {message.id for message in messages if message.string and message.string != message.id} - TYPED


class Visitor:
    """Someone with a browser, who notes what is wrong on each page."""

    def __init__(self, browser, url, language, translated):
        self.context = browser.new_context(base_url=url, viewport=LAPTOP, locale=f"{language}-US")
        self.context.set_default_timeout(15_000)
        self.context.add_init_script(AXE)
        self.page, self.url, self.sizes = self.context.new_page(), url, [LAPTOP, PHONE]
        self.language, self.translated, self.faults, self.seconds = language, translated, [], []
        self.page.on("pageerror", lambda error: self.note(f"script: {error}"))
        self.page.on("console", lambda line: self.note(f"console: {line.text}") if line.type == "error" else None)

    def note(self, fault):
        self.faults.append(f"{self.language} {self.page.url.removeprefix(self.url)} {fault}")

    def remember(self, user):
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"url": self.url, "name": name, "value": client.cookies[name].value}])

    def fetch(self, address):
        answer = self.context.request.get(address)
        if not answer.ok or not answer.body():
            self.note(f"{address}: {answer.status}")

    def visit(self, address):
        began = time.monotonic()
        answer = self.page.goto(address)
        if answer.status != 200:
            self.note(f"{address}: {answer.status}")
        self.look()
        self.seconds.append((time.monotonic() - began, address))

    def look(self):
        """What is wrong with the page as it stands, on a laptop and on a phone."""
        # What we hold on somebody speaks that person's language, not the reader's.
        is_theirs = urlsplit(self.page.url).path.endswith("/data/")
        if not is_theirs and self.page.evaluate("document.documentElement.lang") != self.language:
            self.note("is in another language")
        for words in self.page.evaluate(READ):
            left_over = self.language == "es" and not is_theirs and words in self.translated
            if LEFTOVER.search(words) or left_over:
                self.note(f"says: {words[:100]}")
        for size in self.sizes:
            if self.page.viewport_size != size:
                self.page.set_viewport_size(size)
            faults = self.page.evaluate(AXE_FAULTS)
            if self.page.evaluate(IS_CUT_OFF):
                faults.append("wider than the screen")
            for fault in faults:
                self.note(f"at {size['width']}: {fault}")
        self.sizes.reverse()  # the next page is opened in the size in which this one was left

    def send_sheet(self, address, content):
        """The step before: a spreadsheet is sent."""
        self.page.goto(address.replace("columns/", ""))
        sheet = {"name": "sheet.csv", "mimeType": "text/csv", "buffer": content.encode()}
        self.page.locator("main input[type=file]").set_input_files(sheet)
        if self.page.locator("main [name=as_of]").count():
            self.page.locator("main [name=as_of]").fill("2026-11-01")
        self.page.locator("main form[enctype] [type=submit]").click()
        self.page.wait_for_url("**/columns/")


@pytest.fixture
def visitors(chromium, live_server, demo, translated):
    """visitors(email, language) → that person's browser, the same one each time; None is nobody yet."""
    known = {}

    def one(email, language):
        if email not in known:
            known[email] = Visitor(chromium, live_server.url, language, translated)
            if email:
                known[email].remember(User.objects.get(email=email))
        return known[email]

    one.known = known
    yield one
    for visitor in known.values():
        visitor.context.close()


def look_around(visitors, language, pages, found):
    """Visit every example, as whoever it names, else as the first person whom the address lets in."""
    users = [User.objects.get(email=email) for email in demo_samples.VIEWERS]
    for name, examples in found.items():
        first = next((user.email for user in users if pages[name].admits(user)), None)
        for example in examples:
            address, email = (example, first) if isinstance(example, str) else example
            visitor = visitors(email, language)
            if name in DOWNLOADS:
                visitor.fetch(address)
                continue
            if name in SHEETS:
                visitor.send_sheet(address, SHEETS[name])
            visitor.visit(address)


def sign_in_in_two_steps(visitors, language):
    """The pages of a second sign-in step, for someone who has one."""
    user, secret = UserFactory(email="second@demo.example", language=language), totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    visitor = visitors(None, language)
    visitor.page.goto(reverse("account_login"))
    visitor.page.locator("[name=login]").fill(user.email)
    visitor.page.locator("[name=password]").fill(PASSWORD)
    visitor.page.locator("[name=password]").press("Enter")
    visitor.page.wait_for_url("**/2fa/authenticate/**")
    visitor.look()
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    visitor.page.locator("[name=code]").first.fill(code)
    visitor.page.locator("[name=code]").first.press("Enter")
    visitor.page.wait_for_url(lambda url: "authenticate" not in url)
    for name in SECOND_STEP:
        visitor.visit(reverse(name))
    visitor.fetch(reverse("mfa_download_recovery_codes"))


def whole_and_open(visitors, demo, pages, language):
    """Visit every page in one language; fails with all that is wrong."""
    found = demo_samples.samples(demo)
    assert sorted(pages.keys() - found.keys() - {"mfa_authenticate", *SECOND_STEP, *DOWNLOADS}) == []
    assert sorted(found.keys() - pages.keys()) == []

    look_around(visitors, language, pages, found)
    sign_in_in_two_steps(visitors, language)

    seconds = [each for visitor in visitors.known.values() for each in visitor.seconds]
    print(f"{len(seconds)} pages in {language}, the slowest:")
    for took, address in sorted(seconds, reverse=True)[:SLOWEST]:
        print(f"  {took:.1f} s  {address}")
    if faults := [fault for visitor in visitors.known.values() for fault in visitor.faults]:
        pytest.fail("\n".join(faults))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="in English the pages are visited on SQLite")
def test_every_page_is_whole_and_open_to_everyone(visitors, demo, pages):
    whole_and_open(visitors, demo, pages, "en")


PLANTED = """() => {
  const place = document.querySelector("main");
  const [readable, faint] = ["p", "b"].map((name) => document.createElement(name));
  [readable.textContent, faint.textContent] = ["Black on white", "Grey on white"];
  [readable.style.color, readable.style.background, faint.style.color] = ["black", "white", "oklch(0.85 0 0)"];
  readable.append(faint);
  place.append(readable, document.createElement("img"), "Seen %(count)s times");
  place.setAttribute("style", "color: red");
  place.style.width = "2000px";
  document.documentElement.lang = "en";
}"""


def test_a_visitor_sees_what_is_wrong(chromium, live_server, translated, db):
    visitor = Visitor(chromium, live_server.url, "es", translated)
    visitor.page.goto(reverse("account_login"))
    visitor.page.evaluate(PLANTED)

    visitor.look()

    seen = " ".join(visitor.faults)
    words, size = "says: Seen %(count)s", "at 390: wider than the screen"
    for fault in ("another language", "image-alt", "color-contrast: <b", words, "Content Security Policy", size):
        assert fault in seen
    assert "color-contrast: <p" not in seen
    visitor.context.close()
