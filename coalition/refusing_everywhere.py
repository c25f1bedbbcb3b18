"""A no that somebody says to one partner for all partners of its coalitions: it closes each partner's own records.

Only keyed hashes of ways to reach them are kept. A partner whose record is closed sees a no, and neither who wrote it
down nor who else knows the person. A later yes of the person's own, told to that partner, opens that partner's door
again, as any no is answered (members/ledger.py).
"""

import hmac
from collections import defaultdict
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from coalition.models import Coalition, EveryPartnerMatch, EveryPartnerRefusal, Partner
from members import allowed, finding, ledger
from members.models import ContactPoint, Person

Kind = EveryPartnerRefusal.Kind
BATCH = 500


def register() -> None:
    """Called once, by this app's `ready()`."""
    allowed.register_closing(
        allowed.Closing(
            consents=unanswered, people=people_closed, among=closed_among, spread=refuse, reaches=names_bound
        )
    )
    finding.watch(match)


def names_bound(organization) -> list[str]:
    """The coalitions in which a no to all would be heard."""
    return [str(coalition) for coalition in _coalitions_of(organization.pk)]


@transaction.atomic
def refuse(person, *, by, at=None) -> int:
    """Write down a no to all partners of the coalitions of the person's steward. Answers with how many records of
    theirs and others it closed; nobody is told which."""
    at = at or timezone.now()
    closed = 0
    for coalition in _coalitions_of(person.steward_id):
        for kind, value in _said_for(person):
            hashed = _hash(coalition.pk, kind, value, settings.SEAL_KEYS[0])
            scope = {"coalition": coalition, "kind": kind, "hash": hashed}
            refusal, is_new = EveryPartnerRefusal.objects.get_or_create(**scope, defaults={"at": at, "by": by})
            if not is_new and refusal.at < at:
                refusal.at = at
                refusal.save(update_fields=["at"])
        for organization in _bound_by(coalition):
            closed += len(_matched(_namesakes(organization, person), {organization: {coalition.pk}}))
    return closed


def match(people) -> None:
    """Find out whether a no to all partners is meant for these people; after their ways to be reached changed."""
    by_steward = defaultdict(list)
    for person in people:
        by_steward[person.steward_id].append(person)
    heard = defaultdict(set)
    bound = EveryPartnerRefusal.objects.order_by()
    for side in ("coalition__partners__organization", "coalition__keeper"):
        known = bound.filter(**{f"{side}__in": by_steward}).values_list("coalition", side).distinct()
        for coalition, organization in known:
            heard[organization].add(coalition)
    for steward, own in by_steward.items():
        if heard[steward]:
            _matched(own, {steward: heard[steward]})


def match_all(organization) -> None:
    """The same for everybody an organization knows: it has joined a coalition."""
    people = Person.objects.of(organization).order_by("pk")
    ids = list(people.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        match(Person.objects.filter(pk__in=ids[start : start + BATCH]))


def unanswered() -> Q:
    """Consents after which a no to all partners was said, or that were nobody's own word."""
    meant = EveryPartnerMatch.objects.filter(person=OuterRef("person"))
    return Exists(meant.filter(refusal__at__gte=OuterRef("since"))) | (
        Q(source__in=[source.value for source in ledger.IMPERSONAL]) & Exists(meant)
    )


def people_closed() -> Q:
    return Q(Exists(EveryPartnerMatch.objects.filter(person=OuterRef("pk"))))


def closed_among(ids) -> set[int]:
    """The same for a few people."""
    return set(EveryPartnerMatch.objects.filter(person__in=ids).order_by().values_list("person", flat=True))


# --- Below -------------------------------------------------------------------------------------------------------


def _coalitions_of(steward_id) -> list[Coalition]:
    partner_now = Partner.objects.current().filter(organization=steward_id).values("coalition")
    return list(Coalition.objects.filter(Q(pk__in=partner_now) | Q(keeper=steward_id)))


def _bound_by(coalition) -> set[int]:
    """The partners, and who keeps the roster: agreements are made with both (coalition/sharing.py)."""
    return {coalition.keeper_id, *coalition.partners.current().values_list("organization", flat=True)}


def _said_for(person) -> set[tuple[str, str]]:
    """What the no is kept by: an own phone or e-mail; what a family shares, only together with the name."""
    found = set()
    for kind, key, whose in person.contactpoints.values_list("kind", "key", "whose"):
        is_own = kind != ContactPoint.Kind.ADDRESS and whose == ContactPoint.Whose.OWN
        found.add((kind, key) if is_own else _named(person.name_folded, kind, key))
    return found


def _named(name, kind, key) -> tuple[str, str]:
    return (Kind.HOME if kind == ContactPoint.Kind.ADDRESS else kind, f"{name}|{key}")


def _marks(people) -> dict[int, set[tuple[str, str]]]:
    """By what each of them would be known again, alone and with the name."""
    found = defaultdict(set)
    points = ContactPoint.objects.filter(person__in=[person.pk for person in people])
    for person, name, kind, key in points.values_list("person", "person__name_folded", "kind", "key"):
        found[person] |= {(kind, key), _named(name, kind, key)}
    return found


def _namesakes(organization_id, person):
    """Records of an organization with a phone, an e-mail or an address of this person."""
    same = Q(pk__in=[])
    for kind, key in person.contactpoints.values_list("kind", "key"):
        same |= Q(kind=kind, key=key)
    points = ContactPoint.objects.filter(same, steward=organization_id)
    return list(Person.objects.filter(pk__in=points.values("person")))


def _matched(people, heard: dict[int, set[int]]) -> list[EveryPartnerMatch]:
    """Tie the people to each no that is meant for them. `heard`: coalitions by steward."""
    meant = defaultdict(set)
    for person, marks in _marks(people).items():
        for coalition in set().union(*heard.values()):
            for kind, value in marks:
                for key in settings.SEAL_KEYS:
                    meant[coalition, kind, _hash(coalition, kind, value, key)].add(person)
    rows = []
    hashes = [hashed for _coalition, _kind, hashed in meant]
    for start in range(0, len(hashes), BATCH):
        for refusal in EveryPartnerRefusal.objects.filter(hash__in=hashes[start : start + BATCH]):
            for person in meant[refusal.coalition_id, refusal.kind, refusal.hash]:
                rows.append(EveryPartnerMatch(refusal=refusal, person_id=person))
    EveryPartnerMatch.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return rows


def _hash(coalition_id: int, kind: str, value: str, key: str) -> str:
    said = f"none of you {coalition_id} {kind} {value}"
    return hmac.new(key.encode(), said.encode(), sha256).hexdigest()
