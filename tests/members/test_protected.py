"""A protected person's address and school show to few, and nothing else gives them away."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from campaigns import inviting
from campaigns.models import Attendance, Invitation
from members import belonging, claiming, climbing, phonebanking, recording, relating
from members.conditions import Asker, q_of
from members.models import Channel, ContactPoint, Person, RungSuggestion
from schools import tying
from tests.factories.members import (
    AddressFactory,
    GuardianFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
    RungFactory,
)
from tests.factories.schools import InputFactory, SchoolFactory, SessionFactory
from tests.members.calls import calls, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(cast):
    """Somebody whose address Rosa (engagement staff) may not see and Tasha (organizer) may."""
    person = PersonFactory(steward=cast.coalition_org, given_name="Elena", family_name="Robles", is_protected=True)
    AddressFactory(person=person, value="4210 Menlo Ave", key="4210 menlo ave 90037", zip_code="90037")
    return person


def opened(person, by):
    return recording.change(person, by=by, version=person.version, seen={"is_protected": True}, is_protected=False)


def test_who_may_not_see_the_address_does_not_take_the_protection_off(cast, hidden):
    with pytest.raises(ValidationError, match="takes the protection off"):
        opened(hidden, cast.rosa)

    assert Person.objects.get(pk=hidden.pk).is_protected
    assert not opened(hidden, cast.tasha).is_protected


def test_everybody_who_changes_people_may_protect_one(cast):
    person = PersonFactory(steward=cast.coalition_org)

    assert recording.change(
        person, by=cast.rosa, version=1, seen={"is_protected": False}, is_protected=True
    ).is_protected


def test_the_form_offers_no_way_around(client, cast, hidden):
    client.force_login(cast.rosa)
    address = reverse("members:change", args=[hidden.pk])
    form = client.get(address).context["form"]
    assert form.fields["is_protected"].disabled

    data = {name: form[name].value() for name in ("given_name", "family_name", "standing", "seen")}
    assert client.post(address, data | {"family_name": "Robles Díaz"}).status_code == 302
    stored = Person.objects.get(pk=hidden.pk)
    assert (stored.family_name, stored.is_protected) == ("Robles Díaz", True)


def test_who_protects_somebody_is_told_whose_pages_still_show_the_address(client, cast):
    elena = PersonFactory(steward=cast.coalition_org, given_name="Elena", family_name="Robles")
    child = GuardianFactory(person=elena, other__given_name="Sofía", other__family_name="Robles").other
    home = HouseholdFactory(steward=cast.coalition_org)
    for person in (elena, PersonFactory(steward=cast.coalition_org, given_name="Rita", family_name="Paz")):
        HouseholdMemberFactory(person=person, household=home)
    client.force_login(cast.tasha)
    address = reverse("members:change", args=[elena.pk])
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in ("given_name", "family_name", "standing", "seen")}

    page = client.post(address, data | {"is_protected": "on"}, follow=True).content.decode()

    assert "Rita Paz, Sofía Robles belong to the same family" in page
    assert set(relating.family_of(elena)) == {child, Person.objects.get(given_name="Rita")}


def test_an_address_that_is_hidden_cannot_be_guessed_by_adding_it(client, cast, hidden):
    """ "This person has it already" would say which one it is."""
    client.force_login(cast.rosa)
    address = reverse("members:add_contact_point", args=[hidden.pk, "address"])
    guess = {"value": "4210 Menlo Ave", "zip_code": "90037", "label": "home", "whose": "own"}

    assert client.post(address, guess).status_code == 404
    assert client.get(reverse("members:add_contact_point", args=[hidden.pk, "phone"])).status_code == 200
    client.force_login(cast.tasha)
    assert "has it already" in client.post(address, guess | {"label": "work"}).content.decode()
    assert ContactPoint.objects.count() == 1


def test_no_household_is_offered_because_of_a_hidden_address(client, cast, hidden):
    home = HouseholdFactory(steward=cast.coalition_org, name="Robles household")
    HouseholdMemberFactory(person=hidden, household=home)
    neighbor = PersonFactory(steward=cast.coalition_org, family_name="Paz")
    AddressFactory(person=neighbor, value="4210 Menlo Ave", key="4210 menlo ave 90037", zip_code="90037")
    address = reverse("members:join_household", args=[neighbor.pk])

    client.force_login(cast.rosa)
    assert "Robles household" not in client.get(address).content.decode()
    client.force_login(cast.tasha)
    assert "Robles household" in client.get(address).content.decode()


def test_where_a_protected_person_spoke_stays_hidden_on_the_page_and_in_searches(client, cast, hidden):
    said = InputFactory(session__event__steward=cast.coalition_org, person=hidden, words="The bus comes late.")
    page = reverse("members:person", args=[hidden.pk])
    tree = {"is": "said", "value": {"school": said.school.cds_code}}

    def found(user):
        return list(Person.objects.filter(q_of(tree, Asker(user, cast.coalition_org, cast.coalition_org.today()))))

    client.force_login(cast.rosa)
    shown = client.get(page).content.decode()
    assert "The bus comes late." not in shown
    assert said.session.event.name not in shown
    assert found(cast.rosa) == []
    client.force_login(cast.tasha)
    assert said.session.event.name in client.get(page).content.decode()
    assert found(cast.tasha) == [hidden]


def test_who_may_not_see_the_school_is_offered_no_way_to_write_one_down(client, cast, hidden):
    page = reverse("members:person", args=[hidden.pk])
    link = reverse("schools:tie_person", args=[hidden.pk])

    client.force_login(cast.rosa)
    assert link not in client.get(page).content.decode()
    client.force_login(cast.tasha)
    assert link in client.get(page).content.decode()


def test_the_history_does_not_say_to_which_school_or_organization_somebody_is_tied(client, cast, hidden):
    """An organization admin reads all of it, and may not know the school of protected people."""
    school = SchoolFactory(name="Menlo Avenue Elementary")
    tie = tying.tie(hidden, school, kind="parent", by=cast.tasha)
    tying.reopen(tying.end(tie, by=cast.tasha), by=cast.tasha)
    belonging.end(belonging.belong(hidden, "Menlo Tenants", kind="member", by=cast.tasha), by=cast.tasha)
    client.force_login(cast.ana)

    page = client.get(reverse("accounts:history")).content.decode()

    assert "wrote down a school of Elena Robles" in page
    assert "ended a tie of Elena Robles to a school" in page
    assert "wrote down an organization that Elena Robles belongs to" in page
    assert "Menlo" not in page


def test_a_session_of_a_school_where_a_protected_person_was_does_not_tell_the_school(client, cast, hidden):
    """Neither her page nor the session's, nor a search by it, nor the history."""
    session = SessionFactory(event__steward=cast.coalition_org, event__name="Listening at Menlo Avenue")
    Attendance.objects.create(event=session.event, person=hidden)
    invitation = Invitation.objects.create(event=session.event, person=hidden, invited_by=cast.tasha)
    inviting.reply(invitation, "yes", by=cast.tasha)
    said = InputFactory(session=session, school=session.school, person=hidden)
    day = date_format(timezone.localtime(session.event.starts_at), "M j, Y")
    pages = [
        reverse("schools:session", args=[session.pk]),
        reverse("campaigns:event", args=[session.event_id]),
        reverse("campaigns:invited", args=[session.event_id]),
    ]
    trees = [
        {"is": "event", "value": str(session.event_id)},
        {"is": "invited", "value": {"event": str(session.event_id)}},
    ]

    def told(user):
        client.force_login(user)
        asker = Asker(user, cast.coalition_org, cast.coalition_org.today())
        page = client.get(reverse("members:person", args=[hidden.pk])).text
        return [
            # The school's calendar has one session that day, and its page the same words.
            *(words in page for words in ("Menlo", day, said.words)),
            *("Elena Robles" in client.get(page).content.decode() for page in pages),
            *(Person.objects.filter(q_of(tree, asker)).exists() for tree in trees),
        ]

    assert told(cast.tasha) == [True] * 8
    assert told(cast.rosa) == told(cast.vic) == [False] * 8
    client.force_login(cast.ana)
    history = client.get(reverse("accounts:history")).content.decode()
    assert "Elena Robles" in history
    assert "Menlo" not in history


