"""What is never asked about people: fields, tags and columns with such names are refused, with the reason."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kit.folding import fold

STATUS = _("We never keep immigration status, citizenship or papers: a list of them is a danger to the people on it.")
NUMBERS = _("We never keep Social Security, passport or other identity numbers: nobody needs them to organize.")
BIRTH = _("We never keep a birth date or a country of birth. A year of birth or a grade is enough.")
HEALTH = _("We never keep health, disability or special-education data: schools must guard it, and so must we.")
DISCIPLINE = _("We never keep a pupil’s grades, discipline, arrests or court records.")
MONEY = _("We never keep bank or card numbers.")

REFUSED = (
    (
        STATUS,
        r"""immigra\w* | inmigra\w* | migrator\w* | migratory | citizen\w* | ciudadan\w* | visas? | green\ ?card
        | tarjeta\ verde | undocumented
        | indocumentad\w* | (?:legal|resident|residency)\ status | (?:estatus|estado|situacion)\ legal | daca
        | tps | asylum | asilo | deport\w*
        | papers | papeles | nationality | nacionalidad | alien | work\ permit | permiso\ de\ trabajo | undoc
        | residencia\ legal""",
    ),
    (
        NUMBERS,
        r"""ssn | social\ security | seguro\ social | itin | passport\w* | pasaporte\w* | a-?number | numero\ a
        | drivers?\ licen[cs]e
        | licencia\ de\ conducir | matricula\ consular | government\ id | national\ id | curp | student\ id | ssid""",
    ),
    (
        BIRTH,
        r"""(?:date|day|place|country|city)\ of\ birth | birth\ ?(?:date|day|place|country) | dob
        | born\ (?:on|in) | (?:fecha|dia|lugar|pais)\ de\ nacimiento
        | cumpleanos | country\ of\ origin | pais\ de\ origen""",
    ),
    (
        HEALTH,
        r"""medic\w* | health | salud | diagnos\w* | disabilit\w* | discapacidad\w* | illness\w* | enfermedad\w*
        | allerg\w* | alergi\w* | vaccin\w*
        | vacuna\w* | iep | 504\ plan | special\ ed\w* | educacion\ especial | hiv | vih | pregnan\w*
        | embaraz\w* | mental | therap\w* | terapia""",
    ),
    (
        DISCIPLINE,
        r"""disciplin\w* | suspen[ds]\w* | expul\w* | expel\w* | arrest\w* | criminal\w* | convict\w*
        | antecedentes | probation | court | juzgado
        | gpa | report\ card | calificacion\w* | boleta | truan\w* | gang | pandilla""",
    ),
    (
        MONEY,
        r"""bank\w* | (?:credit|debit)\ card | account\ number | routing | cuenta\ bancaria | numero\ de\ cuenta
        | tarjeta\ de\ credito""",
    ),
)
PATTERNS = [(reason, re.compile(rf"\b(?:{pattern})\b", re.VERBOSE)) for reason, pattern in REFUSED]


def refused_name(text: str):
    """Why a field, tag or column of this name is refused; None when it is not."""
    plain = re.sub(r"[_./:]+", " ", fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)))
    return next((reason for reason, pattern in PATTERNS if pattern.search(plain)), None)


def check_name(text: str) -> None:
    """Raises ValidationError with the reason when the name is refused."""
    reason = refused_name(text)
    if reason:
        raise ValidationError(reason, code="refused")
