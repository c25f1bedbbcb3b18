"""How deeds about commitments read in the history."""

from django.utils.translation import gettext_lazy as _

from coalition.models import Commitment

SENTENCES: dict = {
    "commitment.promised": _("%(by)s wrote down that %(promised_for)s promised “%(thing)s”."),
    "commitment.changed": _("%(by)s changed the promise “%(thing)s” of %(promised_for)s."),
    "commitment.reminded": _("%(by)s reminded %(promised_for)s of “%(thing)s”."),
    "commitment.delivered": _("%(by)s wrote down that %(promised_for)s delivered “%(thing)s”."),
    "commitment.partly_delivered": _("%(by)s wrote down that %(promised_for)s kept “%(thing)s” in part."),
    "commitment.broken": _("%(by)s wrote down that %(promised_for)s broke the promise “%(thing)s”."),
    "commitment.released": _("%(by)s released %(promised_for)s from “%(thing)s”."),
    "commitment.taken_back": _("%(by)s took back how “%(thing)s” of %(promised_for)s was settled."),
}
GROUPS: dict = {"commitment": _("Commitments")}
WORDS: dict = {"commitment.kind": Commitment.Kind}
