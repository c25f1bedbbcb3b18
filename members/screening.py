"""What free text about people must not carry: numbers that identify, immigration words, a child in danger.

SECURITY 6.4: identity numbers are refused outright; the rest asks "take it out, or say that it stays". The patterns
are deliberately plain and in both languages. They help somebody in a hurry; they do not replace reading.
"""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kit.folding import fold

SOCIAL_SECURITY = re.compile(r"(?<![\d.,$-])\d{3}[-. –]\d{2}[-. –]\d{4}(?![\d-])")
SOCIAL_SECURITY_NAMED = re.compile(
    r"\b(?:ssn|social security|seguro social|itin)\b\D{0,30}\d{3}[-. –]?\d{2}[-. –]?\d{4}(?!\d)"
)
ALIEN_NUMBER = re.compile(
    r"\bA[-#. ]{0,2}\d{8,9}(?!\d)|\bA[-#. ]{0,2}\d{3}[- ]\d{3}[- ]\d{3}(?!\d)|\ba[-#]?\d{8,9}(?!\d)"
)
ALIEN_NUMBER_NAMED = re.compile(
    r"\b(?:a-number|a number|alien number|alien registration|numero a|numero de extranjero)\b\D{0,30}\d{7,9}(?!\d)"
)
LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")

IMMIGRATION = re.compile(
    r"""\b(?:
        undocumented | illegals | illegal\ (?:alien|immigrant)s? | deport(?!es?\b|ist|iv)\w*
      | green\ cards? | work\ permits? | visas?
      | immigrant\ status | immigration\ (?:status|papers|court|case) | citizenship\ status | legal\ status | no\ papers
      | without\ papers | non-?citizens? | asylum\w* | refugee\ status | daca | dreamers?
      | indocumentad\w* | ilegales | inmigrantes?\ ilegal\w* | sin\ (?:papeles|documentos) | (?:la|de|una?)\ migra
      | (?:estatus|estado|situacion)\ (?:migratori[oa]|legal) | tarjeta\ verde | permiso\ de\ trabajo | asilo
      | ciudadania | residencia\ (?:legal|permanente) | redadas? | agentes?\ de\ (?:inmigracion|migracion)
    )\b""",
    re.VERBOSE,
)
IMMIGRATION_INITIALS = re.compile(r"\b(?:ICE(?! (?:CREAM|BREAKER|SKAT|CHEST|CUBE|COLD|TEA))|TPS|USCIS)\b")

HARM = re.compile(
    r"""\b(?:
        suicid\w* | kill\ (?:my|him|her)self | hurt(?:s|ing)?\ (?:my|him|her)self | cut(?:s|ting)?\ (?:my|him|her)self
      | self-?harm\w* | want\ to\ die | abus(?:e|es|ed|ing)\ (?:me|him|her|my|the\ child\w*) | sexual(?:ly)?\ abus\w*
      | molest(?:s|ed|ing|ation) | raped? | (?:hits|beats|touches)\ (?:me|him|her)
      | matar(?:me|se) | (?:lastimar|cortar)(?:me|se) | hacer(?:me|se)\ dano | me\ (?:lastiman?|cort[oa])
      | quier[oe]\ morir\w* | no\ quier[oe]\ vivir | abus(?:a|o|an|aron)\ de\ (?:mi|el|ella|la\ nina|el\ nino)
      | abus(?:o|an|aron)\ sexual\w* | viol(?:o|aron)\ a | (?:me|la|lo|le)\ (?:pegan?|golpean?)
      | me\ tocan?\ (?:el\ cuerpo|mis|las|los)
    )\b""",
    re.VERBOSE,
)

WARNINGS = {
    "social_security": _("This looks like a Social Security number. Take it out: we never keep one."),
    "alien_number": _("This looks like an A-number. Take it out: we never keep one."),
    "card": _("This looks like a card number. Take it out, or say that it stays."),
    "immigration": _(
        "This may tell of somebody’s immigration status. Take out what points to a person, or say that it stays."
    ),
    "harm": _(
        "This may tell of abuse or self-harm. Do not keep it here: tell the school’s mandated reporter today. "
        "If it tells of neither, say that it stays."
    ),
}
# Where nobody can say that it stays.
FIRM = {
    "card": _("This looks like a card number. Take it out: we never keep one."),
    "immigration": _("This may tell of somebody’s immigration status. Take out what points to a person."),
    "harm": _("This may tell of abuse or self-harm. Do not keep it here: tell the school’s mandated reporter today."),
}
REFUSED = frozenset({"social_security", "alien_number"})


@dataclass(frozen=True)
class Finding:
    """One reason to look at a text again. A refused one cannot be saved whatever anybody says."""

    kind: str

    @property
    def is_refused(self) -> bool:
        return self.kind in REFUSED

    @property
    def warning(self):
        return WARNINGS[self.kind]

    @property
    def firm(self):
        """The warning of a form that does not offer to keep the words."""
        return FIRM.get(self.kind, self.warning)


def findings(text: str) -> list[Finding]:
    """Every kind of thing in the text that should not be there, gravest first."""
    folded = fold(text)
    found = {
        "social_security": SOCIAL_SECURITY.search(text) or SOCIAL_SECURITY_NAMED.search(folded),
        "alien_number": ALIEN_NUMBER.search(text) or ALIEN_NUMBER_NAMED.search(folded),
        "card": any(_adds_up(match.group()) for match in LONG_NUMBER.finditer(text)),
        "immigration": IMMIGRATION.search(folded) or IMMIGRATION_INITIALS.search(text),
        "harm": HARM.search(folded),
    }
    return [Finding(kind) for kind, hit in found.items() if hit]


def screen(text: str, *, save_as_said: bool | None = None) -> list[Finding]:
    """Refuse a text with identity numbers; refuse other findings unless somebody said that the text stays as it is.

    `save_as_said` is None where a form does not offer that. Answers with what was let through, for the audit. Raises
    ValidationError; its codes are the kinds found.
    """
    found = findings(text)
    stopped = [finding for finding in found if finding.is_refused or not save_as_said]
    if stopped:
        offers = save_as_said is not None
        raise ValidationError(
            [ValidationError(each.warning if offers else each.firm, code=each.kind) for each in stopped]
        )
    return found


def screen_fields(texts: dict[str, str], *, save_as_said: bool | None = None) -> set[str]:
    """Screen several fields at once: a refusal stands beside its field. Answers with the kinds that are let through."""
    kept: set[str] = set()
    faults: dict[str, list] = {}
    for name, text in texts.items():
        try:
            kept.update(finding.kind for finding in screen(text, save_as_said=save_as_said))
        except ValidationError as refusal:
            faults[name] = refusal.error_list
    if faults:
        raise ValidationError(faults)
    return kept


def _adds_up(number: str) -> bool:
    """The Luhn check that card numbers pass and nine in ten other long numbers do not."""
    digits = [int(digit) for digit in number if digit.isdigit()][::-1]
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
