"""Making, signing and ending agreements by which one organization lets another see some facts of some people.

Nothing is shared by default. An agreement stands while both sides have signed the very same terms, its term runs and
nobody ended it. Whoever changes a term voids both signatures. What is seen is in coalition/looking_across.py.
"""

import json
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, may
from accounts.audit import record
from coalition.models import Coalition, Matter, Partner, ShareAgreement, ShareAgreementPerson
from kit.meanwhile import Changed, apart
from members.models import Person, Segment
from members.screening import screen

Population = ShareAgreement.Population
TERMS = frozenset({"purpose", "matter", "fields", "starts_on", "ends_on"})
WHOM = frozenset({"people", "segment"})
SIGNATURES = ("giver_signed_at", "giver_signed_by", "receiver_signed_at", "receiver_signed_by")


class State(models.TextChoices):
    """Where an agreement is, as both sides read it."""

    UNSIGNED = "unsigned", _("Nobody has signed yet")
    WAITS_FOR_GIVER = "giver", _("Waits for the signature of the giving side")
    WAITS_FOR_RECEIVER = "receiver", _("Waits for the signature of the receiving side")
    CHANGED = "changed", _("The saved search was changed after signing: sign anew")
    COMING = "coming", _("Signed, not begun yet")
    STANDS = "stands", _("Stands, signed by both")
    OVER = "over", _("Its time is over")
    APART = "apart", _("One side left the coalition")
    ENDED = "ended", _("Ended")


@transaction.atomic
def draft(
    giver, *, receiver, purpose, fields, starts_on, ends_on, by, coalition=None, matter=Matter.ORGANIZING,
    people=None, segment=None,
) -> ShareAgreement:  # fmt: skip
    """Write down what `giver` is to let `receiver` see. Nothing is shared by it.

    Either side drafts; whom it is about only the giving side says: exactly these `people`, or whoever a saved search
    finds. The very same, not signed yet, is drafted once. Raises PermissionDenied for a user who makes agreements for
    neither side.
    """
    sides = [side for side in (giver, receiver) if may(by, Permission.SHARE_PEOPLE, side)]
    if not sides:
        raise PermissionDenied
    _refuse_strangers(giver, receiver, coalition)
    agreement = ShareAgreement(giver=giver, receiver=receiver, coalition=coalition, created_by=by)
    _set_terms(agreement, purpose=purpose, matter=matter, fields=fields, starts_on=starts_on, ends_on=ends_on)
    chosen = _choose(agreement, by, people, segment)
    if standing := _the_same(agreement, chosen):
        return standing
    _save(agreement, chosen)
    _record(by, "agreement.drafted", agreement)
    return agreement


def _the_same(agreement, chosen):
    """A draft on these terms, about these people, that nobody has signed: what a form sent twice made at first."""
    unsigned = dict.fromkeys((*SIGNATURES, "ended_at"))
    for draft in ShareAgreement.objects.filter(terms_hash=terms_hash(agreement), **unsigned):
        if set(draft.people.values_list("person", flat=True)) == set(chosen or ()):
            return draft
    return None


@transaction.atomic
def change(agreement, *, by, people=None, segment=None, seen=None, **terms) -> ShareAgreement:
    """Change terms (TERMS) or whom it is about. Both signatures are void from this moment on.

    `seen`: the terms that the writer saw, {name: value}, with `whom_now` under "whom". Raises Changed when somebody
    else changed the same meanwhile.
    """
    if set(terms) - TERMS:
        raise TypeError(f"Not a term of an agreement: {sorted(set(terms) - TERMS)}")
    agreement = _still_open(agreement)
    _refuse_others(agreement, by)
    stood = whom_now(agreement)
    chosen = _choose(agreement, by, people, segment)
    _set_terms(agreement, **_written(agreement, terms, seen, stood, chosen))
    for name in SIGNATURES:
        setattr(agreement, name, None)
    _save(agreement, chosen)
    _record(by, "agreement.changed", agreement)
    return agreement


