"""Handing over people, open steps and teams from one of us to another, and back."""

from dataclasses import dataclass
from itertools import count

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, organizations_with
from accounts.audit import record
from accounts.models import Job, User
from members.assigning import A_DAY, departed
from members.colleagues import refuse_strangers
from members.models import Assignment, Handover, NextStep, PersonList, Segment, Team
from members.screening import screen

WORK, WORK_BACK = "members.hand_over", "members.hand_back"
BATCH = 200
LONGEST = 5000
SAID_BEFORE = 10


@transaction.atomic
def hand_over(giver, taker, *, organization, by, context="", people=None, save_as_said=False) -> Handover:
    """Give somebody's people, their open next steps and what one should know to another, in one go.

    `people`: only these (ids); without it everybody the giver looks after, every open step of theirs, also steps
    about nobody or about somebody else's people, and the teams they coach. What only somebody who left could open,
    their own lists and saved searches, goes along too. For many people use `begin` and `carry_on` in a job.
    """
    options = {"organization": organization, "by": by, "context": context, "people": people}
    handover = begin(giver, taker, save_as_said=save_as_said, **options)
    carry_on(handover, people=people)
    return handover


@transaction.atomic
def begin(giver, taker, *, organization, by, context="", people=None, save_as_said=False) -> Handover:
    """Write the handing over down. Raises ValidationError for the same two, a taker from elsewhere, and `people` with
    none among them who is with the giver."""
    if giver == taker:
        raise ValidationError({"taker": _("Choose somebody else: these are one person.")})
    try:
        refuse_strangers(organization, taker)
    except ValidationError as refusal:
        raise ValidationError({"taker": refusal.error_list}) from None
    if people is not None and not _are_with(giver, organization, people):
        raise ValidationError({"people": _("Nobody on this list is with the one who hands over.")})
    try:
        if len(context) > LONGEST:
            raise ValidationError(_("This is too long: %(most)s letters at most."), params={"most": f"{LONGEST:,}"})
        screen(context, save_as_said=save_as_said)
    except ValidationError as refusal:
        raise ValidationError({"context": refusal.error_list}) from None
    handover = Handover(steward=organization, giver=giver, taker=taker, handed_by=by, context=context.strip())
    handover.full_clean(exclude=["steward", "giver", "taker", "handed_by"])
    handover.save()
    record(by, "handover.made", handover, giver=str(giver), taker=str(taker))
    return handover


@transaction.atomic
def hand_back(handover, *, by) -> Handover:
    """What went over by mistake goes back: the people who are still with the taker, with the steps about them, the
    steps that came along and the teams. What somebody else has by now stays there.

    Raises what `begin_back` raises. For many people use that and `carry_back` in a job.
    """
    return carry_back(begin_back(handover, by=by), handover)


@transaction.atomic
def begin_back(handover, *, by) -> Handover:
    """Write down that something goes back. Raises ValidationError when nothing of it is with the taker any more, when
    the giver no longer works here, and while the work on it is under way."""
    if work_on(handover).unfinished().exists():
        raise ValidationError(_("This is under way. Look again when it is done."))
    going = (_terms_back(handover), _steps_back(handover), _teams_back(handover))
    if not any(rows.exists() for rows in going):
        raise ValidationError(_("Nothing of it is with %(name)s any more."), params={"name": str(handover.taker)})
    return begin(handover.taker, handover.giver, organization=handover.steward, by=by)


def carry_back(back, handover, *, progress=None) -> Handover:
    """Move what is left to move back. Safe to run again: what was moved is no longer there."""
    _move_all_terms(back, _terms_back(handover), progress)
    _move_all_steps(back, steps_of(back.giver, back.steward, back.assignments.values("person")))
    _move_all_steps(back, _steps_back(handover))
    _move_teams(back, _teams_back(handover))
    back.refresh_from_db()
    return back


def _terms_back(handover) -> QuerySet:
    return handover.assignments.overlapping(handover.steward.today()).to(handover.taker)


def _steps_back(handover) -> QuerySet:
    return handover.steps_handed.open().owned_by(handover.taker)


def _teams_back(handover) -> QuerySet:
    return coached_by(handover.taker, handover.steward).filter(pk__in=handover.teams.values("pk"))


def many_go_back(handover, most: int) -> bool:
    """Whether more people or steps go back than so many."""
    return any(rows(handover)[: most + 1].count() > most for rows in (_terms_back, _steps_back))


