"""Pages about ties between people, and about households."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Permission, allow
from accounts.once import once
from kit.numbers import number_of
from members import finding, relating
from members.forms.people import HouseholdForm, HouseholdNameForm, RelateForm
from members.looking import looked
from members.models import ContactPoint, Household, HouseholdMember, Person, PersonView, Relationship
from members.views.ending import ended, reopened
from members.views.people import person_or_404
from members.views.reach import refuse

MOST_NEAR = 8


@allow(Permission.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
@once
def relate(request, person_id):
    """Who cares for whom, who brought in whom, who leads whom: first the other person, then the tie."""
    person = person_or_404(request, person_id, to_change=True)
    people = Person.objects.editable_by(request.user).of(person.steward).exclude(pk=person.pk)
    other = people.filter(pk=number_of(request.GET.get("other"))).first()
    form = RelateForm(request.POST or None, people=people, initial={"other": other})
    if form.is_valid():
        first, second = form.ends(person)
        told = {name: form.cleaned_data[name] for name in ("kin", "starts_on", "note")}
        try:
            relating.relate(first, second, kind=form.kind, by=request.user, **told)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The tie is written down."))
            return redirect("members:person", person.pk)
    words = request.GET.get("q", "")
    context = {
        "person": person,
        "form": form,
        "other": other or (form.is_bound and people.filter(pk=number_of(request.POST.get("other"))).first()),
        "words": words,
        "found": finding.closest(people, words, stewards=[person.steward_id], most=8) if words else [],
        "near": [] if words else _near(person, people, request.user),
    }
    return render(request, "members/relate.html", context)


def _near(person, people, user):
    """Those who have a phone or e-mail in common with the person and no tie yet: mostly it is one of the family."""
    points = ContactPoint.objects.visible_to(user).of(person.steward_id)
    same = Q()
    for kind, key in points.filter(person=person).exclude(kind=ContactPoint.Kind.ADDRESS).values_list("kind", "key"):
        same |= Q(kind=kind, key=key)  # both, so that the index by key is walked
    if not same:
        return people.none()
    sharing = points.filter(same).values("person")
    tied = Relationship.objects.touching(person).current(person.steward.today())
    known = {pk for ends in tied.values_list("person", "other") for pk in ends}
    return people.filter(pk__in=sharing).exclude(pk__in=known).order_by("sort_name", "pk")[:MOST_NEAR]


@allow(Permission.EDIT_PEOPLE)
@require_POST
def end_tie(request, tie_id):
    """The tie holds no longer; Undo brings it back."""
    tie = get_object_or_404(Relationship.objects.editable_by(request.user), pk=tie_id, ends_on__isnull=True)
    # Back to the page the visitor came from: a tie has two ends.
    return ended(request, tie, relating.end, "members:reopen_tie", number_of(request.POST.get("from")))


@allow(Permission.EDIT_PEOPLE)
@require_POST
def reopen_tie(request, tie_id):
    tie = get_object_or_404(Relationship.objects.editable_by(request.user), pk=tie_id)
    return reopened(request, tie, relating.reopen)


@allow(Permission.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
@once
def join_household(request, person_id):
    """Put a person into a household: one of the organization's, or a new one."""
    person = person_or_404(request, person_id, to_change=True)
    households = _likely(person, request.user)
    new = _("%(name)s household") % {"name": person.family_name or person.name}
    form = HouseholdForm(request.POST or None, households=households, initial={"name": new})
    if form.is_valid():
        household = form.cleaned_data["household"]
        try:
            if household:
                relating.join_household(household, person, by=request.user)
            else:
                name = form.cleaned_data["name"]
                household = relating.make_household(person.steward, name=name, people=[person], by=request.user)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%(name)s is in the household.") % {"name": person})
            return redirect("members:household", household.pk)
    return render(request, "members/join_household.html", {"person": person, "form": form})


def _likely(person, user):
    """Households with a phone, an e-mail, an address, a tie or the family name in common with the person."""
    households = Household.objects.editable_by(user).of(person.steward)
    points = ContactPoint.objects.visible_to(user).of(person.steward_id)
    sharing = points.filter(key__in=points.filter(person=person).values("key")).values("person")
    tied = Relationship.objects.touching(person)
    near = HouseholdMember.objects.of(person.steward).current(person.steward.today())
    ids = set(near.filter(person__in=sharing).values_list("household", flat=True)[:20])
    for side in ("person", "other"):
        ids |= set(near.filter(person__in=tied.values(side)).values_list("household", flat=True)[:20])
    if person.family_name:
        ids |= set(households.filter(name__startswith=person.family_name).values_list("pk", flat=True)[:20])
    return households.filter(pk__in=ids)


@allow(Permission.VIEW_PEOPLE)
@require_http_methods(["GET", "POST"])
def household(request, household_id):
    """Who lives together, and who did. Those who may change people rename it here."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=household_id)
    may_change = Household.objects.editable_by(request.user).filter(pk=household.pk).exists()
    form = HouseholdNameForm(request.POST or None, initial={"name": household.name}) if may_change else None
    if form and form.is_valid():
        try:
            relating.rename_household(household, name=form.cleaned_data["name"], by=request.user)
        except ValidationError as refusal:
            refuse(form, refusal)
            household.refresh_from_db()
        else:
            return redirect("members:household", household.pk)
    members = household.members.visible_to(request.user).select_related("person").order_by("person__sort_name")
    on = household.steward.today()
    here, former = list(members.current(on)), list(members.ended(on))
    looked(request.user, [member.person for member in (*here, *former)], PersonView.Kind.LIST)
    context = {"household": household, "form": form, "members": here, "former": former}
    return render(request, "members/household.html", context)


@allow(Permission.EDIT_PEOPLE)
@require_POST
def leave_household(request, member_id):
    """A person lives there no longer; Undo brings them back."""
    member = get_object_or_404(HouseholdMember.objects.editable_by(request.user), pk=member_id)
    relating.leave_household(member, by=request.user)
    text = _("%(name)s left the household.") % {"name": member.person}
    messages.success(request, text, extra_tags=reverse("members:return_to_household", args=[member.pk]))
    return redirect("members:household", member.household_id)


@allow(Permission.EDIT_PEOPLE)
@require_POST
def return_to_household(request, member_id):
    member = get_object_or_404(HouseholdMember.objects.editable_by(request.user), pk=member_id)
    try:
        relating.return_to_household(member, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect("members:household", member.household_id)
