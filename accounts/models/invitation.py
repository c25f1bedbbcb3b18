from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organization import Organization
from accounts.roles import Permission, Role


class InvitationQuerySet(models.QuerySet):
    def editable_by(self, user):
        return self.filter(organization__in=Organization.objects.where_may(user, Permission.MANAGE_MEMBERS))

    def visible_to(self, user):
        return self.editable_by(user)

    def unanswered(self):
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self, at=None):
        """Invitations that can still be accepted."""
        return self.unanswered().filter(expires_at__gt=at or timezone.now())


class Invitation(models.Model):
    """One e-mail that asks someone to take a role. Only a hash of its secret is kept."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("email"))
    role = models.CharField(_("role"), max_length=32, choices=Role.choices)
    token_hash = models.CharField(max_length=64)
    # Nobody, when the first admin is invited by whoever runs the machine.
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("good until"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        indexes = [models.Index(fields=["token_hash"], name="accounts_invitation_token")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="accounts_invitation_one_open",
                violation_error_message=_("This person already has an open invitation."),
            )
        ]

    def __str__(self):
        return self.email

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()
