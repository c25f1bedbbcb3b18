"""Pages that tie a person to a school, and end a tie."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Permission, allow
from members.models import Person
from members.views.ending import ended, reopened
from schools import tying
from schools.forms.tying import TieForm
from schools.models import School, SchoolTie

MOST = 12


@allow(Permission.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def tie_person(request, person_id):
    """First the school, found by a few letters, then what the person is to it."""
    person = get_object_or_404(
        Person.objects.editable_by(request.user).open_to(request.user).select_related("steward"), pk=person_id
    )
    schools = School.objects.visible_to(request.user)
    form = TieForm(request.POST or None, schools=schools)
    code = request.POST.get("school") or request.GET.get("school", "")
    if form.is_valid():
        try:
            tying.tie(person, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("The tie is written down."))
            return redirect("members:person", person.pk)
    words = request.GET.get("q", "")
    context = {
        "person": person,
        "form": form,
        "school": schools.filter(cds_code=code).first() if code else None,
        "words": words,
        "found": schools.matching(words)[:MOST] if words.strip() else [],
    }
    return render(request, "schools/tie_person.html", context)


@allow(Permission.EDIT_PEOPLE)
@require_POST
def end_tie(request, tie_id):
    """The tie holds no longer; Undo brings it back."""
    made = get_object_or_404(SchoolTie.objects.editable_by(request.user), pk=tie_id, ends_on__isnull=True)
    return ended(request, made, tying.end, "schools:reopen_tie")


@allow(Permission.EDIT_PEOPLE)
@require_POST
def reopen_tie(request, tie_id):
    """Undo the end of a tie."""
    made = get_object_or_404(SchoolTie.objects.editable_by(request.user), pk=tie_id)
    return reopened(request, made, tying.reopen)
