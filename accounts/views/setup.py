"""Setting up: the way to every page about the organization itself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import founding, setup_links
from accounts.access import Permission, allow, organizations_with, permissions_of, signed_in
from accounts.forms import HistoryFilter, OrganizationForm
from accounts.models import AuditEntry, User


@signed_in
@require_safe
def setup(request):
    """Links to what this person may set up here."""
    links = setup_links.links_for(permissions_of(request.user, request.organization))
    return render(request, "accounts/setup.html", {"links": links})


@allow(Permission.MANAGE_ORGANIZATION)
@require_http_methods(["GET", "POST"])
def organization(request):
    """Name, language, time zone, and whether everybody needs a second sign-in step."""
    places = organizations_with(request.user, Permission.MANAGE_ORGANIZATION)
    row = get_object_or_404(places, pk=getattr(request.organization, "pk", None))
    form = OrganizationForm(request.POST or None, instance=row)
    if form.is_valid():
        try:
            founding.change(row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("accounts:setup")
    return render(request, "accounts/organization.html", {"form": form})


@allow(Permission.VIEW_AUDIT)
@require_safe
def history(request):
    """Who did what in the organization, newest first, by person, matter and day."""
    entries = AuditEntry.objects.visible_to(request.user).filter(organization=request.organization)
    people = User.objects.filter(pk__in=entries.order_by().values("by"))
    form = HistoryFilter(request.GET, people=people)
    page = Paginator(form.chosen(entries).select_related("by"), 50).get_page(request.GET.get("page"))
    return render(request, "accounts/history.html", {"form": form, "page": page, "chips": form.chips()})
