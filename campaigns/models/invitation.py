"""Who was invited to an event, and what they said."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, places_with
from campaigns.models.event import unless_it_tells


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Invitations to the events of organizations whose people the user may see."""
        return self.filter(event__steward__in=places_with(user, Permission.VIEW_PEOPLE))

    def named_to(self, user):
        """Who was invited to which event, as far as it does not tell the user a school that they may not know."""
        return self.visible_to(user).filter(unless_it_tells(user))

    def editable_by(self, user):
        return self.visible_to(user).filter(event__steward__in=places_with(user, Permission.RECORD_CONVERSATIONS))

    def coming(self):
        """Those who said yes."""
        return self.filter(reply=Invitation.Reply.YES)


class Invitation(models.Model):
    """One person asked to come to one event. Asking again changes nothing; the last reply counts."""

    class Reply(models.TextChoices):
        YES = "yes", _("Comes")
        MAYBE = "maybe", _("Maybe comes")
        NO = "no", _("Does not come")

    event = models.ForeignKey("campaigns.Event", on_delete=models.CASCADE, related_name="invitations", db_index=False)
    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    reply = models.CharField(_("reply"), max_length=5, choices=Reply, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_to = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["event", "person__sort_name", "pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                name="a_person_is_invited_once",
                violation_error_message=_("This person is invited already."),
            )
        ]

    def __str__(self):
        return f"{self.person} · {self.event}"
