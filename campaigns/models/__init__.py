from campaigns.models.event import Attendance, Event
from campaigns.models.sheet import SheetLine, SignInSheet

__all__ = ["Attendance", "Event", "SheetLine", "SignInSheet"]
