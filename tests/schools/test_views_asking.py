import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools import answering, asking, linking
from schools.models import Answer, Ask, Link
from tests.factories import schools as make
from tests.schools.conftest import MARCH_4

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november_12():
    with time_machine.travel(dt.datetime(2026, 11, 12, 20, tzinfo=dt.UTC), tick=False):
        yield


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def test_the_school_page_shows_unanswered_asks_first_with_their_days(client, trail, cast):
    response = page(client, cast.rosa, "schools:school", trail.school.cds_code)

    text = response.content.decode()
    assert response.status_code == 200
    assert "No answer · 227 days late" in text
    assert "1 left out, no reason" in text
    assert "The 2026–27 trail" in text


def test_the_ask_page_dates_every_gap(client, trail, cast):
    link = linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)
    linking.confirm(link, confirmed_as="Parent of the school council", by=cast.luis)
    make.ActualFactory(line=trail.line, amount_cents=0)

    text = page(client, cast.rosa, "schools:ask", trail.ask.pk).content.decode()

    assert "134 days, nothing spent" in text
    assert "That was 227 days ago." in text
    assert "Parent of the school council" in text


def test_the_whole_trail_reads_without_a_gap_once_families_have_the_answer(client, trail, cast):
    link = linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)
    linking.confirm(link, confirmed_as="Parent", by=cast.luis)
    make.ActualFactory(line=trail.line, amount_cents=9_000_00)
    asking.prioritize(trail.ask, on=dt.date(2025, 12, 9), by=cast.rosa)
    given = answering.answer(trail.ask, decision="yes", answered_as="Principal", answered_on=MARCH_4, by=cast.rosa)
    answering.send_back(given, channel="read_out", people=12, sent_on=MARCH_4, by=cast.rosa)

    text = page(client, cast.rosa, "schools:ask", trail.ask.pk).content.decode()

    assert 'class="gap"' not in text
    assert "trail-gap" not in text


def test_another_organization_gets_404_for_an_ask_and_every_deed_on_it(client, trail, cast):
    client.force_login(cast.otto)
    for name in ("ask", "ask_comments", "edit_ask", "prioritize", "share_ask", "merge_ask", "claim_link", "answer"):
        assert client.get(reverse(f"schools:{name}", args=[trail.ask.pk])).status_code == 404, name
        assert client.post(reverse(f"schools:{name}", args=[trail.ask.pk])).status_code in (404, 405), name


def test_a_partner_sees_wording_and_counts_but_neither_words_nor_sessions(client, trail, cast):
    coalition = make.CoalitionFactory(keeper=cast.coalition_org)
    for organization in (cast.coalition_org, cast.partner_org):
        make.PartnerFactory(coalition=coalition, organization=organization)
    trail.comment.__class__.objects.update(may_quote=True)
    asking.put_in_trail(trail.ask, coalition=coalition, by=cast.rosa)

    text = page(client, cast.bea, "schools:ask", trail.ask.pk).content.decode()

    assert "12 people asked" in text
    assert trail.comment.words not in text
    assert trail.session.event.name not in text


def test_a_partner_learns_no_count_under_eleven(client, trail, cast):
    coalition = make.CoalitionFactory(keeper=cast.coalition_org)
    for organization in (cast.coalition_org, cast.partner_org):
        make.PartnerFactory(coalition=coalition, organization=organization)
    trail.comment.__class__.objects.update(people=10)
    asking.put_in_trail(trail.ask, coalition=coalition, by=cast.rosa)

    text = page(client, cast.bea, "schools:ask", trail.ask.pk).content.decode()

    assert "Fewer than 11 people asked" in text
    assert "10 people" not in text


def test_staff_claim_a_link_another_confirms_and_it_can_be_removed_and_brought_back(client, trail, cast):
    client.force_login(cast.rosa)
    client.post(
        reverse("schools:claim_link", args=[trail.ask.pk]),
        {"line": trail.line.pk, "share_percent": "100", "inputs": [trail.comment.pk]},
    )
    link = Link.objects.get()
    assert client.post(reverse("schools:confirm_link", args=[link.pk]), {"confirmed_as": "Me too"}).status_code == 200
    assert not Link.objects.confirmed().exists()

    client.force_login(cast.luis)
    client.post(reverse("schools:confirm_link", args=[link.pk]), {"confirmed_as": "Parent"})
    assert Link.objects.confirmed().get() == link

    client.post(reverse("schools:withdraw_link", args=[link.pk]))
    assert not Link.objects.standing().exists()
    client.post(reverse("schools:restore_link", args=[link.pk]))
    assert Link.objects.standing().exists()


