"""The first page of the day, and search."""

from django.shortcuts import render

from accounts.access import Permission, allow, signed_in
from home import my_people
from home import today as day
from home.searching import find


@signed_in
def today(request):
    """One's own next steps, families and people who wait, what comes up; without a role, how to get one."""
    if request.organization is None:
        return render(request, "home/no_role.html")
    on = request.organization.today()
    context = {
        "on": on,
        "waiting": day.families_waiting(request.user, on=on),
        "steps": day.next_steps(request.user),
        "coming": my_people.events_coming(request.user),
    }
    context |= my_people.people_of_the_day(request.user, request.organization, on=on)
    return render(request, "home/today.html", context)


@allow(Permission.VIEW_SCHOOLS, Permission.VIEW_PEOPLE)
def search(request):
    """People, schools, asks and sessions by a few letters."""
    words = request.GET.get("q", "")
    return render(request, "home/search.html", {"search_words": words, "found": find(words, user=request.user)})
