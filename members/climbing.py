"""The leadership ladder: rungs, moving up by a deed, and what the records show about who may stand higher."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Permission
from accounts.audit import record
from kit.folding import fold
from kit.meanwhile import written
from members import conditions, trees
from members.colleagues import colleagues
from members.conditions import Asker
from members.days import refuse_to_come
from members.models import Person, Rung, RungReached, RungSuggestion, Segment
from members.screening import screen, screen_fields

BATCH = 500
WORDS = ("name_en", "name_es", "to_reach_en", "to_reach_es")
NAMING_A_RUNG = {"rung", "rung_from", "raised"}
PERSON = "person:"
# Name and what it takes, in both languages; what the records must show. "{comes}" stands for the second rung.
SEED = (
    ("Met", "Conocida", "Talks with one of us", "Conversa con alguien del equipo", {}),
    ("Comes", "Viene", "Comes to two events", "Viene a dos eventos", {"is": "came", "value": {"times": 2}}),
    ("Takes part", "Participa", "Keeps a commitment", "Cumple un compromiso", {"is": "committed", "value": "kept"}),
    ("Leads", "Guía", "Leads three people", "Guía a tres personas", {"is": "leads_people", "value": {"people": 3}}),
    (
        "Organizes", "Organiza", "Brings a new leader to “Comes” and trains her",
        "Lleva a una nueva líder hasta “Viene” y la prepara", {"is": "raised", "value": "{comes}"},
    ),
)  # fmt: skip


# --- The rungs ---------------------------------------------------------------------------------------------------


@transaction.atomic
def adopt_ladder(organization, *, by) -> list[Rung]:
    """Begin with five rungs. An organization that has a ladder keeps its own."""
    standing = list(Rung.objects.filter(steward=organization).standing())
    if standing:
        return standing
    rungs: list[Rung] = []
    for position, (name_en, name_es, to_reach_en, to_reach_es, criteria) in enumerate(SEED, start=1):
        if criteria.get("value") == "{comes}":
            criteria = {**criteria, "value": str(rungs[1].pk)}
        if criteria and conditions.find(criteria["is"]) is None:
            criteria = {}
        rung = Rung(
            steward=organization, position=position, name_en=name_en, name_es=name_es,
            to_reach_en=to_reach_en, to_reach_es=to_reach_es, criteria=criteria,
        )  # fmt: skip
        rung.full_clean()
        rung.save()
        rungs.append(rung)
    record(by, "ladder.adopted", organization, organization=organization)
    return rungs


@transaction.atomic
def change_rung(rung, *, by, seen=None, **fields) -> Rung:
    """Change a rung's words or its criteria. Suggestions that rested on the old criteria go with the next search.

    `seen`: what the writer saw, {name: value}. Raises Changed when somebody else changed the same meanwhile, and
    ValidationError for criteria that cannot be asked and a name that another rung has.
    """
    rung = Rung.objects.select_for_update().get(pk=rung.pk)
    for name, value in written(rung, fields, seen).items():
        setattr(rung, name, value.strip() if isinstance(value, str) else value)
    conditions.q_of(rung.criteria, Asker(by, rung.steward, rung.steward.today()))
    screen_fields({name: getattr(rung, name) for name in WORDS})
    _refuse_same_name(rung)
    rung.full_clean()
    rung.save()
    record(by, "ladder.changed", rung, rung=str(rung))
    return rung


@transaction.atomic
def add_rung(organization, *, by, above=None, **fields) -> Rung:
    """A new rung right above another one, or below all. Those above it move up by one."""
    standing = list(Rung.objects.select_for_update().of(organization).standing().order_by("-position"))
    rung = Rung(steward=organization, position=above.position + 1 if above else 1)
    for name, value in fields.items():
        setattr(rung, name, value.strip() if isinstance(value, str) else value)
    if above and above not in standing:
        raise ValidationError({"above": _("This rung is not on your organization’s ladder.")})
    for other in standing:
        if other.position >= rung.position:
            other.position += 1
            other.save(update_fields=["position"])
    conditions.q_of(rung.criteria, Asker(by, organization, organization.today()))
    screen_fields({name: getattr(rung, name) for name in WORDS})
    _refuse_same_name(rung)
    rung.full_clean()
    rung.save()
    record(by, "ladder.rung_added", rung, rung=str(rung))
    return rung


@transaction.atomic
def remove_rung(rung, *, by) -> Rung:
    """Take a rung off the ladder. Who reached it once keeps that in their history. A saved search that asks for it
    finds nobody from then on, and says why.

    Raises ValidationError while somebody who is with us stands on it, or another rung is reached by what asks for it.
    """
    rung = Rung.objects.select_for_update().get(pk=rung.pk)
    if resting := rungs_resting_on(rung):
        words = _("What “%(other)s” takes asks for this rung. First change what “%(other)s” takes.")
        raise ValidationError(words % {"other": resting[0]})
    if count := rung.people.filter(standing=Person.Standing.HERE).count():
        words = ngettext(
            "%(count)s person stands on this rung. First write down where they stand now.",
            "%(count)s people stand on this rung. First write down where they stand now.",
            count,
        )
        raise ValidationError(words % {"count": count})
    if not rung.retired_at:
        rung.retired_at = timezone.now()
        rung.save(update_fields=["retired_at"])
        RungSuggestion.objects.open().filter(rung=rung).delete()
        record(by, "ladder.rung_removed", rung, rung=str(rung))
    return rung


def rungs_resting_on(rung) -> list[Rung]:
    """Other rungs whose criteria name this one."""
    others = Rung.objects.of(rung.steward).standing().exclude(pk=rung.pk).order_by("position")
    return [other for other in others if _names(other.criteria, rung)]


def searches_for(rung, user) -> list[Segment]:
    """Saved searches that name a rung, as far as the user sees them."""
    kept = Segment.objects.visible_to(user).of(rung.steward)
    return [segment for segment in kept if _names(segment.tree, rung)]


def _names(tree, rung) -> bool:
    return any(leaf["is"] in NAMING_A_RUNG and str(leaf.get("value")) == str(rung.pk) for leaf in trees.leaves(tree))


def _refuse_same_name(rung) -> None:
    """Two rungs of one name cannot be told apart where somebody is moved, in either language."""
    others = Rung.objects.of(rung.steward).standing().exclude(pk=rung.pk)
    for name in ("name_en", "name_es"):
        taken = {fold(words) for words in others.values_list(name, flat=True) if words}
        if fold(getattr(rung, name)) in taken:
            raise ValidationError({name: _("There is a rung with this name.")})


# --- Moving ------------------------------------------------------------------------------------------------------


@transaction.atomic
def move_up(person, rung, *, deed, by, on=None, evidence=()) -> RungReached:
    """Somebody came to stand on a higher rung by something they did. Open suggestions up to it are taken with it.

    Raises ValidationError without a deed, for a day to come or before the last step, and for a rung that is not higher.
    """
    person, on = _ready(person, rung, on)
    if person.rung_id and rung.position <= person.rung.position:
        raise ValidationError(_("%(name)s stands on “%(rung)s” already.") % {"name": person, "rung": person.rung})
    step = _step(person, rung, deed, by, on, evidence)
    below = RungSuggestion.objects.open().filter(person=person, rung__position__lte=rung.position)
    below.update(settled_at=timezone.now(), settled_by=by, was_taken=True)
    record(by, "ladder.moved_up", person, rung=str(rung))
    return step


@transaction.atomic
def move_down(person, rung, *, deed, by, on=None) -> RungReached:
    """Somebody stands on a lower rung again; `deed` says why. What they reached before stays in the history."""
    person, on = _ready(person, rung, on)
    if not person.rung_id or rung.position >= person.rung.position:
        raise ValidationError(_("Choose a rung below the one they stand on."))
    step = _step(person, rung, deed, by, on, ())
    record(by, "ladder.moved_down", person, rung=str(rung))
    return step


def _ready(person, rung, on):
    person = Person.objects.select_for_update(of=("self",)).select_related("rung", "steward").get(pk=person.pk)
    on = on or person.steward.today()
    if rung.steward_id != person.steward_id or rung.retired_at:
        raise ValidationError(_("This rung is not on your organization’s ladder."))
    refuse_to_come(on, person.steward.today())
    last = person.rungs_reached.first()
    if last and on < last.reached_on:
        day = date_format(last.reached_on)
        raise ValidationError({"on": _("The last step was on %(day)s. This one cannot be before it.") % {"day": day}})
    return person, on


def _step(person, rung, deed, by, on, evidence) -> RungReached:
    step = RungReached(
        steward_id=person.steward_id, person=person, rung=rung, reached_on=on, deed=deed.strip(),
        evidence=list(evidence), moved_by=by,
    )  # fmt: skip
    if not step.deed:
        raise ValidationError({"deed": _("Write what they did. A rung is never reached by a feeling.")})
    screen(step.deed)
    step.full_clean()
    step.save()
    person.rung = rung
    person.save(update_fields=["rung"])
    return step


def mark_returns(steps: list[RungReached]) -> list[RungReached]:
    """Note on each of somebody's steps, oldest first, whether it led back to a lower rung: `is_back`."""
    for before, step in zip([None, *steps], steps, strict=False):
        step.is_back = before is not None and step.rung.position < before.rung.position  # type: ignore[attr-defined]
    return steps


