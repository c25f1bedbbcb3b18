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
    "spending.taken_back": _("%(by)s took back %(lines)s figures on “%(thing)s”, as of %(as_of)s: %(total)s."),
    "spending.corrected": _(
        "%(by)s corrected spending as of %(as_of)s on %(corrected)s lines of “%(thing)s”: %(total_before)s before, "
        "%(total)s now, from “%(source)s”."
    ),
}

TIES = {
    "person.school_tied": _("%(by)s wrote down a school of %(thing)s."),
    "person.school_untied": _("%(by)s ended a tie of %(thing)s to a school."),
    # Rows of before: whose tie it was is not told, for whoever reads this may not know the school of protected people.
    "schools.tied": _("%(by)s wrote down that somebody is tied to %(thing)s."),
    "schools.untied": _("%(by)s ended somebody’s tie to %(thing)s."),
}

LISTENING = {
    "session.recorded": _("%(by)s wrote down the session “%(thing)s” at %(school)s."),
    "session.changed": _("%(by)s changed the session “%(thing)s”."),
    "session.counted": _("%(by)s counted %(people)s people in the room at “%(thing)s”."),
    "session.attendee_named": _("%(by)s named somebody who came to “%(thing)s”."),
    "session.attendee_dropped": _("%(by)s took a name off the list of “%(thing)s”."),
    "session.heard": _("%(by)s typed %(count)s comments from “%(thing)s”."),
    "input.heard": _("%(by)s wrote down comment “%(thing)s”."),
    "input.kept_as_said": _("%(by)s kept comment “%(thing)s” as it was said, in spite of a warning."),
    "input.withdrawn": _("%(by)s withdrew comment “%(thing)s” and erased its words."),
    "input.translated": _("%(by)s wrote or checked a translation of comment “%(thing)s”."),
}

CODING = {
    "codebook.adopted": _("%(by)s started with the codebook that comes with Fairshare, %(count)s topics."),
    "codebook.draft_started": _("%(by)s began to write a new version: %(thing)s."),
    "codebook.draft_dropped": _("%(by)s dropped the draft of %(thing)s."),
    "codebook.topic_added": _("%(by)s added the topic “%(topic)s” to %(thing)s."),
    "codebook.topic_changed": _("%(by)s changed the topic “%(topic)s” in %(thing)s."),
    "codebook.topic_removed": _("%(by)s removed the topic “%(topic)s” from %(thing)s."),
    "codebook.published": _("%(by)s published %(thing)s, with %(count)s topics."),
    "reading.first": _("%(by)s read comment “%(thing)s” and chose %(topics)s."),
    "reading.second": _("%(by)s read comment “%(thing)s” a second time, blind, and chose %(topics)s."),
    "reading.settled": _("%(by)s settled two readings of comment “%(thing)s”: %(topics)s."),
    "reading.corrected": _("%(by)s corrected the reading of comment “%(thing)s” from %(before)s to %(topics)s."),
    "reading.taken_back": _("%(by)s took back the reading of comment “%(thing)s”."),
    "reading.drawn": _("%(by)s drew %(count)s comments by chance for a second reading (%(thing)s)."),
}

ASKING = {
    "ask.raised": _("%(by)s wrote down the ask “%(thing)s”."),
    "ask.comments_added": _("%(by)s added %(count)s comments to the ask “%(thing)s”."),
    "ask.comment_removed": _("%(by)s took a comment out of the ask “%(thing)s”."),
    "ask.reworded": _("%(by)s reworded the ask “%(thing)s”."),
    "ask.prioritized": _("%(by)s made “%(thing)s” a priority from %(on)s on."),
    "ask.not_prioritized": _("%(by)s took back that “%(thing)s” is a priority."),
    "ask.shared": _("%(by)s put the ask “%(thing)s” into the trail of %(coalition)s."),
    "ask.unshared": _("%(by)s took the ask “%(thing)s” out of the trail of %(coalition)s."),
    "ask.merged": _("%(by)s merged “%(absorbed)s” into the ask “%(thing)s”."),
    "ask.unmerged": _("%(by)s undid the merge of “%(thing)s” into “%(kept)s”."),
    "ask.answered": _("%(by)s wrote down the answer to “%(thing)s”: %(decision)s, by %(role)s."),
    "answer.sent": _("%(by)s noted that the answer to “%(thing)s” went back to %(people)s people (%(channel)s)."),
    "answer.reopened": _("%(by)s reopened the answer to “%(thing)s”."),
    "link.claimed": _("%(by)s claimed a link, %(share)s %% of the line: “%(thing)s”."),
    "link.confirmed": _("%(by)s confirmed the link “%(thing)s” as %(role)s."),
    "link.withdrawn": _("%(by)s removed the link “%(thing)s”."),
    "link.restored": _("%(by)s brought back the link “%(thing)s”."),
    "line.no_request": _("%(by)s found no family request for the plan line “%(thing)s”."),
    "line.no_request_taken_back": _("%(by)s took back that nobody asked for the plan line “%(thing)s”."),
}

TRAILS = {
    "trail.downloaded": _("%(by)s downloaded the district table for %(year)s as %(kind)s (schools: %(schools)s)."),
}

SLICES = [ASKING, CODING, DIRECTORY, LISTENING, PLANNING, TIES, TRAILS]

GROUPS = {
    "ask": _("Asks"),
    "answer": _("Answers"),
    "link": _("Links to the plan"),
    "line": _("Plan lines"),
    "schools": _("Schools"),
    "seni": _("SENI figures"),
    "session": _("Sessions"),
    "input": _("Comments"),
    "codebook": _("The codebook"),
    "reading": _("Readings"),
    "plan": _("Spending plans"),
    "spending": _("Spending"),
    "trail": _("The trail"),
}


def register():
    """Called once, by this app's `ready()`."""
    from accounts.sentences import register_sentences
    from schools.models import Answer, AnswerDelivery

    words = {"ask.decision": Answer.Decision, "answer.channel": AnswerDelivery.Channel}

    for sentences in SLICES:
        register_sentences(sentences)
    register_sentences({}, groups=GROUPS, words=words)
