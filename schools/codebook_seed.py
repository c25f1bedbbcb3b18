"""The first codebook: what families and students ask their schools for, in English and Spanish.

A starting point, not a truth: each organization edits its own copy. The quotes are invented. The keyword patterns are
regular expressions over folded text (no accents, lower case) that start at the beginning of a word; they only order
the list a coder sees. No pattern says whether a person is for or against: that is the coder's to hear.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class CodeSeed:
    """One code. Names and rules come in pairs (English, Spanish); quotes as two tuples; patterns one by one."""

    key: str
    name: tuple[str, str]
    definition: tuple[str, str]
    include: tuple[str, str]
    exclude: tuple[str, str]
    examples_en: tuple[str, ...]
    examples_es: tuple[str, ...]
    keywords: tuple[str, ...]
    parent_key: str = ""

    def values(self) -> dict[str, str]:
        """The values of a Code row: each language its own field, quotes and patterns one a line."""
        found: dict[str, str] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("name", "definition", "include", "exclude"):
                found[f"{field.name}_en"], found[f"{field.name}_es"] = value
            else:
                found[field.name] = value if isinstance(value, str) else "\n".join(value)
        return found


CODES = (
    CodeSeed(
        key="well-being",
        name=("Well-being and health", "Bienestar y salud"),
        definition=("Care for body and mind at school.", "Cuidado del cuerpo y de la mente en la escuela."),
        include=("Care in general, when no code below fits.", "El cuidado en general, si no cabe en otro código."),
        exclude=("Safety and discipline.", "Seguridad y disciplina."),
        examples_en=("Kids need someone to take care of them here.", "Put our children's health first."),
        examples_es=("Los niños necesitan quien los cuide aquí.", "Primero la salud de nuestros hijos."),
        keywords=(r"well.?being", r"wellness", r"bienestar", r"self.?care"),
    ),
    CodeSeed(
        key="mental-health",
        name=("Mental health and counselors", "Salud mental y consejeros"),
        definition=(
            "Someone trained to talk to about feelings, stress, grief or trouble at home.",
            "Una persona preparada con quien hablar de emociones, estrés, duelo o problemas en casa.",
        ),
        include=(
            "Counselors, social workers, psychologists, therapy, calm rooms.",
            "Consejeros, trabajadores sociales, psicólogos, terapia, espacios de calma.",
        ),
        exclude=("College counseling; nurses.", "Orientación universitaria; enfermería."),
        examples_en=("There is one counselor for all of us and she is always busy.", "I want someone to talk to."),
        examples_es=("Hay una sola consejera y siempre está ocupada.", "Mi hijo necesita con quién hablar."),
        keywords=(
            r"mental", r"counsel", r"consejer", r"psychiatric", r"psiquiatric", r"psycholog", r"psicolog",
            r"social work", r"trabajador\w* social", r"therap", r"terapi", r"stress", r"estres", r"anxi", r"ansiedad",
            r"depres", r"psw",
        ),
        parent_key="well-being",
    ),
    CodeSeed(
        key="nurse-health",
        name=("Nurse and health", "Enfermería y salud"),
        definition=("Care for illness, injury and health checks at school.", "Atención de enfermedades y golpes."),
        include=("Nurses, asthma, medicine, eye and dental checks.", "Enfermeras, asma, medicinas, vista y dientes."),
        exclude=("Mental health; food.", "Salud mental; comida."),
        examples_en=("The nurse only comes on Tuesdays.", "My daughter has asthma and nobody knew what to do."),
        examples_es=("La enfermera solo viene los martes.", "Mi niña tiene asma y nadie supo qué hacer."),
        keywords=(r"nurs", r"enfermer", r"asthma", r"asma\b", r"medicin", r"clinic", r"dentist", r"glasses", r"lentes"),
        parent_key="well-being",
    ),
    CodeSeed(
        key="food",
        name=("Food", "Comida"),
        definition=(
            "What children eat at school, and time to eat it.",
            "Lo que comen los niños y el tiempo para comer.",
        ),
        include=("Meals, taste, allergies, water, lunch time.", "Comidas, sabor, alergias, agua, hora de comer."),
        exclude=("Cooking classes (after-school).", "Clases de cocina (después de clases)."),
        examples_en=("The lunch is still frozen in the middle.", "Twenty minutes is not enough to eat."),
        examples_es=("La comida llega fría.", "No les alcanza el tiempo para comer."),
        keywords=(
            r"food", r"lunch", r"breakfast", r"meal", r"cafeteria", r"comida", r"almuerzo", r"desayuno", r"comer\b",
        ),
        parent_key="well-being",
    ),
    CodeSeed(
        key="safety",
        name=("Safety", "Seguridad"),
        definition=(
            "Being and feeling safe at school and on the way.",
            "Estar y sentirse seguros en la escuela y el camino.",
        ),
        include=(
            "Safety in general, bullying, fights, emergencies.",
            "Seguridad en general, acoso, pleitos, emergencias.",
        ),
        exclude=("Police (police-free safety); the way to school.", "Policía (seguridad sin policía); el camino."),
        examples_en=("Nobody stops the bullying in the hallway.", "We need a plan for emergencies."),
        examples_es=("Nadie para el acoso en los pasillos.", "Necesitamos un plan de emergencias."),
        keywords=(
            r"safe", r"segur", r"bully", r"acoso", r"fight", r"peleas?\b", r"pleito", r"emergenc", r"weapon",
            r"armas?\b",
        ),
    ),
    CodeSeed(
        key="police-free-safety",
        name=("Police-free safety and restorative justice", "Seguridad sin policía y justicia restaurativa"),
        definition=(
            "How the school keeps order: police, discipline, and repairing harm instead.",
            "Cómo se cuida el orden: policía, disciplina y, en su lugar, reparar el daño.",
        ),
        include=(
            "School police for or against, searches, suspensions, circles, climate advocates.",
            "Policía escolar a favor o en contra, registros, suspensiones, círculos, promotores.",
        ),
        exclude=("Fights and bullying without discipline.", "Pleitos y acoso sin hablar de disciplina."),
        examples_en=("I want someone who talks it out, not a police car.", "They suspend before they listen."),
        examples_es=("Quiero a alguien que hable con ellos, no una patrulla.", "Suspenden antes de escuchar."),
        keywords=(
            r"polic", r"officer", r"restorativ", r"restaurativ", r"suspen", r"expuls", r"expel", r"disciplin",
            r"handcuff", r"climate", r"pepper spray", r"gas pimienta", r"circles?\b", r"circulos?\b", r"searche",
        ),
        parent_key="safety",
    ),
    CodeSeed(
        key="safe-passage",
        name=("Safe passage", "Camino seguro"),
        definition=("A safe way to and from school.", "Un camino seguro de ida y vuelta a la escuela."),
        include=("Crossing guards, street lights, gangs, traffic, walkers.", "Cruces, alumbrado, pandillas, tráfico."),
        exclude=("Buses and passes (transport).", "Autobuses y pases (transporte)."),
        examples_en=("Adults from the block should stand on the corners.", "Cars do not stop at the crossing."),
        examples_es=("Que haya adultos de la colonia en las esquinas.", "Los carros no paran en el cruce."),
        keywords=(
            r"safe passage", r"crossing", r"crosswalk", r"cruce", r"corner", r"esquina", r"walk(ing)? home",
            r"pandill", r"gang", r"traffic", r"trafico", r"street ?light", r"alumbrado", r"camino seguro",
        ),
        parent_key="safety",
    ),
    CodeSeed(
        key="learning",
        name=("Teaching and learning", "Enseñanza y aprendizaje"),
        definition=("What happens in class and how well it helps.", "Lo que pasa en clase y cuánto ayuda."),
        include=(
            "Lessons, homework, grades, when no code below fits.",
            "Clases, tareas, notas, si no cabe en otro código.",
        ),
        exclude=("Arts, library, technology.", "Arte, biblioteca, tecnología."),
        examples_en=("The work is too easy and my son is bored.", "We want honors classes here too."),
        examples_es=("El trabajo es muy fácil y se aburre.", "Queremos clases avanzadas también aquí."),
        keywords=(
            r"homework", r"tareas?\b", r"curricul", r"lessons?\b", r"honors", r"advanced", r"avanzad", r"reading",
            r"lectura", r"math", r"matematic",
        ),
    ),
    CodeSeed(
        key="tutoring",
        name=("Tutoring", "Tutoría"),
        definition=("Extra help with school work, one to one or in small groups.", "Ayuda adicional con el estudio."),
        include=("Before, during and after school; Saturdays.", "Antes, durante y después de clases; sábados."),
        exclude=("Smaller classes; after-school play.", "Grupos más pequeños; juego después de clases."),
        examples_en=("She needs help in math after school.", "Tutors should speak our language."),
        examples_es=("Necesita ayuda en matemáticas después de clases.", "Que los tutores hablen nuestro idioma."),
        keywords=(
            r"tutor", r"extra help", r"homework help", r"ayuda con (la|las) tarea", r"intervention", r"regulariz",
            r"saturday school", r"clases los sabados",
        ),
        parent_key="learning",
    ),
    CodeSeed(
        key="teachers-class-size",
        name=("Teachers and class size", "Docentes y tamaño de los grupos"),
        definition=("Enough teachers who stay, and fewer students to each.", "Docentes suficientes y grupos pequeños."),
        include=("Vacancies, substitutes, aides, planning time.", "Vacantes, suplentes, auxiliares, planeación."),
        exclude=("How teachers treat people (belonging).", "El trato de los docentes (pertenencia)."),
        examples_en=("We have had substitutes since September.", "Forty kids in one room is too many."),
        examples_es=("Tenemos suplentes desde septiembre.", "Cuarenta en un salón son demasiados."),
        keywords=(
            r"class ?size", r"smaller class", r"teacher", r"maestr", r"docente", r"profesor", r"substitut",
            r"suplente", r"vacan", r"too many (kids|students)", r"grupos (mas )?pequen", r"aides?\b", r"auxiliar",
        ),
        parent_key="learning",
    ),
    CodeSeed(
        key="special-education",
        name=("Special education and inclusion", "Educación especial e inclusión"),
        definition=(
            "Support for students with disabilities, together with others.",
            "Apoyo a estudiantes con discapacidad.",
        ),
        include=(
            "IEPs, aides, speech therapy, ramps, inclusion.",
            "IEP, auxiliares, terapia del habla, rampas, inclusión.",
        ),
        exclude=("General tutoring.", "Tutoría en general."),
        examples_en=("His IEP says an aide, and there is none.", "She wants to be in class with her friends."),
        examples_es=("Su IEP dice auxiliar y no hay.", "Quiere estar en clase con sus amigas."),
        keywords=(
            r"special ed", r"educacion especial", r"ieps?\b", r"disabilit", r"discapacidad", r"inclusi", r"speech",
            r"habla\b", r"autis", r"504", r"wheelchair", r"silla de ruedas",
        ),
        parent_key="learning",
    ),
    CodeSeed(
        key="college-counseling",
        name=("College and career counseling", "Orientación universitaria y vocacional"),
        definition=(
            "Help to find and reach what comes after school.",
            "Ayuda para lo que sigue después de la escuela.",
        ),
        include=(
            "A-G, applications, financial aid, jobs, internships.",
            "A-G, solicitudes, becas, empleos, prácticas.",
        ),
        exclude=("Counselors for feelings (mental health).", "Consejeros para emociones (salud mental)."),
        examples_en=("Nobody told us about the A-G classes.", "I need help with financial aid."),
        examples_es=("Nadie nos explicó las clases A-G.", "Necesito ayuda con las becas."),
        keywords=(
            r"college", r"universi", r"financial aid", r"fafsa", r"becas?\b", r"scholarship", r"career", r"carrera",
            r"a-g\b", r"internship", r"vocacional", r"graduat", r"graduacion",
        ),
        parent_key="learning",
    ),
    CodeSeed(
        key="technology",
        name=("Technology", "Tecnología"),
        definition=("Devices, internet and learning to use them.", "Aparatos, internet y aprender a usarlos."),
        include=("Laptops, wifi, software, help for parents.", "Computadoras, wifi, programas, ayuda para padres."),
        exclude=("Phones as discipline.", "Los teléfonos como disciplina."),
        examples_en=("Half of the laptops do not hold a charge.", "Teach parents how to use the app."),
        examples_es=("La mitad de las computadoras no cargan.", "Enseñen a los padres a usar la aplicación."),
        keywords=(
            r"comput", r"laptop", r"tablet", r"ipad", r"chromebook", r"internet", r"wi.?fi", r"technolog",
            r"tecnolog", r"software",
        ),
        parent_key="learning",
    ),
    CodeSeed(
        key="arts-music",
        name=("Arts and music", "Arte y música"),
        definition=("Making and learning art, music, dance and theater.", "Arte, música, danza y teatro."),
        include=("Classes, teachers, instruments, murals.", "Clases, docentes, instrumentos, murales."),
        exclude=("Sports; cultural studies.", "Deportes; estudios culturales."),
        examples_en=("Bring back the band.", "We share four guitars among thirty kids."),
        examples_es=("Que regrese la banda.", "Hay cuatro guitarras para treinta niños."),
        keywords=(
            r"arts?\b", r"artes?\b", r"music", r"band\b", r"banda\b", r"danc", r"danza", r"baile", r"theat",
            r"teatro", r"instrument", r"mural", r"paint", r"pintura", r"choir", r"coro\b",
        ),
    ),
    CodeSeed(
        key="library",
        name=("Library and books", "Biblioteca y libros"),
        definition=("A library that is open, with books worth reading.", "Una biblioteca abierta con buenos libros."),
        include=("Librarians, hours, books in our languages.", "Bibliotecarios, horario, libros en nuestros idiomas."),
        exclude=("Textbooks for a class.", "Libros de texto de una clase."),
        examples_en=("The library is locked at lunch.", "We want books in Spanish."),
        examples_es=("La biblioteca está cerrada en el almuerzo.", "Queremos libros en español."),
        keywords=(r"librar", r"bibliotec", r"books?\b", r"libros?\b"),
    ),
    CodeSeed(
        key="after-school-sports",
        name=("After-school and sports", "Después de clases y deportes"),
        definition=("What children can do outside of class time.", "Lo que pueden hacer fuera del horario de clase."),
        include=(
            "Clubs, teams, play, care until evening, trips.",
            "Clubes, equipos, juego, cuidado por la tarde, paseos.",
        ),
        exclude=("Tutoring; arts classes.", "Tutoría; clases de arte."),
        examples_en=("There is no girls' soccer team.", "I work until six and need after-school care."),
        examples_es=("No hay equipo de fútbol para niñas.", "Trabajo hasta las seis y necesito quien los cuide."),
        keywords=(
            r"after.?school", r"despues de (la escuela|clases)", r"sport", r"deport", r"soccer", r"futbol", r"basket",
            r"clubs?\b", r"clubes", r"field ?trip", r"excursion", r"paseo", r"recess", r"recreo",
        ),
    ),
    CodeSeed(
        key="campus",
        name=("Buildings and grounds", "Edificios y patios"),
        definition=("The state of the place itself.", "El estado del lugar mismo."),
        include=(
            "Repairs, space, noise, when no code below fits.",
            "Reparaciones, espacio, ruido, si no cabe en otro código.",
        ),
        exclude=("Ramps and access (special education).", "Rampas y acceso (educación especial)."),
        examples_en=("The roof leaks on rainy days.", "There is nowhere to sit outside."),
        examples_es=("Gotea el techo cuando llueve.", "No hay dónde sentarse afuera."),
        keywords=(
            r"repair", r"reparac", r"building", r"edificio", r"classrooms?\b", r"salones", r"roof", r"techo",
            r"broken", r"roto", r"facilit", r"instalacion",
        ),
    ),
    CodeSeed(
        key="clean-bathrooms",
        name=("Clean bathrooms", "Baños limpios"),
        definition=("Bathrooms that are open, clean and stocked.", "Baños abiertos, limpios y con papel."),
        include=("Locks, soap, paper, pads, cleaning staff.", "Cerraduras, jabón, papel, toallas, limpieza."),
        exclude=("Cleaning of other places (buildings).", "Limpieza de otros lugares (edificios)."),
        examples_en=("The bathrooms are locked at lunch.", "There is never any soap."),
        examples_es=("Los baños están cerrados a la hora del almuerzo.", "Nunca hay jabón."),
        keywords=(
            r"bano|bathroom|restroom|toilet", r"sanitario", r"soap", r"jabon", r"toilet paper", r"papel de bano",
            r"custodian", r"conserje", r"limpi", r"clean",
        ),
        parent_key="campus",
    ),
    CodeSeed(
        key="greening-heat",
        name=("Shade, green space and heat", "Sombra, áreas verdes y calor"),
        definition=("A campus that is cool, green and good to be in.", "Una escuela fresca, verde y agradable."),
        include=("Trees, shade, air conditioning, water fountains.", "Árboles, sombra, aire acondicionado, bebederos."),
        exclude=("Sports fields for teams.", "Canchas para equipos."),
        examples_en=("The yard is all asphalt and it burns.", "The air conditioning broke in August."),
        examples_es=("El patio es puro asfalto y quema.", "El aire se descompuso en agosto."),
        keywords=(
            r"shade", r"sombra", r"trees?\b", r"arbol", r"garden", r"jardin", r"green", r"verde", r"heat\b",
            r"calor\b", r"hot\b", r"air condition", r"aire acondicionado", r"asphalt", r"asfalto", r"fountain",
            r"bebedero",
        ),
        parent_key="campus",
    ),
    CodeSeed(
        key="transport",
        name=("Transport", "Transporte"),
        definition=("Getting to school by bus or with a pass.", "Llegar a la escuela en autobús o con pase."),
        include=("School buses, late buses, passes, parking.", "Autobuses escolares, tardíos, pases, estacionamiento."),
        exclude=("Safety on foot (safe passage).", "Seguridad a pie (camino seguro)."),
        examples_en=("The bus comes late every week.", "We need a bus after practice."),
        examples_es=("El autobús llega tarde cada semana.", "Falta un autobús después del entrenamiento."),
        keywords=(
            r"bus\b", r"buses\b", r"autobus", r"camion", r"transport", r"metro\b", r"ride to school", r"parking",
            r"estacionamiento",
        ),
    ),
    CodeSeed(
        key="attendance-support",
        name=("Attendance support", "Apoyo a la asistencia"),
        definition=("Help to come to school every day.", "Ayuda para venir a la escuela todos los días."),
        include=("Why children miss school, PSA counselors, visits.", "Por qué faltan, consejeros PSA, visitas."),
        exclude=("Fines and discipline (police-free safety).", "Multas y disciplina (seguridad sin policía)."),
        examples_en=("Ask why he is absent before you mark him.", "A visit home helped us more than letters."),
        examples_es=("Pregunten por qué falta antes de marcarlo.", "Una visita nos ayudó más que las cartas."),
        keywords=(r"attendan", r"asistencia\b", r"absen", r"ausen", r"truan", r"faltas\b", r"tardy", r"psa\b"),
    ),
    CodeSeed(
        key="families",
        name=("Families and the school", "Las familias y la escuela"),
        definition=("How the school works with families.", "Cómo trabaja la escuela con las familias."),
        include=(
            "Respect and say for parents, when no code below fits.",
            "Respeto y voz de los padres, si no cabe en otro.",
        ),
        exclude=("Belonging of students.", "Pertenencia de estudiantes."),
        examples_en=("Ask us before you decide.", "The office treats parents like a bother."),
        examples_es=("Pregúntennos antes de decidir.", "En la oficina nos tratan como estorbo."),
        keywords=(r"famil", r"parents?\b", r"padres", r"madres", r"mamas\b", r"papas\b"),
    ),
    CodeSeed(
        key="language-access",
        name=("Language access", "Acceso en su idioma"),
        definition=("Being understood in the family's own language.", "Que se entienda en el idioma de la familia."),
        include=(
            "Interpreters, translated letters, bilingual staff.",
            "Intérpretes, cartas traducidas, personal bilingüe.",
        ),
        exclude=("Language classes for students (learning).", "Clases de idioma para estudiantes (aprendizaje)."),
        examples_en=("The letters come only in English.", "My son had to interpret at his own meeting."),
        examples_es=("Las cartas llegan solo en inglés.", "Mi hijo tuvo que interpretar en su propia junta."),
        keywords=(
            r"interpret", r"translat", r"traduc", r"language", r"idioma", r"bilingu", r"in spanish", r"en espanol",
            r"only in english", r"solo en ingles", r"k.?iche", r"zapotec",
        ),
        parent_key="families",
    ),
    CodeSeed(
        key="parent-center",
        name=("Parent center and engagement", "Centro de padres y participación"),
        definition=("A place and a person for parents at school.", "Un lugar y una persona para los padres."),
        include=(
            "Workshops, volunteers, meetings at hours that work.",
            "Talleres, voluntarios, juntas a horas posibles.",
        ),
        exclude=("Letters and calls (communication).", "Cartas y llamadas (comunicación)."),
        examples_en=("The parent center has been closed since spring.", "Hold meetings in the evening."),
        examples_es=("El centro de padres lleva meses cerrado.", "Hagan las juntas por la tarde."),
        keywords=(
            r"parent cent", r"centro de padres", r"workshop", r"taller", r"volunt", r"community rep",
            r"representante comunit", r"meetings?\b", r"juntas?\b", r"reuniones",
        ),
        parent_key="families",
    ),
    CodeSeed(
        key="communication",
        name=("Communication with families", "Comunicación con las familias"),
        definition=("Hearing from the school in time, and hearing back.", "Que la escuela avise a tiempo y conteste."),
        include=("Calls, texts, the app, answers to questions.", "Llamadas, mensajes, la aplicación, respuestas."),
        exclude=("The language it is in (language access).", "El idioma (acceso en su idioma)."),
        examples_en=("We learn about it the day after.", "Nobody calls back."),
        examples_es=("Nos enteramos al día siguiente.", "Nadie devuelve las llamadas."),
        keywords=(
            r"communicat", r"comunicac", r"call(s|ed)? back", r"llamad", r"inform", r"avis(a|e|o)", r"notic",
            r"newsletter", r"text messag", r"mensaje", r"schoology",
        ),
        parent_key="families",
    ),
    CodeSeed(
        key="culture-belonging",
        name=("Culture, ethnic studies and belonging", "Cultura, estudios étnicos y pertenencia"),
        definition=(
            "Being seen, respected and taught one's own history.",
            "Ser vistos y respetados y aprender su historia.",
        ),
        include=(
            "Ethnic studies, racism, Black student support, LGBTQ students, newcomers.",
            "Estudios étnicos, racismo, apoyo a estudiantes negros, LGBTQ, recién llegados.",
        ),
        exclude=("Bullying without a reason named (safety).", "Acoso sin motivo dicho (seguridad)."),
        examples_en=("I never had a teacher who looks like me.", "Teach our history, not only in February."),
        examples_es=("Nunca tuve una maestra como yo.", "Enseñen nuestra historia todo el año."),
        keywords=(
            r"ethnic stud", r"estudios etnicos", r"cultur", r"racis", r"black (student|history|kids)", r"afro",
            r"belong", r"pertenen", r"respect", r"respet", r"lgbt", r"indigen", r"newcomer", r"recien llegad",
            r"looks? like me", r"bsap",
        ),
    ),
)  # fmt: skip
