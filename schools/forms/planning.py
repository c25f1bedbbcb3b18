"""Forms of plans and spending: the line grid, filing, sending a sheet and saying which column is which."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit import money
from kit.folding import fold
from schools.models import PlanLine, PlanVersion
from schools.planning import MOST_LINES, LineDraft
from schools.readers.cells import value
from schools.readers.plan_sheet import CATEGORY_WORDS
from schools.taxonomy import CATEGORY_CHOICES

LINE_FIELDS = ("category", "description", "object_code", "fte", "amount_cents", "is_open", "page")


class DollarsField(forms.CharField):
    """An amount as people write it, "24,000" or "$24,000.50"; whole cents in Python, None when left blank."""

    def __init__(self, *, negative=False, **options):
        self.negative = negative
        options.setdefault("widget", forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "num"}))
        super().__init__(max_length=30, **options)

    def clean(self, value):
        written = super().clean(value)
        if not written:
            return None
        amount = money.cents(written)
        if amount < 0 and not self.negative:
            raise ValidationError(_("An amount here cannot be below zero."))
        return amount

    def prepare_value(self, value):
        return money.dollars(value).replace("$", "") if isinstance(value, int) else value


class GridRow(forms.Form):
    """A row of a keyboard grid. Its cells are named by line and column for those who hear the page."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        place = self.prefix.rsplit("-", 1)[-1]
        number = int(place) + 1 if place.isdecimal() else "__number__"
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = gettext("%(label)s, line %(number)s") % {
                    "label": field.label,
                    "number": number,
                }


class LineForm(GridRow):
    """One line of the plan grid. A line with nothing typed in it is no line."""

    thread = forms.UUIDField(required=False, widget=forms.HiddenInput)
    category = forms.ChoiceField(
        label=_("Category"),
        choices=lambda: [("", "–"), *CATEGORY_CHOICES],
        error_messages={"required": _("Choose a category.")},
    )
    description = forms.CharField(
        label=_("What it buys"), max_length=300, error_messages={"required": _("Say what the money is for.")}
    )
    object_code = forms.CharField(label=_("Code"), max_length=20, required=False)
    fte = forms.DecimalField(
        label=_("FTE"),
        max_digits=6,
        decimal_places=2,
        min_value=0,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "class": "num"}),
    )
    amount_cents = DollarsField(label=_("Amount in dollars"), error_messages={"required": _("Enter the amount.")})
    is_open = forms.BooleanField(
        label=_("Open to choice"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )
    page = forms.IntegerField(
        label=_("Page"),
        min_value=1,
        max_value=9999,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "num"}),
    )

    TYPED = ("category", "description", "object_code", "fte", "amount_cents", "page")

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.is_blank:
            self._errors = forms.utils.ErrorDict(renderer=self.renderer)
            self.cleaned_data = {}

    @property
    def is_blank(self) -> bool:
        return not any((self.data.get(self.add_prefix(name)) or "").strip() for name in self.TYPED)

    def draft(self) -> LineDraft | None:
        """The line as typed; None when the row is blank."""
        typed = self.cleaned_data
        return LineDraft(**{name: typed[name] for name in LINE_FIELDS}, thread=typed["thread"]) if typed else None


class BaseLines(forms.BaseFormSet):
    def drafts(self) -> list[LineDraft]:
        return [draft for form in self.forms if (draft := form.draft())]

    @property
    def mistakes(self):
        """Line number, field and sentence for each cell that cannot stand."""
        return [
            (number, form[name], sentence)
            for number, form in enumerate(self.forms, 1)
            for name, sentences in form.errors.items()
            for sentence in sentences
        ]


LineFormSet = forms.formset_factory(
    LineForm, formset=BaseLines, extra=5, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
)


def line_rows(version: PlanVersion) -> list[dict]:
    """A version's lines as the grid shows them."""
    return list(version.lines.order_by("number").values("thread", *LINE_FIELDS))


class DraftForm(forms.ModelForm):
    """What belongs to the draft as a whole, and the token of the draft as this person saw it."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    class Meta:
        model = PlanVersion
        fields = ["engagement_narrative"]
        widgets = {"engagement_narrative": forms.Textarea({"rows": 5})}
        help_texts = {"engagement_narrative": _("Copy the plan’s own words, 3 to 5 sentences on the district’s form.")}

    def see(self, token):
        """Put another token in place of the posted one: the person sees the newer draft now."""
        self.data = self.data.copy()
        self.data["seen"] = token


class WithDocument(forms.Form):
    """A form with a file that is kept as soon as it arrives; `kept` remembers it while something else is mended."""

    kept = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FilingForm(WithDocument):
    """When the school submitted the plan, and the plan as it was submitted."""

    submitted_on = forms.DateField(
        label=_("Day submitted"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    document = forms.FileField(
        label=_("The plan as filed"),
        required=False,
        help_text=_("The signed form, for example as PDF. It is kept unchanged."),
    )
    source_address = forms.URLField(
        label=_("Where it came from"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("A web address, if it has one."),
    )


class SheetForm(forms.Form):
    """A table to read lines from."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.tsv,.txt"}),
        help_text=_("Excel (.xlsx), CSV or TSV. The first table in it is read."),
    )