def work_on(handover):
    """What the machine was asked to do for a handing over, newest first: to move it, or to move it back."""
    jobs = Job.objects.filter(organization=handover.steward_id, kind__in=[WORK, WORK_BACK])
    return jobs.filter(Q(payload__handover=handover.pk) | Q(payload__back=handover.pk)).order_by("-pk")


def carry_on(handover, *, people=None, progress=None) -> Handover:
    """Move what is left to move, some hundred rows at a time. Safe to run again: what was moved is no longer there."""
    _move_all_terms(handover, terms_of(handover.giver, handover.steward, people), progress)
    _move_all_steps(handover, steps_of(handover.giver, handover.steward, people))
    if people is None:
        _move_the_rest(handover)
    handover.refresh_from_db()
    return handover


def _move_all_terms(handover, terms, progress) -> None:
    total, done = terms.count(), 0
    while moved := _move_terms(handover, terms):
        done += moved
        if progress:
            progress(done, max(total, done))
    _join_terms(handover)


def _move_all_steps(handover, steps) -> None:
    while _move_steps(handover, steps):
        pass


def _are_with(giver, organization, people) -> bool:
    return any(rows(giver, organization, people).exists() for rows in (terms_of, steps_of))


def terms_of(user, organization, people=None) -> QuerySet:
    """The terms of an organizer that hold today or are to come, of all their people or of these."""
    terms = Assignment.objects.of(organization).to(user).overlapping(organization.today())
    return terms if people is None else terms.filter(person__in=people)


def steps_of(user, organization, people=None) -> QuerySet:
    """The open steps of somebody, all or those about these people."""
    steps = NextStep.objects.of(organization).open().owned_by(user)
    return steps if people is None else steps.filter(person__in=people)


@transaction.atomic
def _move_terms(handover, terms) -> int:
    on = handover.steward.today()
    ids = terms.order_by("pk").values_list("pk", flat=True)[:BATCH]
    terms = list(Assignment.objects.select_for_update().filter(pk__in=list(ids)).overlapping(on))
    # A term that began today, or is to begin, has no day before today to end on: it goes over as it is.
    began_today = [term.pk for term in terms if term.starts_on >= on]
    older = [term for term in terms if term.starts_on < on]
    Assignment.objects.filter(pk__in=began_today).update(
        organizer=handover.taker, assigned_by=handover.handed_by, handover=handover
    )
    Assignment.objects.filter(pk__in=[term.pk for term in older]).update(ends_on=on - A_DAY)
    Assignment.objects.bulk_create(
        Assignment(
            steward=handover.steward, person_id=term.person_id, organizer=handover.taker, starts_on=on,
            ends_on=term.ends_on, assigned_by=handover.handed_by, handover=handover,
        )
        for term in older
    )  # fmt: skip
    Handover.objects.filter(pk=handover.pk).update(people=F("people") + len(terms))
    return len(terms)


@transaction.atomic
def _join_terms(handover) -> None:
    """Somebody who came over until a day, and again from the next, is the taker's in one term and counts once. What
    was planned for the taker before stays a term of its own, so that it is still there when the other goes back."""
    for term in handover.assignments.select_for_update().filter(ends_on__isnull=False):
        later = handover.assignments.filter(person=term.person_id, starts_on=term.ends_on + A_DAY).first()
        if later:
            Handover.objects.filter(pk=handover.pk).update(people=F("people") - 1)
            later.delete()
            term.ends_on = later.ends_on
            term.save(update_fields=["ends_on"])


@transaction.atomic
def _move_steps(handover, steps) -> int:
    ids = steps.order_by("pk").values_list("pk", flat=True)[:BATCH]
    # Somebody may have closed one since: a closed step stays with whom it was.
    steps = NextStep.objects.select_for_update().open().filter(pk__in=list(ids))
    moved = list(steps.values_list("pk", flat=True))
    NextStep.objects.filter(pk__in=moved).update(owner=handover.taker)
    handover.steps_handed.add(*moved)
    Handover.objects.filter(pk=handover.pk).update(steps=F("steps") + len(moved))
    return len(moved)


@transaction.atomic
def _move_the_rest(handover) -> None:
    """Teams the giver coaches; and, once the giver has left, the lists and saved searches that only they could open."""
    by, giver, taker = handover.handed_by, handover.giver, handover.taker
    _move_teams(handover, coached_by(giver, handover.steward))
    if not departed(handover.steward, Permission.VIEW_PEOPLE).filter(pk=giver.pk).exists():
        return
    for kept in (*own_of(Segment, handover.steward, [giver]), *own_of(PersonList, handover.steward, [giver])):
        (handover.searches if isinstance(kept, Segment) else handover.lists).add(kept)
        kept.name = _free_name(kept, taker)
        kept.owner = taker
        kept.save(update_fields=["name", "owner"])
        record(by, "handover.list", kept, giver=str(giver), taker=str(taker))


