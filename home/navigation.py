"""The main menu: where one can go, in the order of the rail. It shows what exists here and what the person may use."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

from accounts.roles import Permission

PLACES_IN_THE_BAR = 4


@dataclass(frozen=True, eq=False)
class Destination:
    """One entry of the menu. `names` are further pages under the same entry, by URL name."""

    label: str | Promise
    icon: str
    url_name: str
    permissions: tuple[Permission, ...] = ()
    on_phone: bool = False
    names: tuple[str, ...] = ()
    action: str | Promise = ""  # what the button at the top says
    is_voice: bool = False  # writes down what families say


TODAY = Destination(pgettext("menu", "Today"), "sun-high", "today", on_phone=True)
MAIN = (
    TODAY,
    Destination(
        pgettext("menu", "People"),
        "users",
        "members:list",
        (Permission.VIEW_PEOPLE,),
        on_phone=True,
        names=(
            "members:teams",
            "members:team",
            "members:start_team",
            "members:change_team",
            "members:change_team_role",
            "members:join_team",
            "members:end_team",
            "members:hand_over",
            "members:handover",
        ),
    ),
    Destination(
        pgettext("menu", "Calls"),
        "phone",
        "members:call_lists",
        (Permission.MANAGE_LISTS, Permission.WORK_ASSIGNMENTS),
    ),
    Destination(pgettext("menu", "Schools"), "school", "schools:list", (Permission.VIEW_SCHOOLS,), on_phone=True),
    Destination(pgettext("menu", "Asks"), "message-2", "schools:district", (Permission.VIEW_TRAIL,), on_phone=True),
    Destination(pgettext("menu", "Sessions"), "calendar-event", "schools:sessions", (Permission.VIEW_TRAIL,)),
    Destination(pgettext("menu", "Events"), "calendar-plus", "campaigns:events", (Permission.VIEW_CAMPAIGNS,)),
    Destination(
        pgettext("menu", "Coalitions"),
        "users-group",
        "coalition:list",
        (Permission.VIEW_COALITION, Permission.REPRESENT),
        names=(
            "coalition:sharing",
            "coalition:share_draft",
            "coalition:agreement",
            "coalition:share_change",
            "coalition:end_sharing",
            "coalition:shared_people",
            "coalition:receipts",
            "coalition:receipt",
        ),
    ),
    Destination(pgettext("menu", "Coding"), "tag", "schools:coding", (Permission.CODE_INPUTS,)),
)
SET_UP = Destination(
    pgettext("menu", "Set up"),
    "adjustments",
    "accounts:setup",
    (
        Permission.IMPORT_RECORDS,
        Permission.EDIT_CODEBOOK,
        Permission.MANAGE_LISTS,
        Permission.MANAGE_MEMBERS,
        Permission.MANAGE_ORGANIZATION,
        Permission.VIEW_AUDIT,
    ),
)
RECORD = Destination(
    pgettext("menu", "Record"),
    "microphone",
    "schools:record_session",
    (Permission.RECORD_SESSIONS,),
    on_phone=True,
    action=_("Record a session"),
    is_voice=True,
)
LOG = Destination(
    pgettext("menu", "Log"),
    "message-plus",
    "members:log",
    (Permission.RECORD_CONVERSATIONS,),
    on_phone=True,
    action=_("Log a conversation"),
    is_voice=True,
)


@dataclass(eq=False)
class Entry:
    """A destination for one request: its address, and whether the visitor is there. Compared as itself, not word by
    word: that took a tenth of a page."""

    destination: Destination
    url: str
    is_current: bool = False


@dataclass
class Menu:
    """What base.html draws."""

    main: list[Entry] = field(default_factory=list)
    set_up: Entry | None = None
    record: Entry | None = None
    home: str = "/"
    search: str = ""
    account: str = ""

    @property
    def _in_the_bar(self) -> list[Entry]:
        """In the order of the menu. Who may go to few places finds all of them there: nobody scrolls to their own."""
        chosen = [entry for entry in self.main if entry.destination.on_phone]
        others = [entry for entry in self.main if not entry.destination.on_phone]
        chosen += others[: max(0, PLACES_IN_THE_BAR - len(chosen))]
        return [entry for entry in self.main if entry in chosen]

    @property
    def phone(self) -> list[Entry | None]:
        """The tab bar: the record button stands in the middle, under the thumb."""
        entries = self._in_the_bar
        return [*entries[:2], self.record, *entries[2:]] if self.record else entries

    @property
    def more(self) -> list[Entry]:
        """What has no room in the tab bar; phones find it at the foot of the page."""
        rest = [entry for entry in self.main if entry not in self._in_the_bar]
        return [*rest, self.set_up] if self.set_up else rest


def menu(request, rights) -> Menu:
    """The menu for a request. `rights` holds the names of what the person may do, as accounts.acting gives them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Menu(home=_address("today") or "/")
    entries = [_entry(destination, rights) for destination in MAIN]
    result = Menu(
        main=[entry for entry in entries if entry],
        set_up=_entry(SET_UP, rights),
        # One button for what families say: sessions for those who hold them, talks for those who organize.
        record=_entry(RECORD, rights) or _entry(LOG, rights),
        home=_address("today") or "/",
        search=_address("search"),
        account=_address("accounts:account"),
    )
    _mark_current(request, [*result.main, *filter(None, [result.set_up])])
    return result


def _entry(destination, rights):
    url = _address(destination.url_name)
    asked = destination.permissions
    if not url or (asked and not any(permission.name in rights for permission in asked)):
        return None
    return Entry(destination, url)


def _address(url_name):
    return _found(url_name, get_script_prefix(), get_urlconf())


@lru_cache(maxsize=64)
def _found(url_name, _prefix, _urlconf):
    """Empty for a name that is not there: a place without schools has no such pages."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _mark_current(request, entries):
    """The visitor is at the entry that names this page, else at the one whose path reaches deepest."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    named = [entry for entry in entries if here in (entry.destination.url_name, *entry.destination.names)]
    under = [entry for entry in entries if entry.url != "/" and request.path.startswith(entry.url)]
    for entry in named[:1] or sorted(under, key=lambda entry: len(entry.url))[-1:]:
        entry.is_current = True
