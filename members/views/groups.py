"""Pages that tie a person to an organization they belong to, and end such a tie."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Permission, allow
from accounts.once import once
from members import belonging
from members.forms.groups import GroupTieForm
from members.models import CommunityGroup, GroupTie, Person
from members.views.ending import ended, reopened
from members.views.reach import refuse

MOST_KNOWN = 500


@allow(Permission.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
@once
def tie_group(request, person_id):
    """Which organization somebody belongs to, and as what."""
    people = Person.objects.editable_by(request.user).open_to(request.user).select_related("steward")
    person = get_object_or_404(people, pk=person_id)
    form = GroupTieForm(request.POST or None)
    if form.is_valid():
        try:
            belonging.belong(person, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The tie is written down."))
            return redirect("members:person", person.pk)
    known = CommunityGroup.objects.visible_to(request.user).of(person.steward)[:MOST_KNOWN]
    return render(request, "members/tie_group.html", {"person": person, "form": form, "known": known})


@allow(Permission.EDIT_PEOPLE)
@require_POST
def end_group_tie(request, tie_id):
    """The tie holds no longer; Undo brings it back."""
    tie = get_object_or_404(GroupTie.objects.editable_by(request.user), pk=tie_id, ends_on__isnull=True)
    return ended(request, tie, belonging.end, "members:reopen_group_tie")


@allow(Permission.EDIT_PEOPLE)
@require_POST
def reopen_group_tie(request, tie_id):
    tie = get_object_or_404(GroupTie.objects.editable_by(request.user), pk=tie_id)
    return reopened(request, tie, belonging.reopen)
