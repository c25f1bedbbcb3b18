import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from members import recording, teaming
from members.models import TeamMember
from tests.factories import members as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(cast):
    return teaming.start_team(cast.coalition_org, name="Gate circle", purpose="A safe crossing", by=cast.tasha)


@pytest.fixture
def lupita(cast):
    return make.PersonFactory(steward=cast.coalition_org)


def missing(team, on):
    return [(v.role.name, v.missing, v.since) for v in teaming.vacancies([team], on).get(team.pk, [])]


def test_a_role_is_vacant_from_the_day_it_is_wanted_until_somebody_takes_it(circle, lupita, cast):
    today = cast.coalition_org.today()
    role = teaming.add_role(circle, name="Data captain", wanted=1, by=cast.tasha)
    assert missing(circle, today) == [("Data captain", 1, today)]

    teaming.join(circle, lupita, role=role, by=cast.tasha)

    assert missing(circle, today) == []


def test_somebody_is_in_the_team_through_the_last_day_and_the_role_is_empty_the_day_after(circle, lupita, cast):
    today = cast.coalition_org.today()
    role = teaming.add_role(circle, name="Data captain", by=cast.tasha)
    member = teaming.join(circle, lupita, role=role, by=cast.tasha, on=today - dt.timedelta(days=30))
    teaming.leave(member, by=cast.tasha)

    assert list(TeamMember.objects.current(today)) == [member]
    assert missing(circle, today) == []
    tomorrow = today + dt.timedelta(days=1)
    assert missing(circle, tomorrow) == [("Data captain", 1, tomorrow)]


def test_leaving_is_taken_back_unless_somebody_has_the_role_meanwhile(circle, lupita, cast):
    today = cast.coalition_org.today()
    role = teaming.add_role(circle, name="Data captain", by=cast.tasha)
    member = teaming.join(circle, lupita, role=role, by=cast.tasha, on=today - dt.timedelta(days=30))
    teaming.leave(member, by=cast.tasha, on=today - dt.timedelta(days=2))
    teaming.rejoin(member, by=cast.tasha)
    assert missing(circle, today) == []

    teaming.leave(member, by=cast.tasha, on=today - dt.timedelta(days=2))
    teaming.join(circle, make.PersonFactory(steward=cast.coalition_org), role=role, by=cast.tasha)
    with pytest.raises(ValidationError, match="is taken"):
        teaming.rejoin(member, by=cast.tasha)


def test_a_role_that_is_full_and_a_role_of_another_team_are_refused(circle, lupita, cast):
    role = teaming.add_role(circle, name="Data captain", by=cast.tasha)
    teaming.join(circle, lupita, role=role, by=cast.tasha)
    other = teaming.start_team(cast.coalition_org, name="Turnout", by=cast.tasha)
    newcomer = make.PersonFactory(steward=cast.coalition_org)

    with pytest.raises(ValidationError, match="is taken"):
        teaming.join(circle, newcomer, role=role, by=cast.tasha)
    with pytest.raises(ValidationError, match="not in the team"):
        teaming.join(other, newcomer, role=role, by=cast.tasha)


def test_nobody_is_in_a_team_twice_and_nobody_of_another_organization(circle, lupita, cast):
    teaming.join(circle, lupita, by=cast.tasha)

    with pytest.raises(ValidationError, match="in the team already"):
        teaming.join(circle, lupita, by=cast.tasha)
    with pytest.raises(ValidationError, match="not in your organization’s list"):
        teaming.join(circle, make.PersonFactory(steward=cast.partner_org), by=cast.tasha)


def test_when_a_team_ends_every_term_in_it_ends_and_nobody_joins(circle, lupita, cast):
    today = cast.coalition_org.today()
    member = teaming.join(circle, lupita, by=cast.tasha)
    teaming.end(circle, by=cast.tasha)

    member.refresh_from_db()
    assert member.ends_on == today
    with pytest.raises(ValidationError, match="has ended"):
        teaming.join(circle, make.PersonFactory(steward=cast.coalition_org), by=cast.tasha)


def test_two_teams_that_meet_do_not_share_a_name(circle, cast):
    with pytest.raises(ValidationError, match="There is a team with this name"):
        teaming.start_team(cast.coalition_org, name="Gate circle", by=cast.tasha)


def test_vacancies_of_three_teams_are_one_question(circle, cast, django_assert_num_queries):
    teams = [circle, *(teaming.start_team(cast.coalition_org, name=str(n), by=cast.tasha) for n in range(2))]
    for team in teams:
        teaming.add_role(team, name="Data captain", wanted=2, by=cast.tasha)
    for some in (teams[:1], teams):
        with django_assert_num_queries(1):
            assert len(teaming.vacancies(some, cast.coalition_org.today())) == len(some)


