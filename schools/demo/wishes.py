"""What invented families ask for, in their invented words, and the plan lines that could answer."""

from typing import NamedTuple


class Wish(NamedTuple):
    """One ask with its theme, both wordings, how it would stand in a plan, and quotes (language, words)."""

    theme: str
    english: str
    spanish: str
    category: str
    line: str
    dollars: int
    quotes: tuple[tuple[str, str], ...]
    not_now: tuple[str, str]


WISHES = (
    Wish(
        "mental-health",
        "A counselor our kids can talk to",
        "Una consejera con quien nuestros hijos puedan hablar",
        "psychiatric-social-worker",
        "Psychiatric social worker, full time",
        142_000,
        (
            ("es", "Mi hijo no duerme desde que murió su abuelo. Necesita hablar con alguien aquí."),
            ("en", "One counselor for six hundred kids is not a counselor, it is a waiting list."),
            ("es", "Que haya una consejera que hable español, todos los días, no solo los martes."),
            ("en", "I want someone at school I can tell when things are bad at home."),
            ("es", "Las niñas lloran en el baño y nadie pregunta por qué."),
            ("en", "My daughter waited five weeks for one visit."),
            ("es", "Queremos que la trabajadora social esté también en la tarde."),
        ),
        ("A second position was not approved for this year.", "Una segunda plaza no se aprobó para este año."),
    ),
    Wish(
        "tutoring",
        "Tutoring after school in reading and math",
        "Tutoría después de clases en lectura y matemáticas",
        "tutoring",
        "Teacher extra time for tutoring, grades 3 to 5",
        96_000,
        (
            ("es", "Yo no puedo ayudarle con las fracciones. Que se queden una hora con la maestra."),
            ("en", "Tutoring that is here, not on a screen."),
            ("es", "Mi hija lee bajito porque le da pena. Necesita grupo pequeño."),
            ("en", "We need help with math before the test, not after."),
            ("es", "Que la tutoría sea hasta las cinco, porque salgo del trabajo a las cuatro y media."),
            ("en", "The kids who need it most go home on the first bus."),
        ),
        ("The teachers’ hours are used up for this year.", "Las horas de los maestros ya están ocupadas este año."),
    ),
    Wish(
        "clean-bathrooms",
        "Bathrooms that are clean, with soap, all day",
        "Baños limpios y con jabón, todo el día",
        "facilities",
        "Bathroom repairs and supplies",
        18_500,
        (
            ("es", "Mi hija se aguanta todo el día porque el baño no tiene jabón ni puertas."),
            ("en", "The bathrooms are locked by second period."),
            ("es", "Los baños de los niños huelen desde el pasillo."),
            ("en", "There is never soap. Never."),
            ("es", "Pedimos papel, jabón y alguien que limpie a mediodía."),
            ("en", "I go at my friend’s house after school."),
        ),
        (
            "Cleaning is paid from another budget of the district.",
            "La limpieza se paga con otro presupuesto del distrito.",
        ),
    ),
    Wish(
        "safe-passage",
        "Someone at the gate when we cross",
        "Alguien en la puerta cuando cruzamos",
        "safe-passage",
        "Community-based safe passage, contract",
        24_000,
        (
            ("es", "Que haya alguien en la puerta cuando cruzamos. Mi hija cruza sola."),
            ("en", "Cars run that light every single morning."),
            ("es", "Un adulto conocido en la esquina, no una patrulla."),
            ("en", "Put somebody from the neighborhood on the corner at three."),
            ("es", "En la tarde hay pleitos a una cuadra y nadie los acompaña."),
            ("en", "I walk the long way because of that corner."),
        ),
        ("The contract could not be signed in time.", "El contrato no se pudo firmar a tiempo."),
    ),
    Wish(
        "language-access",
        "An interpreter at every meeting",
        "Intérprete en todas las reuniones",
        "interpretation",
        "Interpretation and translation for families",
        18_000,
        (
            ("es", "Firmé un papel que no entendí. Eso no debe pasar."),
            ("es", "Que la intérprete no sea mi hijo."),
            ("en", "My mom stopped coming because nobody translated."),
            ("es", "También hablamos zapoteco. Pregunten antes."),
            ("es", "Los avisos llegan solo en inglés y un día tarde."),
            ("en", "Everything important is said in English and fast."),
        ),
        ("District interpreters are to be booked instead.", "Se usarán los intérpretes del distrito."),
    ),
    Wish(
        "arts-music",
        "Music and art in every grade",
        "Música y arte en todos los grados",
        "contracted-instruction",
        "Arts and music teaching artists",
        32_000,
        (
            ("en", "Art is the day my son wants to come to school."),
            ("es", "Que haya música también para los chiquitos."),
            ("en", "We share four guitars."),
            ("es", "El mural fue lo mejor del año. Otro, por favor."),
            ("en", "Bring back the drum line."),
        ),
        (
            "The arts grant of the district covers two grades only.",
            "El fondo de arte del distrito cubre solo dos grados.",
        ),
    ),
    Wish(
        "library",
        "The library open after 3 p.m.",
        "La biblioteca abierta después de las 3",
        "library-aide",
        "Library aide, three hours a day",
        27_500,
        (
            ("es", "La biblioteca está cerrada cuando mis hijos salen."),
            ("en", "There is no quiet place to do homework."),
            ("es", "Libros en español, y poder llevarlos a casa."),
            ("en", "Open it at lunch at least."),
            ("en", "Three of us share one phone for homework."),
        ),
        ("Nobody applied for the library position.", "Nadie solicitó la plaza de la biblioteca."),
    ),
    Wish(
        "police-free-safety",
        "Restorative circles instead of suspensions",
        "Círculos restaurativos en vez de suspensiones",
        "restorative-justice-teacher",
        "Restorative justice teacher",
        118_000,
        (
            ("en", "Talk to us before you send us home."),
            ("es", "Que resuelvan hablando, no sacando a los muchachos."),
            ("en", "A circle after a fight did more than three days at home."),
            ("en", "We do not need more police, we need people who know our names."),
            ("es", "Un maestro que sepa calmar, no un guardia."),
        ),
        ("The position is planned for next year.", "La plaza está prevista para el próximo año."),
    ),
    Wish(
        "college-counseling",
        "A college counselor before senior year",
        "Orientación universitaria antes del último año",
        "college-counselor",
        "College counselor, half time",
        71_000,
        (
            ("en", "I found out about the deadline from TikTok."),
            ("es", "Nadie en la familia ha ido a la universidad. No sabemos preguntar."),
            ("en", "Start in ninth grade, not in October of twelfth."),
            ("es", "Que expliquen la ayuda financiera en español."),
            ("en", "One counselor for four hundred seniors."),
        ),
        ("One position serves all grades this year.", "Una sola plaza atiende a todos los grados este año."),
    ),
    Wish(
        "transport",
        "A bus stop students can use after practice",
        "Una parada de autobús para después del entrenamiento",
        "other",
        "Late bus, two days a week",
        21_000,
        (
            ("en", "Practice ends at six and the last bus is at four."),
            ("es", "Mi hijo camina una hora de noche."),
            ("en", "I quit the team because of the ride home."),
            ("es", "Un autobús tarde, aunque sea dos días."),
            ("en", "We wait in the dark by the fence."),
        ),
        ("Bus routes are set by the district.", "Las rutas las decide el distrito."),
    ),
    Wish(
        "greening-heat",
        "Shade and trees on the playground",
        "Sombra y árboles en el patio",
        "facilities",
        "Shade trees, contract with a garden group",
        16_000,
        (
            ("es", "El patio quema. Los niños se esconden detrás de los botes."),
            ("en", "There is not one tree."),
            ("es", "Una sombra donde comer, por favor."),
            ("en", "The slide burned my brother’s legs."),
            ("es", "Que los papás podamos plantar."),
        ),
        ("The grounds belong to another program.", "El patio depende de otro programa."),
    ),
    Wish(
        "parent-center",
        "The parent center open in the morning",
        "El centro de padres abierto por la mañana",
        "parent-liaison",
        "Parent resource assistant, six hours",
        38_400,
        (
            ("es", "Queremos un lugar donde preguntar sin sentirnos tontos."),
            ("es", "Está cerrado cuando dejamos a los niños."),
            ("en", "Someone who calls back."),
            ("es", "Talleres en la mañana y uno en sábado."),
        ),
        ("The position is vacant; hiring has begun.", "La plaza está vacante; ya empezó la contratación."),
    ),
)
UNASKED = (
    ("software", "Software licenses", 58_400, True),
    ("supplies-technology", "Copier lease and paper", 31_000, True),
    ("curricular-trips", "Two learning trips", 22_000, True),
)
REQUIRED = (
    ("class-size-teacher", "Class-size-reduction teachers, set by the district", 248_000, False),
    ("substitutes", "Substitutes, set by contract", 50_000, False),
)
