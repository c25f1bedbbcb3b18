from django.utils.translation import gettext_lazy as _

from members.models import Assessment

SENTENCES = {
    "ladder.adopted": _("%(by)s began a leadership ladder for %(thing)s."),
    "ladder.changed": _("%(by)s changed the rung “%(rung)s”."),
    "ladder.rung_added": _("%(by)s added the rung “%(rung)s”."),
    "ladder.rung_removed": _("%(by)s took the rung “%(rung)s” off the ladder."),
    "ladder.moved_up": _("%(by)s wrote down that %(thing)s reached the rung “%(rung)s”."),
    "ladder.moved_down": _("%(by)s wrote down that %(thing)s stands on the rung “%(rung)s” again."),
    "ladder.set_aside": _("%(by)s set aside the suggestion that %(thing)s may reach the rung “%(rung)s”."),
    "ladder.brought_back": _("%(by)s brought back the suggestion that %(thing)s may reach the rung “%(rung)s”."),
    "ladder.assessed": _("%(by)s assessed where %(thing)s stands: %(level)s."),
    "team.started": _("%(by)s started the team “%(team)s”."),
    "team.changed": _("%(by)s changed the team “%(team)s”."),
    "team.role_added": _("%(by)s added the role “%(role)s” to the team “%(team)s”."),
    "team.role_changed": _("%(by)s changed the role “%(role)s” of the team “%(team)s”."),
    "team.role_removed": _("%(by)s removed the role “%(role)s” from the team “%(team)s”."),
    "team.joined": _("%(by)s put %(thing)s into the team “%(team)s”: %(role)s."),
    "team.left": _("%(by)s took %(thing)s out of the team “%(team)s”."),
    "team.ended": _("%(by)s ended the team “%(team)s”."),
}
GROUPS = {"ladder": _("Ladder and assessments"), "team": _("Teams")}
WORDS = {"ladder.level": Assessment.Level}
