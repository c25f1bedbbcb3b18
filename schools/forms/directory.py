"""Forms of the school directory: finding schools, sending files, settling rows, writing down a promise."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit.numbers import number_of
from kit.years import current_school_year, parse_school_year, school_year
from schools.models import Need, School, SeniRecord, YearPromise

ALL = "all"


class KnownChoice(forms.ChoiceField):
    """A drop-down whose value anybody can type into the address: what is not offered counts as not chosen."""

    def __init__(self, **options):
        super().__init__(required=False, **options)

    def clean(self, value):
        return value if value and self.valid_value(value) else ""


class SchoolFilter(forms.Form):
    """Which schools to list, and in what order. Offers only values that occur; ignores all others."""

    SORTS = {
        # The folded text begins with the name: neither capitals nor accents part names that belong together.
        "name": F("search_text").asc(),
        "need": F("tier").desc(nulls_last=True),
        "-need": F("tier").asc(nulls_last=True),
        "students": F("students").asc(nulls_last=True),
        "-students": F("students").desc(nulls_last=True),
        "allocation": F("allocation").asc(nulls_last=True),
        "-allocation": F("allocation").desc(nulls_last=True),
        "-name": F("search_text").desc(),
    }

    q = forms.CharField(
        label=_("Name, city or CDS code"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            {
                "type": "search",
                "class": "form-control",
                "aria-label": _("Name, city or CDS code"),
                "placeholder": _("Name, city or CDS code"),
            }
        ),
    )
    tier = KnownChoice(label=_("Need"))
    level = KnownChoice(label=_("Level"))
    board = KnownChoice(label=_("Board district"))
    region = KnownChoice(label=_("Region"))
    charter = KnownChoice(label=_("Charter"))
    status = KnownChoice(label=_("Status"))
    year = KnownChoice(label=_("SENI year"))
    sort = KnownChoice(widget=forms.HiddenInput)
    view = KnownChoice(widget=forms.HiddenInput, choices=[("map", "map")])

    # Two kinds of value or more make a choice; a year or a status is a choice beside the usual one.
    PICKS = ("tier", "level", "board", "region", "charter", "status", "year")

    def __init__(self, data, *, schools):
        super().__init__(data)
        self.schools = schools
        self.years = list(
            SeniRecord.objects.filter(school__in=schools).order_by("-year").values_list("year", flat=True).distinct()
        )
        self.fields["sort"].choices = [(key, key) for key in self.SORTS]
        for name, offered in self._offers().items():
            field = self.fields[name]
            field.choices = [("", self._none_chosen(name)), *offered]
            field.is_useful = len(offered) > 1

    def _offers(self):
        """The values that occur, by field. Levels and tiers keep their own order, not the alphabet's."""
        occurring = {
            name: set(self.schools.order_by().values_list(column, flat=True).distinct())
            for name, column in {
                "level": "level",
                "board": "board_district",
                "region": "region",
                "status": "status",
            }.items()
        }
        tiers = set(self._seni().order_by().values_list("tier", flat=True).distinct())
        return {
            "tier": [(str(value), label) for value, label in Need.choices if value in tiers],
            "level": [choice for choice in School.Level.choices if choice[0] in occurring["level"]],
            "board": [(str(value), str(value)) for value in sorted(occurring["board"] - {None})],
            "region": [(value, value) for value in sorted(occurring["region"] - {""})],
            "charter": [("no", _("District-run")), ("yes", _("Charter"))],
            "status": [
                *(choice for choice in School.Status.choices if choice[0] in occurring["status"] - {"active"}),
                *([(ALL, _("Every status"))] if len(occurring["status"]) > 1 else []),
            ],
            "year": [(str(year), school_year(year)) for year in self.years],
        }

    @staticmethod
    def _none_chosen(name):
        if name == "status":
            return School.Status.ACTIVE.label
        return _("Newest") if name == "year" else _("Any")

    def _seni(self):
        return SeniRecord.objects.filter(school__in=self.schools, year=self.seni_year)

    @property
    def seni_year(self) -> int:
        """The year whose need and dollars are shown: the one asked for, else this plan year, else the newest."""
        if (year := number_of(self.data.get("year"))) in self.years:
            return year
        this_year = current_school_year()
        return this_year if this_year in self.years or not self.years else self.years[0]

    def found(self):
        """The schools that fit, with their figures, in the order asked for."""
        self.is_valid()
        asked = self.cleaned_data
        found = self.schools.matching(asked.get("q", ""))
        if asked["status"] != ALL:
            found = found.filter(status=asked["status"] or School.Status.ACTIVE)
        if asked["level"]:
            found = found.filter(level=asked["level"])
        if asked["board"]:
            found = found.filter(board_district=asked["board"])
        if asked["region"]:
            found = found.filter(region=asked["region"])
        if asked["charter"]:
            found = found.filter(is_charter=asked["charter"] == "yes")
        found = found.with_figures(self.seni_year)
        if asked["tier"]:
            found = found.filter(tier=asked["tier"])
        return found.order_by(self.SORTS[asked["sort"] or "name"], "search_text", "cds_code")

    def chips(self):
        """The filters that are on: label and key, to be taken off one by one."""
        words = self.cleaned_data.get("q", "")
        on = [(gettext("Search: %(words)s") % {"words": words}, "q")] if words else []
        for name in self.PICKS:
            value = self.cleaned_data[name]
            if value:
                field = self.fields[name]
                on.append((f"{field.label}: {dict(field.choices)[value]}", name))
        return on

    def picks(self):
        """The drop-downs worth showing."""
        return [self[name] for name in self.PICKS if self.fields[name].is_useful]


