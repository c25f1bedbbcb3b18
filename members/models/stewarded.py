"""What all rows about people share: a steward, and the two questions that start from it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, places_with


class StewardedQuerySet(models.QuerySet):
    """Rows of the organizations in which the user holds the permission. `see` and `change` name it."""

    see = Permission.VIEW_PEOPLE
    change = Permission.EDIT_PEOPLE

    def visible_to(self, user):
        return self.filter(steward__in=places_with(user, self.see))

    def editable_by(self, user):
        return self.filter(steward__in=places_with(user, self.change))

    def of(self, organization):
        """One organization's rows. Beside `visible_to`, it lets the database walk an index that begins with it."""
        return self.filter(steward=organization)


class WhereaboutsQuerySet(StewardedQuerySet):
    """Ties that tell where somebody can be found: those of protected people are for named roles only."""

    def visible_to(self, user):
        named = Q(steward__in=places_with(user, Permission.SEE_PROTECTED))
        return super().visible_to(user).filter(Q(person__is_protected=False) | named)

    def editable_by(self, user):
        return super().editable_by(user).filter(pk__in=self.model._default_manager.visible_to(user).values("pk"))

    def current(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class Stewarded(models.Model):
    """A row that one organization recorded and answers for."""

    # Every index that is asked for begins with the steward or with the person; one on the steward alone is weight.
    steward = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True

    @property
    def audit_name(self):
        """What the history calls it: never words about somebody."""
        return f"{self._meta.verbose_name} {self.pk}"


class AboutPerson(Stewarded):
    """A row about one person. It belongs to the organization that keeps the person."""

    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.person_id and self.steward_id != self.person.steward_id:
            raise ValidationError(_("This person is not in your organization’s list."))

    @property
    def audit_name(self):
        return str(self.person)
