"""Invented people who can sign in to the demo, and the real organizations and coalitions, by name only."""

import datetime as dt

from accounts import founding, granting
from accounts.models import Organization, Role
from coalition import joining, seeding
from coalition.models import Coalition
from schools.demo import coalitions

PASSWORD = "listen before you plan"  # noqa: S105 (of invented people, printed at the start)
HOME = "community-coalition"
EASTSIDE = "innercity-struggle"
EQUITY_ALLIANCE = seeding.EQUITY_ALLIANCE.name

# Name, e-mail, language, organization, role. All invented.
PEOPLE = (
    ("Luis Armenta", "luis@demo.example", "es", HOME, Role.ENGAGEMENT_STAFF),
    ("Keisha Lamar", "keisha@demo.example", "en", HOME, Role.ENGAGEMENT_STAFF),
    ("Tasha Grier", "tasha@demo.example", "en", HOME, Role.ORGANIZER),
    ("Monique Baptiste", "monique@demo.example", "en", HOME, Role.ORGANIZATION_ADMIN),
    ("Andre Whitlock", "andre@demo.example", "en", HOME, Role.ROSTER_ADMIN),
    ("Ruth Abernathy", "ruth@demo.example", "en", HOME, Role.VIEWER),
    ("Marisol Vega", "marisol@demo.example", "es", EASTSIDE, Role.ENGAGEMENT_STAFF),
    ("Rosario Téllez", "rosario@demo.example", "es", EASTSIDE, Role.ROSTER_ADMIN),
    ("Imani Prescott", "imani@demo.example", "en", "students-deserve", Role.PARTNER_REPRESENTATIVE),
)
# Parents who came and wished to be named. Invented; names stand as given.
ATTENDEES = (
    ("Lupita", "Serrano Robles"), ("Denise", "Whitfield"), ("Óscar", "Quintanilla"), ("María Elena", "Ixcoy"),
    ("Renee", "Castleberry"), ("José Luis", "Barrientos"), ("Yolanda", "Peña"), ("Terrence", "Okafor"),
    ("Blanca", "Xicará"), ("Aisha", "Monroe"), ("Socorro", "Villanueva"), ("Marcus", "Tillman"),
)  # fmt: skip
EQUITY_PARTNERS = seeding.EQUITY_ALLIANCE.partners
POLICE_FREE = seeding.POLICE_FREE.name
POLICE_FREE_PARTNERS = seeding.POLICE_FREE.partners


def sign_ins():
    """(name, what they do, e-mail) of everyone who can sign in, all with PASSWORD."""
    return [(name, role.label, email) for name, email, _language, _slug, role in PEOPLE]


def populate(today: dt.date):
    """Found the organizations, let the invented people in, and join the two coalitions. Returns who is who."""
    names = dict.fromkeys(("Community Coalition", *EQUITY_PARTNERS, *POLICE_FREE_PARTNERS))
    organizations = {name: founding.found(name, is_demo=True) for name in names}
    organizations["Community Coalition"] = founding.change(
        organizations["Community Coalition"], by=None, kind=Organization.Kind.BASE
    )
    by_slug = {organization.slug: organization for organization in organizations.values()}
    users = {}
    for name, email, language, slug, role in PEOPLE:
        users[email] = founding.add_user(email, name=name, password=PASSWORD, language=language)
        granting.grant(
            users[email], organization=by_slug[slug], role=role, by=None, starts_on=today - dt.timedelta(days=900)
        )
    alliances = {
        EQUITY_ALLIANCE: _join(EQUITY_ALLIANCE, EQUITY_PARTNERS, organizations, dt.date(2014, 1, 1)),
        POLICE_FREE: _join(POLICE_FREE, POLICE_FREE_PARTNERS, organizations, dt.date(2020, 6, 1)),
    }
    coalitions.populate(alliances, today)
    return by_slug, users


def _join(name, partners, organizations, since):
    keeper = organizations["Community Coalition"]
    coalition = joining.found(name, keeper=keeper, by=None, founded_on=since)
    for partner in partners:
        joining.join(coalition, organization=organizations[partner], starts_on=since, by=None)
    return Coalition.objects.get(pk=coalition.pk)
