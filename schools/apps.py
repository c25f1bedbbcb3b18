from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = _("Schools")

    def ready(self):
        from schools import (
            forgetting,
            hanging,
            inventing,
            jobs,  # noqa: F401 - registers the background work
            people_conditions,
            sentences,
            setup,
            sharing,
            signing_in,
        )

        sentences.register()
        setup.register()
        hanging.register()
        signing_in.register()
        people_conditions.register()
        forgetting.register()
        inventing.register()
        sharing.register()