class PromiseForm(forms.ModelForm):
    class Meta:
        model = YearPromise
        fields = ["answer_days", "counted_from", "budget_on"]
        labels = {
            "answer_days": _("Days until families have an answer"),
            "counted_from": _("The days are counted"),
            "budget_on": _("Day of the budget appointment"),
        }
        widgets = {
            "counted_from": forms.RadioSelect,
            "budget_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        help_texts = {
            "answer_days": _("60 days is usual. After that day an ask without an answer shows as late."),
            "budget_on": _(
                "When the principal sets the budget with the region. Asks that come later can hardly be in it."
            ),
        }


class SourceForm(forms.Form):
    """A file, and where and when somebody got it."""

    file = forms.FileField(label=_("File"), help_text=_("CSV, TSV or XLSX, at most 50 MB."))
    source_address = forms.URLField(
        label=_("Web address it came from"), required=False, max_length=500, assume_scheme="https"
    )
    obtained_on = forms.DateField(
        label=_("Day you got it"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx"
        self.fields["obtained_on"].initial = timezone.localdate

    def clean_obtained_on(self) -> dt.date:
        day = self.cleaned_data["obtained_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day


class SchoolYearField(forms.CharField):
    """A school year typed as 2026-27; the clean value is the year in which it starts."""

    def clean(self, value):
        text = super().clean(value)
        return parse_school_year(text) if text else None

    def prepare_value(self, value):
        return school_year(value) if isinstance(value, int) else value


class SchoolsFileForm(SourceForm):
    """The state's school directory."""

    year = SchoolYearField(
        label=_("School year of the counts"),
        required=False,
        max_length=10,
        help_text=_("Only when the file does not say it. Write it like 2023-24."),
    )


class SeniFileForm(SourceForm):
    """The district's SENI file of one allocation year."""

    year = SchoolYearField(
        label=_("Allocation year"), max_length=10, help_text=_("The year the money is for. Write it like 2026-27.")
    )


class SettleForm(forms.Form):
    """Which school a row of a SENI file is, or that it is none of ours."""

    school = forms.ModelChoiceField(
        queryset=School.objects.none(),
        to_field_name="cds_code",
        required=False,
        error_messages={"invalid_choice": _("Choose a school from the list.")},
    )

    def __init__(self, *args, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools
