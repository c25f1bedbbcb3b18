"""The measures as sentences: what each says, of how many, as of which day, and in which state. Never one grade."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.money import dollars
from kit.templatetags.figures import cents_of, percent
from kit.years import school_year
from schools.measures import Part, State
from schools.measuring import Measures


@dataclass(frozen=True)
class Told:
    """One measure in words. `label` says why there is no figure, or that it is preliminary."""

    key: str
    title: str
    sentence: str
    as_of: dt.date
    label: str = ""
    parts: list[str] = field(default_factory=list)  # further sentences, each with its own counts


def told(measures: Measures, year) -> list[Told]:
    """M0 to M6 of one school's year, in their order."""
    return [
        _complete(measures.trail),
        _heard(measures.heard, year),
        _answered(measures.answered),
        _followed(measures, year),
        _kept(measures.kept, year),
        _left_out(measures.left_out, year),
        _everyone(measures.everyone, year),
    ]


def _complete(trail):
    title = _("How complete the trail is")
    if trail.state == State.NOT_ENOUGH:
        return Told("complete", title, _("No comments and no filed plan yet."), trail.as_of, trail.state.label)
    if trail.coded.denominator:
        sentence = _("A person has read and sorted %(n)s of %(all)s comments.") % _of(trail.coded)
    else:
        sentence = _("Your organization has recorded no comments.")
    parts = [
        _("%(n)s of %(all)s comments drawn for a second reader were read twice.") % _of(trail.double_coded),
        _("Somebody decided about %(n)s of %(all)s open to choice: tied to an ask, or no family request found.")
        % {"n": dollars(trail.decided.n), "all": dollars(trail.decided.denominator)},
        _("%(n)s of %(all)s links were confirmed by a second person.") % _of(trail.confirmed),
    ]
    known = zip((trail.double_coded, trail.decided, trail.confirmed), parts, strict=True)
    told_parts = [words for part, words in known if part.denominator]
    if trail.is_preliminary:
        told_parts.append(_("A part is below 80 of 100, so figures about money and fairness are preliminary."))
    return Told("complete", title, sentence, trail.as_of, "", told_parts)


def _of(part: Part):
    return {"n": f"{part.n:,}", "all": f"{part.denominator:,}"}


def _heard(heard, year):
    people = year.heard_people
    title = _("Who we heard from")
    if not people and year.hides_people:
        return Told("heard", title, _("Fewer than 11 people; not shown."), heard.as_of, State.HIDDEN.label)
    if not people:
        return Told("heard", title, _("Nobody was heard for this plan yet."), heard.as_of, heard.state.label)
    words = ngettext("%(count)s person was heard", "%(count)s people were heard", people) % {"count": f"{people:,}"}
    if year.people_are_at_least:
        words = _("At least %(count)s people were heard") % {"count": f"{people:,}"}
    if year.sessions:
        words += " " + ngettext("in %(count)s session", "in %(count)s sessions", len(year.sessions)) % {
            "count": len(year.sessions)
        }
    if year.enrollment is None:
        return Told("heard", title, words + ". " + _("Enrollment is not known here."), heard.as_of, heard.state.label)
    enrolled = ngettext(
        "%(count)s student was enrolled in %(year)s.",
        "%(count)s students were enrolled in %(year)s.",
        year.enrollment.count,
    ) % {"count": f"{year.enrollment.count:,}", "year": school_year(year.enrollment.year)}
    return Told("heard", title, f"{words}. {enrolled}", heard.as_of, heard.state.label)


def _answered(answered):
    title = _("Asks answered")
    if not answered.asks:
        return Told("answered", title, _("No asks for this plan yet."), answered.as_of, State.NOT_ENOUGH.label)
    parts = []
    if answered.waiting:
        parts.append(
            ngettext(
                "%(count)s ask waits; the oldest has waited %(days)s days since it was first said.",
                "%(count)s asks wait; the oldest has waited %(days)s days since it was first said.",
                answered.waiting,
            )
            % {"count": answered.waiting, "days": answered.oldest_waiting_days}
        )
    if answered.median_days is not None:
        parts.append(
            _("Half of all asks were answered within %(days)s days; those still waiting are counted as waiting.")
            % {"days": answered.median_days}
        )
    if answered.state == State.TOO_EARLY:
        sentence = ngettext(
            "%(count)s ask, and no answer is due yet.", "%(count)s asks, and no answer is due yet.", answered.asks
        ) % {"count": answered.asks}
        return Told("answered", title, sentence, answered.as_of, answered.state.label, parts)
    sentence = ngettext(
        "%(n)s of %(count)s ask due got an answer, sent back to families.",
        "%(n)s of %(count)s asks due got an answer, sent back to families.",
        answered.denominator,
    ) % {"n": answered.n, "count": answered.denominator}
    return Told("answered", title, sentence, answered.as_of, "", parts)


