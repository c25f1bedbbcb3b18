"""People, as far as their own organization knows them."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, places_with
from kit.folding import fold
from kit.years import current_school_year
from members.languages import SpokenLanguage, unpacked
from members.models.stewarded import StewardedQuerySet

ADULT_AT = 18


class GradeBand(models.TextChoices):
    """Where a student is in school, as near as we need to know."""

    TK_2 = "tk-2", _("TK–2")
    THREE_5 = "3-5", _("3–5")
    SIX_8 = "6-8", _("6–8")
    NINE_12 = "9-12", _("9–12")


# The youngest a student of the band is when its school year starts.
YOUNGEST: dict[str, int] = {GradeBand.TK_2: 4, GradeBand.THREE_5: 8, GradeBand.SIX_8: 11, GradeBand.NINE_12: 14}


class PersonQuerySet(StewardedQuerySet):
    def visible_to(self, user):
        """People recorded by an organization in which the user may see people. Nobody else's."""
        return super().visible_to(user)

    def open_to(self, user):
        """People whose address and school the user may see: those not protected, and the protected for named roles."""
        named = Q(steward__in=places_with(user, Permission.SEE_PROTECTED))
        return self.visible_to(user).filter(Q(is_protected=False) | named)

    def matching(self, words):
        """People in whose names, numbers or e-mail addresses every word is found, accents and capitals aside."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_text__contains=word)
        return found

    def minors(self, on):
        """Those who may be under 18 that day. In doubt somebody is taken for a minor."""
        return self.filter(may_be_minor(on))


def may_be_minor(on) -> Q:
    """Whether somebody may be under 18 that day, by their own columns."""
    school_year = current_school_year(on)
    bands = Q()
    for band, youngest in YOUNGEST.items():
        bands |= Q(grade_band=band, grade_year__gt=school_year - (ADULT_AT - youngest))
    return Q(birth_year__gte=on.year - ADULT_AT) | (Q(birth_year__isnull=True) & bands)


# What a search asks of a person's own columns. They lie beside the order of the list in its index, so that a walk
# through a million people reads the index alone, which is ten times as quick as reading people.
ASKED = [
    "is_protected", "language", "other_languages", "needs_interpretation", "standing", "birth_year", "grade_band",
    "grade_year", "rung", "assessment", "last_talk_on", "created_at",
]  # fmt: skip


class Person(models.Model):
    """One human, as one organization (the steward) knows them. Names stand as given and are never split or guessed.

    `name_folded`, `sort_name` and `search_text` follow from the rest; members/finding.py writes them. `last_talk_on`,
    `rung` and
    `assessment` repeat the newest row of their kind, so that a list of a million people can be put in their order;
    only the deeds that write those rows change them.
    """

    NAMED_BY = ("preferred_name", "given_name", "family_name")

    class Standing(models.TextChoices):
        HERE = "here", _("With us")
        MOVED = "moved", _("Moved away")
        DIED = "died", _("Died")

    steward = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="people", db_index=False
    )
    given_name = models.CharField(_("given names"), max_length=120, blank=True)
    family_name = models.CharField(_("family names"), max_length=120, blank=True)
    preferred_name = models.CharField(_("preferred name"), max_length=120, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    language = models.CharField(_("speaks best"), max_length=8, choices=SpokenLanguage, blank=True)
    other_languages = models.CharField(max_length=80, blank=True, editable=False)  # members.languages.packed
    needs_interpretation = models.BooleanField(_("needs an interpreter"), default=False)
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900, _("Write a year after 1900.")), MaxValueValidator(2100)],
    )
    grade_band = models.CharField(_("grade"), max_length=4, choices=GradeBand, blank=True)
    grade_year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    standing = models.CharField(_("standing"), max_length=5, choices=Standing, default=Standing.HERE)
    is_protected = models.BooleanField(
        _("protected"),
        default=False,
        help_text=_("Address and school are shown only to roles that may see protected people."),
    )
    origin = models.CharField(_("how we met"), max_length=120, blank=True)

    last_talk_on = models.DateField(_("last talk"), null=True, blank=True, editable=False)
    rung = models.ForeignKey(
        "members.Rung", on_delete=models.SET_NULL, null=True, blank=True, related_name="people", editable=False
    )
    assessment = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    name_folded = models.CharField(max_length=400, editable=False)
    sort_name = models.CharField(max_length=400, default="", editable=False)
    search_text = models.TextField(default="", editable=False)

    entry_key = models.CharField(max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    # Set by members/recording.py on a person just written down; nothing is stored.
    was_forgotten = False

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["steward", "sort_name", "id", *ASKED], name="person_in_order"),
            models.Index(fields=["steward", "-last_talk_on", "-id"], name="person_by_last_talk"),
            models.Index(fields=["steward", "-created_at", "-id"], name="person_by_arrival"),
            models.Index(fields=["steward", "language"], name="person_by_language"),
            models.Index(fields=["steward", "rung", "sort_name", "id"], name="person_by_rung"),
            models.Index(fields=["id"], name="person_gone", condition=~models.Q(standing="here")),
            # Those whom a search gathered by rows elsewhere are put in order without reading each of them.
            models.Index(fields=["id", "steward", "sort_name", *ASKED], name="person_gathered"),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_has_a_name",
                condition=~models.Q(given_name="", family_name="", preferred_name=""),
                violation_error_message=_("Write at least one name."),
            ),
            models.UniqueConstraint(
                fields=["steward", "entry_key"],
                name="person_is_written_down_once",
                condition=~models.Q(entry_key=""),
                violation_error_message=_("This was saved already."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name to call them by: preferred or given, then family names."""
        return " ".join(part for part in (self.preferred_name or self.given_name, self.family_name) if part)

    @property
    def given_aside(self):
        """The given name, when another one is preferred."""
        return self.given_name if self.preferred_name and self.preferred_name != self.given_name else ""

    @property
    def initials(self):
        parts = [part for part in ((self.preferred_name or self.given_name)[:1], self.family_name[:1]) if part]
        return "".join(parts).upper()

    @property
    def language_name(self):
        """The language they speak best, by name: `get_language_display` goes through all of them each time."""
        return SpokenLanguage(self.language).label if self.language else ""

    @property
    def languages(self) -> list[str]:
        """Codes of all languages spoken, the preferred one first."""
        return [code for code in (self.language, *unpacked(self.other_languages)) if code]

    def is_minor(self, on=None) -> bool:
        """Whether they may be under 18 that day. In doubt they are taken for a minor. Same rule as `minors(on)`."""
        on = on or timezone.localdate()
        if self.birth_year is not None:
            return self.birth_year >= on.year - ADULT_AT
        if not self.grade_band or self.grade_year is None:
            return False
        return self.grade_year > current_school_year(on) - (ADULT_AT - YOUNGEST[self.grade_band])

    def fold_names(self):
        """Write the columns by which people are put in order."""
        self.name_folded = fold(f"{self.preferred_name} {self.given_name} {self.family_name}")
        self.sort_name = fold(f"{self.family_name} {self.preferred_name or self.given_name}")

    def clean(self):
        self.fold_names()
        if not self.search_text:
            self.search_text = self.name_folded
        if not self.grade_band:
            self.grade_year = None
        if self.birth_year is not None and timezone.localdate().year < self.birth_year <= 2100:
            raise ValidationError({"birth_year": _("This year has not come yet.")})
