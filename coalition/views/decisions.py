"""Pages of decisions: the register, one motion, and what happens to it before and after the vote."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Permission, allow
from coalition import deciding, voting
from coalition.forms.decisions import (
    ChangeMotionForm,
    DeadlineForm,
    DecisionFilter,
    ProposeForm,
    SecondForm,
    TakeUpForm,
)
from coalition.models import Coalition, Committee, Motion
from coalition.views.attempting import attempt, attempt_change
from coalition.views.coalitions import trail_of
from coalition.views.committees import trail
from kit.numbers import number_of

READERS = (Permission.VIEW_COALITION, Permission.REPRESENT)
A_PAGE, ON_PAPER = 25, 300


@allow(*READERS)
@require_GET
def decisions(request, pk):
    """The register: every motion of the coalition, open ones first, found by words, result, committee and year."""
    coalition = get_object_or_404(Coalition.objects.visible_to(request.user).select_related("keeper"), pk=pk)
    motions = Motion.objects.filter(committee__coalition=coalition)
    committees = list(coalition.committees.all())
    filters = DecisionFilter(request.GET, motions=motions, committees=committees)
    found = filters.found().select_related("committee", "moved_by", "moved_for", "seconded_for")
    on_paper = request.GET.get("print") == "1"
    page = Paginator(found, ON_PAPER if on_paper else A_PAGE).get_page(request.GET.get("page"))
    voting.count_so_far(page.object_list)
    context = {
        "coalition": coalition,
        "committees": committees,
        "has_several": len(committees) > 1,
        "filters": filters,
        "page": page,
        "any": filters.is_on or page.paginator.count,
        "on_paper": on_paper,
        "on": coalition.keeper.today(),
        "may_edit": coalition.is_kept_by(request.user),
    }
    return render(request, "coalition/decisions.html", context)


def motions_of(motions):
    """Motions with all that their page and deeds name."""
    return motions.select_related(
        "committee__coalition__keeper", "meeting__committee", "moved_by", "moved_for", "seconded_by", "seconded_for"
    )


def seen_motion(request, pk):
    return get_object_or_404(motions_of(Motion.objects.visible_to(request.user)), pk=pk)


def edited_motion(request, pk):
    return get_object_or_404(motions_of(Motion.objects.editable_by(request.user)), pk=pk)


@allow(*READERS)
@require_GET
def motion(request, pk):
    """One motion: its words, who moved it, what each organization said, and the result as it was counted."""
    motion = seen_motion(request, pk)
    if _is_due(motion):
        # The timetable closes it within a minute; whoever looks first need not wait for it.
        deciding.close_due()
        motion = seen_motion(request, pk)
    said = voting.standing_choices(motion) if motion.state == Motion.State.OPEN else {}
    lines = [line for line, _choice, _vote in said.values() if line]
    own = voting.own_lines(request.user, motion, lines) if said else []
    voting.count_so_far([motion])
    context = {
        "motion": motion,
        "coalition": motion.committee.coalition,
        "votes": fixed_votes(motion) if motion.is_fixed else open_votes(said),
        "result": voting.result_now(motion, said) if said else None,
        "own": [(line, seat, said[line.place.pk][2]) for line, seat in own],
        "is_over": motion.closes_at is not None and motion.closes_at <= timezone.now(),
        "may_close": bool(said) and voting.may_close(motion, said=said),
        "commitments": motion.commitments.select_related("organization"),
        "action_items": motion.action_items.select_related("organization", "owner"),
        "may_edit": motion.committee.coalition.is_kept_by(request.user),
        "trail": motion_trail(motion),
    }
    return render(request, "coalition/motion.html", context)


def _is_due(motion):
    return motion.is_quick and motion.state == Motion.State.OPEN and motion.closes_at <= timezone.now()


def fixed_votes(motion):
    """What stands written down: (organization, who, choice, note)."""
    for vote in motion.votes.order_by("organization_name", "pk"):
        yield vote.organization_name, vote.holder_name, vote.choice, vote.conflict_note


def open_votes(said):
    """The same for a vote that is open; a choice that was not said is blank."""
    for line, _choice, vote in said.values():
        organization = line.organization if line else vote.place.organization
        seated = line.seats[0].holder if line and line.seats else ""
        if vote:
            who = vote.cast_by or seated
            yield organization, who, vote.choice, vote.conflict_note
        else:
            yield organization, seated, "", ""


def motion_trail(motion, *further):
    """The way to something of a motion."""
    register = reverse("coalition:decisions", args=[motion.committee.coalition_id])
    return [*trail_of(motion.committee.coalition), (register, _("Decisions")), *further]


def here(motion):
    return reverse("coalition:motion", args=[motion.pk])


def form_page(request, motion, form, title, button, note="", **more):
    """A small form about one motion."""
    page = {
        "title": title,
        "note": note or motion.title,
        "trail": motion_trail(motion, (here(motion), _("Motion %(number)s") % {"number": motion.number})),
        "form": form,
        "button": button,
        "cancel": here(motion),
    }
    return render(request, "coalition/form.html", page | more)


# --- Before the vote -------------------------------------------------------------------------------------------------


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def propose(request, pk):
    """Write down a motion that somebody made."""
    committees = Committee.objects.editable_by(request.user).select_related("coalition__keeper")
    committee = get_object_or_404(committees, pk=pk)
    form = ProposeForm(request.POST or None, committee=committee, initial=_asked(request))
    if form.is_valid() and (motion := attempt(form, _propose, committee, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Motion %(number)s is written down.") % {"number": motion.number})
        return redirect("coalition:motion", motion.pk)
    page = {
        "title": _("Write down a motion"),
        "note": committee.name,
        "trail": trail(committee),
        "form": form,
        "button": _("Save motion"),
        "cancel": reverse("coalition:decisions", args=[committee.coalition_id]),
    }
    return render(request, "coalition/form.html", page)


def _asked(request):
    number = number_of(request.GET.get("meeting"))
    return {} if number is None else {"meeting": number}


@transaction.atomic
def _propose(committee, *, by, seconded_by=None, **facts):
    motion = deciding.propose(committee, by=by, **facts)
    if seconded_by and seconded_by != motion.seconded_by:
        motion = deciding.second(motion, representative=seconded_by, by=by)
    return motion


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def edit_motion(request, pk):
    """Change a motion that is not voted on yet."""
    motion = edited_motion(request, pk)
    done, shown = attempt_change(request, ChangeMotionForm, motion, deciding.change, verb="motion.changed")
    if done:
        messages.success(request, _("Saved."))
        return redirect(here(motion))
    note = _("New words need a new second.")
    return form_page(request, motion, **shown, title=_("Change the motion"), button=_("Save motion"), note=note)


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def second_motion(request, pk):
    """Write down who seconded."""
    motion = edited_motion(request, pk)
    form = SecondForm(request.POST or None, motion=motion, day=voting.voting_day(motion))
    if form.is_valid() and attempt(form, deciding.second, motion, by=request.user, **form.cleaned_data):
        messages.success(request, _("Seconded. The vote can be opened."))
        return redirect(here(motion))
    return form_page(request, motion, form, _("Who seconded?"), _("Save"))


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def open_motion(request, pk):
    """Open the vote; for a quick decision, say until when."""
    motion = edited_motion(request, pk)
    if request.method == "POST" and not motion.is_quick:
        return _done(request, motion, deciding.open, _("The vote is open."))
    hours = motion.committee.coalition.quick_decision_hours
    earliest = timezone.localtime() + dt.timedelta(hours=hours, minutes=5)
    form = DeadlineForm(request.POST or None, initial={"closes_at": earliest.replace(second=0, microsecond=0)})
    if form.is_valid() and attempt(form, deciding.open, motion, by=request.user, **form.cleaned_data):
        messages.success(request, _("The vote is open."))
        return redirect(here(motion))
    note = _("The charter gives everyone at least %(hours)s hours.") % {"hours": hours}
    return form_page(request, motion, form, _("Open the vote"), _("Open the vote"), note)


def _done(request, motion, deed, words, **facts):
    """Do it, or say why not; back on the motion's page."""
    try:
        deed(motion, by=request.user, **facts)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, words)
    return redirect(here(motion))


