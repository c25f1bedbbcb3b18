from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "person.added": _("%(by)s added %(thing)s to the people."),
}
GROUPS = {
    "person": _("People"),
}


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("People")

    def ready(self):
        from accounts.audit import register_sentences

        register_sentences(SENTENCES, groups=GROUPS)
