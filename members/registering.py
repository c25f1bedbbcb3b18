"""What this app hangs up when Django starts: sentences for the history, background work, set-up links, parts of pages.

Each matter has its own module in `sentences`, `jobs`, `setup` and `hanging`; whatever lies there is taken.
"""

from importlib import import_module
from pkgutil import iter_modules

from accounts.sentences import register_sentences


def register() -> None:
    """Called once, by this app's `ready()`."""
    for module in _modules("sentences"):
        register_sentences(module.SENTENCES, groups=module.GROUPS, words=module.WORDS)
    _modules("jobs")
    for module in (*_modules("setup"), *_modules("hanging")):
        module.register()


def _modules(package: str) -> list:
    folder = import_module(f"members.{package}")
    return [import_module(f"members.{package}.{found.name}") for found in iter_modules(folder.__path__)]
