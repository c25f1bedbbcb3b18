"""What people allow us, written down: a ledger that is only added to.

`refold` adds it up (members/ledger.py) and keeps the result where lists can ask for it (members/allowed.py).
Call `refold` after any change of a birth year, a grade or a guardian, also when one died.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import record
from kit.entry_keys import entered
from members import allowed, ledger
from members.forgotten import is_erased
from members.models import ConsentEvent, ContactPoint, Person, Relationship, StandingConsent
from members.models.person import ADULT_AT, YOUNGEST
from members.screening import screen_fields

BATCH = 200
EARLIEST = 1990
# They come from the person's own number or link, and are their own evidence.
PROVES_ITSELF = frozenset({ConsentEvent.Source.LINK, ConsentEvent.Source.TEXT})


@transaction.atomic
def say(
    person, *, channel, purpose, state, source, by, given_by=None, happened_at=None, wording="", language="",
    evidence="", expires_on=None, entry_key="", for_all=False, save_as_said=None,
) -> ConsentEvent:  # fmt: skip
    """Add to the ledger what somebody said about one channel (or all, for a no) and one purpose (or all).

    `for_all`: a whole no that was said to every partner of the organization's coalitions as well.

    `given_by`: the guardian who answered for a minor. `wording`: what they were asked. Sent twice with one `entry_key`,
    it is written down once. Raises ValidationError when it cannot be so, and when a closed door would open without
    saying where the new yes is written.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    earlier = _written_before(person, entry_key)
    if earlier:
        return earlier
    event = ConsentEvent(
        steward_id=person.steward_id, person=person, channel=channel, purpose=purpose, state=state, source=source,
        given_by=given_by, happened_at=happened_at or timezone.now(), wording=wording.strip(), language=language,
        evidence=evidence.strip(), expires_on=expires_on, entry_key=entry_key, recorded_by=by,
    )  # fmt: skip
    event.wording_hash = sha256(event.wording.encode()).hexdigest() if event.wording else ""
    event.full_clean()
    screen_fields({"evidence": event.evidence, "wording": event.wording}, save_as_said=save_as_said)
    _refuse_unsayable(person, event)
    if for_all and (channel or purpose or not ledger.is_denial(event)):
        raise ValidationError(_("For all partners there is only a no to everything."))
    event.save()
    refold([person])
    record(by, f"consent.{state}", person, channel=channel, purpose=purpose, how=source)
    if for_all:
        allowed.spread_a_no(person, by=by, at=event.happened_at)
    return event


def _written_before(person, entry_key):
    return entered(ConsentEvent.objects.of(person.steward_id), entry_key).first()


def _refuse_unsayable(person, event) -> None:
    if event.happened_at > timezone.now() + timedelta(minutes=5):
        raise ValidationError({"happened_at": _("This day is still to come.")})
    if event.happened_at.year < EARLIEST:
        raise ValidationError({"happened_at": _("This day is long past. Check the year.")})
    if ledger.is_denial(event):
        _refuse_unfit_guardian(person, event)
        return
    if person.standing == Person.Standing.DIED:
        raise ValidationError(_("%(name)s has died. No yes is written down any more.") % {"name": person})
    if not event.channel:
        raise ValidationError({"channel": _("A yes is for one way to reach somebody. Choose which.")})
    if event.state == ConsentEvent.State.GRANTED and event.source not in ConsentEvent.PERSONAL:
        raise ValidationError({"source": _("Only what somebody said or signed is a yes.")})
    if event.state == ConsentEvent.State.CLAIMED:
        _refuse_forgotten(person, event)
    if event.expires_on and event.expires_on < timezone.localdate(event.happened_at):
        raise ValidationError({"expires_on": _("The last day must not be before the first day.")})
    _refuse_unfit_guardian(person, event)
    _refuse_unproven(person, event)


def _refuse_unfit_guardian(person, event) -> None:
    if not event.given_by_id:
        return
    said_on = timezone.localdate(event.happened_at)
    if not person.is_minor(said_on):
        raise ValidationError({"given_by": _("%(name)s is grown up and answers alone.") % {"name": person}})
    if event.given_by_id not in guardians_of([person], said_on)[person.pk]:
        raise ValidationError({"given_by": _("Only a guardian may answer for a minor. Write down the tie first.")})


def _refuse_forgotten(person, event) -> None:
    """A file does not write anew to somebody who asked to be forgotten."""
    points = ContactPoint.objects.filter(person=person, kind=allowed.KIND_OF.get(event.channel, ""))
    if any(is_erased(person.steward, point.kind, point.key) for point in points):
        raise ValidationError(
            _("Somebody with this phone, e-mail or address asked to be forgotten. A file does not count; ask them.")
        )


def _refuse_unproven(person, event) -> None:
    """Who said no is written to again only where their new yes can be shown."""
    if event.evidence or event.source in PROVES_ITSELF or event.state != ConsentEvent.State.GRANTED:
        return
    closed = StandingConsent.objects.filter(person=person, channel=event.channel, state=StandingConsent.State.NO)
    if event.purpose:
        closed = closed.filter(purpose=event.purpose)
    no = closed.order_by("-since").first()
    if no:
        refusal = _("They said no on %(day)s. Write where the new yes can be seen: which form, which call.")
        raise ValidationError({"evidence": refusal % {"day": date_format(timezone.localtime(no.since).date())}})


