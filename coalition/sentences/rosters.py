"""How deeds about coalitions, partners, committees and seats read in the history."""

from django.utils.translation import gettext_lazy as _

from coalition.models import CommitteeSeat, Partner

SENTENCES: dict = {
    "coalition.founded": _("%(by)s set up the coalition “%(thing)s”."),
    "coalition.charter_changed": _("%(by)s changed the charter of “%(thing)s”: %(changes)s."),
    "partner.joined": _("%(by)s made “%(thing)s” a partnership from %(starts_on)s on."),
    "partner.left": _("%(by)s ended the partnership “%(thing)s” after %(ends_on)s."),
    "partner.stayed": _("%(by)s took back the end of the partnership “%(thing)s”."),
    "partner.people_named": _("%(by)s named who leads and who speaks for “%(thing)s”."),
    "representative.added": _("%(by)s put %(thing)s on the roster for %(speaks_for)s."),
    "representative.changed": _("%(by)s changed the roster entry of %(thing)s."),
    "representative.let_in": _("%(by)s let %(thing)s sign in for %(speaks_for)s."),
    "representative.shut_out": _("%(by)s ended the sign-in of %(thing)s for %(speaks_for)s."),
    "representative.forgotten": _("Somebody who spoke for %(speaks_for)s was erased; the roster keeps no name."),
    "committee.founded": _("%(by)s set up the committee “%(thing)s”."),
    "committee.changed": _("%(by)s changed the committee “%(thing)s”."),
    "place.given": _("%(by)s gave a place: “%(thing)s”, from %(starts_on)s on."),
    "place.ended": _("%(by)s ended the place “%(thing)s” after %(ends_on)s."),
    "place.kept": _("%(by)s took back the end of the place “%(thing)s”."),
    "seat.filled": _("%(by)s seated %(thing)s as %(part)s (%(role)s) from %(starts_on)s on."),
    "seat.vacated": _("%(by)s vacated the seat “%(thing)s” after %(ends_on)s."),
    "seat.taken_back": _("%(by)s took back the seat “%(thing)s” that was to begin on %(starts_on)s."),
    "seat.restored": _("%(by)s undid a change of the seat “%(thing)s”."),
    "roster.downloaded": _("%(by)s downloaded the roster of “%(thing)s” as of %(on)s."),
}
GROUPS: dict = {
    "coalition": _("Coalitions"),
    "partner": _("Partners"),
    "representative": _("Representatives"),
    "committee": _("Committees"),
    "place": _("Places on committees"),
    "seat": _("Seats"),
    "roster": _("Rosters"),
}
WORDS: dict = {
    "partner.kind": Partner.Kind,
    "seat.part": CommitteeSeat.Part,
    "seat.role": CommitteeSeat.Role,
}
