"""No two terms of the same thing on the same day, refused by the database itself where it can (PostgreSQL)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db.models import F, Func, Q, Value


class NoOverlap(ExclusionConstraint):
    """Rows equal in `fields` may not share a day of their terms. On SQLite the deed's own question is the only guard.

    The deed asks `overlapping()` inside its transaction on both databases; this stands behind it where two deeds run
    at once. Needs the extension btree_gist (see coalition/migrations).
    """

    def __init__(self, *, fields, name, condition=None, violation_error_message=None):
        self.fields = tuple(fields)
        days = Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange", output_field=DateRangeField())
        super().__init__(
            name=name,
            expressions=[
                *((F(field), RangeOperators.EQUAL) for field in self.fields),
                (days, RangeOperators.OVERLAPS),
            ],
            condition=condition,
            violation_error_message=violation_error_message,
        )

    def constraint_sql(self, model, schema_editor):
        return super().constraint_sql(model, schema_editor) if _is_postgresql(schema_editor.connection) else None

    def create_sql(self, model, schema_editor):
        return super().create_sql(model, schema_editor) if _is_postgresql(schema_editor.connection) else None

    def remove_sql(self, model, schema_editor):
        return super().remove_sql(model, schema_editor) if _is_postgresql(schema_editor.connection) else None

    def check(self, model, connection):
        """No demand for django.contrib.postgres among the apps: only its constraint is used."""
        return []

    def validate(self, model, instance, exclude=None, using="default"):
        """The same question on every database."""
        needed = {*self.fields, "starts_on", "ends_on"}
        if (exclude and needed & set(exclude)) or not instance.starts_on:
            return
        same = {field: getattr(instance, model._meta.get_field(field).attname) for field in self.fields}
        others = model._default_manager.using(using).filter(**same).exclude(pk=instance.pk)
        if self.condition is not None:
            if not Q(self.condition).check({f.name: getattr(instance, f.attname) for f in model._meta.concrete_fields}):
                return
            others = others.filter(self.condition)
        if others.overlapping(instance.starts_on, instance.ends_on).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self):
        path = f"{self.__class__.__module__}.{self.__class__.__name__}"
        arguments = {"name": self.name, "fields": self.fields}
        if self.condition is not None:
            arguments["condition"] = self.condition
        if self.violation_error_message != self.default_violation_error_message:
            arguments["violation_error_message"] = self.violation_error_message
        return path, (), arguments


def _is_postgresql(connection):
    return connection.vendor == "postgresql"
