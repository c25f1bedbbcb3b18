"""What was spent, as reported."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.models.plan import PlanLine
from schools.models.school import PublicRecordQuerySet


class ActualQuerySet(PublicRecordQuerySet):
    def latest(self):
        """For each line, the report with the newest as-of day."""
        newest = Actual.objects.filter(line=models.OuterRef("line")).order_by("-as_of", "-pk")
        return self.filter(pk=models.Subquery(newest.values("pk")[:1]))


class Actual(models.Model):
    """What had been spent on one plan line by one day, with the document that says so.

    No row means "not reported", never zero; a row of zero means the report says nothing was spent. Reversed
    entries may make an amount negative.
    """

    line = models.ForeignKey(PlanLine, on_delete=models.CASCADE, related_name="actuals")
    amount_cents = models.BigIntegerField(_("spent"))
    as_of = models.DateField(_("as of"))
    document = models.ForeignKey(
        "schools.SourceFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actuals",
        verbose_name=_("source document"),
    )
    source_note = models.CharField(_("where it says so"), max_length=300, blank=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ActualQuerySet.as_manager()

    class Meta:
        ordering = ["line", "-as_of", "-pk"]
        verbose_name = _("spending report")
        verbose_name_plural = _("spending reports")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "as_of"],
                name="one_actual_per_line_and_day",
                violation_error_message=_("Spending on this line is already reported for that day."),
            ),
            models.CheckConstraint(
                name="an_actual_names_its_source",
                condition=models.Q(document__isnull=False) | ~models.Q(source_note=""),
                violation_error_message=_("Say where this figure comes from: a document, or where it is written."),
            ),
        ]

    def __str__(self):
        return f"{self.line} · {self.as_of}"