# --- What the records show ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """One thing the records show: the criterion in words, and the records themselves."""

    words: str
    facts: tuple[str, ...]


_evidence: dict[str, Callable] = {}


def register_evidence(key: str, provider: Callable) -> None:
    """Say which records lie behind a condition: `provider(ids, value, asker)` gives {person id: [[words, iso day]]}."""
    _evidence[key] = provider


def leaves(tree: dict) -> list[dict]:
    """The single conditions of a tree that count for somebody; what is denied shows nothing."""
    if not tree or "not" in tree:
        return []
    branches = tree.get("all") or tree.get("any")
    return [leaf for branch in branches for leaf in leaves(branch)] if branches else [tree]


def evidence_for(ids: Iterable[int], tree: dict, asker: Asker) -> dict[int, list[dict]]:
    """For each of these people the conditions of the tree that hold, with the records behind them."""
    ids = list(ids)
    found = defaultdict(list)
    for leaf in leaves(tree):
        condition, value = conditions.read(leaf, asker)
        held = (
            Person.objects.filter(pk__in=ids).filter(condition.q(value, asker)).order_by().values_list("pk", flat=True)
        )
        facts = _evidence[condition.key](ids, value, asker) if condition.key in _evidence else {}
        for pk in held:
            found[pk].append({"leaf": leaf, "facts": facts.get(pk, [])})
    return found


