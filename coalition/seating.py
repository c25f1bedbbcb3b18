"""Committees, the places organizations have on them, and filling and vacating seats."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, organizations_with
from accounts.audit import record
from coalition.models import Committee, CommitteeSeat, Partner, Place
from kit.meanwhile import written

DAY = dt.timedelta(days=1)
Part, Role = CommitteeSeat.Part, CommitteeSeat.Role


class NotAPartner(ValidationError):
    """The organization is not in the coalition on that day."""


@transaction.atomic
def found_committee(coalition, *, name, by, kind=Committee.Kind.STEERING, purpose="", founded_on=None):
    """Set up a committee, without places yet."""
    committee = Committee(coalition=coalition, name=name, kind=kind, purpose=purpose, founded_on=founded_on)
    committee.full_clean()
    committee.save()
    record(by, "committee.founded", committee)
    return committee


@transaction.atomic
def change_committee(committee, *, by, seen=None, **facts):
    """Change a committee's name, kind, purpose, first day, or the day it closes.

    `seen`: what the writer saw, {name: value}. Raises Changed when somebody else changed the same meanwhile.
    """
    if set(facts) - {"name", "kind", "purpose", "founded_on", "closed_on"}:
        raise TypeError("Not a fact of a committee.")
    committee = (
        Committee.objects.select_for_update(of=("self",)).select_related("coalition__keeper").get(pk=committee.pk)
    )
    for name, value in written(committee, facts, seen).items():
        setattr(committee, name, value)
    committee.full_clean()
    committee.save()
    record(by, "committee.changed", committee)
    return committee


@transaction.atomic
def give_place(committee, *, organization, starts_on, by, ends_on=None, is_observer=False):
    """Give a partner a place, with one vote unless it only observes. Without an end it lasts as the partner does."""
    _take_turns(committee)
    partner = _partner_on(committee, organization, starts_on)
    place = Place(
        committee=committee,
        organization=organization,
        starts_on=starts_on,
        ends_on=_within(ends_on, partner.ends_on),
        is_observer=is_observer or not partner.may_vote,
    )
    place.full_clean()
    place.save()
    _note(by, "place.given", place, starts_on=str(starts_on))
    return place


@transaction.atomic
def end_place(place, *, on, by):
    """End an organization's place after its last day, and the seats in it. Answers with (row, former last day)."""
    _take_turns(place.committee)
    seats = CommitteeSeat.objects.filter(committee=place.committee, organization=place.organization)
    if seats.filter(starts_on__gt=on).overlapping(place.starts_on, place.ends_on).exists():
        raise ValidationError(
            _("Someone is to take a seat for this organization after that day. Take that back first.")
        )
    if place.ends_on and place.ends_on < on:
        raise ValidationError(_("This place ends before that day already."))
    ended = [(place, place.ends_on)]
    ended += [(seat, seat.ends_on) for seat in seats.filter(starts_on__lte=on).overlapping(on + DAY)]
    for row, _former in ended:
        row.ends_on = on
        row.full_clean()
        row.save()
    _note(by, "place.ended", place, ends_on=str(on))
    return ended


@transaction.atomic
def fill(committee, *, holder, starts_on, by, ends_on=None, part=Part.REPRESENTATIVE, role=Role.MEMBER):
    """Seat someone from the roster for their organization, which must be a partner with a place that day.

    One representative at a time; a person has one seat at a time. Without an end the seat lasts as the place does.
    """
    _take_turns(committee)
    if holder.coalition_id != committee.coalition_id:
        raise ValidationError(_("%(name)s does not stand on this coalition’s roster."), params={"name": holder})
    partner = _partner_on(committee, holder.organization, starts_on)
    place = Place.objects.current(starts_on).filter(committee=committee, organization=holder.organization).first()
    if place is None:
        raise ValidationError(
            _("%(organization)s has no place on this committee on that day."),
            params={"organization": holder.organization},
        )
    seat = CommitteeSeat(
        committee=committee,
        organization=holder.organization,
        holder=holder,
        part=part,
        role=Role.OBSERVER if place.is_observer else role,
        starts_on=starts_on,
        ends_on=_within(_within(ends_on, place.ends_on), partner.ends_on),
    )
    if part == Part.REPRESENTATIVE:
        _refuse_taken_seat(seat)
    seat.full_clean()
    seat.save()
    _note(by, "seat.filled", seat, part=str(part), role=str(seat.role), starts_on=str(starts_on))
    return seat


