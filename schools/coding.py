"""Reading comments: first, blind second, settled; and drawing which ones are read twice. A person chooses, always."""

import math
from random import Random, SystemRandom

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from schools.models import CodebookVersion, Coding, Input, Reading, ReadingClaim, SecondReading

# One comment by chance out of each five, and never fewer than fifty once everything is read
# (docs/decisions/0005-second-readings.md).
BLOCK = 5
LEAST_SECOND_READINGS = 50
CHANCE: Random = SystemRandom()


@transaction.atomic
def read(input, *, codes, by, suggestions_shown=True, suggested=(), chance=CHANCE) -> Reading:
    """Sort one comment: at least one code of the current codebook, each with whether the words are for or against it.

    `codes`: pairs of a Code (or its key) and a polarity. `suggested`: keys of the codes that the screen put on top.
    Draws comments for a second reading on the way. Raises ValidationError when somebody was faster.
    """
    version = _locked_version(input)
    reading = _write(input, Reading.Round.FIRST, version, codes, by, suggestions_shown, suggested)
    _draw(version, by=None, chance=chance, to_the_full=not _something_unread(version.organization))
    return reading


@transaction.atomic
def read_second(input, *, codes, by, suggested=()) -> Reading:
    """Read a drawn comment again, without having seen the first reading. Never by the first reader."""
    version = _locked_version(input)
    draw = SecondReading.objects.filter(input=input).first()
    first = Reading.objects.filter(input=input, version=version, round=Reading.Round.FIRST).first()
    if draw is None or first is None:
        raise ValidationError(_("This comment was not drawn for a second reading."))
    if first.reader_id == by.pk:
        raise ValidationError(_("You read this comment first. Somebody else has to read it the second time."))
    return _write(input, Reading.Round.SECOND, version, codes, by, not draw.hides_suggestions, suggested)


@transaction.atomic
def settle(input, *, codes, by) -> Reading:
    """Say what counts where two readings differ. Both readings stay as they were."""
    version = _locked_version(input)
    readings = {reading.round: reading for reading in Reading.objects.filter(input=input, version=version)}
    first, second = readings.get(Reading.Round.FIRST), readings.get(Reading.Round.SECOND)
    if first is None or second is None or chosen(first) == chosen(second):
        raise ValidationError(_("There is nothing to settle: two readings of this comment do not differ."))
    return _write(input, Reading.Round.SETTLED, version, codes, by, False, ())


@transaction.atomic
def correct(reading, *, codes, by, suggested=()) -> Reading:
    """Change one's own first reading, as long as nobody has read the comment a second time."""
    version = _refuse_unless_own_and_fresh(reading, by)
    before = _in_words(reading.codings.select_related("code"))
    pairs = _pairs(version, codes)
    reading.codings.all().delete()
    written = _write_codings(reading, pairs, suggested)
    record(
        by, "reading.corrected", reading, organization=version.organization, before=before, topics=_in_words(written)
    )
    return reading


@transaction.atomic
def take_back(reading, *, by) -> None:
    """Undo one's own first reading; the comment waits again. If it was drawn for a second reading, it stays drawn."""
    version = _refuse_unless_own_and_fresh(reading, by)
    record(by, "reading.taken_back", reading, organization=version.organization)
    reading.delete()


@transaction.atomic
def draw_second_readings(organization, *, by, chance=CHANCE) -> int:
    """Draw, among all comments read so far, as many for a second reading as there should be. Returns how many."""
    version = CodebookVersion.objects.current().filter(organization=organization).first()
    if version is None:
        raise ValidationError(_("Your organization has no codebook yet."))
    return _draw(_lock(version), by=by, chance=chance, to_the_full=True)


def chosen(reading) -> set[tuple[str, str]]:
    """What a reading says: pairs of code key and polarity."""
    return {(coding.code.key, coding.polarity) for coding in reading.codings.select_related("code")}


# --- Writing a reading ------------------------------------------------------------------------------------------


def _locked_version(input) -> CodebookVersion:
    """The current codebook of whoever heard these words, held so that drawing and publishing wait for each other."""
    version = CodebookVersion.objects.current().filter(organization=input.steward).first()
    if version is None:
        raise ValidationError(_("Your organization has no codebook yet."))
    if Input.objects.standing().filter(pk=input.pk).first() is None:
        raise ValidationError(_("These words were withdrawn. There is nothing to read."))
    return _lock(version)


def _lock(version) -> CodebookVersion:
    return CodebookVersion.objects.select_for_update(of=("self",)).select_related("organization").get(pk=version.pk)


