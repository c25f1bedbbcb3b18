"""What is never asked about people: fields, tags and columns with such names are refused, with the reason.

An import asks `refused_name` for each heading before it offers to map the column, as a field or a tag does here.
"""

import re

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

# ~ is a blank or none: headings of files are written socialsecurity and fechadenacimiento.
REFUSED = (
    (
        STATUS,
        r"""im{1,2}ig\w* | inmig\w* | migra | migraci\w* | (?:estat\w{1,2})?migrator\w*
        | status~migrator\w* | (?:la|de)~migra | (?:us|non)?citizen\w*
        | c(?:iu|ui)dadan\w* | visas? | green~cards? | tarjetas?~verdes? | mica
        | undoc\w* | indoc\w* | (?:un|in)?document(?:ed|ad[oa]s?)
        | (?:legal|resident|residency|mixed|alien|work)~status | lawful~presence
        | (?:estatus|status|estado|situacion)~(?:legal|mixt[oa]|de~residencia)
        | (?:legal|permanent|lawful)~(?:permanent~)?residen\w* | lpr | residen(?:te|cia)s?~(?:legal|permanente)\w*
        | naturaliz\w* | nacionaliz\w* | daca | dreamers? | tps | asylum\w* | asilo\w* | asilad[oa]s? | refugee\w*
        | refugiad[oa]s? | deport\w* | uscis | i~94 | ab~540 | ead
        | papers | papeles | nationalit\w* | nacionalidad\w* | aliens?
        | (?:work|employment)~(?:permit|authori[sz]ation)s? | authori[sz]ed~to~work
        | permisos?~(?:de~trabajo|laboral\w*|de~empleo) | autorizacion~de~(?:trabajo|empleo)
        | (?:date|year|month)~of~(?:entry|arrival) | (?:ano|fecha)~de~(?:entrada|llegada)~(?:al~pais|a~eeuu)""",
    ),
    (
        NUMBERS,
        r"""ssns? | ssn~last~4 | last~4~ssn | s~s~n | ss~(?:\#|no|num|number) | soc(?:ial)?~sec(?:urity)?\w*
        | seg(?:uro|uridad)?~social | (?:no|num|numeros?)~(?:de~)?seguro | nss | itin
        | tax~payer~id\w* | tax~id | passport\w*
        | pasaporte\w* | a~(?:number|num|\#) | a\# | numeros?~(?:de~)?(?:a|extranjero|identidad|identificacion)
        | (?:alien|uscis)~(?:registration|number)\w*
        | driv\w{2,4}~(?:s~)?licen[cs]e\w* | dl~(?:\#|no|num|number)
        | licencias?~de~(?:conducir|manejar|manejo) | matriculas?~consular\w* | consular~id | (?:government|govt)~id
        | (?:state|national)~id\w* | curp | rfc | ine | cedula\w* | dpi | dui | student~id\w* | ssid
        | numero~de~estudiante""",
    ),
    (
        BIRTH,
        r"""(?:date|day|place|country|city|state|nation|month)~of~birth | (?:us~)?born~(?:on|in|abroad|outside~\w+)
        | (?:where|when)~(?:\w+~){0,2}(?<=\ )born | (?:donde|cuando)~naci\w*
        | birth~(?:date|day|place|country|nation|month|city|state|certificate)\w* | bday | b~day | d~o~b | dob
        | (?:fecha|dia|mes|lugar|pais|ciudad|estado|acta)~(?:de~)?nac(?:imiento)?
        | f(?:ec)?~nac(?:imiento)?
        | (?:pais|lugar|tierra)~natal | nacid[oa]s?~en | cumple(?:anos)? | foreign~born | native~country
        | (?:country|place|national|nation|home)~(?:of~)?(?:origin|country) | (?:pais|lugar|nacion)~de~origen
        | origen~nacional | native~of""",
    ),
    (
        HEALTH,
        r"""medic\w* | medi~cal | healths? | salud | diagnos\w* | disab\w* | discapaci\w* | handicap\w* | minusval\w*
        | illness\w* | sick\w* | enferm\w* | padecimiento\w* | al{1,2}erg\w* | asthma
        | asma | diabet\w* | cancer | epilep\w* | autis\w* | adhd | tdah | depress\w* | depresion | anxiety | ansiedad
        | vaccin\w* | vacuna\w* | covid | iep | 504~plan | (?:plan|section)~504 | special~(?:ed\w*|needs) | sp~ed
        | (?:educacion~especial|necesidades~especiales) | hiv | vih | sida | aids~status | pregnan\w* | embaraz\w*
        | mental | psych\w* | psic\w* | therap\w* | terapia\w* | aseguranza | blood~type
        | tipo~de~sangre | addict\w* | adiccion\w* | rehab""",
    ),
    (
        DISCIPLINE,
        r"""disciplin\w* | suspended | suspensions? | suspen[sc]i\w* | suspendid[oa]s? | expul\w* | expel\w*
        | arrest\w* | criminal\w* | convicted | convictions? | condenas? | antecedentes | records?~(?:penal|criminal)\w*
        | probation | parole | libertad~condicional | courts? | juzgado\w* | jail\w* | prison\w*
        | carcel | incarcerat\w* | detention\w* | detenid[oa]s? | detencion\w* | gpas? | report~cards?
        | (?:school|course|letter|final)~grades | test~scores? | calificacion\w* | promedio\w*
        | boletas? | truan\w* | gangs? | pandill\w* | castigos? | conducta | behaviou?r\w* | referrals?~to~office""",
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
    | enfermer(?:ia|[oa]s?) | trabajador(?:a|as|es)?~de~(?:la~)?salud"""


# Words that are written wrong in many ways; with the same first letter they are told from others that are like them.
OFTEN_MISSPELT = (
    (STATUS, ("immigration", "inmigracion", "migratorio", "undocumented", "indocumentado", "citizen", "citizenship",
              "ciudadania", "nationality", "nacionalidad", "deportation", "deportacion")),
    (NUMBERS, ("social security", "seguro social", "passport", "pasaporte")),
    (BIRTH, ("birthplace", "birthdate", "birthday", "cumpleanos")),
    (HEALTH, ("medical", "diagnosis", "diagnostico", "disability", "discapacidad", "enfermedad")),
    (DISCIPLINE, ("discipline", "disciplina", "suspension", "expulsion")),
)  # fmt: skip
LIKE_ENOUGH, SHORTEST = 88, 6
# Digits that stand for letters: 1mmigration, d1agn0sis.
DIGITS = str.maketrans("013457", "oieast")


def _compiled(pattern: str) -> re.Pattern:
    return re.compile(rf"\b(?:{pattern.replace('~', '[ ]?')})(?!\w)", re.VERBOSE)


PATTERNS = [(reason, _compiled(pattern)) for reason, pattern in REFUSED]
ALLOWED = _compiled(HARMLESS)
FOUND = {"social_security": NUMBERS, "alien_number": NUMBERS, "card": MONEY, "immigration": STATUS}


def refused_name(text: str):
    """Why a field, tag or column of this name is refused; None when it is not."""
    plain = ALLOWED.sub(" ", _plain(text))
    for spelling in {plain, _as_letters(plain)}:
        for reason, pattern in PATTERNS:
            if pattern.search(spelling):
                return reason
        if reason := _misspelt(spelling):
            return reason
    return next((FOUND[finding.kind] for finding in findings(text) if finding.kind in FOUND), None)


def _plain(text: str) -> str:
    """One spelling of a heading: FechaNacimiento, fecha_nacimiento and Fecha-Nacimiento are the same."""
    words = fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).replace("’", "").replace("'", "")
    return " ".join(re.sub(r"[^\w#]+|_", " ", words).split())


def _as_letters(plain: str) -> str:
    """Letters that stand apart (i m m i g r a t i o n) drawn together, and digits within words read as letters."""
    together = re.sub(r"\b(?:\w ){3,}\w\b", lambda found: found[0].replace(" ", ""), plain)
    return re.sub(r"\b(?=\w*[a-z]{2})\w*\d\w*", lambda found: found[0].translate(DIGITS), together)


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
