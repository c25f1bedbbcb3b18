from django.utils.translation import gettext_lazy as _

from members.models import ContactPoint, Relationship

SENTENCES = {
    "person.added": _("%(by)s added %(thing)s to the people."),
    "person.changed": _("%(by)s changed %(thing)s: %(fields)s."),
    "person.kept_as_said": _("%(by)s kept words about %(thing)s that the screening asked about: %(found)s."),
    "person.contact_added": _("%(by)s added a way to reach %(thing)s: %(kind)s."),
    "person.contact_changed": _("%(by)s changed a way to reach %(thing)s: %(kind)s."),
    "person.contact_marked": _("%(by)s marked a way to reach %(thing)s as %(status)s: %(kind)s."),
    "person.contact_dropped": _("%(by)s removed a way to reach %(thing)s: %(kind)s."),
    "person.tied": _("%(by)s wrote down a tie of %(thing)s: %(tie)s %(other)s."),
    "person.untied": _("%(by)s ended a tie of %(thing)s: %(tie)s %(other)s."),
    "person.tagged": _("%(by)s put the tag “%(tag)s” on %(thing)s."),
    "person.untagged": _("%(by)s took the tag “%(tag)s” off %(thing)s."),
    "person.answered": _("%(by)s filled in “%(question)s” for %(thing)s."),
    "household.made": _("%(by)s made the household “%(thing)s”."),
    "household.renamed": _("%(by)s renamed the household “%(thing)s”."),
    "household.joined": _("%(by)s put %(person)s into the household “%(thing)s”."),
    "household.left": _("%(by)s took %(person)s out of the household “%(thing)s”."),
    "tag.added": _("%(by)s added the tag “%(thing)s”."),
    "tag.retired": _("%(by)s retired the tag “%(thing)s”."),
    "tag.brought_back": _("%(by)s brought the tag “%(thing)s” back."),
    "field.added": _("%(by)s added the field “%(thing)s”."),
    "field.changed": _("%(by)s changed the field “%(thing)s”."),
    "field.moved": _("%(by)s moved the field “%(thing)s” to another place."),
    "field.retired": _("%(by)s retired the field “%(thing)s”."),
    "field.brought_back": _("%(by)s brought the field “%(thing)s” back."),
}
GROUPS = {
    "person": _("People"),
    "household": _("Households"),
    "tag": _("Tags"),
    "field": _("Fields of your own"),
}
WORDS = {
    "person.kind": ContactPoint.Kind,
    "person.status": ContactPoint.Status,
    "person.tie": Relationship.Kind,
}
