"""Pages of meetings: a committee's calendar, one meeting, planning, notice and answers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow
from coalition import attending, convening, panels, rosters, seating
from coalition.forms.meetings import Agenda, ChangeSeriesForm, MeetingForm, MoveForm, SeriesForm
from coalition.models import Committee, Meeting, MeetingSeries, Representative
from coalition.views.attempting import attempt, attempt_change
from coalition.views.committees import trail
from kit import wall_time
from kit.numbers import number_of

A_PAGE, COMING = 25, 14
READERS = (Permission.VIEW_COALITION, Permission.REPRESENT)
FACTS = ("held_on", *convening.HANDED_ON)


def seen(user, pk):
    """A meeting this user may see, with all that its pages name."""
    meetings = Meeting.objects.visible_to(user).select_related("committee__coalition__keeper", "called_by", "series")
    return get_object_or_404(meetings, pk=pk)


def kept(user, pk):
    """A meeting of a committee whose roster this user keeps."""
    meetings = Meeting.objects.editable_by(user).select_related("committee__coalition__keeper")
    return get_object_or_404(meetings, pk=pk)


def way_to(meeting):
    """The way to something of a meeting."""
    here = reverse("coalition:meeting", args=[meeting.pk])
    calendar = reverse("coalition:meetings", args=[meeting.committee_id])
    return trail(meeting.committee, (calendar, _("Meetings")), (here, date_format(meeting.begins)))


def _committee(committees, pk):
    return get_object_or_404(committees.select_related("coalition__keeper"), pk=pk)


# --- Reading ----------------------------------------------------------------------------------------------------


@allow(*READERS)
@require_GET
def meetings(request, pk):
    """Meetings to come, next first; the rules by which they repeat; those past, latest first."""
    committee = _committee(Committee.objects.visible_to(request.user), pk)
    now = timezone.now()
    past = committee.meetings.filter(ends_at__lt=now).order_by("-starts_at")
    ahead = committee.meetings.filter(ends_at__gte=now).order_by("starts_at")
    return render(
        request,
        "coalition/meetings.html",
        {
            "committee": committee,
            "coalition": committee.coalition,
            "coming": ahead[:COMING],
            "more": max(0, ahead.count() - COMING),
            "series": committee.series.running(committee.keeper.today()),
            "page": Paginator(past, A_PAGE).get_page(request.GET.get("page")),
            "may_edit": committee.coalition.is_kept_by(request.user),
        },
    )


@allow(*READERS)
@require_GET
def meeting(request, pk):
    """One meeting: notice and answers, agenda, who was there, minutes, and what was taken on."""
    meeting = seen(request.user, pk)
    roster = rosters.roster(meeting.committee, meeting.held_on)
    invitations = convening.notices(meeting)
    own = {seat.holder_id for seat in seating.own_seats(request.user, meeting.committee, meeting.held_on)}
    editor = meeting.committee.coalition.is_kept_by(request.user)
    may_change, is_over = editor and not meeting.is_held and not meeting.is_off, meeting.ends_at < timezone.now()
    return render(
        request,
        "coalition/meeting.html",
        {
            "meeting": meeting,
            "committee": meeting.committee,
            "coalition": meeting.committee.coalition,
            "roster": roster,
            "quorum": attending.quorum_now(meeting, roster),
            "attendance": attending.marks(meeting, roster),
            "invitations": invitations,
            "said_yes": sum(one.reply in ("yes", "alternate") for one in invitations),
            "unreached": sum(one.sent_at is None for one in invitations),
            "own": [one for one in invitations if one.representative_id in own],
            "agenda": meeting.agenda.select_related("led_by"),
            "documents": meeting.documents.select_related("added_by"),
            "action_items": meeting.action_items.select_related("owner", "organization"),
            "odd_clock": odd_clock(meeting),
            "is_over": is_over,
            "is_day": meeting.held_on <= meeting.today(),
            "may_edit": editor,
            "may_change": may_change,
            "may_answer": may_change and not is_over,
            "panels": panels.drawn("meeting", meeting, request, meeting.held_on),
        },
    )


def odd_clock(meeting) -> str:
    """What to know of a time on a night when the clocks change."""
    when = (meeting.held_on, meeting.begins_at, meeting.timezone)
    if wall_time.is_skipped(*when):
        return _("The clocks go forward that night and skip the time that was written; this is what they show then.")
    if wall_time.comes_twice(*when):
        return _("The clocks go back that night and show this time twice. The meeting begins at the first.")
    return ""


# --- Planning ---------------------------------------------------------------------------------------------------


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def plan_meeting(request, pk):
    """Put one meeting on the calendar."""
    committee = _committee(Committee.objects.editable_by(request.user), pk)
    form = MeetingForm(request.POST or None, initial={"timezone": committee.keeper.timezone})
    if form.is_valid() and (planned := attempt(form, convening.plan, committee, by=request.user, **form.cleaned_data)):
        is_over = planned.ends_at < timezone.now()
        over = _("Written down. The meeting is over: mark who came, then write the minutes.")
        ahead = _("Meeting planned. Write the agenda, then send the notice.")
        messages.success(request, over if is_over else ahead)
        return redirect("coalition:meeting", planned.pk)
    days = committee.coalition.notice_days
    page = {
        "title": _("Plan a meeting"),
        "note": ngettext(
            "The charter asks for %(days)s day of notice.", "The charter asks for %(days)s days of notice.", days
        )
        % {"days": days},
        "trail": trail(committee),
        "form": form,
        "button": _("Plan meeting"),
        "cancel": reverse("coalition:meetings", args=[pk]),
    }
    return render(request, "coalition/form.html", page)


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def move_meeting(request, pk):
    """Change when and where a meeting is."""
    meeting = kept(request.user, pk)
    initial = {name: getattr(meeting, name) for name in FACTS} | {"seen": meeting.sequence}
    form = MoveForm(request.POST or None, initial=initial)
    facts = {"by": request.user, "address": _address(request, meeting)}
    if form.is_valid() and (moved := attempt(form, convening.move, meeting, **facts, **form.cleaned_data)):
        messages.success(request, _("Saved. The notice goes out again.") if moved.is_called else _("Saved."))
        return redirect("coalition:meeting", pk)
    _look_again(form, "seen", meeting.sequence)
    page = {
        "title": _("Change the meeting"),
        "note": _("The notice is out: who has it hears of a new time or place.") if meeting.is_called else "",
        "trail": way_to(meeting),
        "form": form,
        "button": _("Save"),
        "cancel": reverse("coalition:meeting", args=[pk]),
    }
    return render(request, "coalition/form.html", page)


def _look_again(form, name, now):
    """Having been told that somebody was faster, and what stands now, one may save over it."""
    if form.has_error("__all__", code="conflict"):
        form.data = form.data.copy()
        form.data[name] = now


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def repeat_meeting(request, pk):
    """Plan a series of meetings."""
    committee = _committee(Committee.objects.editable_by(request.user), pk)
    initial = {"timezone": committee.keeper.timezone, "first_on": committee.keeper.today()}
    form = SeriesForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt(form, convening.repeat, committee, by=request.user, **form.cleaned_data):
        messages.success(request, _("The meetings of the next twelve months are on the calendar."))
        return redirect("coalition:meetings", pk)
    page = {
        "title": _("Repeat a meeting"),
        "note": _("Twelve months are laid out ahead. Each meeting can still be changed or called off alone."),
        "trail": trail(committee, (reverse("coalition:meetings", args=[pk]), _("Meetings"))),
        "form": form,
        "button": _("Plan meetings"),
        "cancel": reverse("coalition:meetings", args=[pk]),
    }
    return render(request, "coalition/form.html", page)


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def change_series(request, pk):
    """Change a series from now on. Meetings that were touched stay."""
    series = get_object_or_404(
        MeetingSeries.objects.editable_by(request.user).select_related("committee__coalition__keeper"), pk=pk
    )
    stayed, shown = attempt_change(request, ChangeSeriesForm, series, convening.change_series, verb="series.changed")
    if stayed is not None:
        messages.success(request, _stayed(stayed))
        return redirect("coalition:meetings", series.committee_id)
    calendar = reverse("coalition:meetings", args=[series.committee_id])
    page = {
        "title": _("Change the series"),
        "note": _("This changes the meetings to come. Those you changed, called or wrote an agenda for stay."),
        "trail": trail(series.committee, (calendar, _("Meetings"))),
        "button": _("Save"),
        "cancel": calendar,
    }
    return render(request, "coalition/form.html", page | shown)


def _stayed(count):
    if not count:
        return _("Series saved.")
    return ngettext(
        "Series saved. %(count)s meeting differs from it and stays as it is.",
        "Series saved. %(count)s meetings differ from it and stay as they are.",
        count,
    ) % {"count": count}


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def agenda(request, pk):
    """Write the agenda as a whole."""
    meeting = kept(request.user, pk)
    people = Representative.objects.filter(
        seats__in=meeting.committee.seats.current(meeting.held_on)
    ).distinct()  # fmt: skip
    names = ("title", "minutes_long", "led_by")
    written = [{name: getattr(item, name) for name in names} for item in meeting.agenda.select_related("led_by")]
    points = Agenda(request.POST or None, initial=written, prefix="points", form_kwargs={"people": list_once(people)})
    refusals, now = [], convening.agenda_now(meeting)
    if points.is_bound and points.is_valid():
        try:
            convening.set_agenda(meeting, items=points.items(), by=request.user, seen=request.POST.get("seen"))
        except ValidationError as refusal:
            refusals = refusal.messages
        else:
            messages.success(request, _("Agenda saved."))
            more = "more" in request.POST
            return redirect("coalition:agenda" if more else "coalition:meeting", pk)
    page = {"meeting": meeting, "points": points, "trail": way_to(meeting), "refusals": refusals, "now": now}
    page["standing"] = meeting.agenda.select_related("led_by") if refusals else []
    return render(request, "coalition/agenda.html", page)


def list_once(queryset):
    """The queryset, read now: every row of a sheet offers the same people and must not ask for them again."""
    len(queryset)
    return queryset


# --- Notice and answers -----------------------------------------------------------------------------------------


def _address(request, meeting):
    return request.build_absolute_uri(reverse("coalition:meeting", args=[meeting.pk]))


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def call_meeting(request, pk):
    """Show who gets the notice and whether it is late; then send it."""
    meeting = kept(request.user, pk)
    refusals = []
    if request.method == "POST":
        try:
            sent = convening.call(meeting, by=request.user, address=_address(request, meeting))
        except ValidationError as refusal:
            refusals = refusal.messages
        else:
            words = ngettext("The notice goes to %(n)s person.", "The notice goes to %(n)s people.", len(sent))
            messages.success(request, words % {"n": len(sent)})
            return redirect("coalition:meeting", pk)
    people = convening.to_notify(meeting)
    roster = rosters.roster(meeting.committee, meeting.held_on)
    reached = {person.pk for person in people}
    page = {
        "meeting": meeting,
        "trail": way_to(meeting),
        "people": people,
        "unreachable": [
            seat.holder for line in roster.lines for seat in line.seats if seat.holder_id not in reached
        ],
        "late_by": 0 if meeting.is_called else meeting.late_by(),
        "asked": meeting.committee.coalition.notice_days,
        "had": set(meeting.invitations.values_list("representative", flat=True)),
        "refusals": refusals,
    }  # fmt: skip
    return render(request, "coalition/call_meeting.html", page)


@allow(Permission.MANAGE_ROSTER)
@require_http_methods(["GET", "POST"])
def call_off_meeting(request, pk):
    """Ask once, then call the meeting off."""
    meeting = kept(request.user, pk)
    if request.method == "GET":
        return render(request, "coalition/call_off.html", {"meeting": meeting, "trail": way_to(meeting)})
    undo = reverse("coalition:put_back_meeting", args=[pk])
    try:
        convening.call_off(meeting, by=request.user, address=_address(request, meeting))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The meeting is called off."), extra_tags=undo)
    return redirect("coalition:meeting", pk)


@allow(Permission.MANAGE_ROSTER)
@require_POST
def put_back_meeting(request, pk):
    """Undo calling off."""
    meeting = kept(request.user, pk)
    try:
        convening.put_back(meeting, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The meeting is on the calendar again. No notice is out."))
    return redirect("coalition:meeting", pk)


@allow(*READERS)
@require_POST
def reply(request, pk):
    """Answer a notice: one's own, or somebody's who told the roster's keeper."""
    meeting = seen(request.user, pk)
    invitations = meeting.invitations.select_related("representative", "meeting")
    if not meeting.committee.coalition.is_kept_by(request.user):
        own = seating.own_seats(request.user, meeting.committee, meeting.held_on)
        invitations = invitations.filter(representative__in=own.values("holder"))
    invitation = get_object_or_404(invitations, pk=number_of(request.POST.get("notice")))
    try:
        convening.answer(invitation, reply=request.POST.get("reply", ""), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Answer of %(name)s saved.") % {"name": invitation.representative.name})
    return redirect("coalition:meeting", pk)
