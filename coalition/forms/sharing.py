"""Forms of sharing agreements: what a well-shaped answer is. Who may give what the deeds decide."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Organization
from coalition import sharing
from coalition.forms.rosters import DayField
from coalition.models import Matter, Partner, ShareAgreement, SharedField
from kit.seen_form import SeenForm, in_words
from members.models import Person, PersonList, Segment

GIVE, ASK = "give", "ask"
KEEP, SEARCH, LIST, SAME = "keep", "search", "list", "same"


class TermsForm(forms.Form):
    """The terms of an agreement, and for the giving side whom it is about."""

    purpose = forms.CharField(
        label=_("What they may use it for"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence that both sides sign. For example: calls before the January board meeting."),
    )  # fmt: skip
    matter = forms.ChoiceField(
        label=_("Kind of matter"), choices=Matter, help_text=_("Nobody is shown who said no to this kind of matter.")
    )
    fields_shared = forms.MultipleChoiceField(
        label=_("Facts they see"), choices=SharedField, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing else of anybody. A phone or an e-mail is shown only where the person allows its use."),
    )  # fmt: skip
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), help_text=_("At most 12 months later. Either side can end it any day."))
    whom = forms.ChoiceField(
        label=_("Whom it is about"), required=False,
        help_text=_("A saved search finds whoever fits on the day somebody looks. A list stays as it is now."),
    )  # fmt: skip

    def __init__(self, *args, user, giver=None, agreement=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.giver, self.agreement = user, giver, agreement
        if giver is None:
            del self.fields["whom"]
            return
        searches = Segment.objects.visible_to(user).of(giver)
        lists = PersonList.objects.visible_to(user).of(giver).filter(closed_at=None)
        offered = [
            ("", _("Say so later")) if agreement is None else (KEEP, _kept_words(agreement)),
            (_("Saved searches"), [(f"{SEARCH}-{each.pk}", each.name) for each in searches]),
            (_("Lists"), [(f"{LIST}-{each.pk}", each.name) for each in lists]),
        ]
        self.fields["whom"].choices = [(code, names) for code, names in offered if names]

    @property
    def terms(self) -> dict:
        """What the deed takes."""
        said = {name: self.cleaned_data[name] for name in ("purpose", "matter", "starts_on", "ends_on")}
        said["fields"] = sorted(self.cleaned_data["fields_shared"])
        kind, _dash, number = self.cleaned_data.get("whom", "").partition("-")
        if kind == SEARCH:
            said["segment"] = Segment.objects.visible_to(self.user).of(self.giver).get(pk=number)
        elif kind == LIST:
            chosen = PersonList.objects.visible_to(self.user).of(self.giver).get(pk=number)
            said["people"] = Person.objects.visible_to(self.user).filter(pk__in=chosen.entries.values("person"))
        return said

    def add_error(self, field, error):
        """The deed names the model's columns."""
        if field is None and hasattr(error, "error_dict") and "fields" in error.error_dict:
            error.error_dict["fields_shared"] = error.error_dict.pop("fields")
        super().add_error("fields_shared" if field == "fields" else field, error)


def _kept_words(agreement):
    segment = sharing.segment_of(agreement)
    if segment:
        return _("As it is: the search “%(name)s”") % {"name": segment.name}
    count = agreement.people.count()
    return ngettext("As it is: %(n)s person", "As it is: %(n)s people", count) % {"n": count}


class ChangeTermsForm(SeenForm, TermsForm):
    """The terms of an agreement that is there."""

    KEEPS = ("purpose", "matter", "fields", "starts_on", "ends_on")
    INPUTS = {"fields": "fields_shared"}

    def __init__(self, data=None, *, thing, **options):
        super().__init__(data, thing=thing, agreement=thing, **options)
        self.initial["whom"] = KEEP

    @classmethod
    def values_of(cls, thing) -> dict:
        return super().values_of(thing) | {"whom": sharing.whom_now(thing)}

    def told(self) -> dict:
        return self.terms

    def side_by_side(self, fields) -> list[tuple]:
        whom = fields.get("whom")
        rows = super().side_by_side({name: both for name, both in fields.items() if name != "whom"})
        if whom:
            mine = in_words(self.fields["whom"], self.cleaned_data["whom"])
            rows.append((self.fields["whom"].label, mine, _kept_words(whom[1])))
        return rows


class DraftForm(TermsForm):
    """A new agreement with a partner: giving, or asking for."""

    direction = forms.ChoiceField(
        label=_("Who sees whom"), widget=forms.RadioSelect, initial=GIVE,
        choices=[(GIVE, _("They see people of ours")), (ASK, _("We ask to see people of theirs"))],
    )  # fmt: skip
    partner = forms.ChoiceField(label=_("With whom"))
    field_order = ("direction", "partner")

    def __init__(self, *args, user, organization, like=None, **kwargs):
        super().__init__(*args, user=user, giver=organization, **kwargs)
        self.organization, self.like = organization, like
        if like and like.giver == organization and (count := like.people.count()):
            same = ngettext("The same %(n)s person", "The same %(n)s people", count) % {"n": count}
            self.fields["whom"].choices = [*self.fields["whom"].choices, (SAME, same)]
        coalitions = {each.pk: each for each in sharing.coalitions_of(organization)}
        partners = Partner.objects.current(organization.today()).filter(coalition__in=coalitions)
        partners = partners.exclude(organization=organization).select_related("organization", "coalition")
        self.partners = {f"{each.coalition_id}-{each.organization_id}": each for each in partners}
        by_coalition: dict[str, list] = {}
        for code, partner in self.partners.items():
            by_coalition.setdefault(str(partner.coalition), []).append((code, str(partner.organization)))
        self.fields["partner"].choices = [("", _("Choose a partner")), *by_coalition.items()]
        self.fields["starts_on"].initial = organization.today()

    @property
    def sides(self) -> tuple[Organization, Organization]:
        """Who gives, who receives."""
        other = self.partners[self.cleaned_data["partner"]].organization
        gives = self.cleaned_data["direction"] == GIVE
        return (self.organization, other) if gives else (other, self.organization)

    @property
    def terms(self) -> dict:
        said = super().terms
        if self.cleaned_data["direction"] == ASK:
            said.pop("segment", None)
            said.pop("people", None)
        elif self.cleaned_data["whom"] == SAME:
            said["people"] = Person.objects.visible_to(self.user).filter(pk__in=self.like.people.values("person"))
        return {**said, "coalition": self.partners[self.cleaned_data["partner"]].coalition}


def terms_of_the_next(agreement: ShareAgreement, organization) -> dict:
    """What the form of one more agreement like this one starts with: as long, and beginning where it ends."""
    gives = agreement.giver == organization
    other = agreement.receiver if gives else agreement.giver
    first = organization.today()
    if not agreement.ended_at:
        first = max(first, agreement.ends_on + dt.timedelta(days=1))
    whom = f"{SEARCH}-{agreement.segment_id}" if agreement.segment_id else SAME
    return {
        "direction": GIVE if gives else ASK,
        "partner": f"{agreement.coalition_id}-{other.pk}",
        "purpose": agreement.purpose,
        "matter": agreement.matter,
        "fields_shared": agreement.fields,
        "starts_on": first,
        "ends_on": first + (agreement.ends_on - agreement.starts_on),
        "whom": whom if gives else "",
    }
