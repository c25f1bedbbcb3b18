"""Forms of call lists: whom to reach, what to ask, who calls; and what came of one call."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Permission
from members import segmenting
from members.calling import Outcome
from members.colleagues import colleagues
from members.forms.conversations import DAY, TakesRefusals, new_key
from members.forms.stopping import HowFarField
from members.languages import SpokenLanguage, unpacked
from members.models import CallList, ListEntry, Person, PersonList, Segment
from members.phonebanking import MOST_QUESTIONS, MOST_TRIES, Question
from members.stopping import HowFar

NEAR = [(SpokenLanguage.SPANISH, SpokenLanguage.SPANISH.label), (SpokenLanguage.ENGLISH, SpokenLanguage.ENGLISH.label)]
FURTHER = [choice for choice in SpokenLanguage.choices if choice[0] not in ("es", "en", "und")]
EMPTY_QUESTIONS = 2


# --- A list ------------------------------------------------------------------------------------------------------


class SayForm(TakesRefusals):
    """What a list is called, what is said, how often somebody is tried, and from when to when."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=120, help_text=_("For example: Budget night, November 19")
    )
    script_en = forms.CharField(
        label=_("What to say, in English"), max_length=2000, required=False, widget=forms.Textarea({"rows": 5})
    )
    script_es = forms.CharField(
        label=_("What to say, in Spanish"), max_length=2000, required=False, widget=forms.Textarea({"rows": 5})
    )
    tries = forms.IntegerField(
        label=_("How often to try"),
        min_value=1,
        max_value=MOST_TRIES,
        initial=3,
        widget=forms.NumberInput({"class": "num"}),
    )
    opens_on = forms.DateField(label=pgettext_lazy("day", "From"), required=False, widget=DAY)
    closes_on = forms.DateField(label=pgettext_lazy("day", "Until"), required=False, widget=DAY)

    SAID = ("name", "script_en", "script_es", "tries", "opens_on", "closes_on")
    ELSEWHERE = {"people": "source"}

    def __init__(self, data=None, *, asker, call_list=None, **options):
        if call_list:
            options["initial"] = {name: getattr(call_list, name) for name in self.SAID}
        super().__init__(data, **options)
        self.asker = asker
        self.questions = _question_forms(data, call_list)
        self.callers = _caller_forms(data, asker, call_list)

    def is_valid(self):
        parts = [part.is_valid() for part in (*self.questions, *self.callers)]
        return super().is_valid() and all(parts)

    @property
    def said(self) -> dict:
        """What the deeds take beside the people."""
        return {name: self.cleaned_data[name] for name in self.SAID} | {
            "questions": [part.question for part in self.questions if part.question],
            "callers": [(part.user, part.codes) for part in self.callers if part.cleaned_data["calls"]],
        }


class NewListForm(SayForm):
    """A new list: calls or visits, to whom."""

    kind = forms.ChoiceField(
        label=_("How?"), choices=CallList.Kind, initial=CallList.Kind.CALLS, widget=forms.RadioSelect
    )
    source = forms.ChoiceField(label=_("Who?"))

    def __init__(self, data=None, *, asker, **options):
        super().__init__(data, asker=asker, **options)
        self.fields["source"].choices = _sources(asker)

    @property
    def people(self):
        """The chosen people. Raises ValidationError for a search whose condition is not there any more."""
        asker, (what, _colon, pk) = self.asker, self.cleaned_data["source"].partition(":")
        if what == "search":
            return segmenting.people(Segment.objects.visible_to(asker.user).get(pk=pk).tree, asker)
        everybody = Person.objects.visible_to(asker.user).of(asker.organization)
        if what == "list":
            return everybody.filter(pk__in=ListEntry.objects.filter(list=pk).values("person"))
        return everybody


