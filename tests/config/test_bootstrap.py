"""Set-up does what has changed and skips what has not."""

import pytest

from config import bootstrap


@pytest.fixture
def lock(tmp_path, monkeypatch):
    """A lock file in a place of its own."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMPS", tmp_path / "stamps")
    file = tmp_path / "requirements.txt"
    file.write_text("django==5.2")
    return file


def test_work_is_done_once_for_the_same_files(lock):
    done = []

    for _ in range(2):
        bootstrap._once("packages", [lock], lambda: done.append(lock.read_text()), by="content")

    assert done == ["django==5.2"]


def test_a_changed_lock_is_installed_again(lock):
    done = []
    bootstrap._once("packages", [lock], lambda: done.append(lock.read_text()), by="content")

    lock.write_text("django==5.3")
    bootstrap._once("packages", [lock], lambda: done.append(lock.read_text()), by="content")

    assert done == ["django==5.2", "django==5.3"]


def test_work_that_failed_is_tried_again(lock):
    def fail():
        raise SystemExit("no network")

    with pytest.raises(SystemExit):
        bootstrap._once("packages", [lock], fail, by="content")
    done = []
    bootstrap._once("packages", [lock], lambda: done.append("again"), by="content")

    assert done == ["again"]
