"""Listening: sessions at schools, how many came, and what was said."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, places_with
from members.languages import SpokenLanguage
from schools.models.school import School, year_field


class SpeakerRole(models.TextChoices):
    """Who somebody was to the school on the day they spoke."""

    MOTHER = "mother", _("Mother or woman guardian")
    FATHER = "father", _("Father or man guardian")
    GUARDIAN = "guardian", _("Parent or guardian")
    STUDENT = "student", _("Student")
    STAFF = "staff", _("School staff")
    COMMUNITY = "community", _("Neighbor or community member")
    UNKNOWN = "unknown", _("Not said")


class GradeBand(models.TextChoices):
    TK_2 = "tk-2", _("TK–2")
    THREE_5 = "3-5", _("3–5")
    SIX_8 = "6-8", _("6–8")
    NINE_12 = "9-12", _("9–12")
    SEVERAL = "several", _("Several grades")
    UNKNOWN = "unknown", _("Not said")


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Sessions of the user's own organization; partners never see another organization's sessions."""
        return self.filter(event__steward__in=places_with(user, Permission.VIEW_TRAIL))

    def editable_by(self, user):
        return self.filter(event__steward__in=places_with(user, Permission.RECORD_SESSIONS))

    def coming(self, now):
        """Sessions that have not ended, next first."""
        return self.filter(event__ends_at__gte=now).order_by("event__starts_at", "pk")

    def held(self, now):
        """Sessions that are over, latest first."""
        return self.filter(event__ends_at__lt=now)

    def with_counts(self):
        """Adds `heard` (standing comments), `unread` (of them, not sorted yet) and `people` (None: nobody counted)."""
        heard = Input.objects.standing().filter(session=models.OuterRef("pk"))
        return self.annotate(
            heard=_total(heard, models.Count("pk")),
            unread=_total(heard.unread(), models.Count("pk")),
            people=_total(HeadCount.objects.filter(session=models.OuterRef("pk")), models.Sum("count")),
        )


def _total(rows, sum_up):
    """One number about the rows of a session, without joining them: joined, two such numbers would multiply."""
    return models.Subquery(rows.order_by().values("session").annotate(total=sum_up).values("total"))