def person_fact(pk: int) -> str:
    """Somebody named by evidence about another: by number, so that erasing them leaves no name behind."""
    return f"{PERSON}{pk}"


def look_up_names(evidence: Iterable[dict], asker: Asker) -> None:
    """Read the names of all people whom these pieces of evidence point to, in one query, and who of them is with us."""
    names, gone = asker.memo.setdefault("names", {}), asker.memo.setdefault("gone", set())
    said = (words for each in evidence for words, _day in each["facts"])
    missing = {int(words.removeprefix(PERSON)) for words in said if words.startswith(PERSON)} - names.keys()
    if missing:
        people = list(Person.objects.visible_to(asker.user).filter(pk__in=missing))
        names |= dict.fromkeys(missing, "") | {person.pk: str(person) for person in people}
        gone |= {person_fact(person.pk) for person in people if person.standing != Person.Standing.HERE}


def in_words(evidence: list[dict], asker: Asker) -> list[Shown]:
    """Stored evidence in the reader's language. A criterion that is gone from the vocabulary is left out, and so is
    whom somebody led who died or moved away since."""
    look_up_names(evidence, asker)
    shown = []
    for each in evidence:
        try:
            words = conditions.sentence_of(each["leaf"], asker)
        except ValidationError:
            continue
        gone = asker.memo["gone"] if each["leaf"]["is"] == "leads_people" else ()
        facts = (_fact(fact, day, asker) for fact, day in each["facts"] if fact not in gone)
        shown.append(Shown(words, tuple(filter(None, facts))))
    return shown


def _fact(words, day, asker) -> str:
    if words.startswith(PERSON):
        words = asker.memo["names"][int(words.removeprefix(PERSON))]
    if not words:
        return ""
    day = parse_date(day) if day else None
    return f"{words}, {date_format(day)}" if day else words


