"""What one organization sees of another's people under an agreement: worked out anew at each look, and receipted.

This is the only way across. A person is shown only while everything below holds at that moment: they are among those
the agreement is about; they are grown up, not protected, alive, never erased; they themselves said yes to being shared
with partners through some channel; and they refused neither sharing nor the agreement's kind of matter there. A phone
or an e-mail is shown only where its own channel is open for that matter too. What comes out are plain values: no
Person of one organization ever becomes a record of another.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, may
from coalition import sharing
from coalition.models import ShareAgreement, SharedField, ShareReceipt
from kit.folding import fold
from members import allowed, conditions
from members.conditions import Asker
from members.forgotten import NAME, erased_among
from members.looking import looked
from members.models import Channel, ContactPoint, Person, PersonView, Purpose, StandingConsent

# Photos are no way to reach somebody.
WAYS = (Channel.CALL, Channel.TEXT, Channel.EMAIL, Channel.MAIL, Channel.DOOR)
PHONE_WAYS = (Channel.CALL, Channel.TEXT)
OWN = (ContactPoint.Whose.OWN, ContactPoint.Whose.FAMILY)
LOOKS = {ShareReceipt.Way.EXPORT: PersonView.Kind.EXPORT, ShareReceipt.Way.PERSON: PersonView.Kind.PAGE}


class LeftOut(models.TextChoices):
    """Why somebody is not shown. Only the giver is told, and only how many."""

    MINOR = "minor", _("may be under 18")
    PROTECTED = "protected", _("protected")
    GONE = "gone", _("died or asked to be forgotten")
    REFUSED = "refused", _("said no")
    NOT_ASKED = "not_asked", _("no consent to sharing")


@dataclass(frozen=True)
class SharedPerson:
    """One person as the receiver sees them: the agreed facts as text, and for what their phone or e-mail may be used.

    `pk` is for the receipt alone and is on no page.
    """

    pk: int
    values: dict[str, str]
    ways: tuple[str, ...] = ()

    @property
    def way_names(self) -> list[str]:
        return [str(Channel(way).label) for way in self.ways]

    def matches(self, words: list[str]) -> bool:
        """Whether every word is found in what is shown. What is not shown is not searched."""
        shown = fold(" ".join(self.values.values()))
        digits = "".join(letter for letter in self.values.get(SharedField.PHONE, "") if letter.isdigit())
        return all(word in shown or (word.isdigit() and word in digits) for word in words)


@dataclass(frozen=True)
class Preview:
    """What an agreement would show today. `left_out`: how many for which reason, for the giver alone."""

    people: list[SharedPerson]
    fields: list[SharedField]
    left_out: dict[LeftOut, int] = field(default_factory=dict)

    @property
    def left_out_in_all(self) -> int:
        return sum(self.left_out.values())


_providers: dict[str, Callable] = {}


def register_fact(name: SharedField, provider: Callable) -> None:
    """Let a higher storey say a fact: `provider(people, on)` gives {person id: text}. Called from `ready()`."""
    _providers[SharedField(name)] = provider


def preview(agreement, *, by) -> Preview:
    """What it would show if it stood today, for somebody of the giving side. No receipt: these are their own people."""
    if not may(by, Permission.SHARE_PEOPLE, agreement.giver):
        raise PermissionDenied
    shown, left_out = _sorted(agreement, agreement.giver_signed_by or by)
    counts = Counter(left_out.values())
    return Preview(
        people=_values(agreement, shown),
        fields=fields_of(agreement),
        left_out={reason: counts[reason] for reason in LeftOut if counts[reason]},
    )


def how_many(agreement) -> int | None:
    """How many people the giver offers, for the receiver before signing. None until the giver signed these terms."""
    if not agreement.giver_signed_at or sharing.state_of(agreement) in (sharing.State.CHANGED, sharing.State.APART):
        return None
    return len(_sorted(agreement, agreement.giver_signed_by)[0])


@transaction.atomic
def seen(agreement, *, by, way, words="", part=None) -> list[SharedPerson]:
    """What the receiver's user sees now, with one receipt of it. Raises PermissionDenied when nothing may be seen.

    `words`: only those in whose shown facts every word is found. `part(people)` picks the part that is really shown,
    e.g. one page; only that part is receipted. The row is held meanwhile: no receipt is later than the end.
    """
    open_to = ShareAgreement.objects.readable_by(by).standing(agreement.giver.today())
    found = open_to.filter(pk=agreement.pk).select_related("giver", "receiver", "giver_signed_by")
    agreement = found.select_for_update(of=("self",)).first()
    if agreement is None or sharing.state_of(agreement) != sharing.State.STANDS or not only_facts(agreement):
        raise PermissionDenied
    if way == ShareReceipt.Way.EXPORT and not may(by, Permission.EXPORT, agreement.receiver):
        raise PermissionDenied
    people, _left_out = _sorted(agreement, agreement.giver_signed_by)
    shown = _values(agreement, people)
    asked = fold(words).split()
    if asked:
        shown = [person for person in shown if person.matches(asked)]
    shown = list(part(shown)) if part else shown
    ids = [person.pk for person in shown]
    ShareReceipt.objects.create(
        agreement=agreement, by=by, way=way, fields=agreement.fields, person_ids=ids, people=len(ids)
    )
    by_id = {person.pk: person for person in people}
    looked(by, [by_id[pk] for pk in ids], LOOKS.get(way, PersonView.Kind.LIST))
    return shown


def only_facts(agreement) -> bool:
    """Whether the row names nothing but what can be shared, whoever wrote into it, and how."""
    return all(isinstance(name, str) and name in SharedField.values for name in agreement.fields)


def fields_of(agreement) -> list[SharedField]:
    """The agreed facts in their usual order."""
    return [name for name in SharedField if name in agreement.fields]


# --- Who ---------------------------------------------------------------------------------------------------------


def _population(agreement, asker_user):
    """Whom it is about: the giver's people alone, whatever the list or the saved search says."""
    ours = Person.objects.of(agreement.giver)
    if agreement.population == ShareAgreement.Population.LIST:
        return ours.filter(pk__in=agreement.people.values("person"))
    segment = sharing.segment_of(agreement)
    if segment is None or not segment.tree:
        return ours.none()
    try:
        asked = conditions.q_of(segment.tree, Asker(asker_user, agreement.giver, agreement.giver.today()))
    except ValidationError:
        return ours.none()
    return ours.filter(asked)


