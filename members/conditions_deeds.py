"""What can be said of people by what was done: conversations, next steps, organizers, the ladder, and consent."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.numbers import number_of
from members import allowed
from members.colleagues import colleagues
from members.conditions import Condition, Part, find_name, having
from members.conditions_people import REACH, days_ago, in_days
from members.models import (
    Assessment,
    Assignment,
    Channel,
    Conversation,
    NextStep,
    Purpose,
    Rung,
    RungSuggestion,
    StandingConsent,
)

TALKS = gettext_lazy("Conversations and next steps")
LADDER = gettext_lazy("Leadership")


# --- Conversations -----------------------------------------------------------------------------------------------


def _users(asker):
    return [(user.pk, user.name or user.email) for user in colleagues(asker.organization)]


def _talks(value, asker):
    rows = Conversation.objects.of(asker.organization)
    if "kind" in value:
        rows = rows.filter(kind=value["kind"])
    if "by" in value:
        rows = rows.filter(talked_by=value["by"])
    if "days" in value:
        rows = rows.filter(talked_on__gte=days_ago(value["days"], asker))
    return having(rows)


# Each way to talk: the sentence and its opposite.
WAYS_TO_TALK = {
    "": (gettext_lazy("had a talk"), gettext_lazy("had no talk")),
    "one_on_one": (gettext_lazy("had a one-on-one"), gettext_lazy("had no one-on-one")),
    "call": (gettext_lazy("talked by phone"), gettext_lazy("did not talk by phone")),
    "text": (gettext_lazy("talked by text"), gettext_lazy("did not talk by text")),
    "gate": (gettext_lazy("talked at the gate"), gettext_lazy("did not talk at the gate")),
    "door": (gettext_lazy("talked at the door"), gettext_lazy("did not talk at the door")),
    "house": (gettext_lazy("was at a house meeting"), gettext_lazy("was at no house meeting")),
    "other": (gettext_lazy("had another kind of talk"), gettext_lazy("had no other kind of talk")),
}


def _talked_words(value, asker, so):
    found = str(WAYS_TO_TALK[value.get("kind", "")][0 if so else 1])
    if "by" in value:
        found = _("%(talk)s with %(organizer)s") % {
            "talk": found,
            "organizer": find_name("talk", value["by"], asker, "by"),
        }
    return f"{found} {in_days(value['days'])}" if "days" in value else found


COMMITTED = {
    "yes": (gettext_lazy("committed to something"), gettext_lazy("committed to nothing")),
    "later": (gettext_lazy("said “later” when asked"), gettext_lazy("never said “later” when asked")),
    "no": (gettext_lazy("said no when asked"), gettext_lazy("never said no when asked")),
    "kept": (gettext_lazy("kept a commitment"), gettext_lazy("kept no commitment")),
    "broken": (gettext_lazy("did not keep a commitment"), gettext_lazy("never broke a commitment")),
}
COMMITMENTS = [
    ("yes", gettext_lazy("Committed")),
    ("later", gettext_lazy("Said “later”")),
    ("no", gettext_lazy("Said no")),
    ("kept", gettext_lazy("Kept it")),
    ("broken", gettext_lazy("Did not keep it")),
]


def _committed(value, asker):
    rows = Conversation.objects.of(asker.organization)
    if value in ("kept", "broken"):
        return having(rows.filter(commitment_kept=value == "kept"))
    return having(rows.filter(commitment=value))


STEPS = {
    "open": (gettext_lazy("has an open next step"), gettext_lazy("has no open next step")),
    "late": (gettext_lazy("has a late next step"), gettext_lazy("has no late next step")),
}


def _steps(value, asker):
    rows = NextStep.objects.of(asker.organization).open().filter(person__isnull=False)
    return having(rows.filter(due_on__lt=asker.on) if value == "late" else rows)


TALKED = (
    Condition(
        key="last_talk",
        label=gettext_lazy("Talked with us lately"),
        q=lambda value, asker: Q(last_talk_on__gte=days_ago(value["days"], asker)),
        sentence=lambda value, asker: _("talked with us %(when)s") % {"when": in_days(value["days"])},
        denied=lambda value, asker: _("did not talk with us %(when)s") % {"when": in_days(value["days"])},
        parts=(Part("days", gettext_lazy("in the last … days"), "number", most=3660),),
        group=TALKS,
        order=20,
    ),
    Condition(
        key="talk",
        label=gettext_lazy("Conversation"),
        q=_talks,
        sentence=lambda value, asker: _talked_words(value, asker, True),
        denied=lambda value, asker: _talked_words(value, asker, False),
        parts=(
            Part("kind", gettext_lazy("How"), choices=lambda asker: Conversation.Kind.choices, is_required=False),
            Part("by", gettext_lazy("With whom of us"), choices=_users, is_required=False),
            Part("days", gettext_lazy("in the last … days"), "number", is_required=False, most=3660),
        ),
        group=TALKS,
        order=21,
    ),
    Condition(
        key="committed",
        label=gettext_lazy("Commitment"),
        q=_committed,
        sentence=lambda value, asker: str(COMMITTED[value][0]),
        denied=lambda value, asker: str(COMMITTED[value][1]),
        choices=lambda asker: COMMITMENTS,
        group=TALKS,
        order=22,
    ),
    Condition(
        key="step",
        label=gettext_lazy("Next step"),
        q=_steps,
        sentence=lambda value, asker: str(STEPS[value][0]),
        denied=lambda value, asker: str(STEPS[value][1]),
        choices=lambda asker: [("open", _("Open")), ("late", _("Late"))],
        group=TALKS,
        order=23,
    ),
)


# --- Organizers --------------------------------------------------------------------------------------------------


def _organizers(asker):
    return [("me", _("Me")), ("nobody", _("Nobody")), *_users(asker)]


def _looked_after(value, asker):
    terms = Assignment.objects.of(asker.organization).current(asker.on)
    if value == "nobody":
        return ~having(terms)
    return having(terms.filter(organizer=asker.user.pk if value == "me" else value))


def _looked_after_words(value, asker, so):
    if value == "me":
        return _("has you as organizer") if so else _("does not have you as organizer")
    if value == "nobody":
        return _("has no organizer") if so else _("has an organizer")
    words = _("has %(name)s as organizer") if so else _("does not have %(name)s as organizer")
    return words % {"name": find_name("organizer", value, asker)}


# --- The ladder --------------------------------------------------------------------------------------------------


def _rungs(asker):
    return [(rung.pk, rung.name) for rung in _standing(asker)]


def off_the_ladder(value, asker) -> str:
    """Of a rung that was removed somebody may still ask in a saved search."""
    removed = Rung.objects.of(asker.organization).filter(retired_at__isnull=False)
    if removed.filter(pk=number_of(value)).exists():
        return _("It asks for a rung that is not on the ladder any more.")
    return ""


def _standing(asker):
    if _standing not in asker.memo:
        rungs = Rung.objects.visible_to(asker.user).of(asker.organization).standing().order_by("position")
        asker.memo[_standing] = list(rungs)
    return asker.memo[_standing]


def _on_rung(value, asker):
    return Q(rung__in=[int(value)])


def _from_rung_on(value, asker):
    """This rung or a higher one: a short list of ids, so that the person's own column answers."""
    rungs = _standing(asker)
    lowest = next(rung.position for rung in rungs if str(rung.pk) == value)
    return Q(rung__in=[rung.pk for rung in rungs if rung.position >= lowest])


