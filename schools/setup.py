"""What this app hangs on the set-up page."""

from django.utils.translation import gettext_lazy as _

from accounts import setup_links
from accounts.roles import Permission


def register() -> None:
    """Called once, by this app's `ready()`."""
    setup_links.register(
        title=_("Schools file"),
        note=_("The state's list of schools and their enrollment, once a year."),
        url_name="schools:import_schools",
        icon="school",
        permission=Permission.IMPORT_RECORDS,
    )
    setup_links.register(
        title=_("SENI file"),
        note=_("The district's need scores and dollars for each school, once a year."),
        url_name="schools:import_seni",
        icon="file-import",
        permission=Permission.IMPORT_RECORDS,
    )
    setup_links.register(
        title=_("Codebook"),
        note=_("The topics that comments are sorted by, in both languages."),
        url_name="schools:codebook",
        icon="book",
        permission=Permission.EDIT_CODEBOOK,
    )
