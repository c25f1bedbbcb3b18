"""The demo: an invented place where every page has something to show and every gap can be seen."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from accounts.models import Grant, Job, Organization, Role, User
from campaigns.models import Attendance
from coalition.models import ActionItem, Coalition, Commitment, Meeting, Motion, Partner
from home.my_people import events_coming
from home.today import families_waiting, next_steps
from members import allowed, consenting
from members.models import (
    Assessment,
    Assignment,
    ContactPoint,
    Conversation,
    Household,
    HouseMeeting,
    NextStep,
    Person,
    PersonTag,
    Relationship,
    RungReached,
    RungSuggestion,
    StandingConsent,
    Team,
)
from schools import agreeing, claiming, codebook
from schools.demo import building, names
from schools.demo.people import EASTSIDE, HOME, sign_ins
from schools.models import (
    Actual,
    Answer,
    AnswerDelivery,
    Ask,
    AskInput,
    Enrollment,
    HeadCount,
    Input,
    Link,
    PlanLine,
    PlanVersion,
    School,
    SchoolTie,
    SeniRecord,
    Session,
    YearPromise,
)
from schools.trails import trails_for
from tests.factories import schools as make

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 20, tzinfo=dt.UTC)
YEAR = 2026
ON_SCHOOLS = (Session, Input, Ask, PlanVersion, SeniRecord, Enrollment, YearPromise, SchoolTie)
FICTIONAL = re.compile(r"\+1(323|213|310|562|424)55501\d\d")  # 555-0100 to 555-0199 are nobody's


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker):
    """The demo is built once for all tests of this file; each one is rolled back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOON, tick=False):
            building.build(TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(place, db):
    with time_machine.travel(NOON, tick=False):
        yield found()


def found():
    return SimpleNamespace(
        luis=User.objects.get(email="luis@demo.example"),
        keisha=User.objects.get(email="keisha@demo.example"),
        home=Organization.objects.get(slug=HOME),
        first=School.objects.get(name="Figueroa Avenue Elementary (demo)"),
    )


def trails(user, **narrowed):
    return trails_for(Ask.objects.visible_to(user).standing().filter(**narrowed), user=user, on=TODAY)


# --- Nobody takes it for real -------------------------------------------------------------------------------------


def test_its_schools_say_that_they_are_none(demo):
    schools = list(School.objects.all())

    assert len(schools) == 24
    assert [school.name for school in schools if not school.name.endswith(" (demo)")] == []
    assert [school.name for school in schools if not school.is_demo or school.cds_code[:2] != "99"] == []


def test_no_invented_figure_stands_on_a_school_that_exists(demo):
    real = make.SchoolFactory(cds_code="19647330000011", name="A School That Exists", is_demo=False)

    assert [model.__name__ for model in ON_SCHOOLS if model.objects.filter(school=real).exists()] == []
    assert [model.__name__ for model in ON_SCHOOLS if model.objects.exclude(school__is_demo=True).exists()] == []


def test_partners_stand_by_name_alone(demo):
    """The two organizations whose part visitors play hold invented people; the others nothing at all."""
    played = {HOME, EASTSIDE}
    others = Organization.objects.exclude(slug__in=played)

    assert others.count() == 13
    # One partner's representative signs in: the role opens the coalition and nothing of the partner.
    assert not Grant.objects.filter(organization__in=others).exclude(role=Role.PARTNER_REPRESENTATIVE).exists()
    assert not Person.objects.filter(steward__in=others).exists()
    assert not Ask.objects.filter(steward__in=others).exists()
    assert not Session.objects.filter(event__steward__in=others).exists()
    assert not PlanVersion.objects.filter(organization__in=others).exists()


def test_everyone_in_it_has_an_invented_address(demo):
    assert [user.email for user in User.objects.all() if not user.email.endswith("@demo.example")] == []
    assert {user.email for user in User.objects.all()} == {email for _name, _role, email in sign_ins()}
    assert all(organization.is_demo for organization in Organization.objects.all())


def test_nobody_answers_at_its_numbers_and_addresses(demo):
    phones = ContactPoint.objects.filter(kind="phone").values_list("value", flat=True)
    mails = ContactPoint.objects.filter(kind="email").values_list("value", flat=True)

    assert phones
    assert mails
    assert [number for number in phones if not FICTIONAL.fullmatch(number)] == []
    assert [mail for mail in mails if not mail.endswith("@example.org")] == []
    assert [job for job in Job.objects.all() if job.kind.startswith("coalition.")] == []


def test_a_child_is_reached_only_through_who_cares_for_it(demo):
    minors = Person.objects.minors(TODAY)
    cared_for = Relationship.objects.guardianships().current(TODAY).values("other")

    assert minors.count() > 30
    assert not minors.exclude(pk__in=cared_for).exists()
    assert not ContactPoint.objects.filter(person__in=minors).exclude(whose=ContactPoint.Whose.GUARDIAN).exists()


def test_the_two_coalitions_stand_with_their_partners(demo):
    partners = {
        coalition.name: Partner.objects.filter(coalition=coalition).count() for coalition in Coalition.objects.all()
    }

    assert partners == {"Equity Alliance for LA's Kids": 4, "Police-Free LAUSD Coalition": 13}


# --- Loading ------------------------------------------------------------------------------------------------------


def test_what_is_written_in_bulk_could_have_been_written_by_hand(demo):
    for model in (School, Session, Input, Ask, AskInput, PlanVersion, PlanLine, Link, Actual, Answer, AnswerDelivery):
        for row in model.objects.order_by("pk")[::97]:
            row.full_clean()
    for model in (
        Person, ContactPoint, Relationship, SchoolTie, Conversation, NextStep, Assignment, PersonTag, RungReached,
        Assessment, Meeting,
    ):  # fmt: skip
        for row in model.objects.order_by("pk")[::17]:
            row.full_clean()


def test_people_are_found_and_consents_add_up(demo):
    people = Person.objects.of(demo.home)
    stood = list(StandingConsent.objects.order_by("person", "channel", "purpose").values_list("person", "is_open"))

    consenting.refold(Person.objects.all(), on=TODAY)

    again = StandingConsent.objects.order_by("person", "channel", "purpose").values_list("person", "is_open")
    assert list(again) == stood
    assert people.filter(search_text__contains="serrano robles").count() >= 1
    assert not people.filter(sort_name="").exists()


# --- Something to see ---------------------------------------------------------------------------------------------


def test_every_kind_of_gap_can_be_seen(demo):
    kinds = {gap.kind for trail in trails(demo.keisha, year=YEAR) for gap in trail.gaps}

    assert kinds >= {"no_answer", "not_sent", "not_in_plan", "unconfirmed", "nothing_spent", "not_reported"}


def test_whole_trails_can_be_seen_and_more_of_them_in_the_year_that_is_over(demo):
    share = {}
    for year in (YEAR - 1, YEAR):
        found = trails(demo.keisha, year=year)
        share[year] = sum(not trail.gaps for trail in found) / len(found)

    assert 0.3 < share[YEAR] < share[YEAR - 1] < 1


def test_today_has_something_for_staff_in_each_card(demo):
    for user in (demo.luis, demo.keisha):
        assert families_waiting(user, on=TODAY).trails
        assert families_waiting(user, on=TODAY).late
        assert events_coming(user, now=timezone.now())
    steps = {step.icon for user in (demo.luis, demo.keisha) for step in next_steps(user)}
    assert steps >= {"tag", "checks", "send"}


def test_sessions_hold_words_heads_names_and_some_wait_to_be_held(demo):
    held, coming = (getattr(Session.objects.all(), kind)(timezone.now()) for kind in ("held", "coming"))

    assert held.filter(inputs=None).count() == 0
    assert held.filter(head_counts=None).count() == 0
    assert coming.exists()
    assert not HeadCount.objects.filter(session__in=coming).exists()
    assert Attendance.objects.filter(event__session__in=held).exists()


def test_comments_wait_to_be_read_and_some_were_read_differently(demo):
    assert claiming.waiting(claiming.Queue.FIRST, demo.luis, demo.home).exists()
    doubles = agreeing.doubles(codebook.current(demo.home), Input.objects.visible_to(demo.luis))
    assert any(pair.differs for pair in doubles)
    assert sum(not pair.differs for pair in doubles) > sum(pair.differs for pair in doubles)


def test_schools_are_of_every_kind(demo):
    heard = set(Ask.objects.filter(year=YEAR).values_list("school", flat=True))
    planned = set(PlanVersion.objects.filed().filter(year=YEAR).values_list("school", flat=True))
    spent = set(Actual.objects.filter(line__version__year=YEAR).values_list("line__version__school", flat=True))
    every = set(School.objects.values_list("pk", flat=True))

    assert every - heard, "a school where nobody listened"
    assert heard - planned, "a school whose plan is not filed"
    assert planned - spent, "a school whose spending nobody reported"
    assert set(SeniRecord.objects.filter(year=YEAR).values_list("tier", flat=True)) == {1, 2, 3, 4, 5}
    assert set(School.objects.values_list("level", flat=True)) == {"elementary", "middle", "high", "span"}


def test_plans_hold_lines_that_nobody_asked_for_and_lines_that_are_set(demo):
    lines = PlanLine.objects.filter(version__school=demo.first, version__year=YEAR)

    assert lines.filter(links=None, is_open=True).exists()
    assert lines.filter(is_open=False).exists()
    assert PlanLine.objects.filter(no_request_at__isnull=False).exists()


def test_partners_see_asks_in_a_coalitions_trail(demo):
    marisol = User.objects.get(email="marisol@demo.example")

    assert any(not trail.is_own for trail in trails(marisol, year=YEAR))
    assert not Input.objects.visible_to(marisol).filter(session__event__steward=demo.home).exists()


def test_organizers_have_people_steps_and_talks(demo):
    tasha = User.objects.get(email="tasha@demo.example")
    steps = NextStep.objects.open().owned_by(tasha)

    assert 155 <= Person.objects.of(demo.home).count() <= 170
    assert 25 <= Person.objects.exclude(steward=demo.home).count() <= 30
    assert Assignment.objects.filter(organizer=tasha).count() > 50
    assert steps.filter(due_on__lt=TODAY).exists()
    assert steps.filter(due_on=TODAY).exists()
    assert steps.filter(due_on__gt=TODAY).exists()
    assert Conversation.objects.one_on_ones().filter(talked_by=tasha, commitment_kept=True).exists()
    assert Household.objects.count() > 30
    assert {5, 4, 3, 2, 1} == set(Person.objects.exclude(rung=None).values_list("rung__position", flat=True))
    assert Team.objects.count() == 2
    assert RungSuggestion.objects.open().exists()


def test_families_met_at_somebodys_home_and_each_said_something(demo):
    recent, earlier = HouseMeeting.objects.of(demo.home)

    assert (recent.invited, recent.committed, recent.came) == (14, 9, 7)
    assert (earlier.invited, earlier.committed, earlier.came) == (8, None, 4)
    for meeting, known in ((recent, 5), (earlier, 3)):
        talks = meeting.conversations.all()
        assert len({talk.heard for talk in talks}) == len({talk.person for talk in talks}) == known
        assert {talk.talked_on for talk in talks} == {meeting.held_on}
        assert meeting.host in {talk.person for talk in talks}
        assert meeting.host.given_name in names.MOTHERS[meeting.host.language]


def test_people_said_yes_and_no(demo):
    people = Person.objects.of(demo.home)

    assert allowed.reachable(people, "text", "organizing", TODAY).count() > 30
    assert people.filter(standingconsents__state="no", standingconsents__channel="text").exists()
    assert people.filter(standingconsents=None).exists()
    assert people.filter(is_protected=True).count() == 1


def test_the_coalition_met_decided_and_kept_some_of_its_promises(demo):
    assert [meeting.had_quorum for meeting in Meeting.objects.held()] == [True, True, True]
    assert Meeting.objects.filter(state="called", held_on=TODAY + dt.timedelta(days=6)).get().late_by() == 0
    assert {motion.state for motion in Motion.objects.all()} == {"passed", "open", "draft", "put_off"}
    assert ActionItem.objects.open().filter(due_on__lt=TODAY).exists()
    assert {each.state for each in Commitment.objects.all()} == {"promised", "delivered", "broken", "released"}
