"""Rosters in what we hold about a person, and taking the name off them when the person is erased."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit import record
from accounts.models import AuditEntry, Invitation
from coalition import representing
from coalition.models import (
    AgendaItem,
    CommitteeSeat,
    MeetingAttendance,
    MeetingInvitation,
    Motion,
    Partner,
    Representative,
    Vote,
)
from members import erasing, exporting
from members.exporting import Section, facts

STAND_IN = erasing.STAND_IN


def register() -> None:
    exporting.register(_on_rosters)
    exporting.register(_at_meetings)
    erasing.register(_leave_rosters, goes=_what_goes)


def lines_of(person):
    """The roster's lines that are tied to this person's record."""
    lines = Representative.objects.filter(person=person).select_related("coalition__keeper", "organization", "user")
    return lines.select_related("invitation").order_by("coalition__name", "pk")


# --- In what we hold --------------------------------------------------------------------------------------------


def _on_rosters(person) -> Section:
    rows = [
        facts(
            (_("Coalition"), line.coalition),
            (_("Speaks for"), line.organization),
            (_("Name"), line.name),
            (_("Position"), line.position),
            (_("E-mail"), line.email),
            (_("Phone"), line.phone),
        )
        for line in lines_of(person)
    ]
    seats = CommitteeSeat.objects.filter(holder__person=person).select_related("committee", "organization")
    rows += [
        facts(
            (_("Seat"), seat.committee),
            (_("Speaks for"), seat.organization),
            (_("Sits as"), seat.get_part_display()),
            (_("Role"), seat.get_role_display()),
            (_("Since"), seat.starts_on),
            (_("Until"), seat.ends_on),
        )
        for seat in seats.order_by("starts_on", "pk")
    ]
    return Section("rosters", _("Coalitions you speak in"), rows)


def _at_meetings(person) -> Section:
    came = MeetingAttendance.objects.filter(came__person=person).select_related("meeting__committee")
    rows = [
        facts((_("Meeting"), each.meeting.committee), (_("When"), each.meeting.held_on)) for each in came.order_by("pk")
    ]
    votes = Vote.objects.filter(cast_by__person=person).select_related("motion").order_by("pk")
    rows += [
        facts(
            (_("Motion"), vote.motion),
            (_("Vote"), vote.get_choice_display()),
            (_("When"), vote.cast_at),
            (_("What the conflict is"), vote.conflict_note),
        )
        for vote in votes
    ]
    return Section("meetings", _("Meetings and votes of coalitions"), rows)


# --- Letting go -------------------------------------------------------------------------------------------------


def _what_goes(person) -> list[tuple[str, int]]:
    lines = lines_of(person).count()
    return [(ngettext("entry on a roster of a coalition", "entries on rosters of coalitions", lines), lines)]


def _leave_rosters(person) -> None:
    """Name, e-mail and phone leave every roster; the terms stay, as of somebody who spoke for the organization."""
    for line in lines_of(person):
        _forget(line)


def _forget(line) -> None:
    """One line of a roster: its seats end today, and what was written with the name is written without."""
    name, keeper = line.name, line.coalition.keeper
    entries = AuditEntry.objects.filter(organization__in=[keeper, line.organization])
    seats = list(CommitteeSeat.objects.filter(holder=line).select_related("committee"))
    if line.user or line.invitation:
        _end_sign_in(line, entries)
    Vote.objects.filter(_said_by(line, name)).update(holder_name=STAND_IN, conflict_note="")
    for seat in seats:
        instead = f"{STAND_IN} · {line.organization} · {seat.committee}"[:200]
        entries.forget(name, things=_about(seat), instead=instead)
    entries.forget(name, things=_about(line), instead=STAND_IN)
    Partner.objects.filter(leader=line).update(leader=None)
    Partner.objects.filter(designee=line).update(designee=None)
    AgendaItem.objects.filter(led_by=line).update(led_by=None)
    MeetingInvitation.objects.filter(representative=line, meeting__ends_at__gt=timezone.now()).delete()
    _end_seats(line, keeper.today())
    facts = {"name": "", "name_folded": "", "position": "", "email": "", "phone": "", "is_contact": False}
    Representative.objects.filter(pk=line.pk).update(**facts, person=None)
    line.refresh_from_db()
    record(None, "representative.forgotten", line, organization=keeper, speaks_for=str(line.organization)[:200])


def _end_sign_in(line, entries) -> None:
    invitation = line.invitation
    representing.shut_out(line, by=None)
    if invitation and not invitation.accepted_at:
        entries.forget(invitation.email, things=_about(invitation), instead=STAND_IN)
        Invitation.objects.filter(pk=invitation.pk).delete()


def _said_by(line, name) -> Q:
    """Votes they cast, and those written down under their name without having been cast by anybody."""
    in_their_name = Q(motion__in=Motion.objects.filter(committee__coalition=line.coalition), holder_name=name)
    return Q(cast_by=line) | in_their_name & Q(place__organization=line.organization, cast_by=None)


def _end_seats(line, today) -> None:
    seats = CommitteeSeat.objects.filter(holder=line)
    seats.filter(starts_on__gt=today).delete()
    seats.filter(Q(ends_on=None) | Q(ends_on__gt=today)).update(ends_on=today)


def _about(row) -> Q:
    return Q(thing_type=row._meta.label_lower, thing_id=str(row.pk))
