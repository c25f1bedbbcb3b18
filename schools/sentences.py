"""How this app's deeds read in the history. Each matter has its own dict; `register` hands them all to the audit."""

from django.utils.translation import gettext_lazy as _

DIRECTORY = {
    "schools.imported": _(
        "%(by)s imported schools from “%(thing)s”: %(added)s added, %(changed)s changed, %(closed)s closed."
    ),
    "schools.districts_imported": _("%(by)s imported district codes from “%(thing)s”: %(changed)s schools changed."),
    "schools.promised": _("%(by)s wrote down the promise of %(thing)s for %(year)s: an answer within %(days)s days."),
    "seni.imported": _(
        "%(by)s imported SENI figures for %(year)s from “%(thing)s”: %(added)s added, %(changed)s changed."
    ),
    "seni.row_matched": _("%(by)s matched row %(row)s of a SENI file, “%(thing)s”, to %(school)s."),
    "seni.row_set_aside": _("%(by)s set aside row %(row)s of a SENI file, “%(thing)s”."),
    "seni.row_reopened": _("%(by)s opened row %(row)s of a SENI file, “%(thing)s”, again."),
}

SLICES = [DIRECTORY]

GROUPS = {
    "schools": _("Schools"),
    "seni": _("SENI figures"),
}

WORDS: dict = {}


def register() -> None:
    """Called once, by this app's `ready()`."""
    from accounts.audit import register_sentences

    for sentences in SLICES:
        register_sentences(sentences)
    register_sentences({}, groups=GROUPS, words=WORDS)
