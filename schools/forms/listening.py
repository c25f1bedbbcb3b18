"""Forms of listening: a session, who was in the room, and the comments, one by one or a sheet at a time."""

import datetime as dt
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kit.days import ReckonedDayField
from kit.years import current_school_year, school_year
from members.screening import REFUSED, screen
from schools.models import GradeBand, Input, School, Session, SpeakerRole, SpokenLanguage

# In both languages whatever the page speaks: families read it, not the person who fills the form.
QUESTION = (
    "What would help your child most at this school next year? / "
    "¿Qué ayudaría más a su hija o hijo en esta escuela el próximo año?"
)
LINES_SHOWN, MOST_LINES = 15, 400
USUAL_LANGUAGES = (SpokenLanguage.SPANISH, SpokenLanguage.ENGLISH)


class SessionFilter(forms.Form):
    """Which sessions to list. What does not occur counts as not chosen."""

    q = forms.CharField(label=_("School"), required=False, max_length=100)
    year = forms.TypedChoiceField(label=_("Plan year"), required=False, coerce=int, empty_value=None)

    def __init__(self, data, *, sessions):
        super().__init__(data)
        self.sessions = sessions
        years = sessions.order_by("-year").values_list("year", flat=True).distinct()
        self.fields["year"].choices = [("", _("Every year")), *((str(year), school_year(year)) for year in years)]
        self.is_valid()

    @property
    def words(self):
        return self.cleaned_data.get("q", "")

    @property
    def chosen_year(self):
        return self.cleaned_data.get("year")

    @property
    def is_on(self):
        return bool(self.words or self.chosen_year)

    def found(self):
        found = self.sessions
        if self.words:
            found = found.filter(school__in=School.objects.matching(self.words))
        return found.filter(year=self.chosen_year) if self.chosen_year else found


