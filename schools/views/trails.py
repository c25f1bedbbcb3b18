"""The trail pages: one school's year, the district table, and how we count."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.access import Permission, allow, public
from kit.money import dollars
from kit.years import current_school_year, parse_school_year
from kit.years import school_year as school_year_label
from schools.coverage import coverage
from schools.district import DEFAULT_SORT, district_rows, download, silence
from schools.forms.district import DistrictFilter
from schools.measuring import measure
from schools.models import Ask, PlanVersion, School, Session, YearPromise
from schools.models.school import NEWEST_YEAR, OLDEST_YEAR
from schools.telling import told
from schools.templatetags.trail import nice_scale
from schools.yearly import SchoolYear, school_year, seni_by_year, sessions_of, years_of

ROWS_PER_PAGE = 50
FILE_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def asked_year(request, default):
    """The year in the address, or the default when it names none."""
    try:
        year = parse_school_year(request.GET.get("year", ""))
    except ValidationError:
        return default
    return year if OLDEST_YEAR <= year <= NEWEST_YEAR else default


@allow(Permission.VIEW_SCHOOLS)
def school(request, cds_code):
    """One school's trail for a plan year: totals, asks with money and answers, who was heard, what comes next."""
    school = get_object_or_404(School.objects.visible_to(request.user), cds_code=cds_code)
    today = request.organization.today()
    this_year = current_school_year(today)
    year = asked_year(request, this_year)
    trail = school_year(school, year, user=request.user, on=today)
    seni = seni_by_year(school, user=request.user)
    return render(
        request,
        "schools/school.html",
        {
            "school": school,
            "year": year,
            "next_year": year + 1,
            "years": year_choices(years_of(school, user=request.user, default=this_year), year),
            "trail": trail,
            "figures": told(measure(trail), trail),
            "band": band_of(trail),
            "notes": dates_of(trail),
            "scale": nice_scale(trail.largest_cents),
            "people_scale": max(100, trail.most_people),
            "seni": seni,
            "seni_now": next((record for record in seni if record.year <= year), None),
            "heard": coverage(school, year, user=request.user),
            "listening": sessions_of(school, year + 1, user=request.user),
            **countdown(school, year + 1, today),
        },
    )


def countdown(school, year, today):
    """Until when words can still shape the plan of a year."""
    promise = YearPromise.objects.filter(school=school, year=year, budget_on__isnull=False).first()
    if promise is None:
        return {}
    return {"budget_on": promise.budget_on, "days_left": (promise.budget_on - today).days}


def year_choices(years, chosen):
    """Label, address and whether it is chosen, for each plan year."""
    return [(school_year_label(year), f"?year={year}", year == chosen) for year in years]


def dates_of(trail: SchoolYear):
    """When it was heard, filed and reported: the line under the heading, each figure with its day."""
    first, last = trail.heard_on
    notes = []
    if first:
        notes.append(
            _("Heard %(first)s to %(last)s") % {"first": date_format(first), "last": date_format(last)}
            if first != last
            else _("Heard %(day)s") % {"day": date_format(first)}
        )
    if trail.plan:
        notes.append(_("plan filed %(day)s") % {"day": date_format(trail.plan.submitted_on)})
    else:
        notes.append(_("no plan filed yet"))
    if trail.spent_as_of:
        notes.append(_("spending as of %(day)s") % {"day": date_format(trail.spent_as_of)})
    elif trail.plan:
        notes.append(_("spending not reported"))
    return notes


def band_of(trail: SchoolYear):
    """The five totals of `{% trail_band %}`."""
    return [_asked(trail), _coded(trail), _planned(trail), _spent(trail), _answered(trail)]


def _asked(trail):
    asks = ngettext("%(count)s ask", "%(count)s asks", len(trail.trails)) % {"count": len(trail.trails)}
    sessions = ngettext("%(count)s session", "%(count)s sessions", trail.session_count) % {"count": trail.session_count}
    note = _("people made %(asks)s in %(sessions)s") if trail.session_count else _("people made %(asks)s")
    more = _("or more") if trail.people_are_at_least else ""
    return {
        "stop": "asked",
        "figure": f"{trail.people:,}",
        "small": more,
        "note": note % {"asks": asks, "sessions": sessions},
    }


def _coded(trail):
    day = trail.coded_on
    return {
        "stop": "coded",
        "figure": str(len(trail.coded)),
        "small": _of_asks(trail),
        "note": _("sorted by people, %(day)s") % {"day": date_format(day)} if day else _("not sorted yet"),
        "leak": bool(trail.left_out),
    }