def _refuse_taken_seat(seat):
    """Say who sits there and until when, and how to let somebody else take over."""
    others = seat.committee.seats.representatives().filter(organization=seat.organization)
    sitting = others.overlapping(seat.starts_on, seat.ends_on).select_related("holder").order_by("starts_on").first()
    if sitting is None or (seat.ends_on and seat.ends_on < seat.starts_on):
        return
    params = {"name": sitting.holder, "organization": seat.organization, "first": date_format(sitting.starts_on)}
    if sitting.ends_on is None:
        words = _("%(name)s sits for %(organization)s in that time: from %(first)s on. “Swap” lets another take over.")
        raise ValidationError(words, params=params)
    params["last"] = date_format(sitting.ends_on)
    words = _(
        "%(name)s sits for %(organization)s in that time: from %(first)s to %(last)s. “Swap” lets another take over."
    )
    raise ValidationError(words, params=params)


@transaction.atomic
def vacate(seat, *, on, by):
    """End a seat after its last day `on`. A seat that was not to begin until later is taken back with `take_back`."""
    _take_turns(seat.committee)
    if on < seat.starts_on:
        raise ValidationError(_("The last day must not be before the first day."))
    if seat.ends_on and seat.ends_on < on:
        raise ValidationError(_("This seat ends before that day already."))
    seat.ends_on = on
    seat.full_clean()
    seat.save()
    _note(by, "seat.vacated", seat, ends_on=str(on))
    return seat


@transaction.atomic
def swap(seat, *, holder, on, by, ends_on=None):
    """Let another person of the organization take the seat from day `on`; the former one's last day is before it."""
    if holder.organization_id != seat.organization_id:
        raise ValidationError(_("Choose someone of the same organization."))
    if on <= seat.starts_on:
        raise ValidationError(_("The new person starts after the first day of the one before."))
    vacate(seat, on=on - DAY, by=by)
    return fill(seat.committee, holder=holder, starts_on=on, ends_on=ends_on, part=seat.part, role=seat.role, by=by)


@transaction.atomic
def take_back(seat, *, by):
    """Unseat someone who was seated by mistake or has not begun yet: the seat is gone, the history keeps the deed."""
    _take_turns(seat.committee)
    _note(by, "seat.taken_back", seat, starts_on=str(seat.starts_on))
    seat.delete()


def own_seats(user, committee, on=None):
    """Seats in which this user speaks on that day: theirs by the roster, in an organization that lets them."""
    may_speak = organizations_with(user, Permission.REPRESENT) | organizations_with(user, Permission.VIEW_COALITION)
    return (
        CommitteeSeat.objects.current(on)
        .filter(committee=committee, holder__user=user, organization__in=may_speak)
        .select_related("holder", "organization")
    )


def _note(by, verb, row, **details):
    """A place and a seat belong to a partner, but what is done to them is the keeper's history."""
    record(by, verb, row, organization=row.keeper, **details)


def _take_turns(committee):
    """Two who change one committee at once do so one after the other."""
    Committee.objects.select_for_update().get(pk=committee.pk)


def _partner_on(committee, organization, day):
    partners = Partner.objects.current(day).filter(coalition=committee.coalition, organization=organization)
    if (partner := partners.first()) is None:
        raise NotAPartner(
            _("%(organization)s is not in this coalition on that day."), params={"organization": organization}
        )
    return partner


def _within(ends_on, limit):
    """A last day inside what it rests on. Without one, it lasts as long as that does."""
    if ends_on and limit and ends_on > limit:
        raise ValidationError(_("That is after %(day)s, the last day of what it rests on."), params={"day": limit})
    return ends_on or limit
