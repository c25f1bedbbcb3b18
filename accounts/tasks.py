from celery import shared_task

from accounts import retaining, working


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
