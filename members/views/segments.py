"""Pages of saved searches: building one, and the list of them; and pages of lists put together by hand."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow, may
from accounts.once import once
from kit.meanwhile import Changed
from kit.paging import FIRST_COUNTED, MOST_COUNTED, page_of
from members import building, conditions, listing, segmenting
from members.browsing import Browse
from members.conditions import Asker
from members.forms.segments import ListForm, SegmentForm
from members.looking import looked
from members.models import ListEntry, Person, PersonList, PersonView, Segment

# What the builder's page sends when only the figure is asked for.
COUNTING = ("count", "farther")


def _asker(request) -> Asker:
    return Asker(request.user, request.organization, request.organization.today())


def _listed(segment) -> str:
    return f"{reverse('members:list')}?{urlencode({'search': segment.pk})}"


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
@never_cache
@once
def segment_new(request):
    """Build a search, from nothing or from the filters of the list, and keep it."""
    return _build(request, None)


@allow(Permission.VIEW_PEOPLE)
@require_http_methods(["GET", "POST"])
@never_cache
def segment(request, pk):
    """A saved search: to be changed by those who may, to be read by the others."""
    found = get_object_or_404(Segment.objects.visible_to(request.user).select_related("owner", "steward"), pk=pk)
    if request.organization == found.steward and Segment.objects.editable_by(request.user).filter(pk=pk).exists():
        return _build(request, found)
    asker = Asker(request.user, found.steward, found.steward.today())
    context = {"segment": found, "reading": segmenting.reading(found, asker), "list_url": _listed(found)}
    return render(request, "members/segment_read.html", context)


def _build(request, stored):
    """One page for every button of the builder: add, take out, count, save."""
    asker, form = _asker(request), SegmentForm(request.POST or None, initial=_initial(stored))
    root = building.from_data(request.POST) if request.method == "POST" else building.from_tree(_start(request, stored))
    do = request.POST.get("do", "count")
    theirs = None
    if do == "save":
        if form.is_valid():
            try:
                saved = _save(request, form, building.checked(root, asker), stored)
            except Changed as refusal:
                form.add_error(None, refusal)
                theirs = refusal.thing
            except ValidationError as refusal:
                form.add_error(None, _plain(refusal, form))
            else:
                messages.success(request, _("Search “%(name)s” saved.") % {"name": saved})
                return redirect(_listed(saved))
    elif request.method == "POST":
        root = building.step(root, do, request.POST)
        form = SegmentForm(initial={name: request.POST.get(name, "") for name in ("name", "is_shared", "version")})
    context = {
        "form": form,
        "root": root,
        "segment": stored,
        "known_conditions": building.menu(),
        "modes": building.MODES,
        "gap": segmenting.reading(stored, asker)[1] if stored and request.method == "GET" else "",
    }
    most = MOST_COUNTED if do == "farther" else FIRST_COUNTED
    context |= _found(root, asker, quiet=do != "save", most=most) | {"asker": asker, "do": do}
    if theirs:
        context |= {"theirs": " ".join(segmenting.reading(theirs, asker)).strip(), "standing_version": theirs.version}
    part = (
        {"count": "#found", "farther": "#found"}.get(do, "#builder")
        if request.htmx and request.method == "POST"
        else ""
    )
    return render(request, f"members/segment.html{part}", context)


def _plain(refusal, form):
    """Refusals by field go to fields the form has, the others above it."""
    fields = getattr(refusal, "error_dict", {})
    for name in [name for name in fields if name in form.fields]:
        form.add_error(name, fields[name])
    return (
        [error for name, errors in fields.items() if name not in form.fields for error in errors] if fields else refusal
    )


def _initial(stored):
    return {"name": stored.name, "is_shared": stored.is_shared, "version": stored.version} if stored else {}


def _start(request, stored):
    """What the form begins with: the saved search, or the filters that the address names."""
    if stored and not request.GET:
        return stored.tree
    return Browse.read(request).tree


def _save(request, form, tree, stored):
    values = form.cleaned_data
    return segmenting.save(
        request.organization,
        name=values["name"],
        tree=tree,
        by=request.user,
        is_shared=values["is_shared"],
        segment=stored,
        version=values["version"],
    )


def _found(root, asker, *, quiet, most=FIRST_COUNTED):
    """How many the search finds, and how it reads. While it is being built, what is missing is no mistake yet.

    `most`: how far it counts.
    """
    tree = root.tree(asker)
    missing = sum(1 for leaf in root.leaves() if leaf.error)
    for leaf in root.leaves() if quiet else ():
        leaf.error = ""
    try:
        count, is_more = segmenting.count(tree, asker, most)
        everybody, all_more = segmenting.count({}, asker, most)
        return {
            "count": count,
            "is_more": is_more,
            "everybody": everybody,
            "all_more": all_more,
            "sentence": conditions.reading(tree, asker),
            "missing": missing,
        }
    except ValidationError as refusal:
        return {"refusal": " ".join(refusal.messages)}


@allow(Permission.VIEW_PEOPLE)
@require_GET
@never_cache
def segment_count(request, pk):
    """How many a saved search finds now, for its tab."""
    found = get_object_or_404(Segment.objects.visible_to(request.user).of(request.organization), pk=pk)
    try:
        count, is_more = segmenting.count(found.tree, _asker(request))
    except ValidationError:
        count, is_more = None, False
    return render(request, "members/_segment_count.html", {"count": count, "is_more": is_more})


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
def drop_segment(request, pk):
    """Let go of a saved search."""
    found = get_object_or_404(Segment.objects.editable_by(request.user).select_related("steward"), pk=pk)
    if request.method == "POST":
        segmenting.drop(found, by=request.user)
        messages.success(request, _("Search “%(name)s” removed. The people stay as they are.") % {"name": found.name})
        return redirect("members:lists")
    return render(request, "members/drop_segment.html", {"segment": found})


# --- Lists -------------------------------------------------------------------------------------------------------


@allow(Permission.VIEW_PEOPLE)
@require_http_methods(["GET", "POST"])
@never_cache
@once
def lists(request):
    """Saved searches and lists; a new list is started here."""
    may_change = may(request.user, Permission.MANAGE_LISTS, request.organization)
    form = ListForm(request.POST or None) if may_change else None
    if form and form.is_valid():
        try:
            made = listing.make_list(request.organization, **form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("List “%(name)s” started.") % {"name": made})
            return redirect("members:person_list", made.pk)
    asker = _asker(request)
    segments = Segment.objects.visible_to(request.user).of(request.organization).select_related("owner")
    open_lists = PersonList.objects.visible_to(request.user).of(request.organization).filter(closed_at__isnull=True)
    context = {
        "form": form,
        "segments": [(each, *segmenting.reading(each, asker)) for each in segments],
        "lists": listing.counted(open_lists.select_related("owner", "steward"), request.user),
    }
    return render(request, "members/lists.html", context)


@allow(Permission.VIEW_PEOPLE)
@require_GET
@never_cache
def person_list(request, pk):
    """The people on one list."""
    lists = PersonList.objects.visible_to(request.user).select_related("owner", "steward")
    found = get_object_or_404(lists, pk=pk)
    entries = listing.entries_for(found, request.user).select_related("person").order_by("person__sort_name", "pk")
    page = page_of(entries, request)
    looked(request.user, [entry.person for entry in page], PersonView.Kind.LIST)
    context = {
        "list": found,
        "page": page,
        "may_change": PersonList.objects.editable_by(request.user).filter(pk=pk).exists(),
        "people_url": f"{reverse('members:list')}?{urlencode({'list': found.pk})}",
    }
    return render(request, "members/person_list.html", context)


@allow(Permission.MANAGE_LISTS)
@require_POST
def take_off_list(request, pk):
    """Take one person off a list."""
    lists = PersonList.objects.editable_by(request.user)
    entry = get_object_or_404(ListEntry.objects.filter(list__in=lists).select_related("list__steward", "person"), pk=pk)
    listing.take_off(entry, by=request.user)
    undo = reverse("members:put_on_list", args=[entry.list_id, entry.person_id])
    messages.success(request, _("%(name)s was taken off the list.") % {"name": entry.person}, extra_tags=undo)
    return redirect("members:person_list", entry.list_id)


@allow(Permission.MANAGE_LISTS)
@require_POST
def put_on_list(request, pk, person_id):
    """Put one person on a list, or back on it."""
    found = get_object_or_404(PersonList.objects.editable_by(request.user), pk=pk)
    person = get_object_or_404(Person.objects.visible_to(request.user).of(found.steward_id), pk=person_id)
    try:
        listing.put_on_list(found, [person], by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("members:person_list", found.pk)


@allow(Permission.MANAGE_LISTS)
@require_POST
@once
def close_list(request, pk):
    """Be done with a list, or go on with it (Undo)."""
    found = get_object_or_404(PersonList.objects.editable_by(request.user).select_related("steward"), pk=pk)
    if found.closed_at:
        listing.reopen(found, by=request.user)
        return redirect("members:person_list", found.pk)
    listing.close(found, by=request.user)
    undo = reverse("members:close_list", args=[found.pk])
    messages.success(request, _("List “%(name)s” closed.") % {"name": found}, extra_tags=undo)
    return redirect("members:lists")
