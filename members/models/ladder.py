"""The leadership ladder: rungs, who reached them by what, and how near people are to us."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from members.models.stewarded import AboutPerson, Stewarded, StewardedQuerySet


class RungQuerySet(StewardedQuerySet):
    change = Permission.MANAGE_LISTS

    def standing(self):
        return self.filter(retired_at__isnull=True)


class Rung(Stewarded):
    """One rung of an organization's ladder. `criteria` is a tree of conditions the records can show (see segments)."""

    NAMED_BY = ("name_en", "name_es", "position")  # where it stands tells a step up from one back

    position = models.PositiveSmallIntegerField(_("position"))
    name_en = models.CharField(_("name in English"), max_length=60)
    name_es = models.CharField(_("name in Spanish"), max_length=60, blank=True)
    to_reach_en = models.CharField(_("to reach it, in English"), max_length=200, blank=True)
    to_reach_es = models.CharField(_("to reach it, in Spanish"), max_length=200, blank=True)
    criteria = models.JSONField(_("criteria"), default=dict, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RungQuerySet.as_manager()

    class Meta:
        ordering = ["steward", "position"]
        verbose_name = _("rung")
        verbose_name_plural = _("rungs")
        constraints = [
            models.UniqueConstraint(
                fields=["steward", "position"],
                name="one_rung_at_each_position",
                condition=models.Q(retired_at__isnull=True),
                violation_error_message=_("There is a rung at this position."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        spanish = (translation.get_language() or "").startswith("es")
        return (self.name_es if spanish else "") or self.name_en

    @property
    def to_reach(self):
        spanish = (translation.get_language() or "").startswith("es")
        return (self.to_reach_es if spanish else "") or self.to_reach_en


class RungReached(AboutPerson):
    """The day somebody came to stand on a rung, by what deed, and who wrote it down. Moving down is a row too."""

    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="rungs_reached")
    rung = models.ForeignKey(Rung, on_delete=models.PROTECT, related_name="reached")
    reached_on = models.DateField(_("reached on"), default=timezone.localdate)
    deed = models.CharField(_("what they did"), max_length=200)
    evidence = models.JSONField(default=list, blank=True, editable=False)
    moved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-reached_on", "-pk"]
        verbose_name = _("rung reached")
        verbose_name_plural = _("rungs reached")

    def __str__(self):
        return f"{self.person} · {self.rung}"


class RungSuggestionQuerySet(StewardedQuerySet):
    def open(self):
        return self.filter(settled_at__isnull=True)

    def set_aside(self):
        return self.filter(settled_at__isnull=False, was_taken=False)


class RungSuggestion(AboutPerson):
    """The records show that somebody may stand higher. A human takes the suggestion or sets it aside."""

    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="rung_suggestions")
    rung = models.ForeignKey(Rung, on_delete=models.CASCADE, related_name="suggestions")
    evidence = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    was_taken = models.BooleanField(null=True, blank=True)

    objects = RungSuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("suggestion to move up")
        verbose_name_plural = _("suggestions to move up")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "rung"],
                name="one_suggestion_for_each_rung",
                violation_error_message=_("This was suggested already."),
            )
        ]

    def __str__(self):
        return f"{self.person} · {self.rung}"


class Assessment(AboutPerson):
    """Where somebody stands toward us on a day: 1 strongly with us … 5 strongly against, and the deed that shows it."""

    class Level(models.IntegerChoices):
        STRONG = 1, _("1 · Leads others with us")
        WITH = 2, _("2 · With us")
        UNDECIDED = 3, _("3 · Undecided")
        AGAINST = 4, _("4 · Leans against")
        STRONG_AGAINST = 5, _("5 · Works against us")

    level = models.PositiveSmallIntegerField(
        _("assessment"), choices=Level, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    assessed_on = models.DateField(_("on"), default=timezone.localdate)
    because = models.CharField(_("because"), max_length=200, blank=True)
    assessed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-assessed_on", "-pk"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")

    def __str__(self):
        return f"{self.person} · {self.level}"
