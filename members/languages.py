"""Languages people speak with us."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class SpokenLanguage(models.TextChoices):
    """Languages in which families speak to us; the ones most spoken in LAUSD homes first."""

    SPANISH = "es", _("Spanish")
    ENGLISH = "en", _("English")
    KOREAN = "ko", _("Korean")
    ARMENIAN = "hy", _("Armenian")
    TAGALOG = "tl", _("Tagalog")
    CHINESE = "zh", _("Chinese")
    KICHE = "quc", _("K’iche’")
    QANJOBAL = "kjb", _("Q’anjob’al")
    ZAPOTEC = "zap", _("Zapotec")
    OTHER = "und", _("Another language")


def in_a_sentence(code) -> str:
    """A language's name within a sentence: Spanish writes it without a capital."""
    name = str(SpokenLanguage(code).label)
    return name[:1].lower() + name[1:] if (get_language() or "").startswith("es") else name


def packed(codes) -> str:
    """Several languages in one column.

    " en zap ". The blanks around each code keep "es" from being found in another.
    """
    return f" {words} " if (words := " ".join(codes)) else ""


def unpacked(text: str) -> list[str]:
    return text.split()
