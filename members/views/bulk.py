"""Doing one thing to many people: what is asked first, what came of it, taking it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Permission, allow, may
from accounts.once import once
from kit.numbers import number_of
from kit.paging import page_of
from members import bulk, listing, taking_along
from members.browsing import Browse
from members.bulk_kinds import KINDS
from members.forms.segments import BULK_FORMS
from members.models import Assignment, BulkAction, BulkChange, Person

TO_FOLLOW_SHOWN = 50


@allow(Permission.VIEW_PEOPLE)
@require_POST
@never_cache
@once
def bulk_ask(request):
    """The boxes ticked in the list come here with the kind of action; once its questions are answered, work begins."""
    kind = KINDS.get(request.POST.get("kind", ""))
    if kind is None or not may(request.user, kind.permission, request.organization):
        raise Http404
    who = _who(request)
    answered = "go" in request.POST
    form = BULK_FORMS[kind.key](
        request.POST if answered else None, user=request.user, organization=request.organization
    )
    if answered and form.is_valid():
        try:
            action = _begin(request, kind, form, who)
        except (ValidationError, PermissionDenied) as refusal:
            form.add_error(None, getattr(refusal, "messages", [_("You no longer have the role it needs.")]))
        else:
            return redirect("accounts:job", action.job_id)
    count, is_more = _count(request, who)
    context = {"kind": kind, "form": form, "who": who, "count": count, "is_more": is_more}
    context |= {"too_many": count > bulk.MOST_PEOPLE or is_more, "back": request.POST.get("query", "")}
    return render(request, "members/bulk.html", context)


def _who(request) -> dict:
    """The people ticked, or everybody whom the list's address finds."""
    if "everyone" in request.POST:
        browse = Browse.read(request, QueryDict(request.POST.get("query", "")))
        return {"tree": browse.tree, "words": browse.words}
    ids = [pk for each in request.POST.getlist("person") if (pk := number_of(each)) is not None]
    return {"people": ids[: bulk.MOST_PEOPLE]}


def _count(request, who):
    if "people" in who:
        everybody = Person.objects.visible_to(request.user).of(request.organization)
        return everybody.filter(pk__in=who["people"]).count(), False
    paginator = page_of(Browse.read(request, QueryDict(request.POST.get("query", ""))).found(), request).paginator
    return paginator.count, paginator.is_more


@transaction.atomic
def _begin(request, kind, form, who):
    asked = form.asked
    if kind.key == "list" and form.new_name:
        asked["list"] = listing.make_list(request.organization, name=form.new_name, by=request.user).pk
    return bulk.ask(kind.key, by=request.user, organization=request.organization, **who, **asked)


@allow(Permission.VIEW_PEOPLE)
@require_GET
@never_cache
def bulk_result(request, pk):
    """What a bulk action did, whom it left as they were, and why."""
    actions = BulkAction.objects.visible_to(request.user)
    action = get_object_or_404(actions.select_related("steward", "done_by", "undone_by", "job"), pk=pk)
    seen = action.changes.filter(person__in=Person.objects.visible_to(request.user))
    fates = list(seen.values_list("fate", flat=True))
    left = seen.filter(fate__in=[BulkChange.Fate.SKIPPED, BulkChange.Fate.KEPT]).select_related("person")
    context = {
        "action": action,
        "kind": KINDS.get(action.kind),
        "fates": [(name, fates.count(code)) for code, name in BulkChange.Fate.choices if code in fates],
        "page": page_of(left.order_by("pk"), request),
        "to_follow": _to_follow(action, request.user),
        "may_undo": bulk.may_undo(action, request.user),
        "has_file": "file" in action.asked and action.done_by_id == request.user.pk,
    }
    return render(request, "members/bulk_result.html", context)


def _to_follow(action, user):
    """Who is planned to follow the organizer that people were given: said, because the action left it as it was."""
    if action.kind != "assign":
        return []
    given = action.changes.filter(fate=BulkChange.Fate.STANDS, after__has_key="until").values("person")
    terms = Assignment.objects.visible_to(user).filter(person__in=given, starts_on__gt=action.steward.today())
    return list(
        terms.select_related("person", "organizer").order_by("starts_on", "person__sort_name")[:TO_FOLLOW_SHOWN]
    )


@allow(Permission.VIEW_PEOPLE)
@require_POST
@once
def undo_bulk(request, pk):
    """Take back what a bulk action did, where it was not changed again since."""
    actions = BulkAction.objects.visible_to(request.user).select_related("steward", "job")
    action = get_object_or_404(actions, pk=pk)
    try:
        job = bulk.undo(action, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("members:bulk_result", pk)
    return redirect("accounts:job", job.pk)


@allow(Permission.EXPORT)
@require_GET
@never_cache
def bulk_file(request, pk):
    """The file somebody made, for them alone. Always a download."""
    actions = BulkAction.objects.visible_to(request.user).filter(kind="export", done_by=request.user)
    action = get_object_or_404(actions.select_related("steward"), pk=pk)
    try:
        path = taking_along.fetch(action, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("members:bulk_result", pk)
    name = f"{_('people')}-{action.done_at:%Y-%m-%d}{path.suffix}"
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream")
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
