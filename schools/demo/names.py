"""Words from which the demo's people are made. Everyone is invented; a likeness to anybody alive is chance."""

MOTHERS = {
    "es": (
        "Rosa Elvira", "Carmen", "Ana Lilia", "Gloria", "Silvia", "Marisela", "Dolores", "Josefina", "Norma Leticia",
        "Verónica", "Patricia", "Luz María", "Irma", "Beatriz", "Araceli", "Consuelo", "Elvia", "Maribel", "Teresa",
        "Guadalupe", "Reina", "Esperanza", "Nohemí", "Alma Delia", "Berta", "Cecilia",
    ),
    "en": (
        "Keandra", "Latrice", "Monica", "Yvette", "Shanice", "Deborah", "Tamika", "Angela", "Charlene", "Brianna",
        "Nicole", "Gwendolyn", "Erica", "Simone", "Jasmine", "Loretta",
    ),
}  # fmt: skip
FATHERS = {
    "es": (
        "Raúl", "Héctor", "Juan Carlos", "Ernesto", "Miguel Ángel", "Arturo", "Ramón", "Efraín", "Noé", "Martín",
        "Saúl", "Gerardo", "Félix", "Joaquín",
    ),
    "en": ("Darnell", "Calvin", "Andre", "Jerome", "Reginald", "Curtis", "Malcolm", "Isaiah", "Warren", "Dwayne"),
}  # fmt: skip
YOUNG = {
    "es": (
        "Ximena", "Mateo", "Camila", "Santiago", "Dayana", "Ángel", "Natalia", "Emiliano", "Valeria", "Diego",
        "Jazmín", "Iker", "Paola", "Gael", "Lesly", "Bryan",
    ),
    "en": (
        "Amari", "Nia", "Jaylen", "Kamryn", "Zion", "Imani", "Micah", "Destiny", "Elijah", "Aaliyah", "Josiah",
        "Skye", "Devin", "Maya",
    ),
}  # fmt: skip
FAMILIES = {
    "es": (
        "Aguirre Solís", "Bautista", "Cabrera Lemus", "Domínguez", "Escobedo", "Figueroa Tum", "Gálvez", "Huerta",
        "Islas Rentería", "Juárez", "Linares", "Menjívar", "Navarrete", "Orellana", "Palacios Ruiz", "Quiñónez",
        "Rosales", "Sandoval", "Tzoc", "Urrutia", "Velásquez", "Yáñez", "Zamora", "Coyoy", "Alfaro", "Becerra Luna",
        "Cisneros", "Durán", "Esquivel", "Fuentes",
    ),
    "en": (
        "Ashford", "Bellamy", "Crenshaw", "Dorsey", "Eubanks", "Fairley", "Gaines", "Holloway", "Ivory", "Jeffers",
        "Kincaid", "Lyles", "McCoy", "Nesbitt", "Overton", "Pettway", "Ransom", "Spivey", "Thorne", "Upshaw",
    ),
}  # fmt: skip
# What the parents of schools/demo/people.py ATTENDEES speak best; the others of them speak Spanish.
SPEAK_ENGLISH = {"Whitfield", "Castleberry", "Okafor", "Monroe", "Tillman"}
SPEAK_KICHE = {"Ixcoy", "Xicará"}
MEN = {"Óscar", "José Luis", "Terrence", "Marcus"}
STREETS = ("Lantern St", "Jacaranda Knoll Ave", "Palm Crossing", "W Orchard Pl", "Sycamore Bend Ave", "Harbor Gate St")
ZIP_CODES = ("90003", "90037", "90044", "90047", "90062")

HEARD = {
    "es": (
        "Su hija espera dos horas en la oficina cuando se siente mal: no hay enfermera los martes.",
        "Quiere venir a la noche del presupuesto, pero sale del trabajo a las siete.",
        "Dice que nadie le explicó qué pasó con lo que pidieron el año pasado.",
        "Conoce a seis mamás de la parada del autobús; las va a invitar.",
        "Prefiere que le hablemos en la mañana, después de dejar a los niños.",
        "Le preocupa el cruce de la avenida: los carros no se detienen.",
    ),
    "en": (
        "The gate on the north side stays locked, so children walk around the block alone.",
        "Would come to the council if there were childcare.",
        "Says the tutoring ended in March and nobody told the parents.",
        "Knows everybody in her building and offered to take flyers door to door.",
        "Asked who decides about the counselor. We promised to find out.",
        "Works nights; wants to help with calls on weekends.",
    ),
}
ONE_ON_ONES = (
    {
        "interests": "A nurse every day; reading help for her son",
        "networks": "Her church, and eight mothers at the morning gate",
        "story": "She spoke up for the first time when the crossing guard was cut. Twelve neighbors signed with her.",
        "request": "Bring three parents to the next budget night",
        "commitment": "yes", "commitment_what": "Brings Carmen, Luz and a neighbor",
    },
    {
        "interests": "Safe ways to school; lights at the bus stop",
        "networks": "Tenants’ association of his building",
        "story": "Walked his children an hour each way during the strike and never missed a day of theirs.",
        "request": "Count cars at the crossing for one morning",
        "commitment": "later", "commitment_what": "After the holidays",
    },
    {
        "interests": "A counselor who speaks K’iche’",
        "networks": "Families from her town who meet on Sundays",
        "story": "Interpreted for her mother at every office since she was nine.",
        "request": "Interpret at the school council",
        "commitment": "yes", "commitment_what": "Interprets at two meetings",
    },
    {
        "interests": "College visits before the last year",
        "networks": "Basketball parents",
        "story": "The first of the family who finished high school; wants both children to choose freely.",
        "request": "Speak at the board meeting",
        "commitment": "no", "commitment_what": "",
    },
)  # fmt: skip
STEPS = (
    "Call about the budget night", "Bring the list of questions for the council", "Ask about childcare",
    "Meet for a one-on-one", "Send the answer about the nurse", "Introduce her to the gate circle",
    "Find an interpreter for Thursday", "Thank her for the calls",
)  # fmt: skip
DEEDS = (
    "Talked with us at the gate", "Came to a second parent budget night", "Brought two neighbors, as promised",
    "Leads three parents at the gate", "Prepared a new leader for her first meeting",
)  # fmt: skip
BECAUSE = ("Came to three meetings on her own", "Took flyers to the whole building", "Listens, has not come yet")
BELONGINGS = (
    ("59th Street Block Club (demo)", "leader"), ("Home Care Workers Local 12 (demo)", "member"),
    ("Parroquia San Martín (demo)", "volunteer"), ("Home Care Workers Local 12 (demo)", "staff"),
)  # fmt: skip
