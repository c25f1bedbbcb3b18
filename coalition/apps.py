from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "coalition.founded": _("%(by)s set up the coalition “%(thing)s”."),
    "partner.joined": _("%(by)s made “%(thing)s” a partnership from %(starts_on)s on."),
}
GROUPS = {
    "coalition": _("Coalitions"),
    "partner": _("Partners"),
}


class CoalitionConfig(AppConfig):
    name = "coalition"
    verbose_name = _("Coalitions")

    def ready(self):
        from accounts.audit import register_sentences

        register_sentences(SENTENCES, groups=GROUPS)
