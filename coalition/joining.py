"""Founding coalitions, and organizations joining and leaving them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from coalition.models import Coalition, Partner


@transaction.atomic
def found(name, *, keeper, by, founded_on=None, website=""):
    """Set up a coalition whose roster `keeper` keeps."""
    coalition = Coalition(name=name, keeper=keeper, founded_on=founded_on, website=website)
    coalition.full_clean()
    coalition.save()
    record(by, "coalition.founded", coalition, organization=keeper)
    return coalition


@transaction.atomic
def join(coalition, *, organization, starts_on, by, kind=Partner.Kind.CORE, ends_on=None):
    """Make an organization a partner for a term. Two terms of the same organization may not overlap."""
    others = Partner.objects.select_for_update().filter(coalition=coalition, organization=organization)
    if others.overlapping(starts_on, ends_on).exists():
        raise ValidationError(_("This organization is already a partner in that time."))
    partner = Partner(coalition=coalition, organization=organization, kind=kind, starts_on=starts_on, ends_on=ends_on)
    partner.full_clean()
    partner.save()
    record(by, "partner.joined", partner, organization=coalition.keeper, starts_on=str(starts_on))
    return partner
