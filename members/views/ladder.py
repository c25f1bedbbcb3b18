"""The ladder, who may move up, assessments, and leaders with whom they lead."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import working
from accounts.access import Permission, allow, organizations_with
from accounts.audit import last_writer
from accounts.once import once
from kit.meanwhile import Changed
from kit.paging import page_of, page_of_keys
from members import assessing, climbing, conditions, leading
from members.conditions import Asker
from members.forms.ladder import AssessForm, DeedForm, MoveForm, NewRungForm, RungForm
from members.looking import looked
from members.models import Person, PersonView, Rung, RungSuggestion
from members.views.people import person_or_404

ASIDE_SHOWN = 25
GONE_SHOWN = 50
WHOM_SHOWN = 12


def _asker(request):
    return Asker(request.user, request.organization, request.organization.today())


@allow(Permission.VIEW_PEOPLE)
@require_GET
def ladder(request):
    """The rungs, what it takes to reach each, and how many people stand on it."""
    mine = Person.objects.visible_to(request.user).of(request.organization).filter(standing=Person.Standing.HERE)
    counts = dict(mine.filter(rung__isnull=False).order_by().values_list("rung").annotate(count=Count("pk")))
    rungs = Rung.objects.visible_to(request.user).of(request.organization).standing().order_by("position")
    asker = _asker(request)
    rows = [(rung, _criteria(rung.criteria, asker), counts.get(rung.pk, 0)) for rung in rungs]
    return render(request, "members/ladder.html", {"rows": rows})


def _criteria(tree, asker) -> str:
    try:
        return conditions.sentence_of(tree, asker)
    except ValidationError as gone:
        return " ".join(gone.messages)


@allow(Permission.MANAGE_LISTS)
@require_POST
@once
def adopt(request):
    """Begin with the five rungs."""
    mine = organizations_with(request.user, Permission.MANAGE_LISTS)
    organization = get_object_or_404(mine, pk=request.organization.pk)
    climbing.adopt_ladder(organization, by=request.user)
    messages.success(request, _("The ladder stands. Change its words as you say them."))
    return redirect("members:ladder")


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
@once
def add_rung(request):
    """Put a rung onto the ladder, right above another one."""
    mine = organizations_with(request.user, Permission.MANAGE_LISTS)
    organization = get_object_or_404(mine, pk=request.organization.pk)
    form = NewRungForm(request.POST or None, organization=organization, user=request.user)
    if form.is_valid():
        try:
            climbing.add_rung(organization, by=request.user, **form.told())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Rung added."))
            return redirect("members:ladder")
    return render(request, "members/change_rung.html", {"form": form})


@allow(Permission.MANAGE_LISTS)
@require_POST
@once
def remove_rung(request, pk):
    """Take a rung off the ladder when nobody stands on it."""
    rung = get_object_or_404(Rung.objects.editable_by(request.user), pk=pk)
    try:
        climbing.remove_rung(rung, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, _words_of_removal(climbing.searches_for(rung, request.user)))
    return redirect("members:ladder")


def _words_of_removal(searches) -> str:
    if not searches:
        return _("Rung removed.")
    words = _("Rung removed. Saved searches that asked for it find nobody until they are changed: %(names)s.")
    return words % {"names": ", ".join(f"“{each}”" for each in searches)}


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
def change_rung(request, pk):
    """Change what a rung is called and what it takes."""
    rung = get_object_or_404(Rung.objects.editable_by(request.user).select_related("steward"), pk=pk)
    if rung.retired_at:
        messages.warning(request, _("This rung is not on your organization’s ladder."))
        return redirect("members:ladder")
    asker = Asker(request.user, rung.steward, rung.steward.today())
    form = RungForm(request.POST or None, thing=rung, user=request.user)
    context = {"rung": rung, "form": form, "resting": climbing.rungs_resting_on(rung)}
    context["searches"] = climbing.searches_for(rung, request.user)
    if form.is_valid():
        try:
            climbing.change_rung(rung, by=request.user, seen=form.saw(), **form.told())
        except Changed as changed:
            context |= _both(changed, form, asker)
            context["form"] = form.anew(RungForm(thing=changed.thing, user=request.user), changed)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Rung changed."))
            return redirect("members:ladder")
    return render(request, "members/change_rung.html", context | {"criteria": _criteria(rung.criteria, asker)})


def _both(changed, form, asker) -> dict:
    """What I wrote and what the other wrote, and who that was."""
    fields = dict(changed.fields)
    trees = fields.pop("criteria", None)
    rows = form.side_by_side(fields)
    if trees:
        said = (_criteria(tree, asker) or _("Only people say so") for tree in trees)
        rows.append((form["taken_from"].label, *said))
    return {"conflicts": rows, "other": last_writer(changed.thing, "ladder.changed")}


@allow(Permission.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
@once
def move(request, person_id):
    """Write down which rung somebody reached, or that they stand on a lower one again."""
    person = person_or_404(request, person_id, to_change=True)
    rungs = Rung.objects.visible_to(request.user).of(person.steward).standing().order_by("position")
    stands = person.rung.position if person.rung_id else 0
    rungs = rungs.exclude(pk=person.rung_id) if person.rung_id else rungs
    first = {"on": person.steward.today(), "rung": rungs.filter(position__gt=stands).first()}
    form = MoveForm(request.POST or None, rungs=rungs, initial=first)
    if form.is_valid():
        told = form.cleaned_data
        step = climbing.move_up if told["rung"].position > stands else climbing.move_down
        try:
            step(person, told["rung"], deed=told["deed"], on=told["on"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, _("Written down: %(name)s stands on “%(rung)s”.") % {"name": person, "rung": told["rung"]}
            )
            return redirect("members:person", person.pk)
    steps = list(person.rungs_reached.select_related("rung", "moved_by"))
    climbing.mark_returns(steps[::-1])
    return render(request, "members/move.html", {"form": form, "person": person, "steps": steps})


@allow(Permission.VIEW_PEOPLE)
@require_GET
def suggestions(request):
    """Who may stand higher by what the records show, each with the evidence."""
    mine = RungSuggestion.objects.visible_to(request.user).of(request.organization)
    mine = mine.filter(person__standing=Person.Standing.HERE)
    found = mine.open()
    page = page_of(found.select_related("person__rung", "rung").order_by("-rung__position", "pk"), request, 25)
    # One that no longer leads up, because they stand there or higher by now, has nothing to be brought back for.
    aside = mine.set_aside().exclude(person__rung__position__gte=F("rung__position"))
    aside = list(aside.select_related("person", "rung", "settled_by").order_by("-settled_at", "-pk")[:ASIDE_SHOWN])
    looked(request.user, [each.person for each in (*page, *aside)], PersonView.Kind.LIST)
    asker = _asker(request)
    may_take = set(
        RungSuggestion.objects.editable_by(request.user)
        .filter(pk__in=[each.pk for each in page])
        .values_list("pk", flat=True)
    )
    climbing.look_up_names([piece for each in page for piece in each.evidence], asker)
    rows = [(each, climbing.in_words(each.evidence, asker), each.pk in may_take) for each in page]
    return render(request, "members/suggestions.html", {"rows": rows, "page": page, "aside": aside})


@allow(Permission.MANAGE_LISTS)
@require_POST
@once
def look(request):
    """Look through the records now, not tonight."""
    asked = working.ask("members.suggest", by=request.user, organization=request.organization, payload={})
    return redirect("accounts:job", asked.pk)


def _my_suggestion(request, pk):
    mine = RungSuggestion.objects.editable_by(request.user).select_related("person__rung", "person__steward", "rung")
    return get_object_or_404(mine, pk=pk)


@allow(Permission.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
@once
def take_suggestion(request, pk):
    """Follow a suggestion, in words of one's own."""
    suggestion = _my_suggestion(request, pk)
    if suggestion.settled_at:
        messages.warning(request, _("Somebody decided on this suggestion already."))
        return redirect("members:suggestions")
    asker = Asker(request.user, suggestion.person.steward, suggestion.person.steward.today())
    evidence = climbing.in_words(suggestion.evidence, asker)
    said = "; ".join(shown.words for shown in evidence)
    form = DeedForm(request.POST or None, initial={"deed": (said[:1].upper() + said[1:])[:200]})
    if form.is_valid():
        try:
            climbing.take(suggestion, by=request.user, deed=form.cleaned_data["deed"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            told = {"name": suggestion.person, "rung": suggestion.rung}
            messages.success(request, _("Written down: %(name)s stands on “%(rung)s”.") % told)
            return redirect("members:suggestions")
    context = {"form": form, "suggestion": suggestion, "evidence": evidence}
    return render(request, "members/take_suggestion.html", context)


@allow(Permission.EDIT_PEOPLE)
@require_POST
def set_aside(request, pk):
    """Do not follow a suggestion; Undo brings it back."""
    suggestion = _my_suggestion(request, pk)
    try:
        climbing.set_aside(suggestion, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Set aside."), extra_tags=reverse("members:bring_back_suggestion", args=[pk]))
    return redirect("members:suggestions")


@allow(Permission.EDIT_PEOPLE)
@require_POST
def bring_back(request, pk):
    """Undo: the suggestion is open again."""
    suggestion = climbing.bring_back(_my_suggestion(request, pk), by=request.user)
    if not suggestion.settled_at:
        messages.success(request, _("%(name)s is suggested again.") % {"name": suggestion.person})
    return redirect("members:suggestions")


@allow(Permission.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
@once
def assess(request, person_id):
    """Write down where somebody stands toward us; earlier assessments stay below."""
    person = person_or_404(request, person_id, to_change=True)
    form = AssessForm(request.POST or None, initial={"on": person.steward.today(), "level": person.assessment})
    if form.is_valid():
        try:
            assessing.assess(person, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Assessment saved."))
            return redirect("members:person", person.pk)
    history = person.assessments.select_related("assessed_by")
    return render(request, "members/assess.html", {"form": form, "person": person, "history": history})


@allow(Permission.VIEW_PEOPLE)
@require_GET
def leaders(request):
    """Who leads how many, with how many of them we talked lately, and how many of us have a leader."""
    on = request.organization.today()
    people = Person.objects.visible_to(request.user).of(request.organization)
    counted = {each.pk: each for each in leading.leaders(people, on)}
    page = page_of_keys(people.select_related("rung"), request, [pk for pk, each in counted.items() if each.is_here])
    gone = _in_order(people, [pk for pk, each in counted.items() if not each.is_here][:GONE_SHOWN])
    whom = leading.whom_they_lead([*page, *gone], on)
    for leader in (*page, *gone):
        leader.led, leader.talked = counted[leader.pk].led, counted[leader.pk].talked
        leader.whom = whom[leader.pk][:WHOM_SHOWN]
        leader.more = len(whom[leader.pk]) - len(leader.whom)
    seen = {each.pk: each for leader in (*page, *gone) for each in (leader, *leader.whom)}
    looked(request.user, list(seen.values()), PersonView.Kind.LIST)
    context = {"page": page, "gone": gone, "coverage": leading.coverage(people, on)}
    return render(request, "members/leaders.html", context)


def _in_order(people, keys) -> list:
    found = people.in_bulk(keys)
    return [found[key] for key in keys if key in found]
