from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "person.group_tied": _("%(by)s wrote down an organization that %(thing)s belongs to."),
    "person.group_untied": _("%(by)s wrote down that %(thing)s no longer belongs to an organization."),
    # Rows of before: who belongs there is not told, for whoever reads this may not know it of protected people.
    "group.tied": _("%(by)s wrote down that somebody belongs to %(thing)s."),
    "group.untied": _("%(by)s wrote down that somebody belongs to %(thing)s no longer."),
}
GROUPS = {"group": _("Organizations people belong to")}
WORDS: dict = {}
