"""Answers to families, and how they were sent back."""

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from schools.models.ask import Ask
from schools.models.engagement import Session


class AnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(ask__in=Ask.objects.visible_to(user))

    def standing(self):
        """Answers that were not disputed and reopened."""
        return self.filter(reopened_at__isnull=True)


class Answer(models.Model):
    """What the school answered to an ask, in both languages, in whose role, and on which day."""

    class Decision(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Yes, in part")
        NOT_NOW = "not_now", _("Not now")

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="answers")
    decision = models.CharField(_("answer"), max_length=8, choices=Decision)
    reason_en = models.TextField(_("reason in English"), max_length=2000, blank=True)
    reason_es = models.TextField(_("reason in Spanish"), max_length=2000, blank=True)
    answered_as = models.CharField(_("who answered, by role"), max_length=120)
    answered_on = models.DateField(_("answered on"))
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reopened_because = models.CharField(_("why it was reopened"), max_length=500, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_on", "-pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["ask"],
                condition=models.Q(reopened_at__isnull=True),
                name="one_standing_answer_per_ask",
                violation_error_message=_("This ask already has an answer. Reopen it first."),
            ),
            models.CheckConstraint(
                name="no_no_without_a_reason",
                condition=models.Q(decision="yes") | (~models.Q(reason_en="") & ~models.Q(reason_es="")),
                violation_error_message=_("Give the reason in English and in Spanish."),
            ),
        ]

    def __str__(self):
        return self.get_decision_display()

    @property
    def audit_name(self):
        return str(self.ask)

    @property
    def reason(self):
        """The reason in the reader's language, else in the other one."""
        spanish = (get_language() or "en").startswith("es")
        return (self.reason_es or self.reason_en) if spanish else (self.reason_en or self.reason_es)


class AnswerDelivery(models.Model):
    """An answer went back to some of the people whose words fed the ask: to whom, how, how many, when."""

    class Channel(models.TextChoices):
        READ_OUT = "read_out", _("Read out at a meeting")
        POSTED = "posted", _("Posted at the school")
        TEXT = "text", _("Text message")
        CALL = "call", _("Phone call")
        EMAIL = "email", _("E-mail")
        PAPER = "paper", _("On paper")

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("how"), max_length=10, choices=Channel)
    session = models.ForeignKey(
        Session,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answer_deliveries",
        verbose_name=_("to the people of this session"),
    )
    people = models.PositiveIntegerField(_("people reached"))
    sent_on = models.DateField(_("sent back on"))
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["sent_on", "pk"]
        verbose_name = _("answer sent back")
        verbose_name_plural = _("answers sent back")

    def __str__(self):
        return f"{self.answer} · {self.get_channel_display()} · {self.sent_on}"
