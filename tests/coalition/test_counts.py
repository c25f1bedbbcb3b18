"""Coalition-wide counts: each human once, by consent of each partner, and nobody to be singled out."""

import datetime as dt
import itertools

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from accounts.models import AuditEntry, Role
from campaigns.models import Attendance
from coalition import counts
from coalition.models import Partner
from kit.suppression import FLOOR
from tests.coalition.agreeing import partners, person
from tests.factories.accounts import OrganizationFactory, member_of
from tests.factories.coalition import PartnerFactory
from tests.factories.members import AddressFactory, ConversationFactory, PhoneFactory
from tests.factories.schools import EventFactory

NEXT_MONTH = dt.datetime(2026, 12, 3, 18, tzinfo=dt.UTC)
NEXT_DAY = NEXT_MONTH.date()
NOVEMBER = dt.datetime(2026, 11, 10, 18, tzinfo=dt.UTC)


@pytest.fixture
def room(cast):
    with time_machine.travel(NOVEMBER, tick=False):
        found = partners(cast)
        Partner.objects.filter(coalition=found.coalition).update(joins_counts=True)
        found.numbers = itertools.count(1000)
        yield found


def talked(room, of, count, *, on=dt.date(2026, 11, 3), phones=None, name="Ana"):
    """So many people of an organization, each with a phone of their own, and a talk with each."""
    made = []
    for number in range(count):
        who = person(room, f"{name} {number}", of=of, shares=())
        phone = phones[number] if phones else f"+1323555{next(room.numbers):04d}"
        PhoneFactory(person=who, value=phone)
        ConversationFactory(person=who, talked_on=on, talked_by=room.tasha)
        made.append((who, phone))
    return made


def reached(room, year=2026, on=NEXT_DAY):
    found = counts.counts(room.coalition, year, on=on)
    return next(row for row in found.rows if row.kind.key == "reached")


@pytest.mark.django_db
def test_each_human_counts_once_across_partners(room):
    ours = talked(room, room.giver, 30)
    others = [f"+1213555{number:04d}" for number in range(13)]
    talked(room, room.receiver, 25, phones=[phone for _who, phone in ours[:12]] + others)

    found = counts.counts(room.coalition, 2026, on=NEXT_DAY)
    row = found.rows[0]

    assert row.total == 30 + 25 - 12
    assert [partner.organization for partner in found.partners] == [room.receiver, room.giver]
    assert (row.by_partner, row.by_several) == ([13, 18], 12)


@pytest.mark.django_db
def test_two_records_of_one_organization_are_one_human_too(room):
    ours = talked(room, room.giver, 12)
    talked(room, room.giver, 12, phones=[phone for _who, phone in ours])
    talked(room, room.receiver, 20)

    assert reached(room).total == 32


@pytest.mark.django_db
def test_the_same_name_at_the_same_address_is_one_human_and_another_name_is_another(room):
    ours = talked(room, room.giver, 30)
    theirs = talked(room, room.receiver, 30)
    for number in range(12):
        for who in (ours[number][0], theirs[number][0]):
            AddressFactory(person=who, value=f"{number} Figueroa St", key=f"{number} figueroa st")
    assert reached(room).total == 48

    for number in range(12, 20):
        AddressFactory(person=ours[number][0], value="1 Vermont Ave", key="1 vermont ave")
    assert reached(room).total == 48


@pytest.mark.django_db
def test_a_partner_that_adds_a_few_is_not_found_by_subtraction(room):
    """With it, without it, or from another coalition where it is not: the figures are the same."""
    third = OrganizationFactory()
    joined = PartnerFactory(coalition=room.coalition, organization=third, starts_on=dt.date(2020, 1, 1))
    ours = talked(room, room.giver, 30)
    others = [f"+1213555{number:04d}" for number in range(18)]
    talked(room, room.receiver, 30, phones=[phone for _who, phone in ours[:12]] + others)
    talked(room, third, 4, phones=[phone for _who, phone in ours[:4]])
    talked(room, third, 5, name="Beto")
    without = reached(room)
    assert (without.total, without.by_partner, without.by_several) == (48, [18, 18], 12)

    Partner.objects.filter(pk=joined.pk).update(joins_counts=True)

    row = reached(room)
    assert (row.total, sorted(map(str, row.by_partner)), row.by_several) == (48, ["18", "18", "None"], 12)
    talked(room, third, 6, name="Carla")
    assert reached(room).total == 48 + 11


@pytest.mark.django_db
def test_a_family_phone_alone_makes_no_one_human(room):
    ours = talked(room, room.giver, 12)
    talked(room, room.receiver, 12, phones=[phone for _who, phone in ours], name="Beto")

    assert reached(room).total == 24


