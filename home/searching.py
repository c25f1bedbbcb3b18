"""Find a school, an ask or a session by a few letters, accents and capitals aside."""

from dataclasses import dataclass

from kit.folding import fold
from schools.models import Ask, School, Session

SHORTEST = 2
MOST = 20


@dataclass(frozen=True)
class Found:
    """What a search found, each list cut at MOST."""

    schools: list
    asks: list
    sessions: list

    def __bool__(self):
        return bool(self.schools or self.asks or self.sessions)


def find(words, *, user):
    """Schools, asks and sessions the user may see that contain every word; None for fewer than two letters."""
    words = words.strip()[:100]
    if len(fold(words)) < SHORTEST:
        return None
    sessions = Session.objects.visible_to(user).select_related("event", "school")
    for word in words.split():
        sessions = sessions.filter(event__name__icontains=word)
    return Found(
        schools=list(School.objects.visible_to(user).matching(words)[:MOST]),
        asks=list(Ask.objects.visible_to(user).standing().matching(words).select_related("school")[:MOST]),
        sessions=list(sessions[:MOST]),
    )
