"""Paper sign-in sheets, typed in line by line before anybody is made or changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, places_with
from members.languages import SpokenLanguage


class SignInSheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(event__steward__in=places_with(user, Permission.VIEW_PEOPLE))

    def editable_by(self, user):
        """Those who may check people in, and may add people."""
        checking_in = self.filter(event__steward__in=places_with(user, Permission.CHECK_IN))
        return checking_in.filter(event__steward__in=places_with(user, Permission.EDIT_PEOPLE))

    def open(self):
        return self.filter(finished_at__isnull=True)


class SignInSheet(models.Model):
    """One paper sheet of one event. Until it is finished nothing of it has touched the people list."""

    class Grades(models.TextChoices):
        """Whose grades stand in the column: students who sign for themselves are minors, their parents are not."""

        CHILDREN = "children", _("the children of those who sign")
        OWN = "own", _("the students who sign")

    event = models.ForeignKey("campaigns.Event", on_delete=models.CASCADE, related_name="sheets")
    number = models.PositiveSmallIntegerField()
    # The yes on the paper reads like this; it goes into the consent ledger with each ticked line.
    wording = models.CharField(_("what the paper says beside the tick"), max_length=300, blank=True)
    grades_of = models.CharField(_("the grades are those of"), max_length=8, choices=Grades, default=Grades.CHILDREN)
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
    """One line of a paper sheet as it was typed, right or wrong, and who it is taken to be.

    `candidates`: who else it could be, best first: [{"person": id, "why": code}] or [{"line": number, "why": "twin"}].
    """

    class Match(models.TextChoices):
        KNOWN = "known", _("Known")
        NEW = "new", _("New person")
        UNSURE = "unsure", _("To check")

    sheet = models.ForeignKey(SignInSheet, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField()
    # Texts of any length: what is too long is said beside the line, and nothing that was typed is lost.
    name = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    speaks = models.TextField(blank=True)
    grade = models.TextField(blank=True)
    may_text = models.BooleanField(default=False)
    asked = models.TextField(blank=True)
    asked_as_said = models.BooleanField(default=False)
    asked_language = models.CharField(max_length=8, choices=SpokenLanguage, blank=True)
    match = models.CharField(max_length=6, choices=Match, blank=True)
    person = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="sheet_lines"
    )
    settled_by_hand = models.BooleanField(default=False)
    candidates = models.JSONField(default=list, blank=True)

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
