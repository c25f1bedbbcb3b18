"""How deeds about meetings read in the history."""

from django.utils.translation import gettext_lazy as _

from coalition.models import MeetingAttendance, MeetingInvitation

SENTENCES: dict = {
    "meeting.planned": _("%(by)s planned the meeting “%(thing)s”."),
    "meeting.moved": _("%(by)s changed the meeting “%(thing)s”."),
    "meeting.called": _("%(by)s sent the notice of “%(thing)s” to %(people)s people; days late: %(late_by)s."),
    "meeting.called_off": _("%(by)s called off “%(thing)s”."),
    "meeting.put_back": _("%(by)s put “%(thing)s” back on the calendar."),
    "meeting.replied": _("%(by)s wrote down the answer of %(person)s to “%(thing)s”: %(reply)s."),
    "meeting.agenda_written": _("%(by)s wrote the agenda of “%(thing)s”: %(points)s points."),
    "meeting.closed": _("%(by)s closed “%(thing)s”: %(present)s of %(seats)s seats present, quorum %(quorum)s."),
    "series.planned": _("%(by)s planned the series “%(thing)s”."),
    "series.changed": _("%(by)s changed the series “%(thing)s”."),
    "series.laid_out": _("%(by)s put %(meetings)s meetings of “%(thing)s” on the calendar, up to %(until)s."),
    "attendance.marked": _("%(by)s wrote down for “%(thing)s”: %(seat)s, %(state)s."),
    "attendance.unmarked": _("%(by)s took back what stood for %(seat)s at “%(thing)s”."),
    "minutes.written": _("%(by)s wrote the minutes of “%(thing)s”."),
    "minutes.approved": _("%(by)s wrote down that the minutes of “%(thing)s” were approved on %(on)s."),
    "minutes.approval_taken_back": _("%(by)s took back the approval of the minutes of “%(thing)s”."),
    "document.added": _("%(by)s added the document “%(name)s” to “%(thing)s”."),
    "document.removed": _("%(by)s removed the document “%(name)s” from “%(thing)s”."),
    "action.taken_on": _("%(by)s wrote down what was taken on: “%(thing)s”."),
    "action.done": _("%(by)s marked “%(thing)s” as done."),
    "action.dropped": _("%(by)s dropped “%(thing)s”."),
    "action.taken_up_again": _("%(by)s took up “%(thing)s” again."),
    "calendar.made": _("%(by)s made a calendar address."),
    "calendar.revoked": _("%(by)s took back a calendar address."),
}
GROUPS: dict = {
    "meeting": _("Meetings"),
    "series": _("Repeated meetings"),
    "attendance": _("Attendance at meetings"),
    "minutes": _("Minutes"),
    "document": _("Documents of meetings"),
    "action": _("What was taken on"),
    "calendar": _("Calendar addresses"),
}
WORDS: dict = {
    "meeting.reply": MeetingInvitation.Reply,
    "attendance.state": MeetingAttendance.State,
}
