"""An evening at somebody's home."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from members.models.stewarded import Stewarded, StewardedQuerySet

MOST = 500


class HouseMeetingQuerySet(StewardedQuerySet):
    change = Permission.RECORD_CONVERSATIONS


class HouseMeeting(Stewarded):
    """One house meeting: who hosted it and how many were asked, said they would come, and came.

    What was talked about stands in a conversation with each one who was there. The figures count also those whom
    nobody wrote down by name.
    """

    host = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="house_meetings",
        verbose_name=_("host"),
    )  # fmt: skip
    held_on = models.DateField(_("when"), default=timezone.localdate)
    invited = models.PositiveSmallIntegerField(
        _("invited"), null=True, blank=True, validators=[MaxValueValidator(MOST)]
    )
    committed = models.PositiveSmallIntegerField(
        _("said they would come"), null=True, blank=True, validators=[MaxValueValidator(MOST)]
    )
    came = models.PositiveSmallIntegerField(_("came"), null=True, blank=True, validators=[MaxValueValidator(MOST)])
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = HouseMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("house meeting")
        verbose_name_plural = _("house meetings")

    def __str__(self):
        return str(_("House meeting"))
