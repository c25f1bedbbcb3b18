"""Adding up the consent ledger: where somebody stands now, for each channel and purpose. No queries and no clock.

The rules, in the order in which they count (SECURITY, 6.2 and 6.3):

- A no closes, whoever said it. It is answered only by a later yes of the one who said no, in force that day. What came
  from a bounce or a file, and what a former guardian said, is answered by whoever decides now.
- A yes counts only when it came from the person's own hand or voice. "Said to have said yes" (a claim, from a file)
  counts as long as nobody ever said no.
- For a minor a door is open only while a present guardian's yes is in force. The minor's own yes alone opens nothing.
- At 18 a line is drawn: what was allowed before has lapsed, what the person forbade and did not allow again stands.
- Of two things said at the same moment, the no counts.
- Sharing with partners is opened only by a yes in which the person spoke of it. "Yes to everything" was not about other
  organizations, and a claim is nobody's own word. Any no closes it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from members.models.consent import Channel, ConsentEvent, Purpose, StandingConsent

YES, NO = StandingConsent.State.YES, StandingConsent.State.NO
GRANTED, CLAIMED = ConsentEvent.State.GRANTED, ConsentEvent.State.CLAIMED
DENIALS = frozenset({ConsentEvent.State.REFUSED, ConsentEvent.State.WITHDRAWN})
OF_AGE = ConsentEvent.Source.AGE
# Said by nobody: a machine or a file told us.
IMPERSONAL = frozenset({ConsentEvent.Source.BOUNCE, ConsentEvent.Source.IMPORT})


@dataclass(frozen=True)
class Standing:
    """Where one channel stands for one purpose. A yes may be shut: a minor's, as long as no guardian agreed."""

    state: str
    is_open: bool
    since: datetime
    until: date | None
    source: str


def fold(
    events: Iterable[ConsentEvent], *, on: date, is_minor: bool, guardians: frozenset[int] | set[int]
) -> dict[tuple[str, str], Standing]:
    """The ledger added up. `guardians`: ids of those who care for the person that day. A cell not in it: not asked."""
    ordered = sorted(events, key=_order)
    found = {}
    for channel in Channel.values if ordered else ():
        near = [event for event in ordered if event.channel in ("", channel)]
        for purpose in Purpose.values if near else ():
            cell = [event for event in near if _is_about(event, purpose)]
            standing = _standing(cell, on, is_minor, guardians)
            if standing:
                found[channel, purpose] = standing
    return found


def _is_about(event, purpose) -> bool:
    if purpose != Purpose.SHARING:
        return event.purpose in ("", purpose)
    if event.purpose == purpose:
        return not _is_claim(event)
    return not event.purpose and event.state in DENIALS


def in_force(event, on: date) -> bool:
    return event.expires_on is None or event.expires_on >= on


def is_line(event) -> bool:
    """The line drawn at 18."""
    return event.source == OF_AGE


def is_denial(event) -> bool:
    return event.state in DENIALS and not is_line(event)


def is_grant(event) -> bool:
    """A yes by somebody's own hand or voice."""
    return event.state == GRANTED and event.source in ConsentEvent.PERSONAL


def _order(event):
    return (event.happened_at, is_denial(event), event.pk or 0)


def _standing(cell, on, is_minor, guardians) -> Standing | None:
    refusable = any(is_denial(event) for event in cell)
    counted = _after_the_line(cell)
    grants = [(at, event) for at, event in enumerate(counted) if is_grant(event) and in_force(event, on)]
    for at, event in reversed(list(enumerate(counted))):
        if is_denial(event) and not _answered(at, event, grants, is_minor, guardians):
            return Standing(NO, False, event.happened_at, None, event.source)
    deciding = [event for _at, event in grants if _decides(event, is_minor, guardians)]
    if deciding:
        return _yes(deciding[-1], is_open=True)
    claims = [event for event in counted if _is_claim(event) and in_force(event, on) and not refusable]
    if claims:
        return _yes(claims[-1], is_open=not is_minor)
    own = [event for _at, event in grants if event.given_by_id is None]
    return _yes(own[-1], is_open=False) if own else None


def _yes(event, *, is_open) -> Standing:
    return Standing(YES, is_open, event.happened_at, event.expires_on, event.source)


def _is_claim(event) -> bool:
    """A yes we only heard of, however it is called."""
    return event.state in (CLAIMED, GRANTED) and not is_grant(event) and not is_line(event)


def _decides(event, is_minor, guardians) -> bool:
    """Whether this yes is the one of whoever decides now: a present guardian, or the grown-up person."""
    return event.given_by_id in guardians if is_minor else event.given_by_id is None


def _answered(at, denial, grants, is_minor, guardians) -> bool:
    """Whether somebody who may take this no back said yes later."""
    teller = denial.given_by_id
    said_themselves = teller in guardians if teller else denial.source not in IMPERSONAL
    for later, grant in grants:
        if later < at:
            continue
        if is_minor and said_themselves:
            if grant.given_by_id == teller:
                return True
        elif _decides(grant, is_minor, guardians):
            return True
    return False


def _after_the_line(cell) -> list:
    """What counts since the line at 18: later events, and the person's own no that was not taken back before."""
    lines = [at for at, event in enumerate(cell) if is_line(event)]
    if not lines:
        return cell
    before, after = cell[: lines[-1]], cell[lines[-1] + 1 :]
    kept = []
    for event in before:
        if event.given_by_id is None and is_denial(event):
            kept.append(event)
        elif event.given_by_id is None and is_grant(event) and event.expires_on is None:
            kept.clear()
    return kept + after