CLIMBED = (
    Condition(
        key="organizer",
        label=gettext_lazy("Organizer"),
        q=_looked_after,
        sentence=lambda value, asker: _looked_after_words(value, asker, True),
        denied=lambda value, asker: _looked_after_words(value, asker, False),
        choices=_organizers,
        group=TALKS,
        order=24,
        in_list=True,
    ),
    Condition(
        key="rung",
        label=gettext_lazy("Rung"),
        q=_on_rung,
        sentence=lambda value, asker: _("stands on the rung “%(rung)s”") % {"rung": find_name("rung", value, asker)},
        denied=lambda value, asker: (
            _("does not stand on the rung “%(rung)s”") % {"rung": find_name("rung", value, asker)}
        ),
        choices=_rungs,
        missing=off_the_ladder,
        group=LADDER,
        order=45,
        in_list=True,
    ),
    Condition(
        key="rung_from",
        label=gettext_lazy("Rung, or a higher one"),
        q=_from_rung_on,
        sentence=lambda value, asker: _("has reached the rung “%(rung)s”") % {"rung": find_name("rung", value, asker)},
        denied=lambda value, asker: (
            _("has not reached the rung “%(rung)s”") % {"rung": find_name("rung", value, asker)}
        ),
        choices=_rungs,
        missing=off_the_ladder,
        group=LADDER,
        order=46,
    ),
    Condition(
        key="assessed",
        label=gettext_lazy("Assessment"),
        q=lambda value, asker: Q(assessment__in=[int(value)]),
        sentence=lambda value, asker: _("is assessed as %(level)s") % {"level": find_name("assessed", value, asker)},
        denied=lambda value, asker: _("is not assessed as %(level)s") % {"level": find_name("assessed", value, asker)},
        choices=lambda asker: Assessment.Level.choices,
        group=LADDER,
        order=47,
    ),
    Condition(
        key="may_rise",
        label=gettext_lazy("Is suggested for a higher rung"),
        q=lambda value, asker: having(RungSuggestion.objects.of(asker.organization).open()),
        sentence=lambda value, asker: _("is suggested for a higher rung"),
        denied=lambda value, asker: _("is not suggested for a higher rung"),
        widget="none",
        group=LADDER,
        order=48,
    ),
)


