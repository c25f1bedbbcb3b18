"""What somebody allows us, everything we hold about them, who looked, and forgetting them."""

from secrets import token_hex

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow, organizations_with
from accounts.audit import record
from kit.paging import page_of
from members import allowed, consenting, erasing, exporting
from members.forms.consent import ConsentForm, EraseForm
from members.looking import looked, looks_at
from members.models import Channel, ConsentEvent, Person, PersonView


@allow(Permission.VIEW_PEOPLE)
@require_GET
def consent(request, pk):
    """Where each way to reach somebody stands, how it came to that, and a form for what they said now."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    looked(request.user, person, PersonView.Kind.PAGE)
    on = person.steward.today()
    usual = {"said_on": on, "channel": Channel.CALL, "entry_key": token_hex(16)}
    form = ConsentForm(person=person, on=on, initial=usual | _from_link(request))
    return _consent_page(request, person, on, form)


def _from_link(request) -> dict:
    """What a link for writing down a no fills in: a no to everything, and how it was said where the link knows."""
    if "no" not in request.GET:
        return {}
    said = {name: request.GET[name] for name in ("source", "said_on", "evidence") if name in request.GET}
    return {"state": ConsentEvent.State.REFUSED, "channel": "", **said}


@allow(Permission.EDIT_PEOPLE)
@require_POST
def say_consent(request, pk):
    """Add what somebody said to the ledger."""
    person = get_object_or_404(Person.objects.editable_by(request.user), pk=pk)
    on = person.steward.today()
    form = ConsentForm(request.POST, person=person, on=on)
    if form.is_valid():
        try:
            consenting.say(person, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Written down. It counts from now on, everywhere."))
            return redirect("members:consent", person.pk)
    return _consent_page(request, person, on, form)


def _consent_page(request, person, on, form):
    is_minor = person.is_minor(on)
    guardians = consenting.guardians_of([person], on)[person.pk] if is_minor else set()
    events = person.consentevents.select_related("given_by", "recorded_by").order_by("-happened_at", "-pk")
    context = {
        "person": person,
        "form": form,
        "may_say": Person.objects.editable_by(request.user).filter(pk=person.pk).exists(),
        "chips": allowed.chips_for([person], on=on)[person.pk],
        "shared": allowed.shared_through(person, on=on),
        "history": page_of(events, request, 25),
        "is_minor": is_minor,
        "guardians": Person.objects.filter(pk__in=guardians),
    }
    return render(request, "members/consent.html", context)


@allow(Permission.ERASE_PEOPLE)
@require_http_methods(["GET", "POST"])
def erase(request, pk):
    """Ask once more, then forget somebody for good."""
    mine = organizations_with(request.user, Permission.ERASE_PEOPLE)
    person = get_object_or_404(Person.objects.visible_to(request.user).filter(steward__in=mine), pk=pk)
    form = EraseForm(request.POST or None)
    if form.is_valid():
        erasing.erase(person, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Erased. A mark stays behind so that no file brings them back."))
        return redirect("members:list")
    return render(request, "members/erase.html", {"person": person, "form": form, "goes": erasing.what_goes(person)})


def _handed_person(request, pk):
    """A person whose record the user may hand out: theirs to download, and not hidden from them."""
    mine = organizations_with(request.user, Permission.EXPORT)
    people = Person.objects.open_to(request.user).filter(steward__in=mine).select_related("steward")
    person = get_object_or_404(people, pk=pk)
    looked(request.user, person, PersonView.Kind.EXPORT)
    record(request.user, "consent.handed_out", person)
    return person


def _language_of(person) -> str:
    """The language to hand it out in: theirs, if we write it; else the organization's."""
    written = dict(settings.LANGUAGES)
    return person.language if person.language in written else person.steward.language


@allow(Permission.EXPORT)
@require_GET
def own_data(request, pk):
    """Everything we hold about somebody, to read or print, in their language."""
    person = _handed_person(request, pk)
    with translation.override(_language_of(person)):
        return render(
            request, "members/own_data.html", {"person": person, "everything": exporting.everything_about(person)}
        )


@allow(Permission.EXPORT)
@require_GET
def own_data_file(request, pk):
    """The same as a file for another program."""
    person = _handed_person(request, pk)
    with translation.override(_language_of(person)):
        everything = exporting.as_plain(exporting.everything_about(person))
    file = JsonResponse(everything, json_dumps_params={"ensure_ascii": False, "indent": 1})
    file["Content-Disposition"] = f'attachment; filename="person-{person.pk}.json"'
    return file


@allow(Permission.ERASE_PEOPLE)
@require_GET
def who_looked(request, pk):
    """Who saw somebody's page, or a list or file with them on it."""
    mine = organizations_with(request.user, Permission.ERASE_PEOPLE)
    person = get_object_or_404(Person.objects.visible_to(request.user).filter(steward__in=mine), pk=pk)
    return render(request, "members/who_looked.html", {"person": person, "looks": page_of(looks_at(person), request)})
