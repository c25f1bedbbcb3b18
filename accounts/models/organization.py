from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.grant import Grant
from accounts.models.zones import Zone, today_in
from accounts.roles import Permission


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Names of organizations are no secret among those who are signed in: partners need to find each other."""
        return self if user is not None and user.is_authenticated and user.is_active else self.none()

    def where_may(self, user, permission: Permission, on: date | None = None):
        """Organizations in which the user holds this permission that day. Reads the grants each time it is asked, but
        once only while a page is drawn."""
        held = getattr(user, "held", None)
        if held is not None and on is None:
            return self.filter(pk__in=held[permission])
        return self.filter(pk__in=Grant.objects.placing(user, permission, on))

    def editable_by(self, user):
        return self.where_may(user, Permission.MANAGE_ORGANIZATION)


class Organization(models.Model):
    """One group that works with Fairshare: it stewards its own people and gives its own roles."""

    class Kind(models.TextChoices):
        BASE = "base", _("Base-building organization")
        PARTNER = "partner", _("Partner organization")
        ALLIANCE = "alliance", _("Alliance of organizations")
        DISTRICT = "district", _("School district office")
        SCHOOL = "school", _("School site")
        FUNDER = "funder", _("Funder")

    name = models.CharField(
        _("name"),
        max_length=200,
        unique=True,
        error_messages={"unique": _("There is already an organization with this name.")},
    )
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.PARTNER)
    timezone = models.CharField(_("time zone"), max_length=40, choices=Zone.choices, default=Zone.PACIFIC)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    # After how many days people wait too long: since the last talk, and since they were given to an organizer.
    wait_after_talk = models.PositiveSmallIntegerField(
        _("days without a talk"), default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    wait_after_given = models.PositiveSmallIntegerField(
        _("days before the first talk"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    requires_second_factor = models.BooleanField(_("everyone needs a second sign-in step"), default=False)
    is_demo = models.BooleanField(_("demo"), default=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def today(self) -> date:
        """The day it is where this organization works."""
        return today_in(self.timezone)