def _sorted(agreement, asker_user) -> tuple[list[Person], dict[int, LeftOut]]:
    """Who is shown, and why each other one is not. Always a few queries, however many people."""
    on = agreement.giver.today()
    people = list(_population(agreement, asker_user).select_related("rung").order_by("pk"))
    ids = [person.pk for person in people]
    is_open, refused = _answers(agreement, ids, on)
    forgotten = _forgotten(agreement.giver, people)
    elsewhere = allowed.closed_elsewhere()
    closed = set(Person.objects.filter(elsewhere, pk__in=ids).values_list("pk", flat=True)) if elsewhere else set()
    shown, left_out = [], {}
    for person in people:
        ways = is_open[person.pk] - refused[person.pk]
        if person.is_minor(on):
            left_out[person.pk] = LeftOut.MINOR
        elif person.is_protected:
            left_out[person.pk] = LeftOut.PROTECTED
        elif person.standing == Person.Standing.DIED or person.pk in forgotten:
            left_out[person.pk] = LeftOut.GONE
        elif ways:
            shown.append(person)
        else:
            said_no = refused[person.pk] or person.pk in closed
            left_out[person.pk] = LeftOut.REFUSED if said_no else LeftOut.NOT_ASKED
    return shown, left_out


def _answers(agreement, ids, on):
    """For each person: channels through which they let themselves be shared, and channels they closed."""
    rows = StandingConsent.objects.filter(
        person__in=ids, channel__in=WAYS, purpose__in=(Purpose.SHARING, agreement.matter)
    )
    is_open, refused = defaultdict(set), defaultdict(set)
    for row in allowed.counted(rows, on):
        if row.state == StandingConsent.State.NO:
            refused[row.person_id].add(row.channel)
        elif row.is_open and row.purpose == Purpose.SHARING:
            is_open[row.person_id].add(row.channel)
    return is_open, refused


