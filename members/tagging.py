"""Tags: making them, putting them on people, taking them off."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from members.models import PersonTag, Tag, TagGroup
from members.refusing import check_name


@transaction.atomic
def add_tag(organization, *, name, by, group=None, group_name="", takes_one=False) -> Tag:
    """Add a tag, in a group if one is given or named. Names of things we never keep are refused with the reason."""
    for words in (name, group_name):
        check_name(words)
    if group_name.strip():
        group, made = TagGroup.objects.get_or_create(
            steward=organization, name=group_name.strip(), defaults={"takes_one": takes_one}
        )
        if made:
            group.full_clean()
    tag = Tag(steward=organization, name=name.strip(), group=group)
    tag.full_clean()
    tag.save()
    record(by, "tag.added", tag, organization=organization)
    return tag


@transaction.atomic
def retire(tag, *, by) -> Tag:
    """Offer a tag no longer. Those who have it keep it."""
    tag.retired_at = timezone.now()
    tag.save(update_fields=["retired_at"])
    record(by, "tag.retired", tag)
    return tag


@transaction.atomic
def bring_back(tag, *, by) -> Tag:
    tag.retired_at = None
    tag.save(update_fields=["retired_at"])
    record(by, "tag.brought_back", tag)
    return tag


@transaction.atomic
def put_on(tag, person, *, by) -> PersonTag:
    """Put a tag on a person. In a group that takes one, it stands in place of the earlier one. Twice is once."""
    if tag.retired_at:
        raise ValidationError(_("The tag “%(tag)s” is not in use any more."), params={"tag": tag})
    if tag.group_id and tag.group.takes_one:
        for earlier in PersonTag.objects.filter(person=person, tag__group=tag.group_id).exclude(tag=tag):
            take_off(earlier, by=by)
    worn = PersonTag.objects.filter(person=person, tag=tag).first()
    if worn:
        return worn
    worn = PersonTag(steward=person.steward, person=person, tag=tag, put_on_by=by)
    worn.full_clean()
    worn.save()
    record(by, "person.tagged", person, tag=tag.name)
    return worn


@transaction.atomic
def take_off(worn, *, by) -> None:
    """Take a tag off a person."""
    record(by, "person.untagged", worn.person, tag=worn.tag.name)
    worn.delete()
