"""Spending plans as filed, and their lines."""

import uuid

from django.apps import apps
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models.school import PublicRecordQuerySet, School, year_field
from schools.taxonomy import BY_SLUG, CATEGORY_CHOICES


def category_choices():
    """By reference, so that a new category needs no migration."""
    return CATEGORY_CHOICES


class PlanVersionQuerySet(PublicRecordQuerySet):
    def filed(self):
        return self.exclude(status=PlanVersion.Status.DRAFT)

    def drafts(self):
        return self.filter(status=PlanVersion.Status.DRAFT)

    def latest_filed(self):
        """For each school and year, the newest version that was filed."""
        newest = PlanVersion.objects.filed().filter(school=models.OuterRef("school"), year=models.OuterRef("year"))
        return self.filter(pk=models.Subquery(newest.order_by("-number").values("pk")[:1]))

    def with_totals(self):
        """Each version with its count of lines, its dollars in all, and those that were open to choice."""
        open_to_choice = models.Sum("lines__amount_cents", filter=models.Q(lines__is_open=True), default=0)
        return self.annotate(
            line_count=models.Count("lines"),
            total_cents=models.Sum("lines__amount_cents", default=0),
            open_cents=open_to_choice,
        )


class PlanVersion(models.Model):
    """One version of a school's SENI spending plan (the TSP plan) for one year, kept as it was filed."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft, not filed")
        FILED = "filed", _("Filed")
        APPROVED = "approved", _("Approved by the district")

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="plan_versions")
    year = year_field()
    number = models.PositiveSmallIntegerField(_("version"), validators=[MinValueValidator(1)])
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    submitted_on = models.DateField(_("day submitted"), null=True, blank=True)
    document = models.ForeignKey(
        "schools.SourceFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_versions",
        verbose_name=_("the plan as filed"),
    )
    engagement_narrative = models.TextField(
        _("how families were engaged, as the plan says"), blank=True, max_length=5000
    )
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        ordering = ["school", "-year", "-number"]
        verbose_name = _("plan version")
        verbose_name_plural = _("plan versions")
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "number"], name="one_plan_version_per_number"),
            models.CheckConstraint(
                name="a_filed_plan_has_a_day",
                condition=models.Q(status="draft") | models.Q(submitted_on__isnull=False),
                violation_error_message=_("Say on which day the plan was submitted."),
            ),
        ]

    def __str__(self):
        return _("%(school)s, plan, version %(number)s") % {"school": self.school, "number": self.number}

    @property
    def is_filed(self):
        return self.status != self.Status.DRAFT


class PlanLineQuerySet(PublicRecordQuerySet):
    def current(self):
        """Lines of the newest filed version of each school and year."""
        return self.filter(version__in=PlanVersion.objects.latest_filed())

    def open_to_choice(self):
        return self.filter(is_open=True)

    def with_spent(self):
        """Each line with `spent_cents` and `spent_as_of` of its newest report; both None when nothing is reported."""
        reports = apps.get_model("schools", "Actual").objects
        newest = reports.filter(line=models.OuterRef("pk")).order_by("-as_of", "-pk")
        return self.annotate(
            spent_cents=models.Subquery(newest.values("amount_cents")[:1]),
            spent_as_of=models.Subquery(newest.values("as_of")[:1]),
        )

    def with_latest_report(self):
        """Each line with `latest_report`: a list of its newest report and the document behind it, or an empty list."""
        newest = apps.get_model("schools", "Actual").objects.latest().select_related("document")
        return self.prefetch_related(models.Prefetch("actuals", newest, to_attr="latest_report"))


class PlanLine(models.Model):
    """One line of a plan: what the school means to buy, for how much, and whether it was free to choose.

    `thread` stays the same when a line is carried into the next version, so that its history can be followed.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="lines")
    thread = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField(_("line"))
    category = models.CharField(_("category"), max_length=60, choices=category_choices)
    description = models.CharField(_("description"), max_length=300)
    object_code = models.CharField(_("object or program code"), max_length=20, blank=True)
    fte = models.DecimalField(
        _("positions (FTE)"), max_digits=6, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    amount_cents = models.BigIntegerField(_("amount"), validators=[MinValueValidator(0)])
    is_open = models.BooleanField(_("open to choice"), default=True)
    page = models.PositiveSmallIntegerField(_("page"), null=True, blank=True)
    no_request_at = models.DateTimeField(null=True, blank=True)
    no_request_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    no_request_reason = models.CharField(_("the school's reason"), max_length=500, blank=True)

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        ordering = ["version", "number"]
        verbose_name = _("plan line")
        verbose_name_plural = _("plan lines")
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="one_plan_line_per_number")]

    def __str__(self):
        return self.description

    @property
    def category_words(self):
        """The category in the reader's language; a slug that is no longer seeded stands for itself."""
        return BY_SLUG.get(self.category, self.category)
