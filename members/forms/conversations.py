"""Forms of conversations: the quick one, the whole one, changing one, and sealing a note."""

import datetime as dt
import uuid
from functools import cache

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.roles import Permission
from kit.numbers import ManyField
from members import conversing, finding
from members.colleagues import colleagues
from members.conversing import Sealed
from members.forms.stopping import HowFarField
from members.forms.together import Together
from members.languages import SpokenLanguage
from members.models import Conversation, Person
from members.screening import REFUSED, WARNINGS
from members.stepping import Promise

SALT = "members.conversation.seen"
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
CANDIDATES = 8
USUAL_WAIT = dt.timedelta(days=7)
INSIST = _("I have taken out what points to a person’s papers or harm. Save it as said.")


def new_key() -> str:
    return uuid.uuid4().hex


def offer(field, users) -> None:
    """Let a field choose among these users. They are read when it is first drawn, and only once."""
    field.queryset = users
    field.choices = cache(lambda: [(user.pk, str(user)) for user in users])


class TakesRefusals(forms.Form):
    """A form that shows a deed's refusals beside the fields they are about."""

    save_as_said = forms.BooleanField(label=INSIST, required=False)

    ELSEWHERE: dict[str, str] = {}
    may_insist = False

    def take(self, refusal: ValidationError) -> None:
        """Show a refusal. When the screening asked, saying that the words stay becomes possible."""
        by_field = getattr(refusal, "error_dict", None) or {None: refusal.error_list}
        for name, errors in by_field.items():
            name = self.ELSEWHERE.get(name, name)
            self.add_error(name if name in self.fields else None, errors)
        codes = {error.code for errors in by_field.values() for error in errors}
        self.may_insist = bool(codes & set(WARNINGS)) and not codes & REFUSED


