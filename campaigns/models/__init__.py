from campaigns.models.event import Attendance, Event
from campaigns.models.invitation import Invitation
from campaigns.models.sheet import SheetLine, SignInSheet

__all__ = ["Attendance", "Event", "Invitation", "SheetLine", "SignInSheet"]
