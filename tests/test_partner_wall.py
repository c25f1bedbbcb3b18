"""The wall between partners: B tries every address of A's data before, during and after an agreement.

A is the demo's home organization with everything the demo knows of it, each word and number about people replaced by
one that stands nowhere else. B is a user with every role in a partner of the same coalition. Addresses come from the
site itself (tests/test_access.py) and from the examples of every page (tests/browser/demo_samples.py): A's own rows.
"""

import io
import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import resolve, reverse
from python_calamine import CalamineWorkbook

from accounts.models import Organization, Role, User
from coalition import looking_across, sharing
from coalition.models import ShareAgreement, ShareReceipt
from members import finding
from members.models import (
    CallList,
    ConsentEvent,
    ContactPoint,
    Conversation,
    CustomField,
    Handover,
    Household,
    NextStep,
    Person,
    PersonList,
    Purpose,
    Relationship,
    Segment,
    StandingConsent,
    Tag,
    TagGroup,
    Team,
)
from schools.models import Ask, Input
from tests.browser import demo_samples
from tests.factories.accounts import GrantFactory, UserFactory
from tests.test_access import addresses

pytestmark = pytest.mark.django_db

# No word of ours, no number of the demo's and no random token reads like this.
MARK = re.compile(r"Zyxomark[a-z]+\d*|\(818\) 777-\d{4}|\+?1?818777\d{4}")
# How one leaves or changes one's own account: pressing these would end the walk, and none of them is about anybody.
OWN = ("account_", "mfa_", "set_language", "accounts:", "logout")
SHARED = {"coalition:shared_people", "coalition:shared_export"}
# What the search box and the searches' addresses are asked for; written small, so that the echo is no mark.
WORDS = (
    "zyxomarkname",
    "zyxomarkmail",
    "zyxomarkstreet",
    "818.777.0001",
    "7770001",
    "zyxomarkheard",
    "zyxomarktag",
    "zyxomarklist",
)


@pytest.fixture
def place(settings):
    settings.DEMO = True
    demo = demo_samples.build()
    found = demo_samples.samples(demo)
    home = Organization.objects.get(slug="community-coalition")
    agreement = ShareAgreement.objects.get(giver=home)
    spy = UserFactory(name="Spy With Every Role")
    for role in Role:
        GrantFactory(user=spy, organization=agreement.receiver, role=role)
    mark_everything(home)
    client = Client()
    client.force_login(spy)
    client.raise_request_exception = False
    examples = {example if isinstance(example, str) else example[0] for each in found.values() for example in each}
    known = examples | {here.example for here in addresses()} | set(questions(agreement))
    walked = sorted(address for address in known if not name_of(address).startswith(OWN))
    return SimpleNamespace(home=home, agreement=agreement, spy=spy, client=client, addresses=walked)


def mark_everything(home):
    """Each word about A's people says that it is A's."""
    people = list(Person.objects.of(home))
    for person in people:
        person.given_name, person.preferred_name = f"Zyxomarkname{person.pk}", ""
        person.family_name = f"Zyxomarkfamily{person.pk}"
        person.pronouns = person.origin = "Zyxomarkaside"
        person.clean()
    Person.objects.bulk_update(people, ["given_name", "preferred_name", "family_name", "pronouns", "origin"], 200)
    points = list(ContactPoint.objects.filter(steward=home))
    for number, point in enumerate(points):
        value = {"phone": f"+1818777{number:04d}", "email": f"Zyxomarkmail{number}@example.org"}
        point.value = point.key = value.get(point.kind, f"{number} Zyxomarkstreet")
    ContactPoint.objects.bulk_update(points, ["value", "key"], 200)
    finding.refresh(people)
    Conversation.objects.of(home).update(
        heard="Zyxomarkheard", story="Zyxomarkstory", interests="Zyxomarkwish", request="Zyxomarkrequest"
    )
    NextStep.objects.of(home).update(what="Zyxomarkstep")
    Relationship.objects.of(home).update(note="Zyxomarknote")
    Handover.objects.of(home).update(context="Zyxomarkcontext")
    for model in (Tag, TagGroup, PersonList, Segment, Team, Household, CallList):
        for row in model.objects.of(home):
            model.objects.filter(pk=row.pk).update(name=f"Zyxomark{model.__name__.lower()}{row.pk}")
    CustomField.objects.of(home).update(name_en="Zyxomarkfield", name_es="Zyxomarkfield")
    Input.objects.filter(session__event__steward=home).update(
        words="Zyxomarksaid", translation="Zyxomarksaid", may_quote=False
    )
    Ask.objects.filter(steward=home, coalition=None).update(wording_en="Zyxomarkask", wording_es="Zyxomarkask")


