"""Fields an organization adds for its own people, without code."""

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from members.models.stewarded import AboutPerson, Stewarded, StewardedQuerySet


class CustomFieldQuerySet(StewardedQuerySet):
    change = Permission.MANAGE_LISTS

    def standing(self):
        return self.filter(retired_at__isnull=True)


class CustomField(Stewarded):
    """One question about people that an organization adds.

    Its type never changes; names that are refused stay refused.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Words")
        NUMBER = "number", _("Number")
        DAY = "day", _("Day")
        YES_NO = "yes_no", _("Yes or no")
        CHOICE = "choice", _("One of a list")

    name_en = models.CharField(_("name in English"), max_length=60)
    name_es = models.CharField(_("name in Spanish"), max_length=60, blank=True)
    kind = models.CharField(_("type"), max_length=6, choices=Kind, default=Kind.TEXT)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    help_text = models.CharField(_("explanation"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("field of your own")
        verbose_name_plural = _("fields of your own")
        constraints = [
            models.UniqueConstraint(
                fields=["steward", "name_en"],
                name="one_field_of_each_name",
                violation_error_message=_("There is a field with this name."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        spanish = (translation.get_language() or "").startswith("es")
        return (self.name_es if spanish else "") or self.name_en

    @property
    def column(self):
        """The column of CustomValue that holds this field's values."""
        columns = {self.Kind.NUMBER: "number", self.Kind.DAY: "day", self.Kind.YES_NO: "is_true"}
        return columns.get(self.kind, "text")


class CustomValue(AboutPerson):
    """A person's answer to one of the organization's own questions, in the column of the field's type."""

    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="custom_values", db_index=False)
    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="values", db_index=False)
    text = models.CharField(max_length=300, blank=True)
    number = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    is_true = models.BooleanField(null=True, blank=True)

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["person", "field__position"]
        verbose_name = _("answer in a field of your own")
        verbose_name_plural = _("answers in fields of your own")
        indexes = [
            models.Index(fields=["field", "text", "person"], name="custom_value_by_text"),
            models.Index(
                fields=["field", "number", "person"], name="custom_value_by_number", condition=Q(number__isnull=False)
            ),
            models.Index(fields=["field", "day", "person"], name="custom_value_by_day", condition=Q(day__isnull=False)),
            models.Index(
                fields=["field", "is_true", "person"], name="custom_value_by_truth", condition=Q(is_true__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field"],
                name="one_answer_in_each_field",
                violation_error_message=_("This person has an answer in this field already."),
            )
        ]

    def __str__(self):
        return f"{self.person} · {self.field}"

    @property
    def value(self):
        return getattr(self, self.field.column)
