"""Schools and what was said at sessions, in what we hold about a person."""

from django.utils.translation import gettext as _

from kit.years import school_year
from members import exporting
from members.exporting import Section, facts
from schools.models import Input, SchoolTie


def register() -> None:
    exporting.register(_schools)
    exporting.register(_said)


def _schools(person) -> Section:
    ties = SchoolTie.objects.filter(person=person).select_related("school")
    rows = [
        facts(
            (_("School"), tie.school.name),
            (_("As"), tie.get_kind_display()),
            (_("Grade"), tie.get_grade_band_display()),
            (_("School year"), school_year(tie.year) if tie.year else ""),
            (_("Since"), tie.starts_on),
            (_("Until"), tie.ends_on),
            (_("Note"), tie.note),
        )
        for tie in ties
    ]
    return Section("schools", _("Your schools"), rows)


def _said(person) -> Section:
    rows = [
        facts(
            (_("When"), said.heard_on),
            (_("School"), said.school.name),
            (_("Your words"), said.words),
            (_("May be quoted without a name"), said.may_quote),
        )
        for said in Input.objects.filter(person=person).select_related("school")
    ]
    return Section("said", _("What you said at sessions"), rows)
