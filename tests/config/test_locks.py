"""The locks hold every package to its hash, and name no address: each place installs from the index it trusts."""

import re

import pytest
from django.conf import settings

LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]


@pytest.mark.parametrize("name", LOCKS)
def test_python_packages_are_locked_by_hash_and_without_an_address(name):
    text = (settings.BASE_DIR / name).read_text()
    packages = re.split(r"\n(?=[a-z])", text.strip())

    assert [package for package in packages if package[0] != "#" and "--hash=sha256:" not in package] == []
    assert "://" not in text


def test_front_end_packages_are_locked_by_hash_and_without_an_address():
    text = (settings.BASE_DIR / "package-lock.json").read_text()

    assert '"resolved"' not in text
    assert text.count('"integrity"') == text.count("node_modules/")
