"""What people allow us now: asked before anybody is listed, called or written to, and shown as chips.

`reachable` is the only door to lists and messages. What stands was added up from the ledger (members/consenting.py).
Higher storeys may know of a no that was said elsewhere ("none of you"): they register a `Closing`, and every question
here takes it into account.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from members.models import Channel, ConsentEvent, ContactPoint, Person, Purpose, Relationship, StandingConsent

# Through which channels one is reached there.
CHANNELS_AT: dict[str, tuple[Channel, ...]] = {
    ContactPoint.Kind.PHONE: (Channel.CALL, Channel.TEXT),
    ContactPoint.Kind.EMAIL: (Channel.EMAIL,),
    ContactPoint.Kind.ADDRESS: (Channel.MAIL, Channel.DOOR),
}
KIND_OF = {channel: kind for kind, channels in CHANNELS_AT.items() for channel in channels}
# What people are reached for. Sharing is another matter: it is asked by coalition/looking_across.py.
REACHING = frozenset(Purpose.values) - {Purpose.SHARING}

STATE_WORDS = {"yes": gettext_lazy("yes"), "no": gettext_lazy("no"), "ask": gettext_lazy("not asked")}
ICONS = {"yes": "check", "no": "ban", "ask": "help"}
CHANNEL_ICONS: dict[str, str] = {
    Channel.CALL: "phone", Channel.TEXT: "message", Channel.EMAIL: "mail",
    Channel.MAIL: "mailbox", Channel.DOOR: "door", Channel.PHOTO: "camera",
}  # fmt: skip


@dataclass(frozen=True)
class Chip:
    """What is shown beside a way to reach somebody. `state`: yes, no or ask. `only`: the purposes, when not for all."""

    channel: str
    state: str
    since: datetime | None = None
    source: str = ""
    only: tuple[str, ...] = ()
    needs_guardian: bool = False

    @property
    def name(self):
        return Channel(self.channel).label

    @property
    def state_name(self):
        return STATE_WORDS[self.state]

    @property
    def icon(self) -> str:
        return ICONS[self.state]

    @property
    def channel_icon(self) -> str:
        return CHANNEL_ICONS[self.channel]

    @property
    def source_name(self):
        return ConsentEvent.Source(self.source).label if self.source else ""

    @property
    def only_names(self) -> str:
        return ", ".join(str(Purpose(purpose).label) for purpose in self.only)


@dataclass(frozen=True)
class Closing:
    """What a higher storey knows of a no said elsewhere. All are asked anew for each query.

    `people()`: a Q on Person that holds for those who said no; `among(ids)`: which of a few people those are, by id.
    `consents()`: a Q on StandingConsent that holds for a yes that does not count; whose yes it is must be one of them.
    `spread(person, by, at)` passes on a no that was said here for everybody, and `reaches(organization)` names whom
    else it would bind, or is empty.
    """

    consents: Callable[[], Q]
    people: Callable[[], Q]
    among: Callable[[list[int]], Iterable[int]]
    spread: Callable
    reaches: Callable[..., list[str]]


_closings: list[Closing] = []


def register_closing(closing: Closing) -> None:
    """Let a higher storey close doors too. Called from `ready()`."""
    _closings.append(closing)


def reach_of_a_no(organization) -> list[str]:
    """Whom a no "for all partners" would bind beside the organization: names of coalitions."""
    return [name for closing in _closings for name in closing.reaches(organization)]


def spread_a_no(person, *, by, at) -> None:
    """Pass on a no that was said for all partners."""
    for closing in _closings:
        closing.spread(person, by=by, at=at)


# --- Asking ------------------------------------------------------------------------------------------------------


def counted(consents, on: date):
    """Those of the rows of StandingConsent that count that day: not over, and no yes to which a later no was said
    elsewhere."""
    closed = Q()
    for closing in _closings:
        closed |= closing.consents()
    found = _not_over(consents, on)
    return found.exclude(Q(is_open=True) & closed) if closed else found


def _not_over(consents, on: date):
    return consents.filter(Q(until__isnull=True) | Q(until__gte=on))


def closed_elsewhere() -> Q | None:
    """People who said no elsewhere, for everybody; None where nobody can have."""
    found = None
    for closing in _closings:
        found = closing.people() if found is None else found | closing.people()
    return found


def reachable(people, channel, purpose, on: date | None = None):
    """Those of the people who may be reached so, for this. The only way to a list, a call or a message.

    Nobody who died, and no minor without a living guardian, whatever the ledger says.
    """
    on = on or timezone.localdate()
    asked = StandingConsent.objects.filter(person=OuterRef("pk"), channel=channel, purpose=purpose, is_open=True)
    standing = counted(asked, on)
    cared_for = Relationship.objects.caring(on).filter(other=OuterRef("pk"))
    minors = Person.objects.minors(on).filter(pk=OuterRef("pk"))
    return people.exclude(standing=Person.Standing.DIED).filter(Exists(standing), ~Exists(minors) | Exists(cared_for))


def said_no(channel, purpose, on: date):
    """The standing no to being reached so, for this, of everybody who said it here."""
    denied = StandingConsent.objects.filter(channel=channel, purpose=purpose, state=StandingConsent.State.NO)
    return denied.filter(Q(until__isnull=True) | Q(until__gte=on))


def refusing(people, channel, purpose, on: date):
    """Those of the people who said no to being reached so, for this, here or elsewhere."""
    found = Q(pk__in=said_no(channel, purpose, on).filter(person__in=people).values("person"))
    elsewhere = closed_elsewhere()
    if elsewhere is not None:
        opened = StandingConsent.objects.filter(channel=channel, purpose=purpose, is_open=True, person=OuterRef("pk"))
        found |= elsewhere & Q(~Exists(counted(opened, on)))
    return people.filter(found)


def may_reach(person, channel, purpose, on: date | None = None) -> bool:
    """Whether this one person may be reached so, for this."""
    return reachable(Person.objects.filter(pk=person.pk), channel, purpose, on).exists()


def chips_for(people: Iterable[Person], *, on: date) -> dict[int, list[Chip]]:
    """A chip for each channel of each person, in as many queries for a hundred people as for one.

    Of somebody who died nothing that they once allowed is shown.
    """
    standing, closed = _standing_for(people := list(people), Channel.values, on)
    rows = defaultdict(list)
    fields = ("person_id", "channel", "purpose", "state", "is_open", "since", "source")
    for row in standing.order_by("purpose").values_list(*fields, named=True):
        rows[row.person_id, row.channel].append(row)
    return {
        person.pk: [_chip(channel, rows[person.pk, channel], person.pk in closed) for channel in Channel.values]
        for person in people
    }


def states_for(people: Iterable[Person], channels: Iterable[str], *, on: date) -> dict[int, tuple]:
    """(Channel, state of its chip) for each person: what a list shows, without the days."""
    people, channels = list(people), tuple(channels)
    standing, closed = _standing_for(people, channels, on)
    said = standing.order_by().values_list("person_id", "channel", "is_open", "state").distinct()
    opened, refused = set(), {(pk, channel) for pk in closed for channel in channels}
    for pk, channel, is_open, state in said:
        if is_open:
            opened.add((pk, channel))
        elif state == StandingConsent.State.NO:
            refused.add((pk, channel))
    return {
        person.pk: tuple((each, _word((person.pk, each) in opened, (person.pk, each) in refused)) for each in channels)
        for person in people
    }


def left_alone(people: Iterable[Person], *, on: date) -> set[int]:
    """Those who want to hear nothing from us by any way, and the dead: ids."""
    states = states_for(people, tuple(KIND_OF), on=on)
    return {pk for pk, of_channels in states.items() if all(state == "no" for _channel, state in of_channels)}


def _standing_for(people, channels, on):
    """What stands that day, and the ids of those for whom everything is closed: they said no elsewhere for everybody,
    or died."""
    died = {person.pk for person in people if person.standing == Person.Standing.DIED}
    ids = [person.pk for person in people if person.pk not in died]
    elsewhere = set().union(*(closing.among(ids) for closing in _closings))
    standing = StandingConsent.objects.filter(person__in=ids, channel__in=channels, purpose__in=REACHING)
    return counted(standing, on) if elsewhere else _not_over(standing, on), died | elsewhere


def chips_of(person, *, on: date) -> list[Chip]:
    """The chips of one person, read once while their page is drawn: several parts of it show them."""
    if not hasattr(person, "_chips"):
        person._chips = chips_for([person], on=on)[person.pk]
    return person._chips


def shared_through(person, *, on: date) -> dict[str, list[str]]:
    """For which channels somebody said yes or no to being shown to partners: {"yes": [names], "no": [names]}."""
    rows = counted(StandingConsent.objects.filter(person=person, purpose=Purpose.SHARING), on)
    found: dict[str, list[str]] = {"yes": [], "no": []}
    for row in rows.order_by("pk"):
        if row.is_open or row.state == StandingConsent.State.NO:
            found["yes" if row.is_open else "no"].append(str(row.get_channel_display()))
    return found


def _state(rows, is_closed=False) -> str:
    """One word for a channel: yes when some purpose is open, else no when some is refused, else to be asked."""
    refused = is_closed or any(row.state == StandingConsent.State.NO for row in rows)
    return _word(any(row.is_open for row in rows), refused)


def _word(is_open, is_refused) -> str:
    if is_open:
        return "yes"
    return "no" if is_refused else "ask"


def _chip(channel, rows, is_closed=False) -> Chip:
    """The same with the day and the words of the newest, and for which purposes."""
    state = _state(rows, is_closed)
    if state == "ask":
        return Chip(channel, state, needs_guardian=bool(rows))
    shown = [row for row in rows if row.is_open or (state == "no" and row.state == StandingConsent.State.NO)]
    if not shown:
        return Chip(channel, state)
    newest = max(shown, key=lambda row: row.since)
    only = () if len(shown) == len(REACHING) else tuple(row.purpose for row in shown)
    return Chip(channel, state, newest.since, newest.source, only)
