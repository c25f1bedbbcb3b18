"""Pages of listening: sessions, one session, and writing down what was said."""

from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow, may, organizations_with
from campaigns.models import Attendance
from kit.partials import page_or_part
from members.models import Person
from schools import listening
from schools.forms.listening import (
    CommentForm,
    HeadCountForm,
    NewAttendeeForm,
    SessionFilter,
    SessionForm,
    Sheet,
    TranslationForm,
    known_languages,
)
from schools.models import Ask, Input, School, Session, SpeakerRole, SpokenLanguage
from schools.trails import trails_for, waiting_first

SESSIONS_A_PAGE, COMMENTS_A_PAGE, PEOPLE_FOUND, SCHOOLS_FOUND, RECENT_SCHOOLS = 25, 50, 12, 20, 6


@allow(Permission.VIEW_TRAIL)
@require_GET
def sessions(request):
    """Sessions to come, next first, then those held, latest first."""
    mine = Session.objects.visible_to(request.user)
    filters = SessionFilter(request.GET, sessions=mine)
    found = filters.found().with_counts().select_related("event", "school")
    now = timezone.now()
    page = Paginator(found.held(now), SESSIONS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "schools/sessions.html",
        {"filters": filters, "coming": list(found.coming(now)), "page": page, "any": filters.is_on or mine.exists()},
    )


# --- One session ------------------------------------------------------------------------------------------------


@allow(Permission.VIEW_TRAIL)
@require_GET
def session(request, pk):
    """Last year's asks and what became of them, then what was heard, who was there and what was promised."""
    session = _session(Session.objects.visible_to(request.user).with_counts(), pk)
    comments = session.inputs.with_themes().select_related("translation_checked_by", "person").order_by("number")
    only_unread = request.GET.get("show") == "unread"
    if only_unread:
        comments = comments.standing().unread()
    sees_people = may(request.user, Permission.VIEW_PEOPLE, session.steward)
    return render(
        request,
        "schools/session.html",
        {
            "session": session,
            "earlier": _asks_of(session.school, session.year - 1, request.user, session.steward.today()),
            "page": Paginator(comments, COMMENTS_A_PAGE).get_page(request.GET.get("page")),
            "earlier_year": session.year - 1,
            "only_unread": only_unread,
            "not_only_unread": not only_unread,
            "room": room_of(session),
            "attendances": _named_attendances(session, request.user) if sees_people else None,
            "sees_protected": may(request.user, Permission.SEE_PROTECTED, session.steward),
            "may_record": Session.objects.editable_by(request.user).filter(pk=session.pk).exists(),
            "is_coming": listening.local_day(session) > session.steward.today(),
        },
    )


@dataclass
class Room:
    """Who was in the room, as a table: only roles and languages that somebody counted. No total: nobody counted."""

    languages: list
    rows: list
    total: int | None


def room_of(session) -> Room:
    counts = {(row.role, row.language): row.count for row in session.head_counts.all()}
    languages = [language for language in SpokenLanguage if any(spoken == language for _role, spoken in counts)]
    rows = [
        (role.label, [counts.get((role, language)) for language in languages])
        for role in SpeakerRole
        if any(counted == role for counted, _language in counts)
    ]
    return Room(languages, rows, sum(counts.values()) if counts else None)


def _session(sessions, pk):
    return get_object_or_404(sessions.select_related("event__steward", "school"), pk=pk)


def _asks_of(school, year, user, on):
    """How the asks of one year stand on a day, those that still wait first."""
    asks = Ask.objects.visible_to(user).standing().filter(school=school, year=year).select_related("school")
    return waiting_first(trails_for(asks, user=user, on=on))


def _named_attendances(session, user):
    """Who came, for readers; whoever writes the list down sees all of it, see `attendees`."""
    return Attendance.objects.named_to(user).filter(event=session.event_id).select_related("person")


def _attendances(session, user):
    return Attendance.objects.visible_to(user).filter(event=session.event_id).select_related("person")


# --- Writing a session down -------------------------------------------------------------------------------------


@allow(Permission.RECORD_SESSIONS)
@require_http_methods(["GET", "POST"])
def record_session(request):
    """First the school, then what was asked there, when, and with what promise."""
    organization = _recording_organization(request)
    school = _chosen_school(request)
    if school is None:
        return _choose_school(request)
    form = SessionForm(request.POST or None, organization=organization)
    if form.is_valid():
        try:
            session = listening.record_session(school, by=request.user, organization=organization, **form.facts())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Session saved. Now write down what was said."))
            return redirect("schools:session", session.pk)
    return render(request, "schools/record_session.html", {"form": form, "school": school})