class SessionForm(forms.Form):
    """A session held or planned. Times are those of the organization that holds it."""

    name = forms.CharField(
        label=_("What is it called?"), max_length=200, help_text=_("As families know it, for example Cafecito.")
    )
    held_on = ReckonedDayField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    year = forms.TypedChoiceField(
        label=_("For the plan of"), coerce=int, help_text=_("The plan that these words can still shape.")
    )
    question = forms.CharField(
        label=_("What do you ask?"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The question is published with the answers."),
    )
    promise = forms.ChoiceField(
        label=_("What do you promise?"), choices=Session.Promise, help_text=_("Say it aloud at the session.")
    )
    interpretation = forms.ChoiceField(label=_("Interpretation"), choices=Session.Interpretation)
    interpretation_languages = forms.CharField(label=_("Into which languages?"), max_length=120, required=False)
    has_childcare = forms.BooleanField(label=_("Childcare"), required=False)
    has_food = forms.BooleanField(label=_("Food"), required=False)
    paper_count = forms.IntegerField(
        label=_("Paper sheets collected"),
        required=False,
        min_value=0,
        max_value=20000,
        help_text=_("Blank: not counted."),
    )

    OWN = ("year", "question", "promise", "interpretation", "interpretation_languages", "has_childcare", "has_food")

    def __init__(self, *args, organization, session=None, **options):
        self.zone = ZoneInfo(organization.timezone)
        super().__init__(*args, initial=self._initial(session, organization), **options)
        now = current_school_year(organization.today())
        years = {now - 1, now, now + 1, now + 2} | ({session.year} if session else set())
        self.fields["year"].choices = [(str(year), school_year(year)) for year in sorted(years)]

    def _initial(self, session, organization):
        """What was written down before, else the next plan and a question in both languages."""
        if session is None:
            return {
                "year": current_school_year(organization.today()) + 1,
                "question": QUESTION,
                "promise": Session.Promise.CONSULT,
            }
        starts, ends = (timezone.localtime(at, self.zone) for at in (session.event.starts_at, session.event.ends_at))
        return {
            "name": session.event.name,
            "place": session.event.place,
            "held_on": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            **{name: getattr(session, name) for name in (*self.OWN, "paper_count")},
        }

    def clean(self):
        given = super().clean()
        if given.get("starts") and given.get("ends") and given["ends"] < given["starts"]:
            self.add_error("ends", _("The end is before the start."))
        return given

    def facts(self) -> dict:
        """What the deeds take."""
        given = self.cleaned_data
        starts_at, ends_at = (
            dt.datetime.combine(given["held_on"], given[name], tzinfo=self.zone) for name in ("starts", "ends")
        )
        own = {name: given[name] for name in ("name", "place", *self.OWN, "paper_count")}
        return {**own, "starts_at": starts_at, "ends_at": ends_at}


class HeadCountForm(forms.Form):
    """A small table, role by language. Blank is "not counted"."""

    def __init__(self, *args, session, languages=(), **options):
        counted = {(row.role, row.language): row.count for row in session.head_counts.all()}
        wanted = {*USUAL_LANGUAGES, *(language for _role, language in counted), *languages}
        self.languages = [language for language in SpokenLanguage if language in wanted]
        self.other_languages = [language for language in SpokenLanguage if language not in wanted]
        super().__init__(*args, **options)
        for role in SpeakerRole:
            for language in self.languages:
                self.fields[f"{role}_{language}"] = forms.IntegerField(
                    label=gettext("%(role)s, %(language)s") % {"role": role.label, "language": language.label},
                    required=False,
                    min_value=0,
                    max_value=20000,
                    initial=counted.get((role, language)),
                    widget=forms.NumberInput({"inputmode": "numeric", "class": "num"}),
                )

    def rows(self):
        for role in SpeakerRole:
            yield role.label, [(language.label, self[f"{role}_{language}"]) for language in self.languages]

    def counts(self) -> dict:
        return {
            (role.value, language.value): self.cleaned_data[f"{role}_{language}"]
            for role in SpeakerRole
            for language in self.languages
        }


def known_languages(codes) -> list[SpokenLanguage]:
    """Of these codes, the languages we have a name for."""
    return [SpokenLanguage(code) for code in codes if code in SpokenLanguage.values]


class NewAttendeeForm(forms.Form):
    """Somebody who came and wishes to be named: names only."""

    given_name = forms.CharField(label=_("Given names"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Family names"), max_length=120, required=False)

    def clean(self):
        given = super().clean()
        if not given.get("given_name") and not given.get("family_name"):
            raise ValidationError(_("Write at least one name."))
        return given


class Screened:
    """Words are looked through before they are kept. `may_insist`: saying that they stay as said would help."""

    may_insist = False

    def screen(self, name):
        try:
            screen(self.cleaned_data.get(name, ""), save_as_said=self.cleaned_data.get("save_as_said", False))
        except ValidationError as refusal:
            self.add_error(name, refusal)
            self.may_insist = not any(error.code in REFUSED for error in refusal.error_list)


INSIST = _("I have taken out names and numbers. Save it as said.")


class CommentForm(Screened, forms.Form):
    """One comment, typed on a phone while somebody speaks or right after."""

    words = forms.CharField(
        label=_("What did they say?"),
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Write what they said.")},
    )
    save_as_said = forms.BooleanField(label=INSIST, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=SpokenLanguage)
    role = forms.ChoiceField(label=_("Who spoke?"), choices=SpeakerRole, initial=SpeakerRole.UNKNOWN)
    grade_band = forms.ChoiceField(label=_("Grades"), choices=GradeBand, initial=GradeBand.UNKNOWN)
    people = forms.IntegerField(label=_("People who said it"), min_value=1, max_value=2000, initial=1)
    may_quote = forms.TypedChoiceField(
        label=_("May we quote it, without a name?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )
    source = forms.ChoiceField(label=_("How it came"), choices=Input.Source, initial=Input.Source.MEETING)
    answer_by = forms.ChoiceField(label=_("How to answer"), choices=Input.AnswerBy, initial=Input.AnswerBy.POSTED)
    person = forms.ModelChoiceField(
        label=_("Who said it"),
        queryset=None,
        required=False,
        empty_label=_("No name"),
        help_text=_("Only somebody who came and wishes to be named."),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    MORE = ("people", "source", "answer_by", "person")

    def __init__(self, *args, attendees, **options):
        super().__init__(*args, **options)
        self.fields["person"].queryset = attendees

    def clean(self):
        super().clean()
        self.screen("words")
        return self.cleaned_data

    @property
    def more(self):
        return [self[name] for name in self.MORE]

    @property
    def more_is_open(self):
        """The rarely used fields are folded away, unless one of them needs mending."""
        return any(name in self.errors for name in self.MORE)


class TranslationForm(Screened, forms.Form):
    """A translation that a person wrote or checked."""

    text = forms.CharField(
        label=_("Translation"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Written or checked by you. Your name stands beside it."),
    )
    save_as_said = forms.BooleanField(label=INSIST, required=False)

    def clean(self):
        super().clean()
        self.screen("text")
        return self.cleaned_data


# --- The sheet --------------------------------------------------------------------------------------------------

SAME = ("", pgettext_lazy("the cell above", "same"))


# Short names, for narrow columns.
WHO = {
    SpeakerRole.MOTHER: _("Mother"),
    SpeakerRole.FATHER: _("Father"),
    SpeakerRole.GUARDIAN: _("Guardian"),
    SpeakerRole.STUDENT: _("Student"),
    SpeakerRole.STAFF: _("Staff"),
    SpeakerRole.COMMUNITY: _("Neighbor"),
    SpeakerRole.UNKNOWN: _("Not said"),
}
WAYS = {
    Input.Source.PAPER: _("Paper"),
    Input.Source.ONLINE: _("Online"),
    Input.Source.MEETING: pgettext_lazy("said in the meeting", "Said"),
}
REPLIES = {
    Input.AnswerBy.POSTED: pgettext_lazy("how to answer", "Posted"),
    Input.AnswerBy.TEXT: pgettext_lazy("how to answer", "Text"),
    Input.AnswerBy.CALL: pgettext_lazy("how to answer", "Call"),
    Input.AnswerBy.EMAIL: pgettext_lazy("how to answer", "E-mail"),
    Input.AnswerBy.PAPER: pgettext_lazy("how to answer", "Paper"),
}


def _select(names: dict):
    return forms.ChoiceField(required=False, choices=[SAME, *((choice.value, name) for choice, name in names.items())])


class LineForm(Screened, forms.Form):
    """One line of the sheet. An empty choice means the same as in the line above."""

    words = forms.CharField(required=False, max_length=4000, widget=forms.Textarea({"rows": 1}))
    language = _select({language: language.label for language in SpokenLanguage})
    role = _select(WHO)
    grade_band = _select({grades: grades.label for grades in GradeBand})
    source = _select(WAYS)
    people = forms.IntegerField(
        required=False, min_value=1, max_value=2000, widget=forms.NumberInput({"class": "num", "placeholder": "1"})
    )
    may_quote = forms.BooleanField(required=False)
    answer_by = _select(REPLIES)
    save_as_said = forms.BooleanField(required=False)

    LABELS = {
        "words": _("Their words"),
        "language": _("Language"),
        "role": _("Who spoke"),
        "grade_band": _("Grades"),
        "source": _("How it came"),
        "people": _("People"),
        "may_quote": _("May quote"),
        "answer_by": _("How to answer"),
        "save_as_said": _("Save as said"),
    }
    REPEATED = ("language", "role", "grade_band", "source", "answer_by")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        number = "__number__" if "__prefix__" in self.prefix else int(self.prefix.rpartition("-")[2]) + 1
        for name, label in self.LABELS.items():
            css = {"class": "form-check-input"} if name in ("may_quote", "save_as_said") else {}
            self.fields[name].widget.attrs |= {"aria-label": f"{number} {label}", **css}

    def clean(self):
        super().clean()
        self.screen("words")
        return self.cleaned_data

    @property
    def cells(self):
        return [self[name] for name in self.LABELS if name != "save_as_said"]


class BaseSheet(forms.BaseFormSet):
    """All lines of a sheet. Lines without words are no lines."""

    def clean(self):
        """Fill what was left "same" from the line above; the first line starts from what is usual."""
        above = {
            "language": SpokenLanguage.SPANISH,
            "role": SpeakerRole.UNKNOWN,
            "grade_band": GradeBand.UNKNOWN,
            "source": Input.Source.PAPER,
            "answer_by": Input.AnswerBy.POSTED,
        }
        above |= self.initial[0] if self.initial else {}
        for form in self.forms:
            line = getattr(form, "cleaned_data", {})
            for name in LineForm.REPEATED:
                above[name] = line.get(name) or above[name]
                line[name] = above[name]

    @property
    def asks_to_insist(self):
        return any(form.may_insist for form in self.forms)

    @property
    def error_count(self):
        return sum(bool(form.errors) for form in self.forms) if self.is_bound else 0

    def lines(self) -> list[dict]:
        """What the deed takes, place by place."""
        return [
            {
                **{name: form.cleaned_data[name] for name in LineForm.REPEATED},
                "words": form.cleaned_data.get("words", ""),
                "people": form.cleaned_data.get("people") or 1,
                "may_quote": form.cleaned_data.get("may_quote", False),
                "save_as_said": form.cleaned_data.get("save_as_said", False),
            }
            for form in self.forms
        ]


Sheet = forms.formset_factory(
    LineForm,
    formset=BaseSheet,
    extra=LINES_SHOWN - 1,
    max_num=MOST_LINES,
    absolute_max=MOST_LINES + 100,
    validate_max=True,
)
