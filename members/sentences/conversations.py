from django.utils.translation import gettext_lazy as _

from members.models import Conversation

SENTENCES = {
    "conversation.logged": _("%(by)s wrote down a conversation: %(thing)s (%(kind)s)."),
    "conversation.kept_as_said": _("%(by)s kept words about %(thing)s that the screening asked about: %(found)s."),
    "conversation.changed": _("%(by)s changed a conversation with %(thing)s: %(fields)s."),
    "conversation.taken_out": _("%(by)s took out a conversation with %(thing)s of %(talked_on)s."),
    "house_meeting.written_down": _("%(by)s wrote down a house meeting of %(held_on)s."),
    "house_meeting.changed": _("%(by)s changed the house meeting of %(held_on)s."),
    "sealed_note.written": _("%(by)s sealed a note about %(thing)s."),
    "sealed_note.read": _("%(by)s read a sealed note about %(thing)s."),
    "sealed_note.reader_named": _("%(by)s lets %(reader)s read a sealed note about %(thing)s."),
    "sealed_note.reader_dropped": _("%(by)s no longer lets %(reader)s read a sealed note about %(thing)s."),
    "sealed_note.cleared": _("%(by)s destroyed the words of a sealed note about %(thing)s."),
    "step.promised": _("%(by)s wrote down a next step: %(thing)s, %(owner)s, by %(due_on)s."),
    "step.done": _("%(by)s finished a next step: %(thing)s."),
    "step.dropped": _("%(by)s dropped a next step: %(thing)s."),
    "step.reopened": _("%(by)s reopened a next step: %(thing)s."),
    "step.moved": _("%(by)s changed a next step: %(thing)s, %(owner)s, by %(due_on)s."),
    "assignment.made": _("%(by)s made %(organizer)s the organizer of %(thing)s."),
    "assignment.ended": _("%(by)s ended the term of %(organizer)s as organizer of %(thing)s."),
    "handover.made": _("%(by)s handed the people of %(giver)s over to %(taker)s."),
    "handover.team": _("%(by)s made %(taker)s the coach of “%(team)s” instead of %(giver)s."),
    "handover.list": _("%(by)s gave %(taker)s what %(giver)s had kept to themselves: %(thing)s."),
    "handover.seen": _("%(by)s read what %(giver)s handed over."),
}
GROUPS = {
    "conversation": _("Conversations"),
    "house_meeting": _("House meetings"),
    "sealed_note": _("Sealed notes"),
    "step": _("Next steps"),
    "assignment": _("Organizers of people"),
    "handover": _("Handing over"),
}
WORDS = {"conversation.kind": Conversation.Kind}
