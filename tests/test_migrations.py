"""The database's shape: nothing forgotten, all can be taken back, no unique key tells of another organization."""

from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import models
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.models import UniqueConstraint

from accounts.models import Job, Organization
from accounts.retaining import OWN_APPS, own_models

# A unique key without the organization can say "that exists already" of another organization's row. These may, and why.
NEEDS_NO_ORGANIZATION = {
    "accounts.FormUse.a_form_is_used_once": "a random key of one's own form; nobody else's is ever compared with it",
    "accounts.Organization.name": "names of organizations are shown to everyone who is signed in",
    "accounts.Organization.slug": "the same",
    "accounts.User.email": "one human has one sign-in; no page says whether an address is known",
    "accounts.User.accounts_user_email_any_case": "the same",
    "coalition.Coalition.name": "names of coalitions are shown to everyone who is signed in",
    "coalition.CalendarFeed.token_hash": "made here by chance, never typed in; nobody can ask whether one exists",
}
# Public records and what hangs on them: everyone who is signed in sees every row, so their keys tell nothing new.
PUBLIC_RECORDS = {
    "schools.School",
    "schools.YearPromise",
    "schools.Enrollment",
    "schools.SeniRecord",
    "schools.SourceFile",
    "schools.UnmatchedRow",
    "schools.PlanVersion",
    "schools.PlanLine",
    "schools.Actual",
    "schools.CodebookVersion",
    "schools.Code",
}
OWNER_NAMES = ("organization", "steward", "keeper")


@dataclass
class Key:
    model: type[models.Model]
    name: str
    fields: list[str]


def test_no_migration_is_missing(db):
    out = StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=out, verbosity=1)

    assert "No changes detected" in out.getvalue()


def test_every_unique_key_holds_the_organization():
    assert leaking_keys(own_models()) == []


def test_no_exception_is_out_of_use():
    names = {f"{model._meta.label}.{key.name}" for model in own_models() for key in keys_of(model)}

    assert set(NEEDS_NO_ORGANIZATION) - names == set()
    assert PUBLIC_RECORDS - {model._meta.label for model in own_models()} == set()


def test_every_migration_can_be_taken_back():
    assert one_way_steps(MigrationLoader(None).disk_migrations) == []


def leaking_keys(found: list[type[models.Model]]) -> list[str]:
    """Unique keys that neither hold an organization nor stand on the list of reasons."""
    return [
        f"{model._meta.label}.{key.name}"
        for model in found
        if model._meta.label not in PUBLIC_RECORDS
        for key in keys_of(model)
        if f"{model._meta.label}.{key.name}" not in NEEDS_NO_ORGANIZATION
        if not any(holds_an_organization(model, field) for field in key.fields)
    ]


def keys_of(model) -> list[Key]:
    """What must be unique in a model, its primary key apart."""
    singles = [Key(model, field.name, [field.name]) for field in model._meta.concrete_fields if field.unique]
    constraints = [c for c in model._meta.constraints if isinstance(c, UniqueConstraint)]
    several = [Key(model, c.name, list(c.fields) or names_in(c.expressions)) for c in constraints]
    together = [Key(model, "+".join(fields), list(fields)) for fields in model._meta.unique_together]
    return [key for key in [*singles, *several, *together] if key.fields != [model._meta.pk.name]]


def names_in(expressions) -> list[str]:
    """Field names inside the expressions of a constraint."""
    names = []
    for expression in expressions:
        names += (
            [expression.name] if isinstance(expression, models.F) else names_in(expression.get_source_expressions())
        )
    return names


def holds_an_organization(model, name: str) -> bool:
    """The field is the organization, or points at a row that belongs to one."""
    field = model._meta.get_field(name)
    if name in OWNER_NAMES:
        return True
    if field.related_model is None:
        return False
    return belongs_to_one(field.related_model, seen={model})


def belongs_to_one(model, seen: set) -> bool:
    """Whether a row of this model belongs to one organization, itself or through a row it cannot be without."""
    required = [field for field in model._meta.concrete_fields if field.related_model and not field.null]
    return model is Organization or any(
        field.name in OWNER_NAMES or belongs_to_one(field.related_model, seen | {model})
        for field in required
        if field.related_model not in seen
    )


def one_way_steps(migrations: dict) -> list[str]:
    """Steps of our own migrations that cannot be undone."""
    return [
        f"{app}.{name}: {step.describe()}"
        for (app, name), migration in migrations.items()
        if app in OWN_APPS
        for step in migration.operations
        if not step.reversible
    ]


class PlantedJob(models.Model):
    """A model with every kind of key that tells of other organizations."""

    code = models.CharField(max_length=5, unique=True)
    job = models.ForeignKey(Job, on_delete=models.CASCADE)
    phone = models.CharField(max_length=5)

    class Meta:
        app_label = "tests"
        managed = False
        unique_together = [("job", "code")]
        constraints = [
            UniqueConstraint(fields=["phone"], name="planted_phone"),
            UniqueConstraint(models.functions.Lower("phone"), name="planted_lower_phone"),
            UniqueConstraint("job", models.functions.Lower("phone"), name="planted_fine"),
        ]

    def __str__(self):
        return self.code


def test_the_guard_sees_keys_without_an_organization():
    assert leaking_keys([PlantedJob]) == [
        "tests.PlantedJob.code",
        "tests.PlantedJob.planted_phone",
        "tests.PlantedJob.planted_lower_phone",
    ]


@pytest.mark.parametrize("step", [RunPython(lambda apps, editor: None), RunSQL("SELECT 1")])
def test_the_guard_sees_a_step_that_cannot_be_undone(step):
    class Planted:
        operations = [step]

    assert len(one_way_steps({("accounts", "0099_planted"): Planted})) == 1
