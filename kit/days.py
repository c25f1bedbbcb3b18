"""Days in forms, where the code goes on to reckon with them."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReckonedDayField(forms.DateField):
    """A day that others are counted from, or that a time of day belongs to. The calendar's own ends are refused: after
    its last day there is no other, nor any other zone's evening."""

    EARLIEST, LATEST = 1800, 2100

    def validate(self, value):
        super().validate(value)
        if value and not self.EARLIEST <= value.year <= self.LATEST:
            years = {"first": self.EARLIEST, "last": self.LATEST}
            raise forms.ValidationError(_("Write a day between %(first)s and %(last)s."), "invalid", years)
