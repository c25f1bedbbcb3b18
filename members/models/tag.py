"""Tags: an organization's own short words about people, in groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from members.models.stewarded import AboutPerson, Stewarded, StewardedQuerySet


class TagQuerySet(StewardedQuerySet):
    change = Permission.MANAGE_LISTS

    def standing(self):
        return self.filter(retired_at__isnull=True)


class TagGroup(Stewarded):
    """Tags that belong together: languages to interpret, ways to help."""

    name = models.CharField(_("name"), max_length=60)
    takes_one = models.BooleanField(
        _("one tag only"), default=False, help_text=_("A person has at most one tag of this group.")
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("group of tags")
        verbose_name_plural = _("groups of tags")
        constraints = [
            models.UniqueConstraint(
                fields=["steward", "name"],
                name="one_tag_group_of_each_name",
                violation_error_message=_("There is a group with this name."),
            )
        ]

    def __str__(self):
        return self.name


class Tag(Stewarded):
    """One short word that can be put on people. A retired tag stays on those who have it."""

    NAMED_BY = ("name",)

    group = models.ForeignKey(TagGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="tags")
    name = models.CharField(_("tag"), max_length=60)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["group__name", "name", "pk"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint(
                fields=["steward", "name"],
                name="one_tag_of_each_name",
                violation_error_message=_("There is a tag with this name."),
            )
        ]

    def __str__(self):
        return self.name


class PersonTag(AboutPerson):
    """A tag on a person."""

    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="tags", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="people", db_index=False)
    put_on_at = models.DateTimeField(auto_now_add=True)
    put_on_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["person", "tag__name"]
        verbose_name = _("tag on a person")
        verbose_name_plural = _("tags on people")
        indexes = [models.Index(fields=["tag", "person", "steward"], name="people_with_a_tag")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "tag"],
                name="a_person_has_a_tag_once",
                violation_error_message=_("This person has the tag already."),
            )
        ]

    def __str__(self):
        return f"{self.person} · {self.tag}"
