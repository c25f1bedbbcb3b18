"""The list of people: what the address asks for, as a queryset, in an order that an index serves."""

from dataclasses import dataclass

from django.db.models import F
from django.utils.text import capfirst

from members import conditions, finding
from members.conditions import Asker
from members.models import Person

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

    @classmethod
    def read(cls, request):
        """The list's address as a question. What makes no sense in it counts as not asked."""
        asker = Asker(request.user, request.organization, request.organization.today())
        sort = request.GET.get("sort", "")
        return cls(
            asker=asker,
            words=request.GET.get("q", "").strip(),
            sort=sort if sort in ORDERS else "name",
            chosen=conditions.chosen(request.GET, asker),
        )

    def everybody(self):
        """All people of the acting organization whom the user may see."""
        return Person.objects.visible_to(self.asker.user).of(self.asker.organization)

    def found(self):
        """Those who fit, in order."""
        people = self.everybody()
        for condition, value in self.chosen:
            people = people.filter(condition.q(value, self.asker))
        if self.words:
            people = finding.searching(people, self.words)
        return people.order_by(*ORDERS[self.sort])

    @property
    def tree(self) -> dict:
        """The chosen filters as a tree of conditions, to be saved. Words searched for are not part of it."""
        return {"all": [{"is": condition.key, "value": value} for condition, value in self.chosen]}

    def chips(self) -> list[tuple[str, str, str]]:
        """A sentence, a key and a value for each filter that is on."""
        return [
            (capfirst(condition.sentence(value, self.asker)), condition.key, str(value))
            for condition, value in self.chosen
        ]

    def picks(self) -> list[tuple]:
        """The filters that can be chosen: condition, choices, the chosen value."""
        on = {condition.key: str(value) for condition, value in self.chosen}
        return [
            (condition, condition.choices(self.asker), on.get(condition.key, ""))
            for condition in conditions.known()
            if condition.in_list and condition.choices
        ]
