from campaigns.models.event import Attendance, Event

__all__ = ["Attendance", "Event"]
