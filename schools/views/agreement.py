"""Pages on how far two readers agree, and on the comments that they read differently."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow, may
from schools import agreeing
from schools import coding as deeds
from schools.agreeing import Part
from schools.forms.coding import ReadingForm
from schools.models import CodebookVersion, Input, Reading, SecondReading


@allow(Permission.VIEW_TRAIL)
@require_GET
def agreement(request):
    """Per topic how often two readers agree, with suggestions and without, and what they read differently."""
    versions = CodebookVersion.objects.visible_to(request.user).filter(organization=request.organization).published()
    versions = list(versions.order_by("-number"))
    version = _asked_for(versions, request.GET.get("version"))
    part = Part(request.GET["part"]) if request.GET.get("part") in list(Part) else Part.ALL
    context = {"version": version, "versions": versions, "part": part, "few": agreeing.FEW}
    if version:
        context |= _figures(request, version, part)
        context["is_current"] = version == versions[0]
    return render(request, "schools/agreement.html", context)


def _asked_for(versions, number):
    """The version in the address, else the newest. A number nobody published is no page."""
    if not number:
        return versions[0] if versions else None
    found = [version for version in versions if str(version.number) == number]
    if not found:
        raise Http404
    return found[0]


def _figures(request, version, part):
    inputs = Input.objects.visible_to(request.user).standing()
    pairs = agreeing.doubles(version, inputs)
    chosen = [pair for pair in pairs if pair.is_in(part)]
    drawn = SecondReading.objects.filter(input__in=inputs, input__session__event__steward=version.organization_id)
    first = Reading.objects.filter(version=version, input__in=inputs, round=Reading.Round.FIRST)
    return {
        "first": first.count(),
        "drawn": drawn.count(),
        "twice": len(pairs),
        "overall": agreeing.overall(pairs),
        "rows": agreeing.per_topic(chosen, list(version.codes.all())),
        "differing": [pair for pair in chosen if pair.is_open],
        "settled": [pair for pair in chosen if pair.differs and pair.settled],
    }


@allow(Permission.CODE_INPUTS)
@require_POST
def draw(request):
    """Draw, by chance, as many comments for a second reading as there should be."""
    if not may(request.user, Permission.CODE_INPUTS, request.organization):
        raise Http404
    try:
        count = deeds.draw_second_readings(request.organization, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        said = ngettext("%(count)s more comment drawn.", "%(count)s more comments drawn.", count) % {"count": count}
        messages.success(request, said if count else _("Enough comments are drawn already."))
    return redirect("schools:agreement")


@allow(Permission.VIEW_TRAIL)
@require_http_methods(["GET", "POST"])
def disagreement(request, pk):
    """Two readings of one comment side by side, and what counts in the end."""
    entry = get_object_or_404(
        Input.objects.visible_to(request.user).standing().select_related("session__event__steward", "school"), pk=pk
    )
    version = CodebookVersion.objects.current().filter(organization=entry.steward).first()
    pairs = agreeing.doubles(version, Input.objects.filter(pk=entry.pk)) if version else []
    if not pairs or not pairs[0].differs:
        raise Http404
    may_settle = pairs[0].is_open and may(request.user, Permission.CODE_INPUTS, entry.steward)
    rows = agreeing.side_by_side(pairs[0])
    form = _settling_form(request, version, rows) if may_settle else None
    if form and form.is_valid():
        try:
            deeds.settle(entry, codes=form.pairs, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Settled. Both readings stay on record."))
            return redirect("schools:agreement")
    context = {"entry": entry, "pair": pairs[0], "form": form, "rows": rows}
    return render(request, "schools/disagreement.html", context)


def _settling_form(request, version, rows):
    """All topics, those that one of the two chose on top. Nothing is filled in: they talk first."""
    return ReadingForm(
        request.POST if request.method == "POST" else None,
        codes=version.codes.all(),
        suggested=[row.code for row in rows],
        top_label=_("Chosen by one reader or both"),
    )
