"""Giving, changing and ending roles."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import Grant, Organization, Role, User


@transaction.atomic
def grant(user: User, *, organization: Organization, role: Role, by, starts_on: date | None = None) -> Grant:
    """Give a role from a day on, today by default. Refuses when the person already has it then."""
    new = _open(user, organization, role, by, starts_on or organization.today())
    record(by, "user.granted", new, name=str(user), role=str(role))
    return new


@transaction.atomic
def remove(former: Grant, *, by, on: date | None = None) -> Grant:
    """End a role: at once, or after its last day `on`. Without any role left, the person's sessions end too.

    Refuses to leave an organization without an admin.
    """
    _end(former, on)
    record(by, "user.removed", former, name=str(former.user), role=former.role)
    if not Grant.objects.current().filter(user=former.user).exists():
        end_sessions(former.user)
    return former


@transaction.atomic
def change_role(former: Grant, *, role: Role, by) -> Grant:
    """Give another role in place of this one, from now on. The former role stays in the record with its last day."""
    if former.role == role:
        return former
    _end(former, None)
    new = _open(former.user, former.organization, role, by, former.organization.today())
    record(by, "user.role_changed", new, name=str(new.user), former_role=former.role, role=str(role))
    return new


def end_sessions(user: User) -> None:
    """Every session this person has, on every device, is worth nothing from the next click on."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


def _open(user, organization, role, by, starts_on) -> Grant:
    new = Grant(user=user, organization=organization, role=role, starts_on=starts_on, granted_by=by)
    same = Grant.objects.filter(user=user, organization=organization, role=role)
    if same.current(starts_on).exists():
        raise ValidationError(_("%(name)s already has this role."), params={"name": user})
    new.full_clean()
    new.save()
    return new


def _end(former: Grant, on: date | None) -> None:
    # Two admins who remove each other in the same second take turns here.
    organization = Organization.objects.select_for_update().get(pk=former.organization_id)
    former.refresh_from_db()
    if former.ended_at or (former.ends_on and former.ends_on < organization.today()):
        raise ValidationError(_("This role has ended already."))
    if former.role == Role.ORGANIZATION_ADMIN and not _other_admins(former):
        raise ValidationError(
            _("%(name)s is the last admin of %(organization)s. Make someone else an admin first."),
            params={"name": former.user, "organization": organization},
        )
    former.ends_on = max(on or organization.today(), former.starts_on)
    former.ended_at = None if on else timezone.now()
    former.full_clean()
    former.save()


def _other_admins(former: Grant) -> bool:
    others = Grant.objects.current().filter(organization=former.organization, role=Role.ORGANIZATION_ADMIN)
    return others.filter(ends_on__isnull=True, user__is_active=True).exclude(user=former.user).exists()
