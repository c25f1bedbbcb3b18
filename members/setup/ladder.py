"""The leadership ladder on the set-up page."""

from django.utils.translation import gettext_lazy as _

from accounts import setup_links
from accounts.roles import Permission


def register() -> None:
    setup_links.register(
        title=_("Leadership ladder"),
        note=_("The rungs people climb, and what it takes to reach each."),
        url_name="members:ladder",
        icon="stairs-up",
        permission=Permission.MANAGE_LISTS,
    )
