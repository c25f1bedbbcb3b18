"""Pages of conversations: writing one down, looking at it again, changing it; and sealed notes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Permission, allow, organizations_with, places_with
from accounts.audit import last_writer
from kit.addresses import page_of_ours
from kit.meanwhile import Changed
from kit.numbers import number_of
from kit.seen_form import in_words, with_mine
from members import allowed, conversing, finding, hosting
from members.forms.conversations import CANDIDATES, ChangeTalkForm, LogForm
from members.forms.house_meeting import HouseMeetingForm
from members.looking import looked
from members.models import ContactPoint, Conversation, NextStep, Person, SealedNote

LATELY = 5
# What is fetched of the form by itself.
PARTS = {"beside": "members/_log_beside.html", "more": "members/_log_more.html"}


def recording_place(request):
    """The organization the user acts for, if they write down conversations there; else the first one where they do."""
    places = organizations_with(request.user, Permission.RECORD_CONVERSATIONS)
    return places.filter(pk=request.organization.pk).first() or places.first()


def talkable_people(user):
    """People of organizations in which the user writes down conversations."""
    places = places_with(user, Permission.RECORD_CONVERSATIONS)
    return Person.objects.visible_to(user).filter(steward__in=places).select_related("steward")


def back_to(request, otherwise):
    """Where the form says it was opened from, if that is a page of ours."""
    target = request.POST.get("next") or request.GET.get("next", "")
    return target if page_of_ours(request, target) else otherwise


@allow(Permission.RECORD_CONVERSATIONS)
@require_http_methods(["GET", "POST"])
@never_cache
def log(request, person_id=None):
    """Who, what was heard, what comes next: one form, saved once however often it is sent."""
    step = _step(request)
    chosen = person_id or request.GET.get("person") or (step and step.person_id)
    person = get_object_or_404(talkable_people(request.user), pk=number_of(chosen)) if chosen else None
    organization = person.steward if person else recording_place(request)
    if "who" in request.GET:
        return render(request, "members/_found.html", found_by(request.GET["who"], request.user, organization))
    data = _with_defaults(request, organization) if request.method == "POST" else None
    form = LogForm(data, organization=organization, user=request.user, person=person, step=step)
    form.initial |= _usual(request)
    if request.htmx and (part := next((PARTS[name] for name in PARTS if name in request.GET), "")):
        return render(request, part, {"form": form, "person": person})
    if form.is_valid():
        try:
            conversation = form.save()
        except ValidationError as refusal:
            form.take(refusal)
        else:
            return _saved(request, conversation, together=len(form.written_together))
    context = {"form": form, "person": person, "step": step, "next": back_to(request, "")}
    return render(request, "members/log.html", context | ({} if person else _who(form)))


def found_by(words, user, organization) -> dict:
    """A few people who fit the words, to choose one from; without words those the user talked with last."""
    words = words.strip()
    if not words:
        return {"people": with_asides(lately(user, organization), organization), "words": ""}
    people = Person.objects.visible_to(user).of(organization)
    found = finding.closest(people, words, stewards=[organization.pk], most=CANDIDATES)
    new_name = words if not found and not any(character.isdigit() for character in words) else ""
    return {"people": with_asides(found, organization), "words": words, "given_name": new_name}


def _who(form) -> dict:
    """The people to choose from when the form is first shown, and when it comes back."""
    if not form.is_bound:
        return found_by("", form.user, form.organization)
    given_name, family_name = form["given_name"].value(), form["family_name"].value()
    names = {"given_name": given_name, "family_name": family_name, "words": form["who"].value() or "", "form": form}
    if not any((form.known, given_name, family_name, names["words"].strip())):
        return names | found_by("", form.user, form.organization)
    if form.known:
        return names | {"people": with_asides([form.known], form.organization), "picked": form.known.pk}
    return names | {"people": with_asides(form.candidates, form.organization)}


def with_asides(people, organization) -> list:
    """Each person with what tells namesakes apart: the end of a phone number, beside whether we may use it."""
    phones = ContactPoint.objects.good().filter(person__in=people, kind=ContactPoint.Kind.PHONE).order_by("pk")
    ends = {person_id: key[-4:] for person_id, key in phones.values_list("person", "key")}
    chips = allowed.chips_for(people, on=organization.today()) if ends else {}
    at_a_phone = allowed.CHANNELS_AT[ContactPoint.Kind.PHONE]
    for person in people:
        person.phone_end = ends.get(person.pk, "")
        person.chips = [chip for chip in chips.get(person.pk, ()) if chip.channel in at_a_phone]
    return people


def _with_defaults(request, organization):
    """The quick form does not ask for the day: then it is today."""
    data = request.POST.copy()
    data.setdefault("talked_on", organization.today().isoformat())
    data.setdefault("kind", Conversation.Kind.OTHER)
    return data


def _usual(request):
    """What a link to the form filled in already: the way, or the words."""
    kind = request.GET.get("kind", "")
    return {"kind": kind} if kind in Conversation.Kind.values else {}


def lately(user, organization):
    """Those the user talked with last: often it is one of them again."""
    talks = Conversation.objects.visible_to(user).of(organization).filter(talked_by=user)
    people = {}
    for talk in talks.select_related("person").order_by("-talked_on", "-pk")[: LATELY * 4]:
        people.setdefault(talk.person_id, talk.person)
    return list(people.values())[:LATELY]


def _step(request):
    """The next step from which the form was opened."""
    if (pk := number_of(request.GET.get("step"))) is None:
        return None
    return NextStep.objects.editable_by(request.user).open().filter(pk=pk, person__isnull=False).first()


def _saved(request, conversation, *, together):
    place = back_to(request, reverse("members:person", args=[conversation.person_id]))
    undo = f"{reverse('members:take_out', args=[conversation.pk])}?{urlencode({'next': place})}"
    name = {"name": conversation.person}
    words = _("Conversation with %(name)s saved.") % name
    if together:
        undo += "&all=1"
        words = ngettext(
            "Conversation with %(name)s and %(count)s other person saved.",
            "Conversation with %(name)s and %(count)s other people saved.",
            together,
        ) % {**name, "count": together}
    messages.success(request, words, extra_tags=undo)
    return redirect(place)


# --- One conversation -------------------------------------------------------------------------------------------


def _conversation(request, pk, *, to_change=False):
    rows = Conversation.objects
    rows = rows.editable_by(request.user) if to_change else rows.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("person", "steward", "talked_by", "recorded_by", "house_meeting__host"), pk=pk
    )


@allow(Permission.VIEW_PEOPLE)
@require_GET
@never_cache
def conversation(request, pk):
    """What was heard, what they committed to, what came out of it, and which notes about it are sealed."""
    conversation = _conversation(request, pk)
    looked(request.user, conversation.person)
    context = {
        "conversation": conversation,
        "steps": conversation.next_steps.visible_to(request.user).select_related("owner"),
        "notes": SealedNote.objects.visible_to(request.user).filter(conversation=conversation).select_related("author"),
        "may_change": Conversation.objects.editable_by(request.user).filter(pk=pk).exists(),
        **_meeting(conversation, request.user),
    }
    return render(request, "members/conversation.html", context)


def _meeting(conversation, user) -> dict:
    """Of a talk at a house meeting: its figures, and the talks with the others who were there."""
    if conversation.kind != Conversation.Kind.HOUSE_MEETING:
        return {}
    meeting = conversation.house_meeting
    if meeting is None:
        return {"is_house_meeting": True}
    talks = Conversation.objects.visible_to(user).filter(house_meeting=meeting).exclude(pk=conversation.pk)
    others = talks.select_related("person").order_by("person__sort_name", "pk")
    return {"is_house_meeting": True, "meeting": meeting, "told": hosting.told(meeting), "there": list(others)}


@allow(Permission.RECORD_CONVERSATIONS)
@require_http_methods(["GET", "POST"])
@never_cache
def house_meeting(request, pk):
    """Who hosted the house meeting where a talk took place, and how many were asked and came."""
    conversation = _conversation(request, pk, to_change=True)
    if conversation.kind != Conversation.Kind.HOUSE_MEETING:
        raise Http404
    options = {"organization": conversation.steward, "user": request.user, "meeting": conversation.house_meeting}
    form = HouseMeetingForm(request.POST or None, **options)
    if form.is_valid():
        try:
            _save_meeting(conversation, form, request.user)
        except ValidationError as refusal:
            form.take(refusal)
            form.show_anew()
        else:
            messages.success(request, _("House meeting saved."))
            return redirect("members:conversation", conversation.pk)
    return render(request, "members/house_meeting.html", {"form": form, "conversation": conversation})


def _save_meeting(conversation, form, user):
    if conversation.house_meeting:
        hosting.change(conversation.house_meeting, by=user, seen=form.base, **form.facts)
        return
    talks = [conversation, *conversing.written_together(conversation)]
    hosting.write_down(talks, by=user, **form.facts)


@allow(Permission.RECORD_CONVERSATIONS)
@require_http_methods(["GET", "POST"])
@never_cache
def change(request, pk):
    """Change a conversation. When somebody else changed the same meanwhile, both are shown and nothing is lost."""
    conversation = _conversation(request, pk, to_change=True)
    form = ChangeTalkForm(request.POST or None, conversation=conversation)
    conflicts = []
    if form.is_valid():
        base, insists = form.base, form.cleaned_data["save_as_said"]
        try:
            conversing.change(conversation, by=request.user, **base, save_as_said=insists, **form.talk())
        except Changed as changed:
            conflicts = _side_by_side(changed, form)
            form = with_mine(ChangeTalkForm(conversation=changed.thing), form, changed.mine)
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Conversation saved."))
            return redirect("members:conversation", conversation.pk)
    context = {"conversation": conversation, "form": form, "conflicts": conflicts}
    if conflicts:
        context["other"] = last_writer(conversation, "conversation.changed")
    return render(request, "members/change_conversation.html", context)


def _side_by_side(changed, form):
    """Label, what I wrote, what the other wrote, for each field that both changed."""
    return [
        (form[name].label, *(in_words(form.fields[name], value) for value in both))
        for name, both in changed.fields.items()
    ]


@allow(Permission.RECORD_CONVERSATIONS)
@require_http_methods(["GET", "POST"])
def take_out(request, pk):
    """Remove a conversation written down by mistake. The Undo of saving posts here; the link asks first."""
    conversation = _conversation(request, pk, to_change=True)
    person = conversation.person
    if request.method == "GET":
        return render(request, "members/take_out.html", {"conversation": conversation, "person": person})
    together = conversing.written_together(conversation) if "all" in request.GET else []
    for each in (conversation, *together):
        conversing.take_out(each, by=request.user)
    messages.success(request, _("The conversation with %(name)s is taken out.") % {"name": person})
    return redirect(back_to(request, reverse("members:person", args=[person.pk])))
