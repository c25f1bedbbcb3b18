"""Events in what we hold about a person, and letting go of them there when the person is erased."""

from django.utils.translation import gettext as _

from campaigns.models import Attendance, Invitation, SheetLine
from campaigns.recognizing import Fit, fit
from members import erasing, exporting
from members.exporting import Section, facts


def register() -> None:
    exporting.register(_came)
    exporting.register(_invited)
    exporting.register(_signed)
    erasing.register(_clear_sheets)


def _came(person) -> Section:
    came = Attendance.objects.filter(person=person).select_related("event").order_by("event__starts_at")
    rows = [facts((_("Event"), each.event.name), (_("When"), each.event.starts_at)) for each in came]
    return Section("events", _("Events you came to"), rows)


def _invited(person) -> Section:
    asked = Invitation.objects.filter(person=person).select_related("event").order_by("invited_at")
    rows = [
        facts(
            (_("Event"), each.event.name),
            (_("When"), each.invited_at),
            (_("What you said"), each.get_reply_display() if each.reply else ""),
        )
        for each in asked
    ]
    return Section("invitations", _("Events you were invited to"), rows)


def _signed(person) -> Section:
    lines = SheetLine.objects.filter(person=person).select_related("sheet__event").order_by("sheet", "number")
    rows = [
        facts(
            (_("Event"), line.sheet.event.name),
            (_("Name"), line.name),
            (_("Phone"), line.phone),
            (_("Speaks"), line.speaks),
            (_("Grade"), line.grade),
            (_("May text"), line.may_text),
            (_("What they asked for"), line.asked),
        )
        for line in lines
    ]
    return Section("sheets", _("Sign-in sheets you wrote on"), rows)


def _clear_sheets(person) -> None:
    """A line typed from paper says the name again; what was asked on it is kept without one.

    On sheets still being typed the name may stand on a line that nobody has tied to the person yet.
    """
    lines = set(SheetLine.objects.filter(person=person).values_list("pk", flat=True))
    waiting = SheetLine.objects.filter(sheet__event__steward=person.steward_id, person=None).exclude(name="")
    lines |= {line.pk for line in waiting.only("pk", "name") if fit(line.name, person) == Fit.SAME}
    SheetLine.objects.filter(pk__in=lines).update(
        name="", phone="", speaks="", grade="", may_text=False, match="", candidates=[], settled_by_hand=False
    )