def _write(input, round, version, codes, by, suggestions_shown, suggested) -> Reading:
    pairs = _pairs(version, codes)
    reading = Reading(input=input, round=round, version=version, reader=by, suggestions_shown=suggestions_shown)
    reading.full_clean()
    reading.save()
    codings = _write_codings(reading, pairs, suggested if suggestions_shown else ())
    ReadingClaim.objects.filter(input=input, round=min(round, Reading.Round.SECOND)).delete()
    record(by, _VERBS[round], reading, organization=version.organization, topics=_in_words(codings))
    return reading


_VERBS = {
    Reading.Round.FIRST: "reading.first",
    Reading.Round.SECOND: "reading.second",
    Reading.Round.SETTLED: "reading.settled",
}


def _pairs(version, codes) -> list:
    """Pairs of Code and polarity, checked: at least one, none twice, all of this version, each with a polarity."""
    wanted = [
        (getattr(code, "key", code), polarity, getattr(code, "version_id", version.pk)) for code, polarity in codes
    ]
    if not wanted:
        raise ValidationError(_("Choose at least one topic."))
    known = {code.key: code for code in version.codes.all()}
    if any(key not in known or version_id != version.pk for key, polarity, version_id in wanted):
        raise ValidationError(_("The codebook has changed in the meantime. Look at the topics again."))
    if len({key for key, *rest in wanted}) != len(wanted):
        raise ValidationError(_("A topic can be chosen once."))
    if any(polarity not in Coding.Polarity.values for key, polarity, version_id in wanted):
        raise ValidationError(_("Say for each topic whether they are for it, against it, or both."))
    return [(known[key], polarity) for key, polarity, version_id in wanted]


def _write_codings(reading, pairs, suggested) -> list[Coding]:
    return Coding.objects.bulk_create(
        Coding(reading=reading, code=code, polarity=polarity, was_suggested=code.key in suggested)
        for code, polarity in pairs
    )


def _in_words(codings) -> str:
    return ", ".join(sorted(f"{coding.code.key} ({coding.polarity})" for coding in codings))[:200]


def _refuse_unless_own_and_fresh(reading, by) -> CodebookVersion:
    version = _locked_version(reading.input)
    if reading.round != Reading.Round.FIRST or reading.reader_id != by.pk:
        raise ValidationError(_("Only the person who read a comment first can change that reading."))
    if reading.version_id != version.pk:
        raise ValidationError(_("This reading was made with an older codebook. Read the comment again instead."))
    if Reading.objects.filter(input=reading.input, version=version, round__gt=Reading.Round.FIRST).exists():
        raise ValidationError(_("Somebody has read this comment a second time. Settle the difference instead."))
    return version


# --- Drawing by chance --------------------------------------------------------------------------------------------


def _something_unread(organization) -> bool:
    return Input.objects.standing().unread().filter(session__event__steward=organization).exists()


def _first_readings(version):
    return Reading.objects.filter(version=version, round=Reading.Round.FIRST, input__withdrawn_at__isnull=True)


def _draw(version, *, by, chance, to_the_full) -> int:
    drawn = _draw_from_blocks(version, chance)
    if to_the_full:
        drawn += _top_up(version, chance)
    if drawn:
        record(by, "reading.drawn", version, count=drawn)
    return drawn


def _draw_from_blocks(version, chance) -> int:
    """One comment by chance from each five first readings in a row that are complete since the last block."""
    drawn = 0
    while len(block := _next_block(version)) == BLOCK:
        _mark(version, chance.choice(block).input_id, chance, block_end=block[-1].pk)
        drawn += 1
    return drawn


def _next_block(version) -> list[Reading]:
    ends = SecondReading.objects.filter(input__readings__version=version).exclude(block_end=None)
    after = ends.aggregate(last=Max("block_end"))["last"] or 0
    return list(_first_readings(version).filter(pk__gt=after, input__second_reading=None).order_by("pk")[:BLOCK])


def _top_up(version, chance) -> int:
    """Reach a fifth of what is read, and at least fifty or all, by chance from everything not drawn yet."""
    everything = _first_readings(version)
    undrawn = list(everything.filter(input__second_reading=None).order_by("pk").values_list("input_id", flat=True))
    total = everything.count()
    goal = max(math.ceil(total / BLOCK), min(LEAST_SECOND_READINGS, total))
    missing = max(0, goal - (total - len(undrawn)))
    for input_id in chance.sample(undrawn, missing):
        _mark(version, input_id, chance)
    return missing


def _mark(version, input_id, chance, block_end=None) -> None:
    """Put one comment on the list. Suggestions are hidden for half: whichever half has fewer, by chance when equal."""
    so_far = SecondReading.objects.filter(input__session__event__steward=version.organization)
    hidden, shown = so_far.filter(hides_suggestions=True).count(), so_far.filter(hides_suggestions=False).count()
    hides = hidden < shown if hidden != shown else chance.random() < 0.5
    SecondReading.objects.create(input_id=input_id, hides_suggestions=hides, block_end=block_end)
