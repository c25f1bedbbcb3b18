"""What a person's day holds: families who wait for an answer first, then one's own next steps and what comes up."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Permission, may, organizations_with
from coalition import rosters, voting
from coalition.acting import taken_by
from coalition.models import Coalition, Meeting, MeetingInvitation
from members.models import CallList
from schools.models import Answer, Ask, Input, Link, PlanVersion, SeniRecord, UnmatchedRow
from schools.trails import trails_for

MOST_WAITING = 10
MOST_STEPS = 5


@dataclass(frozen=True)
class Step:
    """One thing to do next: what, where, and the page on which it is done."""

    what: str
    where: str
    url: str
    icon: str
    action: str


@dataclass(frozen=True)
class Waiting:
    """Asks without an answer, the longest wait first."""

    trails: list
    late: int
    all: int


def families_waiting(user, *, on):
    """Asks whose families have not been answered, with how far each got. Late ones come first."""
    sent = Answer.objects.standing().filter(deliveries__isnull=False)
    asks = (
        Ask.objects.visible_to(user)
        .standing()
        .exclude(pk__in=sent.values("ask"))
        .exclude(pk__in=sent.filter(ask__head__isnull=False).values("ask__head"))
        .select_related("school", "steward")
    )
    trails = trails_for(asks, user=user, on=on)
    trails.sort(key=lambda trail: (-trail.days_late, -(trail.people or 0), trail.ask.pk))
    shown = trails[:MOST_WAITING]
    _name_need(shown, user)
    return Waiting(trails=shown, late=sum(trail.days_late > 0 for trail in trails), all=len(trails))


def _name_need(trails, user):
    """Give each trail the tier its school has in the newest year known by the ask's year."""
    schools = {trail.ask.school_id for trail in trails}
    records = SeniRecord.objects.visible_to(user).filter(school__in=schools).order_by("year")
    for trail in trails:
        trail.need = None
    for record in records:
        for trail in trails:
            if trail.ask.school_id == record.school_id and record.year <= trail.ask.year:
                trail.need = record.need_steps


def next_steps(user):
    """What waits for this person, by what they may do. What they may not do is not even asked for."""
    in_coalition = (_to_vote, _to_reply, _to_do) if Coalition.objects.visible_to(user).exists() else ()
    by_right = [step for permission, step in BY_RIGHT if may(user, permission)]
    return [each for step in (*in_coalition, _to_call, *by_right) for each in step(user)]


def _to_vote(user):
    """Open votes that wait for the organization this person speaks for."""
    for motion in voting.waiting_for(user).select_related("committee")[:MOST_STEPS]:
        where = str(motion.committee)
        if motion.closes_at:
            moment = date_format(timezone.localtime(motion.closes_at), "DATETIME_FORMAT")
            where = _("%(where)s · until %(moment)s") % {"where": where, "moment": moment}
        url = reverse("coalition:vote", args=[motion.pk])
        yield Step(_("Vote on “%(motion)s”") % {"motion": motion}, where, url, "checklist", _("Open"))


def _to_reply(user):
    """Notices of meetings to come that wait for this person's answer."""
    meetings = Meeting.objects.visible_to(user).coming(timezone.now()).filter(state=Meeting.State.CALLED)
    waiting = MeetingInvitation.objects.filter(meeting__in=meetings, representative__user=user, reply="")
    for notice in waiting.select_related("meeting__committee").order_by("meeting__starts_at")[:MOST_STEPS]:
        what = _("Say whether you come on %(day)s") % {"day": date_format(notice.meeting.begins, "MONTH_DAY_FORMAT")}
        url = reverse("coalition:meeting", args=[notice.meeting_id])
        yield Step(what, str(notice.meeting.committee), url, "calendar-event", _("Open"))


def _to_do(user):
    """What this person, or the organization they speak for, took on in a committee."""
    for item in taken_by(user).select_related("committee__coalition")[:MOST_STEPS]:
        where = str(item.committee)
        if item.due_on:
            where = _("%(where)s · due %(day)s") % {"where": where, "day": date_format(item.due_on, "MONTH_DAY_FORMAT")}
        url = reverse("coalition:action_items", args=[item.committee.coalition_id])
        yield Step(item.what, where, url, "checklist", _("Open"))


def _to_call(user):
    """Lists on which this person was named as a caller, as long as somebody on them waits."""
    lists = CallList.objects.workable_by(user).with_progress().filter(done__lt=F("people"))
    for each in lists.order_by(F("closes_on").asc(nulls_last=True), "pk")[:MOST_STEPS]:
        left = each.people - each.done
        if each.kind == CallList.Kind.DOORS:
            what, url, icon = ngettext("Visit %(count)s person", "Visit %(count)s people", left), "walk_list", "walk"
        else:
            what, url, icon = ngettext("Call %(count)s person", "Call %(count)s people", left), "calling", "phone"
        yield Step(what % {"count": left}, each.name, reverse(f"members:{url}", args=[each.pk]), icon, _("Open"))


