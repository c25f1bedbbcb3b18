"""What is never asked about people: fields, tags and columns with such names are refused, with the reason.

An import asks `refused_name` for each heading before it offers to map the column, as a field or a tag does here.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from kit.folding import fold
from members.screening import findings

STATUS = _("We never keep immigration status, citizenship or papers: a list of them is a danger to the people on it.")
NUMBERS = _("We never keep Social Security, passport or other identity numbers: nobody needs them to organize.")
BIRTH = _("We never keep a birth date or a country of birth. A year of birth or a grade is enough.")
HEALTH = _("We never keep health, disability or special-education data: schools must guard it, and so must we.")
DISCIPLINE = _("We never keep a pupil’s grades, discipline, arrests or court records.")
MONEY = _("We never keep bank or card numbers.")

# ~ is a blank or none: headings of files are written socialsecurity and fechadenacimiento. @ is how a number is called,
# & how this country is. A plural in s or es needs no mention.
NUMBER = r"(?:\#|no|nro|num|numeros?|numbers?|n)"
HERE = r"""(?:(?:(?:the|in|entered)\ )us|(?:the~|los~)?(?:usa|u\ s(?:\ a)?|united~states|america|ee~uu|eua|eu)
    |estados~unidos|(?:this|the)\ country|(?:este|el|al)\ pais)"""
REFUSED = (
    (
        STATUS,
        r"""im{1,2}ig\w* | inmig\w* | migra | migraci\w* | e?migrante?s? | e?migrad[oa]s? | (?:estat\w{1,2})?migrator\w*
        | (?:status|estatus|est)~mig\w* | imm\w{0,2}~stat\w* | (?:la|de)~migra | (?:us|non)?citizen\w* | u~s~cit
        | cit~stat\w*
        | c(?:iu|ui)dadan\w* | visas? | visados? | h~[12]~[ab] | overstay\w* | green~cards? | gc~holders?
        | tarjetas?~verdes? | mica
        | undoc\w* | indoc\w* | il{1,2}egal\w{0,2}~(?:alien|immigrant|status) | docs?~status | pr~status | vawa
        | sijs? | (?:un|in)?document(?:ed|ad[oa]s?)
        | (?:legal|resident|residency|mixed|alien|work)~status | lawful~presence
        | (?:estatus|status|estado|situacion)~(?:legal|mixt[oa]|de~residencia)
        | (?:legal|permanent|lawful)~(?:permanent~)?residen\w* | lpr | residen(?:te|cia)s?~(?:legal|permanente)\w*
        | naturaliz\w* | nacionaliz\w* | daca\w* | dreamers? | tps | asylum\w* | asylees? | asilo\w* | asilad[oa]s?
        | refugee\w*
        | refugiad[oa]s? | deport(?!es?\b|ist|iv)\w* | removal~(?:order|hearing|proceeding|date)s?
        | orders?~of~removal | uscis | i~94 | ab~540 | ead
        | papers | papeles | nationalit\w* | nacionalidad\w* | aliens?
        | (?:work|employment)~(?:permit|authori[sz]ation)s? | authori[sz]ed~to~work
        | (?:work|employment)~eligib\w* | eligib\w*~to~work | e~verify | trabajar~legalmente
        | (?:familia|hogar)\w{0,2}~mixt[oa]s? | borders?~cross\w* | cruz\w*~(?:la~)?frontera | ports?~of~entry
        | (?:year|date|month|when|how~long|arriv\w*|came|entered|lived?)\w*\ (?:\w+\ ){0,3}&
        | (?:anos?|fechas?|cuando|cuanto~tiempo|llego|llegada|entrada|entro)\ (?:\w+\ ){0,3}&
        | permisos?~(?:de~trabajo|laboral\w*|de~empleo) | autorizacion~de~(?:trabajo|empleo)
        | (?:entry|arrival)~(?:in|to|into)~(?:the~)?country | (?:ano|fecha)~de~(?:entrada|llegada)~(?:al~pais|a~eeuu)
        | (?:time|years|months)~in~country | cross\w*~(?:the~)?borders? | work\w*~legally | legally~work\w*
        | ab~60 | cbp | migr~stat\w* | fm~3 | i~(?:485|130|765|589|821|864) | n~400 | eoir | nta | notice~to~appear
        | bond~hearing | cancel\w*~of~removal | voluntary~departure | salida~voluntaria | repatriad[oa]
        | family~petition(?!~sign) | peticion~familiar | stateless | apatrida | foreigner | foreign~national
        | gc~exp\w* | conditional~resid\w* | residen(?:te|cia)~condicional
        | (?:docs?|documents|documentos|papers|papeles)~(?:in~order|en~(?:regla|orden))
        | unaccompanied~(?:minor|child(?:ren)?|youth) | (?:menor(?:es)?|nin[oa]s?)~no~acompanad[oa]s?
        | tarjetas?~de~residen(?:cia|te) | residen(?:t|ce|cy)~cards?""",
    ),
    (
        NUMBERS,
        r"""ssn | s~s~n | ss~@ | @~(?:de~)?s~s
        | last~(?:4|four)~(?:digits?~)?(?:of~)?(?:the~|your~|their~)?(?:social|ss)
        | ultim[oa]s~(?:4|cuatro)~(?:\w+~)?del?~(?:su~)?(?:seguro|social) | soc(?:ial)?~sec(?:urity)?\w*
        | seg(?:uro|uridad)?~soc(?:ial)? | @~(?:del?~)?(?:su~|tu~)?seguro | seguro~@ | nss | itin
        | tax~payer~id\w* | tax~(?:id|@) | passport\w*
        | pasaporte\w* | a~(?:number|num|\#|file) | a\# | numeros?~(?:de~)?(?:a|extranjero|identidad|identificacion)
        | (?:alien|uscis)~(?:registration|number)\w*
        | driv\w{2,4}~(?:s~)?lic(?:en[cs]e\w*)? | dl~@
        | licencias?~de~(?:conducir|manejar|manejo) | matriculas?~consular\w* | consular | (?:government|govt)~id
        | (?:state|national)~id\w* | curp | rfc | ine(?!s) | cedula\w* | dpi | dui | student~id\w* | ssid
        | numero~de~estudiante | ss~last~(?:4|four) | last~(?:4|four)~ssn | matriculas?~@ | @~de~matricula
        | tienen?~(?:la~|su~)?matricula(?!~(?:escolar|abierta))""",
    ),
    (
        BIRTH,
        r"""(?:dates?|days?|places?|countr(?:y|ies)|cit(?:y|ies)|states?|nations?|months?)~of~birth
        | (?:u~s(?:~a)?|country|place|date|day|foreign)~born | born~(?:on|in|abroad|outside~\w+)
        | (?:where|when)~(?:\w+~){0,2}(?<=\ )born | (?:donde|cuando)~naci\w*
        | birth~(?:date|dt|day|place|country|nation|month|city|state|certificate)\w* | b~day | b~date | d~o~b | p~o~b
        | (?:fecha|dia|mes|lugar|pais|ciudad|estado|acta)e?s?~(?:de~)?nac(?:imiento)?
        | (?:pais|lugar|ciudad|estado)e?s?\ (?:\w+\ ){1,3}naci\w* | nacio~(?:en|el) | nacid[oa]s?~(?:\w{1,2}~)?en
        | originari[oa]s?~de
        | f(?:ec)?~(?:de~)?nac(?:imiento)?
        | (?:pais|lugar|tierra|ciudad|estado|pueblo)~natal | fecha~nacim\w* | raised~in~(?:the~)?country
        | vin(?:o|ieron)~de~que~pais | cumple(?:anos)? | native~country
        | (?:country|place|national|nation|home)~(?:of~)?(?:origin|country) | (?:pais|lugar|nacion)~de~origen
        | origen~nacional | native~of | nativ[oa]s?~de | origin~countr(?:y|ies) | born~(?:here|there|elsewhere)
        | naci\w*~(?:aqui|alla) | originally~from | from~originally | country\ (?:\w+\ ){0,3}from
        | (?:town|village|state|region)~of~origin | home~town~(?:abroad|in)
        | (?:pueblo|ciudad|estado|municipio|region|departamento)s?\ (?:de\ \w+\ )?de\ origen""",
    ),
    (
        HEALTH,
        r"""medic\w* | medi~cal | meds | med~(?:condition|info|note|histor|need)\w* | healths? | salud | diagnos\w*
        | disab\w* | discapaci\w* | handicap\w* | minusval\w*
        | illness\w* | sick\w* | enferm\w* | padecimiento\w* | al{1,2}erg\w* | asthma
        | asma | asthmat\w* | asmatic[oa]s? | inhal(?:er|ador) | epi~pen | seizure | convulsi\w* | diabet\w*
        | cancer | epilep\w* | autis\w* | adhd | tdah | depress\w* | depresion | anxiety | ansiedad
        | im{1,2}uni[sz]\w* | inmuniz\w* | vaccin\w* | vacuna\w* | covid | iep | rsp | 504~plan
        | (?:plan|section)~504 | special~(?:ed\w*|needs) | sp~ed | ed(?:uc)?~esp\w*
        | nec(?:es)?~esp\w*
        | (?:educacion~esp\w*|necesidades~esp\w*) | hiv | vih | sida | aids~status | pregnan\w* | embaraz\w*
        | mental | psych\w* | psic\w* | therap\w* | terapia\w* | aseguranza | blood~type
        | tipo~de~sangre | addict\w* | adiccion\w* | rehab | dyslex\w* | dislex\w* | syndrome | sindrome | disorder
        | trastorno | wheel~chairs? | sillas?~de~ruedas | (?:hearing|vision|visual\w*|speech)~(?:impair\w*|loss|aid)
        | deaf | sord[oa] | (?:legally|partially)~blind | ptsd | bipolar | suicid\w* | deprimid[oa]
        | hospitali[sz]\w* | surger(?:y|ies) | cirugia | pediatr\w* | psiqu\w* | symptom\w* | sintoma
        | chronic~(?:condition|pain|fatigue) | prescriptions? | drug~(?:use|abuse|test|histor|problem)\w* | drogadic\w*
        | alcoholi[sc]\w* | substance~(?:use|abuse|misuse) | overdos\w* | sobredosis | obes\w* | tubercul\w*
        | tb~test | smoker | fumador\w* | lesion | injur\w* | blood~pressure | presion~(?:alta|arterial)
        | hypertens\w* | hipertens\w* | doctors?~(?:names?|visits?|appointments?|notes?|@)
        | seguros?~(?:escolar|dental|popular|estudiantil)
        | (?:school|student|child\w*|family|dental)~insurance
        | lupus | (?:low|poor)~vision | mobility~(?:aid|issue|need|impairment) | (?:speech|developmental)~delay
        | retraso~(?:del?~)?(?:habla|lenguaje|desarrollo) | (?:problema|dificultad)(?:es)?s?~de~aprendizaje
        | learning~(?:difficult(?:y|ies)|difference) | ritalin | insulina? | self~harm\w* | autolesion | anxious | hmo
        | insurance~(?:card|plan|status|compan(?:y|ies)|provider|type|@)""",
    ),
    (
        DISCIPLINE,
        r"""disciplin\w* | suspended | suspensions? | suspen[sc]i\w* | suspendid[oa]s? | expul\w* | expel\w*
        | arrest\w* | criminal\w* | convict(?:ed|ion)? | condenas? | antecedentes | records?~(?:penal|criminal)\w*
        | probation | parole | libertad~condicional | courts? | felon\w* | misdemean\w* | delito
        | delinquen\w* | delincuen\w* | infraccion | juvenile\w* | juvie | ex~con(?:vict)? | rap~sheet
        | police~(?:record|contact|report|stop) | juzgado\w* | jail\w* | prison\w*
        | carcel | incarcerat\w* | detention\w* | detenid[oa]s? | detencion\w* | gpas? | report~cards?
        | (?:school|course|letter|final)~grades | test~scores? | calificacion\w* | promedio\w*
        | boletas? | truan\w* | gangs? | pandill\w* | castigos? | conducta | behaviou?r\w* | referral
        | (?:referid|enviad|mandad)[oa]s?~a~la~(?:oficina|direccion) | odr | write~ups
        | demerit | (?:iss|oss)~days? | incident~report | reportes?~de~(?:incidente|la~escuela) | tardies | bip
        | ausencias?~injustificada | unexcused~absence | amonestacion | sancion | castigad[oa]
        | llamadas?~de~atencion | (?:o~t|opportunity)~transfer | ticketed~by~(?:\w+~)?police | tienen?~record
        | sentenced | sentencia | failing~(?:class|grade)(?:es)? | reprobad[oa] | fs~and~ds | ds~and~fs""",
    ),
    (
        MONEY,
        r"""bank~(?:account|name|routing|no|number|\#|info\w*|details)?s? | (?:credit|debit)~cards? | card~numbers?
        | account~(?:number|no|\#)s? | routing\w* | iban
        | cuentas?~(?:bancaria|de~banco|de~cheques)s? | numeros?~de~(?:cuenta|tarjeta) | tarjetas?~de~(?:credito|debito)
        | banco""",
    ),
)
# Harmless words that hold a refused one. They are taken out before the name is looked at.
HARMLESS = r"""phone~bank\w* | (?:food|text|time)~bank\w* | bancos?~de~(?:alimentos|comida|tiempo) | banco~telefonico
    | (?:basketball|tennis|handball|volleyball|food)~courts? | promotor(?:a|as|es)?~de~salud
    | community~health~workers? | health~(?:promoters?|workers?|committee|fair)s? | (?:comite|feria)~de~salud
    | referrals?~(?:source|from|by|name|person|partner|program) | courts?~(?:st|street|place|square|watch\w*)
    | (?:juvenile|criminal)~justice(?!~(?:\w+~)?(?:involv|impact|status|record|system|histor)) | immigrants?~rights?
    | derechos~(?:de~)?(?:los~)?inmigrantes | comites?~de~(?:los~)?(?:in)?migrantes | immigrants?~committee
    | promedio~de~asistencia | prison~reform | legal~(?:guardian|parent) | guardian~legal
    | enfermer(?:ia|[oa]s?) | trabajador(?:a|as|es)?~de~(?:la~)?salud"""

# Words that tell what we never keep when nothing else stands beside them but such as ask for it: "Has insurance?".
ALONE = (
    (
        STATUS,
        r"""(?:(?:is|are|es|esta|estan)\ )?legal(?:es|mente)? | legal\ here | legal(?:mente)?\ aqui | il{1,2}egal
        | (?:no|sin|has|tiene)\ (?:status|estatus) | extranjer[oa]
        | residente | residencia | (?:date|year|month)~(?:of~)?(?:entry|arrival) | (?:entry|arrival)~(?:date|year|month)
        | (?:ano|fecha|mes)~(?:de~)?(?:entrada|llegada) | docs? | documents? | documentos?
        | documentacion | documentation""",
    ),
    (NUMBERS, "social | s~s | dl | ife | id~@ | @~(?:de~)?id | licencia | licen[cs]e | identificacion(?:~oficial)?"),
    (
        BIRTH,
        """nac | nacimiento | nacion | countr(?:y|ies) | pais | patria | where~from | came~from | vino~de
        | (?:de~)?donde~(?:es|son)""",
    ),
    (
        HEALTH,
        """seguro | insurance | insured | asegurad[oa] | 504 | blind | cieg[oa] | trauma | treatment | tratamiento
        | dx | rx
        | condicion | shot | chronic | cronic[oa] | drug | droga | alcohol | weight | peso | bmi | imc | tb
        | add | doctora? | cane | baston | crutch | muleta | andadera""",
    ),
    (DISCIPLINE, "conduct | write~up | fight | pelea | referid[oa] | suspend"),
)  # fmt: skip
ASKING = r"""@ | has | have | had | is | are | any | got | your | the | of | in | a | his | her | their | yes | y | type
    | tiene(?:n)? | su | tu | de | del | el | la | los | las | es | si | s | alguna? | que | cual | which | what | tipo
    | parent | child | children | kid | student | mother | father | mom | dad | guardian | family
    | hij[oa] | nin[oa] | padre | madre | alumn[oa] | estudiante | familia | (?!504\b)\d+"""


# Words that are written wrong in many ways; with the same first letter they are told from others that are like them.
OFTEN_MISSPELT = (
    (STATUS, ("immigration", "inmigracion", "migratorio", "undocumented", "indocumentado", "citizen", "citizenship",
              "ciudadania", "nationality", "nacionalidad", "deportation", "deportacion", "immigrant", "inmigrante")),
    (NUMBERS, ("social security", "seguro social", "passport", "pasaporte")),
    (BIRTH, ("birthplace", "birthdate", "birthday", "cumpleanos")),
    (HEALTH, ("medical", "diagnosis", "diagnostico", "disability", "discapacidad", "disabled", "enfermedad",
              "vaccine", "vaccination")),
    (DISCIPLINE, ("discipline", "disciplina", "suspension", "expulsion", "referral", "referrals", "behavior")),
)  # fmt: skip
LIKE_ENOUGH, SHORTEST = 88, 6
WHOSE = "child|kid|student|parent|mother|father|mom|dad|guardian|spouse|hij[oa]|padre|madre|alumn[oa]|estudiante"
GLUED_BEFORE = re.compile(rf"\b({WHOSE})(?=\w{{3}})")
GLUED_AFTER = re.compile(rf"(?<=\w{{3}})({WHOSE}|number|num|status|date|info|notes?)\b")
# Digits that stand for letters: 1mmigration, d1agn0sis.
DIGITS = str.maketrans("013457", "oieast")


def _compiled(pattern: str) -> re.Pattern:
    for sign, meant in (("@", NUMBER), ("&", HERE), ("~", "[ ]?")):
        pattern = pattern.replace(sign, meant)
    return re.compile(rf"(?<!\w)(?:{pattern})(?:e?s)?(?!\w)", re.VERBOSE)


PATTERNS = [(reason, _compiled(pattern)) for reason, pattern in REFUSED]
STANDING_ALONE = [(reason, _compiled(pattern)) for reason, pattern in ALONE]
ALLOWED, FILLERS = _compiled(HARMLESS), _compiled(ASKING)
FOUND = {"social_security": NUMBERS, "alien_number": NUMBERS, "card": MONEY, "immigration": STATUS}


def refused_name(text: str):
    """Why a field, tag or column of this name is refused; None when it is not."""
    plain = ALLOWED.sub(" ", _plain(text))
    for spelling in dict.fromkeys((plain, _as_letters(plain), _taken_apart(plain))):
        for reason, pattern in PATTERNS:
            if pattern.search(spelling):
                return reason
        if reason := _alone(spelling) or _misspelt(spelling):
            return reason
    return next((FOUND[finding.kind] for finding in findings(text) if finding.kind in FOUND), None)


def _plain(text: str) -> str:
    """One spelling of a heading: FechaNacimiento, fecha_nacimiento and Fecha-Nacimiento are the same."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})", " ", seen)
    words = fold(apart).replace("’", "").replace("'", "")
    return " ".join(re.sub(r"[^\w#]+|_", " ", words).split())


def _as_letters(plain: str) -> str:
    """Letters that stand apart (i m m i g r a t i o n) drawn together, and digits within words read as letters."""
    together = re.sub(r"\b(?:\w ){3,}\w\b", lambda found: found[0].replace(" ", ""), plain)
    return re.sub(r"\b(?=\w*[a-z]{2})\w*\d\w*", lambda found: found[0].translate(DIGITS), together)


def _taken_apart(plain: str) -> str:
    """Words that headings of files write as one (parentssn, dobchild), and numbers of columns (dob2), taken apart."""
    return re.sub(r"(?<=[a-z]{2})(?=\d+\b)", " ", GLUED_AFTER.sub(r" \1", GLUED_BEFORE.sub(r"\1 ", plain)))


def _alone(plain: str):
    """Why a name is refused that says nothing besides such a word; None when it is not."""
    bare = " ".join(FILLERS.sub(" ", plain).split())
    return next(
        (reason for reason, pattern in STANDING_ALONE for said in (plain, bare) if pattern.fullmatch(said)), None
    )


def _misspelt(plain: str):
    words = plain.split()
    for reason, known in OFTEN_MISSPELT:
        for right in known:
            size = right.count(" ") + 1
            for at in range(len(words) - size + 1):
                said = " ".join(words[at : at + size])
                if len(said) >= SHORTEST and said[0] == right[0] and fuzz.ratio(said, right) >= LIKE_ENOUGH:
                    return reason
    return None


def check_name(text: str) -> None:
    """Raises ValidationError with the reason when the name is refused."""
    reason = refused_name(text)
    if reason:
        raise ValidationError(reason, code="refused")
