"""Saved searches, lists put together by hand, and what bulk actions did."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from members.models.stewarded import AboutPerson, Stewarded, StewardedQuerySet


class SharedQuerySet(StewardedQuerySet):
    change = Permission.MANAGE_LISTS

    def visible_to(self, user):
        """The user's own, and those shared in the organization."""
        return super().visible_to(user).filter(Q(is_shared=True) | Q(owner=user))

    def editable_by(self, user):
        return super().editable_by(user).filter(Q(is_shared=True) | Q(owner=user))


class Segment(Stewarded):
    """A saved search: a tree of conditions (see members/conditions.py) that always finds whoever fits today."""

    name = models.CharField(_("name"), max_length=80)
    tree = models.JSONField(default=dict)
    sort = models.CharField(max_length=20, blank=True)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    is_shared = models.BooleanField(_("shared in the organization"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    saved_at = models.DateTimeField(auto_now=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(
                fields=["steward", "owner", "name"],
                name="one_saved_search_of_each_name",
                violation_error_message=_("You have a saved search with this name."),
            )
        ]

    def __str__(self):
        return self.name


class PersonListQuerySet(SharedQuerySet):
    def with_counts(self):
        """Adds `people`: how many are on each list."""
        entries = ListEntry.objects.filter(list=models.OuterRef("pk")).order_by().values("list")
        count = models.Subquery(entries.annotate(count=models.Count("pk")).values("count"))
        return self.annotate(people=Coalesce(count, 0))


class PersonList(Stewarded):
    """People put together by hand. They stay until somebody takes them off."""

    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    is_shared = models.BooleanField(_("shared in the organization"), default=True)
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PersonListQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("list")
        verbose_name_plural = _("lists")
        constraints = [
            models.UniqueConstraint(
                fields=["steward", "owner", "name"],
                name="one_list_of_each_name",
                condition=Q(closed_at__isnull=True),
                violation_error_message=_("You have a list with this name."),
            )
        ]

    def __str__(self):
        return self.name

    def people(self):
        """Whoever is on the list, to be looked for within another question."""
        return self.entries.order_by().values("person")


class ListEntry(AboutPerson):
    """A person on a list."""

    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="list_entries")
    list = models.ForeignKey(PersonList, on_delete=models.CASCADE, related_name="entries", db_index=False)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["list", "person__sort_name"]
        verbose_name = _("person on a list")
        verbose_name_plural = _("people on lists")
        constraints = [
            models.UniqueConstraint(
                fields=["list", "person"],
                name="a_person_is_on_a_list_once",
                violation_error_message=_("This person is on the list already."),
            )
        ]

    def __str__(self):
        return f"{self.person} · {self.list}"


class BulkAction(Stewarded):
    """One thing done to many people at once, with a journal by which it can be undone."""

    kind = models.CharField(max_length=40)
    job = models.OneToOneField("accounts.Job", on_delete=models.SET_NULL, null=True, related_name="bulk_action")
    asked = models.JSONField(default=dict)
    people = models.PositiveIntegerField(default=0)
    done_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["-done_at", "-pk"]
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")

    def __str__(self):
        return self.kind


class BulkChange(models.Model):
    """What one bulk action did to one person, so that undoing can tell what has been changed again since."""

    class Fate(models.TextChoices):
        STANDS = "stands", _("Done")
        SKIPPED = "skipped", _("Left as it was")
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Kept: changed again since")

    action = models.ForeignKey(BulkAction, on_delete=models.CASCADE, related_name="changes", db_index=False)
    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    fate = models.CharField(max_length=8, choices=Fate, default=Fate.STANDS)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["action", "pk"]
        verbose_name = _("change by a bulk action")
        verbose_name_plural = _("changes by a bulk action")
        constraints = [models.UniqueConstraint(fields=["action", "person"], name="a_bulk_action_changes_somebody_once")]

    def __str__(self):
        return f"{self.action} · {self.person_id}"