def test_the_walk_list_does_not_lead_to_a_protected_guardian_by_the_door_of_the_child(client, cast, hidden):
    """Whoever walked there would be told to ask for her, at the address that her own page hides."""
    child = someone(cast.coalition_org, channel=Channel.DOOR, phone=False, birth_year=2016)
    hidden.contactpoints.all().delete()
    AddressFactory(person=child, value="4210 Menlo Ave", key="4210 menlo ave 90037", street="menlo ave", whose="family")
    other = someone(cast.coalition_org, channel=Channel.DOOR)
    GuardianFactory(person=hidden, other=child)
    Person.objects.filter(pk=hidden.pk).update(is_protected=False)
    doors = calls(cast, kind="doors", people=Person.objects.filter(pk__in=[child.pk, other.pk]))
    client.force_login(cast.val)
    claiming.claim_street(doors, "menlo ave", by=cast.val)
    address = reverse("members:walk_list", args=[doors.pk])
    assert "Elena Robles" in client.get(address).content.decode()

    Person.objects.filter(pk=hidden.pk).update(is_protected=True)

    for user in (cast.val, cast.tasha):
        client.force_login(user)
        page = client.get(address).content.decode().lower()
        assert "menlo" not in page
        assert "robles" not in page
    reach = phonebanking.reach(
        cast.coalition_org, kind="doors", people=Person.objects.filter(pk=child.pk), by=cast.tasha
    )
    assert (reach.people, reach.left_out) == (0, {"no_way": 1})


