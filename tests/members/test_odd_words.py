"""Whatever somebody types or pastes where people are looked for, a page answers."""

import pytest
from django.urls import reverse

from members.conditions import MOST_CONDITIONS
from members.models import Conversation, NextStep, Person, SealedNote
from tests.factories.members import NextStepFactory, PersonFactory, TagFactory, TeamFactory

pytestmark = pytest.mark.django_db

ODD = ["\0", "Lup\0ita", '""" OR', "near(", "%_%", "\\", "'; --", "🙂🙂🙂", "\u202eabc", "x" * 10_000, "\t\n"]
FILTERS = ("search", "sort", "page", "tag", "school", "answer", "organizer", "rung", "speaks", "belongs", "list")
NO_NUMBERS = ["9" * 5_000, "9223372036854775808", "9" * 30, "-1", "²", "٣", "1e400"]
LEAVES = (
    {"n.0.is": "zip", "n.0.v.zip": "?"},
    {"n.0.is": "answer_words", "n.0.v.text": "?"},
    {"n.0.is": "school_tie", "n.0.v.school": "?"},
    {"n.0.is": "talk", "n.0.v.days": "?", "n.0.v.by": "?"},
    {"n.0.is": "?", "n.mode": "?"},
)


@pytest.fixture
def tasha(client, cast):
    PersonFactory(steward=cast.coalition_org)
    client.force_login(cast.tasha)
    return client


@pytest.mark.parametrize("words", ODD)
def test_odd_words_are_searched_for_like_any_others(tasha, words):
    for name in ("members:list", "members:find", "search"):
        assert tasha.get(reverse(name), {"q": words}).status_code == 200
    assert tasha.get(reverse("members:list"), dict.fromkeys(FILTERS, words)).status_code == 200


@pytest.mark.parametrize("words", ODD)
def test_odd_words_in_a_saved_search_or_for_many_people_are_refused_or_find_nobody(tasha, words):
    for leaf in LEAVES:
        typed = {name: words if value == "?" else value for name, value in leaf.items()}
        page = tasha.post(reverse("members:segment_new"), {"n.mode": "all", **typed, "name": "Odd", "do": "count"})
        assert page.status_code == 200
    everybody = {"kind": "tag", "everyone": "1", "query": f"q={words}"}
    assert tasha.post(reverse("members:bulk"), everybody).status_code == 200


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_number_that_names_no_row_finds_nobody_instead_of_breaking_the_page(tasha, cast, number):
    person, team = PersonFactory(steward=cast.coalition_org), TeamFactory(steward=cast.coalition_org)
    tasha.post(reverse("accounts:act_for"), {"organization": number})

    assert tasha.get(reverse("members:add_step"), {"person": number}).status_code in (200, 404)
    assert tasha.get(reverse("members:join_team", args=[team.pk]), {"person": number}).status_code == 200
    assert tasha.get(reverse("schools:list"), {"year": number}).status_code == 200
    sealed = tasha.post(reverse("members:seal", args=[person.pk]), {"words": "For you", "readers": number})
    said = tasha.post(reverse("members:log_for", args=[person.pk]), {"heard": "Hello", "readers": number})
    assert "readers" in sealed.context["form"].errors
    assert "readers" in said.context["form"].errors
    assert not SealedNote.objects.exists()
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("place", ["home", "accounts:people", "25:99", "//elsewhere.example", "people/", "\0", "²"])
def test_what_is_no_address_of_ours_leads_back_to_the_person(tasha, cast, place):
    step = NextStepFactory(steward=cast.coalition_org, person=PersonFactory(steward=cast.coalition_org))

    done = tasha.post(reverse("members:finish_step", args=[step.pk]), {"next": place})

    assert done.url == reverse("members:person", args=[step.person_id])
    assert not NextStep.objects.open().exists()
    assert tasha.post(reverse("accounts:act_for"), {"organization": cast.coalition_org.pk, "next": place}).url == (
        reverse("accounts:account")
    )


def test_an_address_that_names_a_thousand_filters_asks_as_many_as_a_search_may_have(tasha, cast):
    tags = [TagFactory(steward=cast.coalition_org) for _number in range(MOST_CONDITIONS + 5)]
    long, again = "&".join(f"tag={tag.pk}" for tag in tags), "&".join(990 * [f"tag={tags[0].pk}"])

    for query, asked in ((long, MOST_CONDITIONS), (again, 1)):
        page = tasha.get(f"{reverse('members:list')}?{query}")
        assert len(page.context["browse"].chosen) == asked
        assert tasha.get(f"{reverse('members:count')}?{query}").status_code == 200
        ticked = {"kind": "tag", "everyone": "1", "query": query}
        assert tasha.post(reverse("members:bulk"), ticked).status_code == 200


@pytest.mark.parametrize("name", ["\u3164", "\u2800\u2800", "\u200d", "\u200c \u200d", "\u115f", "\u202e\u180e"])
def test_a_name_that_nobody_sees_is_no_name(tasha, name):
    page = tasha.post(reverse("members:add"), {"given_name": name, "standing": "here", "anyway": "1"})

    assert "Write at least one name." in page.text
    assert Person.objects.count() == 1
