"""What one ask's page shows beside its trail: quotes, sessions, who sorted the comments, who is owed an answer."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.suppression import suppress
from schools.models import Answer, Ask, AskMerge, Input, Link, Reading, Session, SpeakerRole, SpokenLanguage
from schools.trails import AskTrail, trails_for
from schools.voices import people_in

MOST_QUOTES = 3
MOST_ELSEWHERE = 3


@dataclass
class Sorting:
    """Who read the comments behind an ask, and how far two blind readers agreed."""

    readers: list[str] = field(default_factory=list)
    read: int = 0
    read_twice: int = 0
    agreed: int = 0


@dataclass
class Dossier:
    """One ask's page for one viewer. Words and sessions are those the viewer's own organizations heard."""

    trail: AskTrail
    quotes: list
    sessions: list  # (Session, people)
    sorting: Sorting
    owed: list  # (how, people)
    languages: list  # (language, people)
    roles: list  # (role, percent | None)
    elsewhere: list[AskTrail]
    changes: list  # (day, sentence)
    merges: list

    @property
    def own_people(self):
        return people_in(self.trail.words.own.values())


def dossier(ask, *, user, on):
    """Gather the page of one standing ask the viewer may see."""
    (trail,) = trails_for([ask], user=user, on=on)
    own = list(trail.words.own)
    merges = list(
        AskMerge.objects.filter(Q(kept=ask) | Q(kept__head=ask), undone_at__isnull=True).select_related("absorbed")
    )
    return Dossier(
        trail=trail,
        quotes=_quotes(own, user),
        sessions=_sessions(trail, user),
        sorting=_sorting(own),
        owed=_people_by(trail, "answer_by", dict(Input.AnswerBy.choices)),
        languages=_people_by(trail, "language", dict(SpokenLanguage.choices)),
        roles=_roles(trail),
        elsewhere=_elsewhere(ask, user=user, on=on),
        changes=changes(ask, trail, merges),
        merges=merges if trail.is_own else [],
    )


def _quotes(own, user):
    """Words that may be quoted, the newest first; never those of somebody who did not allow it."""
    return list(
        Input.objects.visible_to(user)
        .filter(pk__in=own, may_quote=True)
        .select_related("translation_checked_by")
        .order_by("-heard_on", "pk")[:MOST_QUOTES]
    )


def _sessions(trail, user):
    rows = defaultdict(list)
    for row in trail.words.own.values():
        rows[row["input__session_id"]].append(row)
    sessions = Session.objects.visible_to(user).filter(pk__in=rows).select_related("event").order_by("event__starts_at")
    return [(session, people_in(rows[session.pk])) for session in sessions]


def _sorting(own):
    readings = Reading.objects.filter(input__in=own).select_related("reader").prefetch_related("codings__code")
    by_input = defaultdict(dict)
    for reading in readings:
        by_input[reading.input_id][reading.round] = reading
    first, second = Reading.Round.FIRST, Reading.Round.SECOND
    twice = [rounds for rounds in by_input.values() if first in rounds and second in rounds]
    return Sorting(
        readers=sorted({rounds[first].reader.name for rounds in by_input.values() if first in rounds}),
        read=len(by_input),
        read_twice=len(twice),
        agreed=sum(_themes(rounds[first]) == _themes(rounds[second]) for rounds in twice),
    )


def _themes(reading):
    return {(coding.code.key, coding.polarity) for coding in reading.codings.all()}


def _people_by(trail, trait, labels):
    return [(labels.get(value, value), count) for value, count in trail.words.counted_by(trait).items()]


def _roles(trail):
    counts = trail.words.counted_by("role")
    total = sum(counts.values())
    labels = dict(SpeakerRole.choices)
    return [
        (labels.get(role, role), None if count is None else 100 * count / total)
        for role, count in suppress(counts).items()
    ]


def _elsewhere(ask, *, user, on):
    """The same theme asked for in the same year at other schools, the most people first."""
    if not ask.code_key:
        return []
    others = (
        Ask.objects.visible_to(user)
        .standing()
        .filter(code_key=ask.code_key, year=ask.year)
        .exclude(school=ask.school_id)
        .select_related("school", "steward")
    )
    trails = trails_for(others, user=user, on=on)
    return sorted(trails, key=lambda trail: -(trail.people or 0))[:MOST_ELSEWHERE]


def changes(ask, trail, merges):
    """What happened to this ask, newest first, as (day, sentence)."""
    found = [(ask.created_at, _("Written down as an ask"))]
    for merge in merges:
        found.append((merge.merged_at, _("“%(ask)s” merged into it") % {"ask": merge.absorbed}))
    for link in trail.links:
        number = link.line.number
        found.append((link.claimed_at, _("Tied to line %(number)s of the plan") % {"number": number}))
        if link.confirmed_at:
            found.append((link.confirmed_at, _("Link to line %(number)s confirmed") % {"number": number}))
    for link in Link.objects.of(ask).filter(withdrawn_at__isnull=False).select_related("line"):
        found.append((link.withdrawn_at, _("Link to line %(number)s removed") % {"number": link.line.number}))
    for answer in Answer.objects.filter(Q(ask=ask) | Q(ask__head=ask)).prefetch_related("deliveries"):
        found += _answer_changes(answer)
    return [
        (timezone.localdate(moment), words) for moment, words in sorted(found, key=lambda pair: pair[0], reverse=True)
    ]


def _answer_changes(answer):
    found = [(answer.recorded_at, _("Answer written down: %(answer)s") % {"answer": answer.get_decision_display()})]
    reached = Counter()
    for delivery in answer.deliveries.all():
        reached[delivery.recorded_at] += delivery.people
    for moment, people in reached.items():
        sentence = ngettext("Answer sent back to %(count)s person", "Answer sent back to %(count)s people", people)
        found.append((moment, sentence % {"count": people}))
    if answer.reopened_at:
        found.append((answer.reopened_at, _("Answer disputed and reopened")))
    return found
