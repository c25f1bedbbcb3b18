"""Files of people to take along: what may stand in them, who took them, and how long they lie here.

A file is written only after the audit and the log of looks name it, and only its maker may fetch it, for a day, while
they still may see everybody in it. Formulas in names stay text. Numbers and addresses of minors and of the dead are
never in a file; streets and schools of protected people only for roles that see them.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.access import Permission, may
from accounts.audit import record
from kit.sheets import write_csv, write_xlsx
from members.allowed import chips_for
from members.languages import SpokenLanguage
from members.looking import looked
from members.models import Assignment, BulkAction, Channel, ContactPoint, Person, PersonTag, PersonView

BATCH = 500
FORMATS = {"csv": write_csv, "xlsx": write_xlsx}
STAYS = timedelta(days=1)
FOLDER = settings.VAR / "people_files"


@dataclass(frozen=True)
class FileColumn:
    """One column of a file. `cells(people, user, on)` gives {person id: text, number or day}, in a query or two."""

    key: str
    heading: str | Promise
    cells: Callable
    order: int = 50


_columns: dict[str, FileColumn] = {}


def register_column(column: FileColumn) -> None:
    """Add a column to every file. Called from an app's `ready()`."""
    _columns[column.key] = column


def columns() -> list[FileColumn]:
    return sorted(_columns.values(), key=lambda column: column.order)


# --- Making a file -----------------------------------------------------------------------------------------------


def write(action, ids: list[int], *, by, progress) -> dict:
    """Write the file of a bulk action. First comes the record of it: without one there is no file."""
    tidy()
    on = action.steward.today()
    with transaction.atomic():
        record(by, "bulk.exported", action, people=len(ids), purpose=action.asked["purpose"])
        for start in range(0, len(ids), BATCH):
            looked(by, Person.objects.visible_to(by).filter(pk__in=ids[start : start + BATCH]), PersonView.Kind.EXPORT)
    rows = []
    for start in range(0, len(ids), BATCH):
        progress(start, len(ids))
        rows += _rows(ids[start : start + BATCH], by, on)
    rows.sort(key=lambda row: row[0])
    sheet = FORMATS[action.asked["format"]]([column.heading for column in columns()], (row[1] for row in rows))
    name = f"{secrets.token_hex(16)}.{action.asked['format']}"
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    (FOLDER / name).touch(mode=0o600)
    (FOLDER / name).write_bytes(sheet)
    asked = {
        **action.asked,
        "file": name,
        "ids": ids,
        "with_protected": may(by, Permission.SEE_PROTECTED, action.steward),
        "protected": _protected(ids),
    }
    BulkAction.objects.filter(pk=action.pk).update(asked=asked, people=len(rows))
    return {"action": action.pk, "people": len(rows)}


def _rows(ids, by, on) -> list[tuple]:
    people = list(Person.objects.visible_to(by).select_related("rung").filter(pk__in=ids))
    filled = [column.cells(people, by, on) for column in columns()]
    return [((person.sort_name, person.pk), [cells.get(person.pk, "") for cells in filled]) for person in people]


# --- Fetching it -------------------------------------------------------------------------------------------------


def fetch(action, *, by):
    """The path of the file, for its maker. Raises ValidationError when it is gone or says more than they may know."""
    path = FOLDER / action.asked.get("file", "none")
    made = timezone.now() - action.done_at
    if action.done_by_id != by.pk or "file" not in action.asked or made > STAYS or not path.is_file():
        raise ValidationError(_("This file is not there any more. Files are kept for a day. Make a new one."))
    if not may(by, Permission.EXPORT, action.steward) or (
        action.asked["with_protected"] and not may(by, Permission.SEE_PROTECTED, action.steward)
    ):
        raise ValidationError(_("You no longer have the role it needs."))
    there = Person.objects.visible_to(by).of(action.steward).filter(pk__in=action.asked["ids"])
    is_same = there.count() == len(action.asked["ids"]) and _protected(action.asked["ids"]) == action.asked["protected"]
    if not is_same:
        raise ValidationError(_("The people in this file have changed since. Make a new one."))
    record(by, "bulk.fetched", action, people=action.people)
    return path


def _protected(ids) -> int:
    """Somebody who became protected since must not leave with an older file."""
    return Person.objects.filter(pk__in=ids, is_protected=True).count()


def tidy(now=None) -> int:
    """Throw away files that are older than a day."""
    oldest = ((now or timezone.now()) - STAYS).timestamp()
    old = [path for path in FOLDER.glob("*.*") if path.stat().st_mtime < oldest] if FOLDER.is_dir() else []
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


# --- The columns of this app --------------------------------------------------------------------------------------


def _own(name):
    return lambda people, user, on: {person.pk: getattr(person, name) for person in people}


def _languages(people, user, on):
    names = dict(SpokenLanguage.choices)
    return {person.pk: ", ".join(str(names.get(code, code)) for code in person.languages) for person in people}


def _points(kind):
    def cells(people, user, on):
        grown = [person.pk for person in people if not person.is_minor(on) and person.standing != Person.Standing.DIED]
        found = defaultdict(list)
        for point in ContactPoint.objects.visible_to(user).good().filter(person__in=grown, kind=kind):
            found[point.person_id].append(point.shown)
        return {pk: "; ".join(points) for pk, points in found.items()}

    return cells


def _organizers(people, user, on):
    terms = Assignment.objects.visible_to(user).current(on).filter(person__in=[person.pk for person in people])
    return {term.person_id: term.organizer.name for term in terms.select_related("organizer")}


def _tags(people, user, on):
    found = defaultdict(list)
    worn = PersonTag.objects.visible_to(user).filter(person__in=[person.pk for person in people])
    for person, name in worn.order_by("tag__name").values_list("person", "tag__name"):
        found[person].append(name)
    return {pk: ", ".join(names) for pk, names in found.items()}


def _consents(people, user, on):
    """Each channel with yes, no or not asked: a number never travels without what its owner said."""
    return {
        pk: ", ".join(f"{chip.name}: {chip.state_name}" for chip in chips if chip.channel != Channel.PHOTO)
        for pk, chips in chips_for(people, on=on).items()
    }


COLUMNS = (
    FileColumn("name", gettext_lazy("Name"), _own("name"), order=1),
    FileColumn("given_name", gettext_lazy("Given names"), _own("given_name"), order=2),
    FileColumn("family_name", gettext_lazy("Family names"), _own("family_name"), order=3),
    FileColumn("speaks", gettext_lazy("Speaks"), _languages, order=10),
    FileColumn("phone", gettext_lazy("Phone"), _points(ContactPoint.Kind.PHONE), order=20),
    FileColumn("email", gettext_lazy("E-mail"), _points(ContactPoint.Kind.EMAIL), order=21),
    FileColumn("address", gettext_lazy("Address"), _points(ContactPoint.Kind.ADDRESS), order=22),
    FileColumn("consent", pgettext_lazy("heading of a file", "May we…"), _consents, order=23),
    FileColumn(
        "rung",
        gettext_lazy("Rung"),
        lambda people, user, on: {person.pk: person.rung.name for person in people if person.rung_id},
        order=40,
    ),
    FileColumn("talk", gettext_lazy("Last talk"), _own("last_talk_on"), order=41),
    FileColumn("organizer", gettext_lazy("Organizer"), _organizers, order=42),
    FileColumn("tags", gettext_lazy("Tags"), _tags, order=43),
)
