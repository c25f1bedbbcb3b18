"""The wall between partners: B tries every address of A's data before, during and after an agreement.

A is the demo's home organization with everything the demo knows of it; each word and number about its people, and each
word it wrote, reads like nothing else (tests/wall.py). Two worlds are compared: the demo as it is, and the same with
all of A's own words changed and further people, talks and lists of A's added. What a user outside A is answered is the
same in both, byte by byte: no count, order, page number, error or absence tells. Addresses come from the site itself
(tests/test_access.py) and from the examples of every page (tests/browser/demo_samples.py): A's own rows.
"""

import datetime as dt
import re
from collections import Counter
from html import unescape
from types import SimpleNamespace

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, Role, User
from campaigns.models.event import EventQuerySet
from coalition import counts, looking_across, sharing
from coalition.models import CommitteeSeat, ShareAgreement, ShareReceipt
from coalition.models.sharing import ShareAgreementQuerySet
from members import finding
from members.models import (
    BulkAction,
    ContactPoint,
    Conversation,
    ListEntry,
    Person,
    PersonList,
    Purpose,
    Segment,
    StandingConsent,
    Tag,
)
from members.models.person import PersonQuerySet
from members.models.segment import SharedQuerySet
from members.models.stewarded import StewardedQuerySet
from schools.models.ask import AskQuerySet
from schools.models.engagement import InputQuerySet, SessionQuerySet
from tests import wall
from tests.browser import demo_samples
from tests.factories import members as make
from tests.factories.accounts import GrantFactory, OrganizationFactory, UserFactory, member_of
from tests.factories.schools import EventFactory
from tests.test_access import addresses

pytestmark = pytest.mark.django_db

# How one leaves or changes one's own account: pressing these would end the walk, and none of them is about anybody.
OWN = ("account_", "mfa_", "set_language", "accounts:", "logout")
SHARED = {"coalition:shared_people", "coalition:shared_export"}
ANDRE = "andre@demo.example"
# What the search box and the searches' addresses are asked for.
WORDS = (
    "zyxomarkname", "zyxomarkpreferred", "zyxomarkmail", "zyxomarkstreet", "818.777.0001", "7770001", "+18187770001",
    "zyxomarkconversationheard", "zyxomarktag", "zyxomarkpersonlist",
)  # fmt: skip
# Orders one can ask for, and orders by what is not shown.
SORTS = ("name", "-talk", "new", "birth_year", "-contactpoints__key", "notes__words")
EVERY_ROLE, ORGANIZER, ADMIN, SPEAKER, STRANGER, NOBODY = (
    "every role", "organizer", "admin", "representative", "stranger", "signed out",
)  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The demo, the answers to everybody outside A before its words are marked, and then the marks. Built once: what a
    test changes is rolled back."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True),
        time_machine.travel(timezone.now(), tick=False),
        transaction.atomic(),
    ):
        yield _world()
        transaction.set_rollback(True)


def _world():
    samples = demo_samples.samples(demo_samples.build())
    home = Organization.objects.get(slug="community-coalition")
    agreement = ShareAgreement.objects.get(giver=home)
    place = SimpleNamespace(home=home, agreement=agreement, receiver=agreement.receiver, users=_users(agreement))
    void(agreement)
    examples = {example if isinstance(example, str) else example[0] for each in samples.values() for example in each}
    known = examples | set(questions(agreement))
    named = {wall.name_of(address) for address in known}
    known |= {here.example for here in addresses() if here.name not in named}
    place.addresses = sorted(address for address in known if not wall.name_of(address).startswith(OWN))
    spy = place.users.pop(EVERY_ROLE)
    everywhere = wall.walk(spy, place.addresses)
    place.answered = [address for address, (status, _text) in everywhere.items() if status not in (404, 405)]
    # For the others one address of each page that answers, and A's own numbers: their roles open no more.
    fewer = {wall.name_of(address): address for address in place.answered} | {
        wall.name_of(address): address for address in place.addresses if "/sharing/" in address
    }
    place.fewer = sorted(fewer.values())
    place.before = {who: wall.walk(user, place.fewer) for who, user in place.users.items()}
    place.before[EVERY_ROLE], place.users[EVERY_ROLE] = everywhere, spy
    place.marked = wall.mark_everything(home)
    _know_more_people(home, agreement.receiver)
    return place


