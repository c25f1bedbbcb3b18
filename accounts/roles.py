"""Roles as code: what each role lets a person do. `docs/roles.md` is made from this module."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ORGANIZER = "organizer", _("Organizer")
    ENGAGEMENT_STAFF = "engagement_staff", _("Engagement staff")
    ROSTER_ADMIN = "roster_admin", _("Roster admin")
    ORGANIZATION_ADMIN = "organization_admin", _("Organization admin")
    VOLUNTEER = "volunteer", _("Volunteer")
    VIEWER = "viewer", _("Viewer")
    PARTNER_REPRESENTATIVE = "partner_representative", _("Partner representative")


class Permission(models.TextChoices):
    """One thing a role may let a person do, within the organization that gave the role."""

    # Schools and money: public records.
    VIEW_SCHOOLS = "view_schools", _("See schools, plans and spending")
    IMPORT_RECORDS = "import_records", _("Import school and money records")
    MANAGE_PLANS = "manage_plans", _("Write down plans and what was spent")
    # The trail: what families asked, and what came of it.
    VIEW_TRAIL = "view_trail", _("See sessions, asks and answers")
    RECORD_SESSIONS = "record_sessions", _("Record sessions and what was heard")
    CODE_INPUTS = "code_inputs", _("Sort what was heard by topic")
    EDIT_CODEBOOK = "edit_codebook", _("Change the list of topics")
    MANAGE_ASKS = "manage_asks", _("Group, merge and link asks")
    CONFIRM_LINKS = "confirm_links", _("Confirm links between asks and plan lines")
    ANSWER_ASKS = "answer_asks", _("Answer families")
    MANAGE_BALLOTS = "manage_ballots", _("Run votes on projects")
    PUBLISH = "publish", _("Put results on public pages")
    # People.
    VIEW_PEOPLE = "view_people", _("See people")
    EDIT_PEOPLE = "edit_people", _("Add and change people")
    SEE_PROTECTED = "see_protected", _("See address and school of protected people")
    RECORD_CONVERSATIONS = "record_conversations", _("Write down conversations")
    WORK_ASSIGNMENTS = "work_assignments", _("Work through one's own list")
    MANAGE_LISTS = "manage_lists", _("Make lists and hand them out")
    IMPORT_PEOPLE = "import_people", _("Import people")
    MERGE_PEOPLE = "merge_people", _("Merge people recorded twice")
    SEND_MESSAGES = "send_messages", _("Send messages")
    ERASE_PEOPLE = "erase_people", _("Erase a person who asks for it")
    # Campaigns and events.
    VIEW_CAMPAIGNS = "view_campaigns", _("See campaigns and events")
    MANAGE_CAMPAIGNS = "manage_campaigns", _("Run campaigns and events")
    CHECK_IN = "check_in", _("Check people in at events")
    OPEN_CASES = "open_cases", _("Open an urgent case")
    # Coalition.
    VIEW_COALITION = "view_coalition", _("See coalitions, committees and decisions")
    REPRESENT = "represent", _("See the coalitions where one speaks for the organization, and vote for it")
    MANAGE_ROSTER = "manage_roster", _("Keep coalition and committee rosters")
    SHARE_PEOPLE = "share_people", _("Make sharing agreements")
    # The organization itself.
    EXPORT = "export", _("Download lists")
    MANAGE_MEMBERS = "manage_members", _("Invite and remove users, change their roles")
    MANAGE_ORGANIZATION = "manage_organization", _("Change the organization's settings")
    VIEW_AUDIT = "view_audit", _("See who did what")


P = Permission

READING = frozenset({P.VIEW_SCHOOLS, P.VIEW_TRAIL, P.VIEW_PEOPLE, P.VIEW_CAMPAIGNS, P.VIEW_COALITION})

# An organization admin runs accounts. The role opens nothing sealed: sealed notes and cases go by name, not by role.
ROLES: dict[Role, frozenset[Permission]] = {
    Role.ORGANIZER: READING
    | {
        P.EDIT_PEOPLE,
        P.SEE_PROTECTED,
        P.RECORD_CONVERSATIONS,
        P.WORK_ASSIGNMENTS,
        P.MANAGE_LISTS,
        P.IMPORT_PEOPLE,
        P.MERGE_PEOPLE,
        P.SEND_MESSAGES,
        P.MANAGE_CAMPAIGNS,
        P.CHECK_IN,
        P.OPEN_CASES,
        P.EXPORT,
    },
    Role.ENGAGEMENT_STAFF: READING
    | {
        P.IMPORT_RECORDS,
        P.MANAGE_PLANS,
        P.RECORD_SESSIONS,
        P.CODE_INPUTS,
        P.EDIT_CODEBOOK,
        P.MANAGE_ASKS,
        P.CONFIRM_LINKS,
        P.ANSWER_ASKS,
        P.MANAGE_BALLOTS,
        P.PUBLISH,
        P.EDIT_PEOPLE,
        P.RECORD_CONVERSATIONS,
        P.WORK_ASSIGNMENTS,
        P.CHECK_IN,
        P.EXPORT,
    },
    Role.ROSTER_ADMIN: READING | {P.MANAGE_ROSTER, P.SHARE_PEOPLE, P.EXPORT},
    Role.ORGANIZATION_ADMIN: READING
    | {
        P.IMPORT_RECORDS,
        P.IMPORT_PEOPLE,
        P.ERASE_PEOPLE,
        P.SHARE_PEOPLE,
        P.EXPORT,
        P.MANAGE_MEMBERS,
        P.MANAGE_ORGANIZATION,
        P.VIEW_AUDIT,
    },
    Role.VOLUNTEER: frozenset({P.VIEW_SCHOOLS, P.WORK_ASSIGNMENTS, P.CHECK_IN}),
    Role.VIEWER: READING,
    # Opens only what a coalition's roster says: a keeper may give this role in a partner without opening the partner.
    Role.PARTNER_REPRESENTATIVE: frozenset({P.VIEW_SCHOOLS, P.REPRESENT}),
}


def roles_with(permission: Permission) -> list[str]:
    """The roles that carry this permission."""
    return [role.value for role, permissions in ROLES.items() if permission in permissions]


def described_roles() -> list[tuple[Role, list[Permission]]]:
    """Each role with what it lets a person do, in the order of the list above."""
    return [(role, [permission for permission in Permission if permission in ROLES[role]]) for role in Role]