def _written(agreement, terms, seen, stood, chosen) -> dict:
    """The terms that the writer changed, against what they saw. Raises Changed, also about whom both chose anew."""
    if seen is None:
        return terms
    mine, both = apart(agreement, terms, seen)
    stored = ShareAgreement.objects.get(pk=agreement.pk)
    if chosen is not None and stood not in (seen.get("whom"), _mark(agreement, chosen)):
        both["whom"] = (chosen or segment_of(agreement), stored)
    if both:
        raise Changed(stored, both, [*mine, "whom"] if chosen is not None else mine)
    return mine


def whom_now(agreement) -> str:
    """What tells whom an agreement is about from any others, and tells nobody who they are."""
    return _mark(agreement, agreement.people.order_by("person").values_list("person", flat=True))


def _mark(agreement, chosen) -> str:
    whom = [agreement.segment_id] if agreement.population == Population.SEGMENT else list(chosen)
    return salted_hmac("coalition.whom", json.dumps([agreement.population, whom])).hexdigest()


@transaction.atomic
def sign(agreement, *, by, organization, terms="") -> ShareAgreement:
    """Sign for one side. `terms`: the hash of the terms that the signer read; other terms by now are refused.

    One person does not sign for both sides. A signature of the other side that stood on other terms is void.
    """
    agreement = _still_open(agreement)
    side = _side(agreement, organization)
    if side is None or not may(by, Permission.SHARE_PEOPLE, organization):
        raise PermissionDenied
    _refuse_strangers(agreement.giver, agreement.receiver, agreement.coalition)
    stands_on = terms_hash(agreement)
    if terms and terms != stands_on:
        raise ValidationError(_("The terms were changed meanwhile. Read them again before you sign."))
    _refuse_unsignable(agreement)
    other = "receiver" if side == "giver" else "giver"
    if agreement.terms_hash != stands_on:
        for name in SIGNATURES:
            setattr(agreement, name, None)
    if getattr(agreement, f"{other}_signed_by") == by:
        raise ValidationError(_("Somebody else must sign for the other side: it takes two."))
    if getattr(agreement, f"{side}_signed_at"):
        return agreement
    agreement.terms_hash = stands_on
    setattr(agreement, f"{side}_signed_at", timezone.now())
    setattr(agreement, f"{side}_signed_by", by)
    agreement.save()
    _record(by, "agreement.signed", agreement, for_side=str(organization))
    return agreement


@transaction.atomic
def end(agreement, *, by) -> ShareAgreement:
    """End it, by either side alone. From the next look on nothing is seen. What was seen stays in the receipts."""
    agreement = ShareAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    _refuse_others(agreement, by)
    if agreement.ended_at is None:
        agreement.ended_at, agreement.ended_by = timezone.now(), by
        agreement.save(update_fields=["ended_at", "ended_by"])
        _record(by, "agreement.ended", agreement)
    return agreement


# --- Where it stands ---------------------------------------------------------------------------------------------


def state_of(agreement, on=None, *, are_together: bool | None = None) -> State:
    """Where it is on that day, by the giver's calendar. `are_together`: whether both sides still are in the coalition,
    where that is known; who left reads nothing more, and comes back to it by coming back."""
    on = on or agreement.giver.today()
    if agreement.ended_at:
        return State.ENDED
    if agreement.ends_on < on:
        return State.OVER
    if are_together is None:
        are_together = ShareAgreement.objects.filter(pk=agreement.pk).together(on).exists()
    if not are_together:
        return State.APART
    signed = [bool(agreement.giver_signed_at), bool(agreement.receiver_signed_at)]
    if any(signed) and agreement.terms_hash != terms_hash(agreement):
        return State.CHANGED
    if all(signed):
        return State.COMING if agreement.starts_on > on else State.STANDS
    if not any(signed):
        return State.UNSIGNED
    return State.WAITS_FOR_RECEIVER if signed[0] else State.WAITS_FOR_GIVER


def segment_of(agreement) -> Segment | None:
    """The giver's saved search it is about, if it still is there."""
    if agreement.population != Population.SEGMENT:
        return None
    return Segment.objects.filter(pk=agreement.segment_id, steward=agreement.giver_id).first()


