from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = _("Schools")

    def ready(self):
        # jobs registers the background work by being imported
        from schools import forgetting, hanging, inventing, jobs, people_conditions, sentences, setup, signing_in  # noqa: F401

        sentences.register()
        setup.register()
        hanging.register()
        signing_in.register()
        people_conditions.register()
        forgetting.register()
        inventing.register()
        sharing.register()
