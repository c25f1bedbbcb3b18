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

PLANNING = {
    "plan.started": _("%(by)s started “%(thing)s” with %(lines)s lines, %(total)s."),
    "plan.saved": _(
        "%(by)s saved “%(thing)s”: %(added)s lines added, %(removed)s removed, %(changed)s amounts changed, "
        "%(total_before)s before, %(total)s now."
    ),
    "plan.filed": _(
        "%(by)s noted that “%(thing)s” was submitted on %(submitted_on)s: %(total_before)s before, %(total)s now."
    ),
    "plan.approved": _("%(by)s noted that the district approved “%(thing)s”."),
    "plan.dropped": _("%(by)s dropped the draft “%(thing)s” with %(lines)s lines, %(total)s."),
    "spending.reported": _(
        "%(by)s reported spending as of %(as_of)s on %(lines)s lines of “%(thing)s”: %(total)s, from “%(source)s”."
    ),
    "spending.corrected": _(
        "%(by)s corrected spending as of %(as_of)s on %(corrected)s lines of “%(thing)s”: %(total_before)s before, "
        "%(total)s now, from “%(source)s”."
    ),
}

LISTENING = {
    "session.recorded": _("%(by)s wrote down the session “%(thing)s” at %(school)s."),
    "session.changed": _("%(by)s changed the session “%(thing)s” (%(fields)s)."),
    "session.counted": _("%(by)s counted %(people)s people in the room at “%(thing)s”."),
    "session.attendee_named": _("%(by)s named somebody who came to “%(thing)s”."),
    "session.attendee_dropped": _("%(by)s took a name off the list of “%(thing)s”."),
    "session.heard": _("%(by)s typed %(count)s comments from “%(thing)s”."),
    "input.heard": _("%(by)s wrote down comment “%(thing)s”."),
    "input.kept_as_said": _("%(by)s kept comment “%(thing)s” as it was said, in spite of a warning (%(found)s)."),
    "input.withdrawn": _("%(by)s withdrew comment “%(thing)s” and erased its words."),
    "input.translated": _("%(by)s wrote or checked a translation of comment “%(thing)s”."),
}

SLICES = [DIRECTORY, LISTENING, PLANNING]

GROUPS = {
    "schools": _("Schools"),
    "seni": _("SENI figures"),
    "session": _("Sessions"),
    "input": _("Comments"),
    "plan": _("Spending plans"),
    "spending": _("Spending"),
}

WORDS: dict = {}


def register() -> None:
    """Called once, by this app's `ready()`."""
    from accounts.audit import register_sentences

    for sentences in SLICES:
        register_sentences(sentences)
    register_sentences({}, groups=GROUPS, words=WORDS)