def _users(agreement):
    spy = UserFactory(name="Spy With Every Role")
    for role in Role:
        GrantFactory(user=spy, organization=agreement.receiver, role=role)
    return {
        EVERY_ROLE: spy,
        ORGANIZER: member_of(agreement.receiver, Role.ORGANIZER),
        ADMIN: member_of(agreement.receiver, Role.ORGANIZATION_ADMIN),
        SPEAKER: _speaker(agreement),
        STRANGER: member_of(OrganizationFactory(name="Invented Strangers"), Role.ORGANIZATION_ADMIN),
        NOBODY: None,
    }


def _speaker(agreement):
    """Who sits on a committee of the coalition for B, signed in as no more than that."""
    seats = CommitteeSeat.objects.filter(committee__coalition=agreement.coalition, organization=agreement.receiver)
    speaker = seats.current(agreement.giver.today()).first().holder
    speaker.user = UserFactory(name=speaker.name)
    speaker.save()
    GrantFactory(user=speaker.user, organization=agreement.receiver, role=Role.PARTNER_REPRESENTATIVE)
    return speaker.user


def questions(agreement):
    """Searches, orders, pages and saved searches by A's words and A's numbers."""
    home, people = agreement.giver, reverse("members:list")
    shared = reverse("coalition:shared_people", args=[agreement.pk])
    for words in WORDS:
        for page in (reverse("search"), reverse("members:find"), people, shared, reverse("members:log")):
            yield f"{page}?{'who' if page == reverse('members:log') else 'q'}={words}"
    yield from (f"{people}?sort={sort}" for sort in SORTS)
    yield from (f"{page}?page={number}" for page in (people, shared) for number in (2, 9999))
    yield from (f"{people}?search={segment.pk}" for segment in Segment.objects.of(home))
    yield from (f"{people}?tag={tag.pk}" for tag in Tag.objects.of(home)[:3])
    for other in ShareAgreement.objects.all():
        for name in ("agreement", "shared_people", "shared_export", "receipts", "share_change", "end_sharing"):
            yield reverse(f"coalition:{name}", args=[other.pk])
    for receipt in ShareReceipt.objects.all():
        yield reverse("coalition:receipt", args=[receipt.pk])
    person = Person.objects.of(home).order_by("pk").first()
    for here in addresses():
        if here.name.startswith(("members:", "schools:", "campaigns:")) and here.example.count("999999") == 1:
            yield here.example.replace("999999", str(person.pk))


def _know_more_people(home, receiver):
    """Further people of A: some with the phones, e-mails and names of B's people, talked with, on lists, minors."""
    theirs = list(ContactPoint.objects.filter(steward=receiver, kind__in=("phone", "email")).select_related("person"))
    for number, point in enumerate(theirs[:12]):
        twin = make.PersonFactory(
            steward=home, given_name=point.person.given_name, family_name=point.person.family_name, birth_year=2015
        )
        ContactPoint.objects.create(steward=home, person=twin, kind=point.kind, value=point.value, key=point.key)
        make.ConversationFactory(person=twin, heard=f"Zyxomarktwin{number}", talked_on=dt.date(2026, 9, 1))
        finding.refresh([twin])
    for number in range(40):
        make.PersonFactory(steward=home, given_name=f"Zyxomarkmore{number}", family_name="Zyxomarkfurther")
    make.PersonListFactory(steward=home, name="Zyxomarkfurtherlist")
    EventFactory(steward=home, name="Zyxomarkfurtherevent")


def void(agreement):
    ShareAgreement.objects.filter(pk=agreement.pk).update(giver_signed_at=None, giver_signed_by=None)
    agreement.refresh_from_db()


