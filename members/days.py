"""Days that somebody types. A slip of the finger, such as the year 202, is refused where it is typed."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.stepping import FARTHEST

EARLIEST = date(1990, 1, 1)


def refuse_to_come(on: date, today: date) -> None:
    """For what happened. Raises ValidationError for a day to come, or one before anybody here wrote anything down."""
    if on > today:
        raise ValidationError({"on": _("This day is still to come.")})
    _refuse_long_past(on)


def refuse_far(on: date, today: date) -> None:
    """For what begins. Raises ValidationError for a day more than three years ahead, or one long past."""
    if on > today + FARTHEST:
        raise ValidationError({"on": _("This day is more than three years away. Check the year.")})
    _refuse_long_past(on)


def _refuse_long_past(on):
    if on < EARLIEST:
        raise ValidationError({"on": _("This day is long past. Check the year.")})