def _of_asks(trail):
    return ngettext("of %(count)s ask", "of %(count)s asks", len(trail.trails)) % {"count": len(trail.trails)}


def _planned(trail):
    if trail.plan is None:
        return {"stop": "planned", "figure": "–", "note": _("no plan filed yet")}
    left_out = len(trail.left_out)
    return {
        "stop": "planned",
        "figure": dollars(trail.planned_cents),
        "note": _("for %(count)s of %(all)s asks, of %(open)s the school can choose")
        % {"count": len(trail.planned_trails), "all": len(trail.trails), "open": dollars(trail.open_cents)},
        "gap": _("%(count)s left out, no reason") % {"count": left_out} if left_out else "",
        "leak": bool(trail.unspent or trail.unreported),
    }


def _spent(trail):
    if trail.plan is None:
        return {"stop": "spent", "figure": "–", "note": _("no plan filed yet")}
    if trail.spent_cents is None:
        return {"stop": "spent", "figure": "–", "note": _("spending not reported"), **_spent_gap(trail)}
    note = _("on %(count)s of %(all)s asks, by %(day)s") % {
        "count": len(trail.spent_trails),
        "all": len(trail.planned_trails),
        "day": date_format(trail.spent_as_of),
    }
    return {"stop": "spent", "figure": dollars(trail.spent_cents), "note": note, **_spent_gap(trail)}


def _spent_gap(trail):
    days = (trail.on - trail.money_since).days
    lasting = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    if trail.unspent:
        gap = _("%(count)s unspent · %(days)s") % {"count": len(trail.unspent), "days": lasting}
    elif trail.unreported:
        gap = _("%(count)s not reported · %(days)s") % {"count": len(trail.unreported), "days": lasting}
    else:
        gap = ""
    return {"gap": gap, "leak": bool(trail.waiting) and trail.days_late > 0}


def _answered(trail):
    late = [entry for entry in trail.waiting if entry.days_late]
    days = ngettext("%(days)s day late", "%(days)s days late", trail.days_late) % {"days": trail.days_late}
    return {
        "stop": "answered",
        "figure": str(len(trail.answered)),
        "small": _of_asks(trail),
        "note": _("with a reason, and sent back to families"),
        "gap": _("%(count)s waiting · %(days)s") % {"count": len(late), "days": days} if late else "",
        "gap_icon": "clock",
    }


@allow(Permission.VIEW_TRAIL)
@require_GET
def district(request):
    """Schools by what was heard, answered, followed, kept and left out in one plan year."""
    form, year, today = _district_question(request)
    rows = district_rows(form.found(), year, user=request.user, on=today, sort=form.order)
    context = {
        "form": form,
        "year": year,
        "years": [(school_year_label(each), each, each == year) for each in _district_years(request.user, year, today)],
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "chips": form.chips(),
        "silence": silence(form.fitting().active(), year, user=request.user),
        "default_sort": DEFAULT_SORT,
        "today": today,
    }
    return render(request, "schools/district.html", context)


@allow(Permission.EXPORT)
@require_GET
def district_file(request, kind):
    """The same table as a file, all its rows, without counts of people that could single somebody out."""
    if kind not in FILE_KINDS:
        raise Http404
    form, year, today = _district_question(request)
    rows = district_rows(form.found(), year, user=request.user, on=today, sort=form.order)
    content = download(
        rows,
        kind,
        year=year,
        on=today,
        address=request.build_absolute_uri(reverse("schools:how_we_count")),
        by=request.user,
        organization=request.organization,
    )
    answer = HttpResponse(content, content_type=FILE_KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="fairshare-district-{year}-{today}.{kind}"'
    return answer


def _district_question(request):
    """Which schools of which plan year, read on which day."""
    today = request.organization.today()
    year = asked_year(request, current_school_year(today))
    schools = School.objects.visible_to(request.user)
    return DistrictFilter(request.GET, schools=schools, year=year, user=request.user), year, today


def _district_years(user, year, today):
    """Plan years with anything the viewer can see, oldest first; this year and the chosen one among them."""
    years = {year, current_school_year(today)}
    for model in (Ask, Session, PlanVersion):
        years.update(model.objects.visible_to(user).order_by().values_list("year", flat=True).distinct())
    return sorted(years)


@public
@require_GET
def how_we_count(request):
    """What each figure means, in plain words. For everybody, with an account or without."""
    shell = "base.html" if request.user.is_authenticated else "public.html"
    return render(request, "schools/how_we_count.html", {"shell": shell})