def stand(world):
    """Let both sides have signed. Answers with the agreement."""
    andre = User.objects.get(email=ANDRE)
    sharing.sign(world.agreement, by=andre, organization=world.home)
    return ShareAgreement.objects.get(pk=world.agreement.pk)


def end(agreement):
    return sharing.end(agreement, by=User.objects.get(email=ANDRE))


def agreed(agreement) -> Counter:
    """What the agreement lets B read, one person a row: the values of its facts, each as often as it stands there."""
    shown = looking_across.preview(agreement, by=agreement.giver_signed_by).people
    return Counter(tuple(sorted(wall.marks_in(" | ".join(person.values.values())))) for person in shown)


def rows_on(page: str) -> Counter:
    """The marks of each row of the table on a page."""
    rows = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    found = (tuple(sorted(wall.marks_in(unescape(re.sub(r"<[^>]+>", " | ", row))))) for row in rows)
    return Counter(marks for marks in found if marks)


def allowed(world) -> set[str]:
    """Names and phones of A's people whom the agreement may be about at most, asked of the rows themselves and not of
    what is tested: on its list, grown up, not protected, with a yes to being shared."""
    on_list = world.agreement.people.values("person")
    said_yes = StandingConsent.objects.filter(purpose=Purpose.SHARING, is_open=True).values("person")
    people = Person.objects.of(world.home).filter(pk__in=on_list, is_protected=False, grade_band="")
    people = list(people.filter(pk__in=said_yes))
    names = {person.name for person in people}
    phones = {point.shown for point in ContactPoint.objects.filter(person__in=people, kind="phone")}
    return wall.marks_in(" | ".join([*names, *phones]))


# --- Before ------------------------------------------------------------------------------------------------------


def test_every_text_that_the_giver_writes_is_marked(world):
    blank = {"SealedNote.words"}  # nobody sealed anything in the demo: tests/members/test_sealing.py

    assert {name for name, count in world.marked.items() if not count} <= blank
    assert len(world.marked) > 50


@pytest.mark.parametrize("who", [EVERY_ROLE, ORGANIZER, ADMIN, SPEAKER, STRANGER, NOBODY])
def test_nothing_that_is_answered_outside_depends_on_what_an_organization_keeps_to_itself(world, who):
    after = wall.walk(world.users[who], world.before[who])

    assert wall.leaks(after) == {}
    different = [
        address
        for address, answer in after.items()
        if wall.comparable(answer) != wall.comparable(world.before[who][address])
    ]
    assert different == []
    assert len(after) > (400 if who == EVERY_ROLE else 80)


# --- During and after --------------------------------------------------------------------------------------------


def test_a_partner_sees_exactly_what_was_agreed_and_only_meanwhile(world):
    agreement = stand(world)
    may_read, spy = agreed(agreement), world.users[EVERY_ROLE]
    assert may_read.total() > 10
    assert set().union(*may_read) <= allowed(world)

    during = wall.walk(spy, {*world.answered, *world.fewer, *shared_by(agreement)})

    assert {wall.name_of(address) for address in wall.leaks(during)} == SHARED
    assert rows_on(during[reverse("coalition:shared_people", args=[agreement.pk])][1]) == may_read
    assert file_rows(world, agreement, spy) == may_read
    hidden = ("zyxomarkmail", "zyxomarkstreet", "zyxomarkconversation", "zyxomarktag", "zyxomarkpersonlist")
    assert not [address for address in wall.leaks(during) if any(word in address for word in hidden)]

    end(agreement)
    after = wall.walk(spy, [*wall.leaks(during), *world.fewer])
    assert wall.leaks(after) == {}
    assert {after[address][0] for address in wall.leaks(during)} == {404}


def file_rows(world, agreement, user) -> Counter:
    answer = wall.client_of(user).get(reverse("coalition:shared_export", args=[agreement.pk]))
    found = (tuple(sorted(wall.marks_in(" | ".join(map(str, row))))) for row in wall.rows_of(answer.content))
    return Counter(marks for marks in found if marks)


