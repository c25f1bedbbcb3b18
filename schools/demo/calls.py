"""Calls for the next evening, some of them made, and doors to knock at. Everyone is invented."""

import datetime as dt
import itertools

from accounts.models import User
from kit.wall_time import moment
from members import calling, claiming, consenting, phonebanking
from members.models import CallTask, Channel, ConsentEvent, ContactPoint, Person, Purpose
from members.phonebanking import Question
from schools.demo.people import HOME

MANY, DOORS = 60, 18
SCRIPTS = {
    "script_en": "Hello {name}, this is {me} from {organization}. Last fall families asked for more hands in the "
    "classrooms and for interpreters. On the evening of the budget the school says what it will pay for. "
    "Will you come with us?",
    "script_es": "Hola, {name}, habla {me} de {organization}. El otoño pasado las familias pidieron más manos en los "
    "salones e intérpretes. La noche del presupuesto la escuela dirá qué va a pagar. ¿Nos acompaña?",
}
HELP = Question(
    "What would help you come?",
    "¿Qué le ayudaría a venir?",
    (("Interpretation", "Interpretación"), ("Childcare", "Cuidado de niños"), ("A ride", "Transporte")),
    takes_several=True,
)
AT_DOOR = Question("What should change first at your school?", "¿Qué debería cambiar primero en su escuela?")
# What came of the calls that were made, one after another: outcome, words, answers.
CALLS = (
    ("yes", "Viene con su hermana.", ["a1", "a2"]), ("no_answer", "", []), ("yes", "", ["a2"]), ("maybe", "", ["a3"]),
    ("message", "", []), ("no", "Trabaja de noche.", []), ("wrong", "", []), ("yes", "Trae a sus hijos.", ["a2"]),
    ("no_answer", "", []), ("call_back", "", []), ("yes", "", ["a1"]), ("moved", "", []), ("maybe", "", []),
)  # fmt: skip
VISITS = (("yes", "Quiere hablar con la directora."), ("no_answer", ""), ("maybe", ""), ("yes", ""))


def populate(world) -> None:
    """A call list with an evening of calls behind it, and a walk list of which one street is done."""
    home = world.organizations[HOME]
    users = {name: User.objects.get(email=f"{name}@demo.example") for name in ("tasha", "luis", "keisha")}
    grown = Person.objects.of(home).filter(grade_band="").order_by("pk")
    _calls(home, users, grown)
    _doors(home, users["tasha"], grown)


def _calls(home, users, grown):
    tasha = users["tasha"]
    call_list = phonebanking.make_list(
        home, name="Calls for budget night", kind="calls", people=_only(grown[:MANY]), by=tasha,
        questions=[HELP], callers=[(tasha, ["es", "en"]), (users["luis"], ["es"]), (users["keisha"], ["en"])],
        closes_on=home.today() + dt.timedelta(days=14), **SCRIPTS,
    )  # fmt: skip
    question, turns = call_list.questions.get(), itertools.cycle(users.values())
    for outcome, said, chosen in CALLS:
        by = next(turns)
        task = claiming.claim_next(call_list, by=by)
        if task is None:
            continue
        talked = outcome in ("yes", "maybe", "no")
        calling.save_call(
            task, outcome=outcome, by=by, said=said if talked and task.language == "es" else "",
            answers={question.pk: chosen}, spoke=task.language if talked else "",
            call_back_at=moment(home.today() + dt.timedelta(days=1), dt.time(17, 30), home.timezone)
            if outcome == "call_back" else None,
        )  # fmt: skip


def _only(people):
    return Person.objects.filter(pk__in=[person.pk for person in people])


def _doors(home, tasha, grown):
    """Who lives near told us that we may come by."""
    lives = ContactPoint.objects.of(home).filter(kind=ContactPoint.Kind.ADDRESS, person__is_protected=False)
    people = list(grown.filter(pk__in=lives.values("person"), standing=Person.Standing.HERE)[:DOORS])
    for person in people:
        consenting.say(
            person, channel=Channel.DOOR, purpose=Purpose.ORGANIZING, state=ConsentEvent.State.GRANTED,
            source=ConsentEvent.Source.PAPER, evidence="Sign-in sheet, house meeting", by=tasha,
        )  # fmt: skip
    walk = phonebanking.make_list(
        home, name="Visits around Figueroa Avenue", kind="doors", by=tasha,
        people=_only(people),
        questions=[AT_DOOR], callers=[(tasha, ["es", "en"])], **SCRIPTS,
    )  # fmt: skip
    tasks = CallTask.objects.filter(call_list=walk).order_by("position")
    for task, (outcome, said) in zip(tasks, VISITS, strict=False):
        calling.save_call(task, outcome=outcome, by=tasha, said=said, spoke="es" if said else "")
