"""Ties between people and schools. Schools stand above people, so the tie stands here, hung on a person's page."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.person import GradeBand
from members.models.stewarded import AboutPerson, WhereaboutsQuerySet
from schools.models.school import School


class SchoolTie(AboutPerson):
    """What one person is to one school, since when and until when."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("Parent or caregiver")
        STUDENT = "student", _("Student")
        STAFF = "staff", _("Staff")
        ALUM = "alum", _("Former student")
        NEIGHBOR = "neighbor", _("Neighbor")

    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="school_ties")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="ties", db_index=False)
    kind = models.CharField(_("as"), max_length=8, choices=Kind, default=Kind.PARENT)
    # A caregiver's ties name the children's grades, a student's tie their own.
    grade_band = models.CharField(_("grade"), max_length=4, choices=GradeBand, blank=True)
    year = models.PositiveSmallIntegerField(_("school year of the grade"), null=True, blank=True)
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = WhereaboutsQuerySet.as_manager()

    class Meta:
        ordering = ["person", "kind", "pk"]
        verbose_name = _("tie to a school")
        verbose_name_plural = _("ties to schools")
        indexes = [models.Index(fields=["steward", "school", "kind", "person"], name="people_of_a_school")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "school", "kind"],
                name="a_tie_to_a_school_is_there_once",
                condition=Q(ends_on__isnull=True),
                violation_error_message=_("This tie is there already."),
            )
        ]

    def __str__(self):
        return f"{self.person} · {self.school}"
