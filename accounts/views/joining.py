"""Following an invitation."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import inviting
from accounts.access import public
from accounts.forms import JoinForm
from accounts.models import User


@public
@require_http_methods(["GET", "POST"])
def invitation(request, token):
    """Choose a name and a password, or, with an account already, take the role in it."""
    found = inviting.find(token)
    if found is None:
        return render(request, "accounts/invitation_over.html", status=404)
    if User.objects.filter(email=found.email).exists():
        return _take(request, found)
    return _join(request, found)


def _join(request, found):
    form = JoinForm(request.POST or None)
    if form.is_valid():
        try:
            user = inviting.join(found, **form.cleaned_data, language=translation.get_language())
        except ValidationError as refusal:
            _show_at_its_field(form, refusal)
        else:
            messages.success(request, _("Welcome to Fairshare."))
            return perform_login(request, user, redirect_url="/")
    return render(request, "accounts/invitation.html", {"invitation": found, "form": form})


def _take(request, found):
    """For someone who has an account: only that account may take the role."""
    is_theirs = request.user.is_authenticated and request.user.email == found.email
    refusal = None
    if request.method == "POST" and is_theirs:
        try:
            inviting.accept(found, user=request.user)
        except ValidationError as refused:
            refusal = " ".join(refused.messages)
        else:
            messages.success(
                request, _("You now have a role in %(organization)s.") % {"organization": found.organization}
            )
            return redirect("/")
    answer = {"invitation": found, "is_theirs": is_theirs, "refusal": refusal}
    return render(request, "accounts/invitation_take.html", answer)


def _show_at_its_field(form, refusal):
    """A weak password is told beside the password; whatever else is refused stands above the form."""
    fields = getattr(refusal, "error_dict", {})
    for name, errors in fields.items():
        form.add_error(name if name in form.fields else None, errors)
    if not fields:
        form.add_error("password", refusal)
