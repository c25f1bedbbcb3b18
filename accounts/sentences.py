"""How the history reads: each app gives the sentences of its own deeds."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES: dict[str, str] = {}
GROUPS: dict[str, str] = {}
WORDS: dict[str, dict[str, str]] = {}


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


class _Details(dict):
    """A detail that an older row does not have reads as a dash, not as an error."""

    def __missing__(self, key):
        return "–"


def sentence_of(entry) -> str:
    """What an entry of the history says, in the reader's language."""
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
