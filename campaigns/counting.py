"""Turnout in a coalition's figures: people who came to an event of their organization."""

from django.utils.translation import gettext_lazy as _

from campaigns.models import Attendance
from coalition import counts


def register() -> None:
    counts.register(counts.Kind("came", _("Turnout"), _("who came to an event"), _came, order=20))


def _came(stewards, span):
    begins, ends = span.moments
    came = Attendance.objects.filter(
        person__steward__in=stewards,
        event__starts_at__gte=begins,
        event__starts_at__lt=ends,
        recorded_at__lt=span.before,
    )
    return came.values_list("person", flat=True).distinct().order_by()
