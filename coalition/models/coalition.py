"""Coalitions and the organizations in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, organizations_with
from kit.terms import Term, TermQuerySet


class CoalitionQuerySet(models.QuerySet):
    def visible_to(self, user, on=None):
        """Coalitions in which an organization of the user is a partner today, or which it keeps."""
        mine = organizations_with(user, Permission.VIEW_COALITION)
        current = Partner.objects.current(on).filter(organization__in=mine)
        return self.filter(models.Q(keeper__in=mine) | models.Q(pk__in=current.values("coalition")))

    def editable_by(self, user):
        return self.filter(keeper__in=organizations_with(user, Permission.MANAGE_ROSTER))

    def of(self, organization, on=None):
        """Coalitions in which this organization is a partner on that day."""
        return self.filter(pk__in=Partner.objects.current(on).filter(organization=organization).values("coalition"))


class Coalition(models.Model):
    """An alliance of organizations with one shared purpose. One organization, the keeper, keeps its roster."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    keeper = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="coalitions_kept")
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)

    objects = CoalitionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("coalition")
        verbose_name_plural = _("coalitions")

    def __str__(self):
        return self.name


class PartnerQuerySet(TermQuerySet):
    def visible_to(self, user):
        return self.filter(coalition__in=Coalition.objects.visible_to(user))


class Partner(Term):
    """One organization's term in one coalition."""

    class Kind(models.TextChoices):
        CORE = "core", _("Core partner")
        MEMBER = "member", _("Member")
        SUPPORTER = "supporter", _("Supporter")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="partners")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="partnerships")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.CORE)

    objects = PartnerQuerySet.as_manager()

    class Meta(Term.Meta):
        ordering = ["organization__name", "starts_on"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self):
        return f"{self.organization} · {self.coalition}"