def terms_hash(agreement) -> str:
    """A fingerprint of everything that both sides sign, also of what the saved search asks."""
    segment = segment_of(agreement)
    terms = {
        "giver": agreement.giver_id,
        "receiver": agreement.receiver_id,
        "coalition": agreement.coalition_id,
        "purpose": agreement.purpose,
        "matter": agreement.matter,
        "fields": sorted(agreement.fields, key=str),
        "starts_on": str(agreement.starts_on),
        "ends_on": str(agreement.ends_on),
        "population": agreement.population,
        "segment": agreement.segment_id if agreement.population == Population.SEGMENT else None,
        "asks": segment.tree if segment else None,
    }
    return sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()


def coalitions_of(organization):
    """The coalitions that an organization is in today, as a partner or as keeper of the roster."""
    partner_now = Partner.objects.current(organization.today()).filter(organization=organization)
    return Coalition.objects.filter(models.Q(pk__in=partner_now.values("coalition")) | models.Q(keeper=organization))


def sides_of(agreement, user) -> list:
    """The sides for which this user makes agreements."""
    return [side for side in (agreement.giver, agreement.receiver) if may(user, Permission.SHARE_PEOPLE, side)]


# --- Below -------------------------------------------------------------------------------------------------------


def _refuse_strangers(giver, receiver, coalition):
    """Agreements are between organizations that work together in a coalition today."""
    if giver == receiver:
        raise ValidationError(_("An agreement is between two organizations."))
    common = coalitions_of(giver).filter(pk__in=coalitions_of(receiver))
    if coalition:
        common = common.filter(pk=coalition.pk)
    if not common.exists():
        raise ValidationError(_("Both organizations must be in one coalition today."))


def _set_terms(agreement, **terms):
    for name, value in terms.items():
        setattr(agreement, name, value)
    agreement.purpose = agreement.purpose.strip()
    agreement.fields = sorted(set(agreement.fields))
    screen(agreement.purpose, save_as_said=False)
    if agreement.ends_on is None:
        raise ValidationError({"ends_on": _("Say when it ends: at most 12 months later.")})


def _choose(agreement, by, people, segment) -> list | None:
    """Set whom it is about, from the giver's own records. Answers with the people of a list, None when left alone."""
    if people is None and segment is None:
        return None
    if not may(by, Permission.SHARE_PEOPLE, agreement.giver):
        raise ValidationError(_("Only the organization that gives says whom it is about."))
    if segment is not None:
        if not Segment.objects.visible_to(by).filter(pk=segment.pk, steward=agreement.giver).exists():
            raise ValidationError(_("Choose a saved search of your own organization."))
        agreement.population, agreement.segment_id = Population.SEGMENT, segment.pk
        return []
    ids = [person.pk for person in people]
    known = set(Person.objects.visible_to(by).of(agreement.giver).filter(pk__in=ids).values_list("pk", flat=True))
    if set(ids) - known:
        raise ValidationError(_("Choose people of your own organization."))
    agreement.population, agreement.segment_id = Population.LIST, None
    return sorted(known)


def _save(agreement, chosen):
    agreement.terms_hash = terms_hash(agreement)
    agreement.full_clean()
    agreement.save()
    if chosen is not None:
        agreement.people.all().delete()
        rows = [ShareAgreementPerson(agreement=agreement, person_id=person) for person in chosen]
        ShareAgreementPerson.objects.bulk_create(rows, batch_size=500)


def _still_open(agreement) -> ShareAgreement:
    found = ShareAgreement.objects.select_for_update(of=("self",)).select_related("giver", "receiver")
    agreement = found.get(pk=agreement.pk)
    if agreement.ended_at or agreement.ends_on < agreement.giver.today():
        raise ValidationError(_("This agreement is over. Make a new one."))
    return agreement


def _refuse_others(agreement, by):
    if not sides_of(agreement, by):
        raise PermissionDenied


def _side(agreement, organization) -> str | None:
    return {agreement.giver_id: "giver", agreement.receiver_id: "receiver"}.get(organization.pk)


def _refuse_unsignable(agreement):
    chosen = segment_of(agreement) if agreement.population == Population.SEGMENT else agreement.people.exists()
    if not chosen:
        raise ValidationError(_("First the giving side says whom it is about."))


def _record(by, verb, agreement, **details):
    """Both sides read it in their history."""
    for side in (agreement.giver, agreement.receiver):
        record(by, verb, agreement, organization=side, **details)
