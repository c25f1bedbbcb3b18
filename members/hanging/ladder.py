"""The ladder and teams on a person's page, in the list of people and among the conditions."""

from collections import defaultdict
from operator import attrgetter

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import Permission, may
from kit.addresses import address, day_words
from kit.naming import with_names
from members import climbing, conditions, leading, panels, timeline
from members.conditions import Asker, Condition, Narrows, Part
from members.conditions_deeds import off_the_ladder
from members.models import Assessment, Conversation, Person, Relationship, Rung, RungReached, TeamMember
from members.panels import Column, Line, Panel
from members.templatetags.ladder import rung_bars


def register() -> None:
    panels.register_panel(Panel("main", "members/_leadership.html", leadership, order=10))
    panels.register_column(Column("rung", gettext_lazy("Rung"), cells, order=45))
    panels.register_lines(_team_lines)
    timeline.register(timeline.Source("ladder", gettext_lazy("Leadership"), _entries, _steps))
    for condition in CONDITIONS:
        conditions.register(condition)
    climbing.register_evidence("committed", _commitments)
    climbing.register_evidence("leads_people", _people_led)
    climbing.register_evidence("raised", _people_raised)


# --- The person's page and the list --------------------------------------------------------------------------------


SEEN = ("level", "assessed_on", "because", "assessed_by__name", "assessed_by__email")


def _steps(person, user):
    return RungReached.objects.visible_to(user).filter(person=person)


def _marked(person, user) -> list[RungReached]:
    """Their steps in the order in which they were taken, each knowing whether it led back. Read once for a page."""

    def read():
        steps = with_names(_steps(person, user).order_by("reached_on", "pk"), "rung", "moved_by")
        return climbing.mark_returns(list(steps))

    return panels.read_once(person, user, "rungs reached", read)


def leadership(person, request, on) -> dict | None:
    """The rungs with the day and the deed of each that was reached; what is suggested; where somebody stands to us."""
    rungs = list(Rung.objects.visible_to(request.user).of(person.steward).standing().order_by("position"))
    if not rungs:
        return None
    newest = {step.rung_id: step for step in _marked(person, request.user)}
    here = next((rung for rung in rungs if rung.pk == person.rung_id), None) or person.rung
    stands = here.position if here else 0
    asker = Asker(request.user, person.steward, on)
    suggestions = with_names(person.rung_suggestions.open().order_by(), "rung")
    assessments = person.assessments.order_by("-assessed_on", "-pk").values_list(*SEEN, named=True)
    return {
        "rungs": [
            (rung, newest.get(rung.pk) if rung.position <= stands else None, rung.position <= stands) for rung in rungs
        ],
        "here": person.rung_id,
        "suggestions": [
            (each, climbing.in_words(each.evidence, asker))
            for each in sorted(suggestions, key=attrgetter("made_at", "pk"), reverse=True)
        ],
        "assessments": [(Assessment.Level(each.level).label, each) for each in assessments[:3]],
        "may_move": may(request.user, Permission.EDIT_PEOPLE, person.steward),
    }


def cells(people, request, on) -> dict:
    """The rung of each person, as bars and a word."""
    stewards = {person.steward_id for person in people}
    ladders = defaultdict(list)
    for rung in Rung.objects.filter(steward__in=stewards).standing().order_by("position"):
        ladders[rung.steward_id].append(rung)
    drawn = {
        rung.pk: format_html('<span class="rung">{}{}</span>', rung_bars(at, len(ladder)), rung.name)
        for ladder in ladders.values()
        for at, rung in enumerate(ladder, start=1)
    }
    return {person.pk: drawn.get(person.rung_id, "") for person in people if person.rung_id}


def _entries(person, user, on, most):
    for step in _marked(person, user)[: -most - 1 : -1]:
        title = _("Back on “%(rung)s”") if step.is_back else _("Reached “%(rung)s”")
        yield timeline.Entry(
            on=step.reached_on,
            title=title % {"rung": step.rung.name},
            text=step.deed,
            under=_("Recorded by %(name)s") % {"name": step.moved_by},
        )


