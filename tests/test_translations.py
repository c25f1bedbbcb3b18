"""Every sentence a person can see is translated into Spanish, completely."""

import shutil
from pathlib import Path

import pytest
from babel.messages.checkers import checkers
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command

SPANISH = Path("es/LC_MESSAGES/django.po")
NOT_SOURCES = shutil.ignore_patterns(
    ".*", "node_modules", "var", "tests", "benchmarks", "docs", "static", "locale", "migrations", "__pycache__"
)


def read(file):
    with open(file, "rb") as source:
        return {(message.context, message.id): message for message in read_po(source) if message.id}


@pytest.fixture(scope="module")
def committed():
    return read(settings.BASE_DIR / "locale" / SPANISH)


@pytest.fixture
def needed(tmp_path, monkeypatch, settings):
    """What the sources ask for, collected anew from a copy: makemessages leaves files beside the templates."""
    copy = tmp_path / "sources"
    shutil.copytree(settings.BASE_DIR, copy, ignore=NOT_SOURCES)
    (copy / "locale").mkdir()
    monkeypatch.chdir(copy)
    settings.LOCALE_PATHS = [str(copy / "locale")]
    call_command("makemessages", locale=["es"], no_location=True, verbosity=0)
    return read(copy / "locale" / SPANISH)


def complete(message):
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return len(strings) == (2 if message.pluralizable else 1) and all(strings)


def test_every_sentence_has_a_spanish_entry(needed, committed):
    assert sorted(map(str, needed.keys() - committed.keys())) == []


def test_every_spanish_entry_is_written_and_not_a_guess(needed, committed):
    wanting = [key for key in needed if key in committed and not complete(committed[key])]
    guesses = [key for key, message in committed.items() if message.fuzzy]

    assert (wanting, guesses) == ([], [])


def test_set_up_can_compile_the_entries():
    """Babel passes over a catalogue that is marked as a guess as a whole: no page would be in Spanish."""
    with open(settings.BASE_DIR / "locale" / SPANISH, "rb") as source:
        assert not read_po(source).fuzzy


def test_spanish_entries_keep_the_named_blanks(committed):
    faults = []
    for key, message in committed.items():
        for check in checkers:
            try:
                check(None, message)
            except Exception as error:
                faults.append((key, str(error)))

    assert faults == []
