"""Dates and figures, as people in Los Angeles write them in either language."""

from datetime import date, time

import pytest
from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import translation
from django.utils.formats import date_format, time_format

DAY = date(2026, 11, 12)


@pytest.mark.parametrize(
    ("language", "whole", "short"), [("en", "Nov 12, 2026", "Nov 12"), ("es", "12 nov 2026", "12 nov")]
)
def test_a_date_is_short_and_clear(language, whole, short):
    with translation.override(language):
        assert (date_format(DAY), date_format(DAY, "MONTH_DAY_FORMAT")) == (whole, short)


@pytest.mark.parametrize("language", ["en", "es"])
def test_times_and_figures_are_the_same_in_both_languages(language):
    with translation.override(language):
        assert time_format(time(17, 30)) == "5:30 p.m."
        assert intcomma(1005) == "1,005"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_date_box_gets_the_date_in_the_form_it_understands(language):
    with translation.override(language):
        assert 'value="2026-11-12"' in forms.DateInput(attrs={"type": "date"}).render("day", DAY)