def test_a_no_without_a_spanish_reason_is_refused_beside_the_field_and_nothing_is_saved(client, trail, cast):
    client.force_login(cast.rosa)
    response = client.post(
        reverse("schools:answer", args=[trail.ask.pk]),
        {"decision": "not_now", "reason_en": "No money", "answered_as": "Principal", "answered_on": "2026-03-04"},
    )

    assert response.context["form"].errors == {"reason_es": ["Give the reason in English and in Spanish."]}
    assert not Answer.objects.exists()


def test_comments_are_grouped_into_a_new_ask_or_an_existing_one(client, trail, cast):
    loose = make.InputFactory(session=trail.session, words="Un guardia, por favor.")
    client.force_login(cast.rosa)
    address = reverse("schools:group", args=[trail.school.cds_code, 2026])

    assert b"1 comment supports no ask yet." in client.get(address).content
    client.post(address, {"comment": [loose.pk], "ask": trail.ask.pk})
    assert trail.ask.ask_inputs.count() == 2

    response = client.post(address, {"comment": [loose.pk], "ask": ""})
    assert f"comment={loose.pk}" in response["Location"]
    client.post(response["Location"], {"wording_es": "Un guardia en la esquina", "inputs": [loose.pk]})
    assert Ask.objects.get(wording_es="Un guardia en la esquina").ask_inputs.count() == 1


def test_a_plan_line_leads_back_to_who_asked_or_says_that_nobody_did(client, trail, cast):
    assert "No family request found so far" in page(client, cast.vic, "schools:line", trail.line.pk).content.decode()

    linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)
    assert str(trail.ask) in page(client, cast.vic, "schools:line", trail.line.pk).content.decode()


def test_today_shows_families_waiting_and_what_one_can_do_next(client, trail, cast):
    linking.claim(trail.ask, line=trail.line, share_percent=100, by=cast.rosa)

    text = page(client, cast.luis, "today").content.decode()

    assert "1 ask from families is past the day the school promised." in text
    assert "Confirm that line 14 answers" in text
    assert "Code 1 comment" in text


@pytest.mark.parametrize("name", ["today", "schools:school"])
def test_pages_ask_the_database_the_same_number_of_times_for_one_ask_and_for_three(client, trail, cast, name):
    args = [trail.school.cds_code] if name == "schools:school" else []
    linking.claim(trail.ask, line=trail.line, share_percent=30, by=cast.rosa)
    page(client, cast.rosa, name, *args)
    with CaptureQueriesContext(connection) as one:
        page(client, cast.rosa, name, *args)
    for _number in range(2):
        ask = asking.raise_ask(
            trail.school, 2026, by=cast.rosa, organization=cast.coalition_org, wording_en="More", inputs=[trail.comment]
        )
        linking.claim(ask, line=trail.line, share_percent=30, by=cast.rosa)
    with CaptureQueriesContext(connection) as three:
        page(client, cast.rosa, name, *args)

    assert len(three) == len(one)


def test_search_finds_asks_schools_and_sessions_without_accents_and_only_ones_own(client, trail, cast):
    def found(user, words):
        client.force_login(user)
        return client.get(reverse("search"), {"q": words}).context["found"]

    assert found(cast.rosa, "ALGUIEN puerta").asks == [trail.ask]
    assert found(cast.otto, "alguien").asks == []
    assert found(cast.otto, "figueroa").schools == [trail.school]
    assert found(cast.rosa, "budget night").sessions == [trail.session]
    assert found(cast.otto, "budget night").sessions == []
    assert found(cast.rosa, "x") is None


def test_an_ask_that_was_merged_leads_to_the_one_that_stands_for_it(client, trail, cast):
    other = make.AskFactory(steward=cast.coalition_org, school=trail.school)
    asking.merge(trail.ask, absorbed=other, by=cast.rosa)

    response = page(client, cast.rosa, "schools:ask", other.pk)

    assert response["Location"] == reverse("schools:ask", args=[trail.ask.pk])
