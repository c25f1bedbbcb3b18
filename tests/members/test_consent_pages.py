import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import allowed, claiming, consenting, looking
from members.hanging.consent import cells
from members.models import ConsentEvent, Person, PersonView
from tests.factories import members as make
from tests.factories.accounts import GrantFactory
from tests.members.calls import allow, calls

pytestmark = pytest.mark.django_db
PAGES = ["consent", "own_data", "own_data_file", "erase", "who_looked"]


@pytest.fixture
def person(cast):
    person = make.PersonFactory(steward=cast.coalition_org, birth_year=1988, language="es")
    make.PhoneFactory(person=person, value="+13235550142")
    consenting.say(
        person, channel="text", purpose="", state="granted", source="paper", evidence="Form 14", by=cast.tasha
    )
    return person


def page(client, user, name, person):
    client.force_login(user)
    return client.get(reverse(f"members:{name}", args=[person.pk]))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["bea", "otto", "val"])
def test_partners_outsiders_and_volunteers_find_nothing(client, cast, person, name, who):
    assert page(client, getattr(cast, who), name, person).status_code == 404


@pytest.mark.parametrize(
    ("who", "may_see"),
    [
        ("tasha", {"consent", "own_data", "own_data_file"}),
        ("rosa", {"consent", "own_data", "own_data_file"}),
        ("ana", {"consent", "own_data", "own_data_file", "erase", "who_looked"}),
        ("vic", {"consent"}),
    ],
)
def test_each_role_opens_its_own_pages(client, cast, person, who, may_see):
    opened = {name for name in PAGES if page(client, getattr(cast, who), name, person).status_code == 200}

    assert opened == may_see


def test_who_may_erase_elsewhere_may_not_erase_here(client, cast, person):
    """A right in one organization opens nothing in another where one only sees people."""
    GrantFactory(user=cast.vic, organization=cast.partner_org, role="organization_admin")

    for name in ("erase", "who_looked", "own_data"):
        assert page(client, cast.vic, name, person).status_code == 404


def said(person, **more):
    return {
        "channel": "call", "purpose": "events", "state": "granted", "source": "in_person",
        "said_on": person.steward.today().isoformat(), "entry_key": "k1",
    } | more  # fmt: skip


def test_what_they_said_counts_at_once_and_a_double_click_is_one_record(client, cast, person):
    client.force_login(cast.tasha)
    url = reverse("members:say_consent", args=[person.pk])

    for _click in range(2):
        assert client.post(url, said(person)).status_code == 302

    assert allowed.may_reach(person, "call", "events")
    assert ConsentEvent.objects.filter(person=person).count() == 2


def test_a_refusal_is_shown_beside_its_field_and_keeps_what_was_typed(client, cast, person):
    client.force_login(cast.tasha)
    url = reverse("members:say_consent", args=[person.pk])
    client.post(url, said(person, state="refused"))

    answer = client.post(url, said(person, entry_key="k2", wording="May we call you?"))

    assert answer.status_code == 200
    assert "Write where the new yes can be seen" in answer.context["form"].errors["evidence"][0]
    assert "May we call you?" in answer.text


def test_no_yes_is_written_down_of_somebody_who_died_and_what_was_typed_stays(client, cast, person):
    person.standing = "died"
    person.save()
    person.consentevents.all().delete()
    client.force_login(cast.tasha)
    url = reverse("members:say_consent", args=[person.pk])

    answer = client.post(url, said(person, wording="May we call you?"))

    assert f"{person} has died. No yes is written down any more." in answer.text
    assert "May we call you?" in answer.text
    assert client.post(url, said(person, state="refused", entry_key="k2")).status_code == 302
    assert [event.state for event in ConsentEvent.objects.filter(person=person)] == ["refused"]


def test_a_no_of_a_past_day_beats_a_yes_of_the_same_day(client, cast, person):
    client.force_login(cast.tasha)
    url = reverse("members:say_consent", args=[person.pk])

    client.post(url, said(person, said_on="2026-01-05", state="refused"))
    client.post(url, said(person, said_on="2026-01-05", entry_key="k2", evidence="Form 2"))

    assert not allowed.may_reach(person, "call", "events")


