"""Pages of voting: one's own vote, the keeper's round at a meeting, and closing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Permission, allow
from coalition import casting, deciding, voting
from coalition.forms.decisions import RoundForm, VoteForm
from coalition.models import Motion
from coalition.views.attempting import attempt
from coalition.views.decisions import READERS, edited_motion, here, motion_trail, seen_motion


@allow(*READERS)
@require_http_methods(["GET", "POST"])
def vote(request, pk):
    """Cast the vote of one's own organization, on a phone as well. Who speaks for nobody here finds nothing."""
    motion = seen_motion(request, pk)
    seats = {str(line.place.pk): (line, seat) for line, seat in voting.own_lines(request.user, motion)}
    if not seats:
        raise Http404
    if motion.state != Motion.State.OPEN:
        messages.warning(request, _("The vote on this motion is not open."))
        return redirect(here(motion))
    places = [line.place for line, _seat in seats.values()]
    standing = _standing(motion, places[0]) if len(places) == 1 else None
    form = VoteForm(request.POST or None, motion=motion, places=places, initial=_said_before(standing))
    if form.is_valid():
        if attempt(form, _cast, motion, seats, by=request.user, **form.cleaned_data):
            messages.success(request, _("Your vote is counted."))
            return redirect(here(motion))
        # They have been told what stands now: saying it again changes that.
        standing = _standing(motion, seats[form.cleaned_data["place"]][0].place)
        form.data = form.data.copy()
        form.data["seen"] = standing.choice if standing else ""
    context = {"motion": motion, "form": form, "standing": standing, "places": places, "back": here(motion)}
    return render(request, "coalition/vote.html", context)


def _standing(motion, place):
    return motion.votes.filter(place=place).select_related("cast_by", "recorded_by").first()


def _said_before(standing):
    if standing is None:
        return {}
    return {"choice": standing.choice, "seen": standing.choice, "conflict_note": standing.conflict_note}


def _cast(motion, seats, *, place, by, **said):
    line, seat = seats[place]
    return casting.cast(motion, line.place, cast_by=seat.holder, by=by, **said)


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def record_votes(request, pk):
    """Write down a round of votes as the organizations are called, whole or not at all."""
    motion = edited_motion(request, pk)
    if motion.state != Motion.State.OPEN:
        messages.warning(request, _("The vote on this motion is not open."))
        return redirect(here(motion))
    said = voting.standing_choices(motion)
    form = RoundForm(request.POST or None, motion=motion, said=said)
    if form.is_valid():
        try:
            casting.cast_many(motion, _heard(motion, said, form.votes()), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            form.look_again(voting.standing_choices(motion))
        else:
            messages.success(request, _("Votes written down."))
            return redirect(here(motion))
    context = {"motion": motion, "form": form, "back": here(motion), "trail": motion_trail(motion)}
    return render(request, "coalition/record_votes.html", context)


def _heard(motion, said, votes):
    """(place, choice, who said it, what was seen) for each: whoever came for the place, else who sits in it."""
    came = dict(motion.meeting.attendance.values_list("place", "came")) if motion.meeting else {}
    for pk, (choice, seen) in votes.items():
        line, _choice, vote = said[pk]
        seats = line.seats if line else []
        speaker = next((seat.holder for seat in seats if seat.holder_id == came.get(pk)), None)
        yield (
            line.place if line else vote.place,
            choice,
            speaker or (seats[0].holder if seats else None),
            seen,
        )


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def close_motion(request, pk):
    """Show what it comes to, and who said nothing; then fix it."""
    motion = edited_motion(request, pk)
    if request.method == "POST":
        try:
            closed = deciding.close(motion, by=request.user)
        except ValidationError as refusal:
            messages.warning(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Closed: %(result)s.") % {"result": closed.get_state_display()})
        return redirect(here(motion))
    if motion.state != Motion.State.OPEN:
        messages.warning(request, _("The vote on this motion is not open."))
        return redirect(here(motion))
    if not voting.may_close(motion):
        messages.warning(request, _("The time to vote is not over, and not everyone has voted yet."))
        return redirect(here(motion))
    said = voting.standing_choices(motion)
    silent = [(line.organization, choice) for line, choice, vote in said.values() if vote is None]
    context = {
        "motion": motion,
        "result": voting.result_now(motion, said),
        "abstaining": [organization for organization, choice in silent if choice == "abstain"],
        "away": [organization for organization, choice in silent if choice == "not_there"],
        "trail": motion_trail(motion, (here(motion), motion.title)),
        "back": here(motion),
    }
    return render(request, "coalition/close_motion.html", context)
