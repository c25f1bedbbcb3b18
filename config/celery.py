"""The Celery application and the whole timetable. The broker is a doorbell; what to do stands in the database."""

import os

from celery import Celery
from celery.schedules import crontab

from config import doorbell

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

doorbell.use()
app = Celery("fairshare")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # Rings again for every job whose bell was lost or whose worker died.
    "sweep": {"task": "accounts.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "apply retention": {"task": "accounts.tasks.apply_retention", "schedule": crontab(hour=3, minute=20)},
    "look over tables": {"task": "accounts.tasks.look_over_tables", "schedule": crontab(hour=3, minute=35)},
    "close quick decisions": {
        "task": "coalition.tasks.close_quick_decisions",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "give back stale calls": {
        "task": "members.tasks.give_back_stale_calls",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 540},
    },
    "come of age": {"task": "members.tasks.come_of_age", "schedule": crontab(hour=3, minute=5)},
    "look who may move up": {"task": "members.tasks.look_who_may_move_up", "schedule": crontab(hour=4, minute=10)},
    "throw away old exports": {"task": "members.tasks.throw_away_old_exports", "schedule": crontab(minute=40)},
    "remind of promises": {"task": "coalition.tasks.remind_of_promises", "schedule": crontab(hour=9, minute=5)},
    "lay out meetings": {"task": "coalition.tasks.lay_out_meetings", "schedule": crontab(hour=3, minute=50)},
}
