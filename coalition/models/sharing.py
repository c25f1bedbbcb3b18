"""Agreements by which one organization lets another see exactly some facts of exactly some people, for a time."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, places_with
from coalition.models.coalition import Coalition, Partner
from kit.terms import Term, TermQuerySet
from members.models import Purpose

LONGEST = dt.timedelta(days=366)


class SharedField(models.TextChoices):
    """All that an agreement can ever name. Sealed notes, conversations and birthdays are not in it, and cannot be."""

    NAME = "name", _("Name")
    LANGUAGE = "language", _("Preferred language")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    ZIP_CODE = "zip_code", _("ZIP code")
    SCHOOL = "school", _("School")
    RUNG = "rung", _("Rung of the ladder")


class Matter(models.TextChoices):
    """For what the receiver may use what it sees: the purposes of the consent ledger. A no to one of them counts."""

    ORGANIZING = Purpose.ORGANIZING.value, Purpose.ORGANIZING.label
    EVENTS = Purpose.EVENTS.value, Purpose.EVENTS.label
    SCHOOL = Purpose.SCHOOL.value, Purpose.SCHOOL.label
    RESEARCH = Purpose.RESEARCH.value, Purpose.RESEARCH.label
    MEDIA = Purpose.MEDIA.value, Purpose.MEDIA.label


class ShareAgreementQuerySet(TermQuerySet):
    def visible_to(self, user):
        """Both sides see their agreements: people who make them, on either side."""
        mine = places_with(user, Permission.SHARE_PEOPLE)
        return self.filter(models.Q(giver__in=mine) | models.Q(receiver__in=mine))

    def editable_by(self, user):
        return self.visible_to(user)

    def standing(self, on=None):
        """Agreements under which something may be seen on that day: signed by both, in their term, not ended, between
        organizations that still work together."""
        signed = self.filter(giver_signed_at__isnull=False, receiver_signed_at__isnull=False)
        return signed.current(on).filter(ended_at__isnull=True).together(on)

    def together(self, on=None):
        """Agreements whose two sides are in the coalition that day; where none is named, in any one."""
        named = Coalesce(models.OuterRef("coalition"), models.F("pk"))
        common = Coalition.objects.filter(_is_in("giver", on), _is_in("receiver", on), pk=named)
        return self.filter(models.Exists(common))

    def readable_by(self, user):
        """Agreements whose people this user may look at: users who see people in the receiving organization."""
        return self.filter(receiver__in=places_with(user, Permission.VIEW_PEOPLE))


def _is_in(side, on) -> models.Q:
    """Coalitions that an agreement's side keeps or is a partner in."""
    partner = Partner.objects.current(on).filter(
        coalition=models.OuterRef("pk"), organization=models.OuterRef(models.OuterRef(side))
    )
    return models.Q(keeper=models.OuterRef(side)) | models.Q(models.Exists(partner))


