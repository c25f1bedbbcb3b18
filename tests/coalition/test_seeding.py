from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, Organization
from coalition import joining, rosters, seeding
from coalition.models import Coalition, Committee, CommitteeSeat, Partner, Place, Representative
from tests.factories.accounts import OrganizationFactory

SINCE = date(2020, 6, 1)
RORY = "rory@example.org"


def load(cast, **options):
    out = StringIO()
    call_command("load_coalitions", keeper=cast.coalition_org.slug, stdout=out, **options)
    return out.getvalue()


def everything():
    return [model.objects.count() for model in (Organization, Coalition, Partner, Committee, Place, CommitteeSeat)]


def test_two_coalitions_are_loaded_with_their_real_partners(cast):
    said = load(cast)

    equity, police_free = Coalition.objects.order_by("name")
    assert [equity.partners.count(), police_free.partners.count()] == [4, 13]
    assert equity.keeper == police_free.keeper == cast.coalition_org
    assert said == (
        "Equity Alliance for LA's Kids: new: 4 organizations, 4 partners, 4 places.\n"
        "Police-Free LAUSD Coalition: new: 11 organizations, 13 partners, 13 places.\n"
    )


def test_every_place_is_vacant_and_nobody_is_named(cast):
    load(cast, since=SINCE)

    roster = rosters.roster(Committee.objects.get(name="Core steering committee"))
    assert (len(roster.lines), len(roster.vacant)) == (13, 13)
    assert {line.vacant_since for line in roster.lines} == {SINCE}
    assert not Representative.objects.exists()


def test_terms_begin_today_where_the_keeper_is(cast):
    load(cast)

    assert set(Partner.objects.values_list("starts_on", flat=True)) == {cast.coalition_org.today()}


def test_loading_twice_adds_nothing(cast):
    load(cast, with_people=True)
    before = everything()

    said = load(cast, with_people=True)

    assert everything() == before
    assert said.count("all there already") == 2


def test_what_was_changed_since_is_left_alone(cast):
    load(cast, since=SINCE)
    cadre = Partner.objects.get(organization__name="CADRE")
    joining.leave(cadre, on=date(2021, 6, 30), by=cast.rory)

    load(cast)

    assert Partner.objects.get(organization__name="CADRE").ends_on == date(2021, 6, 30)
    assert Place.objects.get(organization__name="CADRE").ends_on == date(2021, 6, 30)


def test_an_organization_that_is_here_is_taken(cast):
    here = OrganizationFactory(name="Community coalition", slug="coco")

    load(cast)

    assert Partner.objects.filter(organization=here).count() == 2
    assert not Organization.objects.filter(name="Community Coalition").exists()


def test_it_is_a_deed_of_the_roster_admin(cast):
    load(cast, by=RORY)

    founded = AuditEntry.objects.filter(verb="coalition.founded")
    assert {(entry.by, entry.organization) for entry in founded} == {(cast.rory, cast.coalition_org)}
    assert AuditEntry.objects.filter(verb="place.given", by=cast.rory).count() == 17


def test_invented_people_are_named_as_invented_and_cannot_be_reached(cast):
    load(cast, with_people=True)

    people = Representative.objects.all()
    assert len(people) == 2 * 17 - 2
    assert all(person.name.endswith("(invented)") and not person.email and not person.phone for person in people)
    assert rosters.roster(Committee.objects.get(name="Steering committee")).filled == 4


def test_every_partner_has_invented_people_for_a_try_out():
    assert {name for known in seeding.COALITIONS for name in known.partners} == set(seeding.INVENTED)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"by": "tasha@example.org"}, "tasha@example.org is no roster admin of Jacaranda Community Coalition."),
        ({"by": "nobody@example.org"}, "nobody@example.org is no roster admin of Jacaranda Community Coalition."),
    ],
)
def test_only_a_roster_admin_of_the_keeper_is_named(cast, options, words):
    with pytest.raises(CommandError, match=words):
        load(cast, **options)

    assert not Coalition.objects.exists()


def test_a_keeper_that_is_not_here_is_refused(db):
    with pytest.raises(CommandError, match="No organization has the short name nowhere"):
        call_command("load_coalitions", keeper="nowhere")


def test_a_coalition_that_somebody_else_keeps_is_refused_whole(cast):
    joining.found("Police-Free LAUSD Coalition", keeper=cast.outsider_org, by=None)

    with pytest.raises(CommandError, match="Harbor Parents Network keeps Police-Free LAUSD Coalition already"):
        load(cast)

    assert not Coalition.objects.filter(name__startswith="Equity").exists()
