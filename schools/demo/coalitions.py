"""The two coalitions' committees for the demo: real organizations by name, invented people in their seats."""

import datetime as dt

from accounts.models import User
from coalition import joining, representing, seating, seeding
from coalition.models import Coalition, Committee, CommitteeSeat, VoteRule
from schools.demo import meetings

ALTERNATE, CHAIR = CommitteeSeat.Part.ALTERNATE, CommitteeSeat.Role.CHAIR

# How the terms end, where it is not far away. Everyone is invented.
LONG, SOON, VACANT = "long", "soon", "vacant"
POLICE_FREE_ENDS = {
    "Brothers Sons Selves Coalition": SOON,
    "InnerCity Struggle": SOON,
    "Social Justice Learning Institute": VACANT,
    "Students Deserve": SOON,
}
EQUITY_ENDS = {"Catalyst California": SOON}
# Who sat before them, so that an older day has another roster.
BEFORE = {"UTLA": "Frances Ogawa", "CADRE": "Lucille Hargrove", "Students Deserve": "Jonah Castle"}


def populate(coalitions: dict[str, Coalition], today: dt.date, *, by=None) -> None:
    """Seat the two steering committees. `coalitions`: name to coalition, as founded. Their partners have joined."""
    equity, police_free = coalitions.values()
    joining.change_charter(police_free, by=by, vote_rule=VoteRule.TWO_THIRDS, notice_days=7)
    _seat(police_free, seeding.POLICE_FREE, POLICE_FREE_ENDS, dt.date(2020, 9, 1), today, by)
    joining.change_charter(equity, by=by, vote_rule=VoteRule.CONSENSUS)
    _seat(equity, seeding.EQUITY_ALLIANCE, EQUITY_ENDS, dt.date(2019, 9, 1), today, by)
    group = {"kind": Committee.Kind.WORKING_GROUP, "founded_on": dt.date(2021, 3, 1)}
    seating.found_committee(police_free, name="Data working group", by=by, **group)
    meetings.populate(police_free, equity, today)


def _seat(coalition, known, ends, since, today, by):
    committee = seating.found_committee(coalition, name=known.committee, founded_on=since, by=by)
    partners = {str(partner.organization): partner for partner in coalition.partners.select_related("organization")}
    for organization in sorted(known.partners):
        (representative, alternate), how = seeding.INVENTED[organization], ends.get(organization, LONG)
        partner = partners[organization]
        seating.give_place(committee, organization=partner.organization, starts_on=since, by=by)
        start = since
        if organization in BEFORE:
            start = dt.date(2024, 7, 1)
            before = _person(partner, BEFORE[organization], by)
            seating.fill(committee, holder=before, starts_on=since, ends_on=start - seating.DAY, by=by)
        role = CHAIR if organization == "Community Coalition" else CommitteeSeat.Role.MEMBER
        speaker = _person(partner, representative, by, is_contact=how != VACANT)
        seating.fill(committee, holder=speaker, starts_on=start, ends_on=_end(how, today), role=role, by=by)
        second = alternate and _person(partner, alternate, by)
        if second:
            seating.fill(committee, holder=second, starts_on=since, part=ALTERNATE, by=by)
        if how != VACANT:
            joining.name_people(partner, leader=None, designee=speaker, by=by)


def _end(how, today):
    days = {LONG: 230, SOON: 80, VACANT: -73}
    return today + dt.timedelta(days=days[how])


def _person(partner, name, by, **facts):
    """On the roster with an invented address; tied to the demo's user of that name, if there is one."""
    first = name.removeprefix("Dr. ").split()[0].lower()
    scope = {"organization": partner.organization, "name": name, "by": by}
    person = representing.add(partner.coalition, email=f"{_plain(first)}@demo.example", **scope, **facts)
    person.user = User.objects.filter(name=name).first()
    person.save()
    return person


def _plain(word):
    return word.translate(str.maketrans("áéíóúñ", "aeioun"))