class ShareAgreement(Term):
    """What `giver` lets `receiver` see: which facts of which people, what for, from when until when.

    Nothing is copied: it is asked anew each time, so an end works at once. Changing any term voids both signatures.
    """

    class Population(models.TextChoices):
        LIST = "list", _("Exactly these people")
        SEGMENT = "segment", _("Everyone in a saved list")

    giver = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="agreements_given")
    receiver = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="agreements_received")
    coalition = models.ForeignKey(
        "coalition.Coalition", on_delete=models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    purpose = models.CharField(_("what for"), max_length=300)
    matter = models.CharField(_("kind of matter"), max_length=12, choices=Matter, default=Matter.ORGANIZING)
    fields = models.JSONField(_("facts shared"), default=list)
    population = models.CharField(_("whom"), max_length=8, choices=Population, default=Population.LIST)
    # Saved lists belong to the giver; the number is read through the giver's own lists each time.
    segment_id = models.BigIntegerField(null=True, blank=True)
    terms_hash = models.CharField(max_length=64, blank=True, editable=False)
    giver_signed_at = models.DateTimeField(null=True, blank=True)
    giver_signed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    receiver_signed_at = models.DateTimeField(null=True, blank=True)
    receiver_signed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ShareAgreementQuerySet.as_manager()

    class Meta(Term.Meta):
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("sharing agreement")
        verbose_name_plural = _("sharing agreements")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                name="an_agreement_has_two_sides",
                condition=~models.Q(giver=models.F("receiver")),
                violation_error_message=_("An agreement is between two organizations."),
            ),
            models.CheckConstraint(
                name="an_agreement_has_an_end",
                condition=models.Q(ends_on__isnull=False),
                violation_error_message=_("Say when it ends: at most 12 months later."),
            ),
            models.CheckConstraint(
                name="an_agreement_on_a_saved_list_names_it",
                condition=~models.Q(population="segment") | models.Q(segment_id__isnull=False),
                violation_error_message=_("Choose a saved list."),
            ),
        ]

    def __str__(self):
        return f"{self.giver} → {self.receiver}"

    def clean(self):
        if self.starts_on and self.ends_on and self.ends_on - self.starts_on >= LONGEST:
            raise ValidationError({"ends_on": _("An agreement lasts 12 months at most.")})
        if not self.fields or set(self.fields) - set(SharedField.values):
            raise ValidationError({"fields": _("Choose which facts are shared.")})


class ShareAgreementPerson(models.Model):
    """One person on an agreement's list. Whether they are shown is asked each time: age, consent, erasure."""

    agreement = models.ForeignKey(ShareAgreement, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="share_agreements")

    class Meta:
        ordering = ["agreement", "person"]
        verbose_name = _("person on an agreement")
        verbose_name_plural = _("people on agreements")
        constraints = [models.UniqueConstraint(fields=["agreement", "person"], name="one_row_per_agreement_and_person")]

    def __str__(self):
        return f"{self.agreement} · {self.person_id}"


class ShareReceipt(models.Model):
    """What was seen under an agreement, once: by whom, when, which people, which facts. Both sides can read it."""

    class Way(models.TextChoices):
        LIST = "list", _("Looked at the list")
        PERSON = "person", _("Looked at one person")
        EXPORT = "export", _("Downloaded")
        API = "api", _("Read by a program")

    agreement = models.ForeignKey(ShareAgreement, on_delete=models.PROTECT, related_name="receipts")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(_("how"), max_length=8, choices=Way)
    fields = models.JSONField(default=list)
    person_ids = models.JSONField(default=list)
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self):
        return f"{self.agreement} · {self.at:%Y-%m-%d}"


class EveryPartnerRefusal(models.Model):
    """A no that somebody said to every partner of a coalition at once: "none of you".

    Held as a keyed hash of one way to reach them, so that each partner's own records of the same human close, and no
    partner learns in whose records they stand. Nobody reads these rows: coalition/refusing_everywhere.py asks them.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        HOME = "home", _("Name and address")

    coalition = models.ForeignKey(
        "coalition.Coalition", on_delete=models.PROTECT, related_name="refusals", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["coalition", "-at"]
        verbose_name = _("no to all partners")
        verbose_name_plural = _("noes to all partners")
        constraints = [
            models.UniqueConstraint(fields=["coalition", "kind", "hash"], name="one_no_to_all_of_each_identifier")
        ]

    def __str__(self):
        return f"{self.kind} · {self.at:%Y-%m-%d}"


class EveryPartnerMatch(models.Model):
    """That a no to all partners is meant for this record. It closes doors; it is on no page and in no count."""

    refusal = models.ForeignKey(EveryPartnerRefusal, on_delete=models.CASCADE, related_name="matches", db_index=False)
    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["refusal", "person"]
        verbose_name = _("record a no to all partners is meant for")
        verbose_name_plural = _("records a no to all partners is meant for")
        constraints = [models.UniqueConstraint(fields=["refusal", "person"], name="a_no_to_all_meets_a_record_once")]

    def __str__(self):
        return f"{self.refusal} · {self.person_id}"
