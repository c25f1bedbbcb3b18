"""Coalitions, the organizations in them, and the people who speak for those."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, may, places_with
from kit.folding import fold
from kit.overlaps import NoOverlap
from kit.terms import Term, TermQuerySet


class VoteRule(models.TextChoices):
    """How many must agree."""

    MAJORITY = "majority", _("More than half")
    TWO_THIRDS = "two_thirds", _("Two thirds")
    CONSENSUS = "consensus", _("Consensus")


class VoteBase(models.TextChoices):
    """Of whom the share is counted."""

    PRESENT = "present", _("of seats present")
    CAST = "cast", _("of votes cast, yes or no")
    ALL = "all", _("of all seats")


class CoalitionQuerySet(models.QuerySet):
    def visible_to(self, user, on=None):
        """Coalitions the user's organization keeps or is a partner in today, or where the user speaks for a partner.

        A visit that only reads asks once which these are, as it does for its rights (accounts/acting.py).
        """
        if on is not None or getattr(user, "held", None) is None:
            return self.seen_by(user, on)
        return self.filter(pk__in=coalitions_of(user))

    def seen_by(self, user, on=None):
        """The same, asked of the database at once."""
        mine = places_with(user, Permission.VIEW_COALITION)
        current = Partner.objects.current(on).filter(organization__in=mine)
        seen = models.Q(keeper__in=mine) | models.Q(pk__in=current.values("coalition"))
        held = getattr(user, "held", None)
        if held is None or held[Permission.REPRESENT]:
            seen |= models.Q(pk__in=Representative.objects.speaking(user, on).values("coalition"))
        return self.filter(seen)

    def editable_by(self, user):
        return self.filter(keeper__in=places_with(user, Permission.MANAGE_ROSTER))

    def with_counts(self, on):
        """Each coalition with its partners and standing committees on that day."""
        partners = Partner.objects.current(on).filter(coalition=models.OuterRef("pk"))
        open_committees = models.Q(committees__closed_on__isnull=True) | models.Q(committees__closed_on__gte=on)
        counted = partners.order_by().values("coalition").annotate(number=models.Count("pk")).values("number")
        return self.annotate(
            partner_count=Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0),
            committee_count=models.Count("committees", filter=open_committees, distinct=True),
        )

    def of(self, organization, on=None):
        """Coalitions in which this organization is a partner on that day."""
        return self.filter(pk__in=Partner.objects.current(on).filter(organization=organization).values("coalition"))


def coalitions_of(user):
    """The coalitions a user sees, for the right side of `__in`: bare ids on a visit that only reads."""
    if getattr(user, "held", None) is None:
        return Coalition.objects.seen_by(user)
    if not hasattr(user, "coalitions_seen"):
        user.coalitions_seen = frozenset(Coalition.objects.seen_by(user).values_list("pk", flat=True))
    return user.coalitions_seen


class Coalition(models.Model):
    """An alliance of organizations with one shared purpose and a charter. One of them, the keeper, keeps its roster."""

    class QuorumRule(models.TextChoices):
        MORE_THAN_HALF = "more_than_half", _("More than half of the seats")
        TWO_THIRDS = "two_thirds", _("Two thirds of the seats")
        NUMBER = "number", _("A fixed number of seats")

    name = models.CharField(_("name"), max_length=200, unique=True)
    keeper = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="coalitions_kept")
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    purpose = models.TextField(_("what it is for"), max_length=2000, blank=True)
    vote_rule = models.CharField(_("decides by"), max_length=12, choices=VoteRule, default=VoteRule.TWO_THIRDS)
    vote_base = models.CharField(_("counted"), max_length=8, choices=VoteBase, default=VoteBase.PRESENT)
    quorum_rule = models.CharField(_("quorum"), max_length=16, choices=QuorumRule, default=QuorumRule.MORE_THAN_HALF)
    quorum_number = models.PositiveSmallIntegerField(
        _("seats for a quorum"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    notice_days = models.PositiveSmallIntegerField(
        _("days of notice for a meeting"), default=7, validators=[MaxValueValidator(90)]
    )
    quick_decision_hours = models.PositiveSmallIntegerField(
        _("hours to vote on a quick decision"), default=24, validators=[MinValueValidator(1), MaxValueValidator(336)]
    )
    warning_days = models.PositiveSmallIntegerField(
        _("days before its end that a term is shown as ending"), default=90, validators=[MaxValueValidator(366)]
    )

    objects = CoalitionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("coalition")
        verbose_name_plural = _("coalitions")
        constraints = [
            models.CheckConstraint(
                name="coalition_quorum_number_with_its_rule",
                condition=~models.Q(quorum_rule="number") | models.Q(quorum_number__isnull=False),
                violation_error_message=_("Say how many seats make a quorum."),
            )
        ]

    def __str__(self):
        return self.name

    def is_kept_by(self, user) -> bool:
        """Whether this user may change it: `editable_by` for one coalition."""
        return may(user, Permission.MANAGE_ROSTER, self.keeper)

    def quorum_of(self, seats: int) -> int:
        """How many of `seats` must be there (itself or its alternate) before anything can be decided."""
        if self.quorum_rule == self.QuorumRule.NUMBER:
            return self.quorum_number
        if self.quorum_rule == self.QuorumRule.TWO_THIRDS:
            return (2 * seats + 2) // 3
        return seats // 2 + 1


class PartnerQuerySet(TermQuerySet):
    def visible_to(self, user):
        return self.filter(coalition__in=coalitions_of(user))

    def editable_by(self, user):
        return self.filter(coalition__in=Coalition.objects.editable_by(user))

    def voting(self):
        """Partners with a vote: core partners and members. Supporters have none."""
        return self.exclude(kind=Partner.Kind.SUPPORTER)


class Partner(Term):
    """One organization's term in one coalition."""

    class Kind(models.TextChoices):
        CORE = "core", _("Core partner")
        MEMBER = "member", _("Member")
        SUPPORTER = "supporter", _("Supporter")

    class Joined(models.TextChoices):
        FOUNDER = "founder", _("Founded it")
        INVITED = "invited", _("Was invited")
        ASKED = "asked", _("Asked to join")
        VOTED = "voted", _("Was voted in")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="partners")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="partnerships")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.CORE)
    joined_as = models.CharField(_("how it joined"), max_length=12, choices=Joined, blank=True)
    leader = models.ForeignKey(
        "coalition.Representative",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("leader of the organization"),
    )
    designee = models.ForeignKey(
        "coalition.Representative",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who speaks for it between meetings"),
    )
    # Only the organization itself says so: coalition/counts.py.
    joins_counts = models.BooleanField(_("its people count in the coalition’s figures"), default=False, editable=False)

    objects = PartnerQuerySet.as_manager()

    class Meta(Term.Meta):
        ordering = ["organization__name", "starts_on"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            *Term.Meta.constraints,
            NoOverlap(
                fields=["coalition", "organization"],
                name="one_partnership_at_a_time",
                violation_error_message=_("This organization is already a partner in that time."),
            ),
        ]

    def __str__(self):
        return f"{self.organization} · {self.coalition}"

    @property
    def may_vote(self):
        return self.kind != self.Kind.SUPPORTER