# --- Another time, or not at all -------------------------------------------------------------------------------------


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def put_off_motion(request, pk):
    """Ask first when votes would be dropped; put off otherwise."""
    motion = edited_motion(request, pk)
    if request.method == "POST":
        return _done(request, motion, deciding.put_off, _("Put off. It can be taken up again."))
    words = {"question": _("Put off this motion?"), "button": pgettext("button", "Put off")}
    return _confirm(
        request, motion, **words, consequence=_("Votes cast so far are dropped. The next vote begins anew.")
    )


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def withdraw_motion(request, pk):
    """Ask first: a withdrawn motion does not come back."""
    motion = edited_motion(request, pk)
    if request.method == "POST":
        return _done(request, motion, deciding.withdraw, _("Withdrawn. Its words stay in the register."))
    words = {"question": _("Withdraw this motion?"), "button": _("Withdraw")}
    consequence = _(
        "Its words stay in the register. Votes cast so far are dropped. To vote on it later, put it off instead."
    )
    return _confirm(request, motion, **words, consequence=consequence)


def _confirm(request, motion, **words):
    context = {"motion": motion, "trail": motion_trail(motion, (here(motion), motion.title)), "back": here(motion)}
    return render(request, "coalition/confirm_motion.html", {**context, **words})


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def take_up_motion(request, pk):
    """Bring back a motion that was put off."""
    motion = edited_motion(request, pk)
    form = TakeUpForm(request.POST or None, motion=motion)
    if form.is_valid() and attempt(form, deciding.take_up, motion, by=request.user, **form.cleaned_data):
        messages.success(request, _("Taken up again. Mover and second stand."))
        return redirect(here(motion))
    return form_page(request, motion, form, _("Take up again"), _("Take up again"))
