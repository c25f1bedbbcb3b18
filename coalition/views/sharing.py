"""Sharing agreements: the list, drafting, the terms with what they would show, signing, ending."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, allow, organizations_with
from coalition import looking_across, sharing
from coalition.forms.sharing import ChangeTermsForm, DraftForm, terms_of_the_next
from coalition.models import ShareAgreement, ShareReceipt
from coalition.views.attempting import attempt, attempt_change
from kit.numbers import number_of

NAMES_SHOWN = 12
ENDS_SOON = 30


@allow(Permission.SHARE_PEOPLE, Permission.VIEW_PEOPLE)
@require_GET
def agreements(request):
    """What the user's organizations give and receive. Who makes no agreements sees the received ones that stand."""
    mine = organizations_with(request.user, Permission.SHARE_PEOPLE)
    known = ShareAgreement.objects.visible_to(request.user).select_related("giver", "receiver", "coalition")
    reads = ShareAgreement.objects.readable_by(request.user).select_related("giver", "receiver", "coalition")
    open_now = {
        each.pk for each in reads.standing() if sharing.state_of(each, are_together=True) == sharing.State.STANDS
    }
    received = reads.filter(pk__in=open_now) | known.filter(receiver__in=mine)
    context = {
        "given": _with_states(known.filter(giver__in=mine)),
        "received": _with_states(received.distinct()),
        "open_now": open_now,
        "makes": mine.exists(),
        "makes_for": set(known.values_list("pk", flat=True)),
    }
    return render(request, "coalition/sharing.html", context)


def _with_states(agreements):
    shown = list(agreements[:200])
    asked = ShareAgreement.objects.filter(pk__in=[each.pk for each in shown])
    together = set(asked.together().values_list("pk", flat=True))
    return [(each, sharing.state_of(each, are_together=each.pk in together)) for each in shown]


def trail(*further):
    return [(reverse("coalition:sharing"), _("Sharing agreements")), *further]


def _acting(request):
    """The organization for which the user drafts."""
    mine = organizations_with(request.user, Permission.SHARE_PEOPLE)
    return mine.filter(pk=getattr(request.organization, "pk", None)).first() or mine.first()


@allow(Permission.SHARE_PEOPLE)
@require_http_methods(["GET", "POST"])
def draft(request):
    """Write down a new agreement; ?like= begins with the terms of an earlier one. Nothing is shared by it."""
    organization = _acting(request)
    like = _earlier(request, organization)
    initial = terms_of_the_next(like, organization) if like else None
    form = DraftForm(request.POST or None, user=request.user, organization=organization, like=like, initial=initial)
    if form.is_valid():
        giver, receiver = form.sides
        made = attempt(form, sharing.draft, giver, receiver=receiver, by=request.user, **form.terms)
        if made:
            messages.success(request, _("Drafted. Nothing is shared until both sides sign."))
            return redirect("coalition:agreement", made.pk)
    page = {
        "title": _("Draft a sharing agreement"),
        "note": _("Nothing is shared until both sides have signed. Minors and protected people never are."),
        "trail": trail(),
        "form": form,
        "button": _("Save draft"),
        "cancel": reverse("coalition:sharing"),
    }
    return render(request, "coalition/form.html", page)


def _earlier(request, organization) -> ShareAgreement | None:
    """The agreement that the new one is to be like: one of this organization's own."""
    number = number_of(request.GET.get("like"))
    found = ShareAgreement.objects.visible_to(request.user).select_related("giver", "receiver")
    return found.filter(Q(giver=organization) | Q(receiver=organization), pk=number).first()


def made_by(request, pk) -> ShareAgreement:
    """An agreement that the user makes for one of its sides."""
    found = ShareAgreement.objects.visible_to(request.user)
    people = ("giver_signed_by", "receiver_signed_by", "ended_by", "created_by")
    return get_object_or_404(found.select_related("giver", "receiver", "coalition", *people), pk=pk)


@allow(Permission.SHARE_PEOPLE)
@require_GET
def agreement(request, pk):
    """The terms, the signatures, and what it shows: to the giver with who is left out and why."""
    return _agreement_page(request, made_by(request, pk))


