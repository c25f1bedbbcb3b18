"""People, as far as their own organization knows them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, organizations_with
from kit.folding import fold


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """People recorded by an organization in which the user may see people. Nobody else's."""
        return self.filter(steward__in=organizations_with(user, Permission.VIEW_PEOPLE))

    def editable_by(self, user):
        return self.filter(steward__in=organizations_with(user, Permission.EDIT_PEOPLE))

    def matching(self, words):
        """People whose name contains every word, accents and capitals aside."""
        found = self
        for word in fold(words).split():
            found = found.filter(name_folded__contains=word)
        return found


class Person(models.Model):
    """One human, as one organization (the steward) knows them. Names stand as given and are never split or guessed."""

    steward = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="people")
    given_name = models.CharField(_("given names"), max_length=120, blank=True)
    family_name = models.CharField(_("family names"), max_length=120, blank=True)
    preferred_name = models.CharField(_("preferred name"), max_length=120, blank=True)
    language = models.CharField(_("preferred language"), max_length=8, blank=True)
    name_folded = models.CharField(max_length=400, editable=False, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["family_name", "given_name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="person_has_a_name",
                condition=~models.Q(given_name="", family_name="", preferred_name=""),
                violation_error_message=_("Write at least one name."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name to call them by: preferred or given, then family names."""
        return " ".join(part for part in (self.preferred_name or self.given_name, self.family_name) if part)

    def clean(self):
        self.name_folded = fold(f"{self.preferred_name} {self.given_name} {self.family_name}")
