"""How somebody can be reached. Nobody needs a way to be reached, and several people may share one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, places_with
from kit.phones import shown
from members.models.stewarded import AboutPerson, StewardedQuerySet


class ContactPointQuerySet(StewardedQuerySet):
    def visible_to(self, user):
        """Phones and e-mail addresses of the organization's people.

        Street addresses of protected people by role only.
        """
        named = Q(steward__in=places_with(user, Permission.SEE_PROTECTED))
        hidden = Q(kind=ContactPoint.Kind.ADDRESS, person__is_protected=True)
        return super().visible_to(user).filter(~hidden | named)

    def editable_by(self, user):
        return super().editable_by(user).filter(pk__in=self.model.objects.visible_to(user).values("pk"))

    def good(self):
        """Those that are not known to be wrong."""
        return self.filter(status=ContactPoint.Status.GOOD)

    def sharing(self, point):
        """Other rows of the same organization with the same number, e-mail or street address."""
        same = self.filter(steward=point.steward_id, kind=point.kind, key=point.key)
        return same.exclude(pk=point.pk)


class ContactPoint(AboutPerson):
    """One phone number, e-mail or street address at which one person can be reached.

    Two people with the same phone have one row each, with the same `key`: nothing about them is merged or unique.
    `key` compares: +13235550142, an e-mail in lower case, a folded street address.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        ADDRESS = "address", _("Address")

    class Label(models.TextChoices):
        MOBILE = "mobile", _("Mobile")
        HOME = "home", _("Home")
        WORK = "work", _("Work")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        GOOD = "good", _("Good")
        WRONG = "wrong", _("Wrong")
        BOUNCED = "bounced", _("Bounced")

    class Whose(models.TextChoices):
        """Who answers there."""

        OWN = "own", _("Their own")
        FAMILY = "family", _("Shared in the family")
        GUARDIAN = "guardian", _("A parent’s or guardian’s")
        ELSEWHERE = "elsewhere", _("Somebody who passes it on")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    label = models.CharField(_("type"), max_length=8, choices=Label, default=Label.MOBILE)
    value = models.CharField(_("number, e-mail or street address"), max_length=254)
    unit = models.CharField(_("apartment or unit"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    zip_code = models.CharField(_("ZIP code"), max_length=10, blank=True)
    whose = models.CharField(_("who answers there"), max_length=10, choices=Whose, default=Whose.OWN)
    note = models.CharField(_("when and how"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.GOOD)
    status_on = models.DateField(null=True, blank=True, editable=False)
    is_preferred = models.BooleanField(_("use this one first"), default=False)
    key = models.CharField(max_length=254, editable=False)
    # For walk lists, from the street address: "83rd st", 1412.
    street = models.CharField(max_length=160, blank=True, editable=False)
    house_number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-is_preferred", "pk"]
        verbose_name = _("way to reach somebody")
        verbose_name_plural = _("ways to reach somebody")
        indexes = [
            models.Index(fields=["steward", "kind", "key"], name="contact_point_by_key"),
            # Everybody with a good phone, for searches.
            models.Index(fields=["steward", "kind", "status", "person"], name="contact_point_by_status"),
            models.Index(
                fields=["steward", "zip_code", "person"], name="contact_point_by_zip", condition=Q(kind="address")
            ),
            models.Index(
                fields=["steward", "street", "house_number"],
                name="contact_point_by_street",
                condition=Q(kind="address"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "key"],
                name="a_person_has_each_contact_point_once",
                violation_error_message=_("This person has it already."),
            )
        ]

    def __str__(self):
        return self.shown

    @property
    def shown(self):
        """As people write it: (323) 555-0142."""
        if self.kind == self.Kind.PHONE:
            return shown(self.value)
        return ", ".join(part for part in (self.value, self.unit, self.city, self.zip_code) if part)
