"""Writing down who did what. How it reads: accounts/sentences.py."""

from accounts.models import AuditEntry, Grant, Organization

LONGEST_DETAIL = 200
# What families said and what staff noted about people stays in its own row, under its own rules.
NEVER_IN_DETAILS = frozenset({"words", "text", "original", "translation", "quote", "note", "notes", "comment", "body"})


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


def last_writer(thing, *verbs: str) -> AuditEntry | None:
    """The newest entry of the history that says so of this person or thing: who it was, and when."""
    entries = AuditEntry.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk), verb__in=verbs)
    return entries.select_related("by").order_by("-at", "-pk").first()
