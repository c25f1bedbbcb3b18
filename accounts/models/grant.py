from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.zones import zones_by_today
from accounts.roles import ROLES, Permission, Role, roles_with
from kit.terms import Term, TermQuerySet


def in_force(on: date) -> Q:
    """Grants that hold that day. One that was ended by hand stops at once: its last day no longer counts."""
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    not_ended_by_hand = Q(ended_at__isnull=True) | Q(ends_on__gt=on)
    return Q(starts_on__lte=on) & running & not_ended_by_hand


class GrantQuerySet(TermQuerySet):
    def current(self, on: date | None = None):
        """Grants that hold that day; `on=None` is today by each organization's own calendar."""
        if on is not None:
            return self.filter(in_force(on))
        days = zones_by_today()
        if len(days) == 1:
            return self.filter(in_force(*days))
        today = Q()
        for day, zones in days.items():
            today |= Q(organization__timezone__in=zones) & in_force(day)
        return self.filter(today)

    def carrying(self, permission: Permission):
        return self.filter(role__in=roles_with(permission))

    def placing(self, user, permission: Permission, on: date | None = None):
        """Ids of the organizations in which the user holds the permission that day."""
        return self.current(on).of(user).carrying(permission).values("organization")

    def editable_by(self, user):
        """Roles that hold today in the organizations whose users this user manages."""
        managed = GrantQuerySet(Grant).current().of(user).carrying(Permission.MANAGE_MEMBERS)
        return self.current().filter(organization__in=managed.values("organization"))

    def of(self, user):
        """The grants of a user who may sign in; nobody's, when the visitor is not signed in."""
        if user is None or not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(user=user)


class Grant(Term):
    """One person's role in one organization, for a term. All rights come from here."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=32, choices=Role.choices)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="grants_given"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta(Term.Meta):
        ordering = ["starts_on", "pk"]
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ends_on__isnull=False),
                name="accounts_grant_ended_has_last_day",
                violation_error_message=_("A role that was ended needs a last day."),
            ),
            models.UniqueConstraint(
                F("organization"),
                F("user"),
                F("role"),
                condition=Q(ends_on__isnull=True),
                name="accounts_grant_once_while_open",
                violation_error_message=_("This person already has this role."),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.organization}"

    def is_in_force(self, on: date) -> bool:
        """What `in_force` asks the database, asked of one grant that was read."""
        running = self.ends_on is None or self.ends_on >= on
        not_ended_by_hand = self.ended_at is None or (self.ends_on is not None and self.ends_on > on)
        return self.starts_on <= on and running and not_ended_by_hand

    @property
    def permissions(self) -> frozenset[Permission]:
        return ROLES[Role(self.role)]
