"""Indexes that a list of a million people needs.

By ZIP code, language, rung, kind of tie and commitment; and, on PostgreSQL, by any part of the other languages, and by
the last talk with those last who were never talked with, as the list has them. (SQLite puts them last by itself and
does not know the words for it.)
"""

from django.db import migrations, models

LAST = (
    "CREATE INDEX person_by_other_language ON members_person USING gin (other_languages gin_trgm_ops)",
    "DROP INDEX IF EXISTS person_by_last_talk",
    "CREATE INDEX person_by_last_talk ON members_person (steward_id, last_talk_on DESC NULLS LAST, id DESC)",
)
BACK = (
    "DROP INDEX IF EXISTS person_by_other_language",
    "DROP INDEX IF EXISTS person_by_last_talk",
    "CREATE INDEX person_by_last_talk ON members_person (steward_id, last_talk_on DESC, id DESC)",
)


def run(statements):
    def step(apps, editor):
        for statement in statements if editor.connection.vendor == "postgresql" else ():
            editor.execute(statement)

    return step


class Migration(migrations.Migration):
    dependencies = [("members", "0005_c4_sharing_needs_a_yes")]

    operations = [
        migrations.AddIndex(
            model_name="contactpoint",
            index=models.Index(
                fields=["steward", "zip_code", "person"],
                name="contact_point_by_zip",
                condition=models.Q(kind="address"),
            ),
        ),
        migrations.AddIndex("relationship", models.Index(fields=["steward", "kind", "person"], name="tie_by_kind")),
        migrations.AddIndex("relationship", models.Index(fields=["steward", "kind", "other"], name="tie_by_kind_to")),
        migrations.AddIndex("person", models.Index(fields=["steward", "language"], name="person_by_language")),
        migrations.AddIndex(
            "person", models.Index(fields=["steward", "rung", "sort_name", "id"], name="person_by_rung")
        ),
        migrations.AddIndex(
            "conversation",
            models.Index(
                fields=["steward", "commitment", "person"],
                name="conversation_committed",
                condition=models.Q(("commitment", ""), _negated=True),
            ),
        ),
        migrations.AddIndex(
            "conversation",
            models.Index(
                fields=["steward", "commitment_kept", "person"],
                name="conversation_kept",
                condition=models.Q(("commitment_kept__isnull", False)),
            ),
        ),
        migrations.RunPython(run(LAST), run(BACK)),
    ]
