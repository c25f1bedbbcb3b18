"""How deeds about decisions read in the history."""

from django.utils.translation import gettext_lazy as _

from coalition.models import Motion, Vote

SENTENCES: dict = {
    "motion.proposed": _("%(by)s wrote down the motion “%(thing)s”, moved by %(moved_by)s."),
    "motion.changed": _("%(by)s changed the motion “%(thing)s” before the vote."),
    "motion.seconded": _("%(by)s wrote down that %(seconded_by)s seconded “%(thing)s”."),
    "motion.opened": _("%(by)s opened the vote on “%(thing)s”."),
    "motion.closed": _("%(by)s closed the vote on “%(thing)s”: %(state)s, %(yes)s yes and %(no)s no."),
    "motion.put_off": _("%(by)s put off “%(thing)s”."),
    "motion.taken_up": _("%(by)s took up “%(thing)s” again."),
    "motion.withdrawn": _("%(by)s withdrew “%(thing)s”."),
    "vote.cast": _("%(by)s cast the vote of %(organization_voting)s on “%(thing)s”: %(choice)s."),
    "vote.recorded": _("%(by)s wrote down the vote of %(organization_voting)s on “%(thing)s”: %(choice)s."),
    "vote.changed": _("%(by)s changed the vote of %(organization_voting)s on “%(thing)s”: %(former)s to %(choice)s."),
    "vote.taken_back": _("%(by)s took back the vote of %(organization_voting)s on “%(thing)s”: %(choice)s."),
}
GROUPS: dict = {"motion": _("Motions"), "vote": _("Votes")}
WORDS: dict = {"motion.state": Motion.State, "vote.choice": Vote.Choice, "vote.former": Vote.Choice}
