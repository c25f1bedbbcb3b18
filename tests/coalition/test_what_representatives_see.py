"""Somebody who speaks for a partner walks every address: their coalition opens, and nothing of anybody's people."""

import datetime as dt
import itertools

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import Role
from accounts.roles import Permission
from coalition import acting, attending, casting, committing, convening, deciding, feeding, minuting
from coalition.models import Coalition, Commitment, Motion
from members.models import Person
from tests.coalition.steering import holder, sign_in_for
from tests.factories import coalition as make
from tests.factories import members as people
from tests.factories.accounts import OrganizationFactory, member_of
from tests.test_access import addresses

pytestmark = pytest.mark.django_db

PEOPLE = "Zyxhidden"
ELSEWHERE = "Qwvhidden"
# What opens to a representative besides public pages and their own account: their coalition, to read and to answer.
OPEN = {
    "list", "coalition", "partners", "partner", "representative", "committee", "history", "roster_pdf", "roster_xlsx",
    "roster_vcard", "place", "meetings", "meeting", "document", "action_items", "calendar", "decisions", "motion",
    "vote", "commitments",
}  # fmt: skip
# Public records of schools; a search that finds only schools; counts of a coalition that hide everything under 11.
COMMON = {"schools:list", "search", "coalition:counts"}


@pytest.fixture(autouse=True)
def day(settings):
    settings.LANGUAGE_CODE = "en"


def alliance(name, keeper, admin, partners):
    """A coalition with everything in it: seats, a meeting with notice, document and minutes, a vote, promises."""
    coalition = make.CoalitionFactory(name=f"{name} Alliance", keeper=keeper)
    committee = make.CommitteeFactory(coalition=coalition, name=f"{name} steering")
    places = [make.partner_with_seat(committee, f"{name} {which}", alternate=True) for which in partners]
    for person in coalition.representatives.all():
        person.name, person.email = f"{name} speaker {person.pk}", f"{name.lower()}{person.pk}@example.org"
        person.save()
    today = keeper.today()
    facts = {"begins_at": dt.time(17), "by": admin, "name": f"{name} evening"}
    meeting = convening.plan(committee, held_on=today, **facts)
    attending.mark(meeting, places[0], state="present", by=admin)
    minuting.write(meeting, minutes=f"{name} minutes", by=admin)
    file = ContentFile(b"1,2\n", name="figures.csv")
    minuting.add_document(meeting, name=f"{name} figures", file=file, by=admin)
    coming = convening.plan(committee, held_on=today + dt.timedelta(days=9), **facts)
    convening.call(coming, by=admin)
    motion = deciding.propose(committee, title=f"{name} motion", moved_by=holder(places[0]), meeting=meeting, by=admin)
    deciding.open(deciding.second(motion, representative=holder(places[1]), by=admin), by=admin)
    acting.take_on(
        committee, what=f"{name} task", organization=places[1].organization, owner=None, due_on=today, by=admin
    )
    committing.promise(
        coalition, organization=places[1].organization, kind=Commitment.Kind.OTHER, what=f"{name} promise",
        promised_on=today, by=admin,
    )  # fmt: skip
    return coalition, places


@pytest.fixture
def imani(cast):
    """Speaks for a partner of the cast's coalition. Beside it: another coalition, and people of every organization."""
    _coalition, places = alliance("Ours", cast.coalition_org, cast.rory, ("Acacia", "Bellflower"))
    stranger = OrganizationFactory(name=f"{ELSEWHERE} keeper")
    admin = member_of(stranger, Role.ROSTER_ADMIN, name=f"{ELSEWHERE} admin")
    alliance(ELSEWHERE, stranger, admin, ("Coral", "Dahlia"))
    for steward in (cast.coalition_org, places[0].organization, places[1].organization, stranger):
        known = people.PersonFactory(steward=steward, given_name=PEOPLE, family_name="Person")
        people.PhoneFactory(person=known, value="+13235550142")
        people.ConversationFactory(person=known, heard=f"{PEOPLE} said so")
    speaker = holder(places[0])
    speaker.person = Person.objects.get(steward=places[0].organization)
    speaker.save()
    user = sign_in_for(places[0])
    feeding.make(user)
    return user


