"""Pages of a meeting as it is held: attendance, closing, minutes and documents."""

from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow
from coalition import attending, minuting, rosters
from coalition.forms.meetings import ApprovalForm, DocumentForm, MinutesForm
from coalition.models import MeetingAttendance, MeetingDocument
from coalition.views.attempting import attempt
from coalition.views.meetings import READERS, kept, way_to
from kit.numbers import number_of
from kit.partials import page_or_part

# --- Attendance -------------------------------------------------------------------------------------------------


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def attendance(request, pk):
    """Mark who comes, on a phone at the door, and see the quorum fill."""
    meeting = kept(request.user, pk)
    refusals, marked = [], None
    if request.method == "POST":
        marked = get_object_or_404(meeting.committee.places, pk=number_of(request.POST.get("place")))
        try:
            _mark(meeting, marked, request.POST.get("state", ""), request.user)
        except ValidationError as refusal:
            refusals = refusal.messages
        else:
            if not request.htmx:
                return redirect("coalition:attendance", pk)
            meeting.refresh_from_db()
    roster = rosters.roster(meeting.committee, meeting.held_on)
    page = {
        "meeting": meeting,
        "rows": attending.marks(meeting, roster),
        "quorum": attending.quorum_now(meeting, roster),
        "marked": marked,
        "refusals": refusals,
        "is_day": meeting.held_on <= meeting.today(),
    }
    return render(request, page_or_part(request, "coalition/attendance.html", "hall"), page)


def _mark(meeting, place, state, by):
    """The button's word: a state, "alternate-12" for one of several alternates, "" to take the mark back."""
    if not state:
        attending.unmark(meeting, place, by=by)
        return
    state, _dash, person = state.partition("-")
    came = get_object_or_404(meeting.committee.coalition.representatives, pk=number_of(person)) if person else None
    attending.mark(meeting, place, state=state, came=came, by=by)


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def close_meeting(request, pk):
    """Show what will be fixed; then close the meeting."""
    meeting = kept(request.user, pk)
    if request.method == "POST":
        try:
            quorum = attending.close(meeting, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            words = {"present": quorum.present, "seats": quorum.seats}
            messages.success(request, _("Meeting closed: %(present)s of %(seats)s seats were there.") % words)
        return redirect("coalition:meeting", pk)
    roster = rosters.roster(meeting.committee, meeting.held_on)
    unmarked = [row.line.organization for row in attending.marks(meeting, roster) if row.line.seats and not row.state]
    page = {
        "meeting": meeting,
        "quorum": attending.quorum_now(meeting, roster),
        "unmarked": unmarked,
        "trail": way_to(meeting),
        "absent": MeetingAttendance.State.ABSENT.label,
    }
    return render(request, "coalition/close_meeting.html", page)


# --- Minutes ----------------------------------------------------------------------------------------------------


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def minutes(request, pk):
    """Write the minutes. When somebody else saved meanwhile, both texts are shown and nothing is lost."""
    meeting = kept(request.user, pk)
    seen = meeting.minutes_changed_at.isoformat() if meeting.minutes_changed_at else ""
    form = MinutesForm(request.POST or None, initial={"minutes": meeting.minutes, "seen": seen})
    if form.is_valid() and attempt(form, minuting.write, meeting, by=request.user, **form.cleaned_data):
        messages.success(request, _("Minutes saved."))
        return redirect("coalition:meeting", pk)
    conflict = form.has_error("__all__", code="conflict")
    if conflict:
        # Having been shown the other text, the writer may save over it.
        form.data = form.data.copy()
        form.data["seen"] = seen
    page = {"meeting": meeting, "form": form, "conflict": conflict, "trail": way_to(meeting)}
    return render(request, "coalition/minutes.html", page)


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def approve_minutes(request, pk):
    """Write down that the committee approved the minutes."""
    meeting = kept(request.user, pk)
    form = ApprovalForm(request.POST or None, initial={"on": meeting.today()})
    if form.is_valid() and attempt(form, minuting.approve, meeting, by=request.user, **form.cleaned_data):
        undo = reverse("coalition:take_back_approval", args=[pk])
        messages.success(request, _("Minutes approved."), extra_tags=undo)
        return redirect("coalition:meeting", pk)
    page = {
        "title": _("Were the minutes approved?"),
        "note": _("Approved minutes are not changed any more, unless the approval is taken back."),
        "trail": way_to(meeting),
        "form": form,
        "button": _("Approved"),
        "cancel": reverse("coalition:meeting", args=[pk]),
    }
    return render(request, "coalition/form.html", page)


@allow(Permission.MANAGE_ROSTER)
@require_POST
def take_back_approval(request, pk):
    """The minutes can be changed again."""
    minuting.take_back_approval(kept(request.user, pk), by=request.user)
    messages.success(request, _("The approval is taken back."))
    return redirect("coalition:meeting", pk)


# --- Documents --------------------------------------------------------------------------------------------------


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def add_document(request, pk):
    """Put a file or an address beside a meeting."""
    meeting = kept(request.user, pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid() and attempt(form, minuting.add_document, meeting, by=request.user, **form.cleaned_data):
        messages.success(request, _("Document added."))
        return redirect("coalition:meeting", pk)
    page = {"meeting": meeting, "form": form, "trail": way_to(meeting)}
    return render(request, "coalition/add_document.html", page)


@allow(*READERS)
@require_GET
def document(request, pk):
    """A file as it was received, for those who see the meeting. Always a download: it never runs on our pages."""
    documents = MeetingDocument.objects.visible_to(request.user).exclude(file="")
    document = get_object_or_404(documents, pk=pk)
    answer = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=_file_name(document),
        content_type="application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "no-store"
    return answer


def _file_name(document):
    """The name people gave it, with the ending it came with."""
    ending = PurePath(document.file.name).suffix
    return document.name if document.name.lower().endswith(ending) else f"{document.name}{ending}"


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def remove_document(request, pk):
    """Ask once, then take a document away for good."""
    documents = MeetingDocument.objects.editable_by(request.user)
    document = get_object_or_404(documents.select_related("meeting__committee__coalition__keeper"), pk=pk)
    meeting = document.meeting
    if request.method == "POST":
        minuting.remove_document(document, by=request.user)
        messages.success(request, _("Document removed."))
        return redirect("coalition:meeting", meeting.pk)
    page = {"document": document, "meeting": meeting, "trail": way_to(meeting)}
    return render(request, "coalition/remove_document.html", page)