@pytest.mark.parametrize(("who", "reads"), [
    (ORGANIZER, SHARED), (ADMIN, SHARED), (SPEAKER, set()), (STRANGER, set()), (NOBODY, set()),
])  # fmt: skip
def test_who_reads_under_an_agreement_that_stands(world, who, reads):
    agreement = stand(world)
    about = [address for address in world.addresses if "/sharing/" in address]

    seen = wall.leaks(wall.walk(world.users[who], about))

    assert {wall.name_of(address) for address in seen} == reads
    assert all(marks <= set().union(*agreed(agreement)) for marks in seen.values())


def test_a_look_leaves_a_receipt_that_both_read(world):
    agreement = stand(world)

    wall.client_of(world.users[ORGANIZER]).get(reverse("coalition:shared_people", args=[agreement.pk]))

    receipt = agreement.receipts.latest("pk")
    assert (receipt.by, receipt.people) == (world.users[ORGANIZER], agreed(agreement).total())


# --- Changing ----------------------------------------------------------------------------------------------------


def test_a_partner_changes_nothing_of_anothers(world):
    before, client, wrong, tried = wall.kept(world.home), wall.client_of(world.users[EVERY_ROLE]), [], set()
    for address in world.addresses:
        got = world.before[EVERY_ROLE][address][0]
        if got not in (404, 405):
            continue
        name = wall.name_of(address)
        for verb in ("post", "put", "delete") if got == 404 and name not in tried else ("post",):
            tried.add(name)
            answer = getattr(client, verb)(address).status_code
            # Where there is only a deed, the number may be that of a row of B's own: A's rows say whether it was A's.
            if answer >= 500 or (got == 404 and answer not in (404, 405)):
                wrong.append(f"{verb} {address}: {answer}")

    assert wrong == [], "\n".join(wrong)
    assert wall.kept(world.home) == before


def test_a_form_of_ones_own_takes_no_numbers_of_anothers(world):
    client, before = wall.client_of(world.users[EVERY_ROLE]), wall.kept(world.home)
    theirs = list(Person.objects.of(world.home).values_list("pk", flat=True)[:3])
    own = PersonList.objects.create(steward=world.receiver, name="Own", owner=world.users[EVERY_ROLE])
    tag, segment = Tag.objects.of(world.home).first(), Segment.objects.of(world.home).first()
    today = world.home.today()
    agreement = {
        "direction": "give", "partner": f"{world.agreement.coalition_id}-{world.home.pk}", "purpose": "Calls",
        "matter": "organizing", "fields_shared": ["name"], "starts_on": today, "ends_on": today,
    }  # fmt: skip
    for fields in (
        {"kind": "list", "list": own.pk}, {"kind": "stop", "how_far": "us", "source": "call", "said_on": today,
        "evidence": "x"}, {"kind": "tag", "tag": tag.pk}, {"kind": "export", "purpose": "x", "format": "csv"},
    ):  # fmt: skip
        client.post(reverse("members:bulk"), {**fields, "person": theirs, "go": "1", "query": ""})
    for pk in theirs:
        client.post(reverse("members:put_on_list", args=[own.pk, pk]))
        client.post(reverse("members:log"), {"person": pk, "who": "x", "kind": "call", "talked_on": today})
    client.post(reverse("coalition:share_draft"), {**agreement, "whom": f"search-{segment.pk}"})

    assert not BulkAction.objects.of(world.receiver).filter(done_by=world.users[EVERY_ROLE]).exists()
    assert not ListEntry.objects.filter(list=own).exists()
    assert not ShareAgreement.objects.filter(giver=world.receiver, segment_id=segment.pk).exists()
    assert wall.kept(world.home) == before


# --- The same walk with a hole in the wall -----------------------------------------------------------------------


def _hole(cls, name="visible_to"):
    """A queryset that answers with every row."""
    return lambda patch: patch.setattr(cls, name, lambda queryset, user=None: queryset.all())


def _searches_everybody(patch):
    for name in ("closest", "some", "searching"):
        real = getattr(finding, name)
        patch.setattr(finding, name, lambda people, *rest, real=real, **more: real(Person.objects.all(), *rest, **more))