@pytest.mark.django_db
def test_nothing_is_counted_of_a_partner_that_did_not_say_so(room):
    talked(room, room.giver, 30)
    talked(room, room.receiver, 30)
    third = OrganizationFactory()
    PartnerFactory(coalition=room.coalition, organization=third, starts_on=dt.date(2020, 1, 1))
    talked(room, third, 30)
    assert reached(room).total == 60

    counts.leave(Partner.objects.get(coalition=room.coalition, organization=room.receiver), by=room.petra)

    assert reached(room).total is None


@pytest.mark.django_db
def test_only_the_organization_itself_says_so_and_the_history_tells(room, cast):
    partner = Partner.objects.get(coalition=room.coalition, organization=room.receiver)
    for nobody in (room.rory, room.ana, room.bea, room.otto):
        with pytest.raises(PermissionDenied):
            counts.leave(partner, by=nobody)
    counts.leave(partner, by=room.petra)
    counts.join(partner, by=member_of(room.receiver, Role.ORGANIZATION_ADMIN))

    told = AuditEntry.objects.filter(organization=room.receiver, verb__startswith="counts.").order_by("pk")
    assert [entry.verb for entry in told] == ["counts.left", "counts.joined"]


@pytest.mark.django_db
def test_a_new_partner_joins_no_counts(room):
    assert Partner._meta.get_field("joins_counts").default is False


@pytest.mark.django_db
@pytest.mark.parametrize(("ours", "theirs", "total"), [(5, 5, None), (30, 10, None), (10, 30, None), (30, 11, 41)])
def test_a_partner_cannot_subtract_its_own(room, ours, theirs, total):
    talked(room, room.giver, ours)
    talked(room, room.receiver, theirs)

    assert reached(room).total == total


@pytest.mark.django_db
def test_what_is_written_down_this_month_does_not_count_yet(room):
    ours = talked(room, room.giver, 30)
    talked(room, room.receiver, 30)
    # Nobody learns by adding a name and a number whether somebody else knows them.
    with time_machine.travel(NEXT_MONTH):
        talked(room, room.receiver, 1, phones=[ours[0][1]])
        assert reached(room).total == 60
    with time_machine.travel(NEXT_MONTH + dt.timedelta(days=40)):
        assert reached(room, on=timezone.localdate()).total == 60
        talked(room, room.receiver, 1, phones=[ours[1][1]])
        assert reached(room, on=timezone.localdate()).by_several is None


@pytest.mark.django_db
def test_years_are_apart_and_turnout_is_counted(room):
    for organization in (room.giver, room.receiver):
        talked(room, organization, 20, on=dt.date(2025, 6, 1))
        for who, _phone in talked(room, organization, 15):
            Attendance.objects.create(person=who, event=EventFactory(steward=organization, starts_at=NOVEMBER))

    rows = {year: {row.kind.key: row.total for row in counts.counts(room.coalition, year, on=NEXT_DAY).rows}
            for year in (2025, 2026)}  # fmt: skip
    assert (rows[2025]["reached"], rows[2026]["reached"]) == (40, 30)
    assert (rows[2025]["came"], rows[2026]["came"]) == (None, 30)


@given(
    only=some.lists(some.integers(0, 60), min_size=2, max_size=6),
    several=some.integers(0, 60),
    extra=some.lists(some.integers(0, 60), min_size=6, max_size=6),
)
def test_nobody_can_work_out_a_small_part(only, several, extra):
    """Also not a partner that takes away its own part, and all that it knows, from the total."""
    own = [count + min(more, several) for count, more in zip(only, extra, strict=False)]

    total, by_partner, by_several = counts.publish(only, several, own)

    parts, shown = [*only, several], [*by_partner, by_several]
    assert all(count is None or count >= FLOOR for count in shown)
    if total is None:
        assert set(shown) == {None}
        return
    assert total == sum(parts) >= FLOOR
    assert all(total - known >= FLOOR for known in own)
    for insider in range(len(only)):
        hidden = [count for place, count in enumerate(parts) if shown[place] is None and place != insider]
        is_whole = sum(count for place, count in enumerate(parts) if shown[place] is not None) == total
        assert not hidden or is_whole or (len(hidden) >= 2 and sum(hidden) >= FLOOR)


@pytest.mark.django_db
def test_the_page_shows_sums_and_asks_each_organization(client, room):
    talked(room, room.giver, 30)
    talked(room, room.receiver, 11)
    url = reverse("coalition:counts", args=[room.coalition.pk])
    with time_machine.travel(NEXT_MONTH):
        client.force_login(room.petra)
        shown = client.get(url).text
        assert ">41<" in shown
        assert "Not shown" in shown
        assert "Take our people out" in shown
        partner = Partner.objects.get(coalition=room.coalition, organization=room.receiver)
        other = Partner.objects.get(coalition=room.coalition, organization=room.giver)
        assert client.post(reverse("coalition:join_counts", args=[other.pk]), {"joins": "no"}).status_code == 404
        client.post(reverse("coalition:join_counts", args=[partner.pk]), {"joins": "no"})
        assert "at least two partners" in client.get(url).text
        client.force_login(room.otto)
        assert client.get(url).status_code == 404
