import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import climbing, teaming
from members.models import Person, Relationship, Rung, RungSuggestion, Segment, Team
from tests.factories import members as make
from tests.held import held, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def ladder(cast):
    return climbing.adopt_ladder(cast.coalition_org, by=cast.tasha)


@pytest.fixture
def person(cast):
    return make.PersonFactory(steward=cast.coalition_org)


@pytest.fixture
def team(cast):
    return teaming.start_team(cast.coalition_org, name="Gate circle", by=cast.tasha)


@pytest.fixture
def suggestion(ladder, person):
    return RungSuggestion.objects.create(steward=person.steward, person=person, rung=ladder[1])


def addresses(person, team, suggestion, ladder):
    return {
        "rung": reverse("members:change_rung", args=[ladder[0].pk]),
        "move": reverse("members:move", args=[person.pk]),
        "assess": reverse("members:assess", args=[person.pk]),
        "take": reverse("members:take_suggestion", args=[suggestion.pk]),
        "team": reverse("members:team", args=[team.pk]),
        "change team": reverse("members:change_team", args=[team.pk]),
        "join": reverse("members:join_team", args=[team.pk]),
        "end": reverse("members:end_team", args=[team.pk]),
    }


@pytest.mark.parametrize(
    ("who", "may_open"),
    [
        ("tasha", {"rung", "move", "assess", "take", "team", "change team", "join", "end"}),
        ("rosa", {"move", "assess", "take", "team"}),
        ("vic", {"team"}),
        ("val", set()),
        ("bea", set()),
        ("otto", set()),
    ],
)
def test_each_role_opens_its_own_pages(client, cast, person, team, suggestion, ladder, who, may_open):
    client.force_login(getattr(cast, who))

    pages = addresses(person, team, suggestion, ladder)
    assert {name for name, url in pages.items() if client.get(url).status_code == 200} == may_open


@pytest.mark.parametrize("name", ["ladder", "suggestions", "leaders", "teams"])
def test_a_volunteer_finds_no_ladder_and_a_partner_only_its_own(client, cast, person, suggestion, team, name):
    make.GuardianFactory(person=person, kind=Relationship.Kind.LEADS, kin="")
    url = reverse(f"members:{name}")
    client.force_login(cast.val)
    assert client.get(url).status_code == 404

    client.force_login(cast.bea)
    theirs = client.get(url)
    assert theirs.status_code == 200
    assert not [word for word in ("Takes part", str(person), "Gate circle") if word in theirs.text]


def questions(client, url) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_lists_ask_as_often_for_three_rows_as_for_one(client, cast, ladder, suggestion, team):
    make.GuardianFactory(person=suggestion.person, kind=Relationship.Kind.LEADS, kin="")
    teaming.join(team, suggestion.person, by=cast.tasha)
    client.force_login(cast.tasha)
    urls = [reverse(f"members:{name}") for name in ("suggestions", "leaders", "teams")]
    urls.append(reverse("members:team", args=[team.pk]))
    for url in urls:
        client.get(url)
    for_one = [questions(client, url) for url in urls]
    for number in range(2):
        more = make.PersonFactory(steward=cast.coalition_org)
        RungSuggestion.objects.create(steward=more.steward, person=more, rung=ladder[1])
        make.GuardianFactory(person=more, kind=Relationship.Kind.LEADS, kin="")
        teaming.join(team, more, by=cast.tasha)
        teaming.start_team(cast.coalition_org, name=f"Team {number}", by=cast.tasha)

    assert [questions(client, url) for url in urls] == for_one


def test_moving_up_on_the_page_shows_on_the_persons_page_and_in_the_list(client, cast, person, ladder):
    client.force_login(cast.tasha)
    url = reverse("members:move", args=[person.pk])
    told = {"rung": ladder[1].pk, "deed": "Came to two sessions", "on": person.steward.today().isoformat()}

    assert client.post(url, told | {"deed": ""}).status_code == 200
    assert client.post(url, told).status_code == 302

    page = client.get(reverse("members:person", args=[person.pk])).text
    assert "Came to two sessions" in page
    assert "Reached “Comes”" in page
    assert 'class="rung"' in client.get(reverse("members:list")).text


