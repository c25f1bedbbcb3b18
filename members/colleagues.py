"""Who of us works with an organization's people."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, User
from accounts.roles import Permission


def colleagues(organization, permission=Permission.RECORD_CONVERSATIONS):
    """Users who hold the permission in this organization today, by name."""
    grants = Grant.objects.current(organization.today()).carrying(permission).filter(organization=organization)
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("name", "pk")


def refuse_strangers(organization, *users, permission=Permission.RECORD_CONVERSATIONS) -> None:
    """Raises ValidationError unless all of them work with this organization's people today."""
    wanted = {user.pk for user in users}
    if colleagues(organization, permission).filter(pk__in=wanted).count() != len(wanted):
        raise ValidationError(_("Choose somebody who works with your organization’s people."), code="stranger")
