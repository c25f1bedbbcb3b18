"""Two evenings at somebody's home: who hosted, who was asked and came, and what each one said. Everyone is invented."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import User
from members import conversing, hosting, stepping
from members.models import Conversation, HouseholdMember, Person
from schools.demo.people import HOME


@dataclass(frozen=True)
class Evening:
    """One house meeting. `said` holds what each of those said whom we know by name, in the language they spoke."""

    by: str
    days_ago: int
    language: str
    host_said: str
    said: tuple[str, ...]
    figures: dict[str, int]
    next_step: str


PLACE = {"es": "En su casa", "en": "At her home"}
EVENINGS = (
    Evening(
        by="tasha",
        days_ago=16,
        language="es",
        host_said="Abrió su sala, preparó atole y contó cómo pidió intérprete tres veces. Quiere repetirlo en enero.",
        said=(
            "Su hijo no tiene ayuda en lectura desde que se fue la maestra. Va a preguntar en la oficina.",
            "Trabaja de noche; puede ir a juntas los sábados en la mañana.",
            "Es la primera vez que alguien le pregunta qué quiere para la escuela. Se ofreció a invitar a su cuadra.",
            "Le preocupa que corten a la consejera. Viene a la noche del presupuesto con su comadre.",
        ),
        figures={"invited": 14, "committed": 9, "came": 7},
        next_step="Set a day for the second house meeting",
    ),
    Evening(
        by="luis",
        days_ago=61,
        language="en",
        host_said="Walked everybody through last year’s plan line by line at her kitchen table.",
        said=(
            "Did not know that families may write to the council. Wants the address.",
            "Offered to bring folding chairs and two neighbors next time.",
        ),
        figures={"invited": 8, "came": 4},
        next_step="Send her the dates of the school council",
    ),
)


def populate(world) -> None:
    """Each evening as an organizer writes it down the next morning: the talks first, then host and figures."""
    home = world.organizations[HOME]
    for number, evening in enumerate(EVENINGS):
        _held(world.today, home, evening, by=User.objects.get(email=f"{evening.by}@demo.example"), number=number)


def _held(today, home, evening, *, by, number):
    grown = Person.objects.of(home).filter(
        language=evening.language, grade_band="", is_protected=False, standing=Person.Standing.HERE
    )
    with_family = grown.filter(pk__in=HouseholdMember.objects.of(home).values("person"))
    host, *others = with_family.order_by("-pk")[: len(evening.said) + 1]
    same = {
        "kind": Conversation.Kind.HOUSE_MEETING, "talked_on": today - dt.timedelta(days=evening.days_ago),
        "language": evening.language, "place": PLACE[evening.language], "minutes": 90, "by": by,
    }  # fmt: skip
    step = stepping.Promise(evening.next_step, by, today + dt.timedelta(days=6 + 5 * number))
    talks = [conversing.log(host, heard=evening.host_said, next_step=step, **same)]
    talks += [conversing.log(person, heard=heard, **same) for person, heard in zip(others, evening.said, strict=True)]
    hosting.write_down(talks, host=host, by=by, **evening.figures)
