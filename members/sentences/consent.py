from types import SimpleNamespace

from django.utils.translation import gettext_lazy as _

from members.erasing import Reason
from members.models import Channel, ConsentEvent, Purpose

SENTENCES = {
    "consent.granted": _("%(by)s wrote down that %(thing)s said yes %(how)s: %(channel)s, %(purpose)s."),
    "consent.refused": _("%(by)s wrote down that %(thing)s said no %(how)s: %(channel)s, %(purpose)s."),
    "consent.withdrawn": _("%(by)s wrote down that %(thing)s took a yes back %(how)s: %(channel)s, %(purpose)s."),
    "consent.claimed": _("%(by)s noted that %(thing)s is said to have said yes %(how)s: %(channel)s, %(purpose)s."),
    "consent.of_age": _("%(thing)s turned 18: what a guardian allowed has ended, and they are asked anew."),
    "consent.erased": _("%(by)s erased a person for good. Reason: %(reason)s."),
    "consent.handed_out": _("%(by)s took out everything recorded about %(thing)s, to hand it to them."),
}
GROUPS = {"consent": _("Consent and forgetting")}
WORDS = {
    "consent.channel": SimpleNamespace(choices=[("", _("every way to reach them")), *Channel.choices]),
    "consent.purpose": SimpleNamespace(choices=[("", _("for everything")), *Purpose.choices]),
    "consent.how": ConsentEvent.Source,
    "consent.reason": Reason,
}
