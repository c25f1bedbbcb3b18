"""Motions and votes: one vote for each place, and a result that stays as it was counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.models.coalition import VoteBase, VoteRule
from coalition.models.meeting import OfCommitteeQuerySet
from kit.folding import fold


class MotionQuerySet(OfCommitteeQuerySet):
    def decided(self):
        return self.filter(state__in=[Motion.State.PASSED, Motion.State.FAILED])

    def open(self):
        return self.filter(state=Motion.State.OPEN)

    def in_register_order(self):
        """Open votes first, then what waits for one, then what is over, the latest first."""
        over = [Motion.State.PASSED, Motion.State.FAILED, Motion.State.NO_QUORUM, Motion.State.WITHDRAWN]
        place = models.Case(
            models.When(state=Motion.State.OPEN, then=0), models.When(state__in=over, then=2), default=1
        )
        return self.order_by(place, models.F("decided_on").desc(nulls_last=True), "-number", "-pk")

    def due(self, now):
        """Quick decisions whose time to vote is over."""
        return self.open().filter(is_quick=True, closes_at__lte=now)

    def matching(self, words):
        """Motions whose title, words or number hold every word, accents and capitals aside."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


class Motion(models.Model):
    """A question put to a committee: at a meeting, or as a quick decision with a deadline.

    Closing it fixes the figures below and one Vote row for each place, with the names as they were.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Proposed")
        OPEN = "open", _("Voting")
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Did not pass")
        NO_QUORUM = "no_quorum", _("No quorum, not decided")
        PUT_OFF = "put_off", _("Put off")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    committee = models.ForeignKey("coalition.Committee", on_delete=models.CASCADE, related_name="motions")
    meeting = models.ForeignKey(
        "coalition.Meeting", on_delete=models.PROTECT, null=True, blank=True, related_name="motions"
    )
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("motion"), max_length=200)
    words = models.TextField(_("in full"), max_length=5000, blank=True)
    moved_by = models.ForeignKey(
        "coalition.Representative",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("moved by"),
    )
    moved_for = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seconded_by = models.ForeignKey(
        "coalition.Representative",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seconded by"),
    )
    seconded_for = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rule = models.CharField(_("decided by"), max_length=12, choices=VoteRule, default=VoteRule.TWO_THIRDS)
    base = models.CharField(_("counted"), max_length=8, choices=VoteBase, default=VoteBase.PRESENT)
    is_quick = models.BooleanField(_("quick decision"), default=False)
    opened_at = models.DateTimeField(_("voting opened"), null=True, blank=True)
    closes_at = models.DateTimeField(_("votes until"), null=True, blank=True)
    state = models.CharField(_("result"), max_length=10, choices=State, default=State.DRAFT)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    yes = models.PositiveSmallIntegerField(null=True, blank=True)
    no = models.PositiveSmallIntegerField(null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(null=True, blank=True)
    stood_aside = models.PositiveSmallIntegerField(null=True, blank=True)
    in_conflict = models.PositiveSmallIntegerField(null=True, blank=True)
    not_there = models.PositiveSmallIntegerField(null=True, blank=True)
    needed = models.PositiveSmallIntegerField(_("yes votes needed"), null=True, blank=True)
    counted_of = models.PositiveSmallIntegerField(_("seats the share was taken of"), null=True, blank=True)
    quorum_then = models.PositiveSmallIntegerField(null=True, blank=True)
    search_text = models.TextField(editable=False)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MotionQuerySet.as_manager()

    class Meta:
        ordering = [models.F("decided_on").desc(nulls_first=True), "-number"]
        verbose_name = _("motion")
        verbose_name_plural = _("motions")
        constraints = [
            models.UniqueConstraint(fields=["committee", "number"], name="one_motion_per_number"),
            models.CheckConstraint(
                name="a_quick_decision_has_a_deadline",
                condition=models.Q(is_quick=False)
                | models.Q(state__in=["draft", "put_off", "withdrawn"])
                | models.Q(closes_at__isnull=False),
                violation_error_message=_("A quick decision needs a deadline."),
            ),
            models.CheckConstraint(
                name="a_decided_motion_keeps_its_figures",
                condition=~models.Q(state__in=["passed", "failed"])
                | models.Q(
                    yes__isnull=False, no__isnull=False, needed__isnull=False, counted_of__isnull=False,
                    decided_at__isnull=False, decided_on__isnull=False,
                ),
                violation_error_message=_("A result is kept with its figures."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title

    def clean(self):
        self.search_text = fold(f"{self.number} {self.title} {self.words}")

    @property
    def keeper(self):
        return self.committee.keeper

    @property
    def is_fixed(self):
        return self.state in (self.State.PASSED, self.State.FAILED, self.State.NO_QUORUM)


class VoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(motion__in=Motion.objects.visible_to(user))


class Vote(models.Model):
    """What one place said on one motion, whoever cast it. At closing, the names are written down as they were."""

    class Choice(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        ABSTAIN = "abstain", _("Abstained")
        STAND_ASIDE = "stand_aside", _("Stood aside")
        CONFLICT = "conflict", _("Conflict of interest")
        NOT_THERE = "not_there", _("Not there")

    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="votes")
    place = models.ForeignKey("coalition.Place", on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(_("vote"), max_length=12, choices=Choice)
    conflict_note = models.CharField(_("what the conflict is"), max_length=300, blank=True)
    cast_by = models.ForeignKey(
        "coalition.Representative", on_delete=models.PROTECT, null=True, blank=True, related_name="votes_cast"
    )
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cast_at = models.DateTimeField(null=True, blank=True)
    organization_name = models.CharField(max_length=200, blank=True)
    holder_name = models.CharField(max_length=200, blank=True)

    objects = VoteQuerySet.as_manager()

    class Meta:
        ordering = ["motion", "organization_name", "place"]
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "place"],
                name="one_vote_per_place",
                violation_error_message=_("This organization has voted already."),
            )
        ]

    def __str__(self):
        return f"{self.place.organization} · {self.get_choice_display()}"

    @property
    def is_own_word(self):
        """Whether who spoke for the place cast it, and nobody wrote it down for them."""
        return self.cast_by is not None and self.cast_by.user_id == self.recorded_by_id
