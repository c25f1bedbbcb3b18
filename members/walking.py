"""Doors in the order in which feet find them: street by street, up one side and back on the other."""

from dataclasses import dataclass

from django.utils import timezone

from members import allowed, dialing
from members.models import CallTask, ContactPoint, Person
from members.reaching import HOUSE


@dataclass
class Door:
    """One person to visit, where, and whom to ask for when they are a minor."""

    task: CallTask
    way: dialing.Way
    consent: allowed.Chip | None = None

    @property
    def point(self) -> ContactPoint:
        return self.way.point

    @property
    def in_walking_order(self):
        number = self.point.house_number
        side = (2, 0) if number is None else (0, number) if number % 2 else (1, -number)
        return (*side, self.point.unit, self.task.person.sort_name)


@dataclass
class Street:
    """A street with its doors in walking order."""

    key: str
    name: str
    city: str
    doors: list[Door]
    free: int = 0
    takers: tuple[str, ...] = ()

    @property
    def sides(self) -> list[tuple[str, list[Door]]]:
        """The odd side up, the even side back, and doors without a number."""
        parts: dict[str, list[Door]] = {"odd": [], "even": [], "none": []}
        for door in self.doors:
            number = door.point.house_number
            parts["none" if number is None else "odd" if number % 2 else "even"].append(door)
        return [(side, doors) for side, doors in parts.items() if doors]


def streets(call_list, tasks, now=None) -> list[Street]:
    """The doors of these open tasks by street. Whom we must not visit any more is not among them. Few reads."""
    now, on = now or timezone.now(), call_list.steward.today()
    tasks = list(tasks.select_related("person", "claimed_by"))
    asked = Person.objects.filter(pk__in=[task.person_id for task in tasks])
    people = {person.pk: person for person in dialing.allowing(call_list, asked, on)}
    ways = dialing.ways_of(people.values(), call_list, on)
    found: dict[str, list[Door]] = {}
    for task in tasks:
        if ways.get(task.person_id):
            way = ways[task.person_id][0]
            found.setdefault(way.point.street, []).append(Door(task, way))
    for doors in found.values():
        doors.sort(key=lambda door: door.in_walking_order)
    return [_street(key, doors, now) for key, doors in sorted(found.items())]


def _street(key, doors, now) -> Street:
    point = doors[0].point
    match = HOUSE.fullmatch(point.value)
    taken = [door.task for door in doors if door.task.claimed_until and door.task.claimed_until > now]
    return Street(
        key=key,
        name=match[2] if match else point.value,
        city=" ".join(part for part in (point.city, point.zip_code) if part),
        doors=doors,
        free=len(doors) - len(taken),
        takers=tuple(sorted({str(task.claimed_by) for task in taken})),
    )


def after(call_list, task, tasks) -> CallTask | None:
    """The door that follows this one on the sheet, among those still open; None at the end of the walk."""
    walk = [door.task for street in streets(call_list, tasks) for door in street.doors]
    place = next((place for place, each in enumerate(walk) if each.pk == task.pk), -1)
    rest = [each for each in walk[place + 1 :] + walk[: max(place, 0)] if each.pk != task.pk and not each.outcome]
    return rest[0] if rest else None
