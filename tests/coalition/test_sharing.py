"""Sharing agreements: nothing by default, two signatures, asked anew each time, and any no closes."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Role
from coalition import joining, looking_across, refusing_everywhere, sharing
from coalition.models import EveryPartnerMatch, EveryPartnerRefusal, ShareAgreement, SharedField, ShareReceipt
from members import allowed, erasing, exporting, reaching, sealing, segmenting
from members.models import Channel, Person, PersonView, Purpose
from tests.coalition.agreeing import drafted, partners, person, says, signed
from tests.factories.accounts import OrganizationFactory, member_of
from tests.factories.members import AddressFactory, ConversationFactory, GuardianFactory, PhoneFactory, RungFactory

pytestmark = pytest.mark.django_db
LIST, EXPORT = ShareReceipt.Way.LIST, ShareReceipt.Way.EXPORT


@pytest.fixture
def room(cast):
    return partners(cast)


def names(shown):
    return [each.values["name"] for each in shown]


def look(room, agreement, by=None, way=LIST, **more):
    return looking_across.seen(agreement, by=by or room.bea, way=way, **more)


def sees_nothing(room, agreement, by=None, way=LIST):
    before = ShareReceipt.objects.count()
    with pytest.raises(PermissionDenied):
        look(room, agreement, by, way)
    return ShareReceipt.objects.count() == before


# --- Making and signing ------------------------------------------------------------------------------------------


def test_a_draft_shares_nothing_and_each_signature_alone_shares_nothing(room):
    lupita = person(room)
    agreement = drafted(room, [lupita])
    assert sees_nothing(room, agreement)

    sharing.sign(agreement, by=room.rory, organization=room.giver)
    assert sees_nothing(room, agreement)
    sharing.sign(agreement, by=room.petra, organization=room.receiver)

    assert names(look(room, agreement)) == ["Lupita Serrano Robles"]


def test_only_who_makes_agreements_for_a_side_drafts_changes_signs_and_ends(room):
    agreement = drafted(room, [person(room)])
    for nobody in (room.tasha, room.bea, room.otto):
        with pytest.raises(PermissionDenied):
            drafted(room, by=nobody)
        with pytest.raises(PermissionDenied):
            sharing.change(agreement, by=nobody, purpose="Anything")
        for side in (room.giver, room.receiver):
            with pytest.raises(PermissionDenied):
                sharing.sign(agreement, by=nobody, organization=side)
        with pytest.raises(PermissionDenied):
            sharing.end(agreement, by=nobody)
    with pytest.raises(PermissionDenied):
        sharing.sign(agreement, by=room.rory, organization=room.receiver)
    with pytest.raises(PermissionDenied):
        sharing.sign(agreement, by=room.rory, organization=OrganizationFactory())


def test_one_person_does_not_sign_for_both_sides(room):
    agreement = drafted(room, [person(room)])
    both = member_of(room.giver, Role.ROSTER_ADMIN)
    both.grants.create(organization=room.receiver, role=Role.ROSTER_ADMIN, starts_on=dt.date(2020, 1, 1))
    sharing.sign(agreement, by=both, organization=room.giver)

    with pytest.raises(ValidationError, match="takes two"):
        sharing.sign(agreement, by=both, organization=room.receiver)


@pytest.mark.parametrize(
    "terms",
    [
        {"purpose": "Something else"},
        {"matter": "media"},
        {"fields": ["name", "language", "phone"]},
        {"starts_on": dt.date(2026, 1, 2)},
        {"ends_on": dt.date.today() + dt.timedelta(days=10)},
    ],
    ids=lambda terms: next(iter(terms)),
)
def test_changing_a_term_voids_both_signatures(room, terms):
    agreement = signed(room, [person(room)])
    if "starts_on" in terms:
        terms = {"starts_on": agreement.starts_on - dt.timedelta(days=1)}

    changed = sharing.change(agreement, by=room.petra, **terms)

    assert (changed.giver_signed_at, changed.receiver_signed_at) == (None, None)
    assert sees_nothing(room, agreement)


def test_changing_the_people_voids_both_signatures(room):
    agreement = signed(room, [person(room)])

    changed = sharing.change(agreement, by=room.rory, people=[person(room, "Denise")])

    assert sharing.state_of(changed) == sharing.State.UNSIGNED
    assert sees_nothing(room, agreement)


def test_terms_changed_behind_the_deeds_back_show_nothing(room):
    agreement = signed(room, [person(room)])

    ShareAgreement.objects.filter(pk=agreement.pk).update(fields=["name", "phone"])

    assert sees_nothing(room, agreement)


def test_a_saved_search_changed_after_signing_shows_nothing_until_signed_anew(room):
    lupita, denise = person(room), person(room, "Denise", language="en")
    segment = search(room, "es")
    agreement = signed(room, segment=segment)
    assert names(look(room, agreement)) == [lupita.name]

    tree = {"all": [{"is": "speaks", "value": "en"}]}
    segmenting.save(room.giver, name="S", tree=tree, by=room.tasha, is_shared=True, segment=segment)
    agreement.refresh_from_db()
    assert sharing.state_of(agreement) == sharing.State.CHANGED
    assert sees_nothing(room, agreement)

    sharing.sign(agreement, by=room.rory, organization=room.giver)
    assert sees_nothing(room, agreement)
    sharing.sign(agreement, by=room.petra, organization=room.receiver)
    assert names(look(room, agreement)) == [denise.name]


def search(room, language):
    tree = {"all": [{"is": "speaks", "value": language}]}
    return segmenting.save(room.giver, name="S", tree=tree, by=room.tasha, is_shared=True)


def test_one_signs_the_terms_one_read(room):
    agreement = drafted(room, [person(room)])
    read = sharing.terms_hash(agreement)
    sharing.change(agreement, by=room.petra, fields=["name", "phone"])

    with pytest.raises(ValidationError, match="changed meanwhile"):
        sharing.sign(agreement, by=room.rory, organization=room.giver, terms=read)


def test_the_receiver_asks_and_the_giver_says_whom(room):
    agreement = sharing.draft(
        room.giver, receiver=room.receiver, purpose="Calls", fields=["name"], coalition=room.coalition,
        starts_on=room.giver.today(), ends_on=room.giver.today(), by=room.petra,
    )  # fmt: skip
    lupita = person(room)
    with pytest.raises(ValidationError, match="Only the organization that gives"):
        sharing.change(agreement, by=room.petra, people=[lupita])
    with pytest.raises(ValidationError, match="says whom"):
        sharing.sign(agreement, by=room.petra, organization=room.receiver)

    sharing.change(agreement, by=room.rory, people=[lupita])

    assert sharing.sign(agreement, by=room.petra, organization=room.receiver).receiver_signed_at


def test_nobody_else_s_people_get_on_an_agreement(room):
    with pytest.raises(ValidationError, match="your own organization"):
        drafted(room, [person(room, of=room.receiver)])
    agreement = signed(room, [person(room)])
    agreement.people.create(person=person(room, "Zora", of=room.receiver))

    assert names(look(room, agreement)) == ["Lupita Serrano Robles"]


def test_an_agreement_is_between_two_in_one_coalition_for_a_year_at_most(room):
    today = room.giver.today()
    with pytest.raises(ValidationError, match="one coalition"):
        sharing.draft(room.giver, receiver=OrganizationFactory(), purpose="x", fields=["name"], starts_on=today,
                      ends_on=today, by=room.rory)  # fmt: skip
    with pytest.raises(ValidationError, match="12 months"):
        drafted(room, ends_on=today + dt.timedelta(days=400))
    for fields in ([], ["sealed_notes"], ["name", "birth_year"]):
        with pytest.raises(ValidationError):
            drafted(room, fields=fields)


def test_both_histories_tell(room):
    sharing.end(signed(room, [person(room)]), by=room.petra)

    for side in (room.giver, room.receiver):
        verbs = AuditEntry.objects.filter(organization=side, verb__startswith="agreement.").order_by("pk")
        assert [entry.verb for entry in verbs] == [
            "agreement.drafted", "agreement.signed", "agreement.signed", "agreement.ended",
        ]  # fmt: skip


# --- Who is seen -------------------------------------------------------------------------------------------------


def test_ending_it_ends_it_and_both_can(room):
    for ender in (room.rory, room.petra):
        agreement = signed(room, [person(room)])
        assert look(room, agreement)

        sharing.end(agreement, by=ender)

        assert sees_nothing(room, agreement)
        assert sees_nothing(room, agreement, way=EXPORT)


@pytest.mark.parametrize("names_a_coalition", [True, False])
def test_who_left_the_coalition_sees_nothing_any_more_and_signs_nothing(room, names_a_coalition):
    where = room.coalition if names_a_coalition else None
    agreement = signed(room, [person(room)], coalition=where)
    waiting = drafted(room, [person(room, "Nayeli")], coalition=where)
    assert look(room, agreement)

    room.receiver.partnerships.update(ends_on=room.giver.today() - dt.timedelta(days=1))

    assert sees_nothing(room, agreement)
    assert sees_nothing(room, agreement, way=EXPORT)
    assert looking_across.how_many(agreement) is None
    assert sharing.state_of(agreement) == sharing.State.APART
    with pytest.raises(ValidationError):
        sharing.sign(waiting, by=room.rory, organization=room.giver)


def test_it_is_seen_in_its_term_only(room):
    agreement = signed(room, [person(room)], starts_on=room.giver.today() + dt.timedelta(days=2))
    assert sees_nothing(room, agreement)
    for days, shows in ((2, True), (90, True), (91, False)):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            assert sees_nothing(room, agreement) if not shows else look(room, agreement)


def test_only_the_receivers_people_look(room):
    agreement = signed(room, [person(room)])
    volunteer = member_of(room.receiver, Role.VOLUNTEER)
    for nobody in (room.otto, room.tasha, volunteer):
        assert sees_nothing(room, agreement, by=nobody)
    viewer = member_of(room.receiver, Role.VIEWER)
    assert look(room, agreement, by=viewer)
    assert sees_nothing(room, agreement, by=viewer, way=EXPORT)
    assert look(room, agreement, way=EXPORT)


def test_minors_protected_dead_and_erased_people_are_never_seen(room):
    today = room.giver.today()
    kept = person(room)
    minor = person(room, "Ana", birth_year=None, grade_band="9-12", grade_year=today.year)
    young = person(room, "Beto", birth_year=today.year - 18)
    GuardianFactory(person=kept, other=minor)
    says(room, minor, given_by=kept)
    hidden, dead = person(room, "Carla", is_protected=True), person(room, "Dora")
    dead.standing = Person.Standing.DIED
    dead.save()
    erasing.erase(person(room, "Elsa", phone="+13235550111"), by=room.ana, reason="asked")
    again = person(room, "Elsita", phone="+13235550111")
    erased = person(room, "Flor")
    agreement = signed(room, [kept, minor, young, hidden, dead, again, erased])
    erasing.erase(erased, by=room.ana, reason="asked")

    assert names(look(room, agreement)) == [kept.name]
    left_out = looking_across.preview(agreement, by=room.rory).left_out
    assert left_out == {"minor": 2, "protected": 1, "gone": 2}


def test_nobody_is_seen_without_a_yes_to_sharing_and_any_no_wins(room):
    kept = person(room)
    silent = person(room, "Ana", shares=())
    general = person(room, "Beto", shares=())
    says(room, general, purpose="")
    claimed = person(room, "Carla", shares=())
    says(room, claimed, state="claimed", source="import")
    took_back, alone, matter = (person(room, name) for name in ("Dora", "Elsa", "Flor"))
    says(room, took_back, state="withdrawn")
    says(room, alone, channel="", purpose="", state="refused")
    says(room, matter, purpose=Purpose.ORGANIZING, state="refused")
    agreement = signed(room, [kept, silent, general, claimed, took_back, alone, matter])

    assert names(look(room, agreement)) == [kept.name]
    assert looking_across.preview(agreement, by=room.rory).left_out == {"refused": 3, "not_asked": 3}


def test_a_yes_taken_back_counts_at_the_next_look(room):
    lupita = person(room)
    agreement = signed(room, [lupita])
    assert look(room, agreement)

    says(room, lupita, state="withdrawn")

    assert look(room, agreement) == []


def test_a_phone_or_email_is_shown_only_where_its_channel_is_open(room):
    person(room, "Ana", shares=("call",), phone="+13235550101", email="ana@home.example")
    texts = person(room, "Beto", shares=("email",), phone="+13235550102", email="beto@home.example")
    says(room, texts, channel=Channel.TEXT)
    both = person(room, "Carla", shares=("call", "text"), phone="+13235550103")
    says(room, both, channel=Channel.TEXT, purpose=Purpose.ORGANIZING, state="refused")
    agreement = signed(room, Person.objects.of(room.giver), fields=["name", "phone", "email"])

    seen = {each.values["name"].split()[0]: (each.values["phone"], each.values["email"], each.ways)
            for each in look(room, agreement)}  # fmt: skip
    assert seen == {
        "Ana": ("(323) 555-0101", "", ("call",)),
        "Beto": ("", "beto@home.example", ("email",)),
        "Carla": ("(323) 555-0103", "", ("call",)),
    }


def test_exactly_the_agreed_facts_are_seen(room):
    lupita = person(room, phone="+13235550101", pronouns="ella", origin="At the gate")
    lupita.rung = RungFactory(steward=room.giver, name_en="Leads")
    lupita.save()
    AddressFactory(person=lupita)
    GuardianFactory(person=lupita, other=person(room, "Ana", shares=(), birth_year=2015))
    for fields, values in (
        (["name"], {"name": "Lupita Serrano Robles"}),
        (["rung", "zip_code"], {"zip_code": "90047", "rung": "Leads"}),
        (["language"], {"language": "Spanish"}),
    ):
        shown = look(room, signed(room, [lupita], fields=fields))
        assert [each.values for each in shown] == [values]


NEVER = [
    "address", "street", "birth_year", "grade_band", "guardian", "household", "sealed_notes", "notes", "heard", "story",
    "pronouns", "origin", "is_protected", "consent", "tags", "value", "pk", "__class__",
    "contactpoints__value", 7, None,
]  # fmt: skip


def test_sealed_notes_addresses_and_what_is_of_minors_are_no_facts_that_can_be_shared():
    assert {name.value for name in SharedField} == {
        "name", "language", "email", "phone", "zip_code", "school", "rung",
    }  # fmt: skip
    with pytest.raises(ValueError, match="address"):
        looking_across.register_fact("address", lambda people, on: {})


@pytest.mark.parametrize("written", NEVER, ids=str)
def test_whatever_is_written_into_the_row_by_hand_no_other_fact_is_shown(client, room, written):
    """Signed on both sides, hash and all, as nobody can do through the deeds."""
    child = person(room, "Zyxchild", birth_year=2015, grade_band="3-5", grade_year=2026)
    GuardianFactory(person=person(room, "Zyxguardian"), other=child)
    hidden = person(room, "Zyxprotected", is_protected=True, phone="+13235550107")
    lupita = person(room, phone="+13235550101", birth_year=1971, pronouns="Zyxaside", origin="Zyxorigin")
    for who in (child, hidden, lupita):
        AddressFactory(person=who, value=f"{who.pk} Zyxstreet")
        ConversationFactory(person=who, heard="Zyxheard")
        sealing.seal_note(who, words="Zyxsealed", readers=[], by=room.tasha)
    agreement = signed(room, [child, hidden, lupita], fields=["name"])
    agreement.fields = ["name", written]
    agreement.terms_hash = sharing.terms_hash(agreement)
    assert [each.values["name"] for each in look(room, agreement)] == [lupita.name]
    ShareAgreement.objects.filter(pk=agreement.pk).update(fields=agreement.fields, terms_hash=agreement.terms_hash)

    client.force_login(room.bea)
    for name in ("shared_people", "shared_export"):
        answer = client.get(reverse(f"coalition:{name}", args=[agreement.pk]))
        assert answer.status_code == 404
        assert "Zyx" not in answer.content.decode(errors="replace")
    assert sees_nothing(room, agreement)


def test_words_search_in_what_is_shown_only(room):
    lupita = person(room, phone="+13235550101", origin="At the gate")
    agreement = signed(room, [lupita], fields=["name"])
    with_phone = signed(room, [lupita], fields=["name", "phone"])

    assert len(look(room, agreement, words="SERRANO lupíta")) == 1
    assert look(room, agreement, words="0101") == look(room, agreement, words="gate") == []
    assert len(look(room, with_phone, words="0101")) == 1


def test_whoever_fits_the_search_later_is_seen_later(room):
    agreement = signed(room, segment=search(room, "es"))
    assert look(room, agreement) == []

    person(room)

    assert len(look(room, agreement)) == 1


def test_a_saved_search_let_go_of_shows_nobody(room):
    person(room)
    segment = search(room, "es")
    agreement = signed(room, segment=segment)

    segmenting.drop(segment, by=room.tasha)

    assert sees_nothing(room, agreement)


def test_looking_takes_as_many_queries_for_many_as_for_one(room, django_assert_max_num_queries):
    people = [person(room, f"Ana{n}", phone=f"+1323555{n:04d}") for n in range(12)]
    agreement = signed(room, people, fields=["name", "phone", "rung", "school"])

    with django_assert_max_num_queries(24):
        assert len(look(room, agreement)) == 12


# --- Receipts ----------------------------------------------------------------------------------------------------


def test_each_look_leaves_one_receipt_of_exactly_what_was_seen(room):
    people = [person(room, name) for name in ("Ana", "Beto", "Carla")]
    agreement = signed(room, people)

    look(room, agreement, part=lambda shown: shown[:2])
    look(room, agreement, way=EXPORT)

    export, one = ShareReceipt.objects.filter(agreement=agreement)
    assert (one.by, one.way, one.people, one.fields) == (room.bea, "list", 2, ["language", "name"])
    assert set(one.person_ids) == {people[0].pk, people[1].pk}
    assert (export.way, export.people) == ("export", 3)
    assert PersonView.objects.filter(steward=room.giver, user=room.bea).count() == 2


def test_people_read_who_saw_them_and_leave_the_receipts_when_erased(room):
    lupita, denise = person(room), person(room, "Denise")
    agreement = signed(room, [lupita, denise])
    look(room, agreement)

    told = str(exporting.as_plain(exporting.everything_about(lupita))["sections"]["shared"])
    assert str(room.receiver) in told
    assert "Bea Thornton" in told
    assert "Calls before the January board meeting" in told
    pk = lupita.pk
    erasing.erase(lupita, by=room.ana, reason="asked")

    receipt = ShareReceipt.objects.get()
    assert pk not in receipt.person_ids
    assert receipt.people == 2


def test_seeing_makes_no_record_of_anybody(room):
    agreement = signed(room, [person(room)])
    before = Person.objects.count()

    look(room, agreement)
    look(room, agreement, way=EXPORT)

    assert Person.objects.count() == before
    assert not Person.objects.of(room.receiver).exists()


# --- A no to all partners ----------------------------------------------------------------------------------------


PHONE = "+13235550142"


def none_of_you(room, who):
    return says(room, who, channel="", purpose="", state="refused", for_all=True)


def may_call(who):
    return allowed.may_reach(who, Channel.CALL, Purpose.ORGANIZING)


def test_a_no_to_all_closes_the_records_of_every_partner_and_all_sharing(room, cast):
    ours = person(room, phone=PHONE)
    theirs = person(room, "Guadalupe", of=room.receiver, phone=PHONE)
    other = person(room, "Other", of=room.receiver, phone="+13235550143")
    outsiders = person(room, "Lupita", of=cast.otto.grants.get().organization, phone=PHONE)
    agreement = signed(room, [ours])
    assert may_call(theirs)

    none_of_you(room, ours)

    assert not may_call(ours)
    assert not may_call(theirs)
    assert may_call(other)
    assert may_call(outsiders)
    assert look(room, agreement) == []
    assert allowed.chips_for([theirs], on=room.receiver.today())[theirs.pk][0].state == "no"


def test_it_closes_what_is_written_down_later_and_joins_later(room):
    none_of_you(room, person(room, phone=PHONE))
    later = person(room, "Guadalupe", of=room.receiver)
    says(room, later, happened_at=timezone.now() - dt.timedelta(days=3), purpose=Purpose.EVENTS)
    newcomer = OrganizationFactory()
    known = person(room, "Lupe", of=newcomer, phone=PHONE)
    with time_machine.travel(timezone.now() - dt.timedelta(days=30)):
        early = person(room, "Lupe", of=newcomer, phone=PHONE)
        asked = person(room, "Lucha", of=room.receiver)
    assert may_call(early)
    assert may_call(asked)

    reaching.add_contact_point(asked, kind="phone", value=PHONE, by=room.bea)
    joining.join(room.coalition, organization=newcomer, starts_on=dt.date(2026, 1, 1), by=room.rory)

    assert not may_call(early)
    assert not may_call(asked)
    # They said yes afterwards, themselves, to this very partner.
    assert may_call(known)


def test_no_partner_learns_who_said_it_or_whom_else_it_closed(room):
    ours, theirs = person(room, phone=PHONE), person(room, "Guadalupe", of=room.receiver, phone=PHONE)
    before = theirs.consentevents.count()

    none_of_you(room, ours)

    assert theirs.consentevents.count() == before
    assert (
        not AuditEntry.objects.filter(organization=room.receiver, verb__startswith="consent.")
        .filter(thing_id=str(theirs.pk), at__gte=ours.consentevents.latest("pk").recorded_at)
        .exists()
    )
    assert "EveryPartner" not in str(erasing.what_goes(theirs))
    assert len(erasing.what_goes(theirs)) == len(
        erasing.what_goes(person(room, "X", of=room.receiver, phone="+13235550188"))
    )
    for refusal in EveryPartnerRefusal.objects.all():
        assert PHONE not in str(vars(refusal))
        assert len(refusal.hash) == 64


def test_a_family_phone_closes_only_whom_the_name_fits(room):
    ours = person(room)
    PhoneFactory(person=ours, value=PHONE, whose="family")
    husband = person(room, "Óscar", phone=PHONE)
    theirs = person(room, "Lupita", of=room.receiver, phone=PHONE)

    none_of_you(room, ours)

    assert may_call(husband)
    assert not may_call(theirs)


def test_their_own_later_yes_opens_one_partner_s_door_again(room):
    ours, theirs = person(room, phone=PHONE), person(room, "Guadalupe", of=room.receiver, phone=PHONE)
    none_of_you(room, ours)

    says(room, theirs, purpose=Purpose.ORGANIZING, evidence="Asked us on Tuesday")

    assert may_call(theirs)
    assert not may_call(ours)
    says(room, ours, channel="", purpose="", state="refused", for_all=True)
    assert not may_call(theirs)


def test_only_a_whole_no_goes_to_all(room):
    with pytest.raises(ValidationError, match="only a no to everything"):
        says(room, person(room), for_all=True)
    assert not EveryPartnerRefusal.objects.exists()


def test_erasing_somebody_keeps_the_no_and_forgets_the_record(room):
    ours, theirs = person(room, phone=PHONE), person(room, "Guadalupe", of=room.receiver, phone=PHONE)
    none_of_you(room, ours)

    erasing.erase(ours, by=room.ana, reason="asked")

    assert not may_call(theirs)
    assert {match.person_id for match in EveryPartnerMatch.objects.all()} == {theirs.pk}


def test_matching_again_changes_nothing(room):
    ours = person(room, phone=PHONE)
    none_of_you(room, ours)
    before = EveryPartnerMatch.objects.count()

    refusing_everywhere.match([ours])
    refusing_everywhere.match_all(room.giver)

    assert EveryPartnerMatch.objects.count() == before


def test_a_draft_sent_twice_is_written_down_once(room):
    lupita, ana = person(room), person(room, "Ana")

    first, again, other = drafted(room, [lupita]), drafted(room, [lupita]), drafted(room, [ana])

    assert first == again
    assert other != first
    sharing.sign(first, by=room.rory, organization=room.giver)
    assert drafted(room, [lupita]) != first
