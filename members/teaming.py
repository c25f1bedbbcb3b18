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
from members.models import Team, TeamMember, TeamRole
from members.screening import screen_fields


@dataclass(frozen=True)
class Vacancy:
    """A role with fewer people in it than wanted."""

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
    screen_fields({"name": team.name, "purpose": team.purpose, "meets": team.meets})
    team.full_clean()
    team.save()
    record(by, "team.started", team, team=team.name)
    return team


@transaction.atomic
def change_team(team, *, by, **fields) -> Team:
    """Change a team's name, purpose, meeting time or coach."""
    for name, value in fields.items():
        setattr(team, name, value.strip() if isinstance(value, str) else value)
    screen_fields({"name": team.name, "purpose": team.purpose, "meets": team.meets})
    team.full_clean()
    team.save()
    record(by, "team.changed", team, team=team.name)
    return team


@transaction.atomic
def add_role(team, *, name, by, wanted=1, leads=False) -> TeamRole:
    """Add a role and how many are wanted in it. It is empty from today on."""
    _refuse_ended(team)
    role = TeamRole(team=team, name=name.strip(), wanted=wanted, leads=leads)
    screen_fields({"name": role.name})
    role.full_clean()
    if not wanted:
        raise ValidationError({"wanted": _("At least one person.")})
    role.open_since = team.steward.today()
    role.save()
    record(by, "team.role_added", team, team=team.name, role=role.name)
    return role


@transaction.atomic
def join(team, person, *, by, role=None, on=None) -> TeamMember:
    """Somebody is in the team from that day on, in a role or without one.

    Raises ValidationError when the team ended, the role is another team's or is full, or they are in it already.
    """
    team = Team.objects.select_for_update().select_related("steward").get(pk=team.pk)
    _refuse_ended(team)
    member = TeamMember(steward=team.steward, team=team, person=person, role=role, starts_on=on or team.steward.today())
    member.full_clean()
    if role:
        _refuse_full(team, role, member.starts_on)
    member.save()
    _count_vacancies(team)
    record(by, "team.joined", person, team=team.name, role=role.name if role else "–")
    return member


def _refuse_ended(team) -> None:
    if team.ended_on:
        raise ValidationError(_("This team has ended."))


def _refuse_full(team, role, on) -> None:
    if role.team_id != team.pk:
        raise ValidationError(_("This role is not in the team."))
    if TeamMember.objects.filter(role=role).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).count() >= role.wanted:
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
    if member.role and TeamMember.objects.filter(role=member.role, ends_on=None).count() >= member.role.wanted:
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
        filled=Count("members", filter=Q(members__ends_on__isnull=True) | Q(members__ends_on__gt=today))
    )
    for role in counted:
        is_open = role.filled < role.wanted
        if is_open == (role.open_since is not None):
            continue
        left = team.members.filter(role=role, ends_on__lte=today).order_by("-ends_on").first()
        role.open_since = (left.ends_on + timedelta(days=1) if left else today) if is_open else None
        role.save(update_fields=["open_since"])


def vacancies(teams: Iterable[Team], on: date) -> dict[int, list[Vacancy]]:
    """For each team the roles with too few people in them that day, in one query."""
    in_it = Q(members__starts_on__lte=on) & (Q(members__ends_on__isnull=True) | Q(members__ends_on__gte=on))
    roles = TeamRole.objects.filter(team__in=[team.pk for team in teams]).annotate(
        filled=Count("members", filter=in_it)
    )
    found = defaultdict(list)
    for role in roles:
        if role.filled < role.wanted:
            found[role.team_id].append(Vacancy(role, role.wanted - role.filled, role.open_since))
    return found
