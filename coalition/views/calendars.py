"""One's own calendar address, and the calendar behind it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Permission, allow, public
from coalition import feeding

READERS = (Permission.VIEW_COALITION, Permission.REPRESENT)


@allow(*READERS)
@never_cache
@require_http_methods(["GET", "POST"])
def calendar(request):
    """Make an address for one's own calendar. It is shown once, on the page that answers."""
    address = ""
    if request.method == "POST":
        _feed, token = feeding.make(request.user)
        address = request.build_absolute_uri(reverse("coalition:feed", args=[token]))
    feed = request.user.calendar_feeds.filter(revoked_at=None).first()
    return render(request, "coalition/calendar.html", {"feed": feed, "address": address})


@allow(*READERS)
@require_POST
def take_back_calendar(request, pk):
    """Close one's own address."""
    feeding.revoke(get_object_or_404(request.user.calendar_feeds, pk=pk), by=request.user)
    messages.success(request, _("The address is taken back. It opens nothing any more."))
    return redirect("coalition:calendar")


@public
@require_safe
def feed(request, token):
    """What calendar programs read. The address is the key: 256 bits, kept as a fingerprint, closed when taken back."""
    found = feeding.find(token)
    if found is None:
        raise Http404
    pages = {"address": lambda meeting: request.build_absolute_uri(reverse("coalition:meeting", args=[meeting.pk]))}
    answer = HttpResponse(feeding.calendar_of(found.user, **pages), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="fairshare.ics"'
    answer["Cache-Control"] = "no-store, private"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