def _team_lines(person, user, on):
    terms = TeamMember.objects.visible_to(user).current(on).filter(person=person).order_by("team__name", "pk")
    for team, name, role, starts_on in terms.values_list("team", "team__name", "role__name", "starts_on"):
        since = _("Since %(day)s") % {"day": day_words(starts_on)}
        yield Line(
            icon="users-group",
            title=name,
            url=address("members:team", team),
            under=" · ".join(part for part in (role, since) if part),
            order=45,
        )


# --- Conditions: what a leader does --------------------------------------------------------------------------------


def _leads(value, asker):
    return leading.leading_so_many(leading.ties_of_leading(asker.organization, asker.on), value["people"])


def _leads_words(value, asker):
    count = value["people"]
    return ngettext("leads %(count)s person or more", "leads %(count)s people or more", count) % {"count": count}


def _leads_not(value, asker):
    count = value["people"]
    return ngettext("leads nobody", "leads fewer than %(count)s people", count) % {"count": count}


def _rungs(asker):
    rungs = Rung.objects.visible_to(asker.user).of(asker.organization).standing().order_by("position")
    return [(rung.pk, rung.name) for rung in rungs]


def _raising(value, asker):
    """Ties from somebody to those whom they brought in and who reached that rung or a higher one.

    Also to those who died or moved away since: bringing somebody in is a deed that was done, and the records show it.
    Leading is otherwise: it goes on, so that nobody leads whoever is gone (`_leads`).
    """
    reached = Person.objects.of(asker.organization).filter(
        rung__position__gte=Rung.objects.filter(pk=value).values("position"), rung__steward=asker.organization
    )
    ties = Relationship.objects.of(asker.organization).filter(kind=Relationship.Kind.RECRUITED)
    return ties.filter(other__in=reached.values("pk"))


def _raised_name(value, asker):
    return {"rung": conditions.find("raised").name_of(value, asker)}


CONDITIONS = (
    Condition(
        key="leads_people",
        label=gettext_lazy("Leads people"),
        q=_leads,
        sentence=_leads_words,
        denied=_leads_not,
        parts=(Part("people", gettext_lazy("at least … people"), "number", most=1000),),
        group=gettext_lazy("Leadership"),
        order=46,
        narrows=lambda value: Narrows.TO_SOME,
    ),
    Condition(
        key="raised",
        label=gettext_lazy("Brought in somebody who reached"),
        q=lambda value, asker: conditions.having(_raising(value, asker)),
        sentence=lambda value, asker: _("brought in somebody who reached “%(rung)s”") % _raised_name(value, asker),
        denied=lambda value, asker: _("brought in nobody who reached “%(rung)s”") % _raised_name(value, asker),
        choices=_rungs,
        missing=off_the_ladder,
        group=gettext_lazy("Leadership"),
        order=47,
        narrows=lambda value: Narrows.TO_FEW,
    ),
)


# --- The records behind them ---------------------------------------------------------------------------------------


def _commitments(ids, value, asker):
    talks = Conversation.objects.of(asker.organization).filter(person__in=ids).exclude(commitment_what="")
    kept = talks.filter(commitment_kept=True) if value == "kept" else talks.filter(commitment=value)
    rows = kept.order_by("talked_on", "pk").values_list("person", "commitment_what", "talked_on")
    return _gathered((person, what, day.isoformat()) for person, what, day in rows)


def _people_led(ids, value, asker):
    ties = leading.ties_of_leading(asker.organization, asker.on).filter(other__standing=Person.Standing.HERE)
    rows = ties.filter(person__in=ids).order_by("other__sort_name")
    return _gathered(
        (tie.person_id, climbing.person_fact(tie.other_id), tie.starts_on.isoformat() if tie.starts_on else "")
        for tie in rows
    )


def _people_raised(ids, value, asker):
    rows = _raising(value, asker).filter(person__in=ids).order_by("other__sort_name")
    return _gathered((tie.person_id, climbing.person_fact(tie.other_id), "") for tie in rows)


MOST_FACTS = 8


def _gathered(rows) -> dict[int, list]:
    found = defaultdict(list)
    for person, words, day in rows:
        if len(found[person]) < MOST_FACTS:
            found[person].append([words, day])
    return dict(found)
