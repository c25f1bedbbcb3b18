from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "event.held": _("%(by)s put “%(thing)s” on the calendar."),
    "event.changed": _("%(by)s changed “%(thing)s”."),
    "invitation.made": _("%(by)s invited %(thing)s to “%(event)s”."),
    "invitation.replied": _("%(by)s wrote down what %(thing)s said about “%(event)s”."),
    "invitation.taken_back": _("%(by)s took back the invitation of %(thing)s to “%(event)s”."),
    "sheet.started": _("%(by)s started to type a sign-in sheet: %(thing)s."),
    "sheet.dropped": _("%(by)s threw away a sign-in sheet: %(thing)s."),
    "sheet.finished": _("%(by)s finished a sign-in sheet: %(thing)s."),
}
GROUPS = {
    "event": _("Events"),
    "sheet": _("Sign-in sheets"),
    "invitation": _("Invitations"),
}


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns and events")

    def ready(self):
        from accounts.sentences import register_sentences
        from campaigns import counting, evidence, forgetting, hanging, inviting_many, people_conditions, turnout

        register_sentences(SENTENCES, groups=GROUPS)
        hanging.register()
        people_conditions.register()
        forgetting.register()
        evidence.register()
        inviting_many.register()
        counting.register()
        turnout.register()
