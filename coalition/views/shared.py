"""What is seen under an agreement: the people, the file, and the receipts of both."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.access import Permission, allow, may
from accounts.audit import record
from coalition import looking_across, sharing
from coalition.looking_across import fields_of
from coalition.models import ShareAgreement, SharedField, ShareReceipt
from coalition.views.sharing import made_by
from kit.paging import page_of
from kit.sheets import write_xlsx
from members.models import Person

PEOPLE_A_PAGE, RECEIPTS_A_PAGE, LONGEST_SEARCH = 50, 25, 100
Way = ShareReceipt.Way
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REACH = {SharedField.PHONE, SharedField.EMAIL}


def _look(request, pk, way, **options):
    """The agreement and what is seen under it now; not found when nothing may be seen."""
    found = ShareAgreement.objects.readable_by(request.user).select_related("giver", "receiver", "coalition")
    agreement = get_object_or_404(found, pk=pk)
    try:
        return agreement, looking_across.seen(agreement, by=request.user, way=way, **options)
    except PermissionDenied:
        raise Http404 from None


@allow(Permission.VIEW_PEOPLE)
@never_cache
@require_GET
def people(request, pk):
    """The people another organization lets us see, with the agreed facts and no others."""
    words, pages = request.GET.get("q", "")[:LONGEST_SEARCH].strip(), []

    def page_asked(people):
        pages.append(Paginator(people, PEOPLE_A_PAGE).get_page(request.GET.get("page")))
        return pages[0]

    agreement, shown = _look(request, pk, Way.LIST, words=words, part=page_asked)
    fields = fields_of(agreement)
    context = {
        "agreement": agreement,
        "fields": fields,
        "rows": [([person.values[name] for name in fields], person.way_names) for person in shown],
        "page": pages[0],
        "words": words,
        "with_ways": bool(REACH & set(fields)),
        "may_export": may(request.user, Permission.EXPORT, agreement.receiver),
        "makes": sharing.sides_of(agreement, request.user),
    }
    return render(request, "coalition/shared_people.html", context)


@allow(Permission.EXPORT)
@never_cache
@require_GET
def export(request, pk):
    """The same as a file that says under which agreement and on which day it was taken."""
    agreement, shown = _look(request, pk, Way.EXPORT)
    record(
        request.user, "agreement.downloaded", agreement, organization=agreement.receiver, people=len(shown)
    )  # fmt: skip
    fields = fields_of(agreement)
    with_ways = bool(REACH & set(fields))
    today = timezone.localdate()
    title = _("Sharing agreement %(number)s, %(sides)s, taken on %(day)s. Only for: %(purpose)s") % {
        "number": agreement.pk,
        "sides": str(agreement),
        "day": date_format(today),
        "purpose": agreement.purpose,
    }
    header = [str(name.label) for name in fields] + ([_("May be used for")] if with_ways else [])
    rows = [
        [person.values[name] for name in fields] + ([", ".join(person.way_names)] if with_ways else [])
        for person in shown
    ]
    answer = HttpResponse(write_xlsx([title], [header, *rows], title=_("Shared people")), content_type=XLSX)
    name = f"sharing-agreement-{agreement.pk}-{today.isoformat()}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@allow(Permission.SHARE_PEOPLE)
@require_GET
def receipts(request, pk):
    """Every look under an agreement: who, when, how many, which facts. Both sides read the same."""
    agreement = made_by(request, pk)
    looks = ShareReceipt.objects.filter(agreement=agreement).select_related("by")
    page = page_of(looks, request, RECEIPTS_A_PAGE)
    context = {"agreement": agreement, "page": page, "rows": [(look, fields_of(look)) for look in page]}
    return render(request, "coalition/receipts.html", context)


@allow(Permission.SHARE_PEOPLE)
@require_GET
def receipt(request, pk):
    """One look. The giving side reads whom it showed; the receiving side how many."""
    look = get_object_or_404(
        ShareReceipt.objects.filter(agreement__in=ShareAgreement.objects.visible_to(request.user)).select_related("by"),
        pk=pk,
    )
    agreement = made_by(request, look.agreement_id)
    gives = agreement.giver in sharing.sides_of(agreement, request.user)
    known = Person.objects.visible_to(request.user).of(agreement.giver).filter(pk__in=look.person_ids)
    context = {
        "agreement": agreement,
        "receipt": look,
        "fields": fields_of(look),
        "gives": gives,
        "page": page_of(known, request, PEOPLE_A_PAGE) if gives else None,
    }
    return render(request, "coalition/receipt.html", context)
