"""Sending the notice of a meeting by e-mail, in the background: to each person once, in their language."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy

from accounts.access import Permission
from accounts.working import job
from coalition.convening import NOTICES
from coalition.models import Meeting, MeetingInvitation

SUBJECTS = {
    "called": gettext_lazy("Meeting on %(day)s: %(name)s"),
    "moved": gettext_lazy("Changed: meeting on %(day)s: %(name)s"),
    "called_off": gettext_lazy("Called off: meeting on %(day)s: %(name)s"),
}


@job(NOTICES, permission=Permission.MANAGE_ROSTER, title=gettext_lazy("Notice of a meeting"))
def send_notices(job, progress) -> dict:
    """Claim each notice not yet sent by one UPDATE, then send it. A worker that dies between the two sends nothing:
    silence beats a second letter, and the meeting's page shows who was not reached.
    """
    meetings = Meeting.objects.editable_by(job.asked_by).select_related("committee__coalition__keeper")
    meeting = meetings.get(pk=job.payload["meeting"])
    if meeting.is_off != (job.payload["about"] == "called_off"):
        return {"sent": 0}  # it was called off, or put back, since this was asked for
    waiting = list(
        meeting.invitations.filter(sent_at=None).select_related("representative__organization", "representative__user")
    )
    sent = 0
    for number, invitation in enumerate(waiting, start=1):
        sent += _send_once(invitation, meeting, job.payload)
        progress(number, len(waiting))
    return {"sent": sent, "failed": len(waiting) - sent}


def _send_once(invitation, meeting, payload) -> bool:
    person = invitation.representative
    to = person.email or person.user.email
    unsent = MeetingInvitation.objects.filter(pk=invitation.pk)
    if not unsent.filter(sent_at=None).update(sent_at=timezone.now()):
        return False
    try:
        with translation.override(language_of(person)):
            _send(meeting, person, to, payload)
    except OSError:
        # Given back, so that the page says it did not go out and it can be sent again.
        unsent.update(sent_at=None)
        return False
    return True


def language_of(person):
    language = person.user.language if person.user else person.organization.language
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _send(meeting, person, to, payload):
    name = meeting.name or meeting.committee.name
    day = date_format(meeting.begins, "DATE_FORMAT")
    about = payload["about"]
    words = {
        "meeting": meeting,
        "name": name,
        "person": person,
        "about": about,
        "day": day,
        "time": time_format(meeting.begins, "TIME_FORMAT"),
        "zone": meeting.get_timezone_display(),
        "agenda": list(meeting.agenda.all()),
        "address": payload.get("address", ""),
        "late_by": meeting.late_by() if about != "called_off" else 0,
    }
    subject = str(SUBJECTS[about]) % {"day": day, "name": name}
    body = render_to_string("coalition/email/meeting.txt", words).strip()
    send_mail(" ".join(subject.split()), body + "\n", None, [to])
