"""The list of people: what the address asks for, as a queryset, in an order that an index serves."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import F, Q

from members import conditions, finding, segmenting
from members.conditions import Asker
from members.models import Person, Segment

ORDERS = {
    "name": ("sort_name", "pk"),
    "-name": ("-sort_name", "-pk"),
    "-talk": (F("last_talk_on").desc(nulls_last=True), "-pk"),
    "talk": (F("last_talk_on").asc(nulls_last=True), "pk"),
    "-new": ("-created_at", "-pk"),
    "new": ("created_at", "pk"),
}


@dataclass
class Browse:
    """What one address of the list asks for."""

    asker: Asker
    words: str
    sort: str
    chosen: list
    segment: Segment | None = None

    @classmethod
    def read(cls, request, query=None):
        """The list's address as a question. What makes no sense in it counts as not asked."""
        query = request.GET if query is None else query
        asker = Asker(request.user, request.organization, request.organization.today())
        segment = _segment(query.get("search", ""), asker)
        sorts = (query.get("sort", ""), segment.sort if segment else "", "name")
        return cls(
            asker=asker,
            words=query.get("q", "").strip(),
            sort=next(sort for sort in sorts if sort in ORDERS),
            chosen=conditions.chosen(query, asker),
            segment=segment,
        )

    def everybody(self):
        """All people of the acting organization whom the user may see."""
        return Person.objects.visible_to(self.asker.user).of(self.asker.organization)

    def found(self):
        """Those who fit, in order."""
        people = self.everybody()
        if self.segment:
            people = people.filter(_fitting(self.segment, self.asker))
        for condition, value in self.chosen:
            people = people.filter(condition.q(value, self.asker))
        if self.words:
            people = finding.searching(people, self.words)
        return people.order_by(*ORDERS[self.sort])

    @property
    def tree(self) -> dict:
        """The chosen filters as a tree of conditions, to be saved. Words searched for are not part of it."""
        filters = [{"is": condition.key, "value": value} for condition, value in self.chosen]
        return {"all": [self.segment.tree, *filters] if self.segment else filters}

    @property
    def sentence(self) -> str:
        """How the saved search reads; empty without one, and when a condition of it is not there any more."""
        return segmenting.reading(self.segment, self.asker) if self.segment else ""

    def chips(self) -> list[tuple[str, str, str]]:
        """A sentence, a key and a value for each filter that is on."""
        return [(condition.chip_of(value, self.asker), condition.key, str(value)) for condition, value in self.chosen]

    def picks(self) -> list[tuple]:
        """The filters that can be chosen: condition, choices, the chosen value. One without choices is not offered."""
        on = {condition.key: str(value) for condition, value in self.chosen}
        picks = [
            (condition, conditions.offered(condition, self.asker), on.get(condition.key, ""))
            for condition in conditions.known()
            if condition.in_list and condition.choices
        ]
        return [pick for pick in picks if pick[1]]


def _segment(number: str, asker: Asker) -> Segment | None:
    if not number.isdecimal() or len(number) > 18:
        return None
    return Segment.objects.visible_to(asker.user).of(asker.organization).filter(pk=number).first()


def _fitting(segment: Segment, asker: Asker) -> Q:
    """A saved search that cannot be asked any more finds nobody, rather than everybody."""
    try:
        return conditions.q_of(segment.tree, asker)
    except ValidationError:
        return Q(pk__in=[])
