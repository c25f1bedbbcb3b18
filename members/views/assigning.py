"""The page of one person's organizer."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import Permission, allow, organizations_with
from accounts.once import once
from members import assigning
from members.forms.steps import AssignForm
from members.models import Person
from members.views.conversations import back_to


@allow(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
@once
def assign(request, person_id):
    """Who looks after this person, and who did before."""
    places = organizations_with(request.user, Permission.MANAGE_LISTS)
    people = Person.objects.visible_to(request.user).filter(steward__in=places).select_related("steward")
    person = get_object_or_404(people, pk=person_id)
    terms = list(person.assignments.select_related("organizer"))
    today = person.steward.today()
    not_over = [term for term in terms if term.ends_on is None or term.ends_on >= today]
    current = not_over[-1] if not_over else None
    planned = [term for term in reversed(terms) if term.starts_on > today]
    form = AssignForm(request.POST or None, person=person, current=current, planned=planned, user=request.user)
    if form.is_valid():
        try:
            words = _assign(person, form.cleaned_data, request.user)
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, words)
            return redirect(back_to(request, reverse("members:person", args=[person.pk])))
    steps = assigning.going_along(person)
    context = {"form": form, "person": person, "terms": terms, "steps": steps, "today": today}
    return render(request, "members/assign.html", context)


def _assign(person, chosen, user):
    """What came of it, in words: who looks after the person, and what became of what was planned for later."""
    options = {"on": chosen["on"], "keep_planned": not chosen.get("drop_planned"), "by": user}
    if not chosen["organizer"]:
        return _words_of_nobody(person, assigning.let_go(person, **options))
    term = assigning.assign(person, chosen["organizer"], **options)
    words = [_words_of(person, term)]
    words += [
        _("%(organizer)s follows on %(day)s, as planned.")
        % {"organizer": each.organizer, "day": date_format(each.starts_on)}
        for each in term.planned
    ]
    words += [
        _("%(organizer)s, planned from %(day)s, does not follow any more.")
        % {"organizer": each.organizer, "day": date_format(each.starts_on)}
        for each in term.dropped
    ]
    return " ".join(words)


def _words_of_nobody(person, following):
    if following:
        words = _("Nobody looks after %(name)s until %(organizer)s begins on %(day)s, as planned.")
        who = {"organizer": following.organizer, "day": date_format(following.starts_on)}
        return words % {"name": person, **who}
    words = _("Nobody looks after %(name)s for now. They stand under “Nobody looks after them” until you choose.")
    return words % {"name": person}


def _words_of(person, term):
    who = {"organizer": term.organizer, "name": person, "day": date_format(term.starts_on)}
    if term.starts_on > person.steward.today():
        return _("%(organizer)s looks after %(name)s from %(day)s on.") % who
    if not term.came_along:
        return _("%(organizer)s looks after %(name)s.") % who
    count = len(term.came_along)
    return ngettext(
        "%(organizer)s looks after %(name)s. %(count)s next step went along.",
        "%(organizer)s looks after %(name)s. %(count)s next steps went along.",
        count,
    ) % {**who, "count": count}
