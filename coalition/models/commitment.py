"""What partners said they would bring."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.models.coalition import Coalition, coalitions_of


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(coalition__in=coalitions_of(user))

    def editable_by(self, user):
        return self.filter(coalition__in=Coalition.objects.editable_by(user))

    def open(self):
        return self.filter(state=Commitment.State.PROMISED)


class Commitment(models.Model):
    """One promise of one partner: 40 people, a sign-on, dollars, a speaker; and what came of it."""

    class Kind(models.TextChoices):
        TURNOUT = "turnout", _("People who come")
        SIGN_ON = "sign_on", _("A sign-on")
        MONEY = "money", _("Money")
        SPEAKER = "speaker", _("A speaker")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        PROMISED = "promised", _("Promised")
        DELIVERED = "delivered", _("Delivered")
        BROKEN = "broken", _("Broken")
        RELEASED = "released", _("Released")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="commitments")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="commitments")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    what = models.CharField(_("what"), max_length=300)
    promised_by = models.ForeignKey(
        "coalition.Representative",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("promised by"),
    )
    promised_on = models.DateField(_("promised on"))
    promised_people = models.PositiveIntegerField(_("people promised"), null=True, blank=True)
    promised_cents = models.BigIntegerField(_("money promised"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    meeting = models.ForeignKey(
        "coalition.Meeting", on_delete=models.SET_NULL, null=True, blank=True, related_name="commitments"
    )
    motion = models.ForeignKey(
        "coalition.Motion", on_delete=models.SET_NULL, null=True, blank=True, related_name="commitments"
    )
    # Events stand on a higher storey: which one this is for is kept as its number, and read from there.
    event_id = models.BigIntegerField(_("for the event"), null=True, blank=True, db_index=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROMISED)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    delivered_people = models.PositiveIntegerField(_("people who came"), null=True, blank=True)
    delivered_cents = models.BigIntegerField(_("money given"), null=True, blank=True)
    note = models.CharField(_("how it went"), max_length=300, blank=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.CheckConstraint(
                name="a_turnout_promise_says_how_many",
                condition=~models.Q(kind="turnout") | models.Q(promised_people__isnull=False, promised_people__gt=0),
                violation_error_message=_("Say how many people."),
            ),
            models.CheckConstraint(
                name="a_money_promise_says_how_much",
                condition=~models.Q(kind="money") | models.Q(promised_cents__isnull=False, promised_cents__gt=0),
                violation_error_message=_("Say how much money."),
            ),
            models.CheckConstraint(
                name="a_settled_promise_has_a_day",
                condition=models.Q(state="promised") | models.Q(settled_on__isnull=False),
                violation_error_message=_("Say on which day it was settled."),
            ),
        ]

    def __str__(self):
        return self.what

    @property
    def falls_short(self) -> bool:
        """Somebody counted what came, and it is less than was promised. What nobody counted falls short of nothing."""
        came, promised = self.figures
        return came is not None and came < promised

    @property
    def is_partly_kept(self) -> bool:
        return self.state == self.State.DELIVERED and self.falls_short

    @property
    def figures(self) -> tuple[int | None, int | None]:
        """What came and what was promised: cents for money, else people; None where there is no such figure."""
        if self.kind == self.Kind.MONEY:
            return self.delivered_cents, self.promised_cents
        return self.delivered_people, self.promised_people

    @property
    def keeper(self):
        return self.coalition.keeper
