"""How deeds about sharing read in the history."""

from django.utils.translation import gettext_lazy as _

SENTENCES: dict = {
    "agreement.drafted": _("%(by)s drafted the sharing agreement “%(thing)s”."),
    "agreement.changed": _("%(by)s changed the sharing agreement “%(thing)s”. Signatures on it are void."),
    "agreement.signed": _("%(by)s signed the sharing agreement “%(thing)s” for %(for_side)s."),
    "agreement.ended": _("%(by)s ended the sharing agreement “%(thing)s”."),
    "agreement.downloaded": _("%(by)s downloaded what the sharing agreement “%(thing)s” shows: %(people)s people."),
    "counts.joined": _("%(by)s let the people of %(partner)s count in the figures of “%(thing)s”."),
    "counts.left": _("%(by)s took the people of %(partner)s out of the figures of “%(thing)s”."),
}
GROUPS: dict = {"agreement": _("Sharing agreements"), "counts": _("Coalition-wide counts")}
WORDS: dict = {}
