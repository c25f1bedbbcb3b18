from django.utils.translation import gettext_lazy as _

from members.models import CallList, CallTask

SENTENCES = {
    "call_list.made": _("%(by)s made a list of %(people)s people (%(kind)s): %(thing)s."),
    "call_list.changed": _("%(by)s changed a call list: %(thing)s."),
    "call_list.closed": _("%(by)s closed a call list: %(thing)s."),
    "call_list.reopened": _("%(by)s opened a call list again: %(thing)s."),
    "call_list.street_taken": _("%(by)s took a street with %(doors)s doors: %(thing)s."),
    "call.saved": _("%(by)s called or visited %(thing)s for “%(list)s”: %(outcome)s."),
    "call.released": _("%(by)s gave back %(thing)s, whom %(caller)s had to call."),
}
GROUPS = {"call_list": _("Call lists"), "call": _("Calls and visits")}
WORDS = {"call_list.kind": CallList.Kind, "call.outcome": CallTask.Outcome}