def test_a_suggestion_is_set_aside_with_undo(client, cast, suggestion):
    client.force_login(cast.rosa)

    client.post(reverse("members:set_aside_suggestion", args=[suggestion.pk]))
    assert RungSuggestion.objects.open().count() == 0
    client.post(reverse("members:bring_back_suggestion", args=[suggestion.pk]))
    assert RungSuggestion.objects.open().count() == 1


def test_a_suggestion_that_was_set_aside_is_still_found_and_brought_back_from_the_page(client, cast, suggestion):
    climbing.set_aside(suggestion, by=cast.rosa)
    client.force_login(cast.tasha)
    address = reverse("members:suggestions")

    page = client.get(address)
    assert [each.pk for each in page.context["aside"]] == [suggestion.pk]
    assert "Rosa Méndez set it aside" in page.text

    again = client.post(reverse("members:bring_back_suggestion", args=[suggestion.pk]), follow=True)
    assert [row[0] for row in again.context["rows"]] == [suggestion]
    assert again.context["aside"] == []


def test_a_suggestion_that_another_settled_meanwhile_opens_no_form(client, cast, suggestion):
    climbing.take(suggestion, by=cast.rosa, deed="Came twice")
    client.force_login(cast.tasha)

    page = client.get(reverse("members:take_suggestion", args=[suggestion.pk]), follow=True)

    assert page.redirect_chain == [(reverse("members:suggestions"), 302)]
    assert "Somebody decided on this suggestion already." in page.text


def test_nobody_who_died_since_is_suggested(client, cast, suggestion):
    Person.objects.filter(pk=suggestion.person_id).update(standing="died")
    client.force_login(cast.tasha)

    assert client.get(reverse("members:suggestions")).context["rows"] == []


def test_a_suggestion_is_taken_in_ones_own_words(client, cast, suggestion):
    client.force_login(cast.rosa)

    suggestion.evidence = [{"leaf": {"is": "committed", "value": "kept"}, "facts": []}]
    suggestion.save()
    assert 'value="Kept a commitment"' in client.get(reverse("members:take_suggestion", args=[suggestion.pk])).text
    client.post(reverse("members:take_suggestion", args=[suggestion.pk]), {"deed": "Came to two cafecitos"})

    suggestion.person.refresh_from_db()
    assert suggestion.person.rung == suggestion.rung


def test_criteria_of_a_rung_come_from_a_saved_search(client, cast, ladder):
    tree = {"is": "came", "value": {"times": 5}}
    search = Segment.objects.create(steward=cast.coalition_org, name="Five times", tree=tree, owner=cast.tasha)
    client.force_login(cast.tasha)
    address = reverse("members:change_rung", args=[ladder[1].pk])
    words = opened(client, address) | {"to_reach_en": "Comes to five events", "to_reach_es": ""}

    client.post(address, words | {"taken_from": search.pk})

    ladder[1].refresh_from_db()
    assert ladder[1].criteria == tree
    assert "Came to 5 events or more" in client.get(reverse("members:ladder")).text


def test_an_assessment_is_saved_and_shown(client, cast, person, ladder):
    client.force_login(cast.rosa)
    told = {"level": "2", "because": "Signed the petition", "on": person.steward.today().isoformat()}

    client.post(reverse("members:assess", args=[person.pk]), told)

    assert "Signed the petition" in client.get(reverse("members:person", args=[person.pk])).text


