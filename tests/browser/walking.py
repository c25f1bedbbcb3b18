"""Somebody who finds the way by what the pages say."""

from playwright.sync_api import expect

from tests.factories.accounts import PASSWORD


class Walk:
    """A person at a phone. `at_ease` looks at the page as it stands: nothing cut off, nothing for axe to find."""

    def __init__(self, page, axe_faults):
        self.page, self.axe_faults = page, axe_faults

    def sign_in(self, user, address="/"):
        """Through the door, on the way to an address."""
        self.page.goto(f"/account/login/?next={address}")
        self.page.locator("[name=login]").fill(user.email)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("[name=password]").press("Enter")

    def follow(self, name, **options):
        self.page.get_by_role("main").get_by_role("link", name=name, **options).first.click()

    def press(self, name):
        self.page.get_by_role("button", name=name).first.click()

    def says(self, words):
        expect(self.page.locator("[data-flashes]")).to_contain_text(words)

    def titled(self, words):
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def fill(self, **fields):
        for name, words in fields.items():
            self.page.locator(f"main [name={name}]").fill(words)

    def at_ease(self):
        expect(self.page.get_by_role("heading", level=1)).to_have_count(1)
        self.page.wait_for_load_state()
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url
        assert self.axe_faults(self.page) == [], self.page.url
