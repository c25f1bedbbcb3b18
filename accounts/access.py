"""Who may use which address. Every view says so: @allow, @signed_in or @public. One that says nothing answers 404."""

from dataclasses import dataclass
from datetime import date

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from accounts.models import Grant, Organization
from accounts.roles import ROLES, Permission, Role, roles_with

__all__ = [
    "ROLES",
    "Access",
    "AccessMiddleware",
    "Permission",
    "Role",
    "access_of",
    "allow",
    "may",
    "organizations_with",
    "places_with",
    "public",
    "roles_with",
    "signed_in",
]


@dataclass(frozen=True)
class Access:
    """What an address asks of its visitor."""

    permissions: tuple[Permission, ...] = ()
    is_public: bool = False

    def admits(self, user) -> bool:
        """Whether this user may enter, by the grants that stand in the database now."""
        if self.is_public:
            return True
        if not user.is_authenticated or not user.is_active:
            return False
        return not self.permissions or any(may(user, permission) for permission in self.permissions)


PUBLIC = Access(is_public=True)
SIGNED_IN = Access()

# Addresses whose views are not ours: who may use them, by URL name. A name in no list answers 404.
PUBLIC_NAMES = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "set_language",
        "javascript-catalog",
        "favicon",
    }
)
SIGNED_IN_NAMES = frozenset(
    {
        "account_change_password",
        "account_reauthenticate",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)
# Of allauth's addresses these stay closed, and why. The access test fails on a name that stands in none of the lists.
CLOSED_NAMES = {
    "account_signup": "people are invited",
    "account_signup_by_passkey": "people are invited",
    "account_set_password": "an invited person chooses the password when accepting",
    "account_email": "the invitation went to one address, and that is the one to sign in with",
    "account_email_verification_sent": "following an invitation proves the address",
    "account_confirm_email": "following an invitation proves the address",
    "account_request_login_code": "a code by mail would go around the second step",
    "account_confirm_login_code": "a code by mail would go around the second step",
}
# What one can still reach while the second sign-in step is missing: setting it up, leaving, one's language.
OPEN_WITHOUT_SECOND_FACTOR = SIGNED_IN_NAMES | {"accounts:account", "accounts:sign_out_elsewhere", "accounts:act_for"}


def allow(*permissions: Permission):
    """Only for people who hold one of these permissions in some organization today. Which rows: `visible_to` says."""
    if not permissions:
        raise TypeError("Name at least one permission, or use @signed_in.")
    return _declare(Access(permissions=permissions))


def signed_in(view):
    """For everyone who is signed in: their own account, their own jobs."""
    return _declare(SIGNED_IN)(view)


def public(view):
    """For everybody, signed in or not."""
    return _declare(PUBLIC)(view)


def _declare(access: Access):
    def mark(view):
        if isinstance(view, type):
            return method_decorator(_declare(access), name="dispatch")(view)
        view.access = access
        return view

    return mark


def access_of(view, url_name: str | None = None) -> Access | None:
    """What this address declares; None when nobody said anything."""
    declared = getattr(view, "access", None)
    if declared is not None:
        return declared
    if url_name in PUBLIC_NAMES:
        return PUBLIC
    if url_name in SIGNED_IN_NAMES:
        return SIGNED_IN
    return None


def may(user, permission: Permission, organization: Organization | None = None, on: date | None = None) -> bool:
    """Whether the user holds the permission that day, in this organization or, without one, in any."""
    held = getattr(user, "held", None)
    if held is not None and on is None:
        return bool(held[permission]) if organization is None else organization.pk in held[permission]
    places = organizations_with(user, permission, on)
    if organization is not None:
        places = places.filter(pk=organization.pk)
    return places.exists()


def organizations_with(user, permission: Permission, on: date | None = None):
    """Organizations in which the user holds the permission that day, as a queryset to build on."""
    return Organization.objects.where_may(user, permission, on)


def places_with(user, permission: Permission):
    """The same for the right side of `__in`: bare ids where this visit knows them, which a database plans best."""
    held = getattr(user, "held", None)
    return Grant.objects.placing(user, permission) if held is None else held[permission]


class AccessMiddleware:
    """Asks every address for its declaration before the view runs. No declaration, no answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        url_name = request.resolver_match.view_name
        access = access_of(view, url_name)
        if access is None:
            raise Http404
        if access.is_public:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not access.admits(request.user):
            raise Http404
        if lacks_second_factor(request) and url_name not in OPEN_WITHOUT_SECOND_FACTOR:
            return redirect("mfa_activate_totp")
        return None


def lacks_second_factor(request) -> bool:
    """An organization of this user asks for a second sign-in step, and the user has none yet."""
    needed = any(organization.requires_second_factor for organization in request.organizations)
    return needed and not is_mfa_enabled(request.user)


def permissions_of(user, organization: Organization | None) -> frozenset[Permission]:
    """Everything the user may do for this organization today: what a menu needs to know, in one query."""
    if organization is None:
        return frozenset()
    held = getattr(user, "held", None)
    if held is not None:
        return frozenset(permission for permission, places in held.items() if organization.pk in places)
    grants = Grant.objects.current().of(user).filter(organization=organization)
    return frozenset().union(*(grant.permissions for grant in grants))
