"""Pages of people: the list, one person, adding and changing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Permission, allow, may
from accounts.audit import last_writer
from kit.entry_keys import entered
from kit.folding import fold
from kit.meanwhile import Changed
from kit.paging import FIRST_COUNTED, MOST_COUNTED, LongPaginator, page_ahead, page_of
from kit.seen_form import in_words, with_mine
from members import finding, forgotten, questioning, reaching, recording, relating, segmenting
from members.browsing import PEOPLE_A_PAGE, Browse
from members.forms.people import CustomInput, FirstPhoneForm, PersonForm
from members.hanging.people import children_of
from members.looking import looked
from members.models import CustomField, Person, PersonView
from members.panels import cells_for, drawn, panels_for
from members.timeline import timeline_of

MOST_ENTRIES, ALL_ENTRIES = 10, 500


def person_or_404(request, person_id, *, to_change=False):
    """The person, if the visitor may see them; with `to_change`, if they may be changed."""
    people = Person.objects.editable_by(request.user) if to_change else Person.objects.visible_to(request.user)
    person = get_object_or_404(people.select_related("created_by"), pk=person_id)
    for organization in request.organizations:  # read already: whoever sees somebody belongs to their steward
        if organization.pk == person.steward_id:
            person.steward = organization
    return person


@allow(Permission.VIEW_PEOPLE)
@require_GET
@never_cache
def people_list(request):
    """People of the acting organization who fit the search and the filters."""
    browse = Browse.read(request)
    if request.htmx and "filters" in request.GET:
        return render(request, "members/list.html#filter_set", {"browse": browse})
    is_part = bool(browse.words or browse.chosen or browse.segment)
    everybody = browse.everybody()
    if is_part:
        page = page_ahead(everybody, request, browse.keys, PEOPLE_A_PAGE)
    else:
        page = page_of(browse.found(), request, PEOPLE_A_PAGE)
    people = list(page.object_list)
    looked(request.user, people, PersonView.Kind.LIST)
    columns = cells_for(people, request, browse.asker.on)
    may_tick = any(
        may(request.user, each, request.organization) for each in (Permission.EXPORT, Permission.EDIT_PEOPLE)
    )
    under = children_of(people, request.user, browse.asker.on)
    context = {
        "browse": browse,
        "page": page,
        "columns": [column for column, _cells in columns],
        "rows": drawn(columns, people, under=under, has_ticks=may_tick),
        "may_tick": may_tick,
        "everybody": LongPaginator(everybody, PEOPLE_A_PAGE) if is_part else page.paginator,
        "is_narrowed": bool(browse.words or browse.chosen),
        "tabs": segmenting.tabs(request.user, request.organization),
    }
    return render(request, "members/list.html", context)


@allow(Permission.VIEW_PEOPLE)
@require_GET
@never_cache
def people_count(request):
    """How many fit the list's address, farther than the list itself counts: it comes after the page, and if there are
    many, in two steps."""
    is_last = "farther" in request.GET
    most = MOST_COUNTED if is_last else FIRST_COUNTED
    paginator = LongPaginator(Browse.read(request).found(), PEOPLE_A_PAGE, most)
    return render(request, "members/_count.html", {"paginator": paginator, "is_last": is_last})


@allow(Permission.VIEW_PEOPLE)
@require_GET
@never_cache
def person(request, person_id):
    """One person: the next step first, then how to reach them, ties, and what happened."""
    person = person_or_404(request, person_id)
    looked(request.user, person)
    on = person.steward.today()
    shown = request.GET.get("show", "")
    most = ALL_ENTRIES if "all" in request.GET else MOST_ENTRIES
    context = {
        "person": person,
        "panels": panels_for(person, request, on),
        "timeline": timeline_of(person, request.user, on, shown=shown, most=most),
        "on": on,
        "is_minor": person.is_minor(on),
    }
    return render(request, "members/person.html", context)


@allow(Permission.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def add(request):
    """Write a new person down. People with a name like it are shown before a second one is made."""
    fields = CustomField.objects.visible_to(request.user).of(request.organization).standing()
    form = PersonForm(request.POST or None, custom_fields=fields)
    phone = FirstPhoneForm(request.POST or None)
    if all([form.is_valid(), phone.is_valid()]):  # both are looked at, so that all mistakes are told at once
        asked = _asks_first(request, form, phone) if "anyway" not in request.POST else {}
        if any(asked.values()):
            return render(request, "members/add.html", {"form": form, "phone": phone} | asked)
        try:
            person = _write_down(request, form, phone)
        except ValidationError as refusal:
            _show(refusal, form, phone)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": person})
            return redirect("members:person", person.pk)
    return render(request, "members/add.html", {"form": form, "phone": phone, "alike": []})


def _asks_first(request, form, phone):
    """People whom this may be, and whether they may be somebody who was forgotten here. Nothing for a double click:
    then the deed finds the first one."""
    people = Person.objects.visible_to(request.user).of(request.organization)
    key = form.cleaned_data["entry_key"]
    if entered(people, key).exists():
        return {}
    given = form.cleaned_data
    words = f"{given['given_name']} {given['family_name']}"
    name = fold(f"{given['preferred_name']} {words}")
    points = [(kind, _key(kind, value)) for kind, value in phone.cleaned_data.items() if value]
    return {
        "alike": finding.some(people, words, 5) if words.strip() else [],
        "was_forgotten": forgotten.was_forgotten(request.organization, name=name, points=points),
    }


def _key(kind, value):
    """What compares a way to reach somebody; empty for what the deed will refuse."""
    try:
        return reaching.key_of(kind, value)
    except ValidationError:
        return ""


@transaction.atomic
def _write_down(request, form, phone):
    key = form.cleaned_data["entry_key"]
    known = entered(Person.objects.of(request.organization), key).first()
    if known:
        return known
    person = recording.add_person(request.organization, by=request.user, entry_key=key, **form.values)
    for kind, value in phone.cleaned_data.items():
        if value:
            reaching.add_contact_point(person, kind=kind, value=value, by=request.user)
    for field, value in form.custom_values().items():
        questioning.answer(person, field, value, by=request.user)
    return person


def _show(refusal, form, phone=None):
    """Put a refusal beside the field it is about."""
    if phone is not None and "value" in getattr(refusal, "error_dict", {}):
        phone.add_error("phone", refusal.error_dict["value"])
    else:
        form.take(refusal)


@allow(Permission.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
@never_cache
def change(request, person_id):
    """Change a person. When somebody else changed the same meanwhile, both are shown and nothing is lost."""
    person = person_or_404(request, person_id, to_change=True)
    fields = list(CustomField.objects.visible_to(request.user).of(person.steward).standing())
    options = {"person": person, "custom_fields": fields}
    options["may_open"] = may(request.user, Permission.SEE_PROTECTED, person.steward)
    form = PersonForm(request.POST or None, **options)
    conflicts = []
    if form.is_valid():
        try:
            _change(request, person, form)
        except Changed as changed:
            conflicts = _side_by_side(changed, form)
            fresh = PersonForm(**options | {"person": changed.thing})
            form = with_mine(fresh, form, map(_input_of, changed.mine))
        except ValidationError as refusal:
            _show(refusal, form)
        else:
            messages.success(request, _("Changes to %(name)s saved.") % {"name": person})
            return redirect("members:person", person.pk)
    context = {"person": person, "form": form, "conflicts": conflicts}
    if conflicts:
        context["other"] = last_writer(person, "person.changed", "person.answered")
    return render(request, "members/change.html", context)


def _change(request, person, form):
    base, answers = form.base, form.custom_values()
    options = {"version": base["version"], "seen": base["seen"], "answers": answers}
    changed = recording.change(person, by=request.user, **options, **form.values)
    if changed.is_protected and not person.is_protected:
        _tell_of_family(request, changed)


def _tell_of_family(request, person):
    """Who lives with a protected person shows where they live, and a child shows the school."""
    open_ones = relating.family_of(person).filter(is_protected=False)
    if names := ", ".join(str(each) for each in open_ones):
        words = _(
            "%(names)s belong to the same family and are not protected. Their pages still show address and school."
        )
        messages.warning(request, words % {"names": names})


def _side_by_side(changed, form):
    """Label, what I wrote, what the other wrote, for each field that both changed."""
    rows = []
    for name, both in changed.fields.items():
        field = form.fields[_input_of(name)]
        both = [value.split() for value in both] if name == "other_languages" else both
        rows.append((field.label, *(in_words(field, value) for value in both)))
    return rows


def _input_of(name):
    """What a fact of a person, or a field of the organization's own, is called in the form."""
    return CustomInput.name_of(name) if isinstance(name, CustomField) else name


@allow(Permission.VIEW_PEOPLE)
@require_GET
@never_cache
def find(request):
    """A few people who fit some words, to choose one from: a part for other pages' forms."""
    words = request.GET.get("q", "")
    people = Person.objects.visible_to(request.user).of(request.organization)
    found = finding.closest(people, words, stewards=[request.organization.pk], most=8)
    return render(request, "members/find.html", {"found": found, "words": words})
