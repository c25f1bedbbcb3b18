"""Rows with the names of what they point at: a whole record of each, of which a page shows the name, was half of what
reading the rows took."""

from functools import lru_cache


def with_names(rows, *paths: str):
    """The rows, and with them, of what each path leads to, its key and what its model is `NAMED_BY`."""
    return rows.select_related(*paths).only(*_fields(rows.model, paths))


@lru_cache(maxsize=256)
def _fields(model, paths) -> tuple[str, ...]:
    own = [field.name for field in model._meta.concrete_fields]
    return (*own, *(f"{path}__{name}" for path in paths for name in model._meta.get_field(path).related_model.NAMED_BY))
