"""Two people change the same charter, series, motion, promise or terms: nothing of either is lost without a word."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django.core import signing
from django.urls import reverse

from coalition import committing, convening, deciding, joining, representing, seating, sharing
from coalition.forms.rosters import ChangeRepresentativeForm
from kit.meanwhile import Changed
from members import listing
from tests.coalition.agreeing import drafted, partners, person, signed
from tests.coalition.steering import MEETING_DAY, holder, seconded, steering
from tests.factories import coalition as make
from tests.factories.members import PersonFactory
from tests.held import held, opened

pytestmark = pytest.mark.django_db
EVENING = dt.datetime(2026, 11, 4, 18, tzinfo=dt.timezone(dt.timedelta(hours=-8)))
FIVE = dt.time(17)


@pytest.fixture(autouse=True)
def evening():
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.fixture
def room(cast):
    return steering(cast)


def charter(room):
    """Each of these: what is changed and where; what I write, and what the other writes; how the page says it."""
    return SimpleNamespace(
        thing=room.coalition, page="charter", deed=joining.change_charter,
        mine={"vote_rule": "majority"}, kept={"vote_rule": "majority"},
        hers={"vote_rule": "consensus", "notice_days": 10},
        told=("Decides by", "More than half", "Consensus"),
    )  # fmt: skip


def series(room):
    thing = convening.repeat(
        room.committee, every="month", weekday=2, week_of_month=1, first_on=MEETING_DAY, begins_at=FIVE, by=room.rory
    )
    return SimpleNamespace(
        thing=thing, page="change_series", deed=convening.change_series,
        mine={"begins_at": "18:00", "weekday": "3"}, kept={"begins_at": dt.time(18), "weekday": 3},
        hers={"begins_at": dt.time(19), "place": "Library"},
        told=("Begins at", "6 p.m.", "7 p.m."),
    )  # fmt: skip


def motion(room):
    later = make.MeetingFactory(committee=room.committee, held_on=MEETING_DAY + dt.timedelta(days=28))
    return SimpleNamespace(
        thing=seconded(room), page="edit_motion", deed=deciding.change,
        mine={"title": "Publish it"}, kept={"title": "Publish it"},
        hers={"title": "Publish it twice", "meeting": later, "rule": "consensus"},
        told=("Motion", "Publish it", "Publish it twice"),
    )  # fmt: skip


def promise(room):
    thing = make.CommitmentFactory(
        coalition=room.coalition, organization=room.places[0].organization, recorded_by=room.rory,
        promised_on=MEETING_DAY, promised_people=40,
    )  # fmt: skip
    return SimpleNamespace(
        thing=thing, page="change_promise", deed=committing.change,
        mine={"due_on": "2026-12-01"}, kept={"due_on": dt.date(2026, 12, 1)},
        hers={"due_on": dt.date(2026, 12, 9), "promised_people": 50},
        told=("Due", "Dec 1, 2026", "Dec 9, 2026"),
    )  # fmt: skip


def terms(room):
    sides = partners(room.cast)
    return SimpleNamespace(
        thing=drafted(sides, [person(sides)]), page="share_change", deed=sharing.change,
        mine={"fields_shared": ["name"]}, kept={"fields": ["name"]},
        hers={"fields": ["name", "phone"], "purpose": "Letters"},
        told=("Facts they see", "Name", "Name, Phone"),
    )  # fmt: skip


def committee(room):
    return SimpleNamespace(
        thing=room.committee, page="change_committee", deed=seating.change_committee,
        mine={"purpose": "To decide"}, kept={"purpose": "To decide"},
        hers={"purpose": "To advise", "name": "Round table"}, told=("What it is for", "To decide", "To advise"),
    )  # fmt: skip


def roster_line(room):
    return SimpleNamespace(
        thing=holder(room.places[0]), page="change_representative", deed=representing.change,
        mine={"position": "Director"}, kept={"position": "Director"},
        hers={"position": "Chair", "is_contact": True},
        told=("Position in the organization", "Director", "Chair"),
    )  # fmt: skip


def named(room):
    place = room.places[0]
    one, two = holder(place), holder(place, "alternate")
    return SimpleNamespace(
        thing=room.coalition.partners.get(organization=place.organization), page="name_people",
        deed=joining.name_people, mine={"leader": one.pk}, kept={"leader": one},
        hers={"leader": two, "designee": two}, told=("Leader", str(one), str(two)),
    )  # fmt: skip


ALL = [charter, series, motion, promise, terms, committee, roster_line]
EACH = pytest.mark.parametrize("of", [*ALL, named], ids=lambda each: each.__name__)
APART = pytest.mark.parametrize("of", ALL, ids=lambda each: each.__name__)


def facts(thing, names):
    thing.refresh_from_db()
    return {name: getattr(thing, name) for name in names}


@EACH
def test_two_who_change_the_same_both_see_it_and_the_second_may_choose(client, cast, room, of):
    case = of(room)
    client.force_login(room.rory)
    address = reverse(f"coalition:{case.page}", args=[case.thing.pk])
    mine = opened(client, address) | case.mine
    case.deed(case.thing, by=cast.ana, **case.hers)

    refused = client.post(address, mine)

    assert refused.context["conflicts"] == [case.told]
    assert f"{cast.ana.name} changed the same" in refused.text
    assert facts(case.thing, case.hers) == case.hers
    assert client.post(address, held(refused)).status_code == 302
    both = case.hers | case.kept
    assert facts(case.thing, both) == both


@APART
def test_what_two_change_in_different_places_is_all_kept(client, cast, room, of):
    case = of(room)
    client.force_login(room.rory)
    address = reverse(f"coalition:{case.page}", args=[case.thing.pk])
    mine = opened(client, address) | case.mine
    alone = {name: value for name, value in case.hers.items() if name not in case.kept}
    case.deed(case.thing, by=cast.ana, **alone)

    assert client.post(address, mine).status_code == 302

    assert facts(case.thing, alone | case.kept) == alone | case.kept


@EACH
def test_a_forged_base_hides_nothing_of_the_other(client, cast, room, of):
    case = of(room)
    client.force_login(room.rory)
    address = reverse(f"coalition:{case.page}", args=[case.thing.pk])
    mine = opened(client, address) | case.mine | {"seen": "forged"}
    case.deed(case.thing, by=cast.ana, **case.hers)

    assert case.told in client.post(address, mine).context["conflicts"]
    assert facts(case.thing, case.hers) == case.hers


@EACH
def test_the_page_of_both_versions_is_in_spanish_too(client, cast, room, settings, of):
    case = of(room)
    client.force_login(room.rory)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    address = reverse(f"coalition:{case.page}", args=[case.thing.pk])
    mine = opened(client, address) | case.mine
    case.deed(case.thing, by=cast.ana, **case.hers)

    page = client.post(address, mine).text

    assert "cambió lo mismo a las" in page
    assert "Guardar lo mío" in page
    assert "You wrote" not in page


def test_words_sent_back_as_a_browser_breaks_their_lines_ask_for_no_new_second(client, room):
    motion = seconded(room, words="First line\nSecond line")
    client.force_login(room.rory)
    address = reverse("coalition:edit_motion", args=[motion.pk])

    client.post(address, opened(client, address) | {"words": "First line\r\nSecond line", "rule": "consensus"})

    motion.refresh_from_db()
    assert (motion.rule, motion.seconded_by is not None) == ("consensus", True)


# --- Whom a line of the roster is tied to -------------------------------------------------


def test_a_tie_that_this_user_is_not_shown_is_not_carried_by_the_form_either(client, cast, room):
    line, hidden = holder(room.places[0]), PersonFactory(steward=room.places[0].organization)
    type(line).objects.filter(pk=line.pk).update(person=hidden)
    client.force_login(room.rory)
    address = reverse("coalition:change_representative", args=[line.pk])

    sent = opened(client, address)

    assert signing.loads(sent["seen"], salt="ChangeRepresentativeForm").keys() == set(representing.FACTS) - {"person"}
    client.post(address, sent | {"position": "Chair"})
    line.refresh_from_db()
    assert (line.position, line.person) == ("Chair", hidden)


def test_a_tie_to_somebody_this_user_may_not_see_names_nobody(cast, room):
    """Tied between the opening of the page and the deed."""
    line, hidden = holder(room.places[0]), PersonFactory(steward=room.places[0].organization, given_name="Quetzalli")
    line.person = PersonFactory(steward=cast.coalition_org)
    line.save()
    form = ChangeRepresentativeForm({"name": line.name}, thing=line, user=room.rory)

    rows = form.side_by_side({"person": (None, hidden)})

    assert [str(theirs) for _label, _mine, theirs in rows] == ["Somebody you cannot see"]


def test_who_chose_a_record_while_another_tied_a_hidden_one_is_told_that_it_does_not_count(client, cast, room):
    line, hidden = holder(room.places[0]), PersonFactory(steward=room.places[0].organization, given_name="Quetzalli")
    mine = PersonFactory(steward=cast.coalition_org, given_name=line.name, family_name="")
    client.force_login(room.rory)
    address = reverse("coalition:change_representative", args=[line.pk])
    sent = opened(client, address) | {"person": mine.pk, "position": "Chair"}
    type(line).objects.filter(pk=line.pk).update(person=hidden)

    page = client.post(address, sent, follow=True)

    line.refresh_from_db()
    assert (line.position, line.person) == ("Chair", hidden)
    assert "The record you chose was not tied: somebody else tied this entry meanwhile" in page.text
    assert "Quetzalli" not in page.text


def test_who_chose_a_record_that_was_erased_meanwhile_is_told_that_it_is_gone(client, cast, room):
    line = holder(room.places[0])
    mine = PersonFactory(steward=cast.coalition_org, given_name=line.name, family_name="")
    client.force_login(room.rory)
    address = reverse("coalition:change_representative", args=[line.pk])
    sent = opened(client, address) | {"person": mine.pk}
    mine.delete()

    page = client.post(address, sent, follow=True)

    assert "The record you chose was not tied: it is not there any more." in page.text


# --- Whom an agreement is about ------------------------------------------------------------


@pytest.fixture
def sides(cast):
    return partners(cast)


def test_two_of_the_giving_side_who_choose_others_both_see_it(client, cast, sides):
    lupita, ana = person(sides), person(sides, "Ana")
    agreement = drafted(sides, [lupita])
    chosen = listing.make_list(sides.giver, name="Budget night", by=sides.tasha)
    listing.put_on_list(chosen, [lupita, ana], by=sides.tasha)
    client.force_login(sides.rory)
    address = reverse("coalition:share_change", args=[agreement.pk])
    mine = opened(client, address) | {"whom": f"list-{chosen.pk}"}
    sharing.change(agreement, by=cast.ana, people=[ana])

    refused = client.post(address, mine)

    assert refused.context["conflicts"] == [("Whom it is about", "Budget night", "As it is: 1 person")]
    assert [row.person for row in agreement.people.all()] == [ana]
    client.post(address, held(refused))
    assert {row.person for row in agreement.people.all()} == {lupita, ana}


def test_whoever_leaves_the_people_alone_keeps_those_whom_the_other_chose(client, cast, sides):
    agreement, ana = signed(sides, [person(sides)]), person(sides, "Ana")
    client.force_login(sides.petra)
    address = reverse("coalition:share_change", args=[agreement.pk])
    mine = opened(client, address) | {"purpose": "Letters"}
    sharing.change(agreement, by=sides.rory, people=[ana])

    assert client.post(address, mine).status_code == 302

    agreement.refresh_from_db()
    assert (agreement.purpose, [row.person for row in agreement.people.all()]) == ("Letters", [ana])
    assert agreement.giver_signed_at is None


def test_a_deed_without_what_was_seen_writes_what_it_is_given(sides, cast):
    agreement = drafted(sides, [person(sides)])
    sharing.change(agreement, by=cast.ana, purpose="Letters")

    assert sharing.change(agreement, by=sides.rory, purpose="Calls").purpose == "Calls"
    with pytest.raises(Changed):
        sharing.change(agreement, by=sides.rory, seen={"purpose": "Letters"}, purpose="Visits")
