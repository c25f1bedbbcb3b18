"""Schools as the state's directory lists them, their enrollment, and what each promised for a year."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext
from simple_history.models import HistoricalRecords

from accounts.access import Permission, organizations_with
from kit.folding import fold

OLDEST_YEAR, NEWEST_YEAR = 1990, 2100
YEAR_VALIDATORS = [MinValueValidator(OLDEST_YEAR), MaxValueValidator(NEWEST_YEAR)]
ANSWER_DAYS = 60


def year_field(**options):
    """A school year by the calendar year in which it starts: 2026 is 2026–27."""
    return models.PositiveSmallIntegerField(_("school year"), validators=YEAR_VALIDATORS, **options)


class PublicRecordQuerySet(models.QuerySet):
    """Public records: everyone signed in with a current grant sees them; engagement staff change them."""

    edit_permission = Permission.MANAGE_PLANS

    def visible_to(self, user):
        return self if organizations_with(user, Permission.VIEW_SCHOOLS).exists() else self.none()

    def editable_by(self, user):
        return self if organizations_with(user, self.edit_permission).exists() else self.none()


class SchoolQuerySet(PublicRecordQuerySet):
    def active(self):
        return self.filter(status=School.Status.ACTIVE)

    def matching(self, words):
        """Schools whose name, city or code contains every word, accents and capitals aside."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_text__contains=word)
        return found

    def with_figures(self, year):
        """Adds what a list shows of each school: `tier` and `allocation` of that SENI year, `need` as the
        design draws it (5 for the highest), and the newest count of `students` with its `students_year`. None where
        nothing was published."""
        totals = Enrollment.objects.filter(school=OuterRef("pk"), group=Enrollment.Group.TOTAL).order_by("-year")
        return self.annotate(
            of_year=FilteredRelation("seni_records", condition=Q(seni_records__year=year)),
            tier=F("of_year__tier"),
            need=6 - F("of_year__tier"),
            allocation=F("of_year__allocation_cents"),
            students=Subquery(totals.values("count")[:1]),
            students_year=Subquery(totals.values("year")[:1]),
        )


