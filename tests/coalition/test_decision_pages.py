import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Grant
from coalition import casting, deciding
from coalition.models import Motion, Partner, Vote
from tests.coalition.steering import MEETING_DAY, attend, holder, opened, say, seconded, sign_in_for, steering
from tests.factories import coalition as make

pytestmark = pytest.mark.django_db
EVENING = dt.datetime(2026, 11, 4, 18, tzinfo=dt.timezone(dt.timedelta(hours=-8)))


@pytest.fixture(autouse=True)
def evening_of_the_meeting():
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.fixture
def room(cast):
    return steering(cast)


def address(name, thing):
    return reverse(f"coalition:{name}", args=[thing.pk])


def page(client, user, name, thing, **query):
    client.force_login(user)
    return client.get(address(name, thing), query)


def text(response):
    return response.content.decode()


def decided(room, choices=("yes",) * 6, **facts):
    motion = opened(room, **facts)
    say(room, motion, choices)
    return deciding.close(motion, by=room.rory)


# --- Who sees and who votes ---------------------------------------------------------------

READ = ["decisions", "motion"]
CHANGE = [
    "propose", "edit_motion", "second_motion", "open_motion", "record_votes", "close_motion", "put_off_motion",
    "take_up_motion", "withdraw_motion",
]  # fmt: skip


def thing_of(room, motion, name):
    return {"decisions": room.coalition, "propose": room.committee}.get(name, motion)


@pytest.mark.parametrize("name", READ)
def test_partners_representatives_and_the_keepers_people_read_the_register(client, room, name):
    motion, speaker = opened(room), sign_in_for(room.places[0])

    for user in (speaker, room.rory, room.cast.vic):
        assert page(client, user, name, thing_of(room, motion, name)).status_code == 200


@pytest.mark.parametrize("name", [*READ, *CHANGE, "vote"])
def test_outsiders_find_nothing(client, room, name):
    motion = opened(room)

    assert page(client, room.cast.otto, name, thing_of(room, motion, name)).status_code == 404
    assert client.post(address(name, thing_of(room, motion, name))).status_code in (404, 405)
    assert Motion.objects.get(pk=motion.pk).state == "open"


@pytest.mark.parametrize("name", CHANGE)
def test_a_representative_changes_nothing_but_the_own_vote(client, room, name):
    motion, speaker = opened(room), sign_in_for(room.places[0])

    assert page(client, speaker, name, thing_of(room, motion, name)).status_code == 404


@pytest.mark.parametrize("name", [*READ, "vote"])
def test_a_partnership_that_ended_closes_the_door_that_day(client, room, name):
    motion, speaker = opened(room), sign_in_for(room.places[0])
    Partner.objects.filter(organization=room.places[0].organization).update(ends_on=MEETING_DAY - dt.timedelta(days=1))

    assert page(client, speaker, name, thing_of(room, motion, name)).status_code == 404


@pytest.mark.parametrize("name", READ)
def test_representatives_of_another_coalition_see_nothing_of_this_one(client, room, cast, name):
    motion = opened(room)
    other = make.CommitteeFactory(coalition=make.CoalitionFactory(keeper=cast.outsider_org))
    stranger = sign_in_for(make.partner_with_seat(other, "Another Alliance Partner"))

    assert page(client, stranger, name, thing_of(room, motion, name)).status_code == 404


# --- One's own vote ---------------------------------------------------------------


@pytest.mark.parametrize("part", ["representative", "alternate"])
def test_a_representative_or_alternate_casts_the_vote_of_the_own_organization(client, room, part):
    motion, place = opened(room), room.places[0]
    client.force_login(sign_in_for(place, part))

    answer = client.post(address("vote", motion), {"choice": "yes", "place": place.pk, "seen": ""})

    assert answer.url == address("motion", motion)
    vote = Vote.objects.get()
    assert (vote.place, vote.choice, vote.cast_by) == (place, "yes", holder(place, part))


