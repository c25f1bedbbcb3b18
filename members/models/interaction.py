"""Conversations, and the notes about them that only named people read."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from members.languages import SpokenLanguage
from members.models.stewarded import AboutPerson, StewardedQuerySet


class ConversationQuerySet(StewardedQuerySet):
    change = Permission.RECORD_CONVERSATIONS

    def one_on_ones(self):
        return self.filter(kind=Conversation.Kind.ONE_ON_ONE)


class Conversation(AboutPerson):
    """One talk with one person on one day, as the one who talked wrote it down."""

    NAMED_BY = ("talked_on",)

    class Kind(models.TextChoices):
        ONE_ON_ONE = "one_on_one", _("One-on-one")
        CALL = "call", _("Call")
        TEXT = "text", _("Text")
        GATE = "gate", _("At the gate")
        DOOR = "door", _("At the door")
        HOUSE_MEETING = "house", _("House meeting")
        OTHER = "other", _("Other talk")

    class Commitment(models.TextChoices):
        YES = "yes", _("Yes")
        LATER = "later", _("Later")
        NO = "no", _("No")

    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="conversations", db_index=False)
    kind = models.CharField(_("how"), max_length=12, choices=Kind, default=Kind.ONE_ON_ONE)
    talked_on = models.DateField(_("when"), default=timezone.localdate)
    talked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="conversations", db_index=False, verbose_name=_("who")
    )
    place = models.CharField(_("where"), max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=SpokenLanguage, blank=True)
    heard = models.TextField(_("what did you hear?"), max_length=5000, blank=True)
    interests = models.TextField(_("what they care about"), max_length=2000, blank=True)
    networks = models.TextField(_("who they know"), max_length=2000, blank=True)
    story = models.TextField(_("their story"), max_length=5000, blank=True)
    request = models.CharField(_("what we asked of them"), max_length=200, blank=True)
    commitment = models.CharField(_("did they commit?"), max_length=5, choices=Commitment, blank=True)
    commitment_what = models.CharField(_("to what"), max_length=200, blank=True)
    commitment_by = models.DateField(_("by"), null=True, blank=True)
    commitment_kept = models.BooleanField(_("kept"), null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )
    house_meeting = models.ForeignKey(
        "members.HouseMeeting", on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations",
        db_index=False, editable=False,
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)
    entry_key = models.CharField(max_length=64, blank=True, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-talked_on", "-pk"]
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [
            models.Index(fields=["person", "-talked_on", "-id"], name="conversation_of_person"),
            models.Index(fields=["steward", "-talked_on", "person", "kind"], name="conversation_by_day"),
            models.Index(fields=["talked_by", "-talked_on"], name="conversation_by_talker"),
            models.Index(
                fields=["steward", "commitment", "person"], name="conversation_committed", condition=~Q(commitment="")
            ),
            models.Index(
                fields=["steward", "commitment_kept", "person"],
                name="conversation_kept",
                condition=Q(commitment_kept__isnull=False),
            ),
            models.Index(
                fields=["house_meeting"], name="conversation_at_a_meeting", condition=Q(house_meeting__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["steward", "entry_key"],
                name="conversation_is_written_down_once",
                condition=~models.Q(entry_key=""),
                violation_error_message=_("This was saved already."),
            ),
            models.CheckConstraint(
                name="conversation_lasts_a_day_at_most",
                condition=models.Q(minutes__isnull=True) | models.Q(minutes__lte=1440),
                violation_error_message=_("A conversation lasts 1,440 minutes at most."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.person}"


class SealedNoteQuerySet(StewardedQuerySet):
    def visible_to(self, user):
        """Notes the user wrote or is named in. Neither a role nor running the organization opens one."""
        named = models.Q(pk__in=SealedReader.objects.filter(reader=user).values("note"))
        return super().visible_to(user).filter(models.Q(author=user) | named)

    def editable_by(self, user):
        return self.visible_to(user).filter(author=user)


class SealedNote(AboutPerson):
    """Words about a person that only the author and the named readers read. Encrypted; each reading is logged."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="sealed_notes"
    )
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(editable=False)
    written_at = models.DateTimeField(auto_now_add=True)
    # Cleared words leave an empty row, so that the log of readings stays readable.
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = SealedNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = _("sealed note")
        verbose_name_plural = _("sealed notes")

    def __str__(self):
        return str(_("Sealed note"))


class SealedReader(models.Model):
    """Somebody whom the author named as a reader of a sealed note."""

    note = models.ForeignKey(SealedNote, on_delete=models.CASCADE, related_name="readers")
    reader = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["note", "pk"]
        verbose_name = _("reader of a sealed note")
        verbose_name_plural = _("readers of a sealed note")
        constraints = [
            models.UniqueConstraint(
                fields=["note", "reader"],
                name="a_reader_is_named_once",
                violation_error_message=_("This reader is named already."),
            )
        ]

    def __str__(self):
        return f"{self.note} · {self.reader}"


class SealedReading(models.Model):
    """One time somebody opened a sealed note."""

    note = models.ForeignKey(SealedNote, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-read_at", "-pk"]
        verbose_name = _("reading of a sealed note")
        verbose_name_plural = _("readings of a sealed note")

    def __str__(self):
        return f"{self.note} · {self.reader}"
