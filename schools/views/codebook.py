"""Pages of the codebook: reading and printing it, its versions, and writing a new one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow, may
from schools import codebook as deeds
from schools.forms.coding import CodeForm, PublishForm, in_order
from schools.models import Code, CodebookVersion, Reading


@allow(Permission.VIEW_TRAIL)
@require_GET
def codebook(request):
    """The version in use, or the way to start with one."""
    standing = _versions(request).current().first()
    if standing is None:
        return render(request, "schools/codebook.html", {"version": None})
    return _show(request, standing)


@allow(Permission.VIEW_TRAIL)
@require_GET
def version(request, number):
    """One version as it stood, published or still being written."""
    return _show(request, get_object_or_404(_versions(request), number=number))


def _versions(request):
    return CodebookVersion.objects.visible_to(request.user).filter(organization=request.organization)


def _drafts(request):
    """What the user may change here: the draft of the acting organization."""
    return CodebookVersion.objects.editable_by(request.user).filter(organization=request.organization).drafts()


def _show(request, shown):
    versions = list(_versions(request).select_related("published_by").prefetch_related("codes").order_by("number"))
    history = []
    for older, newer in zip([None, *versions], versions, strict=False):
        changes = deeds.changes(list(older.codes.all()), list(newer.codes.all())) if older else None
        history.append({"version": newer, "changes": changes})
    published = [version for version in versions if version.published_at]
    context = {
        "version": shown,
        "codes": in_order(shown.codes.all()),
        "history": history[::-1],
        "draft": next((version for version in versions if not version.published_at), None),
        "is_current": bool(published) and shown == published[-1],
        "stale": Reading.objects.stale().filter(version__organization=request.organization).count(),
    }
    return render(request, "schools/codebook.html", context)


@allow(Permission.EDIT_CODEBOOK)
@require_POST
def adopt(request):
    """Start with the codebook that comes with Fairshare."""
    return _do(
        request, deeds.adopt_seed, _("This is your codebook now. Change it when you need to."), "schools:codebook"
    )


@allow(Permission.EDIT_CODEBOOK)
@require_POST
def start_draft(request):
    """Begin a new version as a copy, or go on with the one already begun."""
    draft = _drafts(request).first()
    if draft is None:
        return _do(request, deeds.draft_version, _("A copy to work on. Nothing changes until you publish it."), None)
    return redirect("schools:edit_codebook", draft.number)


def _do(request, deed, said, onward):
    if not may(request.user, Permission.EDIT_CODEBOOK, request.organization):
        raise Http404
    try:
        made = deed(request.organization, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("schools:codebook")
    messages.success(request, said)
    return redirect(onward) if onward else redirect("schools:edit_codebook", made.number)


@allow(Permission.EDIT_CODEBOOK)
@require_http_methods(["GET", "POST"])
def edit(request, number):
    """The draft: its topics, and publishing it."""
    draft = get_object_or_404(_drafts(request), number=number)
    form = PublishForm(request.POST or None)
    if form.is_valid():
        try:
            deeds.publish(draft, note=form.cleaned_data["note"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Published. Comments are read with it from now on."))
            return redirect("schools:codebook")
    standing = deeds.current(request.organization)
    changes = deeds.changes(list(standing.codes.all()), list(draft.codes.all())) if standing else None
    context = {"version": draft, "codes": in_order(draft.codes.all()), "form": form, "changes": changes}
    return render(request, "schools/codebook_edit.html", context)


@allow(Permission.EDIT_CODEBOOK)
@require_http_methods(["GET", "POST"])
def drop(request, number):
    """Throw the draft away, after a question."""
    draft = get_object_or_404(_drafts(request), number=number)
    if request.method == "POST":
        deeds.drop_draft(draft, by=request.user)
        messages.success(request, _("Draft dropped. The published codebook is as it was."))
        return redirect("schools:codebook")
    return render(request, "schools/codebook_drop.html", {"version": draft})


@allow(Permission.EDIT_CODEBOOK)
@require_http_methods(["GET", "POST"])
def add_topic(request, number):
    """A new topic of the draft."""
    draft = get_object_or_404(_drafts(request), number=number)
    form = CodeForm(request.POST or None, version=draft)
    return _save_topic(request, draft, form, lambda fields: deeds.add_code(draft, by=request.user, **fields))


@allow(Permission.EDIT_CODEBOOK)
@require_http_methods(["GET", "POST"])
def change_topic(request, number, key):
    """One topic of the draft: its names, rules, examples and patterns."""
    draft = get_object_or_404(_drafts(request), number=number)
    code = get_object_or_404(Code.objects.select_related("version"), version=draft, key=key)
    form = CodeForm(request.POST or None, version=draft, instance=code)
    return _save_topic(request, draft, form, lambda fields: deeds.change_code(code, by=request.user, **fields))


def _save_topic(request, draft, form, deed):
    if form.is_valid():
        try:
            code = deed(form.cleaned_data)
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("“%(name)s” saved in the draft.") % {"name": code.name})
            return redirect("schools:edit_codebook", draft.number)
    code = form.instance if form.instance.pk else None
    return render(request, "schools/code.html", {"version": draft, "form": form, "code": code})


@allow(Permission.EDIT_CODEBOOK)
@require_http_methods(["GET", "POST"])
def remove_topic(request, number, key):
    """Take a topic out of the draft, after a question."""
    draft = get_object_or_404(_drafts(request), number=number)
    code = get_object_or_404(Code.objects.select_related("version"), version=draft, key=key)
    if request.method == "POST":
        try:
            deeds.remove_code(code, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("“%(name)s” is out of the draft.") % {"name": code.name})
        return redirect("schools:edit_codebook", draft.number)
    return render(request, "schools/code_remove.html", {"version": draft, "code": code})
