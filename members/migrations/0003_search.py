"""Finding people by any three letters or digits, in the way each database does it best.

SQLite: a full-text table of trigrams beside the people, kept by triggers. PostgreSQL: a trigram index, and the sorting
column in byte order, so that both databases sort alike and "begins with" walks the index.
"""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE members_person_search USING fts5"
    "(search_text, content='members_person', content_rowid='id', tokenize='trigram')",
    "CREATE TRIGGER members_person_search_added AFTER INSERT ON members_person BEGIN"
    " INSERT INTO members_person_search(rowid, search_text) VALUES (new.id, new.search_text); END",
    "CREATE TRIGGER members_person_search_gone AFTER DELETE ON members_person BEGIN"
    " INSERT INTO members_person_search(members_person_search, rowid, search_text)"
    " VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER members_person_search_changed AFTER UPDATE OF search_text ON members_person"
    " WHEN old.search_text IS NOT new.search_text BEGIN"
    " INSERT INTO members_person_search(members_person_search, rowid, search_text)"
    " VALUES ('delete', old.id, old.search_text);"
    " INSERT INTO members_person_search(rowid, search_text) VALUES (new.id, new.search_text); END",
    "INSERT INTO members_person_search(members_person_search) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS members_person_search_changed",
    "DROP TRIGGER IF EXISTS members_person_search_gone",
    "DROP TRIGGER IF EXISTS members_person_search_added",
    "DROP TABLE IF EXISTS members_person_search",
]
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    'ALTER TABLE members_person ALTER COLUMN sort_name TYPE varchar(400) COLLATE "C"',
    "CREATE INDEX members_person_search ON members_person USING gin (search_text gin_trgm_ops)",
]
POSTGRESQL_BACK = [
    "DROP INDEX IF EXISTS members_person_search",
    'ALTER TABLE members_person ALTER COLUMN sort_name TYPE varchar(400) COLLATE "default"',
]


def fill(apps, editor):
    """People from before these columns were there: as well as their names tell. Saving them again does better."""
    for person in apps.get_model("members", "Person").objects.filter(sort_name="").iterator():
        person.sort_name = person.search_text = person.name_folded
        person.save(update_fields=["sort_name", "search_text"])


def run(statements):
    def step(apps, editor):
        for statement in statements.get(editor.connection.vendor, []):
            editor.execute(statement)

    return step


class Migration(migrations.Migration):
    dependencies = [("members", "0002_people")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(
            run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
        ),
    ]
