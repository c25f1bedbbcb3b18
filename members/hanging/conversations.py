"""What conversations show elsewhere: on a person’s page, in the timeline, in the list of people."""

from operator import attrgetter

from django.db.models import OuterRef, Subquery
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import may
from accounts.roles import Permission
from kit.addresses import address, day_words
from kit.naming import with_names
from kit.wall_time import wall
from members import allowed, hosting, panels, timeline
from members.hanging.people import points_of
from members.languages import SpokenLanguage
from members.models import Assignment, Channel, ContactPoint, Conversation, HouseMeeting, NextStep, SealedNote
from members.panels import Column, Panel

SHOWN = 240
TOLD = (
    "pk", "talked_on", "kind", "place", "heard", "story", "interests", "language", "minutes", "commitment",
    "commitment_what",
)  # fmt: skip


def register() -> None:
    panels.register_panel(Panel("meta", "members/_panel_meta.html", _meta, order=40))
    panels.register_panel(Panel("actions", "members/_panel_call.html", _call, order=10))
    panels.register_panel(Panel("next", "members/_panel_next.html", _next, order=10))
    panels.register_panel(
        Panel("side", "members/_panel_log.html", _log, order=10, permission=Permission.RECORD_CONVERSATIONS)
    )
    panels.register_panel(Panel("half", "members/_panel_sealed.html", _sealed, order=70))
    panels.register_panel(Panel("more", "members/_panel_more.html", _more, order=30))
    panels.register_column(Column("next", gettext_lazy("Next step"), _next_cells, order=60))
    panels.register_column(Column("organizer", gettext_lazy("Organizer"), _organizer_cells, order=80))
    timeline.register(timeline.Source("talks", gettext_lazy("Talks"), _talks, _rows, order=10))
    timeline.register(timeline.Source("steps", gettext_lazy("Next steps"), _kept, _closed_steps, order=20))
    timeline.register(timeline.Source("hosted", gettext_lazy("House meetings"), _hosted, _meetings, order=12))


# --- The person's page -----------------------------------------------------------------------------------------


def _meta(person, request, on):
    """Who looks after the person."""
    term = Assignment.objects.visible_to(request.user).current(on).filter(person=person).order_by()
    for name, email in term.values_list("organizer__name", "organizer__email")[:1]:
        return {"organizer": name or email}
    return None


def _call(person, request, on):
    """The number to call and to text at one tap, where the person said yes to it; on a phone, the way to the log form.

    A minor is not called at one tap: whoever cares for them is.
    """
    may_log = may(request.user, Permission.RECORD_CONVERSATIONS, person.steward)
    opened = {chip.channel for chip in allowed.chips_of(person, on=on) if chip.state == "yes"}
    phone = None
    if opened & {Channel.CALL, Channel.TEXT} and not person.is_minor(on):
        phones = [each for each in points_of(person, request.user) if each.kind == ContactPoint.Kind.PHONE]
        phone = next((each for each in phones if each.status == ContactPoint.Status.GOOD), None)
    if phone is None and not may_log:
        return None
    return {
        "call": phone if phone and Channel.CALL in opened else None,
        "text": phone if phone and Channel.TEXT in opened else None,
        "may_log": may_log,
    }


def _next(person, request, on):
    """Open steps with this person, the first due on top."""
    steps = NextStep.objects.visible_to(request.user).open().filter(person=person).order_by()
    steps = sorted(with_names(steps, "owner", "conversation"), key=attrgetter("due_on", "pk"))[:10]
    may_change = may(request.user, Permission.RECORD_CONVERSATIONS, person.steward)
    if not steps and not may_change:
        return None
    for step in steps:
        step.days_late = max(0, (on - step.due_on).days)
    return {"first": steps[0] if steps else None, "others": steps[1:], "may_change": may_change, "on": on}


def _log(person, request, on):
    """The form itself comes when it is seen."""
    return {}


def _sealed(person, request, on):
    """Sealed notes the visitor may open. That there are others is not said."""
    notes = SealedNote.objects.visible_to(request.user).filter(person=person).order_by("-written_at", "-pk")
    notes = list(notes.values_list("pk", "author__name", "author__email", "written_at", "cleared_at", named=True)[:20])
    may_seal = may(request.user, Permission.RECORD_CONVERSATIONS, person.steward)
    return {"notes": notes, "may_seal": may_seal} if notes or may_seal else None


def _more(person, request, on):
    return {} if may(request.user, Permission.MANAGE_LISTS, person.steward) else None


# --- The timeline ----------------------------------------------------------------------------------------------


