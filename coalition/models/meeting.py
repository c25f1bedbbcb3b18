"""Meetings: alone or in a series, called with notice, with an agenda and documents, and attended by place."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.models.zones import Zone, today_in
from coalition.models.coalition import coalitions_of
from coalition.models.committee import Committee
from kit import wall_time


class OfCommitteeQuerySet(models.QuerySet):
    """Rows of a committee are for everyone who sees the committee, and are changed by who keeps its roster."""

    def visible_to(self, user):
        return self.filter(committee__coalition__in=coalitions_of(user))

    def editable_by(self, user):
        return self.filter(committee__in=Committee.objects.editable_by(user))


class MeetingSeriesQuerySet(OfCommitteeQuerySet):
    def running(self, on=None):
        """Series that still have meetings to come, of committees that stand."""
        on = on or timezone.localdate()
        return self.filter(
            models.Q(last_on__isnull=True) | models.Q(last_on__gte=on), committee__in=Committee.objects.standing(on)
        )


class MeetingSeries(models.Model):
    """A rule by which a committee meets, in local wall time: "first Wednesday of the month, 5:00 p.m."

    Its meetings are rows of their own, laid out ahead; one that was changed or called off stays as it is.
    """

    class Every(models.TextChoices):
        WEEK = "week", _("Every week")
        TWO_WEEKS = "two_weeks", _("Every two weeks")
        MONTH = "month", _("Every month")

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="series")
    every = models.CharField(_("how often"), max_length=10, choices=Every, default=Every.MONTH)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), validators=[MaxValueValidator(6)])
    week_of_month = models.SmallIntegerField(
        _("week of the month"), null=True, blank=True, validators=[MinValueValidator(-1), MaxValueValidator(4)]
    )
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("until"), null=True, blank=True)
    begins_at = models.TimeField(_("begins at"))
    minutes_long = models.PositiveSmallIntegerField(_("minutes long"), default=90)
    timezone = models.CharField(_("time zone"), max_length=40, choices=Zone, default=Zone.PACIFIC)
    name = models.CharField(_("name"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to join"), blank=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = MeetingSeriesQuerySet.as_manager()

    class Meta:
        ordering = ["committee", "first_on"]
        verbose_name = _("meeting series")
        verbose_name_plural = _("meeting series")
        constraints = [
            models.CheckConstraint(
                name="a_monthly_series_names_its_week",
                condition=~models.Q(every="month") | models.Q(week_of_month__in=[-1, 1, 2, 3, 4]),
                violation_error_message=_("Say in which week of the month."),
            )
        ]

    def __str__(self):
        return f"{self.committee} · {self.get_every_display()}"

    @property
    def weekday_name(self):
        return WEEKDAYS[self.weekday]

    @property
    def keeper(self):
        return self.committee.keeper


class MeetingQuerySet(OfCommitteeQuerySet):
    def coming(self, now):
        return self.filter(ends_at__gte=now).exclude(state=Meeting.State.CALLED_OFF)

    def held(self):
        return self.filter(state=Meeting.State.HELD)


class Meeting(models.Model):
    """One meeting of a committee. The wall time (`held_on`, `begins_at`, `timezone`) is the fact; the moments follow.

    When it is closed, seats, quorum and who was there are fixed as they were.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CALLED = "called", _("Notice sent")
        HELD = "held", _("Held")
        CALLED_OFF = "called_off", _("Called off")

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="meetings")
    series = models.ForeignKey(MeetingSeries, on_delete=models.SET_NULL, null=True, blank=True, related_name="meetings")
    series_on = models.DateField(_("day by the series"), null=True, blank=True)
    is_exception = models.BooleanField(_("differs from its series"), default=False)
    name = models.CharField(_("name"), max_length=200, blank=True)
    held_on = models.DateField(_("day"))
    begins_at = models.TimeField(_("begins at"))
    minutes_long = models.PositiveSmallIntegerField(_("minutes long"), default=90)
    timezone = models.CharField(_("time zone"), max_length=40, choices=Zone, default=Zone.PACIFIC)
    starts_at = models.DateTimeField(_("starts"), editable=False)
    ends_at = models.DateTimeField(_("ends"), editable=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to join"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    called_at = models.DateTimeField(_("notice sent at"), null=True, blank=True)
    called_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    notice_days_asked = models.PositiveSmallIntegerField(_("days of notice the charter asked"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    seats_then = models.PositiveSmallIntegerField(_("seats that day"), null=True, blank=True)
    quorum_then = models.PositiveSmallIntegerField(_("quorum that day"), null=True, blank=True)
    present_then = models.PositiveSmallIntegerField(_("seats present"), null=True, blank=True)
    minutes = models.TextField(_("minutes"), max_length=50_000, blank=True)
    minutes_changed_at = models.DateTimeField(null=True, blank=True)
    minutes_approved_on = models.DateField(_("minutes approved on"), null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-begins_at"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "series_on"],
                name="one_meeting_per_day_of_its_series",
                violation_error_message=_("This meeting of the series is laid out already."),
            ),
            models.CheckConstraint(
                name="a_called_meeting_says_when_notice_went_out",
                condition=~models.Q(state="called") | models.Q(called_at__isnull=False),
                violation_error_message=_("Say when the notice went out."),
            ),
            models.CheckConstraint(
                name="a_held_meeting_keeps_its_figures",
                condition=~models.Q(state="held")
                | models.Q(seats_then__isnull=False, quorum_then__isnull=False, present_then__isnull=False),
                violation_error_message=_("A meeting is closed with its seats, quorum and presence."),
            ),
        ]

    def __str__(self):
        return f"{self.name or self.committee} · {self.held_on}"

    @property
    def keeper(self):
        return self.committee.keeper

    @property
    def had_quorum(self):
        """None until the meeting is closed."""
        return None if self.present_then is None else self.present_then >= self.quorum_then

    @property
    def begins(self):
        """Day and time on the wall there, as the clocks will show it."""
        return wall_time.wall(self.starts_at, self.timezone)

    @property
    def finishes(self):
        return wall_time.wall(self.ends_at, self.timezone)

    @property
    def is_off(self):
        return self.state == self.State.CALLED_OFF

    @property
    def is_held(self):
        return self.state == self.State.HELD

    @property
    def is_called(self):
        return self.state == self.State.CALLED

    def today(self):
        """The day it is where the meeting is."""
        return today_in(self.timezone)

    def days_of_notice(self, on=None):
        """Days between the notice (not sent yet: `on`, or today) and the meeting."""
        sent_on = wall_time.wall(self.called_at, self.timezone).date() if self.called_at else on or self.today()
        return (self.held_on - sent_on).days

    def late_by(self, on=None):
        """Days by which the notice falls short of what the charter asks; 0 when it does not."""
        asked = self.committee.coalition.notice_days if self.notice_days_asked is None else self.notice_days_asked
        return max(0, asked - self.days_of_notice(on))


class OfMeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(meeting__committee__coalition__in=coalitions_of(user))

    def editable_by(self, user):
        return self.filter(meeting__in=Meeting.objects.editable_by(user))


class AgendaItem(models.Model):
    """One point of a meeting's agenda."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("point"), max_length=200)
    minutes_long = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    led_by = models.ForeignKey(
        "coalition.Representative", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = _("agenda point")
        verbose_name_plural = _("agenda points")

    def __str__(self):
        return self.title


class MeetingDocument(models.Model):
    """A file or an address that goes with a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), upload_to="meetings/", max_length=200, blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "added_at", "pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                name="a_document_is_a_file_or_an_address",
                condition=~models.Q(file="", address=""),
                violation_error_message=_("Choose a file or write an address."),
            )
        ]

    def __str__(self):
        return self.name