def test_a_vote_that_the_keeper_wrote_down_says_who_wrote_it_down(client, room):
    motion, place = opened(room), room.places[0]
    client.force_login(sign_in_for(place))
    casting.cast(motion, place, choice="no", cast_by=holder(place), by=room.rory)

    assert f"The vote now: No, written down by {room.rory}." in text(client.get(address("vote", motion)))
    answer = client.post(address("vote", motion), {"choice": "yes", "place": place.pk, "seen": ""})
    assert f"{place.organization} has voted already: No, written down by {room.rory}." in text(answer)


def test_where_one_no_blocks_the_vote_says_so(client, room):
    client.force_login(sign_in_for(room.places[0]))

    assert "one no blocks" in text(client.get(address("vote", opened(room, rule="consensus"))))
    assert "one no blocks" not in text(client.get(address("vote", opened(room, title="By two thirds"))))


def test_nobody_votes_for_the_place_of_another_organization(client, room):
    motion = opened(room)
    client.force_login(sign_in_for(room.places[0]))

    answer = client.post(address("vote", motion), {"choice": "yes", "place": room.places[1].pk, "seen": ""})

    assert answer.status_code == 200
    assert not Vote.objects.exists()


def test_a_role_that_was_ended_takes_the_vote_with_it(client, room):
    motion, speaker = opened(room), sign_in_for(room.places[0])
    Grant.objects.filter(user=speaker).delete()

    assert page(client, speaker, "vote", motion).status_code == 404


def test_the_second_of_two_is_told_what_stands_and_can_change_it_then(client, room):
    motion, place = opened(room), room.places[0]
    client.force_login(sign_in_for(place, "alternate"))
    casting.cast(motion, place, choice="yes", cast_by=holder(place), by=room.rory)
    answer = {"choice": "no", "place": place.pk, "seen": ""}

    refused = client.post(address("vote", motion), answer)

    assert "has voted already: Yes" in text(refused)
    assert Vote.objects.get().choice == "yes"
    assert 'name="seen" value="yes"' in text(refused)
    client.post(address("vote", motion), {**answer, "seen": "yes"})
    assert Vote.objects.get().choice == "no"


def test_standing_aside_is_offered_for_consensus_only(client, room):
    speaker = sign_in_for(room.places[0])

    assert "Stand aside" not in text(page(client, speaker, "vote", opened(room)))
    assert "Stand aside" in text(page(client, speaker, "vote", opened(room, rule="consensus")))


def test_a_closed_vote_sends_back_to_its_result(client, room):
    speaker, motion = sign_in_for(room.places[0]), decided(room)

    assert page(client, speaker, "vote", motion).url == address("motion", motion)


# --- The keeper at a meeting ---------------------------------------------------------------


def test_a_motion_goes_from_its_words_to_a_result(client, room):
    client.force_login(room.rory)
    mover, seconder = holder(room.places[0]), holder(room.places[1])
    words = {"title": "Publish the 2027 calendar", "rule": "two_thirds", "base": "present", "meeting": room.meeting.pk}
    client.post(address("propose", room.committee), {**words, "moved_by": mover.pk, "seconded_by": seconder.pk})
    motion = Motion.objects.get()
    client.post(address("open_motion", motion))
    said = {f"vote_{place.pk}": "yes" for place in room.places[:5]} | {f"seen_{p.pk}": "" for p in room.places}

    client.post(address("record_votes", motion), said)
    assert "It would pass" in text(client.get(address("close_motion", motion)))
    client.post(address("close_motion", motion))

    shown = text(client.get(address("motion", motion)))
    assert "4 of 5 needed" in shown
    assert "5 yes · 0 no · 0 abstained · 1 not there" in shown


