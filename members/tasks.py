from celery import shared_task

from members import consenting


@shared_task
def come_of_age() -> int:
    """Draw the line for those who turned 18. Safe to run twice."""
    return consenting.turned_18()
