"""Answers to families: given with a reason, sent back to everyone whose words fed the ask, and open to dispute."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from schools.models import Answer, AnswerDelivery


@transaction.atomic
def answer(ask, *, decision, answered_as, answered_on, by, reason_en="", reason_es=""):
    """Write down what the school answered: yes, partly or not now, by whom in which role, on which day.

    "Partly" and "not now" need a reason in English and in Spanish. An ask has one standing answer; a merged ask
    shares the one of the ask that stands for it.
    """
    if ask.merged_into_id:
        raise ValidationError(_("This ask was merged into another one. Change that one, or undo the merge."))
    if answered_on > timezone.localdate():
        raise ValidationError(_("That day has not come yet."))
    if Answer.objects.standing().filter(ask__in=[ask.pk, *ask.tail.values_list("pk", flat=True)]).exists():
        raise ValidationError(_("This ask already has an answer. Reopen it first."))
    given = Answer(
        ask=ask,
        decision=decision,
        reason_en=reason_en.strip(),
        reason_es=reason_es.strip(),
        answered_as=answered_as.strip(),
        answered_on=answered_on,
        recorded_by=by,
    )
    given.full_clean()
    given.save()
    record(by, "ask.answered", ask, decision=given.decision, role=given.answered_as)
    return given


@transaction.atomic
def send_back(given, *, channel, people, sent_on, by, session=None):
    """Write down that an answer went back to some of the people whose words fed the ask.

    `people`: how many were reached this way, at least one. `session`: the session whose people it reached, if one.
    """
    if given.reopened_at:
        raise ValidationError(_("This answer was reopened. Give a new one first."))
    if sent_on > timezone.localdate():
        raise ValidationError(_("That day has not come yet."))
    if sent_on < given.answered_on:
        raise ValidationError(_("An answer cannot go back before it was given."))
    if people < 1:
        raise ValidationError(_("Say how many people it reached."))
    if session is not None and session.school_id != given.ask.school_id:
        raise ValidationError(_("That session was at another school."))
    delivery = AnswerDelivery(
        answer=given, channel=channel, session=session, people=people, sent_on=sent_on, recorded_by=by
    )
    delivery.full_clean()
    delivery.save()
    record(by, "answer.sent", given, organization=given.ask.steward, channel=channel, people=people)
    return delivery


@transaction.atomic
def reopen(given, *, because, by):
    """Families dispute an answer: it stays on record, and the ask waits for a new one."""
    given = Answer.objects.select_for_update().select_related("ask__steward").get(pk=given.pk)
    if given.reopened_at:
        raise ValidationError(_("This answer is already reopened."))
    if not because.strip():
        raise ValidationError(_("Say why the answer is reopened."))
    given.reopened_at, given.reopened_by, given.reopened_because = timezone.now(), by, because.strip()
    given.full_clean()
    given.save()
    record(by, "answer.reopened", given, organization=given.ask.steward)
    return given
