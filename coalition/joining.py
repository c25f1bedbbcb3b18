"""Founding coalitions, their charter, and organizations joining and leaving them."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts import founding
from accounts.audit import record
from accounts.models import Organization
from coalition import refusing_everywhere
from coalition.models import Coalition, CommitteeSeat, Partner, Place
from kit.entry_keys import alike
from kit.folding import fold
from kit.meanwhile import written

CHARTER = (
    "name", "purpose", "website", "founded_on", "vote_rule", "vote_base", "quorum_rule", "quorum_number", "notice_days",
    "quick_decision_hours", "warning_days",
)  # fmt: skip


@transaction.atomic
def found(name, *, keeper, by, founded_on=None, website="", purpose=""):
    """Set up a coalition whose roster `keeper` keeps. The charter starts with two thirds, more than half, a week.

    The very same is set up once.
    """
    coalition = Coalition(name=name, keeper=keeper, founded_on=founded_on, website=website, purpose=purpose)
    if standing := alike(coalition, ("name", "keeper", "founded_on", "website", "purpose")).first():
        return standing
    _refuse_taken_name(coalition)
    coalition.full_clean()
    coalition.save()
    record(by, "coalition.founded", coalition, organization=keeper)
    return coalition


def _refuse_taken_name(coalition):
    if Coalition.objects.filter(name__iexact=coalition.name).exclude(pk=coalition.pk).exists():
        raise ValidationError({"name": _("There is a coalition of this name already. Choose another name.")})


@transaction.atomic
def change_charter(coalition, *, by, seen=None, **facts):
    """Change facts of the charter, by their names in CHARTER. What is decided already keeps the rules of its day.

    `seen`: what the writer saw, {name: value}. Raises Changed when somebody else changed the same meanwhile.
    """
    unknown = set(facts) - set(CHARTER)
    if unknown:
        raise TypeError(f"Not in a charter: {sorted(unknown)}")
    coalition = Coalition.objects.select_for_update(of=("self",)).select_related("keeper").get(pk=coalition.pk)
    facts = written(coalition, facts, seen)
    changed = [name for name, value in facts.items() if getattr(coalition, name) != value]
    for name in changed:
        setattr(coalition, name, facts[name])
    _refuse_taken_name(coalition)
    coalition.full_clean()
    coalition.save()
    if changed:
        record(by, "coalition.charter_changed", coalition, changes=", ".join(changed)[:200])
    return coalition


@transaction.atomic
def join(coalition, *, organization, starts_on, by, kind=Partner.Kind.CORE, ends_on=None, joined_as=""):
    """Make an organization a partner for a term. Two terms of the same organization may not overlap."""
    others = Partner.objects.select_for_update().filter(coalition=coalition, organization=organization)
    if others.overlapping(starts_on, ends_on).exists():
        raise ValidationError(_("This organization is already a partner in that time."))
    partner = Partner(
        coalition=coalition,
        organization=organization,
        kind=kind,
        joined_as=joined_as,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    partner.full_clean()
    partner.save()
    record(by, "partner.joined", partner, organization=coalition.keeper, starts_on=str(starts_on))
    # Who said no to all partners said it to this one too.
    if coalition.refusals.exists():
        refusing_everywhere.match_all(organization)
    return partner


@transaction.atomic
def join_new(coalition, *, name, by, **term):
    """Add an organization that nobody has here yet, by name alone, and make it a partner. Nobody gets in by that.

    Refuses a name that is here already, accents, capitals and signs aside: an organization stands here once.
    """
    short = slugify(name)[:80]
    if not short:
        raise ValidationError({"new_name": _("A name needs letters or digits.")})
    for known in Organization.objects.all():
        if fold(known.name) == fold(name) or known.slug == short:
            words = _("%(name)s is here already. Choose it in the list.")
            raise ValidationError({"new_name": ValidationError(words, params={"name": known})})
    organization = founding.found(name, by=by, is_demo=coalition.keeper.is_demo)
    return join(coalition, organization=organization, by=by, **term)


@transaction.atomic
def leave(partner, *, on, by):
    """End a partnership after its last day, with the organization's places and seats. Answers with what was ended.

    The answer is a list of (row, its former last day), for taking it back.
    """
    _refuse_strange_end(partner, on)
    scope = {"organization": partner.organization, "committee__coalition": partner.coalition}
    seats = CommitteeSeat.objects.select_for_update().filter(**scope)
    if seats.filter(starts_on__gt=on).exists():
        raise ValidationError(
            _("Someone is to take a seat for this organization after that day. Take that back first.")
        )
    places = Place.objects.select_for_update().filter(**scope)
    if places.filter(starts_on__gt=on).exists():
        raise ValidationError(_("This organization is to get a place on a committee after that day. End that first."))
    ended = [(partner, partner.ends_on)]
    ended += [(row, row.ends_on) for rows in (places, seats) for row in rows.overlapping(on + dt.timedelta(days=1))]
    for row, _former in ended:
        row.ends_on = on
        row.full_clean()
        row.save()
    record(by, "partner.left", partner, organization=partner.coalition.keeper, ends_on=str(on))
    return ended


def _refuse_strange_end(partner, on):
    if on < partner.starts_on:
        raise ValidationError(_("The last day must not be before the first day."))
    if partner.ends_on and partner.ends_on < on:
        raise ValidationError(_("This partnership ends before that day already."))


@transaction.atomic
def name_people(partner, *, leader, designee, by):
    """Say who leads the organization and who speaks for it between meetings. Both stand on its roster."""
    for person in (leader, designee):
        if person and (person.organization_id, person.coalition_id) != (partner.organization_id, partner.coalition_id):
            raise ValidationError(_("Choose people who stand on the roster for this organization."))
    partner.leader, partner.designee = leader, designee
    partner.full_clean()
    partner.save()
    record(by, "partner.people_named", partner, organization=partner.coalition.keeper)
    return partner
