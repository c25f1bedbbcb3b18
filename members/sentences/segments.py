from django.utils.translation import gettext_lazy as _

from members.bulk_kinds import KINDS

SENTENCES = {
    "segment.saved": _("%(by)s saved a search: %(thing)s."),
    "segment.changed": _("%(by)s changed a saved search: %(thing)s."),
    "segment.shared": _("%(by)s shared a saved search: %(thing)s."),
    "segment.unshared": _("%(by)s no longer shares a saved search: %(thing)s."),
    "segment.dropped": _("%(by)s let go of a saved search: %(thing)s."),
    "list.made": _("%(by)s started a list: %(thing)s."),
    "list.put_on": _("%(by)s put %(people)s people on a list: %(thing)s."),
    "list.taken_off": _("%(by)s took %(people)s people off a list: %(thing)s."),
    "list.closed": _("%(by)s closed a list: %(thing)s."),
    "list.reopened": _("%(by)s opened a list again: %(thing)s."),
    "bulk.asked": _("%(by)s started a change for %(people)s people: %(what)s."),
    "bulk.undone": _("%(by)s took back a change for %(people)s people: %(what)s."),
    "bulk.exported": _("%(by)s made a file of %(people)s people for: %(purpose)s."),
    "bulk.fetched": _("%(by)s downloaded a file of %(people)s people."),
}
GROUPS = {
    "segment": _("Saved searches"),
    "list": _("Lists of people"),
    "bulk": _("Changes for many people"),
}


class _Done:
    """What each kind of bulk action is called in the history."""

    choices = [(kind.key, kind.done) for kind in KINDS.values()]


WORDS = {"bulk.what": _Done}
