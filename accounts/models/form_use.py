from django.conf import settings
from django.db import models


class FormUse(models.Model):
    """One form that was sent and did its deed: its key is used up. `led_to` is the page that its sender saw then."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    led_to = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="a_form_is_used_once")]

    def __str__(self):
        return f"{self.user} · {self.led_to}"
