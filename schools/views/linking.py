"""Tying asks to plan lines, a plan line's own page, and the school's answers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Permission, allow
from schools import answering, linking
from schools.forms.asking import AnswerForm, ConfirmForm, DecisionForm, DeliveryForm, LinkForm, ReopenForm
from schools.models import Answer, Ask, Link, PlanLine
from schools.trails import latest_actuals, trails_for
from schools.views.asking import editable_ask, filed_plan
from schools.yearly import name_themes


@allow(Permission.MANAGE_ASKS)
@require_http_methods(["GET", "POST"])
def claim_link(request, pk):
    """Say which line of the filed plan answers this ask."""
    ask = editable_ask(request, pk)
    plan = filed_plan(request, ask)
    form = LinkForm(
        request.POST or None, ask=ask, user=request.user, plan=plan, initial={"line": request.GET.get("line")}
    )
    if form.is_valid():
        try:
            linking.claim(ask, by=request.user, **{**form.cleaned_data, "inputs": list(form.cleaned_data["inputs"])})
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Tied to the plan. It counts once a second person confirms it."))
            return redirect("schools:ask", ask.pk)
    return render(request, "schools/claim_link.html", {"form": form, "ask": ask, "plan": plan})


def visible_link(request, pk, asks):
    """A standing link of one of these asks, or 404."""
    links = (
        Link.objects.standing()
        .filter(ask__in=asks)
        .select_related("ask__school", "ask__head", "line__version", "claimed_by")
    )
    return get_object_or_404(links, pk=pk)


@allow(Permission.CONFIRM_LINKS)
@require_http_methods(["GET", "POST"])
def confirm_link(request, pk):
    """A second person confirms that the line answers the ask."""
    link = visible_link(request, pk, Ask.objects.confirmable_by(request.user))
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        try:
            linking.confirm(link, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Link confirmed."))
            return redirect("schools:ask", link.ask.head_id or link.ask_id)
    return render(request, "schools/confirm_link.html", {"form": form, "link": link, "ask": link.ask})


@allow(Permission.MANAGE_ASKS)
@require_POST
def withdraw_link(request, pk):
    """Remove a link; Undo brings it back."""
    link = visible_link(request, pk, Ask.objects.editable_by(request.user))
    linking.withdraw(link, by=request.user)
    messages.success(request, _("Link removed."), extra_tags=reverse("schools:restore_link", args=[pk]))
    return redirect("schools:ask", link.ask.head_id or link.ask_id)


@allow(Permission.MANAGE_ASKS)
@require_POST
def restore_link(request, pk):
    """Bring a removed link back."""
    link = get_object_or_404(Link.objects.filter(ask__in=Ask.objects.editable_by(request.user)), pk=pk)
    try:
        linking.restore(link, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect("schools:ask", link.ask.head_id or link.ask_id)


@allow(Permission.VIEW_SCHOOLS)
def line(request, pk):
    """One plan line back to who asked for it, or "no family request found"."""
    lines = PlanLine.objects.visible_to(request.user).select_related(
        "version__school", "version__document", "no_request_by"
    )
    line = get_object_or_404(lines, pk=pk)
    today = request.organization.today()
    visible = Ask.objects.visible_to(request.user)
    links = list(
        Link.objects.standing()
        .filter(line=line, ask__in=visible)
        .select_related("ask__head", "claimed_by", "confirmed_by")
    )
    heads = visible.filter(pk__in=[link.ask.head_id or link.ask_id for link in links]).select_related(
        "school", "steward"
    )
    trails = {trail.ask.pk: trail for trail in trails_for(heads, user=request.user, on=today)}
    name_themes(trails.values(), user=request.user)
    pairs = [(link, trails.get(link.ask.head_id or link.ask_id)) for link in links]
    context = {
        "line": line,
        "pairs": [pair for pair in pairs if pair[1]],
        "actual": latest_actuals([line.pk], today).get(line.pk),
        "form": DecisionForm(),
        "school": line.version.school,
    }
    return render(request, "schools/line.html", context)


@allow(Permission.MANAGE_ASKS)
@require_POST
def decide_line(request, pk):
    """Decide that no family asked for this line, or take that back."""
    line = get_object_or_404(PlanLine.objects.editable_by(request.user), pk=pk)
    form = DecisionForm(request.POST)
    try:
        if "take_back" in request.POST:
            linking.take_back_no_request(line, by=request.user, organization=request.organization)
        elif form.is_valid():
            linking.no_request_found(line, by=request.user, organization=request.organization, **form.cleaned_data)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect("schools:line", pk)


@allow(Permission.ANSWER_ASKS)
@require_http_methods(["GET", "POST"])
def answer(request, pk):
    """Write down what the school answered."""
    ask = editable_ask(request, pk)
    form = AnswerForm(request.POST or None, initial={"answered_on": request.organization.today()})
    if form.is_valid():
        try:
            given = answering.answer(ask, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Answer written down. Now say how it went back to families."))
            return redirect("schools:send_back", given.pk)
    return render(request, "schools/answer.html", {"form": form, "ask": ask})


def editable_answer(request, pk):
    """A standing answer to an ask of the user's organization, or 404."""
    answers = Answer.objects.standing().filter(ask__in=Ask.objects.editable_by(request.user))
    return get_object_or_404(answers.select_related("ask__school", "ask__head"), pk=pk)


@allow(Permission.ANSWER_ASKS)
@require_http_methods(["GET", "POST"])
def send_back(request, pk):
    """Write down how the answer went back to the people whose words fed the ask."""
    given = editable_answer(request, pk)
    ask = given.ask.head or given.ask
    (trail,) = trails_for([ask], user=request.user, on=request.organization.today())
    form = DeliveryForm(
        request.POST or None, ask=ask, user=request.user,
        initial={"sent_on": request.organization.today(), "people": trail.people},
    )  # fmt: skip
    if form.is_valid():
        try:
            answering.send_back(given, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Written down: the answer went back to families."))
            return redirect("schools:ask", ask.pk)
    return render(request, "schools/send_back.html", {"form": form, "ask": ask, "given": given, "trail": trail})


@allow(Permission.ANSWER_ASKS)
@require_http_methods(["GET", "POST"])
def reopen(request, pk):
    """Families dispute the answer: the ask waits again."""
    given = editable_answer(request, pk)
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        try:
            answering.reopen(given, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Reopened. The former answer stays on record."))
            return redirect("schools:ask", given.ask.head_id or given.ask_id)
    ask = given.ask.head or given.ask
    return render(request, "schools/ask_form.html", {"form": form, "ask": ask, "title": _("Reopen the answer")})
