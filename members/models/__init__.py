from members.models.assignment import Assignment, Handover
from members.models.consent import Channel, ConsentEvent, Purpose, StandingConsent
from members.models.contact_point import ContactPoint
from members.models.custom_field import CustomField, CustomValue
from members.models.erasure import PersonView, Tombstone
from members.models.group import CommunityGroup, GroupTie
from members.models.house_meeting import HouseMeeting
from members.models.household import Household, HouseholdMember
from members.models.interaction import Conversation, SealedNote, SealedReader, SealedReading
from members.models.ladder import Assessment, Rung, RungReached, RungSuggestion
from members.models.next_step import NextStep
from members.models.person import GradeBand, Person
from members.models.phonebank import CallAnswer, CallAttempt, Caller, CallList, CallQuestion, CallTask
from members.models.segment import BulkAction, BulkChange, ListEntry, PersonList, Segment
from members.models.tag import PersonTag, Tag, TagGroup
from members.models.team import Team, TeamMember, TeamRole
from members.models.tie import Relationship

__all__ = [
    "Assessment",
    "Assignment",
    "BulkAction",
    "BulkChange",
    "CallAnswer",
    "CallAttempt",
    "CallList",
    "CallQuestion",
    "CallTask",
    "Caller",
    "Channel",
    "CommunityGroup",
    "ConsentEvent",
    "ContactPoint",
    "Conversation",
    "CustomField",
    "CustomValue",
    "GradeBand",
    "GroupTie",
    "Handover",
    "HouseMeeting",
    "Household",
    "HouseholdMember",
    "ListEntry",
    "NextStep",
    "Person",
    "PersonList",
    "PersonTag",
    "PersonView",
    "Purpose",
    "Relationship",
    "Rung",
    "RungReached",
    "RungSuggestion",
    "SealedNote",
    "SealedReader",
    "SealedReading",
    "Segment",
    "StandingConsent",
    "Tag",
    "TagGroup",
    "Team",
    "TeamMember",
    "TeamRole",
    "Tombstone",
]
