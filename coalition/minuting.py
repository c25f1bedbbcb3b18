"""Minutes and documents of meetings."""

import uuid
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from coalition.models import Meeting, MeetingDocument

MOST_BYTES = 20 * 1024 * 1024


@transaction.atomic
def write(meeting, *, minutes: str, by, seen=None) -> Meeting:
    """Write the minutes. `seen` is the `minutes_changed_at` the writer started from: whoever changed them since is not
    overwritten. Approved minutes stay. Saying again what stands there already changes nothing.
    """
    meeting = _locked(meeting)
    if minutes and meeting.minutes == minutes:
        return meeting
    if meeting.is_off:
        raise ValidationError(_("This meeting was called off."))
    if meeting.minutes_approved_on:
        raise ValidationError(_("These minutes are approved. Take the approval back to change them."))
    if meeting.minutes_changed_at != seen:
        raise ValidationError(_("Somebody else changed the minutes meanwhile. Nothing was saved."), code="conflict")
    meeting.minutes, meeting.minutes_changed_at = minutes, timezone.now()
    meeting.full_clean()
    meeting.save(update_fields=["minutes", "minutes_changed_at"])
    record(by, "minutes.written", meeting)
    return meeting


@transaction.atomic
def approve(meeting, *, by, on=None) -> Meeting:
    """Write down that the committee approved the minutes, on a day after the meeting or the same. None is today."""
    meeting = _locked(meeting)
    on = on or meeting.today()
    if not meeting.minutes.strip():
        raise ValidationError(_("There are no minutes to approve."))
    if not meeting.is_held:
        raise ValidationError(_("Close the meeting first."))
    if on < meeting.held_on:
        raise ValidationError(_("Minutes are not approved before their meeting."))
    meeting.minutes_approved_on = on
    meeting.save(update_fields=["minutes_approved_on"])
    record(by, "minutes.approved", meeting, on=str(on))
    return meeting


@transaction.atomic
def take_back_approval(meeting, *, by) -> Meeting:
    """The minutes can be changed again."""
    meeting = _locked(meeting)
    meeting.minutes_approved_on = None
    meeting.save(update_fields=["minutes_approved_on"])
    record(by, "minutes.approval_taken_back", meeting)
    return meeting


def _locked(meeting):
    meetings = Meeting.objects.select_for_update(of=("self",)).select_related("committee__coalition__keeper")
    return meetings.get(pk=meeting.pk)


# --- Documents --------------------------------------------------------------------------------------------------


@transaction.atomic
def add_document(meeting, *, name, by, file=None, address="") -> MeetingDocument:
    """Put a file, kept as it came, or a web address beside a meeting. Refuses empty files and files over 20 MB."""
    if address and not address.lower().startswith(("http://", "https://")):
        raise ValidationError({"address": _("An address begins with https:// or http://.")})
    document = MeetingDocument(meeting=meeting, name=name or (file.name if file else ""), address=address, added_by=by)
    if file:
        _refuse_size(file.size)
        # The name on disk is drawn by lot: a name from outside never reaches the file system.
        suffix = PurePath(file.name).suffix.lower()[:8]
        document.file.save(f"{uuid.uuid4().hex}{suffix if suffix[1:].isalnum() else ''}", file, save=False)
    try:
        document.full_clean()
    except ValidationError:
        if document.file:
            document.file.delete(save=False)
        raise
    document.save()
    record(by, "document.added", meeting, name=document.name)
    return document


def _refuse_size(size):
    if not size:
        raise ValidationError({"file": _("This file is empty.")})
    if size > MOST_BYTES:
        raise ValidationError({"file": _("This file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1024**2}})


@transaction.atomic
def remove_document(document, *, by) -> None:
    """Take a document away. Its file goes once the deed is done."""
    meeting, file = document.meeting, document.file
    document.delete()
    if file:
        transaction.on_commit(lambda: file.storage.delete(file.name), robust=True)
    record(by, "document.removed", meeting, name=document.name)
