"""The form that ties a person to a school."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.models import School, SchoolTie


class TieForm(forms.ModelForm):
    """What somebody is to a school that was chosen before."""

    school = forms.ModelChoiceField(queryset=School.objects.none(), to_field_name="cds_code", widget=forms.HiddenInput)

    class Meta:
        model = SchoolTie
        fields = ("school", "kind", "grade_band", "starts_on", "note")
        widgets = {"starts_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}
        help_texts = {"grade_band": _("A child’s grades, or the student’s own.")}

    def __init__(self, *values, schools, **options):
        super().__init__(*values, **options)
        self.fields["school"].queryset = schools

    def _post_clean(self):
        """The deed checks the tie: it knows whose it is."""