def _agreement_page(request, found, refusal=None):
    sides = sharing.sides_of(found, request.user)
    gives, state = found.giver in sides, sharing.state_of(found)
    is_open = state not in (sharing.State.ENDED, sharing.State.OVER, sharing.State.APART)
    shows = looking_across.preview(found, by=request.user) if gives and is_open else None
    may_sign = [side for side in sides if is_open and not _signed(found, side, state)]
    context = {
        "agreement": found,
        "state": state,
        "is_open": is_open,
        "gives": gives,
        "has_next": _has_next(found, state),
        "fields": looking_across.fields_of(found),
        "preview": shows,
        "thin": _thin(shows) if shows else [],
        "some": [next(iter(each.values.values()), "") for each in shows.people[:NAMES_SHOWN]] if shows else [],
        "listed": found.people.count() if gives and found.population == ShareAgreement.Population.LIST else None,
        "offered": looking_across.how_many(found) if is_open and not gives else None,
        "segment": sharing.segment_of(found) if gives else None,
        "may_sign": may_sign,
        "terms": sharing.terms_hash(found),
        "looks": ShareReceipt.objects.filter(agreement=found).count(),
        "reads": ShareAgreement.objects.readable_by(request.user).filter(pk=found.pk).exists(),
        "refusal": refusal,
    }
    return render(request, "coalition/agreement.html", context)


def _thin(shows) -> list:
    """(fact, of how many people it would be shown) for facts that some of them have not, or do not let be used."""
    had = [(name, sum(bool(each.values[name]) for each in shows.people)) for name in shows.fields]
    return [(name.label, count) for name, count in had if count < len(shows.people)]


def _has_next(found, state) -> bool:
    """Whether it is time to draft the one that follows."""
    if state == sharing.State.STANDS:
        return (found.ends_on - found.giver.today()).days <= ENDS_SOON
    return state in (sharing.State.OVER, sharing.State.ENDED)


def _signed(found, side, state) -> bool:
    signed = found.giver_signed_at if side == found.giver else found.receiver_signed_at
    return bool(signed) and state != sharing.State.CHANGED


@allow(Permission.SHARE_PEOPLE)
@require_http_methods(["GET", "POST"])
def change(request, pk):
    """Change the terms: both signatures are void."""
    found = made_by(request, pk)
    gives = found.giver in sharing.sides_of(found, request.user)
    make = partial(ChangeTermsForm, user=request.user, giver=found.giver if gives else None)
    done, shown = attempt_change(request, make, found, sharing.change, verb="agreement.changed")
    if done:
        messages.success(request, _("Changed. Both sides sign anew."))
        return redirect("coalition:agreement", pk)
    here = reverse("coalition:agreement", args=[pk])
    page = {
        "title": _("Change the terms"),
        "note": _("Saving makes both signatures void: nothing is seen until both sides sign again."),
        "trail": trail((here, str(found))),
        "button": _("Save the terms"),
        "cancel": here,
    }
    return render(request, "coalition/form.html", page | shown)


@allow(Permission.SHARE_PEOPLE)
@require_POST
def sign(request, pk):
    """Sign the terms that stood on the page, for one side."""
    found = made_by(request, pk)
    side = next((side for side in (found.giver, found.receiver) if str(side.pk) == request.POST.get("side")), None)
    if side is None:
        raise Http404
    try:
        sharing.sign(found, by=request.user, organization=side, terms=request.POST.get("terms", "") or "none")
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as refusal:
        return _agreement_page(request, made_by(request, pk), refusal)
    messages.success(request, _("Signed for %(side)s.") % {"side": side})
    return redirect("coalition:agreement", pk)


@allow(Permission.SHARE_PEOPLE)
@require_http_methods(["GET", "POST"])
def end(request, pk):
    """End it at once, by either side alone."""
    found = made_by(request, pk)
    here = reverse("coalition:agreement", args=[pk])
    if request.method == "POST":
        sharing.end(found, by=request.user)
        messages.success(request, _("Ended. Nothing is seen any more; the receipts stay."))
        return redirect(here)
    page = {
        "title": str(found),
        "question": _("End this agreement?"),
        "consequence": _(
            "From this moment on the other side sees nobody. It cannot be taken up again: make a new one."
        ),
        "button": _("End the agreement"),
        "icon": "lock",
        "cancel_url": here,
        "trail": trail((here, str(found))),
    }
    return render(request, "coalition/end_sharing.html", page)
