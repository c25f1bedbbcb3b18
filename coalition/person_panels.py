"""What committees hang on a person's page: where they sit, and where they sat."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.models import CommitteeSeat
from kit.addresses import address, day_words
from members import panels, timeline


def register() -> None:
    """Called once, by this app's `ready()`."""
    panels.register_lines(_lines)
    timeline.register(timeline.Source("seats", gettext_lazy("Committees"), _entries, _seats, order=45))


def _seats(person, user):
    """Terms on committees, for who sees both the person's record and the coalition."""
    return CommitteeSeat.objects.visible_to(user).filter(holder__person=person, starts_on__lte=person.steward.today())


def _entries(person, user, on, most):
    for seat in _told(_seats(person, user).order_by("-starts_on", "-pk"))[:most]:
        yield timeline.Entry(
            on=seat.starts_on,
            title=_sentence(seat, on) % {"committee": seat.committee__name, "organization": seat.organization__name},
            under=_joined(_role(seat), _span(seat)),
            url=address("coalition:committee", seat.committee),
        )


def _lines(person, user, on):
    """The committees of today, in one query."""
    for seat in _told(_seats(person, user).current(on).order_by("starts_on", "pk")):
        for_whom = _("for %(organization)s") % {"organization": seat.organization__name}
        yield panels.Line(
            icon="armchair",
            title=seat.committee__name,
            url=address("coalition:committee", seat.committee),
            before=_("Alternate on") if _is_alternate(seat) else _("Sits on"),
            under=_joined(for_whom, _role(seat), _span(seat)),
            order=42,
        )


def _told(seats):
    """What is told of seats: a person's page is no place to read whole committees."""
    columns = ("committee", "committee__name", "organization__name", "part", "role", "starts_on", "ends_on")
    return seats.values_list(*columns, named=True)


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
    return "" if seat.role == CommitteeSeat.Role.MEMBER else CommitteeSeat.Role(seat.role).label


def _span(seat):
    first = day_words(seat.starts_on)
    if seat.ends_on:
        return _("%(first)s to %(last)s") % {"first": first, "last": day_words(seat.ends_on)}
    return _("since %(day)s") % {"day": first}


def _joined(*parts):
    return " · ".join(str(part) for part in parts if part)