def _rows(person, user):
    return Conversation.objects.visible_to(user).filter(person=person)


def _talks(person, user, on, most):
    talks = _rows(person, user).order_by("-talked_on", "-pk")
    for talk in talks.values_list(*TOLD, "talked_by__name", "talked_by__email", named=True)[:most]:
        words = talk.heard or talk.story or talk.interests
        kind = Conversation.Kind(talk.kind).label
        yield timeline.Entry(
            on=talk.talked_on,
            title=_("%(kind)s, %(place)s") % {"kind": kind, "place": talk.place} if talk.place else kind,
            text=words if len(words) <= SHOWN else f"{words[:SHOWN].rsplit(' ', 1)[0]} …",
            lang=talk.language if talk.language != "und" else "",
            tags=tuple(_commitment(talk)),
            under=" · ".join(_circumstances(talk)),
            url=address("members:conversation", talk.pk),
            order=talk.pk,
        )


def _commitment(talk):
    if talk.commitment:
        answer = str(Conversation.Commitment(talk.commitment).label).lower()
        words = _("Committed: %(what)s, %(answer)s") if talk.commitment_what else _("Committed: %(answer)s")
        yield words % {"what": talk.commitment_what, "answer": answer}


def _circumstances(talk):
    yield talk.talked_by__name or talk.talked_by__email
    if talk.minutes:
        yield _("%(minutes)s min") % {"minutes": talk.minutes}
    if talk.language:
        yield str(SpokenLanguage(talk.language).label)


def _meetings(person, user):
    return HouseMeeting.objects.visible_to(user).filter(host=person)


def _hosted(person, user, on, most):
    """House meetings at their home, with the figures; each leads to a talk that was had there."""
    talks = Conversation.objects.visible_to(user).filter(house_meeting=OuterRef("pk")).order_by("pk").values("pk")
    meetings = _meetings(person, user).select_related("recorded_by").annotate(talk=Subquery(talks[:1]))
    for meeting in meetings[:most]:
        yield timeline.Entry(
            on=meeting.held_on,
            title=_("Hosted a house meeting"),
            text=hosting.told(meeting),
            under=_("Recorded by %(name)s") % {"name": meeting.recorded_by},
            url=address("members:conversation", meeting.talk) if meeting.talk else "",
            order=meeting.pk,
        )


def _closed_steps(person, user):
    return NextStep.objects.visible_to(user).filter(person=person, closed_at__isnull=False)


def _kept(person, user, on, most):
    """What we promised and did, or let go. What is still open stands on top of the page."""
    steps = with_names(_closed_steps(person, user).order_by("-closed_at", "-pk"), "owner", "closed_by")
    for step in steps[:most]:
        title = _("Done: %(what)s") if step.outcome == NextStep.Outcome.DONE else _("Dropped: %(what)s")
        who = (
            [str(step.owner)] if step.closed_by_id in (None, step.owner_id) else [str(step.owner), str(step.closed_by)]
        )
        yield timeline.Entry(
            on=wall(step.closed_at, person.steward.timezone).date(),
            title=title % {"what": step.what},
            under=" · ".join([*who, _("was due %(day)s") % {"day": day_words(step.due_on)}]),
            order=step.pk,
        )


# --- The list --------------------------------------------------------------------------------------------------


def _next_cells(people, request, on):
    """The first open step of each person, late ones marked."""
    rows = NextStep.objects.visible_to(request.user).open().filter(person__in=people).order_by("-due_on", "-pk")
    first = {step.person_id: step for step in rows.values_list("person_id", "what", "due_on", named=True)}
    return {person_id: _step_cell(step, on) for person_id, step in first.items()}


def _step_cell(step, on):
    if step.due_on >= on:
        return format_html("{}", step.what)
    days = (on - step.due_on).days
    late = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    return format_html('{} <span class="due is-late">{}</span>', step.what, late)


def _organizer_cells(people, request, on):
    """The mark of each person's organizer."""
    terms = Assignment.objects.visible_to(request.user).current(on).filter(person__in=people).order_by()
    terms = with_names(terms, "organizer")
    marks = {}
    for term in terms:
        if term.organizer_id not in marks:
            marks[term.organizer_id] = _mark(term.organizer)
    return {term.person_id: marks[term.organizer_id] for term in terms}


def _mark(user):
    return format_html(
        '<span class="person-mark sm" title="{0}"><span aria-hidden="true">{1}</span>'
        '<span class="visually-hidden">{0}</span></span>',
        user,
        user.initials,
    )