# --- Adding up ---------------------------------------------------------------------------------------------------


def guardians_of(people: Iterable[Person], on: date) -> dict[int, set[int]]:
    """Who cares for each of these people that day: {person id: ids of guardians}."""
    found: dict[int, set[int]] = defaultdict(set)
    ties = Relationship.objects.caring(on).filter(other__in=[person.pk for person in people])
    for child, guardian in ties.order_by().values_list("other", "person"):
        found[child].add(guardian)
    return found


def last_day_as_minor(person) -> date | None:
    """The last day on which somebody is taken for a minor; None when they never were."""
    if person.birth_year is not None:
        return date(person.birth_year + ADULT_AT, 12, 31)
    if person.grade_band and person.grade_year is not None:
        return date(person.grade_year + ADULT_AT - YOUNGEST[person.grade_band], 6, 30)
    return None


def line_of_age(person, events, on: date) -> ConsentEvent | None:
    """The line between what was said as a minor and what is said since, when the ledger does not hold it yet."""
    last = last_day_as_minor(person)
    if last is None or last >= on or any(ledger.is_line(event) for event in events):
        return None
    moment = datetime.combine(last + timedelta(days=1), time(), tzinfo=timezone.get_current_timezone())
    if not any(event.happened_at < moment for event in events):
        return None
    return ConsentEvent(
        steward_id=person.steward_id, person=person, state=ConsentEvent.State.WITHDRAWN,
        source=ConsentEvent.Source.AGE, happened_at=moment.astimezone(UTC),
    )  # fmt: skip


def refold(people: Iterable[Person], *, on: date | None = None) -> None:
    """Add the ledgers of these people up again and keep where they stand."""
    on = on or timezone.localdate()
    people = list(people)
    for start in range(0, len(people), BATCH):
        _refold(people[start : start + BATCH], on)


@transaction.atomic
def _refold(people, on) -> None:
    ids = [person.pk for person in people]
    events, kept = defaultdict(list), {}
    for event in ConsentEvent.objects.filter(person__in=ids):
        events[event.person_id].append(event)
    for row in StandingConsent.objects.filter(person__in=ids):
        kept[row.person_id, row.channel, row.purpose] = row
    guardians = guardians_of([person for person in people if person.is_minor(on)], on)
    fresh, changed = [], []
    for person in people:
        for (channel, purpose), standing in folded(person, events[person.pk], guardians[person.pk], on).items():
            row = kept.pop((person.pk, channel, purpose), None)
            values = vars(standing)
            if row is None:
                fresh.append(StandingConsent(
                    steward_id=person.steward_id, person=person, channel=channel, purpose=purpose, **values
                ))  # fmt: skip
            elif any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                changed.append(row)
    StandingConsent.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    StandingConsent.objects.bulk_create(fresh, batch_size=BATCH)
    StandingConsent.objects.bulk_update(changed, ["state", "is_open", "since", "until", "source"], batch_size=BATCH)


def folded(person, events, guardians, on):
    """The fold of one person. A minor's yes ends with the last day as one, whether or not anything runs then."""
    line = line_of_age(person, events, on)
    is_minor = person.is_minor(on)
    cells = ledger.fold([*events, line] if line else events, on=on, is_minor=is_minor, guardians=guardians)
    last = last_day_as_minor(person) if is_minor else None
    if last is None:
        return cells
    return {key: _until(standing, last) for key, standing in cells.items()}


def _until(standing, last):
    if standing.state == ledger.NO:
        return standing
    until = min(standing.until or last, last)
    return ledger.Standing(standing.state, standing.is_open, standing.since, until, standing.source)


def turned_18(on: date | None = None) -> int:
    """Draw the line for those who came of age, and add minors up again. Safe to run twice. Returns how many."""
    on = on or timezone.localdate()
    drawn = ConsentEvent.objects.filter(person=OuterRef("pk"), source=ConsentEvent.Source.AGE)
    grown = Person.objects.filter(Q(birth_year__lt=on.year - ADULT_AT) | Q(birth_year__isnull=True) & ~Q(grade_band=""))
    last_year = OuterRef("birth_year") + ADULT_AT
    as_minor = ConsentEvent.objects.filter(person=OuterRef("pk"), happened_at__year__lte=last_year)
    banded = ConsentEvent.objects.filter(person=OuterRef("pk"))
    grown = grown.filter(~Exists(drawn), Exists(as_minor) | Q(birth_year__isnull=True) & Exists(banded))
    count = sum(_draw_line(pk, on) for pk in list(grown.order_by("pk").values_list("pk", flat=True)))
    asked = StandingConsent.objects.filter(person=OuterRef("pk"))
    refold(Person.objects.minors(on).filter(Exists(asked)).order_by("pk"), on=on)
    return count


@transaction.atomic
def _draw_line(pk, on) -> bool:
    person = Person.objects.select_for_update().select_related("steward").get(pk=pk)
    line = line_of_age(person, list(person.consentevents.all()), on)
    if line is None:
        return False
    line.full_clean(exclude={"recorded_by"})  # nobody: the calendar says it
    line.save()
    refold([person], on=on)
    record(None, "consent.of_age", person, organization=person.steward)
    return True