@allow(Permission.RECORD_SESSIONS)
@require_http_methods(["GET", "POST"])
def edit_session(request, pk):
    """The same form again. The school can change while nobody has said anything."""
    session = _session(Session.objects.editable_by(request.user), pk)
    school = _chosen_school(request) or session.school
    if "find" in request.GET:
        return _choose_school(request, session)
    form = SessionForm(request.POST or None, organization=session.steward, session=session)
    if form.is_valid():
        try:
            listening.change_session(session, by=request.user, school=school, **form.facts())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Session saved."))
            return redirect("schools:session", session.pk)
    context = {"form": form, "school": school, "session": session, "has_words": session.inputs.exists()}
    return render(request, "schools/record_session.html", context)


def _recording_organization(request):
    """The organization the user acts for, if they record sessions there; else the first one where they do."""
    places = organizations_with(request.user, Permission.RECORD_SESSIONS)
    return places.filter(pk=request.organization.pk).first() or places.first()


def _chosen_school(request):
    code = request.GET.get("school", "")
    return School.objects.visible_to(request.user).filter(cds_code=code).first() if code else None


def _choose_school(request, session=None):
    """Schools by their name, and those where the user's organizations listened last."""
    schools = School.objects.visible_to(request.user).active()
    words = request.GET.get("find", "").strip()
    recent = (
        Session.objects.editable_by(request.user)
        .order_by()
        .values("school")
        .annotate(last=Max("event__starts_at"))
        .order_by("-last")[:RECENT_SCHOOLS]
    )
    found = (
        schools.matching(words)[:SCHOOLS_FOUND] if words else schools.filter(pk__in=[row["school"] for row in recent])
    )
    template = page_or_part(request, "schools/choose_school.html", "found")
    return render(request, template, {"schools": list(found), "words": words, "session": session})


@allow(Permission.RECORD_SESSIONS)
@require_http_methods(["GET", "POST"])
def head_counts(request, pk):
    """Who was in the room, by role and language. A further language can be added without losing what was typed."""
    session = _session(Session.objects.editable_by(request.user), pk)
    languages = known_languages([*request.POST.getlist("language"), request.POST.get("add_language", "")])
    form = HeadCountForm(request.POST or None, session=session, languages=languages)
    if not request.POST.get("add_language") and form.is_valid():
        listening.count_heads(session, form.counts(), by=request.user)
        messages.success(request, _("Head counts saved."))
        return redirect("schools:session", session.pk)
    return render(request, "schools/head_counts.html", {"session": session, "form": form, "languages": languages})


# --- People who wish to be named --------------------------------------------------------------------------------