def test_a_team_is_started_gets_roles_and_people_and_ends(client, cast, person):
    client.force_login(cast.tasha)
    client.post(reverse("members:start_team"), {"name": "Turnout"})
    team = Team.objects.get()
    page = reverse("members:team", args=[team.pk])
    client.post(reverse("members:add_team_role", args=[team.pk]), {"name": "Data captain", "wanted": "1"})
    assert "Data captain: 1 missing since" in client.get(page).text

    role = team.roles.get()
    told = {"person": person.pk, "role": role.pk, "on": person.steward.today().isoformat()}
    client.post(reverse("members:join_team", args=[team.pk]), told)
    assert person.name in client.get(page).text
    assert "Data captain" in client.get(reverse("members:person", args=[person.pk])).text

    client.post(reverse("members:leave_team", args=[team.members.get().pk]))
    client.post(reverse("members:rejoin_team", args=[team.members.get().pk]))
    assert team.members.get().ends_on is None
    client.post(reverse("members:end_team", args=[team.pk]))
    assert Team.objects.standing().count() == 0


@pytest.mark.parametrize("who", ["rosa", "vic", "val", "bea"])
def test_who_makes_no_lists_changes_no_ladder_and_no_team(client, cast, team, ladder, who):
    client.force_login(getattr(cast, who))
    for name in ("adopt_ladder", "add_rung", "look_for_suggestions", "start_team"):
        assert client.post(reverse(f"members:{name}"), {"name": "X"}).status_code == 404
    assert client.post(reverse("members:remove_rung", args=[ladder[0].pk])).status_code == 404
    assert client.post(reverse("members:end_team", args=[team.pk])).status_code == 404
    assert Team.objects.standing().count() == 1


def test_a_rung_is_added_and_removed_on_the_page(client, cast, ladder):
    client.force_login(cast.tasha)
    told = opened(client, reverse("members:add_rung")) | {"name_en": "Hosts", "taken_from": "none", "once": "1"}
    assert told["above"] == ladder[4].pk

    for _click in range(2):
        client.post(reverse("members:add_rung"), told)
    rung = Rung.objects.get(name_en="Hosts")
    assert rung.position == 6
    client.post(reverse("members:remove_rung", args=[rung.pk]))

    rows = client.get(reverse("members:ladder")).context["rows"]
    assert [shown.name_en for shown, *_facts in rows] == ["Met", "Comes", "Takes part", "Leads", "Organizes"]


@pytest.fixture
def searches(cast, ladder):
    """A shared search for those on the fourth rung, and one that only Rosa opens."""
    for owner, name, condition in ((cast.tasha, "Leaders", "rung"), (cast.rosa, "Rosa's own", "rung_from")):
        Segment.objects.create(
            steward=cast.coalition_org, owner=owner, name=name, is_shared=owner == cast.tasha,
            tree={"all": [{"is": "speaks", "value": "es"}, {"not": {"is": condition, "value": str(ladder[3].pk)}}]},
        )  # fmt: skip


def test_the_searches_that_ask_for_a_rung_are_named_before_and_after_it_is_removed(client, cast, ladder, searches):
    client.force_login(cast.tasha)
    asks = "Saved searches that ask for it would find nobody"
    before = client.get(reverse("members:change_rung", args=[ladder[3].pk])).text
    assert (asks in before, "Rosa&#x27;s own" in before) == (True, False)
    assert asks not in client.get(reverse("members:change_rung", args=[ladder[2].pk])).text

    after = client.post(reverse("members:remove_rung", args=[ladder[3].pk]), follow=True).text

    assert "find nobody until they are changed: “Leaders”." in after


def test_a_search_for_a_removed_rung_says_why_it_finds_nobody(client, cast, ladder, person, searches):
    client.force_login(cast.tasha)
    client.post(reverse("members:remove_rung", args=[ladder[3].pk]))

    shared = Segment.objects.get(name="Leaders")
    page = client.get(reverse("members:list"), {"search": shared.pk})

    assert list(page.context["page"]) == []
    assert "It asks for a rung that is not on the ladder any more. So this search finds nobody." in page.text
    assert "not on the ladder any more" in client.get(reverse("members:segment", args=[shared.pk])).text
    assert client.get(reverse("members:ladder")).status_code == 200


def test_a_rung_that_another_asks_for_has_no_button_and_says_why(client, cast, ladder):
    client.force_login(cast.tasha)

    page = client.get(reverse("members:change_rung", args=[ladder[1].pk])).text

    assert "What “Organizes” takes asks for this rung." in page
    assert "Remove the rung" not in page