def suggest(organization, on: date | None = None, *, asker_user=None, progress: Callable | None = None) -> int:
    """Look who may stand higher by what the records show. Returns how many suggestions are new.

    Each person is suggested for the highest rung whose criteria hold, and never again for one that was set aside.
    Looks with the rights of `asker_user`, else of somebody who keeps the ladder; but where protected people are counts
    for nothing, since everybody reads the suggestions. Safe to run twice.
    """
    on = on or organization.today()
    user = asker_user or colleagues(organization, Permission.MANAGE_LISTS).first()
    rungs = [
        rung for rung in Rung.objects.filter(steward=organization).standing().order_by("-position") if rung.criteria
    ]
    if user is None or not rungs:
        return 0
    asker = Asker(user, organization, on, for_others=True)
    fitting: dict[int, Rung] = {}
    for rung in rungs:
        for pk in _who_fit(rung, asker):
            fitting.setdefault(pk, rung)
    _withdraw_what_shows_no_more(organization, fitting)
    made = 0
    for done, rung in enumerate(rungs, start=1):
        made += _suggest_rung(rung, [pk for pk, best in fitting.items() if best == rung], asker)
        if progress:
            progress(done, len(rungs))
    return made


def _who_fit(rung, asker) -> list[int]:
    """People below the rung for whom its criteria hold. Criteria that are gone from the vocabulary fit nobody."""
    try:
        holds = conditions.q_of(rung.criteria, asker)
    except ValidationError:
        return []
    people = Person.objects.visible_to(asker.user).of(asker.organization).filter(standing=Person.Standing.HERE)
    below = Q(rung__isnull=True) | Q(rung__position__lt=rung.position)
    return list(people.filter(below).filter(holds).order_by("pk").values_list("pk", flat=True))


def _withdraw_what_shows_no_more(organization, fitting) -> None:
    standing = RungSuggestion.objects.of(organization).open().values_list("pk", "person", "rung")
    gone = [pk for pk, person, rung in standing if person not in fitting or fitting[person].pk != rung]
    for start in range(0, len(gone), BATCH):
        RungSuggestion.objects.filter(pk__in=gone[start : start + BATCH]).delete()


def _suggest_rung(rung, ids, asker) -> int:
    made = 0
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        known = set(RungSuggestion.objects.filter(rung=rung, person__in=some).values_list("person", flat=True))
        fresh = [pk for pk in some if pk not in known]
        evidence = evidence_for(fresh, rung.criteria, asker)
        RungSuggestion.objects.bulk_create(
            [RungSuggestion(steward=rung.steward, person_id=pk, rung=rung, evidence=evidence[pk]) for pk in fresh],
            ignore_conflicts=True,
        )
        made += len(fresh)
    return made


def take(suggestion, *, by, deed) -> RungReached:
    """Follow a suggestion: the person moves up, and what the records showed is kept with the step."""
    if suggestion.settled_at:
        raise ValidationError(_("Somebody decided on this suggestion already."))
    return move_up(suggestion.person, suggestion.rung, deed=deed, by=by, evidence=suggestion.evidence)


@transaction.atomic
def set_aside(suggestion, *, by) -> RungSuggestion:
    """Do not follow a suggestion. It is not made again."""
    suggestion = RungSuggestion.objects.select_for_update().get(pk=suggestion.pk)
    if suggestion.settled_at:
        raise ValidationError(_("Somebody decided on this suggestion already."))
    suggestion.settled_at, suggestion.settled_by, suggestion.was_taken = timezone.now(), by, False
    suggestion.save()
    record(by, "ladder.set_aside", suggestion, rung=str(suggestion.rung))
    return suggestion


@transaction.atomic
def bring_back(suggestion, *, by) -> RungSuggestion:
    """Take back that a suggestion was set aside."""
    suggestion = RungSuggestion.objects.select_for_update().get(pk=suggestion.pk)
    if suggestion.settled_at and not suggestion.was_taken:
        suggestion.settled_at, suggestion.settled_by, suggestion.was_taken = None, None, None
        suggestion.save()
        record(by, "ladder.brought_back", suggestion, rung=str(suggestion.rung))
    return suggestion
