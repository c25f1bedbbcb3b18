"""Building the demo: into an empty place only, the same each time, on any day."""

import datetime as dt
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts.models import User
from members.models import (
    Conversation,
    RungReached,
)
from schools.demo import building
from schools.demo.people import PASSWORD, sign_ins
from schools.models import (
    Actual,
    AnswerDelivery,
    Ask,
    Input,
    PlanVersion,
)
from schools.trails import trails_for
from tests.factories import schools as make

pytestmark = pytest.mark.django_db


def load():
    said = StringIO()
    call_command("load_demo", stdout=said)
    return said.getvalue()


def rows():
    """How many rows each table holds."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_it_is_not_mixed_with_schools_that_exist(db):
    make.SchoolFactory(cds_code="19647330000011", name="A School That Exists", is_demo=False)
    before = rows()

    with pytest.raises(CommandError):
        load()

    assert rows() == before


def test_loading_twice_changes_nothing(db):
    first = load()
    before = rows(), list(Input.objects.order_by("pk").values_list("pk", "words", "people"))

    second = load()

    assert (rows(), list(Input.objects.order_by("pk").values_list("pk", "words", "people"))) == before
    assert first == second


def test_it_says_who_can_sign_in(db, client):
    said = load()

    assert PASSWORD in said
    for name, role, email in sign_ins():
        assert f"{email:24} {name}, {role}" in said
        assert client.login(username=email, password=PASSWORD), email


@pytest.mark.parametrize("today", [dt.date(2026, 1, 10), dt.date(2026, 7, 1), dt.date(2028, 2, 29)])
def test_it_stands_on_any_day_of_a_year(db, today, time_machine):
    time_machine.move_to(dt.datetime.combine(today, dt.time(20), tzinfo=dt.UTC), tick=False)

    building.build(today)

    luis = User.objects.get(email="luis@demo.example")
    assert trails_for(Ask.objects.visible_to(luis).standing(), user=luis, on=today)
    assert not Actual.objects.filter(as_of__gt=today).exists()
    assert not Input.objects.filter(heard_on__gt=today).exists()
    assert not PlanVersion.objects.filter(submitted_on__gt=today).exists()
    assert not AnswerDelivery.objects.filter(sent_on__gt=today).exists()
    assert not Conversation.objects.filter(talked_on__gt=today).exists()
    assert not RungReached.objects.filter(reached_on__gt=today).exists()
