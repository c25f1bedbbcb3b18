"""What the set-up page leads to. Each app hangs its own pages here from its apps.py."""

from dataclasses import dataclass

from accounts.roles import Permission


@dataclass(frozen=True)
class SetupLink:
    title: str
    note: str
    url_name: str
    icon: str
    permission: Permission


_links: dict[str, SetupLink] = {}


def register(*, title, note, url_name: str, icon: str, permission: Permission) -> None:
    """Show a page under “Set up” to people with this permission."""
    _links[url_name] = SetupLink(title, note, url_name, icon, permission)


def links_for(permissions: frozenset[Permission]) -> list[SetupLink]:
    return [link for link in _links.values() if link.permission in permissions]
