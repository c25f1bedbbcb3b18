"""Examples of the pages about people and coalitions, and the few rows that the demo leaves for its visitors to make."""

from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Job, Organization, Role, User
from campaigns.models import Invitation
from coalition import attending, convening, deciding, feeding, minuting, rosters
from coalition.models import Coalition, Commitment, Committee, Meeting, Motion, Representative
from members import bulk, claiming, conversing, handing_over, hosting, sealing
from members.models import (
    Assignment,
    CallList,
    ContactPoint,
    Conversation,
    CustomField,
    Household,
    NextStep,
    Person,
    PersonList,
    Rung,
    RungSuggestion,
    Segment,
    Tag,
    Team,
    TeamRole,
)
from tests.browser import sharing_samples, sheet_samples
from tests.factories.accounts import GrantFactory, UserFactory

TASHA, ANDRE, IMANI = "tasha@demo.example", "andre@demo.example", "imani@demo.example"
LUIS, MONIQUE, RUTH, MARISOL = "luis@demo.example", "monique@demo.example", "ruth@demo.example", "marisol@demo.example"


def build(today):
    """What use brings beside the demo: a sealed note, a handing over, things done to many, a meeting under way."""
    tasha, andre = (User.objects.get(email=email) for email in (TASHA, ANDRE))
    home = Organization.objects.get(slug="community-coalition")
    person = Person.objects.of(home).filter(rung__position=5).get()
    note = sealing.seal_note(person, words="Only for the two of us.", readers=[], by=tasha)
    other = UserFactory(email="dana@demo.example", name="Dana Whitlow")
    GrantFactory(user=other, organization=home, role=Role.ORGANIZER)
    last = Assignment.objects.filter(organizer=tasha).last().person_id
    handover = handing_over.hand_over(
        tasha, other, organization=home, by=tasha, context="Ask about the nurse.", people=[last]
    )
    house = conversing.log(person, by=tasha, kind="house", talked_on=today, heard="Luz en la esquina.", language="es")
    hosting.write_down([house], by=tasha, host=person, invited=12, committed=8, came=6)
    committee = Committee.objects.get(name="Core steering committee")
    now = convening.plan(committee, held_on=today, begins_at=timezone.localtime().time(), by=andre)
    lines = rosters.roster(committee, today).lines
    for line in lines[:3]:
        attending.mark(now, line.place, state="present" if line.seat else "alternate", by=andre)
    voting = deciding.propose(
        committee, title="Meet in the evening", moved_by=lines[0].seat.holder, meeting=now, by=andre
    )
    deciding.second(voting, representative=lines[1].seat.holder, by=andre)
    ready = deciding.propose(committee, title="Rotate the chair", moved_by=lines[0].seat.holder, meeting=now, by=andre)
    deciding.second(ready, representative=lines[1].seat.holder, by=andre)
    deciding.open(voting, by=andre)
    claiming.claim_next(CallList.objects.get(kind="calls"), by=tasha)
    tag = Tag.objects.of(home).first().pk
    return SimpleNamespace(
        person=person, note=note, house=house, handover=handover, committee=committee, meeting=now, voting=voting,
        ready=ready,
        tagged=_done("tag", home, tasha, tag=tag),
        filed=_done("export", home, tasha, purpose="Labels for letters", format="csv"),
        token=feeding.make(andre)[1], lines=lines,
        document=minuting.add_document(now, name="Figures", file=ContentFile(b"1,2\n", name="figures.csv"), by=andre),
    )  # fmt: skip


def _done(kind, home, by, **asked):
    """A bulk action that is over."""
    some = list(Person.objects.of(home).values_list("pk", flat=True)[:6])
    action = bulk.ask(kind, by=by, organization=home, people=some, **asked)
    result = bulk.carry_out(action, by=by, progress=lambda *_done: None)
    Job.objects.filter(pk=action.job_id).update(state=Job.State.DONE, result=result, finished_at=timezone.now())
    return action


def samples(found):
    """{name of the address: examples of it}, from what `build` answered."""
    people = sharing_samples.samples() | sheet_samples.samples() | _people(found) | _talks(found) | _invitations(found)
    return people | _together(found) | _coalitions(found) | _meetings(found) | _decisions(found)


def _at(name, *args, query="", by=TASHA):
    return reverse(name, args=args) + query, by