@allow(Permission.RECORD_SESSIONS)
@require_http_methods(["GET", "POST"])
def attendees(request, pk):
    """Who came and wishes to be named: found among the organization's people, or added by name."""
    session = _session(Session.objects.editable_by(request.user), pk)
    form = NewAttendeeForm(request.POST or None)
    if form.is_valid():
        try:
            attendance = listening.name_attendee(session, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _named(request, session, attendance.person)
    words = request.GET.get("find", "").strip()
    named = _attendances(session, request.user)
    people = Person.objects.visible_to(request.user).filter(steward=session.steward)
    found = people.matching(words).exclude(attendances__event=session.event_id)[:PEOPLE_FOUND] if words else []
    context = {"session": session, "form": form, "words": words, "found": list(found), "attendances": list(named)}
    return render(request, page_or_part(request, "schools/attendees.html", "found"), context)


@allow(Permission.RECORD_SESSIONS)
@require_POST
def name_person(request, pk, person_id):
    """Put a person the organization knows on the list."""
    session = _session(Session.objects.editable_by(request.user), pk)
    person = get_object_or_404(Person.objects.visible_to(request.user).filter(steward=session.steward), pk=person_id)
    try:
        listening.name_attendee(session, by=request.user, person=person)
    except ValidationError as refusal:
        messages.info(request, " ".join(refusal.messages))
        return redirect("schools:attendees", session.pk)
    return _named(request, session, person)


def _named(request, session, person):
    undo = reverse("schools:drop_person", args=[session.pk, person.pk])
    messages.success(request, _("%(name)s is on the list.") % {"name": person.name}, extra_tags=undo)
    return redirect("schools:attendees", session.pk)


@allow(Permission.RECORD_SESSIONS)
@require_POST
def drop_person(request, pk, person_id):
    """Take somebody off the list again."""
    session = _session(Session.objects.editable_by(request.user), pk)
    attendance = get_object_or_404(_attendances(session, request.user).select_related("event"), person=person_id)
    person = attendance.person
    listening.drop_attendee(attendance, by=request.user)
    undo = reverse("schools:name_person", args=[session.pk, person.pk])
    messages.success(request, _("%(name)s is off the list.") % {"name": person.name}, extra_tags=undo)
    return redirect("schools:attendees", session.pk)


# --- Writing down what was said ---------------------------------------------------------------------------------


@allow(Permission.RECORD_SESSIONS)
@require_http_methods(["GET", "POST"])
def inputs_grid(request, pk):
    """A paper sheet, line by line. Saved whole or not at all; nothing typed is lost on the way."""
    session = _session(Session.objects.editable_by(request.user).with_counts(), pk)
    token = request.POST.get("token") or uuid4().hex
    sheet = Sheet(request.POST or None, prefix="line", initial=[_first_line(session)])
    refusals = []
    if sheet.is_bound and sheet.is_valid():
        try:
            comments = listening.hear_many(session, sheet.lines(), by=request.user, token=token)
        except ValidationError as refusal:
            refusals = refusal.messages
        else:
            messages.success(request, _saved(len(comments)))
            return redirect("schools:inputs_grid" if "more" in request.POST else "schools:session", session.pk)
    context = {"session": session, "sheet": sheet, "token": token, "refusals": [*sheet.non_form_errors(), *refusals]}
    return render(request, "schools/inputs_grid.html", context)


def _saved(count):
    if not count:
        return _("Nothing new to save: these lines are saved already, or blank.")
    return ngettext("%(count)s comment saved.", "%(count)s comments saved.", count) % {"count": count}


def _first_line(session):
    """A sheet starts in the language and the way of the last comment of its session."""
    last = session.inputs.order_by("-number").first()
    return {
        "language": last.language if last else "es",
        "role": Input.role.field.default,
        "grade_band": Input.grade_band.field.default,
        "source": Input.Source.PAPER,
        "answer_by": Input.answer_by.field.default,
    }


@allow(Permission.RECORD_SESSIONS)
@require_http_methods(["GET", "POST"])
def add_input(request, pk):
    """One comment on a phone, then the next one."""
    session = _session(Session.objects.editable_by(request.user).with_counts(), pk)
    last = session.inputs.order_by("-number").first()
    people = Person.objects.visible_to(request.user).filter(attendances__event=session.event_id)
    usual = {"language": last.language if last else "es", "source": last.source if last else Input.Source.MEETING}
    form = CommentForm(request.POST or None, attendees=people, initial={**usual, "token": uuid4().hex})
    if form.is_valid():
        said = form.cleaned_data
        try:
            comment = listening.hear(session, by=request.user, entry_key=said.pop("token"), **said)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            undo = reverse("schools:withdraw_input", args=[comment.pk]) + "?back=add"
            messages.success(request, _("Comment %(number)s saved.") % {"number": comment.number}, extra_tags=undo)
            return redirect("schools:add_input", session.pk)
    return render(request, "schools/add_input.html", {"session": session, "form": form})


@allow(Permission.RECORD_SESSIONS)
@require_http_methods(["GET", "POST"])
def withdraw_input(request, pk):
    """Ask first: the words are erased for good."""
    comment = _comment(request, pk)
    if request.method == "GET":
        return render(request, "schools/withdraw_input.html", {"comment": comment, "session": comment.session})
    listening.withdraw(comment, by=request.user)
    messages.success(request, _("Comment %(number)s withdrawn. Its words are erased.") % {"number": comment.number})
    back = "schools:add_input" if request.GET.get("back") == "add" else "schools:session"
    return redirect(back, comment.session_id)


@allow(Permission.RECORD_SESSIONS)
@require_http_methods(["GET", "POST"])
def translate_input(request, pk):
    """A translation beside the words, under the name of the person who checked it."""
    comment = _comment(request, pk)
    form = TranslationForm(request.POST or None, initial={"text": comment.translation})
    if form.is_valid():
        try:
            listening.translate(comment, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Translation saved."))
            return redirect(reverse("schools:session", args=[comment.session_id]) + f"#comment-{comment.number}")
    context = {"comment": comment, "session": comment.session, "form": form}
    return render(request, "schools/translate_input.html", context)


def _comment(request, pk):
    standing = Input.objects.editable_by(request.user).standing()
    return get_object_or_404(standing.select_related("session__event__steward", "session__school"), pk=pk)