def _move_teams(handover, teams) -> None:
    giver, taker = str(handover.giver), str(handover.taker)
    for team in teams:
        team.coach = handover.taker
        team.save(update_fields=["coach"])
        handover.teams.add(team)
        record(handover.handed_by, "handover.team", team, team=team.name, giver=giver, taker=taker)


def _free_name(kept, taker) -> str:
    """Its name, with the giver's behind it where the taker has one called the same."""
    taken = set(type(kept).objects.filter(steward=kept.steward, owner=taker).values_list("name", flat=True))
    names = (f"{kept.name[: 80 - len(aside)]}{aside}" for aside in _asides(kept))
    return next(name for name in names if name not in taken)


def _asides(kept):
    yield ""
    owner = f" ({str(kept.owner)[:40]})"
    yield owner
    yield from (f"{owner} {number}" for number in count(2))


def coached_by(user, organization) -> QuerySet:
    """The teams that somebody coaches."""
    return Team.objects.of(organization).standing().filter(coach=user)


def own_of(model, organization, owners) -> QuerySet:
    """Lists or saved searches that only their owner opens."""
    rows = model.objects.of(organization).filter(owner__in=owners, is_shared=False)
    return (rows.filter(closed_at__isnull=True) if model is PersonList else rows).select_related("owner", "steward")


@dataclass(frozen=True)
class Along:
    """What went over beside people, as far as somebody may see it. `kept_to_taker`: lists that only the taker opens."""

    steps: list
    teams: list
    lists: list
    searches: list
    kept_to_taker: int


def along(handover, user) -> Along:
    """The steps of a handing over that are still open, its teams, lists and saved searches."""
    steps = handover.steps_handed.open().visible_to(user).select_related("person", "owner").order_by("due_on", "pk")
    lists, searches = list(handover.lists.visible_to(user)), list(handover.searches.visible_to(user))
    unseen = handover.lists.count() + handover.searches.count() - len(lists) - len(searches)
    return Along(list(steps[:BATCH]), list(handover.teams.visible_to(user)), lists, searches, unseen)


def said_before(handover) -> list[Handover]:
    """What was written when some of the same people went over earlier, newest first: the next one should know it too,
    also when those who wrote it are no longer asked."""
    earlier = Handover.objects.of(handover.steward).filter(pk__lt=handover.pk).exclude(context="")
    same = Assignment.objects.filter(handover=OuterRef("pk"), person__in=handover.assignments.values("person"))
    # A term that began today goes on as it is and no longer names the handing over before.
    lately = Q(taker=handover.giver, handed_at__gt=handover.handed_at - A_DAY)
    return list(earlier.filter(Q(Exists(same)) | lately).select_related("giver", "taker")[:SAID_BEFORE])


@transaction.atomic
def seen(handover, *, by) -> Handover:
    """The one who takes over has read what one should know."""
    if handover.taker_id == by.pk and handover.seen_at is None:
        handover.seen_at = timezone.now()
        handover.save(update_fields=["seen_at"])
        record(by, "handover.seen", handover, giver=str(handover.giver))
    return handover


def handovers_for(user) -> QuerySet:
    """Handings over that the user gave or took, and all of an organization where the user hands out people."""
    mine = Q(giver=user) | Q(taker=user)
    led = Q(steward__in=organizations_with(user, Permission.MANAGE_LISTS))
    return Handover.objects.visible_to(user).filter(mine | led).select_related("giver", "taker", "handed_by", "steward")


def givers(organization) -> QuerySet:
    """Users who look after somebody, owe a step or coach a team here, or left lists: those one can take over from."""
    terms = Assignment.objects.of(organization).overlapping(organization.today()).values("organizer")
    steps = NextStep.objects.of(organization).open().values("owner")
    teams = Team.objects.of(organization).standing().filter(coach__isnull=False).values("coach")
    gone = departed(organization, Permission.VIEW_PEOPLE).values("pk")
    lists = [Q(pk__in=own_of(model, organization, gone).values("owner")) for model in (Segment, PersonList)]
    theirs = Q(pk__in=terms) | Q(pk__in=steps) | Q(pk__in=teams) | lists[0] | lists[1]
    return User.objects.filter(theirs).order_by("name", "pk")
