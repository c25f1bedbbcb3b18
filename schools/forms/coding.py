"""Forms for reading comments and for writing the codebook."""

from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kit.years import school_year
from schools import codebook, keywords
from schools.models import Code, CodebookVersion, Coding, Input, School, Session

SHORTCUTS = 9


class QueueFilter(forms.Form):
    """Which comments to read: those of one school, session or plan year. Lists only what the user may read."""

    school = forms.ModelChoiceField(
        School.objects.none(), required=False, label=_("School"), empty_label=_("All schools")
    )
    session = forms.ModelChoiceField(
        Session.objects.none(), required=False, label=_("Session"), empty_label=_("All sessions")
    )
    year = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=_("Plan of"))

    def __init__(self, data, *, user, organization):
        super().__init__(data)
        inputs = Input.objects.codable_by(user).filter(session__event__steward=organization).standing()
        self.fields["school"].queryset = School.objects.filter(pk__in=inputs.values("school")).order_by("name")
        self.fields["session"].queryset = Session.objects.filter(pk__in=inputs.values("session")).select_related(
            "event"
        )
        years = inputs.order_by("-year").values_list("year", flat=True).distinct()
        self.fields["year"].choices = [("", _("All years")), *((year, school_year(year)) for year in years)]

    @property
    def chosen(self) -> dict:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrowed(self, inputs):
        """The comments that fit; a filter that makes no sense filters nothing."""
        return inputs.filter(**self.chosen)

    @property
    def query(self) -> str:
        """The same choice for the next address."""
        query = "&".join(f"{name}={getattr(value, 'pk', value)}" for name, value in self.chosen.items())
        return f"?{query}" if query else ""


@dataclass
class TopicRow:
    """One topic as a coder sees it: the box, the three polarities, how it can be reached by keyboard."""

    code: Code
    is_suggested: bool
    is_chosen: bool
    polarity: str
    errors: list[str]
    shortcut: str = ""

    @property
    def polarities(self):
        return [(value, label, value == self.polarity) for value, label in Coding.Polarity.choices]


class ReadingForm(forms.Form):
    """Topics, each with for, against or mixed. No polarity is filled in: a person says which it is."""

    topics = forms.MultipleChoiceField(
        label=_("Topics"), required=False, error_messages={"invalid_choice": _("Choose topics of this codebook.")}
    )

    def __init__(self, *args, codes, suggested=(), top_label="", **kwargs):
        super().__init__(*args, **kwargs)
        self.codes, self.suggested, self.top_label = list(codes), list(suggested), top_label
        self.fields["topics"].choices = [(code.key, code.name) for code in self.codes]
        for code in self.codes:
            self.fields[f"polarity-{code.key}"] = forms.ChoiceField(
                label=code.name, choices=Coding.Polarity.choices, required=False
            )

    @classmethod
    def initial_of(cls, reading) -> dict:
        """What a reading says, to be changed."""
        codings = list(reading.codings.select_related("code"))
        return {"topics": [coding.code.key for coding in codings]} | {
            f"polarity-{coding.code.key}": coding.polarity for coding in codings
        }

    def clean(self):
        cleaned = super().clean()
        keys = cleaned.get("topics") or []
        if not keys and "topics" not in self.errors:
            self.add_error("topics", _("Choose at least one topic. When none fits, choose the last one."))
        for key in keys:
            if not cleaned.get(f"polarity-{key}"):
                self.add_error(f"polarity-{key}", _("Say whether they are for it, against it, or both."))
        return cleaned

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(key, self.cleaned_data[f"polarity-{key}"]) for key in self.cleaned_data["topics"]]

    @cached_property
    def rows(self) -> list[TopicRow]:
        """Suggested topics first, then the codebook's order with each part under its whole; nine have a shortcut."""
        suggested = [code for code in self.suggested if code in self.codes]
        others = [code for code in in_order(self.codes) if code not in suggested]
        rows = [self._row(code) for code in [*suggested, *others]]
        for number, row in enumerate(rows[:SHORTCUTS], start=1):
            row.shortcut = f"Alt+{number}"
        return rows

    @property
    def suggested_rows(self) -> list[TopicRow]:
        return [row for row in self.rows if row.is_suggested]

    @property
    def groups(self) -> list[list[TopicRow]]:
        """The other topics: each that stands on its own, with its parts."""
        others = [row for row in self.rows if not row.is_suggested]
        return [list(rows) for _whole, rows in groupby(others, key=lambda row: row.code.parent_key or row.code.key)]

    def _row(self, code) -> TopicRow:
        name = f"polarity-{code.key}"
        chosen = self["topics"].value() or []
        return TopicRow(
            code,
            code in self.suggested,
            code.key in chosen,
            self[name].value() or "",
            [str(error) for error in self.errors.get(name, [])],
        )


def in_order(codes) -> list[Code]:
    """The codebook's order, with each topic directly under the one that it is part of."""
    children: dict[str, list[Code]] = {}
    for code in codes:
        children.setdefault(code.parent_key, []).append(code)
    return [row for code in children.get("", []) for row in (code, *children.get(code.key, []))]


class CodeForm(forms.ModelForm):
    """One topic of a draft, both languages side by side."""

    class Meta:
        model = Code
        fields = codebook.CODE_FIELDS
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in codebook.CODE_FIELDS[:-1]
            if name.partition("_")[0] in ("definition", "include", "exclude", "examples")
        } | {"keywords": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "key": _("A short name for lists and files, like safe-passage. It stays the same in every version."),
            "examples_en": _("One a line. Invented, or with permission."),
            "examples_es": _("One a line. Invented, or with permission."),
            "keywords": _(
                "One a line, without accents. They only order the list a reader sees. “bano|restroom” finds either "
                "word; its beginning is enough."
            ),
        }

    def __init__(self, *args, version: CodebookVersion, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.version = version
        wholes = version.codes.filter(parent_key="").exclude(key__in=[codebook.OTHER, self.instance.key])
        self.fields["parent_key"] = forms.ChoiceField(
            label=_("Part of"),
            required=False,
            choices=[("", _("Stands on its own")), *((c.key, c.name) for c in wholes)],
        )
        if self.instance.pk:
            del self.fields["key"]
        self.order_fields(codebook.CODE_FIELDS)

    def clean_keywords(self):
        return keywords.clean(self.cleaned_data["keywords"])

    def take(self, refusal) -> None:
        """A refusal of the deed, at its field where the field is on the page."""
        for name, errors in getattr(refusal, "error_dict", {None: refusal}).items():
            self.add_error(name if name in self.fields else None, errors)

    @property
    def pairs(self) -> list:
        """The fields of each matter, English and Spanish."""
        return [
            (self[f"{name}_en"], self[f"{name}_es"])
            for name in ("name", "definition", "include", "exclude", "examples")
        ]


class PublishForm(forms.Form):
    note = forms.CharField(
        label=_("What changed"), max_length=300, help_text=_("One sentence that stands in the list of versions.")
    )
