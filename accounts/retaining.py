"""Keeping and letting go: config/retention.yaml says how long each field is kept; this applies it nightly."""

import logging
import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import yaml
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

log = logging.getLogger("fairshare.retention")

POLICY = Path(settings.BASE_DIR) / "config" / "retention.yaml"
OWN_APPS = ("accounts", "members", "coalition", "campaigns", "schools")
CLASSES = ("K0", "K1", "K2", "K3")
DAYS = {"day": 1, "month": 31, "year": 366}
SPAN = re.compile(r"^(\d+) (day|month|year)s? after (\w+)$")


HISTORY_FIELDS = {"K0": ["history_id", "history_date", "history_change_reason", "history_type"], "K2": ["history_user"]}


@cache
def policy() -> dict:
    """The policy as written, by model. A history table has its model's fields and classes, and those of the change."""
    rules = yaml.safe_load(POLICY.read_text(encoding="utf-8"))["models"]
    for rule in rules.values():
        if "history_of" in rule:
            joined = _joined(rules[rule["history_of"]]["fields"], HISTORY_FIELDS)
            left_out = rule.get("left_out", [])
            rule["fields"] = {key: [name for name in names if name not in left_out] for key, names in joined.items()}
    return rules


def _joined(some: dict, more: dict) -> dict:
    return {key: [*some.get(key, []), *more.get(key, [])] for key in CLASSES if key in some or key in more}


def own_models() -> list[type[models.Model]]:
    """Every model of ours, the history tables included; bare link tables go with the rows they link."""
    return [model for app in OWN_APPS for model in apps.get_app_config(app).get_models()]


def fields_of(model) -> list[str]:
    return [field.name for field in model._meta.concrete_fields]


def span(rule: str) -> tuple[timedelta, str] | None:
    """ "90 days after expires_at" as (90 days, "expires_at"); None for "forever" and "with …"."""
    if rule == "forever" or rule.startswith("with "):
        return None
    found = SPAN.match(rule)
    if not found:
        raise ValueError(f"Cannot read the retention rule: {rule}")
    number, unit, field = found.groups()
    return timedelta(days=int(number) * DAYS[unit]), field


def apply(now: datetime | None = None) -> dict[str, int]:
    """Delete the rows and blank the fields whose time has come. Answers with how many, by model; safe to run again."""
    now = now or timezone.now()
    counts = {}
    for name, rule in policy().items():
        model = apps.get_model(name)
        for field_name, clear in rule.get("clear", {}).items():
            counts[f"{name}.{field_name}"] = _blank(model, field_name, clear, now)
        counts[name] = _delete(model, rule["keep"], now)
    counts = {name: count for name, count in counts.items() if count}
    log.info("retention: %s", counts or "nothing to let go")
    return counts


def _delete(model, rule: str, now: datetime) -> int:
    found = span(rule)
    if found is None:
        return 0
    length, field_name = found
    if hasattr(model._default_manager, "expire"):
        return model._default_manager.expire(before=now - length)
    try:
        return model._default_manager.filter(**_older(model, field_name, now - length)).delete()[0]
    except models.ProtectedError:
        # Something younger still stands on these rows. They go when it goes.
        log.warning("retention: %s is still needed by younger rows", model._meta.label)
        return 0


def _blank(model, field_name: str, rule: str, now: datetime) -> int:
    length, moment = span(rule) or (None, None)
    field = model._meta.get_field(field_name)
    empty = None if field.null else field.get_default()
    due = model._default_manager.filter(**_older(model, moment, now - length)).exclude(**{field_name: empty})
    return due.update(**{field_name: empty})


def _older(model, field_name: str, moment: datetime) -> dict:
    is_moment = isinstance(model._meta.get_field(field_name), models.DateTimeField)
    return {f"{field_name}__lt": moment if is_moment else moment.date()}


def faults(policy_now: dict | None = None, own: list | None = None) -> list[str]:
    """What the policy leaves unsaid or says twice: one sentence each; empty when every field has its rule."""
    rules = policy() if policy_now is None else policy_now
    own = own_models() if own is None else own
    found = [f"{name}: there is no such model" for name in rules if name not in {m._meta.label for m in own}]
    for model in own:
        rule = rules.get(model._meta.label)
        found += [f"{model._meta.label}: no retention rule"] if rule is None else _faults_of(model, rule)
    return found


def _faults_of(model, rule: dict) -> list[str]:
    name, found = model._meta.label, []
    listed = [field for fields in rule.get("fields", {}).values() for field in fields]
    if not rule.get("why"):
        found.append(f"{name}: says no reason")
    found += [f"{name}: unknown class {key}" for key in rule.get("fields", {}) if key not in CLASSES]
    found += [f"{name}.{field}: no class" for field in fields_of(model) if field not in listed]
    found += [f"{name}.{field}: there is no such field" for field in listed if field not in fields_of(model)]
    found += [f"{name}.{field}: listed twice" for field in sorted(set(listed)) if listed.count(field) > 1]
    for text in [rule.get("keep", ""), *rule.get("clear", {}).values()]:
        try:
            moment = span(text)
        except ValueError:
            found.append(f"{name}: cannot read “{text}”")
            continue
        if moment and moment[1] not in fields_of(model):
            found.append(f"{name}: counts from {moment[1]}, which it does not have")
    return found