def ids() -> range:
    """Every number that a row about coalitions, people or schools has."""
    models = itertools.chain(*(apps.get_app_config(name).get_models() for name in ("coalition", "members", "schools")))
    held = itertools.chain(*(model._base_manager.values_list("pk", flat=True) for model in models))
    return sorted({number for number in held if isinstance(number, int)})


def examples(here, numbers):
    """The address with every number in it; one without a number as it is."""
    return [here.example.replace("999999", str(number)) for number in numbers] if "999999" in here.example else [
        here.example
    ]  # fmt: skip


def walk(client):
    """(name, text) of every page of the site that opens to whoever is signed in. Doors of accounts are left alone."""
    numbers = ids()
    for here in addresses():
        if here.access is None or here.access.is_public or here.name.startswith(("account", "mfa")):
            continue
        # What the role may not do at all answers alike for every number; tests/test_access.py asks it of each.
        may = not here.access.permissions or {Permission.REPRESENT, Permission.VIEW_SCHOOLS} & set(
            here.access.permissions
        )
        for address in examples(here, numbers if may else (1,)):
            answer = client.get(address)
            if answer.status_code == 200:
                yield here.name, b"".join(answer).decode(errors="replace")


def test_only_the_own_coalition_opens_and_nobodys_people_are_named(client, imani):
    client.force_login(imani)

    pages = list(walk(client))

    assert {name for name, _text in pages} - COMMON - {"today"} == {f"coalition:{name}" for name in OPEN}
    assert [name for name, text in pages if PEOPLE in text or "555-0142" in text] == []
    assert [name for name, text in pages if ELSEWHERE in text] == []
    assert any("Ours promise" in text for _name, text in pages)


def test_what_is_looked_for_is_there_for_those_whose_people_they_are(client, imani, cast):
    client.force_login(cast.tasha)

    assert PEOPLE in client.get(reverse("members:list")).content.decode()


def test_once_the_partnership_ends_nothing_opens(client, imani):
    client.force_login(imani)
    organization = imani.representatives.get().organization
    organization.partnerships.update(ends_on=dt.date(2021, 1, 1))

    pages = [(name, text) for name, text in walk(client) if name.startswith("coalition:")]

    assert {name for name, _text in pages} == {"coalition:list", "coalition:calendar"}
    assert [name for name, text in pages if "Ours Alliance" in text] == []
    assert not Coalition.objects.visible_to(imani).exists()


def test_only_the_own_organization_is_spoken_for(client, imani):
    """Another partner's notice, task and vote are not theirs to answer, nor anything of the other coalition."""
    client.force_login(imani)
    ours = Motion.objects.get(title="Ours motion")
    other = ours.committee.places.get(organization__name="Ours Bellflower")
    notice = ours.committee.meetings.get(state="called").invitations.filter(
        representative__organization=other.organization
    )[0]
    task = ours.committee.action_items.get()

    posted = [
        client.post(reverse("coalition:reply", args=[notice.meeting_id]), {"notice": notice.pk, "reply": "yes"}),
        client.post(reverse("coalition:settle_action", args=[task.pk, "done"])),
        client.post(reverse("coalition:vote", args=[Motion.objects.get(title=f"{ELSEWHERE} motion").pk])),
    ]
    client.post(reverse("coalition:vote", args=[ours.pk]), {"place": other.pk, "choice": "yes", "seen": ""})

    assert [answer.status_code for answer in posted] == [404, 404, 404]
    assert not other.votes.exists()


def test_today_asks_for_the_vote_of_the_own_organization(client, imani):
    client.force_login(imani)
    motion = Motion.objects.get(title="Ours motion")
    assert "Vote on “Ours motion”" in client.get("/").content.decode()

    casting.cast(motion, motion.committee.places.first(), choice="yes", by=imani)

    assert "Vote on" not in client.get("/").content.decode()


def test_today_is_about_their_votes_and_meetings_not_about_families_they_cannot_see(client, imani):
    client.force_login(imani)

    page = client.get("/").content.decode()

    assert "Families waiting for an answer" not in page
    assert "No family waits" not in page
