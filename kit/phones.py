"""Phone numbers: one plain form to keep and compare, and the form people write."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOME = "US"


def plain(text: str) -> str:
    """ "323 555 0142" → "+13235550142". Numbers of other countries begin with +. Raises ValidationError."""
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        raise ValidationError(
            _("“%(text)s” is not a phone number."), params={"text": text[:40]}, code="phone"
        ) from None
    if not phonenumbers.is_possible_number(number):
        digits = sum(character.isdigit() for character in text)
        raise ValidationError(
            _("“%(text)s” has %(digits)s digits. A phone number here has 10; one from abroad begins with +."),
            params={"text": text[:40], "digits": digits},
            code="phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """ "+13235550142" → "(323) 555-0142"; numbers of other countries with their country code."""
    try:
        parsed = phonenumbers.parse(number, HOME)
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    at_home = parsed.country_code == phonenumbers.country_code_for_region(HOME)
    return phonenumbers.format_number(parsed, style.NATIONAL if at_home else style.INTERNATIONAL)
