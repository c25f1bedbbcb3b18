"""Pages for those who call and visit: the next person, the walk list, and what came of it.

A caller who may not see people sees here the one person they hold, and of them only what this call needs.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow
from kit.numbers import number_of
from members import allowed, claiming, dialing, tallying, walking
from members import calling as deeds
from members.forms.phonebank import CallForm
from members.languages import unpacked
from members.looking import looked
from members.models import CallAttempt, CallList, CallTask, Channel, PersonView, StandingConsent


@allow(Permission.WORK_ASSIGNMENTS)
@require_http_methods(["GET", "POST"])
@never_cache
def calling(request, pk):
    """One person at a time. Saving leads to the next one."""
    lists = CallList.objects.workable_by(request.user).filter(kind=CallList.Kind.CALLS)
    call_list = lists.select_related("steward").filter(pk=pk).first()
    if call_list is None:
        return _not_any_more(request, pk)
    task = _sent(request, call_list) if request.method == "POST" else _held(request.user, call_list)
    do = request.POST.get("do", "")
    if do in ("claim", "skip", "stop"):
        return _move_on(request, call_list, task, do)
    if task is None:
        return _too_late(request, call_list) if request.method == "POST" else _idle(request, call_list)
    form = _form(request, task)
    if form.is_valid():
        try:
            attempt = deeds.save_call(task, by=request.user, **form.facts)
        except ValidationError as refusal:
            form.take(refusal)
        else:
            _say(request, attempt)
            return _move_on(request, call_list, None, "claim")
    return render(request, "members/calling.html", _page(request, task, form))


def _held(user, call_list):
    """The person the user holds, unless a no came since."""
    mine = CallTask.objects.workable_by(user).open().filter(call_list=call_list)
    return _whole(mine.filter(claiming.servable(call_list, user))).first()


def _sent(request, call_list):
    """The person whom the form is about, as long as nobody else took them, even when the half hour is over."""
    mine = call_list.tasks.open().filter(claimed_by=request.user)
    return _whole(mine).filter(pk=number_of(request.POST.get("task"))).first()


def _whole(tasks):
    return tasks.select_related("person__steward", "call_list__steward", "steward")


def _form(request, task):
    ways = dialing.ways_of([task.person], task.call_list, task.steward.today())[task.person_id]
    form = CallForm(request.POST or None, task=task, point=ways[0].point if ways else None)
    form.ways = ways
    return form


def _move_on(request, call_list, task, do):
    """Give back, or skip, whom one holds; then take the next person unless one stops here."""
    try:
        if task and do == "stop":
            claiming.release(task, by=request.user)
            messages.success(request, _("%(name)s is back on the list.") % {"name": task.person})
        if task and do == "skip":
            claiming.skip(task, by=request.user)
        taken = claiming.claim_next(call_list, by=request.user) if do != "stop" else None
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("members:call_lists")
    if taken:
        looked(request.user, taken.person, PersonView.Kind.PAGE)
    return redirect("members:call_lists") if do == "stop" else redirect("members:calling", call_list.pk)


def _too_late(request, call_list):
    """The form of somebody whom the user does not hold: saved a moment ago by a double click, or given back, called by
    others or erased meanwhile. What was written is shown once more, for nothing else keeps it."""
    if _is_saved(request, call_list):
        return redirect("members:calling", call_list.pk)
    return _unsaved(request, call_list, _("You do not have this person any more, and nothing was saved."))


def _is_saved(request, call_list) -> bool:
    attempts = CallAttempt.objects.filter(task__call_list=call_list, tried_by=request.user)
    return attempts.filter(entry_key=request.POST.get("entry_key") or "-").exists()


def _not_any_more(request, pk):
    """The form of somebody who called from a list that was closed meanwhile, or who was taken off it."""
    called = CallList.objects.called_by(request.user).select_related("steward")
    call_list = get_object_or_404(called if request.method == "POST" else called.none(), pk=pk)
    try:
        claiming.caller_of(call_list, request.user)
    except ValidationError as refusal:
        return _unsaved(request, call_list, " ".join([*refusal.messages, _("Nothing was saved.")]))
    raise Http404


def _unsaved(request, call_list, why):
    """Why nothing was saved, beside the words that were written, to copy them; without words, a message says it."""
    questions = [f"q{question.pk}" for question in call_list.questions.all() if not question.answers]
    words = [request.POST.get(name, "").strip() for name in ("said", *questions)]
    context = {"list": call_list, "why": why, "words": [each for each in words if each]}
    is_mine = CallList.objects.workable_by(request.user).filter(pk=call_list.pk).exists()
    is_call = call_list.kind == CallList.Kind.CALLS
    place = (
        ("members:calling" if is_call else "members:walk_list", call_list.pk) if is_mine else ("members:call_lists",)
    )
    if context["words"]:
        return render(request, "members/call_unsaved.html", context | {"go_on": reverse(place[0], args=place[1:])})
    messages.error(request, why)
    return redirect(*place)


def _say(request, attempt):
    words = {"name": attempt.person, "outcome": attempt.get_outcome_display()}
    messages.success(request, _("Saved: %(name)s, %(outcome)s.") % words)
    if news := claiming.gone_when_saved(attempt, by=request.user):
        messages.warning(request, news)


def _idle(request, call_list):
    """Nobody is held: how many wait, or that nobody does and when the next call-back is due; and what became of the one
    who was held until now."""
    try:
        context = tallying.standing_for(call_list, request.user)
    except ValidationError as refusal:
        context = {"refusal": " ".join(refusal.messages)}
    had = _whole(CallTask.objects.workable_by(request.user).open().filter(call_list=call_list)).first()
    gone = had and (claiming.why_gone(had, by=request.user) or _("The person you had may not be called any more."))
    return render(request, "members/calling_idle.html", context | {"list": call_list, "gone": gone})


def _page(request, task, form):
    """What the caller sees of the person: only what this call needs."""
    call_list, person = task.call_list, task.person
    way = form.ways[0] if form.ways else None
    tasks = CallList.objects.filter(pk=call_list.pk).with_progress().get()
    speaks = unpacked(call_list.callers.filter(user=request.user).values_list("languages", flat=True).first() or "")
    consent = StandingConsent.objects.filter(
        person=person, channel=dialing.CHANNELS[call_list.kind], purpose=call_list.purpose, is_open=True
    )
    talk_to = way.guardian if way and way.guardian else person
    usual = task.language if task.language in ("es", "en") else (get_language() or "en")[:2]
    return {
        "task": task,
        "form": form,
        "list": call_list,
        "way": way,
        "others": form.ways[1:],
        "number": tasks.done + 1,
        "people": tasks.people,
        "both_speak": task.language in speaks,
        "consent": consent.first(),
        "last": CallAttempt.objects.filter(task=task).first(),
        "spoken": form["spoke"].value() or usual,
        "scripts": _scripts(call_list, talk_to, request.user),
        "questions": [(bound, _in_both(question, bound)) for question, bound in form.asked],
    }


def _scripts(call_list, person, user):
    """What to say in each language, with the names put in; a line to fill in where nobody is meant yet."""
    names = {
        "{name}": (person and (person.preferred_name or person.given_name or person.family_name)) or "____",
        "{me}": user.name.split(" ")[0],
    }
    names["{organization}"] = call_list.steward.name
    found = []
    for code in ("en", "es"):
        text = call_list.script(code)
        for place, name in names.items():
            text = text.replace(place, name)
        found.append((code, text))
    return found


def _in_both(question, bound):
    """A question and its answers in both languages; the page shows the one that is spoken."""
    chosen = bound.value() or []
    options = [
        {
            "key": answer["key"],
            "en": answer["en"],
            "es": answer.get("es") or answer["en"],
            "on": answer["key"] in chosen,
        }
        for answer in question.answers
    ]
    return {
        "en": question.text_en,
        "es": question.in_language("es"),
        "options": options,
        "type": "checkbox" if question.takes_several else "radio",
    }


# --- Doors -------------------------------------------------------------------------------------------------------


@allow(Permission.VIEW_PEOPLE, Permission.WORK_ASSIGNMENTS)
@require_GET
@never_cache
def walk_list(request, pk):
    """Doors by street, to print and take along. Who only walks sees names and numbers of the streets they took."""
    call_list = _doors(request.user, pk)
    sees_all = CallList.objects.visible_to(request.user).filter(pk=pk).exists()
    everything = walking.streets(call_list, call_list.tasks.open())
    chosen = request.GET.get("street", "")
    sheet = everything if sees_all else _of(everything, request.user)
    sheet = [street for street in sheet if chosen in ("", street.key)]
    doors = [door for street in sheet for door in street.doors]
    looked(request.user, [door.task.person for door in doors], PersonView.Kind.PRINT)
    chips = allowed.chips_for([door.task.person for door in doors], on=call_list.steward.today())
    for door in doors:
        door.consent = next(chip for chip in chips[door.task.person_id] if chip.channel == Channel.DOOR)
    context = {
        "list": call_list,
        "streets": everything,
        "sheet": sheet,
        "chosen": chosen,
        "sees_all": sees_all,
        "may_change": CallList.objects.editable_by(request.user).filter(pk=pk).exists(),
        "is_mine": CallList.objects.workable_by(request.user).filter(pk=pk).exists(),
        "scripts": [each for each in _scripts(call_list, None, request.user) if each[1]],
        "questions": list(call_list.questions.all()),
        "outcomes": [each["label"] for each in CallForm(task=CallTask(call_list=call_list)).usual][:6],
    }
    return render(request, "members/walk_list.html", context)


def _doors(user, pk):
    lists = CallList.objects.shown_to(user).filter(kind=CallList.Kind.DOORS)
    return get_object_or_404(lists.select_related("steward"), pk=pk)


def _of(streets, user):
    """The streets with the doors that this user holds, and nobody else's."""
    for street in streets:
        mine = [door for door in street.doors if door.task.claimed_by_id == user.pk]
        if mine:
            yield walking.Street(street.key, street.name, street.city, mine)