NUMBERS = ("members:person", "members:conversation", "members:household", "members:team", "members:call_list")
HOLES = {
    "people of everybody": (_hole(PersonQuerySet), ("members:list", "search", "members:find")),
    "rows about people of everybody": (_hole(StewardedQuerySet), NUMBERS),
    "lists of everybody": (_hole(SharedQuerySet), ("members:lists", "members:person_list", "members:segment")),
    "events of everybody": (_hole(EventQuerySet), ("campaigns:events",)),
    "sessions of everybody": (_hole(SessionQuerySet), ("schools:session", "schools:sessions")),
    "comments of everybody": (_hole(InputQuerySet), ("schools:ask_comments", "schools:disagreement")),
    "asks of everybody": (_hole(AskQuerySet), ("schools:ask",)),
    "a search that finds hidden names": (_searches_everybody, ("search", "members:find", "members:log")),
}


@pytest.mark.parametrize("hole", HOLES)
def test_the_walk_finds_a_hole(world, monkeypatch, hole):
    dig, names = HOLES[hole]
    where = [address for address in world.addresses if wall.name_of(address) in names]
    assert wall.leaks(wall.walk(world.users[EVERY_ROLE], where)) == {}

    dig(monkeypatch)

    assert wall.leaks(wall.walk(world.users[EVERY_ROLE], where))


def test_the_walk_finds_an_agreement_that_goes_on_after_its_end(world, monkeypatch):
    agreement = end(stand(world))
    where = shared_by(agreement)
    assert wall.leaks(wall.walk(world.users[ORGANIZER], where)) == {}

    monkeypatch.setattr(ShareAgreementQuerySet, "standing", lambda queryset, on=None: queryset.current(on))
    monkeypatch.setattr(sharing, "state_of", lambda *agreement, **more: sharing.State.STANDS)

    assert wall.leaks(wall.walk(world.users[ORGANIZER], where))


def test_the_walk_finds_an_agreement_that_strangers_read(world, monkeypatch):
    where = shared_by(stand(world))
    assert wall.leaks(wall.walk(world.users[STRANGER], where)) == {}

    monkeypatch.setattr(ShareAgreementQuerySet, "readable_by", lambda queryset, user: queryset.all())

    assert wall.leaks(wall.walk(world.users[STRANGER], where))


def test_the_walk_finds_an_agreement_that_shows_more_people_than_were_agreed(world, monkeypatch):
    agreement = stand(world)
    may_read = agreed(agreement)

    monkeypatch.setattr(looking_across, "_population", lambda agreement, user: Person.objects.of(agreement.giver))
    seen = wall.walk(world.users[ORGANIZER], shared_by(agreement))

    assert all(rows != may_read for rows in (rows_on(text) for _status, text in seen.values()))


def test_the_walk_finds_counts_of_a_few(world, monkeypatch):
    coalition, last_year = world.agreement.coalition, world.home.today().year - 1
    coalition.partners.update(joins_counts=True)
    was = timezone.now() - dt.timedelta(days=200)
    Conversation.objects.update(talked_on=dt.date(last_year - 1, 3, 1))
    few = [make.ConversationFactory(person=person).pk for person in Person.objects.of(world.home)[:3]]
    talks = Conversation.objects.filter(pk__in=few)
    talks.update(talked_on=dt.date(last_year, 3, 1), recorded_at=was)
    Person.objects.update(created_at=was)
    where = [reverse("coalition:counts", args=[coalition.pk]) + f"?year={last_year}"]

    def answered():
        return wall.comparable(wall.walk(world.users[ORGANIZER], where)[where[0]])

    def differs():
        with_them = answered()
        with transaction.atomic():
            talks.update(talked_on=dt.date(last_year - 1, 3, 1))
            without = answered()
            transaction.set_rollback(True)
        return with_them != without

    assert not differs()

    monkeypatch.setattr(counts, "publish", lambda only, several, own: (sum(only) + several, only, several))

    assert differs()


def shared_by(agreement) -> list[str]:
    return [reverse(name, args=[agreement.pk]) for name in sorted(SHARED)]