class SpendingSheetForm(SheetForm):
    """A table of figures, and the day they are as of where the rows do not say."""

    field_order = ["as_of", "file"]
    as_of = forms.DateField(
        label=_("Spent as of"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day the report was drawn, for rows that name no day."),
    )


class ColumnsForm(forms.Form):
    """Which column of a file is which field. Each field is given to one column at most."""

    def __init__(self, sheet, fields, guess, data=None):
        super().__init__(data)
        self.sheet, self.known = sheet, fields
        guessed = {column: name for name, column in guess.items()}
        seen = set()
        for place, column in enumerate(sheet.header):
            if column and column not in seen:
                seen.add(column)
                self.fields[f"column-{place}"] = forms.ChoiceField(
                    label=gettext("“%(column)s” goes to") % {"column": column},
                    choices=[("", _("Leave out")), *fields.items()],
                    required=False,
                    initial=guessed.get(column, ""),
                    widget=forms.Select({"class": "form-select"}),
                )

    def clean(self):
        chosen = [name for name in self.cleaned_data.values() if name]
        twice = {name for name in chosen if chosen.count(name) > 1}
        for name in twice:
            message = _("Two columns go to “%(field)s”. Keep one of them.")
            self.add_error(None, ValidationError(message, params={"field": self.known[name]}))
        return self.cleaned_data

    @property
    def mapping(self) -> dict[str, str]:
        """{field: column}: as chosen, or as guessed before anybody chose."""
        if self.is_bound:
            chosen = dict(self.cleaned_data) if self.is_valid() else {}
        else:
            chosen = {key: field.initial for key, field in self.fields.items()}
        return {name: self.sheet.header[int(key.removeprefix("column-"))] for key, name in chosen.items() if name}

    @property
    def columns(self):
        """For each column: its name, two samples, its choice, and how many cells are filled and empty."""
        for key in self.fields:
            place = int(key.removeprefix("column-"))
            cells = [value(row[place]) for row in self.sheet.rows]
            filled = [cell for cell in cells if cell]
            yield {
                "name": self.sheet.header[place],
                "samples": " · ".join(cell[:40] for cell in dict.fromkeys(filled[:2])),
                "field": self[key],
                "filled": len(filled),
                "empty": len(cells) - len(filled),
            }


class CategoriesForm(forms.Form):
    """The sheet's own words for what is bought, each given one of our categories."""

    def __init__(self, words, data=None):
        super().__init__(data)
        self.words = list(words)
        for place, word in enumerate(self.words):
            self.fields[f"category-{place}"] = forms.ChoiceField(
                label=word,
                choices=CATEGORY_CHOICES,
                required=False,
                initial=guess_category(word),
                widget=forms.Select({"class": "form-select"}),
            )

    @property
    def chosen(self) -> dict[str, str]:
        """{the sheet's words: category}; a guess until somebody chooses."""
        answers = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {
            word: answers.get(f"category-{place}") or self.fields[f"category-{place}"].initial
            for place, word in enumerate(self.words)
        }


def guess_category(words: str) -> str:
    """The category whose name stands in these words, the longest first; "other" when none does."""
    folded = fold(words)
    found = [name for name in CATEGORY_WORDS if f" {name} " in f" {folded} "]
    return CATEGORY_WORDS[max(found, key=len)] if found else "other"


class ReportForm(WithDocument):
    """What holds for a whole spending report: its day, and where it is written."""

    as_of = forms.DateField(
        label=_("Spent as of"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day named on the report."),
    )
    document = forms.FileField(
        label=_("The report"), required=False, help_text=_("PDF or spreadsheet. It is kept unchanged.")
    )
    source_note = forms.CharField(
        label=_("Or where it says so"),
        max_length=300,
        required=False,
        help_text=_("For example: Budget transparency page of the district, seen on November 12."),
    )
    below_zero = forms.BooleanField(label=_("Yes, some amounts are below zero: money came back."), required=False)
    replace = forms.BooleanField(
        label=_("Correct them: replace the figures of that day. The history keeps both."),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Boxes for a second look are shown once they matter.
        self.asked = {name for name in ("below_zero", "replace") if self.data.get(self.add_prefix(name))}

    def clean(self):
        answers = super().clean()
        named = answers.get("document") or answers.get("kept") or answers.get("source_note", "").strip()
        if not named and "document" not in self.errors:
            self.add_error("source_note", _("Say where these figures come from: a document, or where it is written."))
        return answers


class AmountForm(GridRow):
    """What was spent on one line. Blank means the report does not name it; 0 means nothing was spent."""

    spent_cents = DollarsField(label=_("Spent"), negative=True, required=False)

    def __init__(self, *args, line: PlanLine | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.line = line
        if line:
            label = gettext("Spent on line %(number)d, %(line)s") % {"number": line.number, "line": line.description}
            self.fields["spent_cents"].widget.attrs["aria-label"] = label


class BaseAmounts(forms.BaseFormSet):
    """One row for each line of the plan, in its order; the lines come from the page, not from what is posted."""

    def __init__(self, *args, lines, **kwargs):
        self.lines = list(lines)
        super().__init__(*args, **kwargs)

    def total_form_count(self):
        return len(self.lines)

    def initial_form_count(self):
        return len(self.lines)

    def get_form_kwargs(self, index):
        return {"line": self.lines[index]} if index is not None else {}

    def add_prefix(self, index):
        """By the line's id, so that a plan filed meanwhile cannot shift a figure to another line."""
        return f"{self.prefix}-{self.lines[index].pk}" if isinstance(index, int) else super().add_prefix(index)

    def amounts(self):
        """(line, cents) for each amount typed."""
        typed = ((form.line, form.cleaned_data.get("spent_cents")) for form in self.forms)
        return [(line, cents) for line, cents in typed if cents is not None]


AmountFormSet = forms.formset_factory(AmountForm, formset=BaseAmounts, extra=0, max_num=MOST_LINES)
