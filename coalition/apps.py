from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoalitionConfig(AppConfig):
    name = "coalition"
    verbose_name = _("Coalitions")

    def ready(self):
        from accounts import inviting
        from accounts.sentences import register_sentences
        from coalition import (
            counts,
            forgetting,
            forgetting_roster,
            meeting_panels,
            notifying,  # noqa: F401 - registers the sending of notices
            people_conditions,
            person_panels,
            refusing_everywhere,
            representing,
            sharing_panels,
        )
        from coalition.decision_panels import register as register_decisions
        from coalition.sentences import GROUPS, SENTENCES, WORDS

        register_sentences(SENTENCES, groups=GROUPS, words=WORDS)
        inviting.after_accepting(representing.recognize)
        meeting_panels.register()
        person_panels.register()
        people_conditions.register()
        register_decisions()
        refusing_everywhere.register()
        counts.register_own()
        forgetting.register()
        forgetting_roster.register()
        sharing_panels.register()