class MeetingInvitation(models.Model):
    """The notice of one meeting to one seated person, and what they answered."""

    class Reply(models.TextChoices):
        YES = "yes", _("Comes")
        ALTERNATE = "alternate", _("Sends an alternate")
        NO = "no", _("Cannot come")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    representative = models.ForeignKey("coalition.Representative", on_delete=models.CASCADE, related_name="invitations")
    sent_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField(_("answer"), max_length=10, choices=Reply, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "representative"]
        verbose_name = _("meeting notice")
        verbose_name_plural = _("meeting notices")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "representative"], name="one_notice_per_person_and_meeting")
        ]

    def __str__(self):
        return f"{self.representative} · {self.meeting}"


class MeetingAttendance(models.Model):
    """How one place was filled at one meeting. No row: not written down yet. A place without a holder is vacant."""

    class State(models.TextChoices):
        PRESENT = "present", _("Present")
        ALTERNATE = "alternate", _("Alternate")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Absent")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    place = models.ForeignKey("coalition.Place", on_delete=models.PROTECT, related_name="attendance")
    state = models.CharField(_("how"), max_length=10, choices=State)
    came = models.ForeignKey(
        "coalition.Representative",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who came"),
    )
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "place"]
        verbose_name = _("attendance of a seat")
        verbose_name_plural = _("attendance of seats")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "place"], name="one_attendance_per_place_and_meeting")
        ]

    def __str__(self):
        return f"{self.place} · {self.get_state_display()}"

    @property
    def is_there(self):
        return self.state in (self.State.PRESENT, self.State.ALTERNATE)
