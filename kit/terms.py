"""A term: a span of days whose last day is included."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TermQuerySet(models.QuerySet):
    """Questions about terms. `on=None` is today in the active time zone."""

    def current(self, on: date | None = None):
        """Rows whose term holds that day, its last day included."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)

    def ended(self, on: date | None = None):
        """Rows whose last day lies before that day."""
        return self.filter(ends_on__lt=on or timezone.localdate())

    def overlapping(self, starts_on: date, ends_on: date | None = None):
        """Rows that share at least one day with the span; a span without an end runs on for ever."""
        found = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
        return found if ends_on is None else found.filter(starts_on__lte=ends_on)


class Term(models.Model):
    """A span of days, last day included; without an end it is still running."""

    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message=_("The last day must not be before the first day."),
            )
        ]
