"""Pages of call lists for those who run them: making one, how far it is, changing and closing it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow, may
from accounts.once import once
from kit.paging import page_of
from members import claiming, phonebanking, tallying, telling
from members.conditions import Asker
from members.forms.phonebank import NewListForm, SayForm
from members.models import CallList, CallTask
from members.phonebanking import LeftOut


@allow(Permission.VIEW_PEOPLE, Permission.WORK_ASSIGNMENTS)
@require_GET
@never_cache
def call_lists(request):
    """The lists one may look at or call from, the newest first."""
    shown = "closed" if request.GET.get("show") == "closed" else "open"
    found = CallList.objects.shown_to(request.user).of(request.organization)
    found = found.filter(closed_at__isnull=shown == "open").with_progress().order_by("-made_at", "-pk")
    page = page_of(found, request)
    mine = set(CallList.objects.workable_by(request.user).filter(pk__in=page.object_list).values_list("pk", flat=True))
    seen = may(request.user, Permission.VIEW_PEOPLE, request.organization)
    may_change = may(request.user, Permission.MANAGE_LISTS, request.organization)
    context = {"page": page, "mine": mine, "shown": shown, "sees_lists": seen, "may_change": may_change}
    return render(request, "members/call_lists.html", context)


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
@never_cache
@once
def call_list_new(request):
    """A new list: who, what to say, what to ask, who calls. It says before how many it reaches."""
    asker = _asker(request, request.organization)
    initial = {"source": request.GET.get("source", ""), "kind": request.GET.get("kind", CallList.Kind.CALLS)}
    form = NewListForm(request.POST or None, asker=asker, initial=initial)
    if request.POST.get("do") == "count":
        return _counted(request, form)
    if form.is_valid():
        try:
            made = phonebanking.make_list(
                request.organization, kind=form.cleaned_data["kind"], people=form.people, by=request.user, **form.said
            )
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("List “%(name)s” made.") % {"name": made})
            return redirect("members:call_list", made.pk)
    return render(request, "members/call_list_form.html", {"form": form, "reach": _reach(form)})


def _counted(request, form):
    """How many the list would reach, while it is being put together. Nothing else is a mistake yet."""
    reach = _reach(form)
    if request.htmx:
        return render(request, "members/call_list_form.html#reach", {"form": form, "reach": reach})
    blank = NewListForm(asker=form.asker, initial=request.POST.dict())
    return render(request, "members/call_list_form.html", {"form": blank, "reach": reach})


def _reach(form):
    """None until it is said who and how."""
    if not form.is_bound:
        return None
    form.is_valid()
    if not {"kind", "source"} <= form.cleaned_data.keys():
        return None
    asker = form.asker
    try:
        people = form.people
    except ValidationError:
        return None
    reach = phonebanking.reach(asker.organization, kind=form.cleaned_data["kind"], people=people, by=asker.user)
    return {"people": reach.people, "asked": reach.asked, "left_out": _reasons(reach.left_out)}


def _reasons(left_out) -> list[tuple[str, int]]:
    return [(reason.label, left_out[reason.value]) for reason in LeftOut if left_out.get(reason.value)]


@allow(Permission.VIEW_PEOPLE)
@require_GET
@never_cache
def call_list(request, pk):
    """How far a list is: who was reached, what was answered, who called, who holds whom."""
    found = get_object_or_404(CallList.objects.visible_to(request.user).select_related("steward", "made_by"), pk=pk)
    tally = tallying.tally(found)
    if telling.hides(found, request.user):
        tally.held = [task for task in tally.held if not task.person.is_protected]
    context = {
        "list": found,
        "tally": tally,
        "callers": tallying.callers(found),
        "answered": tallying.answered(found),
        "left_out": _reasons(found.left_out),
        "may_change": CallList.objects.editable_by(request.user).filter(pk=pk).exists(),
        "is_mine": CallList.objects.workable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "members/call_list.html", context)


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
@never_cache
def change_call_list(request, pk):
    """Change what is said, who calls, how often and until when."""
    lists = CallList.objects.editable_by(request.user).filter(closed_at__isnull=True)
    found = get_object_or_404(lists.select_related("steward"), pk=pk)
    form = SayForm(request.POST or None, asker=_asker(request, found.steward), call_list=found)
    if form.is_valid():
        try:
            phonebanking.change_list(found, by=request.user, **form.said)
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("List “%(name)s” saved.") % {"name": form.cleaned_data["name"]})
            return redirect("members:call_list", pk)
    return render(request, "members/call_list_form.html", {"form": form, "list": found})


@allow(Permission.MANAGE_LISTS)
@require_POST
@once
def close_call_list(request, pk):
    """Be done with a list, or go on with it (Undo)."""
    found = get_object_or_404(CallList.objects.editable_by(request.user).select_related("steward"), pk=pk)
    if found.closed_at:
        phonebanking.reopen(found, by=request.user)
    else:
        phonebanking.close(found, by=request.user)
        undo = reverse("members:close_call_list", args=[pk])
        messages.success(request, _("List “%(name)s” closed.") % {"name": found}, extra_tags=undo)
    return redirect("members:call_list", pk)


@allow(Permission.MANAGE_LISTS)
@require_POST
def release_call(request, pk):
    """Give back somebody whom a caller holds for too long."""
    task = get_object_or_404(CallTask.objects.editable_by(request.user).select_related("person"), pk=pk)
    claiming.release(task, by=request.user)
    messages.success(request, _("%(name)s is back on the list.") % {"name": task.person})
    return redirect("members:call_list", task.call_list_id)


def _asker(request, organization) -> Asker:
    return Asker(request.user, organization, organization.today())
