from celery import shared_task

from accounts import retaining, working
from kit.looking_over import look_over


@shared_task(acks_late=True)
def run_job(job_id: int) -> str:
    """Do one background job. Claiming it is a single UPDATE, so a second delivery finds nothing to do."""
    return working.run(job_id)


@shared_task
def sweep() -> dict:
    """Revive the jobs that a dead worker left."""
    return working.sweep()


@shared_task
def apply_retention() -> dict:
    """Let go of what the retention policy no longer keeps."""
    return retaining.apply()


@shared_task
def look_over_tables() -> None:
    """Let the database plan its queries by what is in its tables now."""
    look_over()
