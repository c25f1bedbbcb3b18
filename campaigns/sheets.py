"""Paper sign-in sheets: started, typed line by line, settled, and taken in as a whole.

Typing changes no person: every line is kept as it was typed, right or wrong, until the sheet is finished. The history
tells who started and who finished a sheet; it does not count the keys pressed in between.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit import record
from campaigns import hanging
from campaigns.models import Attendance, SheetLine, SignInSheet
from campaigns.reading_lines import faults, grades, languages, names, phone_key
from campaigns.recognizing import recognize, see_twins
from members import consenting, reaching, recording
from members.languages import packed
from members.models import Channel, ConsentEvent, ContactPoint, Person, Purpose

# Both languages on the paper, so both in the ledger: families read it, not the person who types.
WORDING = (
    "You may text me about meetings, events and what comes of what we asked. / "
    "Pueden enviarme mensajes de texto sobre reuniones, eventos y lo que resulte de lo que pedimos."
)
# What the wording speaks of.
PURPOSES = (Purpose.ORGANIZING, Purpose.EVENTS, Purpose.SCHOOL)
CELLS = ("name", "phone", "speaks", "grade", "asked")
TICKS = ("may_text", "asked_as_said")
WHO = ("name", "phone")
LAST_LINE = 1000


@transaction.atomic
def start_sheet(event, *, by, wording=WORDING, grades_of=SignInSheet.Grades.CHILDREN) -> SignInSheet:
    """Begin the next paper sheet of an event. `wording`: what stands beside the tick on the paper."""
    event = type(event).objects.select_for_update(of=("self",)).select_related("steward").get(pk=event.pk)
    last = event.sheets.aggregate(last=Max("number"))["last"] or 0
    sheet = SignInSheet(event=event, number=last + 1, wording=wording.strip(), grades_of=grades_of, typed_by=by)
    sheet.full_clean()
    sheet.save()
    record(by, "sheet.started", sheet, organization=event.steward)
    return sheet


@transaction.atomic
def save_lines(sheet, lines, *, by) -> list[SheetLine]:
    """Keep typed lines as they stand, right or wrong, and look up who they are. Saving the same again changes nothing.

    `lines`: dicts of `number` and the cells. Other lines of the sheet stay as they are; a blank line is taken out.
    Changing a name or a phone asks anew who it is. Raises ValidationError when the sheet is finished.
    """
    sheet = _open(sheet)
    kept = {line.number: line for line in sheet.lines.all()}
    looked_up = []
    for typed in lines:
        line = _put(sheet, kept, typed)
        if line and not line.settled_by_hand and not line.match:
            looked_up.append(line)
    looked_up += [line for line in kept.values() if _is_twin(line) and line not in looked_up]
    _look_up(sheet, looked_up, kept.values(), by=by)
    return list(sheet.lines.select_related("person"))


def _is_twin(line):
    """Whether it waits for a word because another line says the same: that line may just have changed."""
    return not line.settled_by_hand and any("line" in entry for entry in line.candidates)


def _put(sheet, kept, typed):
    """One line as typed. Answers with the line when it was changed."""
    number = typed["number"]
    if not 0 < number <= LAST_LINE:
        raise ValidationError(_("There is no line %(number)s."), params={"number": number})
    line = kept.get(number) or SheetLine(sheet=sheet, number=number)
    cells = {cell: " ".join(str(typed.get(cell, "")).replace("\0", "").split()) for cell in CELLS}
    if not any(cells.values()):
        if line.pk:
            line.delete()
            del kept[number]
        return None
    values = {**cells, **{tick: bool(typed.get(tick, getattr(line, tick))) for tick in TICKS}}
    before = {name: getattr(line, name) for name in values}
    if line.pk and before == values:
        return None
    if not line.pk or any(before[name] != values[name] for name in WHO):
        line.match, line.person, line.settled_by_hand, line.candidates = "", None, False, []
    for name, value in values.items():
        setattr(line, name, value)
    spoken, _unknown = languages(line.speaks)
    line.asked_language = (spoken[0] if spoken else sheet.event.steward.language) if line.asked else ""
    line.save()
    kept[number] = line
    return line


def _look_up(sheet, lines, all_lines, *, by):
    found = recognize(lines, steward=sheet.event.steward, by=by)
    for line in lines:
        taken = found[line.number]
        line.match, line.person, line.candidates = taken.match, taken.person, taken.candidates
    changed = {line.pk: line for line in (*lines, *see_twins(list(all_lines)))}
    SheetLine.objects.bulk_update(changed.values(), ["match", "person", "candidates"], batch_size=100)


@transaction.atomic
def drop(sheet, *, by) -> None:
    """Throw away a sheet that was begun by mistake, with its lines. A finished one stays."""
    sheet = _open(sheet)
    record(by, "sheet.dropped", sheet, organization=sheet.event.steward, lines=sheet.lines.count())
    sheet.delete()


@transaction.atomic
def match(sheet, *, by) -> list[SheetLine]:
    """Look up again all lines that nobody settled by hand: the people list may have grown since they were typed."""
    sheet = _open(sheet)
    lines = list(sheet.lines.select_related("person"))
    _look_up(sheet, [line for line in lines if not line.settled_by_hand], lines, by=by)
    return lines


@transaction.atomic
def settle(line, who, *, by) -> SheetLine:
    """Say who a line is: a person of the organization, or None for somebody new."""
    line = _line(line)
    if not line.name:
        raise ValidationError(_("Write a name first."))
    if who is not None and not _known_to(by, line).filter(pk=who.pk).exists():
        raise ValidationError(_("This person is not in your organization’s list."))
    line.match = SheetLine.Match.NEW if who is None else SheetLine.Match.KNOWN
    line.person, line.settled_by_hand = who, True
    line.save(update_fields=["match", "person", "settled_by_hand"])
    return line


@transaction.atomic
def unsettle(line, *, by) -> SheetLine:
    """Take back what was said by hand, and look the line up again."""
    line = _line(line)
    line.settled_by_hand = False
    line.save(update_fields=["settled_by_hand"])
    _look_up(line.sheet, [line], [line, *line.sheet.lines.exclude(pk=line.pk)], by=by)
    return line


def _known_to(by, line):
    return Person.objects.visible_to(by).filter(steward=line.sheet.event.steward)


def _line(line):
    sheet = _open(line.sheet)
    line = sheet.lines.select_related("person").get(pk=line.pk)
    line.sheet = sheet
    return line


def _locked(sheet):
    sheets = SignInSheet.objects.select_for_update(of=("self",)).select_related("event__steward")
    return sheets.get(pk=sheet.pk)


def _open(sheet):
    sheet = _locked(sheet)
    if sheet.finished_at:
        raise ValidationError(_("This sheet is finished. What is on it can no longer be changed here."))
    return sheet


# --- Taking it in -----------------------------------------------------------------------------------------------


@transaction.atomic
def finish(sheet, *, by) -> SignInSheet:
    """Take the whole sheet in: new people, phones, who came, consents, and what was asked. Twice is once.

    Raises ValidationError while a line needs another look, and before the event has begun. Then nothing is taken in.
    """
    sheet = _locked(sheet)
    if sheet.finished_at:
        return sheet
    now = timezone.now()
    if sheet.event.starts_at > now:
        raise ValidationError(_("This event is still to come. If it was held already, change its day first."))
    lines = match(sheet, by=by)
    if not lines:
        raise ValidationError(_("Nothing is typed yet."))
    _refuse_unready(lines)
    for line in lines:
        line.sheet = sheet
        _take_in(line, by=by)
    sheet.finished_at, sheet.finished_by = now, by
    sheet.save(update_fields=["finished_at", "finished_by"])
    made = sum(line.match == SheetLine.Match.NEW for line in lines)
    record(by, "sheet.finished", sheet, organization=sheet.event.steward, lines=len(lines), new_people=made)
    return sheet


def to_check(line) -> bool:
    """Whether a person has to look at the line again before the sheet can be finished."""
    return line.match == SheetLine.Match.UNSURE or bool(faults(line))


def _refuse_unready(lines):
    count = sum(to_check(line) for line in lines)
    if count:
        words = ngettext(
            "%(count)s line needs another look. Nothing is taken in yet.",
            "%(count)s lines need another look. Nothing is taken in yet.",
            count,
        )
        raise ValidationError(words % {"count": count})


def _take_in(line, *, by):
    own = grades(line.grade, are_own=line.sheet.grades_of == SignInSheet.Grades.OWN)
    if line.name:
        if line.person is None:
            line.person = _make_person(line, own, by=by)
            line.save(update_fields=["person"])
        _keep_phone(line, by=by)
        Attendance.objects.get_or_create(event=line.sheet.event, person=line.person)
        if line.may_text and line.sheet.wording and not own.is_own:
            _keep_consent(line, by=by)
        hanging.tell_signed_in(line, own, by=by)
    if line.asked:
        hanging.tell_asked(line, own, by=by)


def _make_person(line, own, *, by):
    given, family = names(line.name)
    spoken, _unknown = languages(line.speaks)
    return recording.add_person(
        line.sheet.event.steward,
        by=by,
        entry_key=f"sheet-line-{line.pk}",
        given_name=given,
        family_name=family,
        language=spoken[0] if spoken else "",
        other_languages=packed(spoken[1:]),
        grade_band=own.band if own.is_own else "",
    )


def _keep_phone(line, *, by):
    """A phone that others have too is the family's. One marked wrong was just written down anew by its owner."""
    key = phone_key(line.phone)
    if not key:
        return
    same = ContactPoint.objects.filter(steward=line.sheet.event.steward, kind=ContactPoint.Kind.PHONE, key=key)
    mine = same.filter(person=line.person).first()
    if mine is None:
        whose = ContactPoint.Whose.FAMILY if same.exists() else ContactPoint.Whose.OWN
        reaching.add_contact_point(line.person, kind=ContactPoint.Kind.PHONE, value=key, whose=whose, by=by)
    elif mine.status == ContactPoint.Status.WRONG:
        reaching.mark(mine, ContactPoint.Status.GOOD, by=by)


def where_written(sheet, number) -> str:
    """Where on paper a line can be seen again."""
    day = date_format(timezone.localtime(sheet.event.starts_at).date())
    return _("Sign-in sheet %(sheet)s, line %(line)s, %(day)s") % {"sheet": sheet.number, "line": number, "day": day}


def _keep_consent(line, *, by):
    """The tick on the paper, as it was printed. A minor's yes is not theirs to give: a guardian is asked. Of somebody
    who died since none is kept."""
    event = line.sheet.event
    if line.person.is_minor(event.steward.today()) or line.person.standing == Person.Standing.DIED:
        return
    spoken, _unknown = languages(line.speaks)
    for purpose in PURPOSES:
        consenting.say(
            line.person, channel=Channel.TEXT, purpose=purpose, state=ConsentEvent.State.GRANTED,
            source=ConsentEvent.Source.PAPER, by=by, happened_at=event.starts_at, wording=line.sheet.wording,
            language=spoken[0] if spoken else "",
            evidence=where_written(line.sheet, line.number),
            entry_key=f"sheet-line-{line.pk}-{purpose}",
        )  # fmt: skip
