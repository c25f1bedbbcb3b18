"""The pages of sharing agreements: who finds what, and what each side reads."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import AuditEntry, Role
from coalition import sharing
from coalition.models import ShareAgreement, ShareReceipt
from members import listing
from members.models import Purpose
from tests.coalition.agreeing import drafted, partners, person, says, signed
from tests.factories.accounts import member_of
from tests.held import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast):
    return partners(cast)


def at(name, *args):
    return reverse(f"coalition:{name}", args=args)


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(at(name, *args), query)


def sheet(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_from_the_draft_to_the_look_and_to_the_end(client, room):
    lupita = person(room)
    chosen = listing.make_list(room.giver, name="Budget night", by=room.tasha)
    listing.put_on_list(chosen, [lupita, person(room, "Ana", shares=())], by=room.tasha)
    client.force_login(room.rory)
    today = room.giver.today().isoformat()
    facts = {
        "direction": "give", "partner": f"{room.coalition.pk}-{room.receiver.pk}", "purpose": "Calls",
        "matter": "organizing", "starts_on": today, "fields_shared": ["name", "language"], "ends_on": today,
        "whom": f"list-{chosen.pk}",
    }  # fmt: skip
    assert client.post(at("share_draft"), facts).status_code == 302
    agreement = ShareAgreement.objects.get()
    shown = client.get(at("agreement", agreement.pk)).text
    assert "no consent to sharing" in shown
    assert "Nobody has signed yet" in shown

    for user, side in ((room.rory, room.giver), (room.petra, room.receiver)):
        client.force_login(user)
        terms = sharing.terms_hash(agreement)
        assert client.post(at("sign", agreement.pk), {"side": side.pk, "terms": terms}).status_code == 302
    looked = page(client, room.bea, "shared_people", agreement.pk)
    assert lupita.name in looked.text
    assert "Spanish" in looked.text
    assert "no-store" in looked["Cache-Control"]

    client.force_login(room.petra)
    assert client.post(at("end_sharing", agreement.pk)).status_code == 302
    assert page(client, room.bea, "shared_people", agreement.pk).status_code == 404
    assert page(client, room.bea, "shared_export", agreement.pk).status_code == 404


def test_a_signature_on_terms_that_changed_is_refused_on_the_page(client, room):
    agreement = drafted(room, [person(room)])
    client.force_login(room.petra)
    for terms in ("", "0" * 64):
        answer = client.post(at("sign", agreement.pk), {"side": room.receiver.pk, "terms": terms})
        assert "changed meanwhile" in answer.text
    for side in (room.giver.pk, 999_999, "x"):
        assert client.post(at("sign", agreement.pk), {"side": side}).status_code == 404
    agreement.refresh_from_db()
    assert agreement.receiver_signed_at is None


def test_only_the_two_sides_find_it(client, room, cast):
    agreement = signed(room, [person(room)])
    receipt = ShareReceipt.objects.create(agreement=agreement, by=room.bea, way="list", people=0)
    for nobody in (room.otto, room.tasha, room.bea, cast.vic):
        client.force_login(nobody)
        for name, pk in (("agreement", agreement.pk), ("receipts", agreement.pk), ("receipt", receipt.pk),
                         ("share_change", agreement.pk), ("end_sharing", agreement.pk)):  # fmt: skip
            assert client.get(at(name, pk)).status_code == 404
            assert client.post(at(name, pk)).status_code in (404, 405)
    for nobody in (room.otto, room.tasha, room.rory):
        assert page(client, nobody, "shared_people", agreement.pk).status_code == 404
    assert agreement.receipts.count() == 1


def test_before_the_giver_signs_the_receiver_reads_no_number_and_no_name(client, room):
    person(room, "Quetzalli")
    for number in range(16):
        person(room, f"Ana {number}", shares=() if number % 2 else ("call",))
    agreement = drafted(room, list(room.giver.people.all()))

    before = page(client, room.petra, "agreement", agreement.pk).text
    sharing.sign(agreement, by=room.rory, organization=room.giver)
    after = page(client, room.petra, "agreement", agreement.pk).text

    assert "has not signed these terms" in before
    assert "9 people, up to 2 facts of each" in after
    for shown in (before, after):
        assert "Quetzalli" not in shown
        assert "no consent" not in shown


def test_the_receiver_asks_without_reading_the_givers_lists(client, room):
    listing.make_list(room.giver, name="Secret list", by=room.tasha)
    shown = page(client, room.petra, "share_draft").text
    assert "Secret list" not in shown
    today = room.giver.today().isoformat()
    facts = {
        "direction": "ask", "partner": f"{room.coalition.pk}-{room.giver.pk}", "purpose": "Calls", "starts_on": today,
        "matter": "organizing", "fields_shared": ["name"], "ends_on": today,
    }  # fmt: skip
    client.post(at("share_draft"), facts)

    agreement = ShareAgreement.objects.get()
    assert (agreement.giver, agreement.receiver) == (room.giver, room.receiver)
    assert "Secret list" not in page(client, room.petra, "share_change", agreement.pk).text
    assert "Secret list" in page(client, room.rory, "share_change", agreement.pk).text


def test_changing_the_terms_on_the_page_voids_the_signatures(client, room):
    agreement = signed(room, [person(room)])
    client.force_login(room.petra)
    address = at("share_change", agreement.pk)
    terms = opened(client, address) | {"fields_shared": ["name", "phone"]}
    assert client.post(address, terms).status_code == 302

    agreement.refresh_from_db()
    assert agreement.giver_signed_at is None
    assert agreement.people.count() == 1
    assert page(client, room.bea, "shared_people", agreement.pk).status_code == 404


def test_a_wrong_term_is_said_by_its_field(client, room):
    client.force_login(room.rory)
    facts = {
        "direction": "give", "partner": f"{room.coalition.pk}-{room.receiver.pk}", "purpose": "Calls",
        "starts_on": "2026-11-01", "matter": "organizing", "fields_shared": ["name"], "ends_on": "2028-11-01",
    }  # fmt: skip
    assert "12 months at most" in client.post(at("share_draft"), facts).text
    assert not ShareAgreement.objects.exists()


def test_the_file_says_under_which_agreement_and_runs_no_formula(client, room):
    person(room, "=HYPERLINK(1)", phone="+13235550101")
    says(room, room.giver.people.get(), purpose=Purpose.ORGANIZING)
    agreement = signed(room, list(room.giver.people.all()), fields=["name", "phone"])

    rows = sheet(page(client, room.bea, "shared_export", agreement.pk))

    assert f"Sharing agreement {agreement.pk}" in rows[0][0]
    assert agreement.purpose in rows[0][0]
    assert rows[1] == ["Name", "Phone", "May be used for"]
    assert rows[2][1:] == ["(323) 555-0101", "Call"]
    assert agreement.receipts.get().way == "export"
    assert AuditEntry.objects.filter(verb="agreement.downloaded", organization=room.receiver).count() == 1
    viewer = member_of(room.receiver, Role.VIEWER)
    assert page(client, viewer, "shared_export", agreement.pk).status_code == 404


def test_the_list_is_searched_in_what_is_shown_only(client, room):
    person(room, phone="+13235550101", origin="Gatehouse")
    agreement = signed(room, list(room.giver.people.all()), fields=["name"])

    def found(words):
        return "Lupita" in page(client, room.bea, "shared_people", agreement.pk, q=words).text

    assert found("lupita")
    assert not found("0101")
    assert not found("gatehouse")


def test_a_page_of_the_list_is_receipted_for_what_is_on_it(client, room):
    people = [person(room, f"Ana {number}") for number in range(52)]
    agreement = signed(room, people)

    page(client, room.bea, "shared_people", agreement.pk, page=2)

    assert agreement.receipts.get().people == 2


def test_the_giver_reads_names_on_a_receipt_and_the_receiver_counts(client, room):
    lupita = person(room)
    agreement = signed(room, [lupita])
    page(client, room.bea, "shared_people", agreement.pk)
    receipt = agreement.receipts.get()

    ours = page(client, room.rory, "receipt", receipt.pk).text
    theirs = page(client, room.petra, "receipt", receipt.pk).text

    assert lupita.name in ours
    assert lupita.name not in theirs
    for shown in (ours, theirs, page(client, room.petra, "receipts", agreement.pk).text):
        assert "Bea Thornton" in shown


def test_who_may_look_finds_the_agreement_and_who_may_not_finds_none(client, room, cast):
    agreement = signed(room, [person(room)])

    assert at("shared_people", agreement.pk) in page(client, room.bea, "sharing").text
    assert at("agreement", agreement.pk) in page(client, room.petra, "sharing").text
    assert at("agreement", agreement.pk) in page(client, room.rory, "sharing").text
    for other in (room.tasha, room.otto):
        assert f"/sharing/{agreement.pk}/" not in page(client, other, "sharing").text


def test_a_no_to_all_partners_is_written_down_on_the_consent_page(client, room):
    ours, theirs = person(room, phone="+13235550142"), person(room, "Lupe", of=room.receiver, phone="+13235550142")
    client.force_login(room.tasha)
    address = reverse("members:consent", args=[ours.pk])
    assert "for all partners of our coalitions" in client.get(address).text
    facts = {
        "channel": "call",
        "purpose": "organizing",
        "source": "call",
        "said_on": room.giver.today(),
        "for_all": "on",
    }
    refused = client.post(reverse("members:say_consent", args=[ours.pk]), {**facts, "state": "granted"})
    assert "only a no to everything" in refused.text

    client.post(reverse("members:say_consent", args=[ours.pk]), {**facts, "state": "refused"})

    event = ours.consentevents.latest("pk")
    assert (event.channel, event.purpose, event.state) == ("", "", "refused")
    client.force_login(room.bea)
    shown = client.get(reverse("members:consent", args=[theirs.pk])).text
    assert "asked to be left alone" in shown
    assert str(room.giver) not in shown
    assert "Tasha" not in shown.split("Written down by")[0]


def test_an_organization_in_no_coalition_is_not_asked_for_a_no_to_all(client, room, cast):
    alone = cast.otto.grants.get().organization
    client.force_login(room.otto)

    shown = client.get(reverse("members:consent", args=[person(room, of=alone).pk])).text

    assert "for all partners" not in shown


def test_an_agreement_that_ended_is_followed_by_one_like_it_with_the_same_people(client, room):
    lupita = person(room)
    ended = sharing.end(signed(room, [lupita]), by=room.rory)
    assert f"?like={ended.pk}" in page(client, room.rory, "agreement", ended.pk).text

    began = page(client, room.rory, "share_draft", like=ended.pk).context["form"].initial
    facts = {name: value for name, value in began.items() if name not in ("starts_on", "ends_on")}
    days = {name: began[name].isoformat() for name in ("starts_on", "ends_on")}
    client.post(f"{at('share_draft')}?like={ended.pk}", facts | days)

    following = ShareAgreement.objects.exclude(pk=ended.pk).get()
    assert [row.person for row in following.people.all()] == [lupita]
    assert (following.purpose, following.fields, following.giver_signed_at) == (ended.purpose, ended.fields, None)


def test_nobody_drafts_one_like_an_agreement_of_others(client, room, cast):
    ended = sharing.end(signed(room, [person(room)]), by=room.rory)
    stranger = member_of(cast.outsider_org, Role.ROSTER_ADMIN)

    form = page(client, stranger, "share_draft", like=ended.pk).context["form"]

    assert (form.like, form.initial) == (None, {})


def test_an_agreement_that_stands_is_followed_where_it_ends(client, room):
    today = room.giver.today()
    stands = signed(room, [person(room)], ends_on=today + dt.timedelta(days=20))
    long = signed(room, [person(room, "Ana")], ends_on=today + dt.timedelta(days=200))

    began = page(client, room.petra, "share_draft", like=stands.pk).context["form"].initial
    assert (began["starts_on"], began["direction"]) == (stands.ends_on + dt.timedelta(days=1), "ask")
    assert "Draft the next one" in page(client, room.petra, "agreement", stands.pk).text
    assert "Draft the next one" not in page(client, room.petra, "agreement", long.pk).text


def test_the_preview_says_of_how_many_a_phone_or_an_e_mail_is_shown_and_so_it_is_seen(client, room):
    reachable = person(room, phone="+1 323 555 0142", email="lupita@example.org")
    agreement = signed(
        room, [reachable, person(room, "Ana", phone="+1 323 555 0143")], fields=["name", "phone", "email"]
    )

    preview = " ".join(page(client, room.rory, "agreement", agreement.pk).text.split())
    seen = page(client, room.bea, "shared_people", agreement.pk)

    assert "E-mail: 0 of 2 people" in preview
    assert "Phone: " not in preview
    assert [bool(email) for (_name, email, _phone), _ways in seen.context["rows"]] == [False, False]
    assert [bool(phone) for (_name, _email, phone), _ways in seen.context["rows"]] == [True, True]
    assert "there is none, or the person does not allow its use" in seen.text
