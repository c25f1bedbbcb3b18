"""Pages about ways to reach somebody."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Permission, allow, may
from accounts.audit import last_writer
from kit.meanwhile import Changed
from kit.phones import shown
from kit.seen_form import in_words, with_mine
from members import reaching
from members.forms.people import ContactPointForm
from members.models import ContactPoint
from members.views.people import person_or_404


def point_or_404(request, point_id):
    points = ContactPoint.objects.editable_by(request.user).select_related("person__steward", "steward")
    return get_object_or_404(points, pk=point_id)


def refuse(form, refusal):
    """Put each refusal beside its field."""
    by_field = getattr(refusal, "error_dict", None) or {None: refusal.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)


@allow(Permission.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def add_contact_point(request, person_id, kind):
    """A phone, e-mail or address more. That others have the same one is fine."""
    person = person_or_404(request, person_id, to_change=True)
    if kind not in ContactPoint.Kind.values or _is_hidden(person, kind, request.user):
        raise Http404
    form = ContactPointForm(request.POST or None, kind=kind)
    if form.is_valid():
        try:
            reaching.add_contact_point(person, kind=kind, by=request.user, **form.values)
        except ValidationError as refusal:
            refuse(form, refusal)
        if form.is_valid() or _was_just_saved(person, kind, form):
            messages.success(request, _("Saved for %(name)s.") % {"name": person})
            return redirect("members:person", person.pk)
    return render(request, "members/contact_point.html", {"person": person, "form": form, "kind": kind})


def _is_hidden(person, kind, user):
    """Who may not see a protected person's address writes none down: "it is there already" would tell which it is."""
    hides = person.is_protected and not may(user, Permission.SEE_PROTECTED, person.steward)
    return hides and kind == ContactPoint.Kind.ADDRESS


def _was_just_saved(person, kind, form):
    """A double click: the very same is there already, word for word."""
    if set(form.errors) != {"__all__"}:
        return False
    said = {name: value for name, value in form.values.items() if name not in ("value", "is_preferred")}
    key = reaching.key_of(kind, form.cleaned_data["value"], said.get("zip_code", ""))
    return person.contactpoints.filter(kind=kind, key=key, **said).exists()


@allow(Permission.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def change_contact_point(request, point_id):
    """Change one, mark it wrong or good, or remove it."""
    point = point_or_404(request, point_id)
    form = ContactPointForm(request.POST or None, kind=point.kind, point=point)
    context = {"person": point.person, "kind": point.kind, "point": point}
    if form.is_valid():
        try:
            reaching.change_contact_point(point, by=request.user, seen=form.base, **form.values)
        except Changed as changed:
            context["conflicts"] = _side_by_side(changed, form)
            context["other"] = last_writer(point.person, "person.contact_changed")
            fresh = ContactPointForm(kind=point.kind, point=changed.thing)
            form = with_mine(fresh, form, changed.mine)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved for %(name)s.") % {"name": point.person})
            return redirect("members:person", point.person_id)
    return render(request, "members/contact_point.html", context | {"form": form})


def _side_by_side(changed, form):
    """Label, what I wrote, what the other wrote, for each field that both changed."""
    rows = []
    for name, both in changed.fields.items():
        if name == "value" and changed.thing.kind == ContactPoint.Kind.PHONE:
            both = map(shown, both)
        rows.append((form[name].label, *(in_words(form.fields[name], value) for value in both)))
    return rows


@allow(Permission.EDIT_PEOPLE)
@require_POST
def mark_contact_point(request, point_id, status):
    """It turned out wrong, or good after all."""
    point = point_or_404(request, point_id)
    if status not in ContactPoint.Status.values:
        raise Http404
    before = point.status
    reaching.mark(point, status, by=request.user)
    text = _("%(what)s is marked: %(status)s.") % {"what": point.shown, "status": point.get_status_display()}
    undo = reverse("members:mark_contact_point", args=[point.pk, before])
    messages.success(request, text, extra_tags=undo if before != status else "")
    return redirect("members:person", point.person_id)


@allow(Permission.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def drop_contact_point(request, point_id):
    """Remove one for good, after asking."""
    point = point_or_404(request, point_id)
    if request.method == "POST":
        reaching.drop_contact_point(point, by=request.user)
        messages.success(request, _("Removed from %(name)s.") % {"name": point.person})
        return redirect("members:person", point.person_id)
    return render(request, "members/drop_contact_point.html", {"person": point.person, "point": point})
