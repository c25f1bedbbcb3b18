from django.apps import AppConfig
from django.db.backends.signals import connection_created

# A page asks some thirty questions, and a day's work some two hundred different ones; each kept takes some 90 kB.
QUESTIONS_KEPT = 250


class KitConfig(AppConfig):
    name = "kit"

    def ready(self):
        connection_created.connect(keep_questions, dispatch_uid="kit.keep_questions")


def keep_questions(connection, **kwargs) -> None:
    """PostgreSQL keeps as many questions prepared as a day's work asks; psycopg's own limit, 100, is four pages."""
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = QUESTIONS_KEPT