def test_the_vote_is_written_down_under_the_name_of_who_came(client, room):
    motion, place = opened(room), room.places[0]
    came = attend(room, place, "alternate")
    came.came = holder(place, "alternate")
    came.save()
    client.force_login(room.rory)

    client.post(address("record_votes", motion), {f"vote_{place.pk}": "yes", f"seen_{place.pk}": ""})

    assert Vote.objects.get().cast_by == holder(place, "alternate")


def test_a_round_with_a_vote_that_was_not_offered_is_refused_whole(client, room):
    motion, (one, two, *_rest) = opened(room), room.places
    client.force_login(room.rory)
    round_of = {f"vote_{one.pk}": "yes", f"seen_{one.pk}": "", f"vote_{two.pk}": "perhaps", f"seen_{two.pk}": ""}

    shown = text(client.post(address("record_votes", motion), round_of))

    assert "Choose one of the votes offered." in shown
    assert not Vote.objects.exists()


def test_a_round_over_a_vote_cast_meanwhile_is_refused_whole_and_keeps_what_was_typed(client, room):
    motion, (one, two, *_rest) = opened(room), room.places
    client.force_login(room.rory)
    casting.cast(motion, two, choice="no", cast_by=holder(two), by=room.rory)
    round_of = {f"vote_{one.pk}": "yes", f"seen_{one.pk}": "", f"vote_{two.pk}": "yes", f"seen_{two.pk}": ""}

    shown = text(client.post(address("record_votes", motion), round_of))

    assert "Bellflower Parents has voted already: No" in shown
    assert list(Vote.objects.values_list("choice", flat=True)) == ["no"]
    assert f'name="seen_{two.pk}" value="no"' in shown


def test_who_is_marked_as_there_and_silent_is_shown_before_closing(client, room):
    motion = opened(room)
    say(room, motion, ["yes"] * 4)
    attend(room, room.places[4])

    shown = text(page(client, room.rory, "close_motion", motion))

    assert "counted as abstained: Elm Street Elders." in shown
    assert "Not there: Fig Tree Fund." in shown


def test_a_quick_decision_says_until_when(client, room):
    motion = seconded(room, is_quick=True)
    client.force_login(room.rory)

    assert "at least 24 hours" in text(client.get(address("open_motion", motion)))
    client.post(address("open_motion", motion), {"closes_at": "2026-11-06T12:00"})

    motion.refresh_from_db()
    assert motion.closes_at == dt.datetime(2026, 11, 6, 20, tzinfo=dt.UTC)


@pytest.mark.parametrize(("name", "state"), [("put_off_motion", "put_off"), ("withdraw_motion", "withdrawn")])
def test_putting_off_and_withdrawing_ask_first(client, room, name, state):
    motion = opened(room)

    assert "Votes cast so far are dropped" in text(page(client, room.rory, name, motion))
    client.post(address(name, motion))

    assert Motion.objects.get(pk=motion.pk).state == state


# --- The register ---------------------------------------------------------------


def titles(response):
    return [motion.title for motion in response.context["page"]]


def test_the_register_is_found_by_words_result_committee_and_year(client, room):
    decided(room, title="Pasar la reunión a las mañanas", choices=["no"] * 6)
    decided(room, title="Publish the calendar")
    other = make.CommitteeFactory(coalition=room.coalition, name="Data group")
    make.MotionFactory(committee=other, title="Count again")

    def found(**query):
        return titles(page(client, room.rory, "decisions", room.coalition, **query))

    assert found() == ["Count again", "Publish the calendar", "Pasar la reunión a las mañanas"]
    assert found(q="REUNION mananas") == ["Pasar la reunión a las mañanas"]
    assert found(state="passed") == ["Publish the calendar"]
    assert found(committee=other.pk) == ["Count again"]
    assert found(year=2026, state="failed") == ["Pasar la reunión a las mañanas"]
    assert len(found(year="1066", state="nonsense", committee="x")) == 3


