"""Paper sign-in sheets, typed in line by line before anybody is made or changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, organizations_with
from members.languages import SpokenLanguage


class SignInSheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(event__steward__in=organizations_with(user, Permission.VIEW_PEOPLE))

    def editable_by(self, user):
        """Those who may check people in, and may add people."""
        places = organizations_with(user, Permission.CHECK_IN)
        return self.filter(
            event__steward__in=places.filter(pk__in=organizations_with(user, Permission.EDIT_PEOPLE).values("pk"))
        )

    def open(self):
        return self.filter(finished_at__isnull=True)


class SignInSheet(models.Model):
    """One paper sheet of one event. Until it is finished nothing of it has touched the people list."""

    event = models.ForeignKey("campaigns.Event", on_delete=models.CASCADE, related_name="sheets")
    number = models.PositiveSmallIntegerField()
    # The yes on the paper reads like this; it goes into the consent ledger with each ticked line.
    wording = models.CharField(max_length=300, blank=True)
    typed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SignInSheetQuerySet.as_manager()

    class Meta:
        ordering = ["event", "number"]
        verbose_name = _("sign-in sheet")
        verbose_name_plural = _("sign-in sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="one_sheet_of_each_number",
                violation_error_message=_("There is a sheet with this number."),
            )
        ]

    def __str__(self):
        return f"{self.event} · {self.number}"


class SheetLine(models.Model):
    """One line of a paper sheet as it was typed, and who it is taken to be."""

    class Match(models.TextChoices):
        KNOWN = "known", _("Known")
        NEW = "new", _("New person")
        UNSURE = "unsure", _("To check")

    sheet = models.ForeignKey(SignInSheet, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=240, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    speaks = models.CharField(max_length=80, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    may_text = models.BooleanField(default=False)
    asked = models.CharField(max_length=500, blank=True)
    asked_language = models.CharField(max_length=8, choices=SpokenLanguage, blank=True)
    match = models.CharField(max_length=6, choices=Match, blank=True)
    person = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="sheet_lines"
    )
    settled_by_hand = models.BooleanField(default=False)

    class Meta:
        ordering = ["sheet", "number"]
        verbose_name = _("line of a sign-in sheet")
        verbose_name_plural = _("lines of a sign-in sheet")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "number"],
                name="one_line_of_each_number",
                condition=Q(number__gt=0),
                violation_error_message=_("There is a line with this number."),
            )
        ]

    def __str__(self):
        return f"{self.sheet} · {self.number}"
