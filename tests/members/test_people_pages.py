"""The pages of people: whose they are, what they show, what a wrong entry answers, and how many queries they take."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from members import finding
from members.models import ContactPoint, Person, PersonTag, Relationship, Segment
from tests.factories.members import (
    AddressFactory,
    CustomFieldFactory,
    GuardianFactory,
    HouseholdFactory,
    PersonFactory,
    PersonTagFactory,
    PhoneFactory,
    TagFactory,
)
from tests.factories.schools import SchoolFactory, SchoolTieFactory


@pytest.fixture
def lupita(cast):
    person = PersonFactory(
        steward=cast.coalition_org, given_name="Guadalupe", preferred_name="Lupita", family_name="Serrano"
    )
    finding.refresh([person])
    return person


@pytest.fixture
def page(client, cast):
    """A visitor's page, as text."""

    def visit(user, name, *args, data=None, query=""):
        client.force_login(user)
        address = reverse(name, args=args) + query
        return client.post(address, data, follow=True) if data is not None else client.get(address)

    return visit


def form_of(response, **changes):
    """What a browser would send for the page's person form."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**values, **changes}.items() if value not in (None, False)}


def test_the_list_shows_ones_own_people_with_school_and_languages(page, cast, lupita):
    SchoolTieFactory(person=lupita, school=SchoolFactory(name="Figueroa Avenue Elementary"))
    PersonFactory(steward=cast.outsider_org, family_name="Lindqvist")
    GuardianFactory(person=lupita, other__family_name="Serrano")

    text = page(cast.tasha, "members:list").content.decode()

    assert "Lupita Serrano" in text
    assert "Figueroa Avenue Elementary" in text
    assert "Mother of 1" in text
    assert "Lindqvist" not in text


@pytest.mark.parametrize("role", ["val", "otto"])
def test_who_may_not_see_a_person_finds_no_page(page, cast, lupita, role):
    assert page(getattr(cast, role), "members:person", lupita.pk).status_code == 404


def test_a_viewer_sees_a_person_and_changes_nothing(page, cast, lupita):
    assert page(cast.vic, "members:person", lupita.pk).status_code == 200
    for name in ("members:change", "members:relate", "members:join_household", "schools:tie_person"):
        assert page(cast.vic, name, lupita.pk).status_code == 404


def test_another_organizations_staff_change_nothing(page, cast, lupita):
    point = PhoneFactory(person=lupita)
    worn = PersonTagFactory(person=lupita)

    assert page(cast.otto, "members:change", lupita.pk, data={"given_name": "X"}).status_code == 404
    assert page(cast.otto, "members:change_contact_point", point.pk, data={"value": "1"}).status_code == 404
    assert page(cast.otto, "members:mark_contact_point", point.pk, "wrong", data={}).status_code == 404
    assert page(cast.otto, "members:drop_contact_point", point.pk, data={}).status_code == 404
    assert page(cast.otto, "members:take_off_tag", worn.pk, data={}).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=lupita", True),
        ("?q=xyzxyz", False),
        ("?speaks=es", False),
        ("?speaks=klingon", True),
        ("?tag=12345", True),
        ("?sort=-talk&page=99", True),
        ("?sort=password", True),
        ("?standing=moved", False),
        ("?age=adult", True),
        ("?age=minor", False),
    ],
)
def test_the_list_answers_to_its_address_whatever_it_says(page, cast, lupita, query, found):
    response = page(cast.tasha, "members:list", query=query)

    assert response.status_code == 200
    assert ("Lupita Serrano" in response.content.decode()) == found


def more_of(person):
    """The same as the person has, on one more person."""
    other = PersonFactory(steward=person.steward)
    for factory in (PhoneFactory, AddressFactory, PersonTagFactory, SchoolTieFactory, GuardianFactory):
        factory(person=other)
    return other


def test_three_people_take_no_more_queries_than_one(client, cast, lupita, queries):
    more_of(lupita)
    Person.objects.exclude(school_ties__isnull=False).delete()
    client.force_login(cast.tasha)
    client.get(reverse("members:list"))
    one = queries(lambda: client.get(reverse("members:list")))
    more_of(lupita)
    more_of(lupita)

    assert queries(lambda: client.get(reverse("members:list"))) == one


def test_a_page_takes_no_more_queries_with_three_phones(client, cast, lupita, queries):
    PhoneFactory(person=lupita)
    client.force_login(cast.tasha)
    client.get(reverse("members:person", args=[lupita.pk]))
    one = queries(lambda: client.get(reverse("members:person", args=[lupita.pk])))
    PhoneFactory(person=lupita)
    PhoneFactory(person=lupita)

    assert queries(lambda: client.get(reverse("members:person", args=[lupita.pk]))) == one


@pytest.fixture
def queries(db):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(run):
        with CaptureQueriesContext(connection) as caught:
            run()
        return len(caught)

    return count


def test_somebody_is_added_with_a_name_and_a_shared_phone(page, cast, lupita):
    PhoneFactory(person=lupita, value="+13235550142")
    start = page(cast.tasha, "members:add")

    page(cast.tasha, "members:add", data=form_of(start, given_name="Chayo", phone="323 555 0142"))

    person = Person.objects.get(given_name="Chayo")
    assert person.contactpoints.get().value == "+13235550142"


def test_a_wrong_phone_is_told_beside_it_and_nothing_is_saved(page, cast):
    start = page(cast.tasha, "members:add")
    response = page(cast.tasha, "members:add", data=form_of(start, given_name="Chayo", phone="323 555 014"))

    assert "has 9 digits" in response.context["phone"].errors["phone"][0]
    assert Person.objects.count() == 0


def test_a_wrong_phone_and_a_wrong_year_are_told_at_once(page, cast):
    start = page(cast.tasha, "members:add")
    response = page(
        cast.tasha, "members:add", data=form_of(start, given_name="Chayo", phone="12345", birth_year="1850")
    )

    assert response.context["form"].errors.keys() == {"birth_year"}
    assert response.context["phone"].errors.keys() == {"phone"}


def test_who_speaks_one_language_is_shown_with_no_other(page, cast):
    start = page(cast.tasha, "members:add")
    added = page(cast.tasha, "members:add", data=form_of(start, given_name="Chayo", language="es", birth_year="1984"))

    assert Person.objects.get().other_languages == ""
    assert "Also speaks" not in added.text


def test_a_refusal_is_told_in_the_readers_language(page, cast):
    start = page(cast.luis, "members:add")
    response = page(cast.luis, "members:add", data=form_of(start, given_name=""))

    assert response.context["form"].errors


def test_somebody_alike_is_shown_before_a_second_one_is_made(page, cast, lupita):
    start = page(cast.tasha, "members:add")
    data = form_of(start, given_name="Guadalupe", family_name="Serrano")

    assert [each.pk for each in page(cast.tasha, "members:add", data=data).context["alike"]] == [lupita.pk]
    page(cast.tasha, "members:add", data={**data, "anyway": "1"})
    page(cast.tasha, "members:add", data={**data, "anyway": "1"})
    assert Person.objects.count() == 2


def test_two_writers_of_one_field_both_see_what_the_other_wrote(page, cast, lupita):
    mine = form_of(page(cast.tasha, "members:change", lupita.pk), pronouns="she/her")
    theirs = form_of(page(cast.rosa, "members:change", lupita.pk), pronouns="ella")
    page(cast.rosa, "members:change", lupita.pk, data=theirs)

    response = page(cast.tasha, "members:change", lupita.pk, data=mine)

    assert response.context["conflicts"] == [("Pronouns", "she/her", "ella")]
    assert "Rosa Méndez" in response.content.decode()
    assert Person.objects.get(pk=lupita.pk).pronouns == "ella"


def test_saving_again_after_seeing_both_keeps_mine(page, cast, lupita):
    mine = form_of(page(cast.tasha, "members:change", lupita.pk), pronouns="she/her")
    page(cast.rosa, "members:change", lupita.pk, data={**mine, "pronouns": "ella"})
    shown = page(cast.tasha, "members:change", lupita.pk, data=mine)

    page(cast.tasha, "members:change", lupita.pk, data=form_of(shown))

    assert Person.objects.get(pk=lupita.pk).pronouns == "she/her"


def test_a_forged_base_cannot_hide_what_others_wrote(page, cast, lupita):
    mine = form_of(page(cast.tasha, "members:change", lupita.pk), pronouns="she/her", seen="forged")
    Person.objects.filter(pk=lupita.pk).update(pronouns="ella", version=2)

    assert page(cast.tasha, "members:change", lupita.pk, data=mine).context["conflicts"]


def test_an_own_field_is_asked_and_shown(page, cast, lupita):
    field = CustomFieldFactory(steward=cast.coalition_org, name_en="Shirt", kind="choice", choices=["S", "M"])
    data = form_of(page(cast.tasha, "members:change", lupita.pk), **{f"custom_{field.pk}": "M"})

    page(cast.tasha, "members:change", lupita.pk, data=data)

    assert lupita.custom_values.get().value == "M"
    assert "Shirt" in page(cast.vic, "members:person", lupita.pk).content.decode()


def test_a_shared_phone_names_those_who_share_it(page, cast, lupita):
    PhoneFactory(person=lupita, value="+13235550142")
    PhoneFactory(person__steward=cast.coalition_org, person__family_name="Osorio", value="+13235550142")
    PhoneFactory(person__steward=cast.outsider_org, person__family_name="Elsewhere", value="+13235550142")

    text = page(cast.tasha, "members:person", lupita.pk).content.decode()

    assert "Shared with" in text
    assert "Osorio" in text
    assert "Elsewhere" not in text


def test_address_and_school_of_a_protected_person_show_to_named_roles_only(page, cast, lupita):
    Person.objects.filter(pk=lupita.pk).update(is_protected=True)
    AddressFactory(person=lupita)
    school = SchoolFactory(name="Figueroa Avenue Elementary")
    SchoolTieFactory(person=lupita, school=school)

    for user, shown in ((cast.tasha, True), (cast.rosa, False), (cast.ana, False)):
        for text in (
            page(user, "members:person", lupita.pk).content.decode(),
            page(user, "members:list").content.decode(),
        ):
            assert ("Figueroa Avenue" in text) <= shown
            assert ("83rd" in text) <= shown
        listed = page(user, "members:list", query=f"?school={school.cds_code}").context["page"].paginator.count
        # Who may not know the school is not even offered it as a filter.
        assert listed == 1
        assert (school.cds_code in page(user, "members:list", query="?filters=1").content.decode()) == shown


def test_a_tie_is_written_ended_and_brought_back(page, cast, lupita):
    child = PersonFactory(steward=cast.coalition_org, given_name="Mia")
    data = {"other": child.pk, "way": "guardian:to", "kin": "mother"}
    page(cast.tasha, "members:relate", lupita.pk, data=data)
    tie = Relationship.objects.get()

    page(cast.tasha, "members:end_tie", tie.pk, data={"from": child.pk})
    assert Relationship.objects.get().ends_on is not None
    page(cast.tasha, "members:reopen_tie", tie.pk, data={})

    tie.refresh_from_db()
    assert (tie.person, tie.other, tie.kin, tie.ends_on) == (lupita, child, "mother", None)


def test_a_tie_is_offered_with_those_who_share_a_phone_and_have_none_yet(page, cast, lupita):
    PhoneFactory(person=lupita, value="+13235550142")
    child, tied = (PhoneFactory(person__steward=cast.coalition_org, value="+13235550142").person for _each in range(2))
    PhoneFactory(person__steward=cast.coalition_org, value="+13235550143")
    PhoneFactory(person__steward=cast.outsider_org, value="+13235550142")
    GuardianFactory(person=lupita, other=tied)

    offered = page(cast.tasha, "members:relate", lupita.pk)

    assert list(offered.context["near"]) == [child]
    assert f"?other={child.pk}" in offered.text
    assert list(page(cast.tasha, "members:relate", lupita.pk, query="?q=nobody").context["near"]) == []


def test_led_by_reads_the_other_way_round(page, cast, lupita):
    leader = PersonFactory(steward=cast.coalition_org)
    page(cast.tasha, "members:relate", lupita.pk, data={"other": leader.pk, "way": "leads:from"})

    tie = Relationship.objects.get()
    assert (tie.person, tie.other, tie.kind) == (leader, lupita, "leads")


def test_nobody_ties_another_organizations_person(page, cast, lupita):
    stranger = PersonFactory(steward=cast.outsider_org)
    page(cast.tasha, "members:relate", lupita.pk, data={"other": stranger.pk, "way": "sibling:to"})

    assert not Relationship.objects.exists()


def test_a_household_is_offered_to_those_who_share_a_phone(page, cast, lupita):
    mother = PhoneFactory(person__steward=cast.coalition_org, value="+13235550142").person
    PhoneFactory(person=lupita, value="+13235550142")
    household = HouseholdFactory(steward=cast.coalition_org, name="Casa Osorio")
    other = HouseholdFactory(steward=cast.coalition_org, name="Casa Paz")
    page(cast.tasha, "members:join_household", mother.pk, data={"household": "", "name": "Casa Ruiz"})

    offered = page(cast.tasha, "members:join_household", lupita.pk).context["form"].fields["household"].queryset

    assert [each.name for each in offered] == ["Casa Ruiz"]
    assert {household, other}.isdisjoint(offered)


def test_a_tag_is_put_on_and_taken_off(page, cast, lupita):
    tag = TagFactory(steward=cast.coalition_org)
    page(cast.rosa, "members:put_on_tag", lupita.pk, data={"tag": tag.pk})
    worn = PersonTag.objects.get()
    assert worn.tag == tag

    page(cast.rosa, "members:take_off_tag", worn.pk, data={})
    assert not PersonTag.objects.exists()


def test_another_organizations_tag_is_not_put_on(page, cast, lupita):
    page(cast.rosa, "members:put_on_tag", lupita.pk, data={"tag": TagFactory(steward=cast.outsider_org).pk})

    assert not PersonTag.objects.exists()


def test_a_refused_field_says_why_on_its_page(page, cast):
    data = {"name_en": "Immigration status", "kind": "text"}
    response = page(cast.tasha, "members:fields", data=data)

    assert "We never keep immigration status" in response.content.decode()


def test_a_number_is_marked_wrong_and_undo_makes_it_good(page, cast, lupita):
    point = PhoneFactory(person=lupita)
    response = page(cast.tasha, "members:mark_contact_point", point.pk, "wrong", data={})
    undo = reverse("members:mark_contact_point", args=[point.pk, "good"])

    assert undo in response.content.decode()
    page(cast.tasha, "members:mark_contact_point", point.pk, "good", data={})
    assert ContactPoint.objects.get().status == "good"


def test_search_from_every_page_finds_people_with_a_typing_error(client, cast, lupita):
    client.force_login(cast.tasha)
    assert "Lupita Serrano" in client.get(reverse("search") + "?q=Serano").content.decode()
    client.force_login(cast.otto)
    assert "Lupita Serrano" not in client.get(reverse("search") + "?q=Serrano").content.decode()


def test_what_somebody_said_and_where_they_came_stands_in_the_timeline(page, cast, lupita):
    from campaigns.models import Attendance
    from tests.factories.schools import InputFactory

    said = InputFactory(person=lupita, session__event__steward=cast.coalition_org, may_quote=True)
    Attendance.objects.create(event=said.session.event, person=lupita)

    text = page(cast.tasha, "members:person", lupita.pk).content.decode()

    assert said.words in text
    assert f"Came to {said.session.event.name}" in text


def test_a_double_click_on_a_new_number_writes_it_down_once_and_ends_on_the_persons_page(client, cast, lupita):
    client.force_login(cast.tasha)
    address = reverse("members:add_contact_point", args=[lupita.pk, "phone"])
    said = {"value": "(323) 555-0177", "label": "mobile", "whose": "own", "note": "after 4 p.m."}

    answers = [client.post(address, said) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert lupita.contactpoints.filter(key="+13235550177").count() == 1


def test_the_same_number_said_differently_is_refused_and_nothing_is_lost(client, cast, lupita):
    client.force_login(cast.tasha)
    address = reverse("members:add_contact_point", args=[lupita.pk, "phone"])
    said = {"value": "(323) 555-0177", "label": "mobile", "whose": "own", "note": "after 4 p.m."}
    client.post(address, said)

    answer = client.post(address, {**said, "note": "mornings"})

    assert "This person has it already." in answer.content.decode()
    assert lupita.contactpoints.get(key="+13235550177").note == "after 4 p.m."


def test_a_double_click_on_a_new_person_makes_one(client, cast):
    client.force_login(cast.tasha)
    page = client.get(reverse("members:add"))
    said = form_of(page, given_name="Casandra", family_name="Holloway")

    for _click in range(2):
        client.post(reverse("members:add"), said)

    assert Person.objects.filter(given_name="Casandra").count() == 1


def test_leadership_and_teams_are_found_from_the_list(client, cast, lupita):
    client.force_login(cast.tasha)

    page = client.get(reverse("members:list")).content.decode()

    assert reverse("members:leaders") in page
    assert reverse("members:teams") in page


def test_a_long_list_counts_only_as_far_as_one_can_leaf_and_the_whole_count_comes_after_the_page(page, cast):
    names = [f"persona {number:03}" for number in range(85)]
    Person.objects.bulk_create(
        Person(steward=cast.coalition_org, given_name=name, name_folded=name, sort_name=name, language="es")
        for name in names
    )

    first = page(cast.tasha, "members:list", query="?speaks=es")
    second = page(cast.tasha, "members:list", query="?speaks=es&page=2")
    whole = page(cast.tasha, "members:count", query="?speaks=es")

    assert 'More than <b class="num">25</b> people' in first.content.decode()
    assert "1–25 of more than 25" in first.content.decode()
    assert "?speaks=es&amp;page=2" in first.content.decode()
    assert "All that fit" in first.content.decode()
    assert second.context["page"].paginator.count == 50
    assert second.context["page"].has_next()
    assert [person.given_name for person in second.context["page"]] == names[25:50]
    assert whole.content.decode().strip() == '<b class="num">85</b> people'


def test_of_many_people_some_are_counted_at_once_and_then_the_rest(page, cast, monkeypatch):
    monkeypatch.setattr("members.views.people.FIRST_COUNTED", 2)
    for name in ("Ana", "Bea", "Carla"):
        PersonFactory(steward=cast.coalition_org, given_name=name, language="es")

    first = page(cast.tasha, "members:count", query="?speaks=es").content.decode()
    rest = page(cast.tasha, "members:count", query="?speaks=es&farther=1").content.decode()

    assert 'More than <b class="num">2</b> people' in first
    assert f'hx-get="{reverse("members:count")}?speaks=es&amp;farther=1"' in first
    assert rest.strip() == '<b class="num">3</b> people'


def test_the_last_page_of_a_searched_list_has_no_next_one(page, cast):
    names = [f"persona {number:03}" for number in range(50)]
    Person.objects.bulk_create(
        Person(steward=cast.coalition_org, given_name=name, name_folded=name, sort_name=name, language="es")
        for name in names
    )

    last = page(cast.tasha, "members:list", query="?speaks=es&page=2").context["page"]

    assert [person.given_name for person in last] == names[25:]
    assert (last.has_next(), last.paginator.count) == (False, 50)


@pytest.fixture
def crowd(cast):
    """360 people: a third speak Spanish, a twelfth were never talked with."""
    day = cast.coalition_org.today()
    return Person.objects.bulk_create(
        Person(
            steward=cast.coalition_org, given_name=f"p{number % 7}{number}", name_folded=f"p{number}",
            sort_name=f"p{number % 7}{number}", language="es" if number % 3 == 0 else "ko",
            last_talk_on=day - timedelta(days=number % 11) if number % 12 else None,
        )
        for number in range(360)
    )  # fmt: skip


@pytest.fixture
def searched(page, cast, crowd, monkeypatch):
    """searched("?speaks=es", FIRST_LOOK=20) → given names on the first page, found in that way."""
    monkeypatch.setattr("members.browsing.LOOKED_AT_FOR_EACH", 0)

    def search(query, **way):
        for name, value in way.items():
            monkeypatch.setattr(f"members.browsing.{name}", value)
        return [person.given_name for person in page(cast.tasha, "members:list", query=query).context["page"]]

    return search


@pytest.mark.parametrize("sort", ["name", "-name", "talk", "-talk", "new", "-new"])
def test_those_who_fit_come_in_the_same_order_whether_walked_to_or_gathered(searched, sort):
    ways = {
        "gathered": (20, 99, 20),
        "in steps": (20, 1, 10**6),
        "in one": (240, 1, 10**6),
        "at once": (10**6, 5, 10**6),
    }
    found = {
        way: searched(f"?speaks=es&sort={sort}", FIRST_LOOK=first, ENOUGH_TO_TELL=enough, LONGEST_WALK=longest)
        for way, (first, enough, longest) in ways.items()
    }

    assert len(found["at once"]) == 25
    assert found["gathered"] == found["in steps"] == found["in one"] == found["at once"]


@pytest.mark.parametrize("sort", ["name", "-talk"])
def test_a_search_with_a_rare_language_finds_the_same_within_a_set_as_gathered(searched, crowd, cast, sort):
    for person in crowd[:330:2]:
        SchoolTieFactory(person=person, steward=cast.coalition_org)
    for number in range(1, 300, 3):
        GuardianFactory(person=crowd[number], other=crowd[0], kind="leads", kin="", steward=cast.coalition_org)
    leads = Segment.objects.create(
        steward=cast.coalition_org, owner=cast.tasha, name="Leaders", tree={"is": "related", "value": "leads"}
    )
    ways = {"gathered": (1, 99, 1), "in steps": (2, 1, 10**6), "at once": (10**6, 5, 10**6)}
    for query, fit in (("?speaks=ko&tie=parent", 110), (f"?search={leads.pk}&tie=parent", 50)):
        found = {
            way: searched(f"{query}&sort={sort}", FIRST_LOOK=first, ENOUGH_TO_TELL=enough, LONGEST_WALK=longest)
            for way, (first, enough, longest) in ways.items()
        }

        assert len(found["gathered"]) == min(fit, 25)
        assert found["gathered"] == found["in steps"] == found["at once"]


@pytest.mark.parametrize("sort", ["name", "-name", "-talk", "new"])
def test_a_search_after_people_joined_and_left_finds_the_same_as_one_that_remembers_nothing(
    searched, crowd, cast, sort
):
    way = {"FIRST_LOOK": 60, "ENOUGH_TO_TELL": 1, "LONGEST_WALK": 10**6}
    searched(f"?speaks=es&sort={sort}", **way)
    inorder = sorted(crowd, key=lambda person: person.sort_name)
    Person.objects.filter(pk__in=[person.pk for person in (*inorder[40:70], *inorder[-70:-40])]).delete()
    day = cast.coalition_org.today()
    Person.objects.bulk_create(
        Person(
            steward=cast.coalition_org, given_name=name, name_folded=name, sort_name=name, language="es",
            last_talk_on=day,
        )
        for name in ("a", "p0", "p3", "z")
    )  # fmt: skip

    remembering = searched(f"?speaks=es&sort={sort}", **way)
    caches["process"].clear()

    assert remembering == searched(f"?speaks=es&sort={sort}", **way)
    assert len(remembering) == 25


def test_where_a_look_ends_is_asked_once_by_a_process(searched, crowd):
    way = {"FIRST_LOOK": 240, "ENOUGH_TO_TELL": 1, "LONGEST_WALK": 10**6}
    with CaptureQueriesContext(connection) as asked:
        searched("?speaks=es", **way)
        searched("?speaks=es", **way)

    assert sum("OFFSET 239" in query["sql"] for query in asked) == 1


def test_a_page_number_beyond_all_pages_is_the_last_page(page, cast, lupita):
    for number in ("9", "99999999", "999999999999", "-1", "²", "nonsense"):
        listed = page(cast.tasha, "members:list", query=f"?speaks=es&page={number}")

        assert list(listed.context["page"]) == ([lupita] if lupita.language == "es" else [])


def test_the_count_of_another_organizations_people_is_nobody(page, cast, lupita):
    assert page(cast.otto, "members:count").content.decode().strip() == '<b class="num">0</b> people'


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("add", {"given_name": "Lupita", "standing": "here", "birth_year": "3000"}, "Ese año todavía no llega."),
        (
            "add",
            {"given_name": "Lupita", "standing": "here", "birth_year": "1850", "anyway": 1},
            "Escriba un año después de 1900.",
        ),
        ("add", {"given_name": "x" * 10_000, "standing": "here"}, "tenga menos de 120 caracteres"),
        ("fields", {"name_en": "Color", "kind": "choice", "choices": "x" * 10_000 + "\ny"}, "Como máximo 100 opciones"),
        ("relate", {"way": "sibling:to", "starts_on": "0201-09-01"}, "Ese día pasó hace mucho."),
        (
            "say_consent",
            {"state": "granted", "channel": "call", "source": "paper", "said_on": "0202-09-01"},
            "Ese día pasó hace mucho.",
        ),
    ],
)
def test_what_cannot_be_is_told_in_the_readers_language(client, cast, lupita, name, data, words):
    data |= {"other": PersonFactory(steward=cast.coalition_org).pk} if name == "relate" else {}
    client.force_login(cast.tasha)
    client.cookies["language"] = "es"
    address = reverse(f"members:{name}", args=[lupita.pk] if name in ("relate", "say_consent") else [])

    with translation.override("en"):
        answer = client.post(address, data)

    assert answer.status_code == 200
    assert answer.content.decode().count(words) >= 1
    assert not lupita.consentevents.exists()
    assert not Relationship.objects.exists()