def test_the_ladder_suggests_nobody_by_where_protected_people_are(client, cast, hidden):
    """Who keeps the ladder may know it; whoever reads the suggestions and their evidence need not."""
    home = cast.coalition_org
    session = SessionFactory(event__steward=home, event__name="Listening at Menlo Avenue")
    open_one = PersonFactory(steward=home, given_name="Keisha")
    for person in (hidden, open_one):
        Attendance.objects.create(event=session.event, person=person)
        tying.tie(person, session.school, kind="parent", by=cast.tasha)
    comes = RungFactory(steward=home, position=1, criteria={"is": "came", "value": {"times": 1}})
    at_school = {"is": "school_tie", "value": {"school": session.school.cds_code}}
    RungFactory(steward=home, position=2, criteria=at_school)

    climbing.suggest(home, asker_user=cast.tasha)

    suggested = {each.person: each for each in RungSuggestion.objects.all()}
    assert suggested[hidden].rung == comes
    assert "Menlo" not in str(suggested[hidden].evidence)
    assert suggested[open_one].rung != comes


def test_who_becomes_protected_is_suggested_anew_without_the_evidence_of_before(cast):
    home = cast.coalition_org
    session = SessionFactory(event__steward=home, event__name="Listening at Menlo Avenue")
    person = PersonFactory(steward=home)
    Attendance.objects.create(event=session.event, person=person)
    RungFactory(steward=home, position=1, criteria={"is": "came", "value": {"times": 1}})
    climbing.suggest(home, asker_user=cast.tasha)
    assert "Menlo" in str(RungSuggestion.objects.get().evidence)

    recording.change(person, by=cast.rosa, version=1, seen={"is_protected": False}, is_protected=True)
    assert not RungSuggestion.objects.exists()
    climbing.suggest(home, asker_user=cast.tasha)

    assert "Menlo" not in str(RungSuggestion.objects.get().evidence)
