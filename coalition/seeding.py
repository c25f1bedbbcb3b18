"""Two real coalitions by name, to start from: their partners, a steering committee, and a place for each partner.

No person is named: the places are vacant until the keeper fills them. Charters start as every charter does.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import founding
from accounts.models import Organization
from coalition import joining, representing, seating
from coalition.models import Coalition, CommitteeSeat, Partner, Place
from kit.folding import fold


@dataclass(frozen=True)
class Known:
    """What is publicly known of a coalition: names, and who began it."""

    name: str
    committee: str
    partners: tuple[str, ...]
    founders: tuple[str, ...] = ()


EQUITY_ALLIANCE = Known(
    "Equity Alliance for LA's Kids",
    "Steering committee",
    ("Community Coalition", "InnerCity Struggle", "Catalyst California", "Partnership for LA Schools"),
    founders=("Community Coalition", "InnerCity Struggle", "Catalyst California"),
)
POLICE_FREE = Known(
    "Police-Free LAUSD Coalition",
    "Core steering committee",
    (
        "Community Coalition",
        "Brothers Sons Selves Coalition",
        "Students Deserve",
        "ACLU Southern CA",
        "Black Lives Matter LA",
        "CADRE",
        "InnerCity Struggle",
        "Labor Community Strategy Center",
        "Million Dollar Hoods",
        "Reclaim Our Schools Los Angeles",
        "Social Justice Learning Institute",
        "UTLA",
        "Youth Justice Coalition",
    ),
)
COALITIONS = (EQUITY_ALLIANCE, POLICE_FREE)
# Who sits for them in a try-out: representative, alternate. Everyone is invented.
INVENTED = {
    "ACLU Southern CA": ("Priya Ramanathan", "Colin Hughes"),
    "Black Lives Matter LA": ("Zora Kimbrough", "Malik Stanton"),
    "Brothers Sons Selves Coalition": ("DeShawn Merritt", "Andrés Luna"),
    "CADRE": ("Bernice Tolliver", "Hilda Marroquín"),
    "Catalyst California": ("Lorena Whitfield", "Amos Tran"),
    "Community Coalition": ("Monique Baptiste", "Tasha Grier"),
    "InnerCity Struggle": ("Marisol Vega", "Iván Cárdenas"),
    "Labor Community Strategy Center": ("Elena Voss", ""),
    "Million Dollar Hoods": ("Dr. Camille Oduya", "Sam Nakasone"),
    "Partnership for LA Schools": ("Yolanda Keane", ""),
    "Reclaim Our Schools Los Angeles": ("Hugo Peralta", "Joy Castellón"),
    "Social Justice Learning Institute": ("Vernell Addison", "Tyrell Banks"),
    "Students Deserve": ("Imani Prescott", "Beto Zavala"),
    "UTLA": ("Gwen Takahashi", "Marcus Bell"),
    "Youth Justice Coalition": ("Reggie Fontaine", "Alma Nieto"),
}


@transaction.atomic
def load(known: Known, *, keeper, since, by, with_people=False) -> dict[str, int]:
    """Bring a known coalition in, kept by `keeper`, its partners' terms and places from `since` on.

    What is there already is left as it is, so that loading twice adds nothing. Refuses a coalition of that name which
    somebody else keeps. `with_people` seats invented people, named as such, where nobody sits. Answers what is new.
    """
    new = dict.fromkeys(("organizations", "partners", "places", "seats"), 0)
    coalition = Coalition.objects.filter(name=known.name).first()
    if coalition and coalition.keeper_id != keeper.pk:
        raise ValidationError(
            _("%(organization)s keeps %(coalition)s already."),
            params={"organization": coalition.keeper, "coalition": coalition},
        )
    coalition = coalition or joining.found(known.name, keeper=keeper, by=by)
    committee = coalition.committees.filter(name=known.committee).first()
    committee = committee or seating.found_committee(coalition, name=known.committee, by=by)
    for name in known.partners:
        organization, is_new = _organization(name, by)
        new["organizations"] += is_new
        new["partners"] += _join(coalition, organization, name in known.founders, since, by)
        new["places"] += _give_place(committee, organization, since, by)
        if with_people:
            new["seats"] += _seat(committee, organization, INVENTED[name], since, by)
    return new


def _organization(name, by):
    """The organization of that name, accents and capitals aside; a new one where there is none."""
    for organization in Organization.objects.all():
        if fold(organization.name) == fold(name):
            return organization, False
    return founding.found(name, by=by), True


def _join(coalition, organization, is_founder, since, by) -> bool:
    if coalition.partners.filter(organization=organization).exists():
        return False
    joined_as = Partner.Joined.FOUNDER if is_founder else ""
    joining.join(coalition, organization=organization, starts_on=since, joined_as=joined_as, by=by)
    return True


def _give_place(committee, organization, since, by) -> bool:
    """A place; not for one that had a place or left: that was decided since."""
    was_there = Place.objects.filter(committee=committee, organization=organization).exists()
    if was_there or not Partner.objects.current(since).filter(coalition=committee.coalition, organization=organization):
        return False
    seating.give_place(committee, organization=organization, starts_on=since, by=by)
    return True


def _seat(committee, organization, names, since, by) -> int:
    """Invented people, never to be taken for somebody: the name says so, and nothing reaches them."""
    if CommitteeSeat.objects.filter(committee=committee, organization=organization).exists():
        return 0
    seated = 0
    for name, part in zip(names, (CommitteeSeat.Part.REPRESENTATIVE, CommitteeSeat.Part.ALTERNATE), strict=True):
        if name:
            shown = _("%(name)s (invented)") % {"name": name}
            holder = representing.add(committee.coalition, organization=organization, name=shown, by=by)
            seating.fill(committee, holder=holder, starts_on=since, part=part, by=by)
            seated += 1
    return seated
