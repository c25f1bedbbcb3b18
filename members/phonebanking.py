"""Call lists and walk lists: who comes on one, who stays off and why, what is said, who calls."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Permission, may
from accounts.audit import record
from members import allowed, dialing, segmenting
from members.colleagues import refuse_strangers
from members.conditions import Asker
from members.languages import SpokenLanguage, packed
from members.models import CallAnswer, Caller, CallList, CallQuestion, CallTask, Person, StandingConsent
from members.screening import screen

MOST_PEOPLE = 5_000
MOST_QUESTIONS = 5
MOST_ANSWERS = 8
MOST_TRIES = 10
BATCH = 500
WORDS = ("name", "script_en", "script_es")
FIELDS = (*WORDS, "tries", "opens_on", "closes_on")


class LeftOut(models.TextChoices):
    """Why somebody who was asked for is not on the list. The first that holds is counted."""

    DIED = "died", pgettext_lazy("left out", "died")
    MOVED = "moved", pgettext_lazy("left out", "moved away")
    PROTECTED = "protected", pgettext_lazy("left out", "protected")
    REFUSED = "refused", pgettext_lazy("left out", "said no")
    MINOR = "minor", pgettext_lazy("left out", "minors without a guardian’s yes")
    NOT_ASKED = "not_asked", pgettext_lazy("left out", "not asked yet")
    NO_WAY = "no_way", pgettext_lazy("left out", "without a number or address that works")


@dataclass(frozen=True)
class Question:
    """A question to ask. `answers`: pairs (English, Spanish); none: free words."""

    text_en: str
    text_es: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    takes_several: bool = False


@dataclass(frozen=True)
class Reach:
    """How many of those asked for come on a list, and how many stay off for which reason."""

    people: int
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        return self.people + sum(self.left_out.values())


def reach(organization, *, kind, people, by) -> Reach:
    """Who would come on such a list today. Two reads; nothing is saved."""
    call_list = CallList(steward=organization, kind=kind)
    rows = _sorted_out(call_list, _asked_for(organization, people, by), by).values("reason").annotate(n=Count("pk"))
    counts = {row["reason"]: row["n"] for row in rows.order_by()}
    return Reach(counts.pop("", 0), {each: counts[each] for each in LeftOut.values if each in counts})


@transaction.atomic
def make_list(
    organization, *, name, kind, people, by, script_en="", script_es="", questions=(), callers=(), tries=3,
    opens_on=None, closes_on=None,
) -> CallList:  # fmt: skip
    """Start a call list or walk list of everybody among `people` who may be reached so for organizing.

    `people`: a queryset of people, or a tree of conditions; `questions`: Question; `callers`: pairs (user, languages).
    Raises ValidationError, by field, when nobody is left, when there are too many, and for words that must not be kept.
    """
    call_list = CallList(steward=organization, kind=kind, made_by=by)
    _put(call_list, {
        "name": name, "script_en": script_en, "script_es": script_es, "tries": tries, "opens_on": opens_on,
        "closes_on": closes_on,
    })  # fmt: skip
    if kind not in CallList.Kind.values:
        raise ValidationError({"kind": _("Choose calls or visits.")})
    chosen = _asked_for(organization, people, by)
    found = reach(organization, kind=kind, people=chosen, by=by)
    if not found.people:
        raise ValidationError({"people": _("Nobody of these may be reached so. Ask them first, or choose others.")})
    if found.people > MOST_PEOPLE:
        too_many = _("A list holds %(most)s people at most. Choose a narrower search.")
        raise ValidationError({"people": ValidationError(too_many, params={"most": f"{MOST_PEOPLE:,}"})})
    call_list.left_out = found.left_out
    call_list.save()
    _ask(call_list, questions)
    _name_callers(call_list, callers)
    _put_on(call_list, chosen, by)
    record(by, "call_list.made", call_list, kind=kind, people=found.people)
    return call_list


@transaction.atomic
def change_list(call_list, *, by, questions=None, callers=None, **fields) -> CallList:
    """Change what is said, who calls, how often and until when. The people stay.

    Questions can be changed until the first answer is written down. Raises ValidationError, by field.
    """
    call_list = CallList.objects.select_for_update(of=("self",)).select_related("steward").get(pk=call_list.pk)
    if call_list.closed_at:
        raise ValidationError(_("The list “%(list)s” is closed."), params={"list": call_list})
    _put(call_list, fields)
    call_list.save()
    if questions is not None and _differ(call_list, questions):
        if CallAnswer.objects.filter(question__call_list=call_list).exists():
            raise ValidationError({"questions": _("Somebody has answered already. The questions stay as they are.")})
        call_list.questions.all().delete()
        _ask(call_list, questions)
    if callers is not None:
        _name_callers(call_list, callers)
    record(by, "call_list.changed", call_list)
    return call_list


@transaction.atomic
def close(call_list, *, by) -> CallList:
    """Be done with a list. Nobody is served from it any more; what was saved stays."""
    CallTask.objects.filter(call_list=call_list).update(claimed_by=None, claimed_until=None)
    call_list.closed_at = timezone.now()
    call_list.save(update_fields=["closed_at"])
    record(by, "call_list.closed", call_list)
    return call_list


@transaction.atomic
def reopen(call_list, *, by) -> CallList:
    """Go on with a list that was closed."""
    call_list.closed_at = None
    call_list.save(update_fields=["closed_at"])
    record(by, "call_list.reopened", call_list)
    return call_list


# --- Who comes on it ---------------------------------------------------------------------------------------------


def _asked_for(organization, people, by):
    """The people the maker chose, as far as the maker may see them."""
    if isinstance(people, dict):
        return segmenting.people(people, Asker(by, organization, organization.today()))
    return Person.objects.visible_to(by).of(organization).filter(pk__in=people.order_by().values("pk"))


def _sorted_out(call_list, people, by):
    """The people with the reason why each stays off the list; empty for those who come on it."""
    on, channel = call_list.steward.today(), dialing.CHANNELS[call_list.kind]
    hides = call_list.kind == CallList.Kind.DOORS or not may(by, Permission.SEE_PROTECTED, call_list.steward)
    today = Q(until__isnull=True) | Q(until__gte=on)
    said_no = StandingConsent.objects.filter(
        today, person=OuterRef("pk"), channel=channel, purpose=call_list.purpose, state=StandingConsent.State.NO
    )
    this = Person.objects.filter(pk=OuterRef("pk"))
    shut = ~Exists(allowed.reachable(this, channel, call_list.purpose, on))
    elsewhere = allowed.closed_elsewhere()
    minor = Exists(Person.objects.minors(on).filter(pk=OuterRef("pk")))
    whens = [
        When(standing=Person.Standing.DIED, then=Value(LeftOut.DIED)),
        When(standing=Person.Standing.MOVED, then=Value(LeftOut.MOVED)),
        *([When(is_protected=True, then=Value(LeftOut.PROTECTED))] if hides else []),
        When(Exists(said_no), then=Value(LeftOut.REFUSED)),
        *([When(elsewhere & Q(shut), then=Value(LeftOut.REFUSED))] if elsewhere is not None else []),
        When(Q(shut) & Q(minor), then=Value(LeftOut.MINOR)),
        When(shut, then=Value(LeftOut.NOT_ASKED)),
        When(~Exists(dialing.allowing(call_list, this, on)), then=Value(LeftOut.NO_WAY)),
    ]
    return people.annotate(reason=Case(*whens, default=Value(""), output_field=CharField()))


def why_left_out(call_list, person_id, by) -> str:
    """Why somebody would not come on the list today, as a value of LeftOut; empty for who would."""
    person = Person.objects.filter(pk=person_id)
    return _sorted_out(call_list, person, by).values_list("reason", flat=True).first() or ""


def _put_on(call_list, people, by):
    chosen = _sorted_out(call_list, people, by).filter(reason="").order_by("sort_name", "pk")
    CallTask.objects.bulk_create(
        (
            CallTask(steward=call_list.steward, call_list=call_list, person_id=pk, language=language, position=place)
            for place, (pk, language) in enumerate(chosen.values_list("pk", "language"))
        ),
        batch_size=BATCH,
    )


# --- What is said, and by whom -----------------------------------------------------------------------------------


def _put(call_list, fields):
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"A call list has no field to write named {name}")
        setattr(call_list, name, value.strip().replace("\r\n", "\n") if isinstance(value, str) else value)
    call_list.name = " ".join(call_list.name.split())
    if not 1 <= call_list.tries <= MOST_TRIES:
        raise ValidationError({"tries": ValidationError(_("Try once to %(most)s times."), params={"most": MOST_TRIES})})
    if call_list.opens_on and call_list.closes_on and call_list.closes_on < call_list.opens_on:
        raise ValidationError({"closes_on": _("The last day must not be before the first day.")})
    for name in WORDS:
        _screened(name, getattr(call_list, name))
    call_list.full_clean(exclude=["steward", "made_by", "kind"])


def _screened(name, text):
    try:
        screen(text)
    except ValidationError as refusal:
        raise ValidationError({name: refusal.error_list}) from None


def _ask(call_list, questions: Iterable[Question]):
    questions = list(questions)
    if len(questions) > MOST_QUESTIONS:
        too_many = ValidationError(_("Ask %(most)s questions at most."), params={"most": MOST_QUESTIONS})
        raise ValidationError({"questions": too_many})
    for place, question in enumerate(questions, 1):
        words = [question.text_en, question.text_es, *(word for pair in question.answers for word in pair)]
        _screened("questions", "\n".join(words))
        if len(question.answers) > MOST_ANSWERS or any(len(word) > 60 for pair in question.answers for word in pair):
            refusal = _("A question has %(most)s answers at most, each of 60 letters at most.")
            raise ValidationError({"questions": ValidationError(refusal, params={"most": MOST_ANSWERS})})
        row = CallQuestion(
            call_list=call_list, position=place, text_en=question.text_en.strip(), text_es=question.text_es.strip(),
            answers=_kept(question), takes_several=question.takes_several,
        )  # fmt: skip
        try:
            row.full_clean(exclude=["call_list"])
        except ValidationError as refusal:
            raise ValidationError({"questions": refusal.messages}) from None
        row.save()


def _kept(question) -> list[dict]:
    return [{"key": f"a{n}", "en": en, "es": es or en} for n, (en, es) in enumerate(question.answers, 1)]


def _differ(call_list, questions) -> bool:
    now = [(each.text_en, each.text_es, each.answers, each.takes_several) for each in call_list.questions.all()]
    return now != [(each.text_en, each.text_es, _kept(each), each.takes_several) for each in questions]


def _name_callers(call_list, callers):
    """Those named call; who was named before and is not any more gives back what they hold."""
    wanted = {user: [code for code in SpokenLanguage.values if code in codes] for user, codes in callers}
    try:
        refuse_strangers(call_list.steward, *wanted, permission=Permission.WORK_ASSIGNMENTS)
    except ValidationError as refusal:
        raise ValidationError({"callers": refusal.messages}) from None
    if not wanted and call_list.kind == CallList.Kind.CALLS:
        raise ValidationError({"callers": _("Name at least one who calls.")})
    there = {caller.user_id: caller for caller in call_list.callers.all()}
    for user, codes in wanted.items():
        if not codes:
            refusal = ValidationError(_("Say which languages %(name)s speaks."), params={"name": user})
            raise ValidationError({"callers": refusal})
        caller = there.get(user.pk) or Caller(call_list=call_list, user=user)
        caller.languages, caller.left_at = packed(codes), None
        caller.save()
    named = {user.pk for user in wanted}
    gone = [caller for user_id, caller in there.items() if user_id not in named and not caller.left_at]
    Caller.objects.filter(pk__in=[caller.pk for caller in gone]).update(left_at=timezone.now())
    held = CallTask.objects.filter(call_list=call_list, claimed_by__in=[caller.user_id for caller in gone])
    held.update(claimed_by=None, claimed_until=None)
