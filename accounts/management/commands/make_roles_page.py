from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from accounts.roles import Permission, Role, described_roles

PAGE = Path(settings.BASE_DIR) / "docs" / "roles.md"

HEAD = """# What each role may do

Made from `accounts/roles.py` by `python3 manage.py make_roles_page`; do not edit by hand.

A person has a role in one organization for a term. Several roles in one organization add up. A permission opens the
pages; which rows stand on them is said in [who sees what](decisions/0004-who-sees-what.md). Nothing here opens a sealed
note or an urgent case: those go by name, for organization admins too.

"""


class Command(BaseCommand):
    help = "Write docs/roles.md from the roles in the code."

    def handle(self, *args, **options):
        PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The page as it should be, in English."""
    with translation.override("en"):
        roles = described_roles()
        lines = [_row(["", *(str(role.label) for role in Role)]), _row(["---", *(":-:" for _ in Role)])]
        for permission in Permission:
            marks = ["yes" if permission in permissions else "" for _role, permissions in roles]
            lines.append(_row([str(permission.label), *marks]))
    return HEAD + "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
