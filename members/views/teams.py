"""Teams: who works together at what, and which roles are empty."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow, organizations_with
from accounts.audit import last_writer
from accounts.once import once
from kit.meanwhile import Changed
from kit.numbers import number_of
from kit.paging import page_of
from members import finding, teaming
from members.forms.ladder import JoinForm, RoleForm, TeamForm
from members.looking import looked
from members.models import Person, PersonView, Team, TeamMember, TeamRole


@allow(Permission.VIEW_PEOPLE)
@require_GET
def teams(request):
    """Teams that meet now, how many are in each, and the roles that are empty."""
    on = request.organization.today()
    standing = Team.objects.visible_to(request.user).of(request.organization).standing().select_related("coach")
    page = page_of(standing, request)
    current = TeamMember.objects.current(on).filter(team__in=[team.pk for team in page])
    current = current.filter(person__standing=Person.Standing.HERE)
    people = dict(current.order_by().values_list("team").annotate(people=Count("person", distinct=True)))
    empty = teaming.vacancies(page, on)
    rows = [(team, people.get(team.pk, 0), empty.get(team.pk, [])) for team in page]
    return render(request, "members/teams.html", {"page": page, "rows": rows})


@allow(Permission.VIEW_PEOPLE)
@require_GET
def team(request, pk):
    """One team: who is in it in which role, what is empty, and forms to add to it."""
    team = get_object_or_404(Team.objects.visible_to(request.user).select_related("coach", "steward"), pk=pk)
    return _team_page(request, team, RoleForm())


def _team_page(request, team, role_form):
    on = team.steward.today()
    terms = (
        team.members.current(on)
        .select_related("person", "role")
        .order_by("-role__leads", "role__name", "person__sort_name")
    )
    terms = list(terms)
    looked(request.user, [term.person for term in terms], PersonView.Kind.LIST)
    context = {
        "team": team,
        "terms": terms,
        "vacancies": teaming.vacancies([team], on).get(team.pk, []),
        "roles": teaming.filled(team, on),
        "former": team.members.ended(on).select_related("person", "role").order_by("-ends_on", "pk")[:25],
        "role_form": role_form,
        "may_change": not team.ended_on and Team.objects.editable_by(request.user).filter(pk=team.pk).exists(),
    }
    return render(request, "members/team.html", context)


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
@once
def start_team(request):
    """Start a team."""
    mine = organizations_with(request.user, Permission.MANAGE_LISTS)
    organization = get_object_or_404(mine, pk=request.organization.pk)
    form = TeamForm(request.POST or None, organization=organization)
    if form.is_valid():
        try:
            team = teaming.start_team(organization, by=request.user, **form.told())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Team started. Now add its roles and people."))
            return redirect("members:team", team.pk)
    return render(request, "members/team_form.html", {"form": form})


def _my_team(request, pk):
    return get_object_or_404(Team.objects.editable_by(request.user).select_related("steward"), pk=pk)


def while_it_meets(view):
    """For a page that changes a team. Somebody may have ended it meanwhile: then the team's page says so."""

    @wraps(view)
    def run(request, pk):
        team = _my_team(request, pk)
        if team.ended_on:
            messages.warning(request, _("This team has ended."))
            return redirect("members:team", pk)
        return view(request, team)

    return run


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
@while_it_meets
def change_team(request, team):
    """Change what a team is for, when it meets, who coaches it."""
    form = TeamForm(request.POST or None, organization=team.steward, thing=team)
    context = {"team": team, "form": form}
    if form.is_valid():
        try:
            teaming.change_team(team, by=request.user, seen=form.saw(), **form.told())
        except Changed as changed:
            context["conflicts"] = form.side_by_side(changed.fields)
            context["other"] = last_writer(team, "team.changed")
            context["form"] = form.anew(TeamForm(thing=changed.thing, organization=team.steward), changed)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Team changed."))
            return redirect("members:team", team.pk)
    return render(request, "members/team_form.html", context)


@allow(Permission.MANAGE_LISTS)
@require_POST
@once
@while_it_meets
def add_role(request, team):
    """Add a role to a team."""
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            teaming.add_role(team, by=request.user, **form.told())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Role added."))
            return redirect("members:team", team.pk)
    return _team_page(request, team, form)


def _my_role(request, pk):
    teams = Team.objects.editable_by(request.user)
    return get_object_or_404(TeamRole.objects.filter(team__in=teams).select_related("team__steward"), pk=pk)


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
def change_role(request, pk):
    """Change a role's name, how many are wanted, or whether it leads."""
    role = _my_role(request, pk)
    form = RoleForm(request.POST or None, thing=role)
    context = {"role": role, "team": role.team, "form": form}
    if form.is_valid():
        try:
            teaming.change_role(role, by=request.user, seen=form.saw(), **form.told())
        except Changed as changed:
            context["conflicts"] = form.side_by_side(changed.fields)
            context["other"] = last_writer(role.team, "team.role_changed")
            context["form"] = form.anew(RoleForm(thing=changed.thing), changed)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Role changed."))
            return redirect("members:team", role.team_id)
    return render(request, "members/change_role.html", context)


@allow(Permission.MANAGE_LISTS)
@require_POST
@once
def remove_role(request, pk):
    """Nobody is wanted in a role any more."""
    role = _my_role(request, pk)
    try:
        teaming.remove_role(role, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Role removed."))
    return redirect("members:team", role.team_id)


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
@once
@while_it_meets
def join_team(request, team):
    """Put somebody into a team: first find the person, then say the role."""
    people = Person.objects.visible_to(request.user).of(team.steward)
    chosen = request.POST.get("person") or request.GET.get("person", "")
    person = people.filter(pk=number_of(chosen)).first()
    form = JoinForm(
        request.POST or None, team=team, initial={"on": team.steward.today(), "role": request.GET.get("role")}
    )
    if person and form.is_valid():
        try:
            teaming.join(team, person, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(name)s is in the team.") % {"name": person})
            return redirect("members:team", team.pk)
    words = request.GET.get("q", "")
    found = finding.closest(people, words, stewards=[team.steward_id], most=8)
    context = {
        "team": team,
        "form": form,
        "person": person,
        "words": words,
        "found": found,
        "role": request.GET.get("role", ""),
    }
    return render(request, "members/join_team.html", context)


@allow(Permission.MANAGE_LISTS)
@require_POST
def leave_team(request, pk):
    """Today is somebody's last day in a team; Undo takes it back. Whoever left already left on that day."""
    mine = TeamMember.objects.editable_by(request.user).select_related("team__steward", "person")
    member = get_object_or_404(mine, pk=pk)
    if member.ends_on is None:
        member = teaming.leave(member, by=request.user)
    if member.ends_on == member.team.steward.today():
        undo = reverse("members:rejoin_team", args=[pk])
        messages.success(request, _("Today is the last day in the team."), extra_tags=undo)
    return redirect("members:team", member.team_id)


@allow(Permission.MANAGE_LISTS)
@require_POST
def rejoin_team(request, pk):
    """Undo: the term in the team goes on."""
    mine = TeamMember.objects.editable_by(request.user).select_related("role", "person")
    member = get_object_or_404(mine, pk=pk)
    try:
        if member.ends_on:
            teaming.rejoin(member, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect("members:team", member.team_id)


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
@while_it_meets
def end_team(request, team):
    """Ask once more, then end a team with everybody's term in it."""
    if request.method == "POST":
        teaming.end(team, by=request.user)
        messages.success(request, _("The team has ended. Who was in it stays written down."))
        return redirect("members:teams")
    return render(request, "members/end_team.html", {"team": team})