def test_nobody_joins_on_a_day_to_come_or_one_long_past(circle, lupita, cast):
    for day in (cast.coalition_org.today() + dt.timedelta(days=1), dt.date(1, 1, 1)):
        with pytest.raises(ValidationError) as refused:
            teaming.join(circle, lupita, by=cast.tasha, on=day)
        assert list(refused.value.error_dict) == ["on"]


def test_somebody_in_the_team_takes_a_role_and_then_is_in_it_once(circle, lupita, cast):
    today = cast.coalition_org.today()
    role = teaming.add_role(circle, name="Data captain", by=cast.tasha)
    teaming.join(circle, lupita, by=cast.tasha, on=today - dt.timedelta(days=30))

    teaming.join(circle, lupita, role=role, by=cast.tasha)

    assert [term.role for term in circle.members.current(today)] == [role]
    with pytest.raises(ValidationError, match="already"):
        teaming.join(circle, lupita, by=cast.tasha)


def test_who_left_a_role_today_can_take_it_again_today(circle, lupita, cast):
    role = teaming.add_role(circle, name="Data captain", by=cast.tasha)
    member = teaming.leave(teaming.join(circle, lupita, role=role, by=cast.tasha), by=cast.tasha)

    again = teaming.join(circle, lupita, role=role, by=cast.tasha)

    assert (again.pk, again.ends_on) == (member.pk, None)


@pytest.mark.parametrize("name", ["GATE circle ", "Gaté Circle"])
def test_teams_and_roles_are_not_told_apart_by_capitals_and_accents(circle, cast, name):
    with pytest.raises(ValidationError, match="There is a team with this name"):
        teaming.start_team(cast.coalition_org, name=name, by=cast.tasha)
    teaming.add_role(circle, name="Gate circle", by=cast.tasha)
    with pytest.raises(ValidationError, match="There is a role with this name"):
        teaming.add_role(circle, name=name, by=cast.tasha)


def test_a_role_that_somebody_had_is_kept_in_the_past_when_it_is_removed(circle, lupita, cast):
    today = cast.coalition_org.today()
    role = teaming.add_role(circle, name="Data captain", by=cast.tasha)
    member = teaming.join(circle, lupita, role=role, by=cast.tasha, on=today - dt.timedelta(days=9))
    with pytest.raises(ValidationError, match="is taken"):
        teaming.remove_role(role, by=cast.tasha)
    teaming.leave(member, by=cast.tasha, on=today - dt.timedelta(days=2))

    teaming.remove_role(role, by=cast.tasha)

    assert (missing(circle, today), teaming.filled(circle, today)) == ([], [])
    member.refresh_from_db()
    assert member.role.name == "Data captain"
    assert teaming.add_role(circle, name="Data captain", by=cast.tasha) == role
    assert missing(circle, today) == [("Data captain", 1, today)]


def test_a_role_that_wants_more_people_is_vacant_from_today(circle, lupita, cast):
    today = cast.coalition_org.today()
    role = teaming.add_role(circle, name="Data captain", by=cast.tasha)
    teaming.join(circle, lupita, role=role, by=cast.tasha, on=today - dt.timedelta(days=9))

    teaming.change_role(role, by=cast.tasha, wanted=2)

    assert missing(circle, today) == [("Data captain", 1, today)]


def test_no_role_is_missing_since_a_day_to_come(circle, lupita, cast):
    today = cast.coalition_org.today()
    role = teaming.add_role(circle, name="Data captain", by=cast.tasha)
    teaming.leave(teaming.join(circle, lupita, role=role, by=cast.tasha), by=cast.tasha)

    teaming.change_role(role, by=cast.tasha, wanted=2)

    assert missing(circle, today) == [("Data captain", 1, today)]


@pytest.mark.parametrize("standing", ["died", "moved"])
def test_a_role_of_somebody_who_died_or_moved_away_is_vacant_and_can_be_filled(circle, lupita, cast, standing):
    today = cast.coalition_org.today()
    role = teaming.add_role(circle, name="Data captain", by=cast.tasha)
    teaming.join(circle, lupita, role=role, by=cast.tasha)
    recording.change(lupita, by=cast.tasha, version=lupita.version, seen={"standing": "here"}, standing=standing)
    assert missing(circle, today) == [("Data captain", 1, None)]

    teaming.join(circle, make.PersonFactory(steward=cast.coalition_org), role=role, by=cast.tasha)

    assert missing(circle, today) == []


def test_nobody_who_died_joins_a_team(circle, cast):
    with pytest.raises(ValidationError, match="has died"):
        teaming.join(circle, make.PersonFactory(steward=cast.coalition_org, standing="died"), by=cast.tasha)
