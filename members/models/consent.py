"""What people allowed us to do: a ledger that is only ever added to, and where it stands now."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.languages import SpokenLanguage
from members.models.stewarded import AboutPerson, StewardedQuerySet


class Channel(models.TextChoices):
    CALL = "call", _("Call")
    TEXT = "text", _("Text")
    EMAIL = "email", _("E-mail")
    MAIL = "mail", _("Letter")
    DOOR = "door", _("Visit")
    PHOTO = "photo", _("Photos")


class Purpose(models.TextChoices):
    ORGANIZING = "organizing", _("Organizing")
    EVENTS = "events", _("Events")
    SCHOOL = "school", _("School matters")
    RESEARCH = "research", _("Research")
    MEDIA = "media", _("Media")
    # Being shown to a partner organization under an agreement. Only a yes that names it counts: see members/ledger.py.
    SHARING = "sharing", _("Sharing with partners")


class ConsentEvent(AboutPerson):
    """One thing somebody said about one channel, for one purpose. Never changed, never removed but by erasing the
    person.

    An empty purpose is meant for every purpose, an empty channel for every channel ("leave me alone").
    """

    class State(models.TextChoices):
        GRANTED = "granted", _("said yes")
        REFUSED = "refused", _("said no")
        WITHDRAWN = "withdrawn", _("took it back")
        CLAIMED = "claimed", _("said to have said yes")

    class Source(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        PAPER = "paper", _("on paper")
        FORM = "form", _("on a form")
        LINK = "link", _("through a personal link")
        CALL = "call", _("in a call")
        TEXT = "text", _("by text")
        IMPORT = "import", _("from an import")
        BOUNCE = "bounce", _("a message bounced")
        AGE = "age", _("turned 18")

    # What the person did with their own hand or voice: only these open a door that was closed.
    PERSONAL = frozenset({"in_person", "paper", "form", "link", "call", "text"})

    channel = models.CharField(_("channel"), max_length=8, choices=Channel, blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, blank=True)
    state = models.CharField(_("answer"), max_length=10, choices=State)
    source = models.CharField(_("how"), max_length=10, choices=Source)
    evidence = models.CharField(_("where it is written"), max_length=200, blank=True)
    wording = models.TextField(_("wording"), max_length=1000, blank=True)
    wording_hash = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=8, choices=SpokenLanguage, blank=True)
    given_by = models.ForeignKey(
        "members.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="consents_given"
    )  # the guardian who answered; empty: the person
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    expires_on = models.DateField(_("until"), null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    entry_key = models.CharField(max_length=64, blank=True, editable=False)

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["person", "happened_at", "pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["person", "happened_at", "id"], name="consent_event_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["steward", "entry_key"],
                name="consent_is_written_down_once",
                condition=~models.Q(entry_key=""),
                violation_error_message=_("This was saved already."),
            )
        ]

    def __str__(self):
        return f"{self.person} · {self.get_channel_display()} · {self.get_state_display()}"

    def clean(self):
        super().clean()
        if self.pk:
            raise ValidationError(_("What was said about consent stays as it was written down. Add what is new."))
        if self.given_by_id and self.given_by.steward_id != self.steward_id:
            raise ValidationError(_("This person is not in your organization’s list."))


class StandingConsent(AboutPerson):
    """Where consent stands now for one channel and purpose: the fold of the ledger, kept so that lists can ask for it.

    Written only by members/consenting.py, which can make every row again from the ledger. No row: not asked.
    `is_open` already counts guardians: a minor's row is open only with a guardian's yes.
    """

    class State(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")

    channel = models.CharField(max_length=8, choices=Channel)
    purpose = models.CharField(max_length=12, choices=Purpose)
    state = models.CharField(max_length=3, choices=State)
    is_open = models.BooleanField()
    since = models.DateTimeField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=ConsentEvent.Source)

    objects = StewardedQuerySet.as_manager()

    class Meta:
        ordering = ["person", "channel", "purpose"]
        verbose_name = _("standing consent")
        verbose_name_plural = _("standing consents")
        indexes = [
            models.Index(fields=["steward", "channel", "purpose", "is_open", "person"], name="consent_that_is_open"),
            # Those who said no, with what a search asks of a no.
            models.Index(
                fields=["steward", "channel", "purpose", "person", "until", "is_open", "source", "since"],
                name="consent_denied",
                condition=models.Q(state="no"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "channel", "purpose"], name="consent_stands_once_per_channel")
        ]

    def __str__(self):
        return f"{self.get_channel_display()}: {self.get_state_display()}"