def _forgotten(giver, people) -> set[int]:
    """People who are here again although somebody with their phone, their e-mail, or name and address was erased."""
    marks = defaultdict(set)
    points = ContactPoint.objects.filter(person__in=[person.pk for person in people])
    for person, kind, key in points.values_list("person", "kind", "key"):
        marks[person].add((kind, key))
    for person in people:
        marks[person.pk].add((NAME, person.name_folded))
    erased = erased_among(giver, set().union(*marks.values()))
    found = set()
    for person, own in marks.items():
        kinds = {kind for kind, _key in own & erased}
        if kinds & {"phone", "email"} or {NAME, "address"} <= kinds:
            found.add(person)
    return found


# --- What --------------------------------------------------------------------------------------------------------


def _values(agreement, people) -> list[SharedPerson]:
    """The agreed facts of these people as text, in the order of what is shown: nothing hidden decides the order."""
    on = agreement.giver.today()
    fields = fields_of(agreement)
    points = _points(agreement, people, on)
    told = {name: _providers[name](people, on) for name in fields if name in _providers}
    shown = [_shared(person, fields, points[person.pk], told) for person in people]
    return sorted(shown, key=lambda person: [fold(value) for value in person.values.values()])


def _shared(person, fields, points, told) -> SharedPerson:
    known = {
        SharedField.NAME: person.name,
        SharedField.LANGUAGE: str(person.language_name),
        SharedField.RUNG: person.rung.name if person.rung else "",
        **points.values,
        **{name: texts.get(person.pk, "") for name, texts in told.items()},
    }
    values = {name.value: known.get(name, "") for name in fields}
    return SharedPerson(person.pk, values, points.ways_of(values))


@dataclass
class _Points:
    values: dict = field(default_factory=dict)
    ways: tuple[str, ...] = ()

    def ways_of(self, values) -> tuple[str, ...]:
        """For what the shown ones may be used."""
        can: dict[str, str] = {
            Channel.EMAIL: SharedField.EMAIL, Channel.CALL: SharedField.PHONE, Channel.TEXT: SharedField.PHONE,
        }  # fmt: skip
        return tuple(way for way in self.ways if values.get(can[way]))


def _points(agreement, people, on) -> dict[int, _Points]:
    """Each person's phone and e-mail as far as the channel is open, and ZIP code."""
    asked = {SharedField.PHONE, SharedField.EMAIL, SharedField.ZIP_CODE} & set(agreement.fields)
    found: dict[int, _Points] = defaultdict(_Points)
    if not asked:
        return found
    ids = [person.pk for person in people]
    for person, ways in _usable(agreement, ids, on).items():
        found[person].ways = tuple(way for way in (*PHONE_WAYS, Channel.EMAIL) if way in ways)
    good = ContactPoint.objects.good().filter(person__in=ids, whose__in=OWN)
    for point in good.order_by("person", "kind", "-is_preferred", "pk"):
        own = found[point.person_id]
        if point.kind == ContactPoint.Kind.PHONE and set(own.ways) & set(PHONE_WAYS):
            own.values.setdefault(SharedField.PHONE, point.shown)
        elif point.kind == ContactPoint.Kind.EMAIL and Channel.EMAIL in own.ways:
            own.values.setdefault(SharedField.EMAIL, point.shown)
        elif point.kind == ContactPoint.Kind.ADDRESS:
            own.values.setdefault(SharedField.ZIP_CODE, point.zip_code)
    return found


def _usable(agreement, ids, on) -> dict[int, set[str]]:
    """Channels open both for being shared and for the matter itself."""
    rows = StandingConsent.objects.filter(person__in=ids, purpose__in=(Purpose.SHARING, agreement.matter), is_open=True)
    open_for = defaultdict(set)
    for person, channel, purpose in allowed.counted(rows, on).values_list("person", "channel", "purpose"):
        open_for[person, channel].add(purpose)
    found = defaultdict(set)
    for (person, channel), purposes in open_for.items():
        if len(purposes) == 2:
            found[person].add(channel)
    return found
