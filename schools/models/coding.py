"""The codebook, and how people sorted what was said."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, places_with
from schools.models.engagement import Input


class CodebookVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(organization__in=places_with(user, Permission.VIEW_TRAIL))

    def editable_by(self, user):
        return self.filter(organization__in=places_with(user, Permission.EDIT_CODEBOOK))

    def published(self):
        return self.filter(published_at__isnull=False)

    def drafts(self):
        return self.filter(published_at__isnull=True)

    def current(self):
        """The newest published version of each organization: the one that comments are read with."""
        newest = CodebookVersion.objects.published().filter(organization=OuterRef("organization"))
        return self.filter(pk=Subquery(newest.order_by("-number").values("pk")[:1]))


class CodebookVersion(models.Model):
    """One organization's codebook as it stood from one day on. A published version is never changed again."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="codebook_versions"
    )
    number = models.PositiveSmallIntegerField(_("version"), validators=[MinValueValidator(1)])
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CodebookVersionQuerySet.as_manager()

    class Meta:
        ordering = ["organization", "-number"]
        verbose_name = _("codebook version")
        verbose_name_plural = _("codebook versions")
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_codebook_version_per_number"),
            models.UniqueConstraint(
                fields=["organization"],
                condition=models.Q(published_at__isnull=True),
                name="one_codebook_draft_per_organization",
                violation_error_message=_("A new version is already being written. Publish it or drop it first."),
            ),
        ]

    def __str__(self):
        return _("Codebook, version %(number)s") % {"number": self.number}


class CodeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(version__in=CodebookVersion.objects.visible_to(user))


class Code(models.Model):
    """One theme of one codebook version, in both languages, with what belongs and what does not.

    `key` stays the same from version to version. `keywords` holds one pattern a line, accents folded; patterns
    only order the list a coder sees. `examples_en` and `examples_es` hold one invented or permitted quote a line.
    """

    version = models.ForeignKey(CodebookVersion, on_delete=models.CASCADE, related_name="codes")
    key = models.SlugField(_("key"), max_length=60)
    parent_key = models.SlugField(_("part of"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    name_en = models.CharField(_("name in English"), max_length=80)
    name_es = models.CharField(_("name in Spanish"), max_length=80)
    definition_en = models.TextField(_("what it means, in English"), max_length=600)
    definition_es = models.TextField(_("what it means, in Spanish"), max_length=600)
    include_en = models.TextField(_("include, in English"), max_length=600, blank=True)
    include_es = models.TextField(_("include, in Spanish"), max_length=600, blank=True)
    exclude_en = models.TextField(_("leave out, in English"), max_length=600, blank=True)
    exclude_es = models.TextField(_("leave out, in Spanish"), max_length=600, blank=True)
    examples_en = models.TextField(_("examples in English"), max_length=1200, blank=True)
    examples_es = models.TextField(_("examples in Spanish"), max_length=1200, blank=True)
    keywords = models.TextField(_("keyword patterns"), max_length=2000, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position", "key"]
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_code_per_version_and_key")]

    def __str__(self):
        return self.name

    def _said(self, field):
        """The field in the reader's language."""
        return getattr(self, f"{field}_es" if (get_language() or "en").startswith("es") else f"{field}_en")

    @property
    def name(self):
        return self._said("name")

    @property
    def definition(self):
        return self._said("definition")

    @property
    def include(self):
        return self._said("include")

    @property
    def exclude(self):
        return self._said("exclude")

    @property
    def examples(self):
        return [line for line in self._said("examples").splitlines() if line.strip()]


class ReadingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(input__in=Input.objects.visible_to(user))

    def effective(self):
        """For each comment the reading that counts: by the newest codebook; what was settled, else the first."""
        counting = Reading.objects.exclude(round=Reading.Round.SECOND).filter(input=OuterRef("input"))
        return self.filter(pk=Subquery(counting.order_by("-version__number", "-round").values("pk")[:1]))

    def stale(self):
        """Readings that count, but were made with a codebook that has been replaced since."""
        newer = CodebookVersion.objects.published().filter(
            organization=OuterRef("version__organization"), number__gt=OuterRef("version__number")
        )
        return self.effective().filter(Exists(newer))


class Reading(models.Model):
    """One person's reading of one comment: first, blind second, or the one that settled a disagreement.

    Read again with a newer codebook, a comment keeps its older readings; the newest version counts.
    """

    class Round(models.IntegerChoices):
        FIRST = 1, _("First reading")
        SECOND = 2, _("Blind second reading")
        SETTLED = 3, _("Settled together")

    input = models.ForeignKey(Input, on_delete=models.CASCADE, related_name="readings")
    round = models.PositiveSmallIntegerField(_("round"), choices=Round, default=Round.FIRST)
    reader = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="readings")
    suggestions_shown = models.BooleanField(_("suggestions shown"), default=True)
    read_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["input", "round"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(
                fields=["input", "round", "version"],
                name="one_reading_per_input_round_and_version",
                violation_error_message=_("Somebody has read this comment in the meantime."),
            )
        ]

    def __str__(self):
        return f"{self.input.audit_name} · {self.get_round_display()}"

    @property
    def audit_name(self):
        """What the history calls it: the comment it is about."""
        return self.input.audit_name


class CodingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(reading__in=Reading.objects.visible_to(user))

    def effective(self):
        """The codings that count: of what was settled, else of the first reading. Never of the blind second one."""
        counting = Reading.objects.exclude(round=Reading.Round.SECOND).filter(input=OuterRef("reading__input"))
        return self.filter(reading=Subquery(counting.order_by("-version__number", "-round").values("pk")[:1]))


class Coding(models.Model):
    """In one reading, one theme and whether the words were for it, against it or mixed. Chosen by a person."""

    class Polarity(models.TextChoices):
        FOR = "for", _("For")
        AGAINST = "against", _("Against")
        MIXED = "mixed", _("Mixed")

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="codings")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    polarity = models.CharField(_("for or against"), max_length=8, choices=Polarity)
    was_suggested = models.BooleanField(_("was suggested"), default=False)

    objects = CodingQuerySet.as_manager()

    class Meta:
        ordering = ["reading", "code__position"]
        verbose_name = _("coding")
        verbose_name_plural = _("codings")
        constraints = [models.UniqueConstraint(fields=["reading", "code"], name="one_coding_per_reading_and_code")]

    def __str__(self):
        return f"{self.code} · {self.get_polarity_display()}"


class SecondReading(models.Model):
    """A comment drawn by chance for a blind second reading; half of them are read without suggestions.

    `block_end` is the id of the last first reading of the five it was drawn from; empty when it was drawn to reach
    the least number. See docs/decisions/0005-second-readings.md.
    """

    input = models.OneToOneField(Input, on_delete=models.CASCADE, related_name="second_reading")
    hides_suggestions = models.BooleanField(_("suggestions hidden"))
    block_end = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    drawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["drawn_at", "pk"]
        verbose_name = _("drawn second reading")
        verbose_name_plural = _("drawn second readings")

    def __str__(self):
        return self.input.audit_name


class ReadingClaim(models.Model):
    """One person has one comment open to read it; until the moment `until`, nobody else gets the same one."""

    input = models.ForeignKey(Input, on_delete=models.CASCADE, related_name="claims")
    round = models.PositiveSmallIntegerField(_("round"), choices=Reading.Round)
    reader = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        ordering = ["until"]
        verbose_name = _("comment being read")
        verbose_name_plural = _("comments being read")
        constraints = [models.UniqueConstraint(fields=["input", "round"], name="one_claim_per_input_and_round")]

    def __str__(self):
        return self.input.audit_name