class School(models.Model):
    """One public school, keyed by its CDS code (county, district, school: 14 digits, text)."""

    NAMED_BY = ("name", "cds_code")

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext("school status", "Active")
        CLOSED = "closed", pgettext("school status", "Closed")
        MERGED = "merged", pgettext("school status", "Merged")
        PENDING = "pending", pgettext("school status", "Pending")

    class Level(models.TextChoices):
        ELEMENTARY = "elementary", pgettext("school level", "Elementary")
        MIDDLE = "middle", pgettext("school level", "Middle")
        HIGH = "high", pgettext("school level", "High")
        SPAN = "span", pgettext("school level", "Span")
        OTHER = "other", pgettext("school level", "Other")

    cds_code = models.CharField(
        _("CDS code"),
        max_length=14,
        unique=True,
        validators=[RegexValidator(r"^\d{14}$", _("A CDS code has 14 digits."))],
    )
    name = models.CharField(_("name"), max_length=200)
    district_name = models.CharField(_("district"), max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level, default=Level.OTHER)
    school_type = models.CharField(_("type"), max_length=80, blank=True)
    grades_low = models.CharField(_("lowest grade"), max_length=4, blank=True)
    grades_high = models.CharField(_("highest grade"), max_length=4, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    is_charter = models.BooleanField(_("charter"), default=False)
    charter_number = models.CharField(_("charter number"), max_length=8, blank=True)
    funding_type = models.CharField(_("funding type"), max_length=60, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    zip_code = models.CharField(_("ZIP"), max_length=10, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    locale = models.CharField(_("locale"), max_length=60, blank=True)
    virtual = models.CharField(_("virtual instruction"), max_length=4, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    phone = models.CharField(_("school office phone"), max_length=40, blank=True)
    location_code = models.CharField(_("location code"), max_length=8, blank=True)
    board_district = models.PositiveSmallIntegerField(
        _("board district"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    region = models.CharField(_("region"), max_length=40, blank=True)
    community_of_schools = models.CharField(_("community of schools"), max_length=80, blank=True)
    source = models.ForeignKey(
        "schools.SourceFile", on_delete=models.PROTECT, null=True, blank=True, related_name="schools"
    )
    as_of = models.DateField(_("as of"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False)
    search_text = models.CharField(max_length=400, editable=False)

    history = HistoricalRecords(excluded_fields=["search_text"])
    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name", "cds_code"]
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        indexes = [models.Index(fields=["status", "name"], name="school_by_status_and_name")]

    def __str__(self):
        return self.name

    @staticmethod
    def searchable(name, city, cds_code):
        """What a search looks through; bulk writers fill it themselves."""
        return fold(f"{name} {city} {cds_code}")[:400]

    def clean(self):
        self.search_text = self.searchable(self.name, self.city, self.cds_code)

    @property
    def grades(self):
        """For example "TK–5"; empty when the state names none."""
        words = {"KG": "K", "PK": _("Preschool"), "AD": _("Adults")}
        low, high = (str(words.get(grade, grade.lstrip("0"))) for grade in (self.grades_low, self.grades_high))
        return low if low == high else f"{low}–{high}"


class EnrollmentQuerySet(PublicRecordQuerySet):
    pass


class Enrollment(models.Model):
    """How many students of one group a school enrolled in one school year, as the state published it."""

    class Group(models.TextChoices):
        TOTAL = "total", _("All students")
        AFRICAN_AMERICAN = "african_american", _("Black or African American")
        AMERICAN_INDIAN = "american_indian", _("American Indian")
        ASIAN = "asian", _("Asian")
        FILIPINO = "filipino", _("Filipino")
        HISPANIC = "hispanic", _("Latino")
        PACIFIC_ISLANDER = "pacific_islander", _("Pacific Islander")
        WHITE = "white", _("White")
        TWO_OR_MORE = "two_or_more", _("Two or more races")
        RACE_NOT_REPORTED = "race_not_reported", _("Race not reported")
        ENGLISH_LEARNER = "english_learner", _("English learners")
        FOSTER = "foster", _("Foster youth")
        HOMELESS = "homeless", _("Unhoused students")
        MIGRANT = "migrant", _("Migrant education")
        LOW_INCOME = "low_income", _("Socioeconomically disadvantaged")
        DISABILITY = "disability", _("Students with disabilities")
        FREE_MEALS = "free_meals", _("Free or reduced-price meals")

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="enrollments")
    year = year_field()
    group = models.CharField(_("group"), max_length=20, choices=Group)
    count = models.PositiveIntegerField(_("students"))
    source = models.ForeignKey("schools.SourceFile", on_delete=models.PROTECT, null=True, blank=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        ordering = ["school", "-year", "group"]
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "group"], name="one_count_per_group_and_year"),
        ]

    def __str__(self):
        return f"{self.school} · {self.year} · {self.get_group_display()}"


class YearPromise(models.Model):
    """What a school told its families for one plan year: an answer within so many days, and when the budget is set."""

    class CountedFrom(models.TextChoices):
        FILING = "filing", _("from the day the plan is filed")
        ASKING = "asking", _("from the day it was asked")

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="promises")
    year = year_field()
    answer_days = models.PositiveSmallIntegerField(
        _("days until the answer"), default=ANSWER_DAYS, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    counted_from = models.CharField(_("counted"), max_length=8, choices=CountedFrom, default=CountedFrom.FILING)
    budget_on = models.DateField(_("budget appointment"), null=True, blank=True)

    objects = PublicRecordQuerySet.as_manager()

    class Meta:
        ordering = ["school", "-year"]
        verbose_name = _("promise for a year")
        verbose_name_plural = _("promises for a year")
        constraints = [models.UniqueConstraint(fields=["school", "year"], name="one_promise_per_school_and_year")]

    def __str__(self):
        return f"{self.school} · {self.year}"