@allow(Permission.WORK_ASSIGNMENTS)
@require_POST
def take_street(request, pk):
    """Take a street, so that nobody else walks it."""
    lists = CallList.objects.workable_by(request.user).filter(kind=CallList.Kind.DOORS)
    call_list = get_object_or_404(lists.select_related("steward"), pk=pk)
    try:
        taken = claiming.claim_street(call_list, request.POST.get("street", ""), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if taken:
            messages.success(request, _("The street is yours for three days."))
        else:
            messages.error(request, _("Somebody else has this street already."))
    return redirect("members:walk_list", pk)


@allow(Permission.WORK_ASSIGNMENTS)
@require_http_methods(["GET", "POST"])
@never_cache
def record_door(request, pk, task_id):
    """Write down what came of one visit; then comes the next door on the sheet."""
    call_list = _doors(request.user, pk)
    mine = CallTask.objects.workable_by(request.user)
    tasks = CallTask.objects.open().filter(claiming.servable(call_list, request.user), call_list=call_list)
    if not CallList.objects.editable_by(request.user).filter(pk=pk).exists():
        tasks = tasks.filter(pk__in=mine)
    task = _whole(tasks).filter(pk=task_id).first()
    if task is None and request.method == "POST":
        return _door_gone(request, call_list, task_id, tasks)
    if task is None:
        return _door_done(request, call_list, task_id)
    form = _form(request, task)
    if form.is_valid():
        following = walking.after(call_list, task, tasks)
        try:
            attempt = deeds.save_call(task, by=request.user, **form.facts)
        except ValidationError as refusal:
            form.take(refusal)
        else:
            _say(request, attempt)
            return redirect("members:record_door", pk, following.pk) if following else redirect("members:walk_list", pk)
    return render(request, "members/calling.html", _page(request, task, form))


def _door_gone(request, call_list, task_id, tasks):
    """The form of a door that is not the user's any more. A double click goes where the first one went."""
    if not _is_saved(request, call_list):
        why = _("You do not have this person any more, and nothing was saved.")
        return _unsaved(request, call_list, f"{_why_shut(request.user, call_list, task_id)} {why}".strip())
    walked = call_list.tasks.filter(Q(pk__in=tasks) | Q(pk=task_id))
    following = walking.after(call_list, call_list.tasks.get(pk=task_id), walked)
    return (
        redirect("members:record_door", call_list.pk, following.pk)
        if following
        else redirect("members:walk_list", call_list.pk)
    )


def _door_done(request, call_list, task_id):
    """Somebody who goes back to a door they wrote down is told so, or why it is shut meanwhile. To anybody else there
    is no such page."""
    attempt = CallAttempt.objects.filter(task__call_list=call_list, task=task_id, tried_by=request.user).first()
    if attempt:
        words = _("This was saved already: %(outcome)s.") % {"outcome": attempt.get_outcome_display()}
    else:
        words = _why_shut(request.user, call_list, task_id)
    if not words:
        raise Http404
    messages.info(request, words)
    return redirect("members:walk_list", call_list.pk)


def _why_shut(user, call_list, task_id) -> str:
    """Why a door that the user took, or that somebody who runs the walk types, is not to be visited any more."""
    tasks = call_list.tasks.open().filter(pk=task_id)
    if not CallList.objects.editable_by(user).filter(pk=call_list.pk).exists():
        tasks = tasks.filter(pk__in=CallTask.objects.workable_by(user))
    task = _whole(tasks).first()
    return claiming.why_gone(task, by=user) if task else ""