class RepresentativeQuerySet(models.QuerySet):
    def known(self):
        """Without those who were erased: of them only the terms are left."""
        return self.exclude(name="")

    def visible_to(self, user):
        """The roster's names, e-mails and phones are for everyone who sees the coalition, and for nobody else."""
        return self.filter(coalition__in=coalitions_of(user))

    def editable_by(self, user):
        return self.known().filter(coalition__in=Coalition.objects.editable_by(user))

    def speaking(self, user, on=None):
        """Rows by which this user speaks for an organization that is a partner that day.

        Three things must stand at once: the tie to the user, the user's role in the organization, and the partnership.
        """
        if user is None or not user.is_authenticated:
            return self.none()
        partner_now = Partner.objects.current(on).filter(
            coalition=models.OuterRef("coalition"), organization=models.OuterRef("organization")
        )
        return self.filter(
            models.Exists(partner_now),
            user=user,
            organization__in=places_with(user, Permission.REPRESENT),
        )


def called(name: str) -> str:
    """A name of the roster as pages show it: that of an erased person is blank."""
    return name or str(_("A person"))


class Representative(models.Model):
    """A person as a coalition's roster names them: for one organization, with the e-mail and phone they want there.

    Not a Person: those stay with their steward. `person` ties the row to the record that the partner or the keeper
    has of them; only who may see that record is ever shown the tie. `user` is who signs in for them.
    When the person is erased, the name is blank and the terms stay: that somebody spoke for the organization.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="representatives")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="representatives")
    name = models.CharField(_("name"), max_length=200)
    name_folded = models.CharField(max_length=200, editable=False, db_index=True)
    position = models.CharField(_("position in the organization"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail on the roster"), blank=True)
    phone = models.CharField(_("phone on the roster"), max_length=40, blank=True)
    is_contact = models.BooleanField(_("contact of the organization"), default=False)
    person = models.ForeignKey(
        "members.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="representatives",
        verbose_name=_("their record"),
    )
    user = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="representatives"
    )
    invitation = models.ForeignKey(
        "accounts.Invitation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")

    def __str__(self):
        return called(self.name)

    @property
    def audit_name(self):
        """In the history no word stands for a name that is gone: it would be in one language for ever."""
        return self.name or "—"

    def clean(self):
        self.name = self.name.strip()
        self.name_folded = fold(self.name)
