"""What the organizations people belong to show: on a person's page, among the conditions, in files."""

from collections import defaultdict

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Permission, may
from kit.addresses import address, day_words
from members import conditions, exporting, panels, taking_along
from members.conditions import Condition, Narrows, having, unless_protected
from members.conditions_people import TIES
from members.exporting import Section, facts
from members.models import CommunityGroup, GroupTie
from members.panels import Line, Panel


def register() -> None:
    panels.register_lines(_lines)
    panels.register_panel(Panel("tie_links", "members/_group_link.html", _may_tie, permission=Permission.EDIT_PEOPLE))
    conditions.register(BELONGS)
    taking_along.register_column(taking_along.FileColumn("groups", gettext_lazy("Organizations"), _cells, order=13))
    exporting.register(_section)


def _may_tie(person, request, on):
    tells = not person.is_protected or may(request.user, Permission.SEE_PROTECTED, person.steward)
    return {} if tells else None


def _lines(person, user, on):
    ties = GroupTie.objects.visible_to(user).filter(person=person).current(on).order_by("kind", "pk")
    for tie in ties.values_list("pk", "kind", "group", "group__name", "starts_on", "note", named=True):
        since = _("since %(day)s") % {"day": day_words(tie.starts_on)} if tie.starts_on else ""
        yield Line(
            icon="building-community",
            title=tie.group__name,
            url=f"{reverse('members:list')}?{urlencode({'belongs': tie.group})}",
            under=" · ".join(part for part in (str(GroupTie.Kind(tie.kind).label), since, tie.note) if part),
            end_url=address("members:end_group_tie", tie.pk),
            order=50,
        )


def _cells(people, user, on):
    """Names for a file; those of protected people as far as the user may see them."""
    ties = GroupTie.objects.visible_to(user).current(on).filter(person__in=[person.pk for person in people])
    found = defaultdict(dict)
    for person, name in ties.order_by("group__name", "pk").values_list("person", "group__name"):
        found[person][name] = True
    return {pk: ", ".join(names) for pk, names in found.items()}


def _section(person) -> Section:
    rows = [
        facts(
            (_("Organization"), tie.group),
            (_("As"), tie.get_kind_display()),
            (_("Since"), tie.starts_on),
            (_("Until"), tie.ends_on),
            (_("Note"), tie.note),
        )
        for tie in GroupTie.objects.filter(person=person).select_related("group")
    ]
    return Section("groups", _("Organizations you belong to"), rows)


# --- Looking for people by them ----------------------------------------------------------------------------------


def _groups(asker):
    return list(CommunityGroup.objects.visible_to(asker.user).of(asker.organization).values_list("pk", "name"))


def _belong(value, asker):
    ties = GroupTie.objects.of(asker.organization).current(asker.on)
    return having(ties.filter(group=value)) & unless_protected(asker)


BELONGS = Condition(
    key="belongs",
    label=gettext_lazy("Organization they belong to"),
    q=_belong,
    sentence=lambda value, asker: _("belongs to “%(group)s”") % {"group": _name(value, asker)},
    denied=lambda value, asker: _("does not belong to “%(group)s”") % {"group": _name(value, asker)},
    chip=lambda value, asker: _("Belongs to: %(group)s") % {"group": _name(value, asker)},
    choices=_groups,
    group=TIES,
    order=63,
    in_list=True,
    narrows=lambda value: Narrows.TO_FEW,
)


def _name(value, asker):
    return BELONGS.name_of(value, asker)