def _followed(measures, year):
    title = _("Money that follows what families asked for")
    planned, spent = measures.planned, measures.spent
    if planned.share is None:
        return Told("followed", title, no_money_words(year), planned.as_of, State.NOT_ENOUGH.label)
    sentence = _(
        "%(cents)s of every dollar the school was free to choose is planned for something families asked for: "
        "%(part)s of %(open)s."
    ) % {"cents": cents_of(planned.share), "part": dollars(planned.n), "open": dollars(planned.denominator)}
    parts = []
    if year.unasked_cents:
        parts.append(_("No ask is tied to another %(rest)s.") % {"rest": dollars(year.unasked_cents)})
    if spent.share is not None:
        parts.append(
            _("Of every dollar spent by %(day)s it is %(cents)s: %(part)s of %(all)s.")
            % {
                "day": date_format(spent.as_of),
                "cents": cents_of(spent.share),
                "part": dollars(spent.n),
                "all": dollars(spent.denominator),
            }
        )
    else:
        parts.append(_("What was spent is not reported."))
    if spent.unreported and spent.share is not None:
        parts.append(_lines_unreported(spent.unreported))
    return Told("followed", title, sentence, planned.as_of, planned.state.label, parts)


def no_money_words(year):
    """Why there is no figure about planned money."""
    if year.plan is None:
        return _("No plan filed yet.")
    if year.open_cents <= 0:
        return _("No dollars in this plan were open to choice.")
    return _("Nobody has decided yet which plan lines answer an ask.")


def _lines_unreported(count):
    return ngettext(
        "%(count)s line has no spending report and is left out.",
        "%(count)s lines have no spending report and are left out.",
        count,
    ) % {"count": count}


def _kept(kept, year):
    title = _("Promise kept")
    if kept.state == State.NOT_REPORTED:
        sentence = _("The plan promised %(planned)s on lines tied to asks. What was spent is not reported.") % {
            "planned": dollars(kept.unreported_cents)
        }
        return Told("kept", title, sentence, kept.as_of, kept.state.label)
    if kept.n is None:
        words = _("No confirmed link ties a plan line to an ask.") if year.plan else _("No plan filed yet.")
        return Told("kept", title, words, kept.as_of, kept.state.label)
    sentence = _(
        "The plan promised %(planned)s on lines tied to asks; %(spent)s of it had been spent by %(day)s (%(share)s)."
    ) % {
        "planned": dollars(kept.denominator),
        "spent": dollars(kept.n),
        "day": date_format(kept.as_of),
        "share": percent(kept.share),
    }
    parts = [_lines_unreported(kept.unreported)] if kept.unreported else []
    return Told("kept", title, sentence, kept.as_of, kept.state.label, parts)


def _left_out(found, year):
    title = _("Left-out groups")
    if found is None:
        sentence = _(
            "Cannot be computed: it needs a cost for every ask, and each person known once, as in a vote or a survey."
        )
        return Told("left_out", title, sentence, year.on)
    if found.n is None or found.state == State.NOT_ENOUGH:
        return Told("left_out", title, _("Fewer than 11 people with recorded support."), year.on, found.state.label)
    if not found.groups:
        sentence = _("No group of 11 or more people was left out with a claim to its ask; %(count)s people asked.")
        return Told("left_out", title, sentence % {"count": found.n}, found.as_of, found.state.label)
    wordings = {trail.ask.pk: trail.ask.wording for trail in year.trails}
    groups = [
        _(
            "%(people)s people asked for “%(ask)s”, %(cost)s; their fair share would have paid for it, but it was not "
            "funded, and little else they asked for was."
        )
        % {"people": group.people, "ask": wordings[group.ask], "cost": dollars(group.cost_cents)}
        for group in found.groups
    ]
    return Told("left_out", title, groups[0], found.as_of, found.state.label, groups[1:])


def _everyone(everyone, year):
    title = _("Did everyone get something")
    if everyone.n is None:
        sentence = _("Fewer than 11 people whose support was recorded.")
        return Told("everyone", title, sentence, everyone.as_of, everyone.state.label)
    sentence = _("%(n)s of %(all)s people who asked can point to something they asked for in the plan (%(share)s).") % {
        "n": f"{everyone.n:,}",
        "all": f"{everyone.denominator:,}",
        "share": percent(everyone.share),
    }
    parts = []
    if everyone.gap:
        parts.append(
            _("Between people of different languages, in groups of 11 or more, the largest difference is %(points)s.")
            % {"points": _points(everyone.gap)}
        )
    return Told("everyone", title, sentence, everyone.as_of, everyone.state.label, parts)


def _points(gap):
    points = int(gap * 100 + 0.5)
    return ngettext("%(count)s point of 100", "%(count)s points of 100", points) % {"count": points}
