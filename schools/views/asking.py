"""One ask's page, raising and grouping asks, merging, and what a coalition's partners see."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Permission, allow
from kit.numbers import number_of
from schools import asking
from schools.dossier import dossier
from schools.forms.asking import AskForm, MergeForm, NewAskForm, PriorityForm, TrailForm
from schools.models import Ask, AskInput, AskMerge, Input, PlanVersion, School
from schools.yearly import comments_in, name_themes, theme_names


def editable_ask(request, pk):
    """The standing ask to change, or 404."""
    asks = Ask.objects.editable_by(request.user).select_related("school", "steward", "coalition")
    return get_object_or_404(asks.standing(), pk=pk)


@allow(Permission.VIEW_TRAIL)
def ask(request, pk):
    """One ask from the families' words to the answer, with every gap dated. A merged ask leads to the standing one."""
    asks = Ask.objects.visible_to(request.user).select_related("school", "steward", "coalition", "head")
    ask = get_object_or_404(asks, pk=pk)
    if ask.head_id:
        return redirect("schools:ask", ask.head_id)
    page = dossier(ask, user=request.user, on=request.organization.today())
    name_themes([page.trail, *page.elsewhere], user=request.user)
    context = {
        "ask": ask,
        "page": page,
        "trail": page.trail,
        "may_change": Ask.objects.editable_by(request.user).filter(pk=ask.pk).exists(),
        "may_join": Ask.objects.joinable_by(request.user).filter(pk=ask.pk).exists(),
    }
    return render(request, "schools/ask.html", context)


@allow(Permission.MANAGE_ASKS)
@require_http_methods(["GET", "POST"])
def raise_ask(request, cds_code, year):
    """Write down a new ask, with the comments that say it."""
    school = get_object_or_404(School.objects.visible_to(request.user), cds_code=cds_code)
    comments = own_comments(request, school, year)
    first = {"code_key": request.GET.get("theme", ""), "inputs": request.GET.getlist("comment")}
    form = NewAskForm(request.POST or None, user=request.user, comments=comments, initial=first)
    if form.is_valid():
        try:
            fields = dict(form.cleaned_data)
            cost = fields.pop("cost_estimate_cents")
            made = asking.raise_ask(school, year, by=request.user, organization=request.organization, **fields)
            if cost is not None:
                asking.reword(
                    made,
                    wording_en=made.wording_en,
                    wording_es=made.wording_es,
                    cost_estimate_cents=cost,
                    by=request.user,
                )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Ask written down."))
            return redirect("schools:ask", made.pk)
    return render(request, "schools/raise_ask.html", {"form": form, "school": school, "year": year})


def own_comments(request, school, year):
    """Standing comments the acting organization heard for this school and year."""
    return comments_in(school, year, user=request.user).filter(session__event__steward=request.organization)


@allow(Permission.MANAGE_ASKS)
@require_http_methods(["GET", "POST"])
def group(request, cds_code, year):
    """Comments of a school and year by theme, those that support no ask first: tick some and put them into an ask."""
    school = get_object_or_404(School.objects.visible_to(request.user), cds_code=cds_code)
    comments = own_comments(request, school, year)
    asks = Ask.objects.joinable_by(request.user).standing().filter(school=school, year=year)
    if request.method == "POST":
        return _put_into_ask(request, school, year, comments, asks)
    theme = request.GET.get("theme", "")
    placed = set(AskInput.objects.filter(input__in=comments).values_list("input_id", flat=True))
    rows = list(comments.select_related("session__event").with_themes())
    themes = theme_names(request.user)
    counts: dict[str, int] = {}
    for entry in rows:
        entry.is_placed = entry.pk in placed
        for coding in entry.themes:
            counts[coding.code.key] = counts.get(coding.code.key, 0) + 1
    if theme:
        rows = [entry for entry in rows if any(coding.code.key == theme for coding in entry.themes)]
    rows.sort(key=lambda entry: (entry.is_placed, entry.heard_on, entry.pk))
    context = {
        "school": school,
        "year": year,
        "rows": rows,
        "asks": asks,
        "theme": theme,
        "loose": sum(not entry.is_placed for entry in rows),
        "themes": sorted(((key, themes.get(key, key), count) for key, count in counts.items()), key=by_count),
    }
    return render(request, "schools/group.html", context)


def by_count(row):
    return -row[2]