def _invitations(found):
    event = Invitation.objects.filter(event__steward=found.person.steward).first().event_id
    promise = Commitment.objects.open().get(organization=found.person.steward, kind="turnout")
    return {
        "campaigns:invited": [
            _at("campaigns:invited", event),
            _at("campaigns:invited", event, query="?reply=yes"),
            _at("campaigns:invited", event, query="?reply=none"),
        ],
        "campaigns:tie_turnout": [_at("campaigns:tie_turnout", promise.pk, by=LUIS)],
        "campaigns:invite_person": [_at("campaigns:invite_person", found.person.pk)],
    }


def _people(found):
    person, one = found.person, f"?person={found.person.pk}"
    child = Person.objects.of(person.steward_id).exclude(grade_band="").first()
    protected = Person.objects.get(is_protected=True, steward=person.steward_id)
    alone = Person.objects.of(person.steward_id).filter(householdmembers=None).first()
    point = ContactPoint.objects.filter(person=person).first()
    field, tag = CustomField.objects.first(), Tag.objects.first()
    one_by_one = (
        "change",
        "relate",
        "tie_group",
        "join_household",
        "consent",
        "assign",
        "move",
        "assess",
        "seal",
        "log_for",
    )
    return {
        "members:list": [
            _at("members:list"),
            _at("members:list", query="?q=serrano"),
            _at("members:list", query="?q=zzzz"),
            _at("members:list", query=f"?search={Segment.objects.first().pk}"),
            _at("members:list", query=f"?tag={tag.pk}&speaks=es"),
            _at("members:list", by=RUTH),
            _at("members:list", by=MARISOL),
        ],
        "members:person": [
            *(_at("members:person", each.pk) for each in (person, child, protected, alone)),
            _at("members:person", protected.pk, by=RUTH),
            _at("members:person", person.pk, by=MONIQUE),
        ],
        **{f"members:{name}": [_at(f"members:{name}", person.pk)] for name in one_by_one},
        "members:consent": [_at("members:consent", each.pk) for each in (person, child)],
        "members:add": [_at("members:add")],
        "members:count": [_at("members:count", query="?speaks=es")],
        "members:find": [_at("members:find", query="?q=serrano")],
        "members:add_contact_point": [
            _at("members:add_contact_point", person.pk, kind) for kind in ("phone", "email", "address")
        ],
        "members:change_contact_point": [_at("members:change_contact_point", point.pk)],
        "members:drop_contact_point": [_at("members:drop_contact_point", point.pk)],
        "members:household": [_at("members:household", Household.objects.of(person.steward_id).first().pk)],
        "members:tags": [_at("members:tags")],
        "members:fields": [_at("members:fields")],
        "members:change_field": [_at("members:change_field", field.pk)],
        "members:erase": [_at("members:erase", person.pk, by=MONIQUE)],
        "members:own_data": [_at("members:own_data", person.pk, by=MONIQUE)],
        "members:own_data_file": [_at("members:own_data_file", person.pk, by=MONIQUE)],
        "members:who_looked": [_at("members:who_looked", person.pk, by=MONIQUE)],
        "schools:tie_person": [_at("schools:tie_person", person.pk)],
        "members:log": [_at("members:log"), _at("members:log", query=one), _at("members:log", by=LUIS)],
    }


def _talks(found):
    talks = Conversation.objects.of(found.person.steward_id)
    talk = talks.one_on_ones().first()
    step = NextStep.objects.of(found.person.steward_id).open().first()
    return {
        "members:conversation": [_at("members:conversation", each.pk) for each in (talk, talks.first(), found.house)],
        "members:house_meeting": [_at("members:house_meeting", found.house.pk)],
        "members:change_conversation": [_at("members:change_conversation", talk.pk)],
        "members:take_out": [_at("members:take_out", talk.pk)],
        "members:note": [_at("members:note", found.note.pk)],
        "members:clear_note": [_at("members:clear_note", found.note.pk)],
        "members:steps": [_at("members:steps"), _at("members:steps", by=LUIS)],
        "members:add_step": [_at("members:add_step"), _at("members:add_step", query=f"?person={found.person.pk}")],
        "members:change_step": [_at("members:change_step", step.pk)],
        "members:hand_over": [_at("members:hand_over")],
        "members:handover": [
            _at("members:handover", found.handover.pk),
            _at("members:handover", found.handover.pk, by="dana@demo.example"),
        ],
    }


