"""Pages for reading comments one at a time: the desk, one comment, one's own last readings."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow
from schools import claiming, codebook, suggesting
from schools import coding as deeds
from schools.claiming import Queue
from schools.forms.coding import QueueFilter, ReadingForm
from schools.models import Input, Reading, SecondReading

LAST_READINGS = 10
MOST_FOR_LATER = 200


@allow(Permission.CODE_INPUTS)
@require_GET
def desk(request):
    """What waits to be read, and one's own last readings."""
    organization = request.organization
    filters = QueueFilter(request.GET, user=request.user, organization=organization)
    queues = []
    for queue in Queue:
        waiting = filters.narrowed(claiming.waiting(queue, request.user, organization))
        queues.append({"queue": queue, "count": waiting.count()})
    context = {
        "version": codebook.current(organization),
        "filters": filters,
        "queues": queues,
        "later": sum(len(ids) for ids in request.session.get("read_later", {}).values()),
        "readings": _own_last_readings(request.user, organization),
    }
    return render(request, "schools/coding.html", context)


def _own_last_readings(user, organization):
    later = Reading.objects.filter(input=OuterRef("input"), version=OuterRef("version"), round__gt=Reading.Round.FIRST)
    readings = Reading.objects.visible_to(user).filter(reader=user, version__organization=organization)
    return (
        readings.annotate(is_answered=Exists(later))
        .select_related("version", "input__session__event", "input__school")
        .prefetch_related("codings__code")
        .order_by("-read_at", "-pk")[:LAST_READINGS]
    )


@allow(Permission.CODE_INPUTS)
@require_GET
def next_reading(request, queue):
    """Take the oldest comment that nobody else has open, and go there."""
    queue = _queue(queue)
    filters = QueueFilter(request.GET, user=request.user, organization=request.organization)
    waiting = filters.narrowed(claiming.waiting(queue, request.user, request.organization))
    pk = claiming.take_next(waiting, queue, by=request.user, later=_for_later(request, queue))
    if pk is None:
        taken = waiting.exists()
        messages.info(
            request, _("Others are reading the rest right now.") if taken else _("All read. Nothing waits here.")
        )
        return redirect(reverse("schools:coding") + filters.query)
    return redirect(reverse("schools:read", args=[queue.value, pk]) + filters.query)


@allow(Permission.CODE_INPUTS)
@require_http_methods(["GET", "POST"])
def read(request, queue, pk):
    """One comment: its words, the topics, and for or against. Saving goes to the next one."""
    queue = _queue(queue)
    entry = get_object_or_404(_inputs(request.user), pk=pk)
    filters = QueueFilter(request.GET, user=request.user, organization=entry.steward)
    onward = reverse("schools:next_reading", args=[queue.value]) + filters.query
    waiting = claiming.waiting(queue, request.user, entry.steward)
    if not waiting.filter(pk=pk).exists() or not claiming.claim(pk, queue, by=request.user):
        messages.info(request, _("Somebody else has that comment. Here is the next one."))
        return redirect(onward)
    form = _reading_form(request, entry, shows_suggestions=not _is_hidden(queue, pk))
    if form.is_valid():
        try:
            reading = _save(queue, entry, form, request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            undo = reverse("schools:take_back_reading", args=[reading.pk]) if queue != Queue.SECOND else ""
            messages.success(request, _("Reading saved."), extra_tags=undo)
            return redirect(onward)
    left = filters.narrowed(waiting).count()
    context = {"entry": entry, "queue": queue, "form": form, "left": left, "filters": filters}
    return render(request, "schools/read.html", context)


def _save(queue, entry, form, by):
    suggested = [code.key for code in form.suggested]
    if queue == Queue.SECOND:
        return deeds.read_second(entry, codes=form.pairs, by=by, suggested=suggested)
    return deeds.read(entry, codes=form.pairs, by=by, suggested=suggested)


def _reading_form(request, entry, *, shows_suggestions=True, initial=None):
    version = codebook.current(entry.steward)
    if version is None:
        raise Http404
    codes = list(version.codes.all())
    suggested = suggesting.suggest(entry.words, codes) if shows_suggestions else []
    data = request.POST if request.method == "POST" else None
    return ReadingForm(data, codes=codes, suggested=suggested, initial=initial)


def _is_hidden(queue, pk) -> bool:
    """Half of the second readings are made without suggestions, so that agreement does not measure the machine."""
    return queue == Queue.SECOND and SecondReading.objects.filter(input=pk, hides_suggestions=True).exists()


def _inputs(user):
    return Input.objects.codable_by(user).standing().select_related("session__event__steward", "school")


@allow(Permission.CODE_INPUTS)
@require_POST
def leave_for_later(request, queue, pk):
    """Put a comment aside; it comes after all the others."""
    queue = _queue(queue)
    entry = get_object_or_404(_inputs(request.user), pk=pk)
    filters = QueueFilter(request.GET, user=request.user, organization=entry.steward)
    aside = request.session.get("read_later", {})
    kept = [other for other in aside.get(queue.value, []) if other != pk][-MOST_FOR_LATER:]
    request.session["read_later"] = aside | {queue.value: [*kept, pk]}
    claiming.release(pk, queue, by=request.user)
    return redirect(reverse("schools:next_reading", args=[queue.value]) + filters.query)


def _for_later(request, queue):
    return request.session.get("read_later", {}).get(queue.value, [])


@allow(Permission.CODE_INPUTS)
@require_http_methods(["GET", "POST"])
def change_reading(request, pk):
    """Correct one's own first reading, while nobody has read the comment a second time."""
    reading = get_object_or_404(_own_readings(request.user), pk=pk)
    initial = ReadingForm.initial_of(reading)
    form = _reading_form(request, reading.input, shows_suggestions=reading.suggestions_shown, initial=initial)
    if form.is_valid():
        try:
            deeds.correct(reading, codes=form.pairs, by=request.user, suggested=[code.key for code in form.suggested])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Reading changed."))
            return redirect("schools:coding")
    return render(request, "schools/read.html", {"entry": reading.input, "form": form, "reading": reading})


@allow(Permission.CODE_INPUTS)
@require_POST
def take_back(request, pk):
    """Undo one's own first reading and show the comment again."""
    reading = get_object_or_404(_own_readings(request.user), pk=pk)
    try:
        deeds.take_back(reading, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("schools:coding")
    messages.success(request, _("Taken back. Read it again, or leave it for later."))
    queue = Queue.AGAIN if reading.input.readings.exists() else Queue.FIRST
    return redirect("schools:read", queue.value, reading.input_id)


def _own_readings(user):
    inputs = Input.objects.codable_by(user).standing()
    readings = Reading.objects.filter(reader=user, input__in=inputs, round=Reading.Round.FIRST)
    return readings.select_related("version", "input__session__event__steward", "input__school")


def _queue(name) -> Queue:
    if name not in Queue.values:
        raise Http404
    return Queue(name)
