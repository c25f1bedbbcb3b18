from celery import shared_task

from accounts.models import Organization
from members import claiming, climbing, consenting, taking_along
from members.models import Rung


@shared_task
def come_of_age() -> int:
    """Draw the line for those who turned 18. Safe to run twice."""
    return consenting.turned_18()


@shared_task
def throw_away_old_exports() -> int:
    """Files that were written for somebody to take along go after a day."""
    return taking_along.tidy()


@shared_task
def look_who_may_move_up() -> int:
    """Suggest people for higher rungs by what the records show. Safe to run twice."""
    with_ladder = Rung.objects.standing().values("steward")
    return sum(climbing.suggest(organization) for organization in Organization.objects.filter(pk__in=with_ladder))


@shared_task
def give_back_stale_calls() -> int:
    """People whom a caller took and did not call come back to their list. Safe to run twice."""
    return claiming.sweep()
