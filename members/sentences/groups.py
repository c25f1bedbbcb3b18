from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "group.tied": _("%(by)s wrote down that person %(person)s belongs to %(thing)s."),
    "group.untied": _("%(by)s wrote down that person %(person)s belongs to %(thing)s no longer."),
}
GROUPS = {"group": _("Organizations people belong to")}
WORDS: dict = {}
