"""Pages about an organization's own words: tags, and fields of its own."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Permission, allow
from accounts.once import once
from members import questioning, tagging
from members.forms.people import CustomFieldForm, TagForm, WearForm
from members.models import CustomField, PersonTag, Tag, TagGroup
from members.views.people import person_or_404
from members.views.reach import refuse


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
@once
def tags(request):
    """The organization's tags, and a form for one more."""
    groups = TagGroup.objects.editable_by(request.user).of(request.organization)
    form = TagForm(request.POST or None, groups=groups)
    if form.is_valid():
        try:
            tag = tagging.add_tag(request.organization, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The tag “%(tag)s” was added.") % {"tag": tag})
            return redirect("members:tags")
    rows = Tag.objects.visible_to(request.user).of(request.organization).select_related("group")
    return render(request, "members/tags.html", {"form": form, "tags": rows.annotate(worn=Count("people"))})


@allow(Permission.MANAGE_LISTS)
@require_POST
@once
def retire_tag(request, tag_id):
    """Offer a tag no longer; the same button offers it again."""
    tag = get_object_or_404(Tag.objects.editable_by(request.user), pk=tag_id)
    if tag.retired_at:
        tagging.bring_back(tag, by=request.user)
    else:
        tagging.retire(tag, by=request.user)
        text = _("The tag “%(tag)s” is not offered any more. Those who have it keep it.") % {"tag": tag}
        messages.success(request, text, extra_tags=reverse("members:retire_tag", args=[tag.pk]))
    return redirect("members:tags")


@allow(Permission.EDIT_PEOPLE)
@require_POST
def put_on_tag(request, person_id):
    """Put a tag on a person."""
    person = person_or_404(request, person_id, to_change=True)
    form = WearForm(request.POST, tags=Tag.objects.visible_to(request.user).of(person.steward).standing())
    if form.is_valid():
        tagging.put_on(form.cleaned_data["tag"], person, by=request.user)
        messages.success(request, _("The tag “%(tag)s” was put on.") % {"tag": form.cleaned_data["tag"]})
    else:
        messages.warning(request, _("Choose a tag."))
    return redirect("members:person", person.pk)


@allow(Permission.EDIT_PEOPLE)
@require_POST
def take_off_tag(request, worn_id):
    """Take a tag off a person."""
    worn = get_object_or_404(PersonTag.objects.editable_by(request.user).select_related("person", "tag"), pk=worn_id)
    tagging.take_off(worn, by=request.user)
    messages.success(request, _("The tag “%(tag)s” was taken off.") % {"tag": worn.tag})
    return redirect("members:person", worn.person_id)


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
@once
def fields(request):
    """The organization's own fields, and a form for one more."""
    form = CustomFieldForm(request.POST or None)
    if form.is_valid():
        try:
            field = questioning.add_field(request.organization, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The field “%(field)s” was added.") % {"field": field})
            return redirect("members:fields")
    rows = CustomField.objects.visible_to(request.user).of(request.organization).annotate(answers=Count("values"))
    rows = sorted(rows, key=lambda field: field.retired_at is not None)
    last = next((field.pk for field in reversed(rows) if field.retired_at is None), None)
    return render(request, "members/fields.html", {"form": form, "fields": rows, "last": last})


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
def change_field(request, field_id):
    """Change a field's names, explanation or choices."""
    field = get_object_or_404(CustomField.objects.editable_by(request.user), pk=field_id)
    form = CustomFieldForm(request.POST or None, field=field)
    if form.is_valid():
        try:
            questioning.change_field(field, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The field “%(field)s” was saved.") % {"field": field})
            return redirect("members:fields")
    return render(request, "members/change_field.html", {"form": form, "field": field})


@allow(Permission.MANAGE_LISTS)
@require_POST
def move_field(request, field_id, way):
    """Ask a field one place earlier ("up") or later ("down")."""
    fields = CustomField.objects.editable_by(request.user).standing().select_related("steward")
    field = get_object_or_404(fields, pk=field_id)
    if way not in ("up", "down"):
        raise Http404
    questioning.move_field(field, by=request.user, down=way == "down")
    return redirect("members:fields")


@allow(Permission.MANAGE_LISTS)
@require_POST
@once
def retire_field(request, field_id):
    """Ask a field no longer; the same button asks it again."""
    field = get_object_or_404(CustomField.objects.editable_by(request.user), pk=field_id)
    if field.retired_at:
        questioning.bring_back_field(field, by=request.user)
    else:
        questioning.retire_field(field, by=request.user)
        text = _("The field “%(field)s” is not asked any more. Answers are kept.") % {"field": field}
        messages.success(request, text, extra_tags=reverse("members:retire_field", args=[field.pk]))
    return redirect("members:fields")