def _together(found):
    team, rung = Team.objects.first(), Rung.objects.get(position=3)
    segment, one = Segment.objects.first(), PersonList.objects.first()
    suggestion = RungSuggestion.objects.open().first()
    return {
        "members:ladder": [_at("members:ladder"), _at("members:ladder", by=RUTH)],
        "members:add_rung": [_at("members:add_rung")],
        "members:change_rung": [_at("members:change_rung", rung.pk)],
        "members:suggestions": [_at("members:suggestions")],
        "members:take_suggestion": [_at("members:take_suggestion", suggestion.pk)],
        "members:leaders": [_at("members:leaders")],
        "members:teams": [_at("members:teams"), _at("members:teams", by=RUTH)],
        "members:start_team": [_at("members:start_team")],
        "members:team": [_at("members:team", each.pk) for each in Team.objects.all()],
        **{f"members:{name}": [_at(f"members:{name}", team.pk)] for name in ("change_team", "join_team", "end_team")},
        "members:change_team_role": [_at("members:change_team_role", TeamRole.objects.first().pk)],
        "members:segment_new": [_at("members:segment_new")],
        "members:segment": [_at("members:segment", segment.pk), _at("members:segment", segment.pk, by=RUTH)],
        "members:segment_count": [_at("members:segment_count", segment.pk)],
        "members:drop_segment": [_at("members:drop_segment", segment.pk)],
        **_calls(),
        "members:lists": [_at("members:lists"), _at("members:lists", by=RUTH)],
        "members:person_list": [_at("members:person_list", one.pk)],
        "members:bulk_result": [_at("members:bulk_result", each.pk) for each in (found.tagged, found.filed)],
        "members:bulk_file": [_at("members:bulk_file", found.filed.pk)],
    }


def _calls():
    by_phone, at_doors = CallList.objects.get(kind="calls"), CallList.objects.get(kind="doors")
    door = at_doors.tasks.open().first()
    return {
        "members:call_lists": [
            *(_at("members:call_lists", by=who) for who in (TASHA, RUTH)),
            _at("members:call_lists", query="?show=closed"),
        ],
        "members:call_list_new": [_at("members:call_list_new")],
        "members:call_list": [_at("members:call_list", by_phone.pk), _at("members:call_list", at_doors.pk, by=RUTH)],
        "members:change_call_list": [_at("members:change_call_list", by_phone.pk)],
        # Tasha holds somebody; Luis holds nobody yet.
        "members:calling": [_at("members:calling", by_phone.pk, by=who) for who in (TASHA, LUIS)],
        "members:walk_list": [
            _at("members:walk_list", at_doors.pk),
            _at("members:walk_list", at_doors.pk, query="?street=nowhere"),
        ],
        "members:record_door": [_at("members:record_door", at_doors.pk, door.pk)],
    }


def _coalitions(found):
    committee, coalition = found.committee, found.committee.coalition
    equity = Coalition.objects.exclude(pk=coalition.pk).get()
    line = next(line for line in found.lines if line.seat and line.alternates)
    vacant = next(line for line in found.lines if line.seat is None)
    partner = coalition.partners.get(organization=line.organization)
    person = Representative.objects.get(pk=line.seat.holder_id)
    return {
        **_each("coalition", coalition.pk, "charter", "join", "add_committee", "promise"),
        **_each("coalition", partner.pk, "leave", "name_people", "add_representative"),
        **_each(
            "coalition", committee.pk, "change_committee", "give_place", "roster_pdf", "roster_xlsx", "roster_vcard",
            "plan_meeting", "repeat_meeting", "propose", "take_on",
        ),
        "coalition:list": [_at("coalition:list", by=who) for who in (ANDRE, IMANI, MARISOL)],
        "coalition:found": [_at("coalition:found", by=ANDRE)],
        "coalition:coalition": [
            _at("coalition:coalition", coalition.pk, by=ANDRE),
            _at("coalition:coalition", coalition.pk, by=IMANI),
            _at("coalition:coalition", equity.pk, by=MARISOL),
        ],
        "coalition:partners": [_at("coalition:partners", coalition.pk, by=who) for who in (ANDRE, IMANI)],
        "coalition:partner": [_at("coalition:partner", partner.pk, by=who) for who in (ANDRE, IMANI)],
        "coalition:representative": [_at("coalition:representative", person.pk, by=who) for who in (ANDRE, IMANI)],
        "coalition:change_representative": [_at("coalition:change_representative", person.pk, by=ANDRE)],
        "coalition:committee": [
            *(_at("coalition:committee", committee.pk, by=who) for who in (ANDRE, IMANI)),
            _at("coalition:committee", committee.pk, query="?on=2023-05-01", by=ANDRE),
            _at("coalition:committee", coalition.committees.exclude(pk=committee.pk).get().pk, by=ANDRE),
        ],
        "coalition:history": [_at("coalition:history", committee.pk, by=ANDRE)],
        "coalition:place": [_at("coalition:place", each.place.pk, by=ANDRE) for each in (line, vacant)],
        "coalition:end_place": [_at("coalition:end_place", line.place.pk, by=ANDRE)],
        "coalition:fill_seat": [_at("coalition:fill_seat", vacant.place.pk, by=ANDRE)],
        "coalition:vacate_seat": [_at("coalition:vacate_seat", line.seat.pk, by=ANDRE)],
        "coalition:swap_seat": [_at("coalition:swap_seat", line.seat.pk, by=ANDRE)],
    }  # fmt: skip


