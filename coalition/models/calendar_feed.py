"""The address at which a person's own calendar reads the meetings of their committees."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """One person's own calendar address. Only the secret's fingerprint is kept; taking it back closes it at once."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_on = models.DateField(_("last read on"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self):
        return f"{self.user} · {self.created_at:%Y-%m-%d}"
