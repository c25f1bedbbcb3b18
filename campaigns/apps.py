from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "event.held": _("%(by)s put “%(thing)s” on the calendar."),
    "event.changed": _("%(by)s changed “%(thing)s”."),
}
GROUPS = {
    "event": _("Events"),
}


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns and events")

    def ready(self):
        from accounts.audit import register_sentences
        from campaigns import evidence, forgetting, hanging, people_conditions

        register_sentences(SENTENCES, groups=GROUPS)
        hanging.register()
        people_conditions.register()
        forgetting.register()
        evidence.register()
