from coalition.models.action_item import ActionItem
from coalition.models.calendar_feed import CalendarFeed
from coalition.models.coalition import Coalition, Partner, Representative, VoteBase, VoteRule
from coalition.models.commitment import Commitment
from coalition.models.committee import Committee, CommitteeSeat, Place
from coalition.models.decision import Motion, Vote
from coalition.models.meeting import (
    AgendaItem,
    Meeting,
    MeetingAttendance,
    MeetingDocument,
    MeetingInvitation,
    MeetingSeries,
)
from coalition.models.sharing import (
    EveryPartnerMatch,
    EveryPartnerRefusal,
    Matter,
    ShareAgreement,
    ShareAgreementPerson,
    SharedField,
    ShareReceipt,
)

__all__ = [
    "ActionItem",
    "AgendaItem",
    "CalendarFeed",
    "Coalition",
    "Commitment",
    "Committee",
    "CommitteeSeat",
    "EveryPartnerMatch",
    "EveryPartnerRefusal",
    "Matter",
    "Meeting",
    "MeetingAttendance",
    "MeetingDocument",
    "MeetingInvitation",
    "MeetingSeries",
    "Motion",
    "Partner",
    "Place",
    "Representative",
    "ShareAgreement",
    "ShareAgreementPerson",
    "ShareReceipt",
    "SharedField",
    "Vote",
    "VoteBase",
    "VoteRule",
]
