"""Call lists and walk lists: whom to reach, what to say, who has whom, what came of it."""

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, places_with
from members.languages import SpokenLanguage
from members.models.stewarded import AboutPerson, Stewarded, StewardedQuerySet


class CallListQuerySet(StewardedQuerySet):
    see = Permission.VIEW_PEOPLE
    change = Permission.MANAGE_LISTS

    def workable_by(self, user):
        """Open lists on which the user was named as a caller, in an organization where the user may work lists."""
        mine = Caller.objects.filter(user=user, left_at__isnull=True).values("call_list")
        places = places_with(user, Permission.WORK_ASSIGNMENTS)
        return self.filter(pk__in=mine, steward__in=places, closed_at__isnull=True)

    def called_by(self, user):
        """Lists from which the user calls or once called, also closed ones, where the user may work lists."""
        named = Caller.objects.filter(user=user).values("call_list")
        return self.filter(pk__in=named, steward__in=places_with(user, Permission.WORK_ASSIGNMENTS))

    def shown_to(self, user):
        """Lists of organizations in which the user sees people, and those the user works."""
        return self.filter(Q(pk__in=self.model.objects.visible_to(user)) | Q(pk__in=self.workable_by(user)))

    def with_progress(self):
        """Adds `people` and `done`: how many are on each list, and how many of them need no more calls."""
        tasks = CallTask.objects.filter(call_list=OuterRef("pk")).order_by().values("call_list")
        done = tasks.exclude(outcome="").annotate(n=Count("pk")).values("n")
        everyone = tasks.annotate(n=Count("pk")).values("n")
        return self.annotate(people=Coalesce(Subquery(everyone), 0), done=Coalesce(Subquery(done), 0))


