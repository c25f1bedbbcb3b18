"""Pages of sealed notes: writing one, opening it, naming who may read."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Permission, allow
from accounts.once import once
from kit.sealing import SealBroken
from members import sealing
from members.forms.conversations import ReaderForm, SealForm
from members.looking import looked
from members.models import SealedNote, SealedReader
from members.views.conversations import talkable_people


@allow(Permission.RECORD_CONVERSATIONS)
@require_http_methods(["GET", "POST"])
@never_cache
@once
def seal(request, person_id):
    """Write a note that only named people read."""
    person = get_object_or_404(talkable_people(request.user), pk=person_id)
    form = SealForm(request.POST or None, organization=person.steward, user=request.user)
    if form.is_valid():
        try:
            note = sealing.seal_note(person, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("The note is sealed."))
            return redirect("members:note", note.pk)
    return render(request, "members/seal.html", {"form": form, "person": person})


def _note(request, pk):
    """A note the visitor wrote or is named in. For everybody else it is not there."""
    notes = SealedNote.objects.visible_to(request.user).select_related("person", "steward", "author")
    return get_object_or_404(notes, pk=pk)


@allow(Permission.VIEW_PEOPLE)
@require_http_methods(["GET", "POST"])
@never_cache
def note(request, pk):
    """Who wrote it, who may read it, who read it. The words come only to a POST, which is written down as a reading."""
    note = _note(request, pk)
    looked(request.user, note.person)
    context = {"note": note, "is_author": note.author_id == request.user.pk}
    if request.method == "POST":
        try:
            context["words"] = sealing.read(note, by=request.user)
        except SealBroken:
            context["is_broken"] = True
        context["is_open"] = True
    context |= {
        "readers": note.readers.select_related("reader"),
        "readings": note.readings.select_related("reader")[:50],
        "form": ReaderForm(note=note) if context["is_author"] else None,
    }
    return render(request, "members/note.html", context)


@allow(Permission.VIEW_PEOPLE)
@require_POST
@once
def name_reader(request, pk):
    """Let one more person read."""
    note = get_object_or_404(SealedNote.objects.editable_by(request.user).select_related("steward", "person"), pk=pk)
    form = ReaderForm(request.POST, note=note)
    if form.is_valid():
        reader = form.cleaned_data["reader"]
        sealing.name_reader(note, reader, by=request.user)
        messages.success(request, _("%(name)s may read this note.") % {"name": reader})
    else:
        messages.info(request, _("Choose who may read."))
    return redirect("members:note", note.pk)


@allow(Permission.VIEW_PEOPLE)
@require_POST
def drop_reader(request, pk, reader_id):
    """Take somebody off the readers."""
    note = get_object_or_404(SealedNote.objects.editable_by(request.user), pk=pk)
    named = get_object_or_404(
        SealedReader.objects.select_related("note__person", "note__steward", "reader"), note=note, reader=reader_id
    )
    sealing.drop_reader(named, by=request.user)
    messages.success(request, _("%(name)s may no longer read this note.") % {"name": named.reader})
    return redirect("members:note", note.pk)


@allow(Permission.VIEW_PEOPLE)
@require_http_methods(["GET", "POST"])
def clear(request, pk):
    """Ask first: the words are destroyed for good."""
    notes = SealedNote.objects.editable_by(request.user).select_related("person", "steward")
    note = get_object_or_404(notes, pk=pk)
    if request.method == "GET":
        return render(request, "members/clear_note.html", {"note": note})
    sealing.clear(note, by=request.user)
    messages.success(request, _("The words of this note are destroyed."))
    return redirect("members:note", note.pk)
