"""A person's own account, and for whom they act."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import acting, changing
from accounts.access import signed_in
from accounts.adapter import remember_language
from accounts.forms import AccountForm
from accounts.models import Grant
from kit.addresses import page_of_ours
from kit.numbers import number_of


@signed_in
@require_http_methods(["GET", "POST"])
def account(request):
    """My name, language, roles, second sign-in step, and devices."""
    form = AccountForm(request.POST or None, instance=request.user)
    if form.is_valid():
        user = changing.change_account(request.user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Your account is saved."))
        return remember_language(redirect("accounts:account"), user)
    grants = Grant.objects.current().of(request.user).select_related("organization")
    answer = {"form": form, "grants": grants, "has_second_factor": is_mfa_enabled(request.user)}
    return render(request, "accounts/account.html", answer | {"hours": settings.SESSION_COOKIE_AGE // 3600})


@signed_in
@require_POST
def sign_out_elsewhere(request):
    """End every other session of mine; this one goes on."""
    changing.sign_out_elsewhere(request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("You are signed out on all other devices."))
    return redirect("accounts:account")


@signed_in
@require_POST
def act_for(request):
    """Act for another organization of mine from now on."""
    chosen = acting.chosen_among(request.organizations, number_of(request.POST.get("organization")), fallback=False)
    if chosen is None:
        raise Http404
    acting.choose(request, chosen)
    target = request.POST.get("next", "")
    return redirect(target if page_of_ours(request, target) else "accounts:account")
