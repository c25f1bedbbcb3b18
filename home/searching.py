"""Find a person, a school, an ask or a session by a few letters, accents and capitals aside."""

from dataclasses import dataclass

from accounts.access import Permission, organizations_with
from kit.folding import fold
from members import finding
from members.models import Person
from schools.models import Ask, School, Session

SHORTEST = 2
MOST = 20


@dataclass(frozen=True)
class Found:
    """What a search found, each list cut at MOST."""

    people: list
    schools: list
    asks: list
    sessions: list

    def __bool__(self):
        return bool(self.people or self.schools or self.asks or self.sessions)


def find(words, *, user):
    """People, schools, asks and sessions the user may see that contain every word; None for fewer than two letters.

    When few people fit to the letter, those whose names are nearly so follow.
    """
    words = words.strip()[:100]
    if len(fold(words)) < SHORTEST:
        return None
    sessions = Session.objects.visible_to(user).select_related("event", "school")
    for word in words.split():
        sessions = sessions.filter(event__name__icontains=word)
    places = organizations_with(user, Permission.VIEW_PEOPLE).values_list("pk", flat=True)
    people = Person.objects.visible_to(user).select_related("steward")
    return Found(
        people=finding.closest(people, words, stewards=places, most=MOST),
        schools=list(School.objects.visible_to(user).matching(words)[:MOST]),
        asks=list(Ask.objects.visible_to(user).standing().matching(words).select_related("school")[:MOST]),
        sessions=list(sessions[:MOST]),
    )