# --- Consent -----------------------------------------------------------------------------------------------------


ANSWERS = [("yes", gettext_lazy("Said yes")), ("no", gettext_lazy("Said no")), ("ask", gettext_lazy("Not asked"))]


def _consented(value, asker):
    """Where consent stands today. A yes counts when it opens the door: a minor's with a guardian's."""
    rows = StandingConsent.objects.of(asker.organization).filter(channel=value["channel"], purpose=value["purpose"])
    today = allowed.counted(rows, asker.on)
    said_yes, said_no = having(today.filter(is_open=True)), having(today.filter(state=StandingConsent.State.NO))
    elsewhere = allowed.closed_elsewhere()
    if elsewhere is not None:
        said_no |= elsewhere & ~said_yes
    if value["state"] == "yes":
        return said_yes
    if value["state"] == "no":
        return said_no
    return ~having(today) & ~said_no


# What somebody allows, as it follows "said yes to".
ALLOWED = {
    Channel.CALL: gettext_lazy("calls"),
    Channel.TEXT: gettext_lazy("texts"),
    Channel.EMAIL: gettext_lazy("e-mails"),
    Channel.MAIL: gettext_lazy("letters"),
    Channel.DOOR: gettext_lazy("visits"),
    Channel.PHOTO: gettext_lazy("photos and video"),
}


def _consented_words(value, asker, so):
    words = {
        ("yes", True): _("said yes to %(what)s"),
        ("yes", False): _("did not say yes to %(what)s"),
        ("no", True): _("said no to %(what)s"),
        ("no", False): _("did not say no to %(what)s"),
        ("ask", True): _("was not asked about %(what)s"),
        ("ask", False): _("was asked about %(what)s"),
    }[value["state"], so]
    what = _("%(channel)s for %(purpose)s") % {
        "channel": str(ALLOWED[value["channel"]]),
        "purpose": str(Purpose(value["purpose"]).label).lower(),
    }
    return words % {"what": what}


CONSENTED = (
    Condition(
        key="consent",
        label=gettext_lazy("Consent"),
        q=_consented,
        sentence=lambda value, asker: _consented_words(value, asker, True),
        denied=lambda value, asker: _consented_words(value, asker, False),
        parts=(
            Part("channel", gettext_lazy("Channel"), choices=lambda asker: Channel.choices),
            Part("purpose", gettext_lazy("For what"), choices=lambda asker: Purpose.choices),
            Part("state", gettext_lazy("Answer"), choices=lambda asker: ANSWERS),
        ),
        group=REACH,
        order=55,
    ),
)

CONDITIONS = (*TALKED, *CLIMBED, *CONSENTED)