class TalkForm(TakesRefusals):
    """What can be written about a talk. Everything but the way and the day may stay empty."""

    kind = forms.ChoiceField(label=_("How"), choices=Conversation.Kind, initial=Conversation.Kind.ONE_ON_ONE)
    talked_on = forms.DateField(label=_("When"), widget=DAY)
    heard = forms.CharField(
        label=_("What did you hear?"),
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Their words, in their language. Leave out immigration status and health."),
    )
    commitment = forms.ChoiceField(
        label=_("Did they commit to something?"),
        choices=[*Conversation.Commitment.choices, ("", pgettext_lazy("commitment", "Not asked"))],
        required=False,
        widget=forms.RadioSelect,
    )
    commitment_what = forms.CharField(label=_("To what?"), max_length=200, required=False)
    commitment_by = forms.DateField(label=pgettext_lazy("day", "By"), required=False, widget=DAY)
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=1,
        max_value=1440,
        widget=forms.NumberInput({"inputmode": "numeric", "class": "num"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("", "–"), *SpokenLanguage.choices], required=False)
    interests = forms.CharField(
        label=_("What they care about"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    networks = forms.CharField(
        label=_("Who they know"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    story = forms.CharField(label=_("Their story"), max_length=5000, required=False, widget=forms.Textarea({"rows": 3}))
    request = forms.CharField(label=_("What we asked of them"), max_length=200, required=False)

    ONE_ON_ONE = ("interests", "networks", "story", "request")
    DETAILS = ("place", "minutes", "language", *ONE_ON_ONE)
    FIELDS: tuple[str, ...] = ("kind", "talked_on", "heard", "commitment", "commitment_what", "commitment_by", *DETAILS)

    @property
    def details(self):
        return [self[name] for name in self.DETAILS[3:]]

    @property
    def details_are_open(self):
        """The rarely used fields are folded away, unless one of them holds something or needs mending."""
        return any(name in self.errors or self[name].value() for name in self.DETAILS if name in self.fields)

    def talk(self) -> dict:
        """What the deeds take."""
        return {name: self.cleaned_data[name] for name in self.FIELDS if name in self.cleaned_data}


class LogForm(Together, TalkForm):
    """A talk as it is first written down: with whom, what was heard, what comes next, what is to be sealed."""

    who = forms.CharField(
        label=_("Who did you talk with?"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": _("Name or phone")}),
    )
    person = forms.IntegerField(required=False, widget=forms.HiddenInput)
    given_name = forms.CharField(label=_("Given names"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Family names"), max_length=120, required=False)
    asked_at_school = forms.BooleanField(label=_("They asked for something at a school"), required=False)
    next_what = forms.CharField(label=_("Next step"), max_length=200, required=False)
    next_owner = forms.ModelChoiceField(
        label=pgettext_lazy("next step", "Who"), queryset=User.objects.none(), required=False, empty_label=None
    )
    next_due_on = forms.DateField(label=pgettext_lazy("day", "By"), required=False, widget=DAY)
    seals = forms.BooleanField(label=_("Seal what I heard: only I and those named here can read it"), required=False)
    readers = ManyField(
        label=_("Who else may read it?"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stops = HowFarField(label=_("Did they ask to be left alone?"), first=[("", _("No"))], initial="")
    finishes = forms.BooleanField(required=False)
    entry_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    ELSEWHERE = {"what": "next_what", "due_on": "next_due_on", "words": "heard"}
    QUICK = ("who", "person", "given_name", "family_name", "kind", "heard", "asked_at_school", "entry_key")

    def __init__(self, data=None, *, organization, user, person=None, step=None, **options):
        super().__init__(data, **options)
        self.organization, self.user, self.known, self.step = organization, user, person, step
        today = organization.today()
        self.fields["talked_on"].widget.attrs["max"] = today.isoformat()
        offer(self.fields["next_owner"], colleagues(organization))
        offer(self.fields["readers"], colleagues(organization, Permission.VIEW_PEOPLE).exclude(pk=user.pk))
        self.fields["stops"].bind_to(organization)
        if step:
            self.fields["finishes"].label = _("This finishes: %(what)s") % {"what": step.what}
        else:
            del self.fields["finishes"]
        defaults = {
            "talked_on": today,
            "next_owner": user.pk,
            "next_due_on": today + USUAL_WAIT,
            "finishes": True,
            "entry_key": new_key(),
        }
        self.initial = {**defaults, **self.initial}
        self.candidates = []
        self.forget_who_was_there()
        if person is None:
            self.fields["who"].widget.attrs |= {
                "hx-get": reverse("members:log"),
                "hx-trigger": "input changed delay:150ms",
                "hx-target": "#found",
                "hx-sync": "this:replace",
            }

    @classmethod
    def quick(cls, *, organization, user):
        """The few fields that stand on the first page of the day."""
        form = cls(organization=organization, user=user)
        for name in [name for name in form.fields if name not in cls.QUICK]:
            del form.fields[name]
        form.fields["heard"].help_text = ""
        form.fields["heard"].widget.attrs |= {"rows": 3, "placeholder": _("Their words, in their language")}
        return form

    def clean_talked_on(self):
        return self.cleaned_data["talked_on"] or self.organization.today()

    def clean(self):
        given = super().clean()
        if self.known is None:
            self._find_out_who(given)
        self.find_who_was_there(given)
        if given.get("seals") and not given.get("heard"):
            self.add_error("heard", _("Write what is to be sealed."))
        if given.get("next_what") and not given.get("next_due_on") and "next_due_on" not in self.errors:
            self.add_error("next_due_on", _("Say by which day."))
        return given

    def _find_out_who(self, given):
        """The chosen person, or the only one who fits what was typed, or somebody new."""
        people = Person.objects.visible_to(self.user).of(self.organization).select_related("steward")
        if given.get("person"):
            self.known = people.filter(pk=given["person"]).first()
            if self.known is None:
                self.add_error("who", _("Choose somebody from your organization’s list."))
        elif given.get("given_name") or given.get("family_name") or {"given_name", "family_name"} & self.errors.keys():
            return
        elif given.get("who"):
            self.candidates = finding.closest(people, given["who"], stewards=[self.organization.pk], most=CANDIDATES)
            exact = finding.some(people, given["who"], 2)
            if len(exact) == 1:
                self.known = exact[0]
            elif self.candidates:
                self.add_error("who", _("Several people fit. Choose one."))
            else:
                self.add_error("who", _("Nobody fits. Write the name of somebody new below."))
        else:
            self.add_error("who", _("Say who you talked with."))

    def facts(self) -> dict:
        """What the deed takes, beside the person."""
        given = self.cleaned_data
        facts = self.talk() | {
            "save_as_said": given.get("save_as_said", False),
            "asked_at_school": given.get("asked_at_school", False),
            "entry_key": given.get("entry_key", ""),
        }
        if given.get("seals"):
            facts["sealed"] = Sealed(facts.pop("heard"), list(given.get("readers") or []))
        if given.get("next_what"):
            owner = given.get("next_owner") or self.user
            facts["next_step"] = Promise(given["next_what"], owner, given["next_due_on"])
        if given.get("stops"):
            facts["stops"] = given["stops"]
        if self.step and given.get("finishes"):
            facts["finishes"] = self.step
        return facts

    def save(self) -> Conversation:
        """Have the deeds done, all or none. `written_together` holds the talks of the others then. Raises what they
        raise."""
        with transaction.atomic():
            if self.known:
                conversation = conversing.log(self.known, by=self.user, **self.facts())
            else:
                names = {name: self.cleaned_data[name] for name in ("given_name", "family_name")}
                conversation = conversing.log_with_new(self.organization, by=self.user, **names, **self.facts())
            if self.others or self.newcomers:
                self.written_together = conversing.log_together(
                    conversation, others=self.others, newcomers=self.newcomers, by=self.user
                )
            self.write_meeting_down([conversation, *self.written_together])
        return conversation


class ChangeTalkForm(TalkForm):
    """A talk changed afterwards. `seen` carries what the form showed, so that two writers lose nothing."""

    commitment_kept = forms.TypedChoiceField(
        label=_("Did they keep it?"),
        choices=[("", pgettext_lazy("commitment", "Not known yet")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    FIELDS = (*TalkForm.FIELDS, "commitment_kept")
    DAYS = ("talked_on", "commitment_by")

    def __init__(self, data=None, *, conversation, **options):
        values = {name: getattr(conversation, name) for name in self.FIELDS}
        kept = {True: "yes", False: "no", None: ""}[conversation.commitment_kept]
        plain = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}
        seen = signing.dumps({"version": conversation.version, "seen": plain}, salt=SALT)
        options["initial"] = values | {"commitment_kept": kept, "seen": seen}
        super().__init__(data, **options)

    @property
    def base(self) -> dict:
        """The version and the values the form was filled from. Forged ones count as nothing seen."""
        try:
            base = signing.loads(self.cleaned_data["seen"], salt=SALT)
        except signing.BadSignature:
            return {"version": 0, "seen": {}}
        for name in self.DAYS:
            base["seen"][name] = dt.date.fromisoformat(base["seen"][name]) if base["seen"][name] else None
        return base


class SealForm(TakesRefusals):
    """A sealed note, and who may read it beside the author."""

    words = forms.CharField(
        label=_("What is to be sealed?"),
        max_length=5000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Leave out identity numbers: we never keep one, not even sealed."),
        error_messages={"required": _("Write what is to be sealed.")},
    )
    readers = ManyField(
        label=_("Who else may read it?"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data=None, *, organization, user, **options):
        super().__init__(data, **options)
        self.fields["readers"].queryset = colleagues(organization, Permission.VIEW_PEOPLE).exclude(pk=user.pk)


class ReaderForm(forms.Form):
    """One more reader of a sealed note."""

    reader = forms.ModelChoiceField(label=_("One more reader"), queryset=User.objects.none(), empty_label=_("Choose"))

    def __init__(self, data=None, *, note, **options):
        super().__init__(data, **options)
        named = note.readers.values("reader")
        here = colleagues(note.steward, Permission.VIEW_PEOPLE)
        self.fields["reader"].queryset = here.exclude(pk=note.author_id).exclude(pk__in=named)
