"""What fields, tags and columns are called: names that are refused by what they ask for, and names that must pass."""

import pytest

from members.refusing import BIRTH, DISCIPLINE, HEALTH, NUMBERS, STATUS, refused_name
from members.screening import findings

# Each in the ways people write it: in short, in the plural, misspelt, with digits, as headings of files.
ASK_FOR_DISCIPLINE = (
    "Parole officer", "Juvenile justice involvement", "Criminal justice system status", "In the juvenile system",
    "Referrals", "Office referrals", "Discipline referral", "Referido a la oficina", "Referrals to the office",
    "# de referrals", "ODR", "ODRs", "Write-ups", "Write ups", "Writeups", "Reportes de conducta",
    "Reportes disciplinarios", "Demerits", "Detentions", "Suspended?", "Suspendida", "In-school suspension",
    "ISS days", "OSS days", "Días de suspensión", "Expelled", "Expulsado", "Juvenile hall", "Juvenile record",
    "Juvie", "Probation officer", "Felony", "Felonies", "Misdemeanor", "Police record", "Police contact",
    "Antecedentes penales", "Rap sheet", "Incident reports", "Incidentes de disciplina", "Behavior plan", "BIP",
    "Conduct", "Fights", "Tardies", "Truancy", "Infracciones", "Delitos", "Delincuente", "Formerly incarcerated",
    "OT transfer", "Opportunity transfer", "Ticketed by school police", "Tiene récord", "Sentencia",
    "Failing classes", "Reprobado", "F's and D's", "Ausencias injustificadas", "Unexcused absences", "Ex-convict",
    "Carcel", "Referals", "Refferals",
)  # fmt: skip
ASK_FOR_NUMBERS = (
    "Num. de Seg. Soc.", "No. SS", "SSN (last 4)", "# de seguro", "Num seguro", "Nro. de seguro", "N° de seguro",
    "Nº seguro", "seguro #", "seguro no.", "seguro numero", "Número del seguro", "Numero de su seguro", "Social",
    "Soc. Sec. No.", "SS", "SSN/ITIN", "S.S.", "SSN2", "SSN#", "ssn_4", "last four of social", "Last 4 digits of SSN",
    "Últimos 4 del seguro", "últimos cuatro dígitos del seguro", "NSS", "ITIN number", "Tax number", "DL number",
    "Drivers lic", "Driver license #", "Licencia", "ID number", "ID #", "Identificación oficial",
    "Número de identificación", "INE/IFE", "IFE", "Consular card", "State ID", "Passprt", "Pasaporte #", "A num",
    "A-file", "Anumber", "SS last four", "DL", "Matrícula #", "Número de matrícula", "¿Tiene matrícula?", "Last4SSN",
    "Social Sec", "Sosial security", "ssnnumber", "parentssn", "SSNNumber", "SSN1",
)  # fmt: skip
ASK_FOR_STATUS = (
    "Hogar mixto", "Riesgo de deportación", "1st gen immigrant", "DACA/TPS", "Alien no", "I-94", "Immigration",
    "Inmigrasion", "Imigrante", "Immigrant", "Immigrants", "Inmigrantes", "Migrante", "Migrant", "Emigrante",
    "Migratory status", "Est. migratorio", "Estatus mig.", "Status mig", "Immi status", "Imm status", "Immgration",
    "Illegal", "Ilegal", "Illegals", "Legal here", "Is legal", "Legal resident", "Resident alien",
    "Resident (green card)", "PR status", "LPR", "GC holder", "Green card holder", "Visa", "Visado", "Visas", "H1B",
    "H-1B", "H2A", "U-visa", "T visa", "VAWA", "SIJ", "SIJS", "TPS holder", "DACA recipient", "Dreamer", "AB540",
    "Asylee", "Asylum seeker", "Solicitante de asilo", "Refugees", "Parolee (immigration)", "Removal order",
    "Order of removal", "Removal proceedings", "Orden de deportación", "ICE", "ICE contact", "ICE detainer",
    "La migra", "Undocumented?", "Undocu", "UndocuParent", "Undoc.", "Indocumentados", "Docs?", "Docs status",
    "Documents", "Has documents", "Documented", "Documentación", "Documentos migratorios", "Sin documentos",
    "No papers", "Papeles?", "Papers ok", "Work permit", "Permiso de trabajo", "EAD card", "Employment eligibility",
    "Eligible to work", "Puede trabajar legalmente", "E-Verify", "Mixed status", "Familia mixta", "Citizenship",
    "Citizens", "Citizenship Y/N", "US Cit", "U.S. cit.", "Cit. status", "Ciudadano", "Ciudadanía americana",
    "Ciudadanos", "Cdadania", "Not a citizen", "Naturalized", "Nationality", "Nacionalidad", "Visa expires",
    "Overstay", "Year arrived in US", "Arrival in US", "Year came to the US", "Years in the US", "Años en EEUU",
    "Años en Estados Unidos", "Fecha de entrada a USA", "Date entered US", "Port of entry", "Border crossing",
    "Cruzó la frontera", "Immi\xadgration", "Years in US", "Años en EE. UU.", "Deported?", "Deportados",
    "How long in the USA", "Legal", "Legal?", "Legales", "¿Es legal?", "Residente", "¿Es residente?", "Residencia",
    "Tarjeta de residencia", "Resident card", "Documentos en regla", "Papeles en regla", "Papers in order",
    "Can work legally", "AB60", "Licencia AB 60", "Crossed border", "Crossed the border", "CBP One",
    "Año que llegó a EU", "Time in country", "Date of entry", "Entry date", "Fecha de entrada", "Fecha de llegada",
    "Arrival date", "Date of entry into the country", "Unaccompanied minor", "Menor no acompañado", "Migr. status",
    "FM3", "I-485", "I-130 pending", "N-400", "EOIR", "NTA date", "Notice to appear", "Bond hearing",
    "Cancelation of removal", "Voluntary departure", "Salida voluntaria", "Repatriado", "Family petition",
    "Petición familiar", "Has status", "Sin estatus", "Stateless", "Extranjero", "Foreigner", "Foreign national",
    "GC exp", "Conditional resident", "Residente condicional",
)  # fmt: skip
ASK_FOR_BIRTH = (
    "F. de nacimiento", "Country of Birth (parent)", "DOB child 2", "Nac.", "Nación", "Country of birth",
    "Birth country", "Countries of birth", "Country born", "Born in", "Place of Birth", "POB", "P.O.B.",
    "Birthplaces", "País de origen", "Pais nacimiento", "País donde nació", "Dónde nació", "Nacido/a en", "Nació en",
    "Originario de", "Country", "País", "Home country", "Native country", "Country of origin", "National origin",
    "Lugar de nacimiento", "Tierra natal", "Patria", "Foreign-born", "US born", "USA born", "Born here", "Nació aquí",
    "Country you came from", "Where are you from originally", "¿De dónde es?", "Where from", "Origin country",
    "Nativa de", "Town of origin", "Pueblo de origen", "Estado de México de origen", "Hometown in Mexico",
    "Hometown abroad", "Raised in country", "Came from", "¿Vino de qué país?", "Ciudad natal", "Fecha nacim.",
    "Born in US", "Born in USA", "DOB", "D O B", "Birth dt", "Bdate", "B-day", "Birthdays", "Date born", "Fec. nac.",
    "Fecha de nac", "Nacimiento", "Cumple", "Cumpleaños", "Día de su cumpleaños", "Fecha nacimiento hijo",
    "Child's DOB", "Kids birthdays", "childdob", "DOB1", "dob_2", "U.S. born",
)  # fmt: skip
ASK_FOR_HEALTH = (
    "Medical", "Médico", "Médicos", "Medico", "Med. conditions", "Medications", "Medicines", "Meds", "Medicinas",
    "Medicamentos", "Medicine allergies", "Health insurance", "Seguro médico", "Seguro escolar", "Seguro de salud",
    "Seguro de gastos médicos", "Insurance", "Health plan", "Medi-Cal ID", "Medicaid", "Medicare", "MediCal",
    "Alergias", "Allergy", "Food allergies", "Alérgico", "Asthmatic", "Asmático", "Inhaler", "Epi-pen", "EpiPen",
    "Diabetic", "Diabética", "Diabetes", "Seizures", "Convulsiones", "Epilepsia", "Autism", "Autistic", "Autismo",
    "Autista", "ADHD", "ADD/ADHD", "A.D.H.D.", "TDAH", "Dyslexia", "Dislexia", "Down syndrome", "Síndrome de Down",
    "Disability", "Disabled", "Discapacidades", "Wheelchair", "Silla de ruedas", "Hearing impaired", "Deaf", "Sordo",
    "Blind", "Ciego", "Hearing aid", "Vision impairment", "Special ed", "SPED", "IEP?", "IEP/504", "IEPs", "504",
    "504s", "Section 504", "Educ. especial", "Ed. especial", "Necesidades esp.", "Resource (RSP)", "Speech therapy",
    "Terapia de lenguaje", "Trauma", "PTSD", "Bipolar", "Suicide risk", "Depressed", "Deprimido", "Mental-health",
    "Salud mental", "Psychologist", "Psicóloga", "Psiquiatra", "Hospitalized", "Surgery", "Cirugía", "Doctor's name",
    "Pediatrician", "Pediatra", "Immunizations", "Immunized", "Vaccinated", "Vacunado", "Vacunas", "Shots",
    "Covid status", "COVID-19 vaccine", "Blood type", "HIV status", "Pregnant", "Embarazada", "Sick days", "Illness",
    "Enfermedades", "Enfermo", "Chronic", "Condición médica", "Condicion", "Condiciones", "Tratamiento", "Treatment",
    "Symptoms", "Síntomas", "Diagnóstico", "Diagnosed with", "Dx", "Rx", "Prescription", "Receta médica", "Drug use",
    "Drugs", "Drogas", "Alcoholism", "Substance abuse", "Overdose", "Obesity", "Cancer", "Cáncer", "Tuberculosis",
    "TB test", "Weight", "Peso", "BMI", "Smoker", "Disorder", "Trastorno", "Has 504", "Tiene seguro",
    "Has insurance?", "Lupus", "Low vision", "Mobility aid", "Speech delay", "Retraso del habla",
    "Problemas de aprendizaje", "Learning difficulties", "ADD", "Ritalin", "Insulin", "Self-harm", "Autolesión",
    "Anxious", "HMO", "Doctor", "Cane", "Bastón", "Muletas",
)  # fmt: skip
HARMLESS = (
    "Police-free schools", "School police campaign", "Restorative justice trained", "Status", "Estatus", "Estado",
    "Origen", "Name of referrer", "Referred by (name)", "Crossing guard", "Foster parent", "Seguridad", "Sin gluten",
    "Home language", "Asegurar asistencia", "Mailing list", "Number of siblings", "Delegado", "Ethnic studies",
    "Preferred name", "Preferred language", "Bus route", "Childcare", "Status of volunteer form", "Referred by",
    "Referred to us by", "Who referred them", "Referral source", "Referido por", "Referida por", "Recomendado por",
    "T-shirt size", "Talla de camiseta", "Can drive", "Has a car", "Tiene carro", "Transportation", "Transporte",
    "Needs a ride", "Necesita transporte", "Parking", "Availability", "Disponibilidad", "Days free", "Evenings",
    "Mornings", "Committee", "Comité", "Volunteer hours", "Horas de voluntariado", "Facebook", "WhatsApp",
    "Instagram", "Union member", "Miembro del sindicato", "Church", "Iglesia", "Block captain", "Capitana de cuadra",
    "Neighborhood", "Vecindario", "Renter or owner", "Inquilina", "Tenant union", "Occupation", "Ocupación",
    "Employer", "Trabajo", "Work schedule", "Horario de trabajo", "Favorite food", "Dietary choice", "Vegetarian",
    "Vegetariano", "Cooks", "Cocina", "Musician", "Música", "Arts", "Talents", "Talentos", "Skills", "Habilidades",
    "Interests", "Intereses", "Issues", "Temas", "Priority issue", "Issue area", "Best time to call",
    "Mejor hora para llamar", "Text OK", "Photo release", "Permiso para fotos", "Media training", "Spokesperson",
    "Vocera", "Speaks at meetings", "Habla en público", "Public comment", "Testimony", "Testimonio", "Board member",
    "Seguidores", "Segura de participar", "Asegurado de asistencia", "Number of children", "Número de hijos",
    "Número de casa", "Apartment number", "Número de apartamento", "# of kids", "# de hijos", "Grade", "Grado",
    "Grade of child", "Room number", "Salón", "Teacher", "Maestra", "School year", "Año escolar",
    "School site council", "Consejo escolar", "ELAC", "DELAC", "SSC member", "English learner parent", "PTA",
    "Consejo de padres", "Padres líderes", "Parent leader", "Mentor", "Team", "Equipo", "Rung", "Registered to vote",
    "Registrada para votar", "Precinct", "Council district", "Distrito", "Zip", "Código postal", "Street corner",
    "Esquina", "Community garden", "Jardín comunitario", "Sports", "Deportes", "Soccer", "Fútbol", "Basketball court",
    "Food court", "Courtyard", "Court St organizer", "Detail", "Details", "Detalles", "Notes", "Notas", "Comments",
    "Comentarios", "Source", "Fuente", "How did we meet", "Cómo nos conocimos", "Event", "Evento", "Donor", "Donante",
    "Member since", "Miembro desde", "Dues paid", "Cuota pagada", "Date joined", "Fecha de ingreso",
    "Fecha de registro", "Entry fee", "Entrance", "Puerta de entrada", "Recorded by", "Recruited by", "Invited by",
    "Address checked", "Verified", "Legal name", "Legal observer", "Observadora legal", "Know your rights trained",
    "Rights workshop", "Taller de derechos", "Legal clinic volunteer", "Paper flyers", "Volantes", "Newsletter",
    "Boletín", "Boletín escolar", "Documentary night", "Documental", "Documents translated", "Translator",
    "Traductora", "Interpreter", "Migration museum", "Visalia", "Micaela's group", "Miguel's block",
    "Nurse in school", "Healthy food campaign", "Campaign for healthy schools", "Green space", "Green team",
    "Tarjeta de presentación", "Tarjeta de biblioteca", "Library card", "Membership card", "Credit given", "Bankside",
    "Banner", "Banco de comida", "Phone bank", "Time bank", "Social media", "Redes sociales", "Social worker",
    "Trabajadora social", "Social events", "Social studies teacher", "Security team", "Equipo de seguridad",
    "Seguridad en la escuela", "School safety", "Safe passage volunteer", "Corte y confección", "Cut", "Cita", "City",
    "Ciudad", "Civic class", "Resident leader", "Residents council", "Residentes del edificio", "Resident since",
    "Origin of contact", "Country music", "Country dance", "Countryside", "Born leader", "Newborn supplies",
    "Birth year", "Year of birth", "Age group", "Año de nacimiento", "Adult children", "Ice cream social",
    "Ice breaker", "Conductor", "Conducts interviews", "Conducir reuniones", "Boletos", "Castaño", "Casting",
    "Docente", "Dreams for the school", "Expected turnout", "Expert", "Parolin", "Suspense novels club", "Promotora",
    "Prom committee", "Mentally prepared", "Medium", "Mediation", "Media", "Media contact", "Median",
    "Median income block", "Immersion", "Immediate needs", "Inmediato", "Image release", "Imprenta", "Seguimiento",
    "Follow up", "Segundo idioma", "Second language", "Second phone", "Número de teléfono", "Otro número",
    "Emergency contact", "Contacto de emergencia", "Has internet", "Internet en casa", "Tablet", "Laptop",
    "Computer skills", "Zoom ok", "Signed petition", "Firmó la petición", "Pledge", "Compromiso", "Vote plan",
    "Plan 2026", "Room 504", "504 Main St", "ISS astronomy club", "Blind date with a book", "Shots for goal",
    "Condition of building", "Condiciones del edificio", "Weight room", "Doctorate", "PhD", "Operations team",
    "Illegal dumping", "Years with us", "Date joined us", "When they came to us", "No social media",
    "Can write up minutes", "Deporte favorito", "Deportistas", "ICE CREAM SOCIAL", "Inés", "Wants a nurse",
    "Field trips", "Businessname", "Candidate forum", "Update needed", "Referral program", "Juvenile justice",
    "Legal guardian", "Tutor legal", "Legal team", "Equipo legal", "Legal help wanted", "Resident",
    "Resident council", "Residente de South LA", "Consejo de residentes", "Residencial", "Matrícula",
    "Matrícula escolar", "Matrícula abierta", "Tiene matrícula escolar", "Matriculado", "Date of entry to program",
    "Fecha de entrada al comité", "Entrada", "Arrival time", "Hora de llegada", "Comité de inmigrantes",
    "Immigrant committee", "Nativo digital", "Hometown", "Neighborhood of origin", "Origen del contacto",
    "Where we met", "Donde nos conocimos", "Arreglado", "Foster youth", "Papel en el comité", "Papeleta",
    "Paper survey", "Absences", "Family petition signers", "Foreign language", "Idioma extranjero", "Came with",
    "Vino con", "Citation needed", "Add to list", "Récord de asistencia", "Vision statement", "I-110 corridor",
    "Promedio de asistencia", "Prison reform", "Counseling", "Consejería", "Clinic", "Doctor King Blvd",
    "Departure time", "Hora de salida", "Criminal justice reform", "Immigrant rights", "Derechos de los inmigrantes",
    "Court watch",
)  # fmt: skip


def named_with_their_reason():
    asked = {
        DISCIPLINE: ASK_FOR_DISCIPLINE,
        NUMBERS: ASK_FOR_NUMBERS,
        STATUS: ASK_FOR_STATUS,
        BIRTH: ASK_FOR_BIRTH,
        HEALTH: ASK_FOR_HEALTH,
    }
    return [(name, reason) for reason, names in asked.items() for name in names]


@pytest.mark.parametrize(("name", "reason"), named_with_their_reason())
def test_a_name_that_asks_for_what_we_never_keep_is_refused_with_its_reason(name, reason):
    assert refused_name(name) == reason


@pytest.mark.parametrize("name", HARMLESS)
def test_a_name_that_asks_for_something_else_passes(name):
    assert refused_name(name) is None


def test_sports_are_no_deportations_and_ice_cream_is_no_raid():
    assert findings("A mi hijo le gustan los deportes, es deportista. ICE CREAM on Friday") == []
    assert [each.kind for each in findings("Deportaron a su papá")] == ["immigration"]
