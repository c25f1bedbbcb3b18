"""What sharing and counting hang on the page of a coalition."""

from accounts.access import Permission, may
from coalition import panels
from coalition.models import ShareAgreement


def register() -> None:
    """Called once, by this app's `ready()`."""
    panels.register("coalition", place="side", template="coalition/_sharing.html", context=_of_coalition)


def _of_coalition(coalition, user, on):
    known = ShareAgreement.objects.visible_to(user) | ShareAgreement.objects.readable_by(user)
    sees_people = may(user, Permission.VIEW_PEOPLE)
    return {
        "coalition": coalition,
        "standing": known.filter(coalition=coalition).standing(on).count() if sees_people else 0,
        "sees_people": sees_people,
    }
