"""What committees hang on a person's page: where they sit, and where they sat."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.models import CommitteeSeat
from members import panels, timeline


def register() -> None:
    """Called once, by this app's `ready()`."""
    panels.register_lines(_lines)
    timeline.register(timeline.Source("seats", gettext_lazy("Committees"), _entries, _seats, order=45))


def _seats(person, user):
    """Terms on committees, for who sees both the person's record and the coalition."""
    return CommitteeSeat.objects.visible_to(user).filter(holder__person=person, starts_on__lte=person.steward.today())


def _entries(person, user, on, most):
    seats = _seats(person, user).select_related("committee", "organization").order_by("-starts_on", "-pk")
    for seat in seats[:most]:
        yield timeline.Entry(
            on=seat.starts_on,
            title=_sentence(seat, on) % {"committee": seat.committee, "organization": seat.organization},
            under=_joined(_role(seat), _span(seat)),
            url=reverse("coalition:committee", args=[seat.committee_id]),
        )


def _lines(person, user, on):
    """The committees of today, in one query."""
    seats = _seats(person, user).current(on).select_related("committee", "organization").order_by("starts_on", "pk")
    for seat in seats:
        yield panels.Line(
            icon="armchair",
            title=str(seat.committee),
            url=reverse("coalition:committee", args=[seat.committee_id]),
            before=_("Alternate on") if _is_alternate(seat) else _("Sits on"),
            under=_joined(_("for %(organization)s") % {"organization": seat.organization}, _role(seat), _span(seat)),
            order=42,
        )


def _is_alternate(seat):
    return seat.part == CommitteeSeat.Part.ALTERNATE


def _sentence(seat, on):
    """The words of an entry, with places for the committee and the organization."""
    if seat.ends_on and seat.ends_on < on:
        if _is_alternate(seat):
            return _("Was an alternate on “%(committee)s” for %(organization)s")
        return _("Sat on “%(committee)s” for %(organization)s")
    if _is_alternate(seat):
        return _("Alternate on “%(committee)s” for %(organization)s")
    return _("Sits on “%(committee)s” for %(organization)s")


def _role(seat):
    """Nothing for plain members: that somebody sits says it."""
    return "" if seat.role == CommitteeSeat.Role.MEMBER else seat.get_role_display()


def _span(seat):
    first = date_format(seat.starts_on)
    if seat.ends_on:
        return _("%(first)s to %(last)s") % {"first": first, "last": date_format(seat.ends_on)}
    return _("since %(day)s") % {"day": first}


def _joined(*parts):
    return " · ".join(str(part) for part in parts if part)
