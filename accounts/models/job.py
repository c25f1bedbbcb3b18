import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One sees the jobs one asked for, and nobody else's."""
        if user is None or not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(asked_by=user)

    def waiting(self):
        return self.filter(state=Job.State.QUEUED)

    def running(self):
        return self.filter(state=Job.State.RUNNING)

    def over(self):
        return self.filter(state__in=[Job.State.DONE, Job.State.FAILED])

    def unfinished(self):
        """Waiting or running."""
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def claim(self, pk) -> uuid.UUID | None:
        """Take a waiting job in one UPDATE, so two workers cannot both win. The lease marks the winner's steps."""
        lease, now = uuid.uuid4(), timezone.now()
        claimed = (
            self.waiting()
            .filter(pk=pk)
            .update(
                state=Job.State.RUNNING,
                lease=lease,
                tries=models.F("tries") + 1,
                started_at=now,
                heartbeat_at=now,
                progress_done=0,
                progress_total=None,
            )
        )
        return lease if claimed else None

    def held(self, pk, lease):
        """The job, while this worker still holds it."""
        return self.running().filter(pk=pk, lease=lease)


class Job(models.Model):
    """One piece of work that a person asked the machine to do. The row is the truth; the queue only rings the bell."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Stopped")

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="jobs")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    kind = models.CharField(_("kind"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(
                fields=["heartbeat_at"], condition=Q(state__in=["queued", "running"]), name="accounts_job_unfinished"
            )
        ]

    def __str__(self):
        return self.kind

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int | None:
        """How far along, 0 to 100; None while the length of the work is not known."""
        if self.state == self.State.DONE:
            return 100
        if not self.progress_total:
            return None
        return min(100, 100 * self.progress_done // self.progress_total)
