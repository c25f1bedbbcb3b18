"""The paper itself: a sign-in sheet with the names of those we expect, and blank lines for everybody else."""

from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.access import Permission, allow
from campaigns import hanging, sheets
from campaigns.models import Event, Invitation
from members import allowed, looking, segmenting
from members.conditions import Asker
from members.models import Person, PersonList, PersonView, Segment

MOST_NAMES = 300
LINES_A_PAGE = 16  # letter paper, across; see .paper in the style sheet
FEWEST_BLANK = 8


class PrintForm(forms.Form):
    """Whose names stand on the paper, how many lines stay blank, and what the tick says."""

    who = forms.ChoiceField(label=gettext_lazy("Names on the sheet"), required=False)
    blank = forms.IntegerField(label=gettext_lazy("Blank lines"), required=False, min_value=0, max_value=200)
    wording = forms.CharField(
        label=gettext_lazy("What “May text” says"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )


@allow(Permission.VIEW_PEOPLE)
@require_GET
@never_cache
def print_sheet(request, pk):
    """The sheet as it is printed. Protected people and minors never stand on a paper that is passed around."""
    event = get_object_or_404(Event.objects.visible_to(request.user).select_related("steward"), pk=pk)
    on = event.steward.today()
    sources = _sources(event, request.user, on)
    last = event.sheets.order_by("-number").first()
    usual = {"wording": last.wording if last else sheets.WORDING, "who": next(iter(sources))}
    data = {**usual, **request.GET.dict()}
    people, is_cut = _printable(sources.get(data["who"], sources[""])[1], event, on)
    form = PrintForm({"blank": _blank_after(len(people)), **data})
    form.fields["who"].choices = [(key, words) for key, (words, _people) in sources.items()]
    given = form.cleaned_data if form.is_valid() else {"blank": 0, **usual}
    if people:
        looking.looked(request.user, people, PersonView.Kind.PRINT)
    blank = range(len(people) + 1, len(people) + (given["blank"] or 0) + 1)
    context = {
        "event": event, "form": form, "people": people, "blank": blank, "wording": given["wording"],
        "is_cut": is_cut,
    }  # fmt: skip
    return render(request, "campaigns/print_sheet.html", context)


def _blank_after(names: int) -> int:
    """Blank lines that fill the last page, and at least a few."""
    return FEWEST_BLANK + (-names - FEWEST_BLANK) % LINES_A_PAGE


def _sources(event, user, on):
    """Where names can come from: {key: (words, function that gives the people)}. The first is the usual one."""
    everyone = Person.objects.visible_to(user).filter(steward=event.steward)
    found = {}
    for place, expected in enumerate(hanging.expected_at(event, user, on)):
        found[f"expected:{place}"] = (expected.words, expected.people.all)
    invited = Invitation.objects.visible_to(user).filter(event=event).exclude(reply=Invitation.Reply.NO)
    found["invited"] = (gettext("Everybody invited"), everyone.filter(pk__in=invited.values("person")).all)
    for each in PersonList.objects.visible_to(user).filter(steward=event.steward, closed_at=None):
        words = gettext("List: %(name)s") % {"name": each.name}
        found[f"list:{each.pk}"] = (words, everyone.filter(pk__in=each.entries.values("person")).all)
    asker = Asker(user, event.steward, on)
    for each in Segment.objects.visible_to(user).filter(steward=event.steward):
        words = gettext("Search: %(name)s") % {"name": each.name}
        found[f"search:{each.pk}"] = (words, partial(segmenting.people, each.tree, asker))
    found[""] = (gettext("No names, blank lines only"), everyone.none)
    return found


def _printable(find, event, on):
    """Nobody protected, no minor, nobody who moved away, died or asked us to stop, and whether there are more than fit.

    A search that no longer holds finds nobody.
    """
    try:
        people = find()
    except ValidationError:
        return [], False
    people = people.filter(steward=event.steward, is_protected=False, standing=Person.Standing.HERE)
    minors = Person.objects.minors(on).filter(steward=event.steward)
    found = list(people.exclude(pk__in=minors.values("pk")).order_by("sort_name", "pk")[:MOST_NAMES])
    left_alone = allowed.left_alone(found, on=on)
    return [person for person in found if person.pk not in left_alone], len(found) == MOST_NAMES