def test_three_steps_take_a_persons_page_no_more_queries_than_one(client, cast, person, ladder):
    client.force_login(cast.tasha)
    page = reverse("members:person", args=[person.pk])
    climbing.move_up(person, ladder[0], by=cast.tasha, deed="Came to a first meeting.")
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    climbing.move_up(person, ladder[2], by=cast.tasha, deed="Brought three neighbors.")
    climbing.move_down(person, ladder[1], by=cast.tasha, deed="Works evenings now.")

    with CaptureQueriesContext(connection) as three:
        client.get(page)

    assert len(three) == len(one)


def test_each_rung_says_how_many_stand_on_it_and_are_with_us(client, cast, ladder):
    for rung, standing in ((ladder[0], "here"), (ladder[0], "here"), (ladder[0], "died"), (ladder[2], "here")):
        make.PersonFactory(steward=cast.coalition_org, rung=rung, standing=standing)
    make.PersonFactory(steward=cast.partner_org)
    client.force_login(cast.tasha)

    rows = client.get(reverse("members:ladder")).context["rows"]

    assert [count for _rung, _criteria, count in rows] == [2, 0, 1, 0, 0]


def test_whoever_changes_a_rung_that_another_removed_meanwhile_reads_so(client, cast, ladder):
    climbing.remove_rung(ladder[4], by=cast.rosa)
    client.force_login(cast.tasha)

    page = client.post(reverse("members:change_rung", args=[ladder[4].pk]), {"name_en": "X"}, follow=True)

    assert page.redirect_chain == [(reverse("members:ladder"), 302)]
    assert "This rung is not on your organization’s ladder." in page.text


def test_a_step_back_is_told_as_one_on_the_persons_page(client, cast, person, ladder):
    climbing.move_up(person, ladder[0], deed="Talked at the gate", by=cast.tasha)
    climbing.move_up(person, ladder[3], deed="Led three", by=cast.tasha)
    climbing.move_down(person, ladder[0], deed="Works nights now", by=cast.tasha)
    client.force_login(cast.tasha)

    page = client.get(reverse("members:person", args=[person.pk])).text

    assert ("Back on “Met”" in page, "back since" in page, "Reached “Leads”" in page) == (True, True, True)
    assert "Back on “Met”" in client.get(reverse("members:move", args=[person.pk])).text


def test_whoever_moves_somebody_whom_another_moved_meanwhile_reads_so(client, cast, person, ladder):
    climbing.move_up(person, ladder[1], deed="Came twice", by=cast.tasha)
    client.force_login(cast.rosa)
    told = {"rung": ladder[1].pk, "deed": "Came twice", "on": person.steward.today().isoformat()}

    page = client.post(reverse("members:move", args=[person.pk]), told).text

    assert "Somebody moved them or changed the ladder meanwhile" in page


def test_leaders_are_shown_with_whom_they_lead_and_those_who_died_apart(client, cast, person):
    gone = make.PersonFactory(steward=cast.coalition_org, standing="died")
    led = [make.PersonFactory(steward=cast.coalition_org) for _each in range(2)]
    for leader, other in ((person, led[0]), (gone, led[1])):
        make.GuardianFactory(person=leader, other=other, kind=Relationship.Kind.LEADS, kin="")
    client.force_login(cast.vic)

    page = client.get(reverse("members:leaders"))

    assert [leader.whom for leader in page.context["page"]] == [[led[0]]]
    assert "1 person without a leader" in page.text


# --- Two of us at the same thing


