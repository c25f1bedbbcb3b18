"""What events show on a person's page."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Attendance
from members import timeline


def register() -> None:
    """Called once, by this app's `ready()`."""
    timeline.register(timeline.Source("events", gettext_lazy("Events"), _came, _came_count, order=40))


def _came(person, user, on, most):
    found = Attendance.objects.visible_to(user).filter(person=person).select_related("event")
    for attendance in found.order_by("-event__starts_at")[:most]:
        event = attendance.event
        starts = timezone.localtime(event.starts_at)
        yield timeline.Entry(on=starts.date(), title=_("Came to %(event)s") % {"event": event.name}, under=event.place)


def _came_count(person, user):
    return Attendance.objects.visible_to(user).filter(person=person).count()
