"""What sharing and counting hang on the page of a coalition."""

from accounts.access import Permission, organizations_with
from coalition import panels
from coalition.models import ShareAgreement


def register() -> None:
    """Called once, by this app's `ready()`."""
    panels.register("coalition", place="side", template="coalition/_sharing.html", context=_of_coalition)


def _of_coalition(coalition, user, on):
    known = ShareAgreement.objects.visible_to(user) | ShareAgreement.objects.readable_by(user).standing(on)
    return {
        "coalition": coalition,
        "standing": known.filter(coalition=coalition).standing(on).distinct().count(),
        "sees_people": organizations_with(user, Permission.VIEW_PEOPLE).exists(),
    }