class QuestionForm(forms.Form):
    """One question in both languages. Answers stand one on a line; none: free words."""

    text_en = forms.CharField(label=_("Question in English"), max_length=200, required=False)
    text_es = forms.CharField(label=_("Question in Spanish"), max_length=200, required=False)
    answers_en = forms.CharField(
        label=_("Answers in English"), max_length=800, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("One on each line. None: the caller writes the answer."),
    )  # fmt: skip
    answers_es = forms.CharField(
        label=_("Answers in Spanish"), max_length=800, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("In the same order."),
    )  # fmt: skip
    takes_several = forms.BooleanField(label=_("More than one answer may be ticked"), required=False)

    def clean(self):
        given = super().clean()
        english, spanish = _lines(given.get("answers_en")), _lines(given.get("answers_es"))
        if (given.get("text_es") or english or spanish) and not given.get("text_en"):
            self.add_error("text_en", _("Write the question in English too."))
        if spanish and len(spanish) != len(english):
            self.add_error("answers_es", _("Write as many answers in Spanish as in English, in the same order."))
        return given

    @property
    def question(self) -> Question | None:
        given = self.cleaned_data
        if not given.get("text_en"):
            return None
        english = _lines(given["answers_en"])
        spanish = _lines(given["answers_es"]) or english
        answers = tuple(zip(english, spanish, strict=True))
        return Question(given["text_en"], given["text_es"], answers, given["takes_several"])


class CallerForm(forms.Form):
    """One colleague: whether they call from this list, and in which languages."""

    calls = forms.BooleanField(required=False)
    speaks = forms.MultipleChoiceField(
        choices=NEAR, required=False, widget=forms.CheckboxSelectMultiple({"class": "form-check-input"})
    )
    also = forms.ChoiceField(choices=[("", _("No other language")), *FURTHER], required=False)

    def __init__(self, data=None, *, user, **options):
        super().__init__(data, **options)
        self.user = user

    @property
    def codes(self) -> list[str]:
        return [code for code in (*self.cleaned_data["speaks"], self.cleaned_data["also"]) if code]


def _lines(text) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _sources(asker) -> list:
    """Everybody, the saved searches and the lists the user may use."""
    searches = Segment.objects.visible_to(asker.user).of(asker.organization)
    lists = PersonList.objects.visible_to(asker.user).of(asker.organization).filter(closed_at__isnull=True)
    groups = [
        (_("Saved searches"), [(f"search:{each.pk}", each.name) for each in searches]),
        (_("Lists"), [(f"list:{each.pk}", each.name) for each in lists]),
    ]
    return [("", _("Choose a search or a list")), *(group for group in groups if group[1]), ("all", _("Everybody"))]


def _question_forms(data, call_list) -> list[QuestionForm]:
    """The questions that are there, and a few empty ones."""
    there = [
        {
            "text_en": each.text_en,
            "text_es": each.text_es,
            "answers_en": "\n".join(answer["en"] for answer in each.answers),
            "answers_es": "\n".join(answer["es"] for answer in each.answers),
            "takes_several": each.takes_several,
        }
        for each in (call_list.questions.all() if call_list else ())
    ]
    count = min(MOST_QUESTIONS, len(there) + EMPTY_QUESTIONS)
    if data is not None:
        count = sum(f"q{place}-text_en" in data for place in range(MOST_QUESTIONS))
    initial = there + [{}] * count
    return [QuestionForm(data, prefix=f"q{place}", initial=initial[place]) for place in range(count)]


def _caller_forms(data, asker, call_list) -> list[CallerForm]:
    """A line for each colleague who may work a list; who is on it already or makes it is ticked."""
    named = {caller.user_id: caller for caller in call_list.callers.all()} if call_list else {}
    found = []
    for user in colleagues(asker.organization, Permission.WORK_ASSIGNMENTS):
        caller = named.get(user.pk)
        codes = unpacked(caller.languages) if caller else [user.language]
        initial = {
            "calls": not caller.left_at if caller else not call_list and user.pk == asker.user.pk,
            "speaks": [code for code in codes if code in ("es", "en")],
            "also": next((code for code in codes if code not in ("es", "en")), ""),
        }
        found.append(CallerForm(data, prefix=f"c{user.pk}", initial=initial, user=user))
    return found


# --- A call ------------------------------------------------------------------------------------------------------

