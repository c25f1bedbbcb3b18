"""Schools where partners look across: the school of a shared person, and who asked in a coalition's figures."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from coalition import counts, looking_across
from coalition.models import SharedField
from schools.models import AskInput, SchoolTie


def register() -> None:
    looking_across.register_fact(SharedField.SCHOOL, _schools)
    counts.register(counts.Kind("asked", _("Asks"), _("who said something that became an ask"), _asked, order=30))


def _schools(people, on):
    """Names of the schools to which these people are tied that day. Nobody protected or under 18 is among them."""
    ties = SchoolTie.objects.current(on).filter(person__in=[person.pk for person in people])
    found = defaultdict(dict)
    for person, name in ties.order_by("pk").values_list("person", "school__name"):
        found[person][name] = True
    return {pk: ", ".join(names) for pk, names in found.items()}


def _asked(stewards, span):
    """Only who wished to be named with what they said can be told apart, and counts."""
    asked = AskInput.objects.filter(
        input__person__steward__in=stewards, input__heard_on__range=(span.first, span.last),
        input__withdrawn_at=None, added_at__lt=span.before,
    )  # fmt: skip
    return asked.values_list("input__person", flat=True).distinct().order_by()
