"""Teams: who works together at what, and which roles are empty."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from kit.terms import Term, TermQuerySet
from members.models.stewarded import AboutPerson, Stewarded, StewardedQuerySet


class TeamQuerySet(StewardedQuerySet):
    change = Permission.MANAGE_LISTS

    def standing(self):
        return self.filter(ended_on__isnull=True)


class Team(Stewarded):
    """A group of people who meet and do something together: a gate circle, a turnout team."""

    NAMED_BY = ("name",)

    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    meets = models.CharField(_("when it meets"), max_length=120, blank=True)
    coach = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("coach")
    )
    started_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.UniqueConstraint(
                fields=["steward", "name"],
                name="one_team_of_each_name",
                condition=Q(ended_on__isnull=True),
                violation_error_message=_("There is a team with this name."),
            )
        ]

    def __str__(self):
        return self.name


class TeamRole(models.Model):
    """A role in a team and how many are wanted in it. Fewer in it than wanted is a vacancy, dated by `open_since`."""

    NAMED_BY = ("name",)

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(_("role"), max_length=80)
    wanted = models.PositiveSmallIntegerField(_("how many"), default=1)
    leads = models.BooleanField(_("leads the team"), default=False)
    open_since = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["team", "-leads", "name"]
        verbose_name = _("role in a team")
        verbose_name_plural = _("roles in a team")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name"],
                name="one_role_of_each_name",
                violation_error_message=_("There is a role with this name."),
            )
        ]

    def __str__(self):
        return f"{self.name} · {self.team}"


class TeamMemberQuerySet(TermQuerySet, StewardedQuerySet):  # type: ignore[override]
    change = Permission.MANAGE_LISTS


class TeamMember(Term, AboutPerson):
    """A person's term in a team, in a role or without one."""

    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="team_terms")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    role = models.ForeignKey(TeamRole, on_delete=models.SET_NULL, null=True, blank=True, related_name="members")

    objects = TeamMemberQuerySet.as_manager()

    class Meta(Term.Meta):
        ordering = ["team", "person__sort_name", "pk"]
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of a team")
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "person", "role"],
                name="a_person_holds_a_role_once",
                condition=Q(ends_on__isnull=True),
                violation_error_message=_("This person is in the team already."),
            ),
            models.UniqueConstraint(
                fields=["team", "person"],
                name="a_person_without_a_role_is_in_a_team_once",
                condition=Q(ends_on__isnull=True, role__isnull=True),
                violation_error_message=_("This person is in the team already."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.team}"
