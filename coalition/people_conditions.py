"""What can be said of people by the seats they hold: for which organization, on which committee."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization
from coalition.models import Committee, CommitteeSeat
from members import conditions
from members.conditions import Condition, Narrows, having

COALITIONS = gettext_lazy("Coalitions")


def register() -> None:
    """Called once, by this app's `ready()`."""
    for condition in CONDITIONS:
        conditions.register(condition)


def _seats(asker):
    """Seats of today on committees that the asker may see, of people whom somebody keeps a record of."""
    return CommitteeSeat.objects.visible_to(asker.user).current(asker.on).filter(holder__person__isnull=False)


def _sitting(asker, **where):
    return having(_seats(asker).filter(**where), person="holder__person")


def _organizations(asker):
    rows = Organization.objects.filter(pk__in=_seats(asker).values("organization")).order_by("name")
    return list(rows.values_list("pk", "name"))


def _committees(asker):
    rows = Committee.objects.visible_to(asker.user).standing(asker.on).select_related("coalition")
    return [(each.pk, f"{each.name} · {each.coalition}") for each in rows.order_by("coalition__name", "name")]


def _names(key, value, asker):
    return {"name": conditions.find(key).name_of(value, asker)}


CONDITIONS = (
    Condition(
        key="sits_for",
        label=gettext_lazy("Sits for an organization"),
        q=lambda value, asker: _sitting(asker, organization=value),
        sentence=lambda value, asker: _("sits for %(name)s on a committee") % _names("sits_for", value, asker),
        denied=lambda value, asker: _("sits on no committee for %(name)s") % _names("sits_for", value, asker),
        choices=_organizations,
        group=COALITIONS,
        order=70,
        narrows=lambda value: Narrows.TO_FEW,
    ),
    Condition(
        key="sits_on",
        label=gettext_lazy("Sits on a committee"),
        q=lambda value, asker: _sitting(asker, committee=value),
        sentence=lambda value, asker: _("sits on “%(name)s”") % _names("sits_on", value, asker),
        denied=lambda value, asker: _("does not sit on “%(name)s”") % _names("sits_on", value, asker),
        choices=_committees,
        group=COALITIONS,
        order=71,
        narrows=lambda value: Narrows.TO_FEW,
    ),
)
