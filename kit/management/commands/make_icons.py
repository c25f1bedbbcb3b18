"""The icon sprite: only the icons the pages use, from the Tabler package, in one file of our own origin."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

USE = re.compile(r"""(?:{%\s*(?:icon|empty_state)\s+|{%\s*(?:gap|stop_sign)\s[^%]*?(?:icon=|\s))["']([a-z0-9-]+)["']""")
NAMED = re.compile(r"""\bicon=["']([a-z0-9-]+)["']""")
# Chosen in Python or by a value in a template, so that no template names them.
EXTRA = [
    "adjustments",
    "alert-triangle",
    "armchair-off",
    "arrow-big-up-lines",
    "arrow-right",
    "ban",
    "building",
    "calendar-event",
    "camera",
    "check",
    "clipboard-list",
    "clock",
    "door",
    "door-off",
    "eye-off",
    "file-import",
    "forms",
    "help",
    "history",
    "home",
    "home-x",
    "language",
    "mail",
    "mail-off",
    "mailbox",
    "message",
    "message-2",
    "message-dots",
    "message-off",
    "message-plus",
    "message-reply",
    "microphone",
    "note",
    "phone",
    "phone-off",
    "phone-x",
    "receipt",
    "school",
    "stairs-up",
    "sun-high",
    "tag",
    "tags",
    "truck",
    "unlink",
    "user-off",
    "user-heart",
    "users",
    "users-group",
    "x",
]
SPRITE = Path("static/img/icons.svg")


def icons_in_use(root: Path) -> set[str]:
    """Every icon named in a template, plus those chosen in Python."""
    names = set(EXTRA)
    for page in sorted((root / "templates").rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        names.update(USE.findall(text), NAMED.findall(text))
    return names


def icons_in_sprite(root: Path) -> set[str]:
    """Every icon the sprite holds."""
    return set(re.findall(r'id="i-([a-z0-9-]+)"', (root / SPRITE).read_text(encoding="utf-8")))


def symbol(name: str, package: Path) -> str:
    """One icon as a <symbol>. Raises CommandError for a name that Tabler's outline set does not have."""
    file = package / "icons" / "outline" / f"{name}.svg"
    if not file.exists():
        raise CommandError(f"There is no Tabler icon called {name}.")
    paths = re.findall(r'<path d="[^"]+"\s*/>', file.read_text(encoding="utf-8"))
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{"".join(paths)}</symbol>'


class Command(BaseCommand):
    help = "Write static/img/icons.svg with the icons that the templates use."

    def handle(self, *args, **options):
        root, package = Path(settings.BASE_DIR), Path(settings.NODE_MODULES) / "@tabler" / "icons"
        names = sorted(icons_in_use(root))
        symbols = "\n".join(symbol(name, package) for name in names)
        text = f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Tabler Icons, MIT license -->\n{symbols}\n</svg>\n'
        (root / SPRITE).write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(names)} icons.")
