from celery import shared_task

from coalition import convening, deciding, reminding
from coalition.models import MeetingSeries


@shared_task
def lay_out_meetings() -> dict:
    """Keep every series laid out twelve months ahead. Safe to run twice: a day that has its meeting is left alone."""
    counts = [convening.lay_out(series) for series in MeetingSeries.objects.running()]
    return {"series": len(counts), "meetings": sum(counts)}


@shared_task
def close_quick_decisions() -> dict:
    """Close every quick decision whose time is over. Each is claimed by a conditional UPDATE, so twice is once."""
    return {"closed": deciding.close_due()}


@shared_task
def remind_of_promises() -> dict:
    """Write to partners about promises that are due soon or late. Each is claimed first, so twice is once."""
    return {"reminded": reminding.send_due()}
