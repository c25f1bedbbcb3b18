"""Events and who came."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, places_with


class EventQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(steward__in=places_with(user, Permission.VIEW_CAMPAIGNS))

    def editable_by(self, user):
        return self.filter(steward__in=places_with(user, Permission.RECORD_SESSIONS))

    def coming(self, now):
        """Events that have not ended, next first."""
        return self.filter(ends_at__gte=now).order_by("starts_at")


class Event(models.Model):
    """One gathering at one time and place, called by one organization (the steward)."""

    class Kind(models.TextChoices):
        SESSION = "session", _("Listening session")
        MEETING = "meeting", _("Meeting")
        ACTION = "action", _("Action")

    steward = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="events")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.MEETING)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    goal = models.PositiveIntegerField(_("people we hope for"), null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_it_starts",
                condition=models.Q(ends_at__gte=models.F("starts_at")),
                violation_error_message=_("The end is before the start."),
            )
        ]

    def __str__(self):
        return self.name


def unless_it_tells(user) -> models.Q:
    """Rows of people at events, without protected people at sessions: their school is for named roles only.

    `user` None: for nobody.
    """
    told = ~models.Q(event__kind=Event.Kind.SESSION) | models.Q(person__is_protected=False)
    if user is None:
        return told
    return told | models.Q(event__steward__in=places_with(user, Permission.SEE_PROTECTED))


class AttendanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who came, for those who may see this organization's people."""
        return self.filter(event__steward__in=places_with(user, Permission.VIEW_PEOPLE))

    def named_to(self, user):
        """Who came to which event, as far as it does not tell the user a school that they may not know."""
        return self.visible_to(user).filter(unless_it_tells(user))


class Attendance(models.Model):
    """A person who came to an event and wished to be named."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="attendances")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["person__family_name", "person__given_name"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                name="a_person_comes_once",
                violation_error_message=_("This person is already on the list."),
            )
        ]

    def __str__(self):
        return f"{self.person} · {self.event}"