def test_the_register_shows_its_own_coalition_only(client, room):
    make.MotionFactory(title="Somebody else’s")
    decided(room)

    assert titles(page(client, room.rory, "decisions", room.coalition)) == ["Publish the 2027 meeting calendar"]


def test_the_register_to_print_is_one_long_page_without_the_filters(client, room):
    for number in range(30):
        make.MotionFactory(committee=room.committee, number=number + 1)

    on_paper = page(client, room.rory, "decisions", room.coalition, print=1)

    assert len(titles(on_paper)) == 30
    assert 'class="filters"' not in text(on_paper)


def queries(client, django_assert_max_num_queries, *urls):
    counts = []
    for url in urls:
        with django_assert_max_num_queries(100) as seen:
            assert client.get(url).status_code == 200
        counts.append(len(seen))
    return counts


def test_the_register_takes_the_same_queries_for_one_row_and_for_three(client, room, django_assert_max_num_queries):
    client.force_login(room.rory)
    opened(room)
    url = [address("decisions", room.coalition)]
    client.get(*url)
    one = queries(client, django_assert_max_num_queries, *url)
    opened(room, is_quick=True)
    decided(room)

    assert queries(client, django_assert_max_num_queries, *url) == one


@pytest.mark.parametrize("name", ["motion", "vote", "record_votes", "close_motion"])
def test_a_vote_takes_the_same_queries_for_three_places_and_for_six(client, cast, name, django_assert_max_num_queries):
    small, large = steering(cast, names=("A", "B", "C")), None
    motion = opened(small, is_quick=name != "close_motion")
    say(small, motion, ["yes", "no"])
    speaker = sign_in_for(small.places[2]) if name == "vote" else cast.rory
    client.force_login(speaker)
    url = address(name, motion)
    client.get(url)
    few = queries(client, django_assert_max_num_queries, url)
    large = [make.partner_with_seat(small.committee, letter) for letter in "DEF"]
    for place in large:
        casting.cast(motion, place, choice="yes", cast_by=holder(place), by=cast.rory)

    assert queries(client, django_assert_max_num_queries, url) == few


def test_a_closed_motion_takes_the_same_queries_for_three_places_and_for_six(
    client, room, django_assert_max_num_queries
):
    closed = decided(room)
    client.force_login(room.rory)
    url = address("motion", closed)
    client.get(url)
    six = queries(client, django_assert_max_num_queries, url)
    closed.votes.filter(place__in=room.places[3:]).delete()

    assert queries(client, django_assert_max_num_queries, url) == six


def test_looking_at_a_quick_decision_after_its_time_closes_it(client, room):
    motion = opened(room, is_quick=True)
    say(room, motion, ["yes", "yes", "yes", "yes"])

    with time_machine.travel(motion.closes_at, tick=False):
        shown = page(client, room.rory, "motion", motion).content.decode()

    assert ", by itself." in shown
    motion.refresh_from_db()
    assert (motion.state, motion.decided_by) == (Motion.State.PASSED, None)


def test_closing_a_quick_decision_is_offered_once_its_time_is_over(client, room):
    motion = opened(room, is_quick=True)

    assert "Close the vote" not in text(page(client, room.rory, "motion", motion))
    assert page(client, room.rory, "close_motion", motion).url == address("motion", motion)


def test_the_meetings_to_choose_from_are_named_by_their_day(client, room):
    assert ">Nov 4, 2026</option>" in text(page(client, room.rory, "propose", room.committee))


def test_the_form_of_a_motion_sent_again_with_the_back_button_leaves_one(client, room):
    client.force_login(room.rory)
    mover, second = holder(room.places[0]), holder(room.places[1])
    facts = {"title": "Meet at ten", "moved_by": mover.pk, "seconded_by": second.pk, "rule": "majority", "base": "cast"}

    answers = [client.post(address("propose", room.committee), facts).url for _time in range(2)]

    assert answers == [address("motion", Motion.objects.get())] * 2
