"""Forgetting people, and who looked at them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from members.models.stewarded import Stewarded, StewardedQuerySet


class Tombstone(Stewarded):
    """A keyed hash of one identifier of an erased person, so that no import brings them back or writes to them."""

    kind = models.CharField(max_length=8)
    hash = models.CharField(max_length=64)
    erased_on = models.DateField()

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["-erased_on", "pk"]
        verbose_name = _("mark of an erased person")
        verbose_name_plural = _("marks of erased people")
        constraints = [models.UniqueConstraint(fields=["steward", "kind", "hash"], name="one_mark_of_each_identifier")]

    def __str__(self):
        return f"{self.kind} · {self.erased_on}"


class PersonViewQuerySet(StewardedQuerySet):
    see = Permission.ERASE_PEOPLE
    change = Permission.ERASE_PEOPLE


class PersonView(Stewarded):
    """One time a user looked at somebody's page, a list with them on it, or a file with them in it.

    Holds no address.
    """

    class Kind(models.TextChoices):
        PAGE = "page", _("Page")
        LIST = "list", _("List")
        EXPORT = "export", _("File")
        PRINT = "print", _("Paper")

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=6, choices=Kind)
    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="views")
    # Ids, for a list or a file.
    people = models.JSONField(default=list, blank=True)
    seen_at = models.DateTimeField(auto_now_add=True)

    objects = PersonViewQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-pk"]
        verbose_name = _("look at a person")
        verbose_name_plural = _("looks at people")
        indexes = [models.Index(fields=["steward", "-seen_at"], name="looks_by_day")]

    def __str__(self):
        return f"{self.user} · {self.seen_at:%Y-%m-%d}"
