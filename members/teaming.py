"""Teams: starting one, its roles, who joins and leaves, and which roles are empty since when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.audit import record
from kit.folding import fold
from kit.meanwhile import written
from members.days import refuse_to_come
from members.models import Person, Team, TeamMember, TeamRole
from members.screening import screen_fields

HERE = Q(members__person__standing=Person.Standing.HERE)


@dataclass(frozen=True)
class Vacancy:
    """A role with fewer people in it than wanted. Who died or moved away is not in it any more, whatever stands here;
    `since` is not known then."""

    role: TeamRole
    missing: int
    since: date | None


@transaction.atomic
def start_team(organization, *, name, by, purpose="", meets="", coach=None, started_on=None) -> Team:
    """Start a team. Roles and people are added to it one by one."""
    team = Team(
        steward=organization, name=name.strip(), purpose=purpose.strip(), meets=meets.strip(), coach=coach,
        started_on=started_on or organization.today(),
    )  # fmt: skip
    _refuse_same_name(team)
    screen_fields({"name": team.name, "purpose": team.purpose, "meets": team.meets})
    team.full_clean()
    team.save()
    record(by, "team.started", team, team=team.name)
    return team


@transaction.atomic
def change_team(team, *, by, seen=None, **fields) -> Team:
    """Change a team's name, purpose, meeting time or coach.

    `seen`: what the writer saw, {name: value}. Raises Changed when somebody else changed the same meanwhile.
    """
    team = Team.objects.select_for_update().get(pk=team.pk)
    _refuse_ended(team)
    for name, value in written(team, fields, seen).items():
        setattr(team, name, value.strip() if isinstance(value, str) else value)
    _refuse_same_name(team)
    screen_fields({"name": team.name, "purpose": team.purpose, "meets": team.meets})
    team.full_clean()
    team.save()
    record(by, "team.changed", team, team=team.name)
    return team


def _refuse_same_name(team) -> None:
    others = Team.objects.of(team.steward).standing().exclude(pk=team.pk)
    if fold(team.name) in map(fold, others.values_list("name", flat=True)):
        raise ValidationError({"name": _("There is a team with this name.")})


@transaction.atomic
def add_role(team, *, name, by, wanted=1, leads=False) -> TeamRole:
    """Add a role and how many are wanted in it. It is empty from today on. One that was removed comes back."""
    _refuse_ended(team)
    removed = team.roles.filter(wanted=0, name=name.strip()).first()
    role = removed or TeamRole(team=team, name=name.strip())
    role.wanted, role.leads = wanted, leads
    _check_role(role)
    role.open_since = team.steward.today()
    role.save()
    record(by, "team.role_added", team, team=team.name, role=role.name)
    return role


@transaction.atomic
def change_role(role, *, by, seen=None, **fields) -> TeamRole:
    """Change what a role is called, how many are wanted in it, and whether it leads the team.

    `seen`: what the writer saw, {name: value}. Raises Changed when somebody else changed the same meanwhile.
    """
    team = Team.objects.select_for_update().select_related("steward").get(pk=role.team_id)
    _refuse_ended(team)
    role = team.roles.get(pk=role.pk)
    before = role.wanted
    for name, value in written(role, fields, seen).items():
        setattr(role, name, value.strip() if isinstance(value, str) else value)
    _check_role(role)
    if role.wanted > before:
        # Who left today is in it until tonight; one more has been missing since today all the same.
        role.open_since = min(role.open_since or team.steward.today(), team.steward.today())
    role.save()
    _count_vacancies(team)
    record(by, "team.role_changed", team, team=team.name, role=role.name)
    return role


@transaction.atomic
def remove_role(role, *, by) -> None:
    """Nobody is wanted in a role any more. Who was in it once keeps it in their past.

    Raises ValidationError while somebody is in it.
    """
    team = Team.objects.select_for_update().select_related("steward").get(pk=role.team_id)
    _refuse_ended(team)
    if role.members.overlapping(team.steward.today() + timedelta(days=1)).exists():
        raise ValidationError(_("“%(role)s” is taken. First end the term of who is in it.") % {"role": role.name})
    record(by, "team.role_removed", team, team=team.name, role=role.name)
    if role.members.exists():
        role.wanted, role.open_since = 0, None
        role.save(update_fields=["wanted", "open_since"])
    else:
        role.delete()


def _check_role(role) -> None:
    screen_fields({"name": role.name})
    role.full_clean()
    if not role.wanted:
        raise ValidationError({"wanted": _("At least one person.")})
    others = role.team.roles.filter(wanted__gt=0).exclude(pk=role.pk)
    if fold(role.name) in map(fold, others.values_list("name", flat=True)):
        raise ValidationError({"name": _("There is a role with this name.")})


@transaction.atomic
def join(team, person, *, by, role=None, on=None) -> TeamMember:
    """Somebody is in the team from that day on, in a role or without one. With a role, they are no longer in it
    without one; and who left the role that day goes on in it.

    Raises ValidationError when the team ended, the role is another team's or is full, they are in it already, or the
    day cannot be meant.
    """
    team = Team.objects.select_for_update().select_related("steward").get(pk=team.pk)
    _refuse_ended(team)
    member = TeamMember(steward=team.steward, team=team, person=person, role=role, starts_on=on or team.steward.today())
    refuse_to_come(member.starts_on, team.steward.today())
    if person.standing == Person.Standing.DIED:
        raise ValidationError(_("%(name)s has died.") % {"name": person})
    mine = TeamMember.objects.filter(team=team, person=person)
    if not role and mine.filter(ends_on=None).exists():
        raise ValidationError(_("This person is in the team already."))
    if role:
        _end_without_role(mine, member.starts_on)
    if left := mine.filter(role=role).overlapping(member.starts_on).exclude(ends_on=None).first():
        return rejoin(left, by=by)
    member.full_clean()
    if role:
        _refuse_full(team, role, member.starts_on)
    member.save()
    _count_vacancies(team)
    record(by, "team.joined", person, team=team.name, role=role.name if role else "–")
    return member


def _end_without_role(mine, on) -> None:
    for term in mine.filter(role=None, ends_on=None):
        if term.starts_on >= on:
            term.delete()
        else:
            term.ends_on = on - timedelta(days=1)
            term.save(update_fields=["ends_on"])


def _refuse_ended(team) -> None:
    if team.ended_on:
        raise ValidationError(_("This team has ended."))


def _refuse_full(team, role, on) -> None:
    if role.team_id != team.pk:
        raise ValidationError(_("This role is not in the team."))
    here = TeamMember.objects.filter(role=role, person__standing=Person.Standing.HERE)
    if here.overlapping(on).count() >= role.wanted:
        raise ValidationError(_("“%(role)s” is taken. First end the term of who is in it.") % {"role": role.name})


@transaction.atomic
def leave(member, *, by, on=None) -> TeamMember:
    """That day was the last one in the team. The term stays in the person's past."""
    member.ends_on = max(on or member.steward.today(), member.starts_on)
    member.full_clean()
    member.save()
    _count_vacancies(member.team)
    record(by, "team.left", member.person, team=member.team.name)
    return member


