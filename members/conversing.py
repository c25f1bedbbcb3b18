"""Conversations: writing down who we talked with, what we heard, what they committed to and what comes next."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from kit.entry_keys import entered
from kit.meanwhile import written
from members import hosting, sealing, stepping, stopping
from members.colleagues import refuse_strangers
from members.days import EARLIEST
from members.models import Conversation, NextStep, Person
from members.recording import add_person
from members.screening import screen

WORDS = ("heard", "interests", "networks", "story", "request", "commitment_what", "place")
FIELDS = (
    "kind", "talked_on", "place", "minutes", "language", "heard", "interests", "networks", "story", "request",
    "commitment", "commitment_what", "commitment_by", "commitment_kept",
)  # fmt: skip
# What a talk with several people has in common.
TOGETHER = ("kind", "talked_on", "heard", "place", "minutes", "language", "talked_by")
# What the deed has looked at itself: validating them again would ask the database for each.
KNOWN = ["steward", "person", "talked_by", "recorded_by"]


class Sealed(NamedTuple):
    """Words to be sealed with a conversation, and who may read them beside the author."""

    words: str
    readers: list


@transaction.atomic
def log(
    person, *, by, kind, talked_on, heard="", save_as_said=False, talked_by=None, next_step=None, sealed=None,
    finishes=None, asked_at_school=False, stops="", entry_key="", **one_on_one,
) -> Conversation:  # fmt: skip
    """Write down a conversation with a person; with an `entry_key` that was used before, answer with that one of then.

    `next_step`: a stepping.Promise that comes out of it; `sealed`: Sealed words kept apart; `finishes`: the next step
    that this talk has done; `asked_at_school`: they asked for something, and putting it into a trail becomes a step;
    `stops`: how far a no goes that they said (stopping.HowFar); `one_on_one`: the other FIELDS.
    Raises ValidationError for a day to come or long past, and for what the screening of free text finds.
    """
    if earlier := written_before(person.steward, entry_key):
        return earlier
    conversation = Conversation(
        steward=person.steward, person=person, kind=kind, talked_on=talked_on, heard=heard, recorded_by=by,
        talked_by=talked_by or by, entry_key=entry_key,
    )  # fmt: skip
    _put(conversation, one_on_one)
    kept = _check(conversation, save_as_said)
    if conversation.talked_by != by:
        refuse_strangers(person.steward, conversation.talked_by)
    if faster := _save_once(conversation):
        return faster
    _talked(person, talked_on)
    record(by, "conversation.logged", conversation, kind=kind)
    _record_kept(conversation, kept, by)
    _what_they_said(conversation, asked_at_school, stops, by)
    _what_follows(conversation, next_step, sealed, finishes, save_as_said, by)
    return conversation


def _save_once(conversation) -> Conversation | None:
    """Save it. Where the same form came twice in the same moment and the other one won: that one, and nothing saved."""
    try:
        with transaction.atomic():
            conversation.save()
    except IntegrityError:
        return entered(Conversation.objects.of(conversation.steward), conversation.entry_key).get()
    return None


def _record_kept(conversation, kept, by):
    if kept:
        record(by, "conversation.kept_as_said", conversation, found=", ".join(sorted(kept)))


def _what_they_said(conversation, asked_at_school, stops, by):
    """What they want for a school becomes a step of whoever wrote it down; a no goes into the consent ledger."""
    person, key = conversation.person, conversation.entry_key
    if asked_at_school:
        what = gettext("Put what they asked for into a trail")
        stepping.promise(person, what=what, owner=by, due_on=person.steward.today(), by=by, conversation=conversation)
    if stops:
        facts = {"source": stopping.source_of(conversation.kind), "said_on": conversation.talked_on}
        stopping.stop(person, how_far=stops, by=by, entry_key=f"talk-{key}"[:64] if key else "", **facts)


def log_with_new(organization, *, by, entry_key, given_name="", family_name="", **said) -> Conversation:
    """Write down a conversation with somebody we did not know: the person and the talk, both or neither.

    Raises ValidationError without a name, and for what `log` refuses.
    """
    with transaction.atomic():
        earlier = written_before(organization, entry_key)
        if earlier:
            return earlier
        person = add_person(organization, by=by, given_name=given_name, family_name=family_name, entry_key=entry_key)
        return log(person, by=by, entry_key=entry_key, **said)


@transaction.atomic
def log_together(first, *, others=(), newcomers=(), by) -> list[Conversation]:
    """Write the same talk down with others who were there: a house meeting, a circle at the gate.

    `first`: the conversation as it was written down with one of them, by a form (it has an entry_key). `others`:
    people; `newcomers`: names of those we did not know. Way, day, place, length, language and words are the same for
    all; what somebody committed to and what comes next stays with the first. Sent twice, it is still one talk each.
    """
    if earlier := written_together(first):
        return earlier
    same = {name: getattr(first, name) for name in TOGETHER} | {"by": by, "save_as_said": True}
    talks = [log(person, entry_key=f"{first.entry_key}-{person.pk}", **same) for person in others]
    for number, name in enumerate(newcomers):
        key = f"{first.entry_key}-new-{number}"
        talks.append(log_with_new(first.steward, given_name=name, entry_key=key, **same))
    return talks


def written_together(conversation) -> list[Conversation]:
    """The conversations that the same form wrote down with others who were there."""
    if not conversation.entry_key:
        return []
    # By whom and when first, as an index has them: there are millions of keys.
    talker, day = conversation.talked_by_id, conversation.talked_on
    rows = Conversation.objects.of(conversation.steward).filter(talked_by=talker, talked_on=day)
    return list(rows.filter(entry_key__startswith=f"{conversation.entry_key}-").select_related("person"))


def written_before(organization, entry_key) -> Conversation | None:
    """The conversation that this form has made already."""
    return entered(Conversation.objects.of(organization), entry_key).first() if entry_key else None


def _what_follows(conversation, next_step, sealed, finishes, save_as_said, by):
    person = conversation.person
    if sealed:
        sealing.seal_note(
            person, words=sealed.words, readers=sealed.readers, by=by, conversation=conversation,
            save_as_said=save_as_said,
        )  # fmt: skip
    if finishes:
        stepping.finish(finishes, by=by)
    if next_step:
        stepping.promise(
            person, what=next_step.what, owner=next_step.owner, due_on=next_step.due_on, by=by,
            conversation=conversation, save_as_said=save_as_said,
        )  # fmt: skip


def _put(conversation, fields):
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"A conversation has no field to write named {name}")
        setattr(conversation, name, _even(value))
    conversation.heard = _even(conversation.heard)


def _even(value):
    """Words trimmed, with the line ends that browsers change on the way made alike."""
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value


def _check(conversation, save_as_said) -> set:
    """Raises ValidationError, by field. Answers with the kinds of findings that were let through."""
    today = conversation.steward.today()
    faults: dict[str, list] = {}
    if conversation.talked_on > today:
        faults["talked_on"] = [_("This day has not come yet. Write a talk down after it happened.")]
    elif conversation.talked_on < EARLIEST:
        faults["talked_on"] = [_("This day is long past. Check the year.")]
    if conversation.commitment_by and not EARLIEST < conversation.commitment_by <= today + stepping.FARTHEST:
        faults["commitment_by"] = [_("This day is more than three years away. Check the year.")]
    kept = set()
    for name in WORDS:
        most = _field(name).max_length
        if len(getattr(conversation, name)) > most:
            faults[name] = [too_long(most)]
            continue
        try:
            kept.update(finding.kind for finding in screen(getattr(conversation, name), save_as_said=save_as_said))
        except ValidationError as refusal:
            faults[name] = refusal.error_list
    if faults:
        raise ValidationError(faults)
    conversation.full_clean(exclude=KNOWN)
    return kept


def _field(name):
    return Conversation._meta.get_field(name)


def too_long(most: int) -> ValidationError:
    """The database would take any length of text; a reader would not."""
    return ValidationError(_("This is too long: %(most)s letters at most."), params={"most": f"{most:,}"})


def _talked(person, talked_on):
    """Repeat the newest day on the person, for lists in that order."""
    newer = Q(last_talk_on__isnull=True) | Q(last_talk_on__lt=talked_on)
    Person.objects.filter(newer, pk=person.pk).update(last_talk_on=talked_on)


def _newest_again(person_id):
    newest = Conversation.objects.filter(person=person_id).aggregate(newest=Max("talked_on"))["newest"]
    Person.objects.filter(pk=person_id).update(last_talk_on=newest)


# --- Afterwards -------------------------------------------------------------------------------------------------


@transaction.atomic
def change(conversation, *, by, version, seen, save_as_said=False, **fields) -> Conversation:
    """Change what was written: the fields whose value differs from what the writer saw (`seen`).

    If somebody else saved meanwhile (`version` is older), fields that only one of the two changed are all kept.
    Raises meanwhile.Changed when both changed a field to different values, ValidationError for what `log` refuses.
    """
    conversation = _locked(conversation)
    fields = {name: _even(value) for name, value in fields.items()}
    seen = {name: _even(value) for name, value in seen.items()}
    mine = {name: value for name, value in fields.items() if value != seen.get(name)}
    if conversation.version != version:
        written(conversation, mine, seen)
    changed = [name for name, value in mine.items() if value != getattr(conversation, name)]
    if not changed:
        return conversation
    _put(conversation, {name: mine[name] for name in changed})
    kept = _check(conversation, save_as_said)
    conversation.version += 1
    conversation.save()
    if "talked_on" in changed:
        _newest_again(conversation.person_id)
    hosting.follow(conversation)
    names = ", ".join(str(_field(name).verbose_name) for name in changed)
    record(by, "conversation.changed", conversation, fields=names[:200])
    _record_kept(conversation, kept, by)
    return conversation


@transaction.atomic
def take_out(conversation, *, by) -> None:
    """Remove a conversation that was written down by mistake. Cannot be undone.

    Next steps that came out of it and are still open are dropped. Words that `by` sealed with it are destroyed.
    """
    conversation = _locked(conversation)
    person_id = conversation.person_id
    for step in NextStep.objects.open().filter(conversation=conversation):
        stepping.drop(step, by=by)
    for note in conversation.sealed_notes.filter(author=by):
        sealing.clear(note, by=by)
    record(by, "conversation.taken_out", conversation, talked_on=str(conversation.talked_on))
    hosting.follow(conversation, left=True)
    conversation.delete()
    _newest_again(person_id)


def _locked(conversation):
    """The row as the database has it, held until the deed is done."""
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("person", "steward")
    return rows.get(pk=conversation.pk)
