"""What partners said they would bring: promised, reminded, and then delivered, broken or released."""

from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from coalition.models import Coalition, Commitment, Partner
from kit.entry_keys import alike
from kit.meanwhile import written

Kind, State = Commitment.Kind, Commitment.State
FACTS = frozenset({"kind", "what", "promised_by", "promised_people", "promised_cents", "due_on", "event_id"})
WRITTEN_DOWN = ("coalition", "organization", "promised_on", "meeting", "motion", *FACTS)
Turnout = dict[int, dict[int, tuple[int | None, int | None]]]
_turnout: list[Callable[[Iterable[int]], Turnout]] = []
_offers: list[Callable] = []


def register_turnout(count: Callable[[Iterable[int]], Turnout], offer: Callable | None = None) -> None:
    """Let the storey that keeps events say who came: `count(event ids)` → {event: {organization: (said yes, came)}}.

    A figure that may not be told is None. `offer(user)` → function(commitment) → the address at which this user ties
    the commitment to an event, or "".
    """
    _turnout.append(count)
    _offers.extend([offer] if offer else [])


def with_offers(commitments, user) -> list[Commitment]:
    """Commitments with `tie_url`: where this user says from which event people are counted, or ""."""
    offers = [offer(user) for offer in _offers]
    commitments = list(commitments)
    for item in commitments:
        item.tie_url = next((address for offer in offers if (address := offer(item))), "")
    return commitments


def turnout(event_ids: Iterable[int]) -> Turnout:
    """People who said yes and who came, by event and organization; empty where nobody keeps events."""
    wanted = {event_id for event_id in event_ids if event_id is not None}
    found: Turnout = {}
    for count in _turnout if wanted else ():
        for event_id, by_organization in count(wanted).items():
            found.setdefault(event_id, {}).update(by_organization)
    return found


@transaction.atomic
def promise(
    coalition, *, organization, kind, what, promised_on, by, promised_by=None, promised_people=None,
    promised_cents=None, due_on=None, meeting=None, motion=None, event_id=None,
):  # fmt: skip
    """Write down what a partner promised. People for a turnout, cents for money; the partner must be one that day.

    The very same, still open, is written down once.
    """
    Coalition.objects.select_for_update().get(pk=coalition.pk)
    if not Partner.objects.current(promised_on).filter(coalition=coalition, organization=organization).exists():
        raise ValidationError(
            _("%(organization)s is not in this coalition on that day."), params={"organization": organization}
        )
    commitment = Commitment(
        coalition=coalition, organization=organization, kind=kind, what=what.strip(), promised_on=promised_on,
        promised_by=promised_by, promised_people=promised_people, promised_cents=promised_cents, due_on=due_on,
        meeting=meeting, motion=motion, event_id=event_id, recorded_by=by,
    )  # fmt: skip
    _refuse_misfits(commitment)
    if standing := alike(commitment, WRITTEN_DOWN).open().first():
        return standing
    _save(commitment)
    _record(by, "commitment.promised", commitment)
    return commitment


@transaction.atomic
def change(commitment, *, by, seen=None, **facts):
    """Change what was written down (FACTS) while it is still open.

    `seen`: what the writer saw, {name: value}. Raises Changed when somebody else changed the same meanwhile.
    """
    if set(facts) - FACTS:
        raise TypeError(f"Not to be changed in a promise: {sorted(set(facts) - FACTS)}")
    commitment = _still_open(commitment)
    for name, value in written(commitment, facts, seen).items():
        setattr(commitment, name, value)
    _refuse_misfits(commitment)
    _save(commitment)
    _record(by, "commitment.changed", commitment)
    return commitment


@transaction.atomic
def remind(commitment, *, by, now=None):
    """Write down that the partner was reminded."""
    commitment = _still_open(commitment)
    commitment.reminded_at = now or timezone.now()
    _save(commitment)
    _record(by, "commitment.reminded", commitment)
    return commitment


@transaction.atomic
def deliver(commitment, *, on, by, people=None, cents=None, note=""):
    """It was kept, or in part. People and cents: what really came; None when nobody counted, never taken for zero."""
    commitment = _still_open(commitment)
    _count(commitment, people, cents)
    if commitment.figures[0] == 0:
        nothing = ValidationError(_("Nothing came of it: choose “Broken” or “Released”."))
        raise ValidationError({"cents" if commitment.kind == Kind.MONEY else "people": nothing})
    verb = "commitment.partly_delivered" if commitment.falls_short else "commitment.delivered"
    return _settle(commitment, State.DELIVERED, verb, on, by, note)


@transaction.atomic
def mark_broken(commitment, *, on, by, people=None, cents=None, note=""):
    """It was not kept; what came all the same is counted."""
    commitment = _still_open(commitment)
    _count(commitment, people, cents)
    return _settle(commitment, State.BROKEN, "commitment.broken", on, by, note)


def _count(commitment, people, cents):
    commitment.delivered_people = people if commitment.kind == Kind.TURNOUT else None
    commitment.delivered_cents = cents if commitment.kind == Kind.MONEY else None


@transaction.atomic
def release(commitment, *, on, by, note=""):
    """The coalition lets the partner off: it is neither kept nor broken."""
    return _settle(_still_open(commitment), State.RELEASED, "commitment.released", on, by, note)


@transaction.atomic
def take_back(commitment, *, by):
    """Take back how it was settled: it is promised again."""
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if commitment.state == State.PROMISED:
        return commitment
    commitment.state, commitment.settled_on, commitment.note = State.PROMISED, None, ""
    commitment.delivered_people = commitment.delivered_cents = None
    _save(commitment)
    _record(by, "commitment.taken_back", commitment)
    return commitment


def _still_open(commitment):
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if commitment.state != State.PROMISED:
        raise ValidationError(_("This was settled already. Take that back first."))
    return commitment


def _settle(commitment, state, verb, on, by, note):
    if on < commitment.promised_on:
        raise ValidationError({"on": _("That is before it was promised.")})
    commitment.state, commitment.settled_on, commitment.note = state, on, note.strip()
    _save(commitment)
    _record(by, verb, commitment)
    return commitment


def _refuse_misfits(commitment):
    """Figures go with their kind, and whoever promised speaks for the organization."""
    if commitment.kind == Kind.TURNOUT and not commitment.promised_people:
        raise ValidationError({"promised_people": _("Say how many people.")})
    if commitment.kind == Kind.MONEY and not commitment.promised_cents:
        raise ValidationError({"promised_cents": _("Say how much money.")})
    if commitment.kind != Kind.TURNOUT:
        commitment.promised_people = None
    if commitment.kind != Kind.MONEY:
        commitment.promised_cents = None
    speaker = commitment.promised_by
    ours = (commitment.organization_id, commitment.coalition_id)
    if speaker and (speaker.organization_id, speaker.coalition_id) != ours:
        raise ValidationError({"promised_by": _("Choose somebody who stands on the roster for this organization.")})
    if commitment.due_on and commitment.due_on < commitment.promised_on:
        raise ValidationError({"due_on": _("That is before it was promised.")})


def _save(commitment):
    commitment.full_clean()
    commitment.save()


def _record(by, verb, commitment):
    keeper = commitment.coalition.keeper
    record(by, verb, commitment, organization=keeper, promised_for=str(commitment.organization)[:200])