@transaction.atomic
def rejoin(member, *, by) -> TeamMember:
    """Take the leaving back. Raises ValidationError when somebody has the role meanwhile."""
    team = Team.objects.select_for_update().get(pk=member.team_id)
    _refuse_ended(team)
    here = TeamMember.objects.filter(role=member.role, ends_on=None, person__standing=Person.Standing.HERE)
    if member.role and here.count() >= member.role.wanted:
        raise ValidationError(
            _("“%(role)s” is taken. First end the term of who is in it.") % {"role": member.role.name}
        )
    member.ends_on = None
    member.full_clean()
    member.save()
    _count_vacancies(team)
    record(by, "team.joined", member.person, team=team.name, role=member.role.name if member.role else "–")
    return member


@transaction.atomic
def end(team, *, by, on=None) -> Team:
    """The team met for the last time that day; everybody's term in it ends."""
    team = Team.objects.select_for_update().select_related("steward").get(pk=team.pk)
    _refuse_ended(team)
    team.ended_on = on or team.steward.today()
    team.full_clean()
    team.save()
    for member in team.members.filter(ends_on=None):
        member.ends_on = max(team.ended_on, member.starts_on)
        member.save()
    record(by, "team.ended", team, team=team.name)
    return team


def _count_vacancies(team) -> None:
    """Note for each role since when it is not full: from the day after somebody left, or from today."""
    today = team.steward.today()
    counted = team.roles.annotate(
        filled=Count("members", filter=HERE & (Q(members__ends_on__isnull=True) | Q(members__ends_on__gt=today)))
    )
    for role in counted:
        is_open = role.filled < role.wanted
        if is_open == (role.open_since is not None):
            continue
        left = team.members.filter(role=role, ends_on__lte=today).order_by("-ends_on").first()
        role.open_since = (left.ends_on + timedelta(days=1) if left else today) if is_open else None
        role.save(update_fields=["open_since"])


def _in_it(on: date) -> Q:
    return HERE & Q(members__starts_on__lte=on) & (Q(members__ends_on__isnull=True) | Q(members__ends_on__gte=on))


def vacancies(teams: Iterable[Team], on: date) -> dict[int, list[Vacancy]]:
    """For each team the roles with too few people in them that day, in one query."""
    roles = TeamRole.objects.filter(team__in=[team.pk for team in teams]).annotate(
        filled=Count("members", filter=_in_it(on))
    )
    found = defaultdict(list)
    for role in roles:
        if role.filled < role.wanted:
            found[role.team_id].append(Vacancy(role, role.wanted - role.filled, role.open_since))
    return found


def filled(team, on: date) -> list[TeamRole]:
    """The roles of a team that are wanted, each with how many are in it that day: `filled`."""
    return list(team.roles.filter(wanted__gt=0).annotate(filled=Count("members", filter=_in_it(on))))
