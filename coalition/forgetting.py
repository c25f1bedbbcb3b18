"""Sharing in what we hold about a person, and letting go of it when the person is erased."""

from django.utils.translation import gettext as _

from coalition.looking_across import fields_of
from coalition.models import ShareReceipt
from members import erasing, exporting
from members.exporting import Section, facts
from members.looking import holding

MOST = 500


def register() -> None:
    exporting.register(_shared)
    erasing.register(_leave_receipts)


def receipts_with(person):
    """Every look of a partner at this person, newest first."""
    return ShareReceipt.objects.filter(
        holding("person_ids", person.pk, ShareReceipt), agreement__giver=person.steward_id
    )


def _shared(person) -> Section:
    looks = receipts_with(person).select_related("agreement__receiver", "by")[:MOST]
    rows = [
        facts(
            (_("When"), look.at),
            (_("Organization"), look.agreement.receiver),
            (_("Who"), look.by),
            (_("How"), look.get_way_display()),
            (_("What for"), look.agreement.purpose),
            (_("What they saw of you"), ", ".join(str(name.label) for name in fields_of(look))),
        )
        for look in looks
    ]
    return Section("shared", _("Partners who saw you"), rows)


def _leave_receipts(person) -> None:
    """The receipts keep how many were seen; who this one was is forgotten."""
    for receipt in receipts_with(person):
        left = [pk for pk in receipt.person_ids if pk != person.pk]
        ShareReceipt.objects.filter(pk=receipt.pk).update(person_ids=left)
