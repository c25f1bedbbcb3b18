"""Asks: what families want, the words behind it, and the plan lines tied to it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access import Permission, organizations_with, places_with
from coalition.models import Coalition
from kit.folding import fold
from schools.models.engagement import Input
from schools.models.plan import PlanLine
from schools.models.school import School, year_field


class AskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Asks of the user's organizations, and those put into the trail of a coalition they are partners in."""
        return self.filter(
            models.Q(steward__in=places_with(user, Permission.VIEW_TRAIL))
            | models.Q(coalition__in=Coalition.objects.visible_to(user))
        )

    def editable_by(self, user):
        return self.filter(steward__in=places_with(user, Permission.MANAGE_ASKS))

    def confirmable_by(self, user):
        """Asks of organizations in which the user may confirm a link to the plan that somebody else claimed."""
        return self.filter(steward__in=places_with(user, Permission.CONFIRM_LINKS))

    def joinable_by(self, user):
        """Asks to which the user may add comments heard by their own organization."""
        mine = organizations_with(user, Permission.MANAGE_ASKS)
        return self.filter(
            models.Q(steward__in=mine)
            | (models.Q(coalition__in=Coalition.objects.visible_to(user)) if mine.exists() else models.Q(pk__in=[]))
        )

    def standing(self):
        """Asks that were not merged into another one."""
        return self.filter(head__isnull=True)

    def matching(self, words):
        """Asks whose wording in either language contains every word, accents and capitals aside."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


class Ask(models.Model):
    """What families at one school ask for in one year, in one sentence, standing on many comments.

    An ask merged into another keeps its comments and links; `merged_into` is the ask it was merged into and `head`
    the one that stands for it today, however many merges lie between.
    """

    steward = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="asks")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="asks")
    year = year_field()
    wording_en = models.CharField(_("the ask in English"), max_length=200, blank=True)
    wording_es = models.CharField(_("the ask in Spanish"), max_length=200, blank=True)
    code_key = models.SlugField(_("theme"), max_length=60, blank=True)
    prioritized_on = models.DateField(_("became a priority on"), null=True, blank=True)
    cost_estimate_cents = models.BigIntegerField(
        _("cost estimate"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    coalition = models.ForeignKey(
        Coalition,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="asks",
        verbose_name=_("in the trail of"),
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")
    head = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="tail")
    search_text = models.CharField(max_length=420, editable=False, default="")
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    history = HistoricalRecords(excluded_fields=["search_text"])
    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["school", "-year", "pk"]
        verbose_name = _("ask")
        verbose_name_plural = _("asks")
        indexes = [models.Index(fields=["school", "year"], name="ask_by_school_and_year")]
        constraints = [
            models.CheckConstraint(
                name="an_ask_has_words",
                condition=~models.Q(wording_en="", wording_es=""),
                violation_error_message=_("Write the ask in at least one language."),
            )
        ]

    def __str__(self):
        return self.wording

    def clean(self):
        self.search_text = fold(f"{self.wording_en} {self.wording_es}")

    @property
    def wording(self):
        """The ask in the reader's language, else in the other one."""
        spanish = (get_language() or "en").startswith("es")
        return (self.wording_es or self.wording_en) if spanish else (self.wording_en or self.wording_es)

    @property
    def wording_language(self):
        """The language of `wording`, for the page's `lang`."""
        return "es" if self.wording == self.wording_es and self.wording_es else "en"


class AskInputQuerySet(models.QuerySet):
    def of(self, ask):
        """Every comment behind an ask, those of asks merged into it included."""
        return self.filter(models.Q(ask=ask) | models.Q(ask__head=ask))


class AskInput(models.Model):
    """One comment supports one ask. Stays with the ask it was given to, also when that ask is merged."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="ask_inputs")
    input = models.ForeignKey(Input, on_delete=models.PROTECT, related_name="ask_inputs")
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = AskInputQuerySet.as_manager()

    class Meta:
        ordering = ["ask", "input"]
        verbose_name = _("comment behind an ask")
        verbose_name_plural = _("comments behind an ask")
        constraints = [
            models.UniqueConstraint(
                fields=["ask", "input"],
                name="one_input_per_ask",
                violation_error_message=_("This comment already supports this ask."),
            )
        ]

    def __str__(self):
        return f"{self.ask} · {self.input.audit_name}"


class AskMerge(models.Model):
    """One ask was merged into another; can be undone. Nothing is moved: `Ask.head` says who stands for whom."""

    kept = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="merged")
    merged_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = _("merge of asks")
        verbose_name_plural = _("merges of asks")
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=models.Q(undone_at__isnull=True), name="an_ask_is_merged_once_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.absorbed} → {self.kept}"


class LinkQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(ask__in=Ask.objects.visible_to(user))

    def standing(self):
        return self.filter(withdrawn_at__isnull=True)

    def confirmed(self):
        return self.standing().filter(confirmed_at__isnull=False)

    def of(self, ask):
        """Links of an ask, those of asks merged into it included."""
        return self.filter(models.Q(ask=ask) | models.Q(ask__head=ask))


class Link(models.Model):
    """Somebody claims that a share of a plan line answers an ask; somebody else confirms it, or nobody does yet."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="links")
    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="links")
    share_percent = models.DecimalField(
        _("share of the line, in percent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0.01), MaxValueValidator(100)],
    )
    evidence_page = models.PositiveSmallIntegerField(_("page of the plan"), null=True, blank=True)
    evidence_note = models.CharField(_("what shows it"), max_length=500, blank=True)
    inputs = models.ManyToManyField(
        Input, blank=True, related_name="supported_links", verbose_name=_("comments it rests on")
    )
    claimed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    claimed_as = models.CharField(_("claimed as"), max_length=120, blank=True)
    claimed_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_as = models.CharField(_("confirmed as"), max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["line__number", "pk"]
        verbose_name = _("link from an ask to a plan line")
        verbose_name_plural = _("links from asks to plan lines")
        constraints = [
            models.UniqueConstraint(
                fields=["ask", "line"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_standing_link_per_ask_and_line",
                violation_error_message=_("This ask is already tied to this line."),
            ),
            models.CheckConstraint(
                name="a_second_person_confirms_a_link",
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("claimed_by")),
                violation_error_message=_("A second person must confirm: you made this claim yourself."),
            ),
            models.CheckConstraint(
                name="a_link_has_a_share",
                condition=models.Q(share_percent__gt=0) & models.Q(share_percent__lte=100),
                violation_error_message=_("The share of the line is between 0 and 100 percent."),
            ),
        ]

    def __str__(self):
        return f"{self.ask} → {self.line}"

    @property
    def is_confirmed(self):
        return self.confirmed_at is not None and self.withdrawn_at is None
