"""What stands on somebody's timeline: what was promised and closed, and for whom, in a fixed number of questions."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import stepping
from members.models import NextStep
from members.timeline import timeline_of
from tests.factories import members as make

# Ten in the evening of the 11th where the organization works.
LATE_ON_THE_11TH = dt.datetime(2026, 11, 12, 6, tzinfo=dt.UTC)
NOVEMBER_11 = dt.date(2026, 11, 11)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(LATE_ON_THE_11TH, tick=False):
        yield


@pytest.fixture
def lupita(cast):
    return make.PersonFactory(steward=cast.coalition_org)


def step(person, owner, **facts):
    return make.NextStepFactory(person=person, owner=owner, **facts)


def told(person, user, shown="steps"):
    story = timeline_of(person, user, NOVEMBER_11, shown=shown)
    return [(entry.on, entry.title, entry.under) for entry in story.entries], story.counts["steps"]


def test_a_step_stands_on_the_timeline_on_the_day_it_was_done_or_dropped(cast, lupita):
    stepping.finish(step(lupita, cast.rosa, what="Bring the flyers"), by=cast.rosa)
    stepping.drop(step(lupita, cast.rosa, what="Call the school"), by=cast.tasha)
    step(lupita, cast.rosa, what="Still to do")

    assert told(lupita, cast.tasha) == (
        [
            (NOVEMBER_11, "Dropped: Call the school", "Rosa Méndez · Tasha Greene · was due Nov 9, 2026"),
            (NOVEMBER_11, "Done: Bring the flyers", "Rosa Méndez · was due Nov 9, 2026"),
        ],
        2,
    )


def test_a_step_that_is_opened_again_leaves_the_timeline(cast, lupita):
    promised = step(lupita, cast.rosa)
    stepping.reopen(stepping.finish(promised, by=cast.rosa), by=cast.rosa)

    assert told(lupita, cast.tasha) == ([], 0)


@pytest.mark.parametrize("who", ["val", "otto", "bea"])
def test_closed_steps_are_for_those_who_may_see_the_person(cast, lupita, who):
    stepping.finish(step(lupita, cast.rosa), by=cast.rosa)

    assert told(lupita, getattr(cast, who)) == ([], 0)


def test_a_persons_page_asks_as_much_with_one_closed_step_as_with_three(client, cast, lupita):
    client.force_login(cast.tasha)
    counts = []
    for more in (1, 2):
        for number in range(more):
            stepping.finish(step(lupita, cast.rosa, what=f"Step {more}{number}"), by=cast.tasha)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(reverse("members:person", args=[lupita.pk])).content.decode()
        counts.append(len(caught))

    assert counts[0] == counts[1]
    assert all(f"Done: {each.what}" in page for each in NextStep.objects.all())
