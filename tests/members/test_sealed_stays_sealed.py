"""What is sealed comes out nowhere but to those named: on no page, in no file, and in no other row of the database."""

import pytest
import time_machine
from django.urls import reverse

from accounts import working
from accounts.retaining import own_models
from members import bulk, conversing, exporting, finding, sealing, taking_along
from members.conversing import Sealed
from members.models import Person, SealedNote
from members.timeline import timeline_of
from tests.factories import members as make

pytestmark = pytest.mark.django_db
WORDS = "Quinceañera money is gone"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-12T20:00Z", tick=False):
        yield


@pytest.fixture
def lupita(cast):
    person = make.PersonFactory(steward=cast.coalition_org, given_name="Lupita", family_name="Serrano")
    finding.refresh([person])
    return person


@pytest.fixture
def talk(cast, lupita):
    """A talk of Tasha's whose words are sealed for her and Luis."""
    make.AssignmentFactory(person=lupita, organizer=cast.tasha)
    return conversing.log(
        lupita, by=cast.tasha, kind="one_on_one", talked_on=cast.coalition_org.today(),
        sealed=Sealed(WORDS, [cast.luis]),
    )  # fmt: skip


def pages(client, user, talk):
    """Every page that tells of the person, as far as this user may open it."""
    client.force_login(user)
    person = talk.person_id
    named = [("person", person), ("conversation", talk.pk), ("own_data", person), ("own_data_file", person),
             ("who_looked", person), ("erase", person), ("log_for", person), ("change_conversation", talk.pk),
             ("assign", person)]  # fmt: skip
    addresses = [reverse(f"members:{name}", args=[pk]) for name, pk in named]
    addresses += [reverse("members:list"), reverse("members:steps") + "?of=all", reverse("members:hand_over")]
    addresses += ["/", reverse("search") + "?q=quinceanera", reverse("accounts:history")]
    return [client.get(address).content.decode() for address in addresses]


@pytest.mark.parametrize("who", ["tasha", "luis", "ana", "rosa", "vic", "val", "bea", "otto"])
def test_no_page_shows_sealed_words_before_somebody_named_opens_the_note(client, cast, talk, who):
    assert not any(WORDS in page for page in pages(client, getattr(cast, who), talk))


@pytest.mark.parametrize("who", ["ana", "rosa", "vic"])
def test_nobody_else_learns_from_person_or_talk_that_something_is_sealed(client, cast, talk, who):
    user = getattr(cast, who)
    client.force_login(user)
    note = reverse("members:note", args=[SealedNote.objects.get().pk])

    for address in (
        reverse("members:person", args=[talk.person_id]),
        reverse("members:conversation", args=[talk.pk]),
    ):
        page = client.get(address).content.decode()
        assert note not in page
        assert "What was heard is sealed." not in page
    assert client.post(note).status_code == 404


def test_a_note_adds_nothing_to_anybodys_timeline(cast, lupita):
    before = {user: timeline_of(lupita, user, cast.coalition_org.today()) for user in (cast.tasha, cast.luis, cast.vic)}

    sealing.seal_note(lupita, words=WORDS, readers=[cast.luis], by=cast.tasha)

    after = {user: timeline_of(lupita, user, cast.coalition_org.today()) for user in before}
    assert after == before


def test_the_persons_own_data_says_that_a_note_is_sealed_and_not_what_it_says(cast, lupita, talk):
    told = str(exporting.as_plain(exporting.everything_about(lupita)))

    assert WORDS not in told
    assert "Sealed notes, which only the people named in them read" in told


def test_a_file_of_people_holds_no_sealed_words_even_for_their_author(cast, lupita, talk, tmp_path, monkeypatch):
    monkeypatch.setattr(taking_along, "FOLDER", tmp_path)
    action = bulk.ask(
        "export", by=cast.tasha, organization=cast.coalition_org, people=[lupita.pk], purpose="Labels", format="csv"
    )
    working.run(action.job_id)

    (file,) = tmp_path.iterdir()
    assert "Lupita" in file.read_text()
    assert WORDS not in file.read_text()


def test_no_row_of_the_database_keeps_sealed_words_in_the_open(client, cast, lupita, talk):
    pages(client, cast.tasha, talk)
    assert sealing.read(SealedNote.objects.get(), by=cast.luis) == WORDS

    leaking = [
        f"{model._meta.label} {row}"
        for model in own_models()
        for row in model._default_manager.values()
        if WORDS in str(row)
    ]

    assert leaking == []


def test_sealed_words_find_nobody(cast, talk):
    people = Person.objects.visible_to(cast.tasha)
    assert finding.closest(people, "Quinceañera money", stewards=[cast.coalition_org.pk], most=5) == []


def test_a_house_meeting_that_is_sealed_is_sealed_on_everybodys_timeline(client, cast, lupita):
    jorge = make.PersonFactory(steward=cast.coalition_org, given_name="Jorge", family_name="Quiroz")
    finding.refresh([jorge])
    client.force_login(cast.tasha)

    client.post(
        reverse("members:log_for", args=[lupita.pk]),
        {"kind": "house", "talked_on": "2026-11-12", "heard": WORDS, "seals": "on", "others": "Jorge Quiroz",
         "host": "Jorge", "came": "6", "entry_key": "h1"},
    )  # fmt: skip

    assert [talk.heard for talk in jorge.conversations.all()] == [""]
    assert WORDS not in client.get(reverse("members:person", args=[jorge.pk])).content.decode()
