"""The Student Equity Need Index as the district published it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

from accounts.access import Permission
from schools.models.school import PublicRecordQuerySet, School, year_field


class Need(models.IntegerChoices):
    """The district's tiers are quintiles: 1 is the highest need."""

    HIGHEST = 1, pgettext("tier", "Highest")
    HIGH = 2, pgettext("tier", "High")
    MODERATE = 3, pgettext("tier", "Moderate")
    LOW = 4, pgettext("tier", "Low")
    LOWEST = 5, pgettext("tier", "Lowest")


class ImportedQuerySet(PublicRecordQuerySet):
    edit_permission = Permission.IMPORT_RECORDS


class SeniRecord(models.Model):
    """One school's published SENI figures for one allocation year. What the file left empty stays None."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="seni_records")
    year = year_field()
    data_year = year_field(null=True, blank=True)
    score = models.DecimalField(_("score"), max_digits=9, decimal_places=4, null=True, blank=True)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    tier = models.PositiveSmallIntegerField(_("need"), choices=Need, null=True, blank=True)
    allocation_cents = models.BigIntegerField(_("allocation"), null=True, blank=True, validators=[MinValueValidator(0)])
    enrollment = models.PositiveIntegerField(_("enrollment"), null=True, blank=True)
    english_learner_rate = models.DecimalField(
        _("English learner rate"),
        max_digits=6,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    source = models.ForeignKey("schools.SourceFile", on_delete=models.PROTECT, null=True, blank=True)

    objects = ImportedQuerySet.as_manager()

    class Meta:
        ordering = ["school", "-year"]
        verbose_name = _("SENI record")
        verbose_name_plural = _("SENI records")
        constraints = [models.UniqueConstraint(fields=["school", "year"], name="one_seni_record_per_school_and_year")]

    def __str__(self):
        return f"{self.school} · {self.year}"

    @property
    def need_steps(self):
        """The tier as the design draws it: 5 steps for the highest need, 1 for the lowest; None without a tier."""
        return None if self.tier is None else 6 - self.tier


class UnmatchedRowQuerySet(ImportedQuerySet):
    def waiting(self):
        return self.filter(settled_at__isnull=True)

    def settled(self):
        """The last ones settled first."""
        return self.filter(settled_at__isnull=False).order_by("-settled_at", "-pk")


class UnmatchedRow(models.Model):
    """A row of a SENI file whose code no school has. It waits for a person to name the school or set it aside."""

    source = models.ForeignKey("schools.SourceFile", on_delete=models.CASCADE, related_name="unmatched_rows")
    row_number = models.PositiveIntegerField(_("row"))
    cds_code = models.CharField(_("CDS code"), max_length=20, blank=True)
    name = models.CharField(_("name in the file"), max_length=200, blank=True)
    year = year_field()
    values = models.JSONField(_("values"), default=dict)
    school = models.ForeignKey(School, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = UnmatchedRowQuerySet.as_manager()

    class Meta:
        ordering = ["source", "row_number"]
        verbose_name = _("unmatched row")
        verbose_name_plural = _("unmatched rows")
        constraints = [
            models.UniqueConstraint(fields=["source", "row_number"], name="one_unmatched_row_per_source_row")
        ]

    def __str__(self):
        return f"{self.name} · {self.cds_code}"

    @property
    def search_words(self):
        """What to look for first: the first word of the name in the file, else the code's last seven digits."""
        return self.name.split()[0] if self.name.split() else self.cds_code[-7:]