def _put_into_ask(request, school, year, comments, asks):
    """Put the ticked comments into the chosen ask, or go on to write a new one."""
    ticked = [pk for each in request.POST.getlist("comment") if (pk := number_of(each)) is not None]
    chosen = list(comments.filter(pk__in=ticked))
    here = request.get_full_path()
    if not chosen:
        messages.warning(request, _("Tick at least one comment first."))
        return redirect(here)
    if not request.POST.get("ask"):
        query = "&".join(["theme=" + request.GET.get("theme", ""), *(f"comment={entry.pk}" for entry in chosen)])
        return redirect(f"{reverse('schools:raise_ask', args=[school.cds_code, year])}?{query}")
    target = get_object_or_404(asks, pk=number_of(request.POST["ask"]))
    try:
        count = asking.add_inputs(target, inputs=chosen, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        done = ngettext("%(count)s comment added to “%(ask)s”.", "%(count)s comments added to “%(ask)s”.", count)
        messages.success(request, done % {"count": count, "ask": target})
    return redirect(here)


@allow(Permission.MANAGE_ASKS)
@require_POST
def remove_input(request, pk, input_pk):
    """Take one comment out of an ask."""
    target = editable_ask(request, pk)
    entry = get_object_or_404(Input.objects.editable_by(request.user), pk=input_pk)
    try:
        asking.remove_input(target, entry=entry, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(
            request, _("Comment taken out."), extra_tags=reverse("schools:add_input_to_ask", args=[pk, input_pk])
        )
    return redirect("schools:ask_comments", pk)


@allow(Permission.MANAGE_ASKS)
@require_POST
def add_input(request, pk, input_pk):
    """Put one comment (back) into an ask."""
    target = get_object_or_404(Ask.objects.joinable_by(request.user).standing(), pk=pk)
    entry = get_object_or_404(Input.objects.editable_by(request.user).standing(), pk=input_pk)
    try:
        asking.add_inputs(target, inputs=[entry], by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect("schools:ask_comments", pk)


@allow(Permission.VIEW_TRAIL)
def comments(request, pk):
    """The comments behind an ask that the viewer's organization heard."""
    ask = get_object_or_404(Ask.objects.visible_to(request.user).standing().select_related("school"), pk=pk)
    behind = AskInput.objects.of(ask).values("input")
    rows = Input.objects.visible_to(request.user).standing().filter(pk__in=behind)
    rows = rows.select_related("session__event").with_themes().order_by("heard_on", "pk")
    may_change = Ask.objects.editable_by(request.user).filter(pk=ask.pk).exists()
    return render(request, "schools/ask_comments.html", {"ask": ask, "rows": rows, "may_change": may_change})


@allow(Permission.MANAGE_ASKS)
@require_http_methods(["GET", "POST"])
def edit_ask(request, pk):
    """Word an ask better, name its theme and its cost."""
    ask = editable_ask(request, pk)
    first = {name: getattr(ask, name) for name in ("wording_en", "wording_es", "code_key", "cost_estimate_cents")}
    form = AskForm(request.POST or None, user=request.user, initial=first)
    if form.is_valid():
        try:
            asking.reword(ask, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Ask saved."))
            return redirect("schools:ask", ask.pk)
    return render(request, "schools/ask_form.html", {"form": form, "ask": ask, "title": _("Word the ask")})


@allow(Permission.MANAGE_ASKS)
@require_http_methods(["GET", "POST"])
def prioritize(request, pk):
    """Say since when an ask is a priority of its school."""
    ask = editable_ask(request, pk)
    form = PriorityForm(request.POST or None, initial={"on": ask.prioritized_on})
    return _save(
        request,
        ask,
        form,
        _("Make it a priority"),
        lambda: asking.prioritize(ask, by=request.user, **form.cleaned_data),
    )


@allow(Permission.MANAGE_ASKS)
@require_http_methods(["GET", "POST"])
def share(request, pk):
    """Put an ask into a coalition's trail, or take it out."""
    ask = editable_ask(request, pk)
    form = TrailForm(request.POST or None, ask=ask, initial={"coalition": ask.coalition_id})

    def save():
        if coalition := form.cleaned_data["coalition"]:
            asking.put_in_trail(ask, coalition=coalition, by=request.user)
        elif ask.coalition_id:
            asking.take_from_trail(ask, by=request.user)

    note = _("Partners see the wording, the links, the answers and counts from 11 people up. Never the comments.")
    return _save(request, ask, form, _("Show this ask to partners"), save, note)


def _save(request, ask, form, title, deed, note=""):
    """Run a deed on an ask once its form is right, else show the form."""
    if form.is_valid():
        try:
            deed()
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Ask saved."))
            return redirect("schools:ask", ask.pk)
    return render(request, "schools/ask_form.html", {"form": form, "ask": ask, "title": title, "note": note})


@allow(Permission.MANAGE_ASKS)
@require_http_methods(["GET", "POST"])
def merge(request, pk):
    """Let this ask stand for another that says the same."""
    ask = editable_ask(request, pk)
    form = MergeForm(request.POST or None, ask=ask, user=request.user)
    if form.is_valid():
        try:
            merged = asking.merge(ask, absorbed=form.cleaned_data["absorbed"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            undo = reverse("schools:undo_merge", args=[merged.pk])
            messages.success(request, _("Merged. Every comment and link is kept."), extra_tags=undo)
            return redirect("schools:ask", ask.pk)
    return render(request, "schools/merge_ask.html", {"form": form, "ask": ask})


@allow(Permission.MANAGE_ASKS)
@require_POST
def undo_merge(request, pk):
    """Let both asks of a merge stand again."""
    mine = Ask.objects.editable_by(request.user)
    merged = get_object_or_404(AskMerge.objects.filter(kept__in=mine), pk=pk)
    try:
        ask = asking.undo_merge(merged, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect("schools:ask", merged.kept_id)
    messages.success(request, _("Merge undone. Both asks stand again."))
    return redirect("schools:ask", ask.pk)


def filed_plan(request, ask):
    """The newest filed plan an ask can be tied to, or None."""
    plans = PlanVersion.objects.visible_to(request.user).latest_filed()
    return plans.filter(school=ask.school_id, year=ask.year).first()
