from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    """PostgreSQL compares numbers and spans in one index only with this extension. Nothing happens on SQLite."""

    dependencies = [("coalition", "0001_initial")]

    operations = [BtreeGistExtension()]
