"""What a signed paper sheet means to a school: who came belongs to it, and what they wrote was said there."""

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns import hanging
from members.models import Person
from schools import listening, tying
from schools.models import GradeBand, Input, SchoolTie, Session, SpeakerRole


def register() -> None:
    """Called once, by this app's `ready()`."""
    hanging.asked_on_sheet(_hear)
    hanging.signed_in(_tie)
    hanging.expected(_of_the_school)
    hanging.linked(_page)
    hanging.placed(_schools)


def _session(event):
    return Session.objects.filter(event=event).select_related("school", "event__steward").first()


def _hear(line, grades, *, by):
    """What a family wrote on the sheet becomes a comment of the session, in their words."""
    session = _session(line.sheet.event)
    if session is None:
        return
    role = SpeakerRole.STUDENT if grades.is_own else SpeakerRole.GUARDIAN if grades.bands else SpeakerRole.UNKNOWN
    several = GradeBand.SEVERAL if grades.bands else GradeBand.UNKNOWN
    listening.hear(
        session,
        words=line.asked,
        language=line.asked_language,
        by=by,
        save_as_said=line.asked_as_said,
        entry_key=f"sheet-line-{line.pk}",
        role=role,
        grade_band=grades.band or several,
        source=Input.Source.PAPER,
        person=line.person,
    )


def _tie(line, grades, *, by):
    """Who wrote a grade belongs to the school: as its student, or as a parent or caregiver of one."""
    session = _session(line.sheet.event) if grades.bands or grades.is_own else None
    if session is None:
        return
    kind = SchoolTie.Kind.STUDENT if grades.is_own else SchoolTie.Kind.PARENT
    standing = SchoolTie.objects.filter(person=line.person, school=session.school, kind=kind, ends_on=None)
    if not standing.exists():
        tying.tie(line.person, session.school, kind=kind, by=by, grade_band=grades.band)


def _of_the_school(event, user, on):
    """Grown people tied to the school of a session. Children's names are not passed around on paper."""
    session = _session(event)
    if session is None:
        return None
    ties = SchoolTie.objects.visible_to(user).current(on).filter(steward=event.steward, school=session.school)
    people = Person.objects.visible_to(user).filter(steward=event.steward, pk__in=ties.values("person"))
    return hanging.Expected(_("People of %(school)s") % {"school": session.school}, people)


def _page(event, user):
    session = Session.objects.visible_to(user).filter(event=event).first()
    if session is None:
        return None
    return hanging.Link(reverse("schools:session", args=[session.pk]), _("The session"), "message-2")


def _schools(events):
    held = Session.objects.filter(event__in=[event.pk for event in events]).select_related("school")
    return {session.event_id: str(session.school) for session in held}
