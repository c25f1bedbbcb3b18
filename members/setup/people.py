"""What people hang on the set-up page."""

from django.utils.translation import gettext_lazy as _

from accounts import setup_links
from accounts.roles import Permission


def register() -> None:
    setup_links.register(
        title=_("Tags"),
        note=_("Your own short words about people, in groups."),
        url_name="members:tags",
        icon="tags",
        permission=Permission.MANAGE_LISTS,
    )
    setup_links.register(
        title=_("Fields of your own"),
        note=_("What else you ask people, without code. Some questions are refused, with the reason."),
        url_name="members:fields",
        icon="forms",
        permission=Permission.MANAGE_LISTS,
    )