ICONS = {
    Outcome.YES: "check", Outcome.MAYBE: "help", Outcome.NO: "x", Outcome.NO_ANSWER: "phone-off",
    Outcome.LEFT_MESSAGE: "message-dots", Outcome.WRONG_NUMBER: "phone-x", Outcome.CALL_BACK: "clock",
    Outcome.LANGUAGE: "language", Outcome.MOVED: "truck", Outcome.REFUSED: "ban", Outcome.DIED: "user-off",
}  # fmt: skip
USUAL = (
    Outcome.YES, Outcome.MAYBE, Outcome.NO, Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.WRONG_NUMBER,
    Outcome.CALL_BACK, Outcome.LANGUAGE,
)  # fmt: skip
RARE = (Outcome.REFUSED, Outcome.MOVED, Outcome.DIED)
AT_DOORS = {
    Outcome.NO_ANSWER: (_("Nobody opened"), "door-off"),
    Outcome.LEFT_MESSAGE: (_("Left a note"), "note"),
    Outcome.WRONG_NUMBER: (_("Does not live here"), "home-x"),
    Outcome.CALL_BACK: (_("Come back later"), "clock"),
}
MOMENT = "%Y-%m-%dT%H:%M"


class CallForm(TakesRefusals):
    """What came of one call or visit."""

    outcome = forms.ChoiceField(
        choices=Outcome, widget=forms.RadioSelect, error_messages={"required": _("Say what happened.")}
    )
    call_back_at = forms.DateTimeField(
        label=_("When?"), required=False, input_formats=[MOMENT, f"{MOMENT}:%S"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
    )  # fmt: skip
    needs = forms.ChoiceField(
        label=_("Which language do they need?"), choices=[("", _("Choose")), *SpokenLanguage.choices], required=False
    )
    how_far = HowFarField(
        label=_("How far does their no go?"), first=[(HowFar.WAY.value, _("No more calls"))], initial=HowFar.WAY
    )
    said = forms.CharField(
        label=_("Did they say anything else?"), max_length=5000, required=False, widget=forms.Textarea({"rows": 2})
    )
    spoke = forms.CharField(required=False, max_length=8)
    point = forms.IntegerField(required=False, widget=forms.HiddenInput)
    entry_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data=None, *, task, point=None, **options):
        options["initial"] = {"entry_key": new_key(), "point": point and point.pk}
        super().__init__(data, **options)
        self.task = task
        if task.call_list.kind == CallList.Kind.DOORS:
            self.fields["how_far"].first = [(HowFar.WAY.value, _("No more visits"))]
        self.fields["how_far"].bind_to(task.call_list.steward)
        self.questions = list(task.call_list.questions.all())
        for question in self.questions:
            self.fields[f"q{question.pk}"] = _answer_field(question)

    @property
    def asked(self):
        """Each question with its field, in the order of the list."""
        return [(question, self[f"q{question.pk}"]) for question in self.questions]

    @property
    def usual(self):
        return self._outcomes(USUAL)

    @property
    def rare(self):
        return self._outcomes(RARE)

    @property
    def is_rare(self) -> bool:
        return self["outcome"].value() in RARE

    def _outcomes(self, wanted):
        words = AT_DOORS if self.task.call_list.kind == CallList.Kind.DOORS else {}
        for outcome in wanted:
            label, icon = words.get(outcome, (outcome.label, ICONS[outcome]))
            key = USUAL.index(outcome) + 1 if outcome in USUAL else ""
            yield {
                "value": outcome.value,
                "label": label,
                "icon": icon,
                "key": key,
                "on": self["outcome"].value() == outcome,
            }

    @property
    def facts(self) -> dict:
        """What the deed takes."""
        given = self.cleaned_data
        return {
            "outcome": given["outcome"],
            "answers": {question.pk: given.get(f"q{question.pk}") for question in self.questions},
            "said": given["said"],
            "call_back_at": given["call_back_at"],
            "needs": given["needs"],
            "spoke": given["spoke"],
            "contact_point": given["point"],
            "how_far": given["how_far"] or HowFar.WAY,
            "save_as_said": given["save_as_said"],
            "entry_key": given["entry_key"],
        }


def _answer_field(question):
    if not question.answers:
        return forms.CharField(label=question.text, required=False, max_length=500)
    choices = [(answer["key"], answer["en"]) for answer in question.answers]
    if question.takes_several:
        return forms.MultipleChoiceField(
            label=question.text, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(label=question.text, choices=choices, required=False, widget=forms.RadioSelect)
