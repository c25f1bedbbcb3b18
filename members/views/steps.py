"""Pages of next steps: one's own and everybody's, writing one down, closing, moving."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow
from kit.numbers import number_of
from kit.paging import page_of
from members import stepping
from members.forms.steps import StepForm
from members.models import NextStep
from members.views.conversations import back_to, recording_place, talkable_people


@allow(Permission.RECORD_CONVERSATIONS)
@require_GET
@never_cache
def steps(request):
    """Open steps, the longest due first; mine, or everybody's; or those closed lately."""
    whose, shown = request.GET.get("of", ""), request.GET.get("show", "")
    rows = NextStep.objects.visible_to(request.user).of(request.organization).select_related("person", "owner")
    if whose != "all":
        rows = rows.owned_by(request.user)
    if shown == "closed":
        rows = rows.filter(closed_at__isnull=False).select_related("closed_by").order_by("-closed_at", "-pk")
    else:
        rows = rows.open().order_by("due_on", "pk")
    page = page_of(rows, request)
    on = request.organization.today()
    context = {"page": page, "groups": grouped(page.object_list, on), "whose": whose, "shown": shown, "on": on}
    return render(request, "members/steps.html", context)


def grouped(steps, on):
    """Headings and the steps under them: late, today, later. Each step knows how many days late it is."""
    groups = {"late": [], "today": [], "later": []}
    for step in steps:
        step.days_late = max(0, (on - step.due_on).days) if step.closed_at is None else 0
        groups["late" if step.due_on < on else "today" if step.due_on == on else "later"].append(step)
    headings = {"late": _("Late"), "today": _("Today"), "later": _("Later")}
    return [(headings[key], found) for key, found in groups.items() if found]


@allow(Permission.RECORD_CONVERSATIONS)
@require_http_methods(["GET", "POST"])
def add_step(request):
    """Write down a next step, with a person or without."""
    chosen = number_of(request.GET.get("person"))
    person = get_object_or_404(talkable_people(request.user), pk=chosen) if chosen is not None else None
    organization = person.steward if person else recording_place(request)
    form = StepForm(request.POST or None, organization=organization, user=request.user)
    if form.is_valid():
        try:
            stepping.promise(person, organization=organization, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Next step saved."))
            return redirect(back_to(request, _home_of(person)))
    return render(request, "members/add_step.html", {"form": form, "person": person, "next": back_to(request, "")})


def _home_of(person):
    return reverse("members:person", args=[person.pk]) if person else reverse("members:steps")


def _step(request, pk):
    steps = NextStep.objects.editable_by(request.user).select_related("person", "owner", "steward")
    return get_object_or_404(steps, pk=pk)


def _answer(request, step, words, undo=""):
    """Say what was done, with the way back, and go where the button stood."""
    place = back_to(request, _home_of(step.person))
    if undo:
        undo = f"{reverse(undo, args=[step.pk])}?{urlencode({'next': place})}"
    messages.success(request, words % {"what": step.what}, extra_tags=undo)
    return redirect(place)


@allow(Permission.RECORD_CONVERSATIONS)
@require_POST
def finish_step(request, pk):
    """Done. Undo reopens it."""
    step = stepping.finish(_step(request, pk), by=request.user)
    return _answer(request, step, _("Done: %(what)s"), "members:reopen_step")


@allow(Permission.RECORD_CONVERSATIONS)
@require_POST
def drop_step(request, pk):
    """It will not be done. Undo reopens it."""
    step = stepping.drop(_step(request, pk), by=request.user)
    return _answer(request, step, _("Dropped: %(what)s"), "members:reopen_step")


@allow(Permission.RECORD_CONVERSATIONS)
@require_POST
def reopen_step(request, pk):
    """Take it back: it is still to be done."""
    step = stepping.reopen(_step(request, pk), by=request.user)
    return _answer(request, step, _("Open again: %(what)s"))


@allow(Permission.RECORD_CONVERSATIONS)
@require_http_methods(["GET", "POST"])
def change_step(request, pk):
    """Another day, another owner, other words; or drop it."""
    step = _step(request, pk)
    form = StepForm(request.POST or None, organization=step.steward, user=request.user, step=step)
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in ("what", "owner", "due_on", "save_as_said")}
        try:
            stepping.move(step, by=request.user, **changes)
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Next step saved."))
            return redirect(back_to(request, _home_of(step.person)))
    return render(request, "members/change_step.html", {"form": form, "step": step, "next": back_to(request, "")})
