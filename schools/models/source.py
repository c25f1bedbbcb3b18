"""Files as they were received: kept, fingerprinted, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.models.school import PublicRecordQuerySet


class SourceFile(models.Model):
    """One file that records rest on: the bytes as received, their SHA-256, where they came from and when."""

    class Kind(models.TextChoices):
        SCHOOLS = "schools", _("School directory")
        SENI = "seni", _("SENI file")
        PLAN = "plan", _("Spending plan")
        SPENDING = "spending", _("Spending report")
        CROSSWALK = "crosswalk", _("District codes")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    file = models.FileField(_("file"), upload_to="sources/%Y/")
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    source_address = models.URLField(_("where it came from"), max_length=500, blank=True)
    obtained_on = models.DateField(_("obtained on"))
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+", null=True)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = PublicRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("kept file")
        verbose_name_plural = _("kept files")

    def __str__(self):
        return self.name
