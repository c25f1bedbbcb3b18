"""Taking back what was just done to a roster. The note of what it was before travels in a signed address."""

import datetime as dt
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from coalition.models import CommitteeSeat, Partner, Place

GOOD_FOR = dt.timedelta(hours=1)
SALT = "coalition.undo"
KINDS: dict[str, Any] = {"partner": Partner, "place": Place, "seat": CommitteeSeat}
VERBS = {"partner": "partner.stayed", "place": "place.kept", "seat": "seat.restored"}


def address(*, ended=(), filled=()) -> str:
    """Where to post for taking it back. `ended`: (row, former last day) pairs; `filled`: seats that were new."""
    rows = [*(row for row, _former in ended), *filled]
    change = {
        "committee": next((row.committee_id for row in rows if not isinstance(row, Partner)), None),
        "ended": [[_kind(row), row.pk, former.isoformat() if former else None] for row, former in ended],
        "filled": [seat.pk for seat in filled],
    }
    return reverse("coalition:undo", args=[signing.dumps(change, salt=SALT, compress=True)])


def _kind(row) -> str:
    return next(kind for kind, model in KINDS.items() if isinstance(row, model))


@transaction.atomic
def undo(token: str, *, by) -> None:
    """Take a change back, within an hour and as long as nothing stands in its way.

    Raises signing.BadSignature for a note that is not ours or too old, DoesNotExist for rows `by` may not change.
    """
    change = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    for pk in change["filled"]:
        seat = CommitteeSeat.objects.editable_by(by).select_for_update().filter(pk=pk).first()
        if seat:
            record(by, "seat.taken_back", seat, organization=seat.keeper, starts_on=str(seat.starts_on))
            seat.delete()
    for kind, pk, former in change["ended"]:
        row = KINDS[kind].objects.editable_by(by).select_for_update().get(pk=pk)
        row.ends_on = dt.date.fromisoformat(former) if former else None
        _fits(row)
        row.save()
        keeper = row.coalition.keeper if kind == "partner" else row.keeper
        record(by, VERBS[kind], row, organization=keeper)


def _fits(row):
    try:
        row.full_clean()
    except ValidationError as refusal:
        raise ValidationError(_("This can no longer be undone: something else was done there since.")) from refusal


def page_of(token: str) -> str:
    """Where to look at what was taken back."""
    change = signing.loads(token, salt=SALT)
    kind, pk, _former = change["ended"][0] if change["ended"] else ("", 0, None)
    if kind == "partner":
        return reverse("coalition:partner", args=[pk])
    return reverse("coalition:committee", args=[change["committee"]])
