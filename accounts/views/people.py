"""The users of an organization: who has which role, and who is invited."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import granting, inviting
from accounts.access import Permission, allow, organizations_with
from accounts.forms import InviteForm, RoleForm
from accounts.models import Grant, Invitation
from accounts.roles import described_roles


def _organization(request):
    """The organization the visitor acts for, if they manage its users."""
    acting_for = getattr(request.organization, "pk", None)
    return get_object_or_404(organizations_with(request.user, Permission.MANAGE_MEMBERS), pk=acting_for)


@allow(Permission.MANAGE_MEMBERS)
@require_safe
def people(request):
    """Everybody with a role here, and the invitations nobody answered yet."""
    organization = _organization(request)
    second_factor = Authenticator.objects.filter(user=OuterRef("user"), type=Authenticator.Type.TOTP)
    grants = Grant.objects.current().filter(organization=organization).select_related("user")
    grants = grants.annotate(has_second_factor=Exists(second_factor)).order_by("user__name", "pk")
    invitations = Invitation.objects.visible_to(request.user).filter(organization=organization).unanswered()
    page = Paginator(grants, 100).get_page(request.GET.get("page"))
    answer = {"page": page, "invitations": invitations.select_related("invited_by")[:100], "roles": described_roles()}
    return render(request, "accounts/people.html", answer)


@allow(Permission.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def invite(request):
    """Ask someone in by e-mail."""
    organization = _organization(request)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            invitation = inviting.invite(
                **form.cleaned_data, organization=organization, by=request.user, link=_link_of(request)
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": invitation.email})
            return redirect("accounts:people")
    return render(request, "accounts/invite.html", {"form": form, "roles": described_roles()})


def _link_of(request):
    return lambda token: request.build_absolute_uri(reverse("accounts:invitation", args=[token]))


@allow(Permission.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def change_role(request, grant_id):
    """Give another role in place of this one."""
    grant = get_object_or_404(
        Grant.objects.editable_by(request.user).select_related("user", "organization"), pk=grant_id
    )
    form = RoleForm(request.POST or None, initial={"role": grant.role})
    if form.is_valid():
        try:
            changed = granting.change_role(grant, role=form.cleaned_data["role"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            told = {"name": changed.user, "role": changed.get_role_display()}
            messages.success(request, _("%(name)s now has the role %(role)s.") % told)
            return redirect("accounts:people")
    return render(request, "accounts/change_role.html", {"form": form, "grant": grant, "roles": described_roles()})


@allow(Permission.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def remove(request, grant_id):
    """Ask once, then end the role at once."""
    grant = get_object_or_404(
        Grant.objects.editable_by(request.user).select_related("user", "organization"), pk=grant_id
    )
    refusal = None
    if request.method == "POST":
        try:
            granting.remove(grant, by=request.user)
        except ValidationError as refused:
            refusal = " ".join(refused.messages)
        else:
            messages.success(request, _("%(name)s no longer has this role.") % {"name": grant.user})
            return redirect("accounts:people")
    return render(request, "accounts/remove.html", {"grant": grant, "refusal": refusal})


@allow(Permission.MANAGE_MEMBERS)
@require_POST
def revoke(request, invitation_id):
    """Take an invitation back."""
    invitation = get_object_or_404(Invitation.objects.editable_by(request.user), pk=invitation_id)
    inviting.revoke(invitation, by=request.user)
    messages.success(request, _("The invitation of %(email)s is taken back.") % {"email": invitation.email})
    return redirect("accounts:people")
