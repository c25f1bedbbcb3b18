"""What a school buys with its index money: the spending categories, in groups, in English and Spanish.

From LAUSD's "Budget at a Glance", the expectations of the Equity Alliance for LA's Kids, and the settlement of
Community Coalition and Reyna Frias v. LAUSD with the coalitions' own additions. The slugs are kept in plan lines, so
a slug is never renamed; a category that is no longer used stays listed.
"""

from dataclasses import dataclass

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of spending. `slug` is what a plan line stores (at most 60 characters)."""

    slug: str
    group: str
    english: str
    spanish: str

    def __str__(self):
        return self.spanish if (get_language() or "en").startswith("es") else self.english


GROUPS = {
    "academic": _("Learning"),
    "social-emotional": _("Well-being"),
    "families": _("Families"),
    "climate": _("Safety and belonging"),
    "campus": _("Campus"),
    "other": _("Other"),
}

_TABLE = {
    "academic": [
        ("class-size-teacher", "Teacher for smaller classes", "Docente para grupos más pequeños"),
        ("auxiliary-teacher", "Auxiliary teacher", "Docente auxiliar"),
        ("non-register-teacher", "Teacher without a class roster", "Docente sin grupo propio"),
        (
            "intervention-teacher",
            "Intervention teacher, limited contract",
            "Docente de intervención, contrato limitado",
        ),
        ("instructional-coach", "Instructional coach", "Asesor pedagógico"),
        ("data-coordinator", "Problem-solving and data coordinator", "Coordinador de datos y resolución de problemas"),
        ("intervention-coordinator", "Intervention coordinator", "Coordinador de intervención"),
        ("categorical-adviser", "Categorical program adviser", "Asesor de programas categóricos"),
        ("tutoring", "Tutoring and teacher extra time", "Tutoría y tiempo adicional de docentes"),
        ("substitutes", "Day-to-day substitutes", "Suplentes por día"),
        ("teacher-planning", "Teacher planning time", "Tiempo de planeación para docentes"),
        ("professional-development", "Training for staff", "Capacitación del personal"),
        ("teacher-librarian", "Teacher librarian", "Docente bibliotecario"),
        ("library-aide", "Library aide", "Auxiliar de biblioteca"),
        ("teacher-assistant", "Teacher assistant", "Asistente de docente"),
        ("instructional-aide", "Instructional aide", "Auxiliar de enseñanza"),
        ("school-counselor", "School counselor", "Consejero escolar"),
        ("college-counselor", "College counselor", "Consejero universitario"),
        ("software", "Software licenses", "Licencias de programas de computación"),
        ("supplemental-materials", "Books and extra learning materials", "Libros y materiales adicionales"),
        ("supplies-technology", "General supplies and technology", "Útiles generales y tecnología"),
        ("curricular-trips", "Learning trips", "Excursiones educativas"),
        ("contracted-instruction", "Instruction by outside providers", "Enseñanza por proveedores externos"),
        ("arts-music", "Arts and music", "Arte y música"),
    ],
    "social-emotional": [
        ("psa-counselor", "Attendance (PSA) counselor", "Consejero de asistencia (PSA)"),
        ("psychiatric-social-worker", "Psychiatric social worker (PSW)", "Trabajador social psiquiátrico (PSW)"),
        ("psychologist", "School psychologist", "Psicólogo escolar"),
        ("nurse", "School nurse", "Enfermera escolar"),
        ("social-services-aide", "Social services aide", "Auxiliar de servicios sociales"),
        ("counselor-aide", "Counselor aide", "Auxiliar de consejería"),
    ],
    "families": [
        ("community-representative", "Community representative", "Representante comunitario"),
        ("parent-liaison", "Parent resource liaison or assistant", "Enlace o asistente de recursos para padres"),
        ("parent-training", "Parent training", "Capacitación para padres"),
        ("parent-conferences", "Parents at conferences", "Asistencia de padres a conferencias"),
        ("interpretation", "Interpretation and translation", "Interpretación y traducción"),
    ],
    "climate": [
        ("restorative-justice-teacher", "Restorative justice teacher", "Docente de justicia restaurativa"),
        ("climate-advocate", "School climate advocate", "Promotor del ambiente escolar"),
        ("safe-passage", "Community-based safety and safe passage", "Seguridad comunitaria y camino seguro"),
        ("supervision-aide", "Campus supervision aide", "Auxiliar de supervisión"),
    ],
    "campus": [
        ("custodian", "Custodian and cleaning", "Conserje y limpieza"),
        ("facilities", "Repairs, shade and green space", "Reparaciones, sombra y áreas verdes"),
    ],
    "other": [
        ("clerical", "Office staff", "Personal de oficina"),
        ("indirect-reserve", "Reserve, not yet assigned", "Reserva, aún sin asignar"),
        ("other", "Something else", "Otra cosa"),
    ],
}

CATEGORIES = tuple(
    Category(slug, group, english, spanish) for group, rows in _TABLE.items() for slug, english, spanish in rows
)
BY_SLUG: dict[str, Category] = {category.slug: category for category in CATEGORIES}
CATEGORY_CHOICES = [
    (
        GROUPS[group],
        [(category.slug, lazy(category.__str__, str)()) for category in CATEGORIES if category.group == group],
    )
    for group in GROUPS
]
