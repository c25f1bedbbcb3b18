"""Words from which people are invented by the thousand. A likeness to anybody alive is chance."""

WOMEN = {
    "es": (
        "María", "Guadalupe", "Rosa", "Carmen", "Ana", "Gloria", "Silvia", "Marisela", "Dolores", "Josefina", "Norma",
        "Verónica", "Patricia", "Luz", "Irma", "Beatriz", "Araceli", "Consuelo", "Elvia", "Maribel", "Teresa", "Reina",
        "Esperanza", "Nohemí", "Alma", "Berta", "Cecilia", "Yolanda", "Leticia", "Martha", "Juana", "Elena", "Sandra",
        "Claudia", "Adriana", "Rocío", "Mónica", "Susana", "Lidia", "Blanca", "Estela", "Raquel", "Isabel", "Lorena",
        "Hortensia", "Imelda", "Griselda", "Fidelia", "Otilia", "Xóchitl", "Micaela", "Aurora", "Ofelia", "Delfina",
    ),
    "en": (
        "Keandra", "Latrice", "Monica", "Yvette", "Shanice", "Deborah", "Tamika", "Angela", "Charlene", "Brianna",
        "Nicole", "Gwendolyn", "Erica", "Simone", "Jasmine", "Loretta", "Denise", "Renee", "Aisha", "Michelle",
        "Patrice", "Yolanda", "Vanessa", "Kimberly", "Tanisha", "Rochelle", "Bernice", "Camille", "Joyce", "Odessa",
        "Lillian", "Marva", "Ebony", "Felicia", "Regina", "Hope", "Naomi", "Priscilla", "Soo-jin", "Anahit",
    ),
}  # fmt: skip
MEN = {
    "es": (
        "José", "Juan", "Luis", "Carlos", "Raúl", "Héctor", "Ernesto", "Miguel", "Arturo", "Ramón", "Efraín", "Noé",
        "Martín", "Saúl", "Gerardo", "Félix", "Joaquín", "Jesús", "Francisco", "Antonio", "Pedro", "Alejandro",
        "Roberto", "Rubén", "Óscar", "Salvador", "Fernando", "Ángel", "Jorge", "Manuel", "Ricardo", "Sergio",
        "Eduardo", "Rigoberto", "Wilfredo", "Nicolás", "Tomás", "Anselmo", "Baltazar", "Crisanto",
    ),
    "en": (
        "Darnell", "Calvin", "Andre", "Jerome", "Reginald", "Curtis", "Malcolm", "Isaiah", "Warren", "Dwayne",
        "Terrence", "Marcus", "Anthony", "Leroy", "Cedric", "Vernon", "Byron", "Clifton", "Desmond", "Ellis",
        "Franklin", "Gregory", "Harold", "Irving", "Julius", "Kelvin", "Lamont", "Nathaniel", "Omar", "Percy",
        "Quentin", "Rodney", "Stanley", "Tyrone", "Ulysses", "Virgil", "Winston", "Armen", "Min-jun", "Rey",
    ),
}  # fmt: skip
YOUNG = {
    "es": (
        "Ximena", "Mateo", "Camila", "Santiago", "Dayana", "Ángel", "Natalia", "Emiliano", "Valeria", "Diego",
        "Jazmín", "Iker", "Paola", "Gael", "Lesly", "Bryan", "Sofía", "Leonardo", "Daniela", "Sebastián", "Regina",
        "Julián", "Ashley", "Kevin", "Melany", "Adrián", "Fátima", "Isaac", "Abril", "Damián",
    ),
    "en": (
        "Amari", "Nia", "Jaylen", "Kamryn", "Zion", "Imani", "Micah", "Destiny", "Elijah", "Aaliyah", "Josiah",
        "Skye", "Devin", "Maya", "Jordan", "Trinity", "Xavier", "Kennedy", "Caleb", "Serenity", "Noah", "Zoe",
    ),
}  # fmt: skip
FAMILIES = {
    "es": (
        "Hernández", "García", "Martínez", "López", "González", "Pérez", "Ramírez", "Sánchez", "Flores", "Gómez",
        "Aguirre", "Bautista", "Cabrera", "Domínguez", "Escobedo", "Figueroa", "Gálvez", "Huerta", "Islas", "Juárez",
        "Linares", "Menjívar", "Navarrete", "Orellana", "Palacios", "Quiñónez", "Rosales", "Sandoval", "Tzoc",
        "Urrutia", "Velásquez", "Yáñez", "Zamora", "Coyoy", "Alfaro", "Becerra", "Cisneros", "Durán", "Esquivel",
        "Fuentes", "Solís", "Lemus", "Tum", "Rentería", "Ruiz", "Luna", "Peña", "Serrano", "Robles", "Ixcoy",
        "Barrientos", "Villanueva", "Xicará", "Quintanilla", "Arévalo", "Bonilla", "Cárdenas", "Dávila", "Espinoza",
        "Farfán", "Guevara", "Henríquez", "Ibarra", "Jaramillo", "Landaverde", "Mejía", "Nájera", "Olvera", "Portillo",
        "Quezada", "Recinos", "Sarmiento", "Toledo", "Ulloa", "Valladares", "Zepeda", "Ajanel", "Batz", "Chávez",
        "Elías", "Franco", "Granados", "Lucero", "Montoya", "Núñez", "Ocampo", "Pineda", "Rivas", "Saldaña", "Trejo",
        "Vargas", "Zúñiga", "Acosta", "Bravo", "Cordero", "Delgado", "Estrada", "Gaitán", "Herrera", "Lozano",
    ),
    "en": (
        "Johnson", "Williams", "Brown", "Jackson", "Davis", "Ashford", "Bellamy", "Crenshaw", "Dorsey", "Eubanks",
        "Fairley", "Gaines", "Holloway", "Ivory", "Jeffers", "Kincaid", "Lyles", "McCoy", "Nesbitt", "Overton",
        "Pettway", "Ransom", "Spivey", "Thorne", "Upshaw", "Vaughn", "Whitfield", "Yancey", "Castleberry", "Okafor",
        "Monroe", "Tillman", "Baptiste", "Abernathy", "Boykin", "Coleman", "Dandridge", "Ellison", "Freeman",
        "Gilliam", "Hightower", "Ingram", "Joyner", "Kendrick", "Lockhart", "Merriweather", "Norwood", "Oglesby",
        "Pruitt", "Quarles", "Ruffin", "Stallworth", "Treadwell", "Underwood", "Vance", "Witherspoon", "Kim", "Park",
        "Petrosyan", "Sarkisian", "Nguyen", "Reyes", "Santos", "Chen",
    ),
}  # fmt: skip
STREETS = (
    "Lantern St", "Jacaranda Knoll Ave", "Palm Crossing", "W Orchard Pl", "Sycamore Bend Ave", "Harbor Gate St",
    "Willow Steps", "E Cannery St", "Quail Run Ave", "Marigold Ct", "S Foundry Ave", "Old Depot St", "Fig Tree Ln",
    "Copper Mill Rd", "N Meridian Walk", "Saltbush Ave", "Tidewater Pl", "Bakers Row", "Pepper Hill Dr", "Cistern St",
)  # fmt: skip
HEARD = {
    "es": (
        "Su hija espera dos horas en la oficina cuando se siente mal: no hay enfermera los martes.",
        "Quiere venir a la noche del presupuesto, pero sale del trabajo a las siete.",
        "Dice que nadie le explicó qué pasó con lo que pidieron el año pasado.",
        "Conoce a seis mamás de la parada del autobús; las va a invitar.",
        "Prefiere que le hablemos en la mañana, después de dejar a los niños.",
        "Le preocupa el cruce de la avenida: los carros no se detienen.",
        "No contestó; volver a llamar el jueves.",
        "Pidió la hoja de preguntas para el consejo.",
    ),
    "en": (
        "The gate on the north side stays locked, so children walk around the block alone.",
        "Would come to the council if there were childcare.",
        "Says the tutoring ended in March and nobody told the parents.",
        "Knows everybody in her building and offered to take flyers door to door.",
        "Asked who decides about the counselor. We promised to find out.",
        "Works nights; wants to help with calls on weekends.",
        "Did not pick up; call again on Thursday.",
        "Asked for the list of questions for the council.",
    ),
}
ONE_ON_ONES = (
    ("A nurse every day; reading help for the youngest", "The church, and eight mothers at the morning gate",
     "Spoke up for the first time when the crossing guard was cut. Twelve neighbors signed too.",
     "Bring three parents to the next budget night", "yes", "Brings two neighbors"),
    ("Safe ways to school; lights at the bus stop", "Tenants’ association of the building",
     "Walked the children an hour each way during the strike and never missed a day of theirs.",
     "Count cars at the crossing for one morning", "later", "After the holidays"),
    ("A counselor who speaks K’iche’", "Families from the same town who meet on Sundays",
     "Interpreted for the family at every office since the age of nine.",
     "Interpret at the school council", "yes", "Interprets at two meetings"),
    ("College visits before the last year", "Basketball parents",
     "The first of the family who finished high school; wants the children to choose freely.",
     "Speak at the board meeting", "no", ""),
)  # fmt: skip
STEPS = (
    "Call about the budget night", "Bring the list of questions for the council", "Ask about childcare",
    "Meet for a one-on-one", "Send the answer about the nurse", "Introduce to the gate circle",
    "Find an interpreter for Thursday", "Say thanks for the calls",
)  # fmt: skip
DEEDS = (
    "Talked with us at the gate", "Came to a second parent budget night", "Brought two neighbors, as promised",
    "Leads three parents at the gate", "Prepared a new leader for a first meeting",
)  # fmt: skip
ORIGINS = ("At the gate", "Through a friend", "Parent budget night", "Phone bank", "School council", "")
TAGS = (
    ("Ways to help", ("Interprets", "Cooks", "Drives", "Takes flyers", "Makes calls", "Hosts")),
    ("Wants to learn", ("Budgets", "Speaking", "Law", "Facilitating")),
    ("Came to", ("Budget night", "Board meeting")),
)
WORDING = {
    "en": "May we call and text you about meetings and about your school?",
    "es": "¿Podemos llamarle y mandarle mensajes sobre reuniones y sobre su escuela?",
}
ORGANIZERS = (
    "Alba Rivas", "Benjamin Cole", "Citlali Mora", "Dorian Webb", "Emilia Paz", "Floyd Garner", "Graciela Ponce",
    "Hakim Barnes", "Itzel Rangel", "Jolene Pratt",
)  # fmt: skip