def test_two_who_change_one_rung_at_once_both_see_what_the_other_wrote(client, cast, ladder):
    client.force_login(cast.tasha)
    address = reverse("members:change_rung", args=[ladder[1].pk])
    mine = opened(client, address) | {"to_reach_en": "Comes twice", "taken_from": "none"}
    climbing.change_rung(ladder[1], by=cast.rosa, to_reach_en="Comes often", to_reach_es="Viene seguido")

    refused = client.post(address, mine)

    assert refused.context["conflicts"] == [("To reach it, in English", "Comes twice", "Comes often")]
    assert "Rosa Méndez changed the same" in refused.text
    client.post(address, held(refused))
    ladder[1].refresh_from_db()
    assert (ladder[1].to_reach_en, ladder[1].to_reach_es, ladder[1].criteria) == ("Comes twice", "Viene seguido", {})


def test_what_two_people_change_in_different_places_of_a_rung_is_all_kept(client, cast, ladder):
    client.force_login(cast.tasha)
    address = reverse("members:change_rung", args=[ladder[1].pk])
    mine = opened(client, address) | {"to_reach_en": "Comes twice"}
    climbing.change_rung(ladder[1], by=cast.rosa, criteria={})

    client.post(address, mine | {"taken_from": "keep"})

    ladder[1].refresh_from_db()
    assert (ladder[1].to_reach_en, ladder[1].criteria) == ("Comes twice", {})


def test_criteria_that_two_people_chose_are_shown_as_sentences(client, cast, ladder):
    client.force_login(cast.tasha)
    address = reverse("members:change_rung", args=[ladder[1].pk])
    mine = opened(client, address) | {"taken_from": "none"}
    climbing.change_rung(ladder[1], by=cast.rosa, criteria={"is": "committed", "value": "kept"})

    refused = client.post(address, mine)

    assert refused.context["conflicts"] == [("What the records must show", "Only people say so", "kept a commitment")]


def test_two_who_change_one_team_at_once_lose_nothing(client, cast, team):
    client.force_login(cast.tasha)
    address = reverse("members:change_team", args=[team.pk])
    mine = opened(client, address) | {"meets": "Tuesdays", "purpose": "A safe gate"}
    teaming.change_team(team, by=cast.rosa, meets="Wednesdays", coach=cast.rosa)

    refused = client.post(address, mine)

    assert refused.context["conflicts"] == [("When it meets", "Tuesdays", "Wednesdays")]
    client.post(address, held(refused))
    team.refresh_from_db()
    assert (team.meets, team.purpose, team.coach) == ("Tuesdays", "A safe gate", cast.rosa)


# --- Teams, when something is to be mended


@pytest.fixture
def lead(team, cast):
    return teaming.add_role(team, name="Lead", by=cast.tasha)


def test_a_role_typed_wrong_is_changed_and_one_nobody_needs_is_removed(client, cast, team, lead):
    client.force_login(cast.tasha)
    address = reverse("members:change_team_role", args=[lead.pk])

    client.post(address, opened(client, address) | {"name": "Leads us", "wanted": "2"})
    assert "Leads us: 2 missing since" in client.get(reverse("members:team", args=[team.pk])).text

    client.post(reverse("members:remove_team_role", args=[lead.pk]))
    assert team.roles.count() == 0


def test_who_clicks_leaves_a_second_time_is_told_the_same_and_not_sent_away(client, cast, team, person):
    term = teaming.join(team, person, by=cast.tasha)
    client.force_login(cast.tasha)
    leaves, stays = (reverse(f"members:{name}", args=[term.pk]) for name in ("leave_team", "rejoin_team"))

    for address in (leaves, leaves, stays, stays):
        assert client.post(address, follow=True).redirect_chain == [(reverse("members:team", args=[team.pk]), 302)]

    term.refresh_from_db()
    assert term.ends_on is None


@pytest.mark.parametrize("name", ["change_team", "add_team_role", "join_team", "end_team"])
def test_whoever_changes_a_team_that_another_ended_meanwhile_reads_that_it_ended(client, cast, team, name):
    teaming.end(team, by=cast.rosa)
    client.force_login(cast.tasha)

    page = client.post(reverse(f"members:{name}", args=[team.pk]), {"name": "X"}, follow=True)

    assert page.redirect_chain == [(reverse("members:team", args=[team.pk]), 302)]
    assert "This team has ended." in page.text
