import json
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.models.organization import Organization
from accounts.roles import Permission
from accounts.sentences import sentence_of


class AppendOnly(TypeError):
    """Someone tried to change or remove what was written down."""


class AuditEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(organization__in=Organization.objects.where_may(user, Permission.VIEW_AUDIT))

    def expire(self, before: datetime) -> int:
        """Let go of entries older than the retention policy keeps. The one way a row leaves."""
        return self.filter(at__lt=before)._raw_delete(self.db)

    def forget(self, name: str, *, things, instead: str) -> int:
        """Take the name of an erased person out of these entries; what was done, when and by whom stays.

        `things`: a Q for the entries about that person. Details elsewhere that say the very name lose it too.
        """
        as_written = json.dumps(name)[1:-1]
        named: models.QuerySet = self.annotate(said=Cast("details", models.TextField()))
        for entry in named.filter(said__contains=as_written):
            details = {key: instead if value == name else value for key, value in entry.details.items()}
            super(AuditEntryQuerySet, self.filter(pk=entry.pk)).update(details=details)
        return super(AuditEntryQuerySet, self.filter(things)).update(thing_name=instead)

    def update(self, **kwargs):
        raise AppendOnly("Audit entries are never changed.")

    def delete(self):
        raise AppendOnly("Audit entries leave only by retention.")


class AuditEntry(models.Model):
    """One deed: who did what to which thing, for which organization, and when. Never changed afterwards."""

    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="audit_entries")
    verb = models.CharField(_("verb"), max_length=60)
    thing_type = models.CharField(max_length=60)
    thing_id = models.CharField(max_length=40)
    thing_name = models.CharField(max_length=200)
    details = models.JSONField(default=dict)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["organization", "-at", "-id"], name="accounts_audit_by_org"),
            models.Index(fields=["thing_type", "thing_id"], name="accounts_audit_by_thing"),
        ]

    def __str__(self):
        return f"{self.verb} {self.thing_name}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise AppendOnly("Audit entries are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnly("Audit entries leave only by retention.")

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language."""
        return sentence_of(self)

    @property
    def group(self) -> str:
        return self.verb.partition(".")[0]
