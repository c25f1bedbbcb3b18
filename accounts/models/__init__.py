from accounts.models.audit import AppendOnly, AuditEntry
from accounts.models.form_use import FormUse
from accounts.models.grant import Grant
from accounts.models.invitation import Invitation
from accounts.models.job import Job
from accounts.models.organization import Organization
from accounts.models.user import User
from accounts.models.zones import Zone, today_in
from accounts.roles import Role

__all__ = [
    "AppendOnly",
    "AuditEntry",
    "FormUse",
    "Grant",
    "Invitation",
    "Job",
    "Organization",
    "Role",
    "User",
    "Zone",
    "today_in",
]
