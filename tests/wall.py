"""The wall between partners, for the tests that try it: A's words marked, B's walk, and answers one can compare.

A is the demo's home organization; B any user outside it. `mark_everything` writes into every text of A's own rows,
found from the models themselves, a word or a number that stands nowhere else. `walk` asks every address of the site.
"""

import io
import re
from collections import Counter
from urllib.parse import unquote

from django.apps import apps
from django.db import models, transaction
from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Cast, Concat
from django.test import Client
from django.urls import resolve
from python_calamine import CalamineWorkbook

from members import finding
from members.models import ContactPoint, Person

# No word of ours, no number of the demo's and no random token reads like this, in whatever way a phone is written.
MARK = re.compile(r"zyxomark[a-z]+\d*|(?:\+?1)?[\s.(-]{0,2}818[\s.)-]{0,2}777[\s.-]?\d{4}(?!\d)", re.IGNORECASE)
# What no words of A stand in: keys, codes, and what the code reads again.
NOT_WORDS = re.compile(
    r"key|hash|code|language|locale|slug|zone|^kind$|sort$|token|file$|color|icon|_folded$|search_text"
)
# Where a tie leads away from what one organization keeps to itself.
SHARED_APPS = {"coalition", "accounts"}
# Public records, and the two whose texts have a form of their own.
NOT_HERE = {
    "school", "yearpromise", "enrollment", "senirecord", "planversion", "planline", "actual", "sourcefile",
    "codebookversion", "unmatchedrow", "person", "contactpoint",
}  # fmt: skip
PLAIN = {"CharField", "TextField"}
SHORTEST = 24


# --- Marking -----------------------------------------------------------------------------------------------------


def mark_everything(home) -> Counter:
    """Let each word about A's people, and each word A wrote, say that it is A's. Answers with how many by field."""
    marked = Counter()
    for model, path in _owned():
        rows = model._base_manager.filter(**{path: home}, **_not_in_a_trail(model))
        rows = model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True)))
        for field in model._meta.concrete_fields:
            if _is_words(field):
                marked[f"{model.__name__}.{field.name}"] += rows.update(**{field.name: _word_of(model, field)})
    _mark_people(home)
    _mark_points(home)
    finding.refresh(list(Person.objects.of(home)))
    return marked


def _word_of(model, field):
    word = f"Zyxomark{model._meta.model_name}{field.name.replace('_', '')}"
    if type(field).__name__ not in PLAIN:  # encrypted
        return f"{word}1"
    return Concat(Value(word[: (field.max_length or 200) - 8]), Cast(F("pk"), CharField()))


def _owned():
    """Every model whose rows belong to one organization, with the path to it."""
    for model in apps.get_models():
        is_history = model.__name__.startswith("Historical")
        is_ours = model._meta.app_label in {"members", "campaigns", "schools"} and not is_history
        path = is_ours and model._meta.model_name not in NOT_HERE and _path(model, 3)
        if path:
            yield model, path


def _path(model, most):
    """How one gets from a row to its steward, by ties that are always there."""
    ties = {field.name: field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)}
    if "steward" in ties:
        return "steward"
    for name, field in ties.items():
        further = most and not field.null and field.remote_field.model._meta.app_label not in SHARED_APPS
        if further and (path := _path(field.remote_field.model, most - 1)):
            return f"{name}__{path}"
    return None


def _not_in_a_trail(model) -> dict:
    """Asks that a coalition's trail shows are its partners' to read, with their links and answers."""
    names = {field.name for field in model._meta.concrete_fields}
    if model._meta.model_name == "ask":
        return {"coalition": None}
    return {"ask__coalition": None} if "ask" in names else {}


def _is_words(field):
    is_text = isinstance(field, CharField | TextField) and not field.choices and not field.primary_key
    return is_text and (field.max_length or SHORTEST) >= SHORTEST and not NOT_WORDS.search(field.name)


def _mark_people(home):
    people = list(Person.objects.of(home))
    for person in people:
        person.given_name, person.preferred_name = f"Zyxomarkname{person.pk}", f"Zyxomarkpreferred{person.pk}"
        person.family_name = f"Zyxomarkfamily{person.pk}"
        person.pronouns = person.origin = "Zyxomarkaside"
        person.clean()
    Person.objects.bulk_update(people, ["given_name", "preferred_name", "family_name", "pronouns", "origin"], 200)


def _mark_points(home):
    points = list(ContactPoint.objects.filter(steward=home))
    for number, point in enumerate(points):
        value = {"phone": f"+1818777{number:04d}", "email": f"Zyxomarkmail{number}@example.org"}
        point.value = point.key = value.get(point.kind, f"{number} Zyxomarkstreet")
        point.note = f"Zyxomarkpointnote{number}"
    ContactPoint.objects.bulk_update(points, ["value", "key", "note"], 200)


def kept(home) -> dict[str, list]:
    """Every row that is A's own, to see whether somebody changed one."""
    owned = [*_owned(), (Person, "steward"), (ContactPoint, "steward")]
    return {
        model.__name__: list(model._base_manager.filter(**{path: home}).order_by("pk").values_list())
        for model, path in owned
    }


# --- Walking -----------------------------------------------------------------------------------------------------


def client_of(user) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    client.raise_request_exception = False
    return client


def walk(user, addresses) -> dict[str, tuple[int, str]]:
    """What somebody is answered at each address: the status, and everything that is said. Leaves nothing behind."""
    answers = {}
    with transaction.atomic():
        client = client_of(user)
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code < 500, address
            answers[address] = (answer.status_code, text_of(answer))
        transaction.set_rollback(True)
    return answers


def leaks(answers) -> dict[str, set[str]]:
    """Addresses that say something of A, and what; without the words of the question itself."""
    found = {address: marks_in(text) - marks_in(unquote(address)) for address, (_status, text) in answers.items()}
    return {address: marks for address, marks in found.items() if marks}


def marks_in(text) -> set[str]:
    """The marks of a text, each in one spelling."""
    return {spelled(mark) for mark in MARK.findall(text)}


def spelled(mark) -> str:
    digits = "".join(letter for letter in mark if letter.isdigit())
    return mark.lower() if mark[:1].lower() == "z" else digits[-10:]


def text_of(answer) -> str:
    """Everything of an answer: its headers, its body, and the cells of a workbook."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        return f"{answer.headers} {rows_of(body)}"
    return f"{answer.headers} {body.decode(errors='replace')}"


def rows_of(workbook: bytes) -> list:
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


# What differs between two answers to the same question: keys of forms, and the stamps inside a PDF.
RANDOM = re.compile(
    r"[0-9a-zA-Z]{64}|[0-9a-f]{32}|nonce-[\w+/=-]+|nonce=\"[^\"]+\"|value=\"[\w-]+:[\w-]+:[\w-]{20,}\""
    r"|sessionid=\w+|messages=[^;]+|/ID\s*\[.*?\]|<(xmp\w*:\w+)>.*?</\1>|D:\d{14}Z?",
    re.DOTALL,
)


def comparable(answer: tuple[int, str]) -> tuple[int, str]:
    status, text = answer
    return status, RANDOM.sub("·", text)


def name_of(address):
    return resolve(address.partition("?")[0]).view_name