class CallList(Stewarded):
    """People to call or visit for one purpose, with a script and questions in both languages."""

    class Kind(models.TextChoices):
        CALLS = "calls", _("Calls")
        DOORS = "doors", _("Visits")

    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.CALLS)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("purpose"), max_length=12, default="organizing", editable=False)
    script_en = models.TextField(_("what to say, in English"), max_length=2000, blank=True)
    script_es = models.TextField(_("what to say, in Spanish"), max_length=2000, blank=True)
    tries = models.PositiveSmallIntegerField(_("how often to try"), default=3)
    opens_on = models.DateField(_("from"), null=True, blank=True)
    closes_on = models.DateField(_("until"), null=True, blank=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # How many of those asked for are not on it, by reason (phonebanking.LeftOut). Counts only, never who.
    left_out = models.JSONField(default=dict, blank=True, editable=False)

    objects = CallListQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("call list")
        verbose_name_plural = _("call lists")

    def __str__(self):
        return self.name

    def script(self, language):
        """What to say to somebody who speaks this language best."""
        return (self.script_es if language == SpokenLanguage.SPANISH else "") or self.script_en or self.script_es


class CallQuestion(models.Model):
    """A question of a call list, with its answers to choose from."""

    call_list = models.ForeignKey(CallList, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=1)
    text_en = models.CharField(_("question in English"), max_length=200)
    text_es = models.CharField(_("question in Spanish"), max_length=200, blank=True)
    # [{"key": "ride", "en": "A ride", "es": "Transporte"}, …]; empty: free words
    answers = models.JSONField(_("answers"), default=list, blank=True)
    takes_several = models.BooleanField(_("more than one answer"), default=False)

    class Meta:
        ordering = ["call_list", "position", "pk"]
        verbose_name = _("question of a call list")
        verbose_name_plural = _("questions of a call list")

    def __str__(self):
        return self.text

    @property
    def text(self):
        return self.in_language((translation.get_language() or "")[:2])

    def in_language(self, language):
        return (self.text_es if language == SpokenLanguage.SPANISH else "") or self.text_en

    @property
    def in_both(self) -> list[tuple[str, list[str], str]]:
        """The question, its answers and their language, in English and, where it was written, in Spanish."""
        codes = ["en", "es"] if self.text_es else ["en"]
        return [
            (self.in_language(code), [answer.get(code) or answer["en"] for answer in self.answers], code)
            for code in codes
        ]

    def names(self, keys):
        """What the chosen answers are called, in the reader's language."""
        language = "es" if (translation.get_language() or "").startswith("es") else "en"
        return [answer.get(language) or answer["en"] for answer in self.answers if answer["key"] in keys]


class Caller(models.Model):
    """A user who works a call list, with the languages they can speak on it."""

    call_list = models.ForeignKey(CallList, on_delete=models.CASCADE, related_name="callers")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    languages = models.CharField(max_length=80, blank=True)  # members.languages.packed
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["call_list", "pk"]
        verbose_name = _("caller")
        verbose_name_plural = _("callers")
        constraints = [
            models.UniqueConstraint(
                fields=["call_list", "user"],
                name="a_caller_is_on_a_list_once",
                violation_error_message=_("This caller is on the list already."),
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.call_list}"


class CallTaskQuerySet(StewardedQuerySet):
    change = Permission.MANAGE_LISTS

    def workable_by(self, user):
        """Tasks on lists the user works, and of them only what the user holds.

        A volunteer sees one person at a time.
        """
        lists = CallList.objects.workable_by(user).values("pk")
        return self.filter(call_list__in=lists, claimed_by=user, claimed_until__gt=timezone.now())

    def open(self):
        return self.filter(outcome="")


class CallTask(AboutPerson):
    """One person on one call list. Claimed by one caller for a while; open until an outcome ends it."""

    class Outcome(models.TextChoices):
        """What came of it. Those in TRY_AGAIN leave the task open until it was tried often enough."""

        YES = "yes", _("Coming")
        MAYBE = "maybe", _("Maybe")
        NO = "no", _("Can’t come")
        NO_ANSWER = "no_answer", _("No answer")
        LEFT_MESSAGE = "message", _("Left message")
        CALL_BACK = "call_back", _("Call back later")
        WRONG_NUMBER = "wrong", _("Wrong number")
        LANGUAGE = "language", _("Another language")
        MOVED = "moved", _("Moved away")
        REFUSED = "refused", _("Asked us to stop")
        DIED = "died", _("Died")

    TRY_AGAIN = frozenset({"no_answer", "message", "call_back", "language"})

    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="call_tasks")
    call_list = models.ForeignKey(CallList, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    language = models.CharField(max_length=8, choices=SpokenLanguage, blank=True)
    position = models.PositiveIntegerField(default=0)
    claimed_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)
    tried = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    call_back_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CallTaskQuerySet.as_manager()

    class Meta:
        ordering = ["call_list", "position", "pk"]
        verbose_name = _("call to make")
        verbose_name_plural = _("calls to make")
        indexes = [
            models.Index(fields=["call_list", "language", "position"], name="call_that_waits", condition=Q(outcome=""))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["call_list", "person"],
                name="a_person_is_on_a_call_list_once",
                violation_error_message=_("This person is on the list already."),
            )
        ]

    def __str__(self):
        return f"{self.person} · {self.call_list}"


class CallAttempt(AboutPerson):
    """One try to reach somebody for a call list, and what came of it."""

    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="call_attempts")
    task = models.ForeignKey(CallTask, on_delete=models.CASCADE, related_name="attempts")
    contact_point = models.ForeignKey(
        "members.ContactPoint", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=CallTask.Outcome)
    conversation = models.ForeignKey(
        "members.Conversation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What there is to know when nobody talked; a talk is written down as a conversation.
    said = models.CharField(_("anything else?"), max_length=500, blank=True)
    tried_at = models.DateTimeField(auto_now_add=True)
    tried_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    entry_key = models.CharField(max_length=64, blank=True, editable=False)

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["-tried_at", "-pk"]
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        constraints = [
            models.UniqueConstraint(
                fields=["task", "entry_key"],
                name="a_try_is_written_down_once",
                condition=~Q(entry_key=""),
                violation_error_message=_("This was saved already."),
            )
        ]

    def __str__(self):
        return f"{self.task} · {self.get_outcome_display()}"


class CallAnswer(models.Model):
    """An answer to a question of a call list, given in one try: keys of chosen answers, or words."""

    attempt = models.ForeignKey(CallAttempt, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(CallQuestion, on_delete=models.CASCADE, related_name="given")
    chosen = models.JSONField(default=list, blank=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["attempt", "question"]
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to a question")
        constraints = [models.UniqueConstraint(fields=["attempt", "question"], name="one_answer_in_each_try")]

    def __str__(self):
        return f"{self.question}"

    @property
    def shown(self):
        """What was answered, in the reader's language or as it was said."""
        return self.words or ", ".join(self.question.names(self.chosen))