def questions(agreement):
    """Searches and lists asked for A's words, A's segments and A's tags by their numbers."""
    home = agreement.giver
    for words in WORDS:
        yield f"/search/?q={words}"
        yield f"/people/find/?q={words}"
        yield f"/people/?q={words}"
        yield reverse("coalition:shared_people", args=[agreement.pk]) + f"?q={words}"
    for segment in Segment.objects.of(home):
        yield f"/people/?search={segment.pk}"
    for tag in Tag.objects.of(home)[:3]:
        yield f"/people/?tag={tag.pk}"
    for other in ShareAgreement.objects.all():
        for name in ("agreement", "shared_people", "shared_export", "receipts", "share_change", "end_sharing"):
            yield reverse(f"coalition:{name}", args=[other.pk])
    for receipt in ShareReceipt.objects.all():
        yield reverse("coalition:receipt", args=[receipt.pk])
    for person in Person.objects.of(home).order_by("pk")[:2]:
        for here in addresses():
            if here.name.startswith(("members:", "schools:", "campaigns:")) and here.example.count("999999") == 1:
                yield here.example.replace("999999", str(person.pk))


def name_of(address):
    return resolve(address.partition("?")[0]).view_name


def walk(place) -> dict[str, set[str]]:
    """What B reads of A, by address: only addresses that say something of A."""
    leaks = {}
    for address in place.addresses:
        answer = place.client.get(address)
        assert answer.status_code < 500, address
        found = set(MARK.findall(text_of(answer)))
        if found:
            leaks[address] = found
    return leaks


def text_of(answer) -> str:
    """Everything of an answer: its headers, its body, and the cells of a workbook."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = f"{answer.headers} {body.decode(errors='replace')}"
    if body[:2] == b"PK":
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        said += str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    return said


def agreed(place) -> set[str]:
    """Every mark that the agreement lets B read, and no other: names and phones of the people it is about."""
    giver = place.agreement.giver_signed_by or User.objects.get(email="andre@demo.example")
    shown = looking_across.preview(place.agreement, by=giver).people
    return set(MARK.findall(" ".join(" ".join(person.values.values()) for person in shown)))


def allowed(place) -> set[str]:
    """Names and phones of A's people whom the agreement may be about at most, asked of the rows themselves and not of
    what is tested: on its list, grown up, not protected, with a yes to being shared."""
    on_list = place.agreement.people.values("person")
    said_yes = StandingConsent.objects.filter(purpose=Purpose.SHARING, is_open=True).values("person")
    people = Person.objects.of(place.home).filter(pk__in=on_list, is_protected=False, grade_band="")
    people = list(people.filter(pk__in=said_yes))
    names = {f"{person.given_name} {person.family_name}" for person in people}
    phones = {point.shown for point in ContactPoint.objects.filter(person__in=people, kind="phone")}
    return set(MARK.findall(" ".join([*names, *phones])))


def fingerprint(home) -> list:
    """What B could have changed of A."""
    models = (
        Person, ContactPoint, Conversation, NextStep, Tag, PersonList, Segment, Team, Household, ConsentEvent,
        StandingConsent, Relationship, Handover, CallList, TagGroup, CustomField, Ask,
    )  # fmt: skip
    rows = [list(model.objects.filter(steward=home).order_by("pk").values_list()) for model in models]
    return [*rows, list(Input.objects.filter(session__event__steward=home).order_by("pk").values_list())]


def void(agreement):
    ShareAgreement.objects.filter(pk=agreement.pk).update(giver_signed_at=None, giver_signed_by=None)
    agreement.refresh_from_db()


def test_a_partner_sees_exactly_what_was_agreed_and_only_meanwhile(place):
    agreement, andre = place.agreement, User.objects.get(email="andre@demo.example")
    assert len(place.addresses) > 300
    void(agreement)
    assert walk(place) == {}, "before"

    sharing.sign(agreement, by=andre, organization=place.home)
    agreement.refresh_from_db()
    may_read, during = agreed(place), walk(place)
    assert may_read <= allowed(place)

    assert {name_of(address) for address in during} == SHARED
    assert len(may_read) > 20
    plain = {name: reverse(name, args=[agreement.pk]) for name in SHARED}
    assert {name: during[address] for name, address in plain.items()} == dict.fromkeys(SHARED, may_read)
    hidden = {"zyxomarkmail", "zyxomarkstreet", "zyxomarkheard", "zyxomarktag", "zyxomarklist"}
    assert not [address for address in during if any(word in address for word in hidden)]
    assert agreement.receipts.filter(by=place.spy).exists()

    sharing.end(agreement, by=andre)
    assert walk(place) == {}, "after"


def test_a_partner_changes_nothing_of_anothers(place):
    before = fingerprint(place.home)
    wrong = []
    for address in place.addresses:
        got = place.client.get(address).status_code
        if got not in (404, 405):
            continue
        for verb in ("post", "put", "delete") if got == 404 else ("post",):
            answer = getattr(place.client, verb)(address).status_code
            # Where there is only a deed, the number may be that of a row of B's own: A's rows say whether it was A's.
            if answer >= 500 or (got == 404 and answer not in (404, 405)):
                wrong.append(f"{verb} {address}: {answer}")

    assert wrong == [], "\n".join(wrong)
    assert fingerprint(place.home) == before