@pytest.mark.parametrize("who", ["vic", "ana", "val", "bea"])
def test_who_may_not_change_people_writes_down_no_consent(client, cast, person, who):
    client.force_login(getattr(cast, who))

    assert client.post(reverse("members:say_consent", args=[person.pk]), said(person)).status_code == 404
    assert ConsentEvent.objects.count() == 1


def test_a_minors_page_says_who_may_answer(client, cast):
    child = make.PersonFactory(steward=cast.coalition_org, birth_year=2018)
    assert "whose guardian we do not know" in page(client, cast.tasha, "consent", child).text

    mother = make.GuardianFactory(other=child, person__steward=cast.coalition_org, person__given_name="Maribel").person
    answer = page(client, cast.tasha, "consent", child)
    assert "Maribel" in answer.text
    client.post(reverse("members:say_consent", args=[child.pk]), said(child, given_by=mother.pk))
    assert allowed.may_reach(child, "call", "events")


def test_the_page_asks_as_often_for_one_event_as_for_three(client, cast, person):
    client.force_login(cast.tasha)
    url = reverse("members:consent", args=[person.pk])
    client.get(url)
    for_one = questions(client, url)
    make.ConsentEventFactory.create_batch(2, person=person, recorded_by=cast.rosa)

    assert questions(client, url) == for_one


def test_the_list_shows_in_two_questions_who_may_be_called(cast, person, django_assert_num_queries):
    others = make.PersonFactory.create_batch(2, steward=cast.coalition_org)
    with django_assert_num_queries(2):
        shown = cells([person, *others], None, person.steward.today())

    assert ("Text: yes" in shown[person.pk], "Call: not asked" in shown[person.pk]) == (True, True)


def test_erasing_needs_a_reason_and_a_second_thought(client, cast, person):
    client.force_login(cast.ana)
    url = reverse("members:erase", args=[person.pk])

    assert client.post(url, {"reason": "asked"}).status_code == 200
    assert client.post(url, {"is_meant": "on"}).status_code == 200
    assert Person.objects.filter(pk=person.pk).exists()

    assert client.post(url, {"reason": "asked", "is_meant": "on"}).status_code == 302
    assert not Person.objects.filter(pk=person.pk).exists()


def test_their_own_data_is_in_their_language_whatever_the_reader_speaks(client, cast, person):
    answer = page(client, cast.tasha, "own_data", person)

    assert '<html lang="es"' in answer.text
    assert "(323) 555-0142" in answer.text


def test_a_file_of_their_data_is_handed_out_and_the_look_is_written_down(client, cast, person):
    answer = page(client, cast.tasha, "own_data_file", person)

    assert answer.json()["person"] == str(person)
    assert "attachment" in answer["Content-Disposition"]
    assert PersonView.objects.get(person=person).kind == "export"


def test_a_protected_persons_data_is_handed_out_only_by_roles_that_see_them(client, cast, person):
    Person.objects.filter(pk=person.pk).update(is_protected=True)

    assert page(client, cast.rosa, "own_data", person).status_code == 404
    assert page(client, cast.tasha, "own_data", person).status_code == 200


def questions(client, url) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_looks_are_listed_with_as_many_questions_for_three_as_for_one(client, cast, person):
    client.force_login(cast.ana)
    url = reverse("members:who_looked", args=[person.pk])
    looking.looked(cast.vic, person)
    client.get(url)
    for_one = questions(client, url)
    for user in (cast.rosa, cast.luis):
        looking.looked(user, [person], PersonView.Kind.LIST)

    assert questions(client, url) == for_one


def test_whatever_page_shows_a_phone_says_whether_we_may_use_it(client, cast):
    lupita = make.PersonFactory(steward=cast.coalition_org)
    point = make.PhoneFactory(person=lupita)
    allow(lupita, "call")
    call_list = calls(cast)
    claiming.claim_next(call_list, by=cast.tasha)
    client.force_login(cast.tasha)

    for name, pk in (("change_contact_point", point.pk), ("drop_contact_point", point.pk), ("calling", call_list.pk)):
        page = client.get(reverse(f"members:{name}", args=[pk])).content.decode()
        assert ("Call: yes" in page, "Text: not asked" in page) == (True, True), name
