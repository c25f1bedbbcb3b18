"""For which organization a signed-in person acts just now, and how long a session may last."""

import time
from datetime import timedelta
from operator import attrgetter

from django.conf import settings
from django.contrib import auth, messages
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.access import permissions_of
from accounts.models import Grant, Organization
from accounts.roles import Permission

CHOICE = "acting_for"
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
IDLE_LIMIT = timedelta(hours=2).total_seconds()
# Writing the clock at every click would make every read a write.
SEEN_STEP = timedelta(minutes=5).total_seconds()


class ActingForMiddleware:
    """Sets `request.organization` and `request.organizations` from today's grants; ends sessions that are too old."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and is_too_old(request.session):
            auth.logout(request)
            messages.info(request, _("You were signed out because some time had passed. Sign in again to go on."))
        grants = grants_of(request.user)
        request.organizations = list({grant.organization_id: grant.organization for grant in grants}.values())
        if request.method in ("GET", "HEAD") and request.user.is_authenticated:
            # Nothing that only reads can change them. What writes asks the database again at every step.
            request.user.held = held_by(grants)
        request.organization = chosen_among(request.organizations, request.session.get(CHOICE))
        zone = request.organization.timezone if request.organization else None
        was_signed_in = request.user.is_authenticated
        with timezone.override(zone or timezone.get_default_timezone()):
            response = self.get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            # The next person at this computer finds nothing by the Back button. The language stays: it is a cookie.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def stamp(session, now: float | None = None) -> None:
    """Start a session's clock. Called at sign-in."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = int(now or time.time())


def is_too_old(session, now: float | None = None) -> bool:
    """Over the absolute limit (settings) or left alone for two hours. Notes the visit otherwise."""
    now = now or time.time()
    started, seen = session.get(SIGNED_IN_AT), session.get(SEEN_AT)
    if started is None or seen is None or now - started > settings.SESSION_COOKIE_AGE or now - seen > IDLE_LIMIT:
        return True
    if now - seen > SEEN_STEP:
        session[SEEN_AT] = int(now)
    return False


def grants_of(user) -> list[Grant]:
    """The roles the user holds today, with their organizations; the longest-held first.

    Every page asks this first, and a person has few roles: which of them hold today is seen when they are read, which
    takes a third of asking the database for it.
    """
    grants = Grant.objects.of(user).select_related("organization").order_by()
    held = [grant for grant in grants if grant.is_in_force(grant.organization.today())]
    return sorted(held, key=attrgetter("starts_on", "pk"))


def held_by(grants) -> dict[Permission, frozenset[int]]:
    """For each permission, the organizations in which these grants carry it."""
    return {
        permission: frozenset(grant.organization_id for grant in grants if permission in grant.permissions)
        for permission in Permission
    }


def chosen_among(organizations: list[Organization], choice: int | None, fallback: bool = True) -> Organization | None:
    """The chosen organization if the user still belongs to it, else the first one."""
    for organization in organizations:
        if organization.pk == choice:
            return organization
    return organizations[0] if organizations and fallback else None


def choose(request, organization: Organization) -> None:
    """Act for another of one's organizations from now on."""
    request.session[CHOICE] = organization.pk


def acting(request) -> dict:
    """For templates: `organization`, `organizations`, and `may`, the permissions there by their code name."""
    if not hasattr(request, "organization"):
        return {}
    rights = SimpleLazyObject(
        lambda: {permission.name: True for permission in permissions_of(request.user, request.organization)}
    )
    return {"organization": request.organization, "organizations": request.organizations, "may": rights}
