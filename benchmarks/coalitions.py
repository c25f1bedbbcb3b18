"""How long pages of coalitions take. Run: .venv/bin/python benchmarks/coalitions.py [--database postgresql]

Invents a coalition of 200 partners with 40 committees and ten years of seats, meetings, votes and commitments in a
database of its own, or measures the one in DATABASE_URL, then asks for every page. Prints a table of milliseconds.
"""

import argparse
import datetime as dt
import random
from pathlib import Path

from measuring import HEAD, Visitor, get
from places import database

NAME = "Invented Alliance"
PARTNERS, COMMITTEES, YEARS, GROUP = 200, 40, 10, 25


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--visits", type=int, default=40)
    parser.add_argument("--folder", default="", help="where to keep a SQLite database for another run")
    options = parser.parse_args()
    with database(options.database, options.folder):
        from coalition.models import Coalition

        if not Coalition.objects.filter(name=NAME).exists():
            Invention().write()
        measure(options.visits)


class Invention:
    """The coalition while it is being made."""

    def __init__(self):
        from django.utils import timezone

        self.chance = random.Random(3)
        self.today = timezone.localdate()
        self.first = self.today - dt.timedelta(days=365 * YEARS)

    def write(self) -> None:
        from django.db import connection, transaction

        with transaction.atomic():
            self.found()
            self.seat()
            self.meet()
            self.decide()
            self.promise()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")

    def found(self) -> None:
        from accounts import founding, granting
        from accounts.models import Organization, Role, User
        from coalition.models import Coalition, Committee, Partner, Representative
        from kit.folding import fold

        self.keeper = founding.found("Invented Keeper", is_demo=True)
        self.admin = User.objects.create_user("roster.admin@demo.example", name="Roster Admin")
        granting.grant(self.admin, organization=self.keeper, role=Role.ROSTER_ADMIN, by=None)
        self.organizations = Organization.objects.bulk_create(
            Organization(name=f"Neighbors of Ward {number:03d}", slug=f"ward-{number:03d}", is_demo=True)
            for number in range(PARTNERS)
        )
        self.coalition = Coalition.objects.create(name=NAME, keeper=self.keeper, founded_on=self.first)
        Partner.objects.bulk_create(
            Partner(coalition=self.coalition, organization=each, starts_on=self.first) for each in self.organizations
        )
        names = [f"Invented Speaker {number}" for number in range(PARTNERS * 4)]
        self.people = Representative.objects.bulk_create(
            Representative(
                coalition=self.coalition, organization=self.organizations[number // 4], name=name,
                name_folded=fold(name), position="Delegate", email=f"speaker{number}@demo.example",
                phone="(291) 555-0100", is_contact=number % 4 == 0,
            )
            for number, name in enumerate(names)
        )  # fmt: skip
        self.voice = User.objects.create_user("speaker0@demo.example", name=names[0])
        granting.grant(self.voice, organization=self.organizations[0], role=Role.PARTNER_REPRESENTATIVE, by=None)
        Representative.objects.filter(pk=self.people[0].pk).update(user=self.voice)
        self.committees = Committee.objects.bulk_create(
            Committee(
                coalition=self.coalition, name=f"Working group {number}" if number else "Steering committee",
                kind="working_group" if number else "steering", founded_on=self.first,
            )
            for number in range(COMMITTEES)
        )  # fmt: skip

    def seat(self) -> None:
        """Places for all in the first committee, for some in the others; terms of two years, alternates for half."""
        from coalition.models import CommitteeSeat, Place

        wanted = []
        for number, committee in enumerate(self.committees):
            members = self.organizations if not number else self.chance.sample(self.organizations[1:], GROUP - 1)
            members = members if not number else [self.organizations[0], *members]
            wanted += [Place(committee=committee, organization=each, starts_on=self.first) for each in members]
        self.places = Place.objects.bulk_create(wanted, 500)
        terms = [self.first + dt.timedelta(days=730 * term) for term in range(5)]
        at = {each.pk: number for number, each in enumerate(self.organizations)}
        seats = []
        for place in self.places:
            people = self.people[at[place.organization_id] * 4 : at[place.organization_id] * 4 + 4]
            for term, starts_on in enumerate(terms):
                ends_on = terms[term + 1] - dt.timedelta(days=1) if term < 4 else None
                if term == 4 and self.chance.random() < 0.06:
                    continue
                parts = ["representative", "alternate"] if place.pk % 2 else ["representative"]
                for part in parts:
                    holder = (
                        people[(term + (part == "alternate")) % 4]
                        if at[place.organization_id]
                        else people[0 if part == "representative" else 1]
                    )
                    seats.append(CommitteeSeat(
                        committee_id=place.committee_id, organization_id=place.organization_id, holder=holder,
                        part=part, starts_on=starts_on, ends_on=ends_on,
                    ))  # fmt: skip
        CommitteeSeat.objects.bulk_create(seats, 500)
        self.of_committee = {each.pk: [] for each in self.committees}
        for place in self.places:
            self.of_committee[place.committee_id].append(place)

    def meet(self) -> None:
        """A meeting a month, and a year of those to come; who was there, what was on the agenda, what was taken on."""
        from coalition import models
        from kit.wall_time import moment

        meetings = []
        for committee in self.committees:
            for month in range(YEARS * 12 + 12):
                day = self.first + dt.timedelta(days=30 * month + 10 + committee.pk % 15)
                is_held = day < self.today
                starts_at = moment(day, dt.time(18), "America/Los_Angeles")
                count = len(self.of_committee[committee.pk])
                meetings.append(models.Meeting(
                    committee=committee, held_on=day, begins_at=dt.time(18), starts_at=starts_at,
                    ends_at=starts_at + dt.timedelta(minutes=90), state="held" if is_held else "planned",
                    called_at=starts_at - dt.timedelta(days=9) if is_held else None, notice_days_asked=7,
                    called_by=self.admin if is_held else None, place="Invented hall", created_by=self.admin,
                    opened_at=starts_at if is_held else None, closed_at=starts_at if is_held else None,
                    seats_then=count if is_held else None, quorum_then=count // 2 + 1 if is_held else None,
                    present_then=count * 3 // 4 if is_held else None, minutes="What we agreed on.\n\n" * 20,
                ))  # fmt: skip
        self.meetings = models.Meeting.objects.bulk_create(meetings, 500)
        states = ("present", "present", "present", "alternate", "excused", "absent")
        attendance, agenda, items, invitations = [], [], [], []
        recent = self.today - dt.timedelta(days=365)
        speaker = {each.organization_id: each for each in self.people if each.is_contact}
        for meeting in self.meetings:
            agenda += [
                models.AgendaItem(meeting=meeting, position=number, title=f"Point {number}", minutes_long=20)
                for number in range(1, 5)
            ]
            places = self.of_committee[meeting.committee_id]
            if meeting.held_on > recent and meeting.held_on < self.today + dt.timedelta(days=30):
                invitations += [
                    models.MeetingInvitation(
                        meeting=meeting, representative=speaker[place.organization_id],
                        reply=self.chance.choice(("yes", "yes", "no", "")), sent_at=meeting.called_at,
                    )
                    for place in places
                ]  # fmt: skip
            if meeting.state != "held":
                continue
            for place in places:
                state = self.chance.choice(states)
                came = speaker[place.organization_id] if state in ("present", "alternate") else None
                attendance.append(models.MeetingAttendance(
                    meeting=meeting, place=place, state=state, came=came, recorded_by=self.admin,
                ))  # fmt: skip
            items += [
                models.ActionItem(
                    committee_id=meeting.committee_id, meeting=meeting, what=f"Write to the board, part {number}",
                    organization=self.chance.choice(places).organization, created_by=self.admin,
                    due_on=meeting.held_on + dt.timedelta(days=21),
                    done_on=None if meeting.held_on > self.today - dt.timedelta(days=60) else meeting.held_on,
                )
                for number in range(3)
            ]  # fmt: skip
        models.AgendaItem.objects.bulk_create(agenda, 500)
        models.MeetingInvitation.objects.bulk_create(invitations, 500)
        models.MeetingAttendance.objects.bulk_create(attendance, 500)
        models.ActionItem.objects.bulk_create(items, 500)

    def decide(self) -> None:
        """A motion a meeting, with the vote of each place; the newest of the steering committee is being voted on."""
        from coalition.models import Motion, Vote

        motions, number = [], dict.fromkeys([each.pk for each in self.committees], 0)
        for meeting in self.meetings:
            places = self.of_committee[meeting.committee_id]
            if meeting.state != "held":
                continue
            number[meeting.committee_id] += 1
            title, count = f"Motion on matter {meeting.pk}", len(places)
            motions.append(Motion(
                committee_id=meeting.committee_id, meeting=meeting, number=number[meeting.committee_id], title=title,
                search_text=f"{number[meeting.committee_id]} {title.lower()}", words="Be it decided. " * 20,
                state="passed", decided_at=meeting.starts_at, decided_on=meeting.held_on, decided_by=self.admin,
                moved_by=self.people[0], moved_for=self.organizations[0], seconded_by=self.people[4],
                seconded_for=self.organizations[1], yes=count * 3 // 4, no=count // 8, abstained=count // 8,
                stood_aside=0, in_conflict=0, not_there=0, needed=count // 2, counted_of=count,
                quorum_then=count // 2, opened_at=meeting.starts_at, created_by=self.admin,
            ))  # fmt: skip
        self.motions = Motion.objects.bulk_create(motions, 500)
        votes = []
        for motion in self.motions:
            for place in self.of_committee[motion.committee_id]:
                choice = self.chance.choice(("yes", "yes", "yes", "yes", "no", "abstain", "not_there"))
                votes.append(Vote(
                    motion=motion, place=place, choice=choice, recorded_by=self.admin, cast_at=motion.decided_at,
                    organization_name=place.organization.name, holder_name="Invented Speaker",
                ))  # fmt: skip
        Vote.objects.bulk_create(votes, 500)
        places = self.of_committee[self.committees[0].pk]
        self.open = Motion.objects.create(
            committee=self.committees[0], number=number[self.committees[0].pk] + 1, title="Motion under way",
            search_text="motion under way", state="open", moved_by=self.people[0], moved_for=self.organizations[0],
            is_quick=True, closes_at=self.meetings[0].starts_at + dt.timedelta(days=5000),
            opened_at=self.meetings[-1].starts_at - dt.timedelta(days=500), created_by=self.admin,
        )  # fmt: skip
        Vote.objects.bulk_create(
            Vote(motion=self.open, place=place, choice="yes", recorded_by=self.admin, cast_at=self.open.opened_at)
            for place in places[: len(places) // 2]
        )

    def promise(self) -> None:
        from coalition.models import Commitment

        rows = []
        for organization in self.organizations:
            for quarter in range(YEARS * 4):
                day = self.first + dt.timedelta(days=90 * quarter + 5)
                kind = ("turnout", "sign_on", "money", "speaker")[quarter % 4]
                is_open = quarter >= YEARS * 4 - 2
                rows.append(Commitment(
                    coalition=self.coalition, organization=organization, kind=kind, what="As we said in the meeting",
                    promised_on=day, due_on=day + dt.timedelta(days=40), recorded_by=self.admin,
                    promised_people=20 if kind == "turnout" else None,
                    promised_cents=50_000 if kind == "money" else None,
                    state="promised" if is_open else self.chance.choice(("delivered", "delivered", "broken")),
                    settled_on=None if is_open else day + dt.timedelta(days=40),
                ))  # fmt: skip
        Commitment.objects.bulk_create(rows, 500)


def measure(visits: int) -> list:
    from django.core.management import call_command
    from django.db import connection

    from accounts.models import User
    from coalition.models import Coalition
    from config import settings

    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    coalition = Coalition.objects.get(name=NAME)
    admin = User.objects.get(email="roster.admin@demo.example")
    voice = User.objects.get(email="speaker0@demo.example")
    print(f"\n{connection.vendor}: {PARTNERS} partners, {COMMITTEES} committees, {YEARS} years\n\n{HEAD}")
    rows = []
    for who, user in (("", admin), (" (representative)", voice)):
        visitor = Visitor(user)
        for name, paths in pages(coalition).items():
            if who and name.startswith("*"):
                continue
            asks = [get(paths[number % len(paths)]) for number in range(max(visits, len(paths)))]
            rows.append(visitor.measure(name.lstrip("*") + who, asks))
    return rows


def pages(coalition) -> dict[str, list[str]]:
    """Every page to look at, by name; those with a star are for the keeper's roster admin."""
    from coalition.models import Committee, Meeting, Motion, Partner, Place, Representative

    committees = list(Committee.objects.filter(coalition=coalition).order_by("pk").values_list("pk", flat=True))
    steering, groups = committees[0], committees[1:]
    meetings = Meeting.objects.filter(committee=steering).order_by("held_on", "pk")
    held = [each.pk for each in meetings.filter(state="held")]
    planned = [each.pk for each in meetings.filter(state="planned")[:5]]
    votes = list(Motion.objects.filter(committee=steering).exclude(state="open").values_list("pk", flat=True))[:30]
    under_way = [Motion.objects.get(committee=steering, state="open").pk]
    partners = list(Partner.objects.filter(coalition=coalition).values_list("pk", flat=True))[:30]
    places = list(Place.objects.filter(committee=steering).order_by("pk").values_list("pk", flat=True))[:20]
    people = list(Representative.objects.filter(coalition=coalition).values_list("pk", flat=True))[:20]
    pk, of = coalition.pk, "/coalitions/committees/{}/"
    return {
        "Coalitions": ["/coalitions/"],
        "Coalition": [f"/coalitions/{pk}/"],
        "Partners": [f"/coalitions/{pk}/partners/"],
        "A partner": [f"/coalitions/partners/{each}/" for each in partners],
        "Representative": [f"/coalitions/roster/{each}/" for each in people],
        "Committee of 200": [of.format(steering)],
        "Committee of 200, five years ago": [of.format(steering) + "?on=2021-11-01"],
        "Committee of 25": [of.format(each) for each in groups],
        "Committee of 200, history": [of.format(steering) + "history/"],
        "Meetings of a committee": [of.format(each) + "meetings/" for each in committees],
        "Meeting held, 200 places": [f"/coalitions/meetings/{each}/" for each in held[-30:]],
        "Meeting to come, 200 places": [f"/coalitions/meetings/{each}/" for each in planned],
        "*Attendance, 200 places": [f"/coalitions/meetings/{each}/attendance/" for each in planned[:1]],
        "*Notice of a meeting": [f"/coalitions/meetings/{each}/notice/" for each in planned[:1]],
        "*Agenda": [f"/coalitions/meetings/{each}/agenda/" for each in planned[:1]],
        "*Minutes": [f"/coalitions/meetings/{each}/minutes/" for each in held[-5:]],
        "Taken on": [f"/coalitions/{pk}/taken-on/"],
        "Decisions": [f"/coalitions/{pk}/decisions/", f"/coalitions/{pk}/decisions/?page=7"],
        "Decisions, searched": [f"/coalitions/{pk}/decisions/?q=matter"],
        "A motion with 200 votes": [f"/coalitions/motions/{each}/" for each in votes],
        "A motion being voted on": [f"/coalitions/motions/{each}/" for each in under_way],
        "*Recording votes, 200 places": [f"/coalitions/motions/{each}/votes/" for each in under_way],
        "*Proposing": [of.format(steering) + "motions/new/"],
        "Commitments of a year": [f"/coalitions/{pk}/commitments/"],
        "*Promising": [f"/coalitions/{pk}/commitments/new/"],
        "*A place": [f"/coalitions/places/{each}/" for each in places],
        "*Filling a seat": [f"/coalitions/places/{each}/fill/" for each in places],
        "*Giving a place": [of.format(groups[0]) + "places/add/"],
        "*Adding a partner": [f"/coalitions/{pk}/partners/add/"],
        "*Charter": [f"/coalitions/{pk}/charter/"],
        "Calendar": ["/coalitions/calendar/"],
        "Roster as a spreadsheet": [of.format(steering) + "roster.xlsx"],
        "Roster as contacts": [of.format(steering) + "roster.vcf"],
        "Roster on paper": [of.format(steering) + "roster.pdf"],
        "Today": ["/"],
    }


if __name__ == "__main__":
    main()
