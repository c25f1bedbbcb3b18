"""Events in what we hold about a person, and letting go of them there when the person is erased."""

from django.utils.translation import gettext as _

from campaigns.models import Attendance, SheetLine
from members import erasing, exporting
from members.exporting import Section, facts


def register() -> None:
    exporting.register(_came)
    erasing.register(_clear_sheets)


def _came(person) -> Section:
    came = Attendance.objects.filter(person=person).select_related("event").order_by("event__starts_at")
    rows = [facts((_("Event"), each.event.name), (_("When"), each.event.starts_at)) for each in came]
    return Section("events", _("Events you came to"), rows)


def _clear_sheets(person) -> None:
    """A line typed from paper says the name again; what was asked on it is kept without one."""
    SheetLine.objects.filter(person=person).update(name="", phone="", speaks="", grade="", may_text=False)