def _to_code(user):
    mine = organizations_with(user, Permission.CODE_INPUTS)
    waiting = Input.objects.standing().unread().filter(session__event__steward__in=mine)
    rows = (
        waiting.order_by()
        .values("session", "session__event__name", "school__name")
        .annotate(count=Count("pk"))
        .order_by("session__event__starts_at")[:MOST_STEPS]
    )
    for row in rows:
        what = ngettext("Code %(count)s comment", "Code %(count)s comments", row["count"]) % {"count": row["count"]}
        url = f"{reverse('schools:coding')}?session={row['session']}"
        yield Step(what, f"{row['session__event__name']} · {row['school__name']}", url, "tag", _("Open"))


def _to_confirm(user):
    asks = Ask.objects.confirmable_by(user)
    links = (
        Link.objects.standing()
        .filter(ask__in=asks, confirmed_at__isnull=True, line__version__in=PlanVersion.objects.latest_filed())
        .exclude(claimed_by=user)
        .select_related("ask__school", "line")
        .order_by("claimed_at")[:MOST_STEPS]
    )
    for link in links:
        what = _("Confirm that line %(number)s answers “%(ask)s”") % {"number": link.line.number, "ask": link.ask}
        yield Step(what, str(link.ask.school), reverse("schools:confirm_link", args=[link.pk]), "checks", _("Open"))


def _to_send(user):
    mine = organizations_with(user, Permission.ANSWER_ASKS)
    answers = (
        Answer.objects.standing()
        .filter(ask__steward__in=mine, deliveries__isnull=True)
        .select_related("ask__school")
        .order_by("answered_on")[:MOST_STEPS]
    )
    for answer in answers:
        what = _("Send the answer to “%(ask)s” back to families") % {"ask": answer.ask}
        yield Step(what, str(answer.ask.school), reverse("schools:send_back", args=[answer.pk]), "send", _("Open"))


def _to_file(user):
    mine = organizations_with(user, Permission.MANAGE_PLANS)
    newer = PlanVersion.objects.filter(school=OuterRef("school"), year=OuterRef("year"), number__gt=OuterRef("number"))
    drafts = (
        PlanVersion.objects.filter(status=PlanVersion.Status.DRAFT, organization__in=mine)
        .exclude(Exists(newer))
        .select_related("school")
        .order_by("recorded_at")[:MOST_STEPS]
    )
    for draft in drafts:
        url = reverse("schools:plan", args=[draft.school.cds_code, draft.year])
        what = _("Finish the draft of the plan, version %(number)s") % {"number": draft.number}
        yield Step(what, str(draft.school), url, "clipboard-list", _("Open"))


def _to_match(user):
    count = UnmatchedRow.objects.editable_by(user).filter(settled_at__isnull=True).count()
    if count:
        what = ngettext("Match %(count)s SENI row to a school", "Match %(count)s SENI rows to schools", count)
        yield Step(what % {"count": count}, _("SENI file"), reverse("schools:unmatched"), "unlink", _("Open"))


def _to_seat(user):
    """Seats that are vacant, and terms that end soon with nobody to follow, in the rosters this person keeps."""
    for gap in rosters.gaps(user, timezone.localdate())[:MOST_STEPS]:
        url = reverse("coalition:committee", args=[gap.committee.pk])
        if count := len(gap.vacant):
            what = ngettext("Fill %(count)s vacant seat", "Fill %(count)s vacant seats", count) % {"count": count}
            yield Step(what, _where_gaps_are(gap, gap.vacant), url, "armchair-off", _("Open"))
        if count := len(gap.ending):
            what = ngettext(
                "%(count)s term ends by %(day)s, and nobody follows yet",
                "%(count)s terms end by %(day)s, and nobody follows yet",
                count,
            ) % {"count": count, "day": date_format(gap.ending[-1].ends_on, "MONTH_DAY_FORMAT")}
            yield Step(what, _where_gaps_are(gap, gap.ending), url, "armchair", _("Open"))


def _where_gaps_are(gap, rows):
    """The committee, and whose places these are; of many, the first three."""
    names = ", ".join(row.organization.name for row in rows[:3])
    return f"{gap.committee} · {names}{' …' if len(rows) > 3 else ''}"


BY_RIGHT = (
    (Permission.MANAGE_ROSTER, _to_seat),
    (Permission.CODE_INPUTS, _to_code),
    (Permission.CONFIRM_LINKS, _to_confirm),
    (Permission.ANSWER_ASKS, _to_send),
    (Permission.MANAGE_PLANS, _to_file),
    (Permission.IMPORT_RECORDS, _to_match),
)
