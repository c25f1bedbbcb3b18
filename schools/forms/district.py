"""Which schools the district table holds, and in what order."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schools.district import DEFAULT_SORT, SORTS, engagement
from schools.forms.directory import KnownChoice
from schools.models import School
from schools.models.seni import Need


class DistrictFilter(forms.Form):
    """Search, filters and order, all kept in the address. Offers only values that occur; ignores all others."""

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
    sort = KnownChoice(widget=forms.HiddenInput)
    show = KnownChoice(widget=forms.HiddenInput, choices=[("all", "all")])

    COLUMNS = {"level": "level", "board": "board_district", "region": "region", "tier": "tier"}

    def __init__(self, data, *, schools, year, user):
        super().__init__(data)
        self.user, self.year = user, year
        self.schools = schools.with_figures(year)
        self.fields["sort"].choices = [(f"{sign}{key}",) * 2 for key in ("name", *SORTS) for sign in ("", "-")]
        for name, offered in self._offers().items():
            self.fields[name].choices = [("", gettext("Any")), *offered]
            self.fields[name].is_useful = len(offered) > 1
        self.is_valid()

    def _offers(self):
        occurring = {
            name: set(self.schools.order_by().values_list(column, flat=True).distinct())
            for name, column in self.COLUMNS.items()
        }
        return {
            "tier": [(str(value), label) for value, label in Need.choices if value in occurring["tier"]],
            "level": [choice for choice in School.Level.choices if choice[0] in occurring["level"]],
            "board": [(str(value), str(value)) for value in sorted(occurring["board"] - {None})],
            "region": [(value, value) for value in sorted(occurring["region"] - {""})],
        }

    @property
    def order(self) -> str:
        return self.cleaned_data["sort"] or DEFAULT_SORT

    @property
    def shows_all(self) -> bool:
        return self.cleaned_data["show"] == "all"

    def fitting(self):
        """Schools that fit the search and filters."""
        found = self.schools.matching(self.cleaned_data.get("q", ""))
        for name, column in self.COLUMNS.items():
            if self.cleaned_data[name]:
                found = found.filter(**{column: self.cleaned_data[name]})
        return found

    def found(self):
        """What the table shows: schools with recorded engagement; when asked for all, open schools without it too."""
        fitting = self.fitting()
        recorded = engagement(self.year, self.user)
        return fitting.filter(recorded | Q(status=School.Status.ACTIVE)) if self.shows_all else fitting.filter(recorded)

    def chips(self):
        """The filters that are on: label and key, to be taken off one by one."""
        words = self.cleaned_data.get("q", "")
        on = [(gettext("Search: %(words)s") % {"words": words}, "q")] if words else []
        for name in self.COLUMNS:
            if value := self.cleaned_data[name]:
                field = self.fields[name]
                on.append((f"{field.label}: {dict(field.choices)[value]}", name))
        return on

    def picks(self):
        """The drop-downs worth showing."""
        return [self[name] for name in ("tier", "level", "board", "region") if self.fields[name].is_useful]