class Session(models.Model):
    """An event at a school at which families and students were asked something, for the plan of one year."""

    class Promise(models.TextChoices):
        """Levels of the IAP2 spectrum: what those who asked promised to do with what they hear."""

        INFORM = "inform", _("Inform: we will keep you informed")
        CONSULT = "consult", _("Consult: we will listen and tell you how it counted")
        INVOLVE = "involve", _("Involve: your words will show in the choices")
        COLLABORATE = "collaborate", _("Collaborate: we will decide together as far as we can")
        EMPOWER = "empower", _("Empower: we will do what you decide")

    class Interpretation(models.TextChoices):
        NOT_NEEDED = "not_needed", _("Not needed")
        PROVIDED = "provided", _("Asked for and provided")
        MISSING = "missing", _("Asked for, not provided")

    event = models.OneToOneField("campaigns.Event", on_delete=models.CASCADE, related_name="session")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="sessions")
    year = year_field(help_text=_("The year whose plan these words can shape."))
    question = models.CharField(_("question asked"), max_length=500)
    promise = models.CharField(_("promise made"), max_length=12, choices=Promise, default=Promise.CONSULT)
    interpretation = models.CharField(
        _("interpretation"), max_length=12, choices=Interpretation, default=Interpretation.NOT_NEEDED
    )
    interpretation_languages = models.CharField(_("interpreted into"), max_length=120, blank=True)
    has_childcare = models.BooleanField(_("childcare"), default=False)
    has_food = models.BooleanField(_("food"), default=False)
    paper_count = models.PositiveIntegerField(_("paper sheets collected"), null=True, blank=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-event__starts_at", "pk"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self):
        return self.event.name

    @property
    def steward(self):
        return self.event.steward

    @property
    def held_on(self):
        """The local day of the session."""
        return timezone.localdate(self.event.starts_at)


class HeadCount(models.Model):
    """How many people of one role, speaking one language, were in the room. Counts, not names."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="head_counts")
    role = models.CharField(_("role"), max_length=10, choices=SpeakerRole)
    language = models.CharField(_("language"), max_length=4, choices=SpokenLanguage)
    count = models.PositiveIntegerField(_("people"), validators=[MaxValueValidator(20000)])

    class Meta:
        ordering = ["session", "role", "language"]
        verbose_name = _("head count")
        verbose_name_plural = _("head counts")
        constraints = [
            models.UniqueConstraint(fields=["session", "role", "language"], name="one_head_count_per_role_and_language")
        ]

    def __str__(self):
        return f"{self.session} · {self.get_role_display()} · {self.count}"


class InputQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was said to the user's own organization. Words never cross to another one."""
        return self.filter(session__event__steward__in=places_with(user, Permission.VIEW_TRAIL))

    def editable_by(self, user):
        return self.filter(session__event__steward__in=places_with(user, Permission.RECORD_SESSIONS))

    def standing(self):
        """Words that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def codable_by(self, user):
        """What the user may sort by topic."""
        return self.filter(session__event__steward__in=places_with(user, Permission.CODE_INPUTS))

    def read(self):
        """Words that a person has read and sorted at least once."""
        return self.filter(models.Exists(self._readings()))

    def unread(self):
        """Words that nobody has read and sorted yet."""
        return self.filter(~models.Exists(self._readings()))

    def with_themes(self):
        """Brings `input.themes` along: two more queries, whatever the number of rows."""
        codings = models.Prefetch("codings", apps.get_model("schools", "Coding").objects.select_related("code"))
        readings = apps.get_model("schools", "Reading").objects.effective().prefetch_related(codings)
        return self.prefetch_related(models.Prefetch("readings", readings, to_attr="effective_readings"))

    def _readings(self):
        return apps.get_model("schools", "Reading").objects.filter(input=models.OuterRef("pk"))

    def before_plan(self, submitted_on):
        """Words said and written down no later than the day the plan was submitted: only these can support a link.

        The comparison runs in the database on the moment of entry, so a form cannot back-date it (TRAIL, section 2).
        """
        return self.filter(heard_on__lte=submitted_on, recorded_at__date__lte=submitted_on)


class Input(models.Model):
    """One thing somebody said, in their words and language, with who they were that day. Never edited after entry.

    Role, language, grade band and school are a snapshot: they never follow later changes to a person.
    """

    class Source(models.TextChoices):
        PAPER = "paper", _("Paper")
        ONLINE = "online", _("Online")
        MEETING = "meeting", _("Said in the meeting")

    class AnswerBy(models.TextChoices):
        POSTED = "posted", _("Read out and posted at the school")
        TEXT = "text", _("Text message")
        CALL = "call", _("Phone call")
        EMAIL = "email", _("E-mail")
        PAPER = "paper", _("On paper, through the school")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="inputs")
    number = models.PositiveIntegerField(_("number"))
    words = models.TextField(_("their words"), max_length=4000, blank=True)
    language = models.CharField(_("language"), max_length=4, choices=SpokenLanguage)
    role = models.CharField(_("role"), max_length=10, choices=SpeakerRole, default=SpeakerRole.UNKNOWN)
    grade_band = models.CharField(_("grades"), max_length=8, choices=GradeBand, default=GradeBand.UNKNOWN)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="inputs")
    year = year_field()
    source = models.CharField(_("how it came"), max_length=8, choices=Source, default=Source.MEETING)
    people = models.PositiveSmallIntegerField(
        _("how many people said it"), default=1, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    may_quote = models.BooleanField(_("may be quoted without a name"), default=False)
    person = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="inputs"
    )
    answer_by = models.CharField(_("how to answer"), max_length=8, choices=AnswerBy, default=AnswerBy.POSTED)
    translation = models.TextField(_("translation"), max_length=4000, blank=True)
    translation_checked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    heard_on = models.DateField(_("heard on"))
    recorded_at = models.DateTimeField(_("written down at"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entry_key = models.CharField(max_length=64, blank=True, editable=False)

    objects = InputQuerySet.as_manager()

    # Set once, when the words are written down. Withdrawing empties the words; nothing else touches them.
    FROZEN = (
        "session_id", "number", "words", "language", "role", "grade_band", "school_id", "year", "source", "people",
        "may_quote", "heard_on", "recorded_at", "recorded_by_id", "answer_by", "entry_key",
    )  # fmt: skip

    class Meta:
        ordering = ["session", "number"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="one_input_per_session_and_number"),
            # The same line of the same page, sent twice, is one comment.
            models.UniqueConstraint(
                fields=["session", "entry_key"], condition=~models.Q(entry_key=""), name="one_input_per_typed_line"
            ),
            models.CheckConstraint(
                name="a_standing_input_has_words",
                condition=~models.Q(words="") | models.Q(withdrawn_at__isnull=False),
                violation_error_message=_("Write what they said."),
            ),
        ]
        indexes = [models.Index(fields=["school", "year"], name="input_by_school_and_year")]

    def __str__(self):
        return self.words[:80]

    @property
    def themes(self):
        """The codings that count, each with `.code.key`, `.code.name` and `.polarity`; empty while nobody has read it.

        For lists take the rows `with_themes()`.
        """
        if hasattr(self, "effective_readings"):
            return [coding for reading in self.effective_readings for coding in reading.codings.all()]
        coding = apps.get_model("schools", "Coding")
        return list(coding.objects.effective().filter(reading__input=self).select_related("code"))

    @property
    def audit_name(self):
        """What the history calls it: never the words."""
        return f"{self.session} · {self.number}"

    def clean(self):
        """What was written down stays as it was said; only withdrawing may take the words away."""
        stored = Input.objects.filter(pk=self.pk).values(*self.FROZEN).first() if self.pk else None
        if stored is None:
            return
        changed = {name for name in self.FROZEN if getattr(self, name) != stored[name]}
        if self.withdrawn_at and not self.words:
            changed.discard("words")
        if changed:
            raise ValidationError(_("A comment stays as it was said. Withdraw it and write it down again."))

    @property
    def steward(self):
        return self.session.event.steward
