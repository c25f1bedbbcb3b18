"""Writing down who did what, and reading it back as sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditEntry, Grant, Organization

SENTENCES: dict[str, str] = {}
GROUPS: dict[str, str] = {}
WORDS: dict[str, dict[str, str]] = {}

LONGEST_DETAIL = 200
# What families said and what staff noted about people stays in its own row, under its own rules.
NEVER_IN_DETAILS = frozenset({"words", "text", "original", "translation", "quote", "note", "notes", "comment", "body"})


def register_sentences(
    sentences: dict[str, str], groups: dict[str, str] | None = None, words: dict | None = None
) -> None:
    """Say how deeds read. Called once by each app's `ready()`.

    `sentences`: verb to a translatable sentence that may name %(by)s, %(thing)s and any detail.
    `groups`: the part of the verb before the dot to a heading for the filter.
    `words`: for a detail that holds a code, its choices, e.g. {"user.role": Role} for `role` in every "user.…" deed.
    """
    SENTENCES.update(sentences)
    GROUPS.update(groups or {})
    WORDS.update({name: dict(choices.choices) for name, choices in (words or {}).items()})


def record(by, verb: str, thing, organization: Organization | None = None, **details) -> AuditEntry:
    """Write one deed down, in the deed's own transaction.

    The organization is, unless given, the thing's steward or organization, else the one `by` works for.
    `by=None` means the machine did it on its own. A thing whose str() may hold people's words sets `audit_name`.
    """
    _refuse_words(details)
    return AuditEntry.objects.create(
        by=by,
        organization=organization or organization_of(thing) or _place_of(by),
        verb=verb,
        thing_type=thing._meta.label_lower,
        thing_id=str(thing.pk),
        thing_name=str(getattr(thing, "audit_name", thing))[:200],
        details=details,
    )


def organization_of(thing) -> Organization | None:
    """Whose matter a thing is."""
    if isinstance(thing, Organization):
        return thing
    for name in ("steward", "organization", "keeper"):
        found = getattr(thing, name, None)
        if isinstance(found, Organization):
            return found
    return None


def _place_of(by) -> Organization | None:
    grant = Grant.objects.current().of(by).select_related("organization").first()
    return grant.organization if grant else None


def _refuse_words(details: dict) -> None:
    for name, value in details.items():
        if name in NEVER_IN_DETAILS or len(str(value)) > LONGEST_DETAIL:
            raise ValueError(f"An audit row holds facts, not people's words: {name}")


class _Details(dict):
    """A detail that an older row does not have reads as a dash, not as an error."""

    def __missing__(self, key):
        return "–"


def sentence_of(entry: AuditEntry) -> str:
    """What happened, in the reader's language."""
    by = str(entry.by) if entry.by_id else _("The machine")
    details = {
        name: WORDS.get(f"{entry.group}.{name}", {}).get(value, value)
        for name, value in entry.details.items()
        if _is_plain(value)
    }
    template = SENTENCES.get(entry.verb) or _("%(by)s changed “%(thing)s” (%(verb)s).")
    return str(template) % _Details(details, by=by, thing=entry.thing_name, verb=entry.verb)


def _is_plain(value) -> bool:
    return isinstance(value, str | int | float | None)


def last_writer(thing, *verbs: str) -> AuditEntry | None:
    """The newest entry of the history that says so of this person or thing: who it was, and when."""
    entries = AuditEntry.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk), verb__in=verbs)
    return entries.select_related("by").order_by("-at", "-pk").first()


def groups() -> list[tuple[str, str]]:
    """Headings for the history page's filter, in the reader's alphabet."""
    return sorted(((code, str(heading)) for code, heading in GROUPS.items()), key=lambda pair: pair[1].casefold())


ACCOUNT_SENTENCES = {
    "user.invited": gettext_lazy("%(by)s invited %(email)s as %(role)s."),
    "user.joined": gettext_lazy("%(by)s accepted the invitation and is now %(role)s."),
    "user.removed": gettext_lazy("%(by)s removed %(name)s (%(role)s)."),
    "user.role_changed": gettext_lazy("%(by)s changed the role of %(name)s from %(former_role)s to %(role)s."),
    "user.signed_out_elsewhere": gettext_lazy("%(by)s signed out on all other devices."),
    "user.changed": gettext_lazy("%(by)s changed their own name or language."),
    "user.granted": gettext_lazy("%(by)s gave %(name)s the role %(role)s."),
    "invitation.revoked": gettext_lazy("%(by)s took back the invitation of %(thing)s."),
    "organization.founded": gettext_lazy("%(by)s added the organization %(thing)s."),
    "organization.changed": gettext_lazy("%(by)s changed the settings of %(thing)s."),
    "job.asked": gettext_lazy("%(by)s started “%(work)s”."),
}
ACCOUNT_GROUPS = {
    "user": gettext_lazy("Users and roles"),
    "invitation": gettext_lazy("Invitations"),
    "organization": gettext_lazy("The organization"),
    "job": gettext_lazy("Background work"),
}