def _each(app, pk, *names):
    """Pages of one row that only the keeper of the roster sees."""
    return {f"{app}:{name}": [_at(f"{app}:{name}", pk, by=ANDRE)] for name in names}


def _meetings(found):
    committee = found.committee
    coming = Meeting.objects.get(state=Meeting.State.CALLED)
    held = committee.meetings.held().exclude(minutes="").get()
    series = Committee.objects.exclude(series=None).get().series.get()
    laid_out = series.meetings.first()
    return {
        **_each("coalition", laid_out.pk, "move_meeting", "call_meeting", "call_off_meeting"),
        **_each("coalition", found.meeting.pk, "attendance", "close_meeting", "minutes", "add_document"),
        "coalition:meetings": [
            *(_at("coalition:meetings", committee.pk, by=who) for who in (ANDRE, IMANI)),
            _at("coalition:meetings", series.committee_id, by=MARISOL),
        ],
        "coalition:change_series": [_at("coalition:change_series", series.pk, by=ANDRE)],
        "coalition:meeting": [
            _at("coalition:meeting", each.pk, by=who)
            for each in (coming, held, found.meeting)
            for who in (ANDRE, IMANI)
        ],
        "coalition:agenda": [_at("coalition:agenda", coming.pk, by=ANDRE)],
        "coalition:approve_minutes": [_at("coalition:approve_minutes", held.pk, by=ANDRE)],
        "coalition:document": [_at("coalition:document", found.document.pk, by=ANDRE)],
        "coalition:remove_document": [_at("coalition:remove_document", found.document.pk, by=ANDRE)],
        "coalition:action_items": [
            _at("coalition:action_items", committee.coalition_id, by=who) for who in (ANDRE, IMANI)
        ],
        "coalition:calendar": [_at("coalition:calendar", by=who) for who in (ANDRE, IMANI)],
        "coalition:feed": [(reverse("coalition:feed", args=[found.token]), None)],
    }


def _decisions(found):
    coalition = found.committee.coalition_id
    passed, put_off = (Motion.objects.get(state=state) for state in (Motion.State.PASSED, Motion.State.PUT_OFF))
    draft = Motion.objects.get(state=Motion.State.DRAFT, seconded_by=None)
    quick = Motion.objects.get(is_quick=True)
    promised = Commitment.objects.filter(state=Commitment.State.PROMISED)
    return {
        **_each("coalition", draft.pk, "edit_motion", "second_motion", "put_off_motion", "withdraw_motion"),
        **_each("coalition", found.voting.pk, "record_votes", "close_motion"),
        "coalition:open_motion": [_at("coalition:open_motion", found.ready.pk, by=ANDRE)],
        "coalition:take_up_motion": [_at("coalition:take_up_motion", put_off.pk, by=ANDRE)],
        "coalition:decisions": [
            *(_at("coalition:decisions", coalition, by=who) for who in (ANDRE, IMANI)),
            _at("coalition:decisions", coalition, query="?q=zzzz", by=ANDRE),
        ],
        "coalition:motion": [
            _at("coalition:motion", each.pk, by=who)
            for each in (passed, quick, draft, put_off, found.voting)
            for who in (ANDRE, IMANI)
        ],
        "coalition:vote": [_at("coalition:vote", quick.pk, by=IMANI)],
        "coalition:commitments": [_at("coalition:commitments", coalition, by=who) for who in (ANDRE, IMANI)],
        "coalition:change_promise": [_at("coalition:change_promise", promised[0].pk, by=ANDRE)],
        "coalition:settle": [_at("coalition:settle", each.pk, by=ANDRE) for each in promised],
    }
