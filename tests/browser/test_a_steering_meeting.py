"""A steering meeting by hand: its notice, a quorum in the room, two thirds agree, and what stays written down."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from playwright.sync_api import expect

from accounts import working
from accounts.models import Job
from coalition.models import Representative
from tests.browser.walking import Walk
from tests.coalition.steering import sign_in_for
from tests.factories import coalition as make

pytestmark = pytest.mark.django_db(transaction=True)

PACIFIC = ZoneInfo("America/Los_Angeles")
NOTICE = dt.datetime(2027, 1, 5, 9, 30, tzinfo=PACIFIC)
EVENING = dt.datetime(2027, 1, 13, 17, 5, tzinfo=PACIFIC)
NEXT_DAY = dt.datetime(2027, 1, 14, 10, 0, tzinfo=PACIFIC)
NAMES = ("Acacia Tenants", "Bellflower Parents", "Ceiba Youth", "Dogwood Teachers", "Elm Street Elders",
         "Fig Tree Fund", "Guava Arts")  # fmt: skip
MOTION = "Ask the board for a public list of school police spending"
# How the room fills, in the order of NAMES: the representative, the alternate, told before, or not there.
COMES = ("Present", "Present", "Alternate", "Present", "Present", "Present", "Excused")
# What the keeper hears when the organizations are called. Acacia votes by herself.
SAY = {"Bellflower Parents": "yes", "Ceiba Youth": "yes", "Dogwood Teachers": "yes", "Elm Street Elders": "abstain",
       "Fig Tree Fund": "conflict"}  # fmt: skip


@pytest.fixture
def room(cast):
    """Seven partners with a place each; Acacia's representative signs in and reads Spanish."""
    coalition = make.CoalitionFactory(name="Invented Schools Alliance", keeper=cast.coalition_org)
    committee = make.CommitteeFactory(coalition=coalition, name="Core steering committee")
    places = [make.partner_with_seat(committee, name, alternate=True) for name in NAMES]
    for person in Representative.objects.filter(coalition=coalition):
        person.email = f"roster{person.pk}@example.org"
        person.save()
    speaker = sign_in_for(places[0])
    speaker.language = "es"
    speaker.save()
    return committee, speaker


def test_a_meeting_from_its_notice_to_a_vote_of_two_thirds(open_page, axe_faults, cast, room):
    committee, speaker = room
    rory = Walk(open_page(), axe_faults)
    acacia = Walk(open_page(phone=True, language="es"), axe_faults)

    with time_machine.travel(NOTICE, tick=True):
        plan_with_an_agenda(rory, cast.rory, committee)
        send_the_notice(rory)
        answer_the_letter(acacia, speaker)
    with time_machine.travel(EVENING, tick=True):
        fill_the_room(rory, cast.rory, committee)
        move_and_second(rory)
        vote_on_a_phone(acacia, speaker)
        call_the_round(rory)
        close_the_vote(rory)
        write_the_minutes(rory)
    with time_machine.travel(NEXT_DAY, tick=True):
        change_the_roster(rory, cast.rory, committee)
        read_the_register(acacia, speaker)


def plan_with_an_agenda(rory, user, committee):
    rory.sign_in(user, f"/coalitions/committees/{committee.pk}/")
    rory.follow("Plan a meeting")
    rory.fill(held_on="2027-01-13", begins_at="17:00", place="Upstairs room")
    rory.at_ease()
    rory.press("Plan meeting")
    rory.says("Meeting planned. Write the agenda, then send the notice.")
    rory.follow("Write the agenda")
    rory.page.locator("[name=points-0-title]").fill("Minutes of the last meeting")
    rory.page.locator("[name=points-1-title]").fill("School police spending")
    rory.at_ease()
    rory.press("Save agenda")


def send_the_notice(rory):
    """Eight days ahead, where the charter asks for seven: nothing is late."""
    rory.follow("Send the notice")
    expect(rory.page.get_by_role("region", name="14 people can be reached")).to_be_visible()
    expect(rory.page.get_by_text("late by the charter")).to_have_count(0)
    rory.at_ease()
    rory.press("Send the notice")
    rory.says("The notice goes to 14 people.")
    notice = rory.page.get_by_role("region", name="Notice")
    expect(notice).to_contain_text("8 days ahead. The charter asked for 7.")
    expect(notice.locator(".gap")).to_have_count(0)
    rory.at_ease()
    working.run(Job.objects.get().pk)
    assert len(mail.outbox) == 14


def answer_the_letter(acacia, user):
    """The letter came to the phone in Spanish; its address asks to sign in, then whether they come."""
    own = user.representatives.get()
    letter = next(letter for letter in mail.outbox if letter.to == [own.email])
    assert letter.subject == "Reunión el 13 ene 2027: Core steering committee"
    address = re.search(r"/coalitions/meetings/\d+/", letter.body).group()
    acacia.page.goto(address)
    acacia.sign_in(user, address)
    acacia.at_ease()
    acacia.press("Sí vengo")
    acacia.says(f"Respuesta de {own.name} guardada.")
    expect(acacia.page.get_by_role("region", name="¿Viene usted?")).to_contain_text("Su respuesta: Viene")
    expect(acacia.page.get_by_role("link", name="Anotar quién viene")).to_have_count(0)


def fill_the_room(rory, user, committee):
    """Seat by seat; the fourth of seven makes the quorum."""
    rory.sign_in(user, f"/coalitions/committees/{committee.pk}/")
    rory.page.get_by_role("region", name="Next meetings").get_by_role("link", name="Core steering committee").click()
    expect(rory.page.get_by_role("region", name="Notice")).to_contain_text("1 of 14 said they or an alternate come")
    rory.follow("Mark who comes")
    hall = rory.page.locator("#hall")
    rory.at_ease()
    for number, (name, how) in enumerate(zip(NAMES, COMES, strict=True), start=1):
        button = hall.get_by_role("group", name=name, exact=True).get_by_role("button", name=how, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        words = "quorum of 4 reached" if number >= 4 else f"{4 - number} more for the quorum of 4"
        expect(hall.locator(".door")).to_contain_text(words)
    expect(hall.locator(".door-count")).to_have_text("6")
    rory.at_ease()
    rory.page.get_by_role("link", name="Close", exact=True).click()


def move_and_second(rory):
    rory.follow("Write down a motion")
    rory.fill(title=MOTION, words="Every year, school by school, before the budget is adopted.")
    rory.page.locator("[name=moved_by]").select_option(index=1)
    rory.page.locator("[name=seconded_by]").select_option(index=3)
    expect(rory.page.locator("[name=meeting] option:checked")).to_contain_text("Jan 13, 2027")
    rory.at_ease()
    rory.press("Save motion")
    expect(rory.page.get_by_role("region", name="The motion")).to_contain_text("Seconded by")
    rory.press("Open the vote")
    rory.says("The vote is open.")


def vote_on_a_phone(acacia, user):
    """From the coalition's page to the one vote of the own organization."""
    acacia.sign_in(user, "/coalitions/")
    acacia.follow("Invented Schools Alliance")
    acacia.follow(MOTION)
    acacia.follow("Votar")
    expect(acacia.page.get_by_role("button", name="Guardar el voto")).to_be_visible()
    acacia.at_ease()
    acacia.page.get_by_text("Sí", exact=True).click()
    acacia.press("Guardar el voto")
    acacia.says("Su voto está contado.")
    expect(acacia.page.get_by_role("link", name="Cerrar la votación")).to_have_count(0)
    acacia.at_ease()


def call_the_round(rory):
    """The keeper writes down what the others say. What Acacia said stands there already."""
    rory.page.reload()
    rory.follow("Write down votes")
    rows = rory.page.get_by_role("row")
    expect(rows.filter(has_text="Acacia Tenants").get_by_role("combobox")).to_have_value("yes")
    for name, choice in SAY.items():
        rows.filter(has_text=name).get_by_role("combobox").select_option(choice)
    rory.at_ease()
    rory.press("Save votes")
    rory.says("Votes written down.")


def close_the_vote(rory):
    """Six are there; who has a conflict is not counted; four of five is just two thirds."""
    rory.follow("Close the vote")
    expect(rory.page.get_by_role("region", name="It would pass")).to_contain_text("4 of 5 yes votes are needed.")
    expect(rory.page.get_by_role("main")).to_contain_text("Not there: Guava Arts.")
    rory.at_ease()
    rory.press("Close and fix the result")
    rory.says("Closed: Passed.")
    result = rory.page.get_by_role("region", name="Result")
    expect(result).to_contain_text("4 yes · 0 no · 1 abstained · 1 in conflict · 1 not there")
    expect(result).to_contain_text("4 of 5 needed")
    expect(result).to_contain_text("Decided on Jan 13, 2027. Quorum was 4.")
    rory.at_ease()


def write_the_minutes(rory):
    rory.page.get_by_role("link", name="Meeting of Jan 13, 2027").click()
    expect(rory.page.get_by_role("region", name="Motions at this meeting")).to_contain_text("Passed")
    rory.follow("Write the minutes")
    rory.fill(minutes="Six of seven came. The motion on school police spending passed.")
    rory.at_ease()
    rory.press("Save minutes")
    rory.says("Minutes saved.")
    rory.follow("Mark who comes")
    rory.page.get_by_role("link", name="Close the meeting").click()
    rory.press("Close the meeting")
    rory.says("Meeting closed: 6 of 7 seats were there.")
    rory.at_ease()


def change_the_roster(rory, user, committee):
    """The next day somebody else takes a seat. The vote keeps the name of that evening."""
    rory.sign_in(user, f"/coalitions/committees/{committee.pk}/")
    rory.follow("Dogwood Teachers")
    former = rory.page.get_by_role("row").filter(has_text="Representative").get_by_role("rowheader").inner_text()
    rory.page.get_by_role("link", name=f"Swap : {former}").click()
    rory.fill(new_name="Marguerite Sol", starts_on="2027-01-14")
    rory.at_ease()
    rory.page.get_by_role("main").locator("form button.btn-primary").click()
    expect(rory.page.get_by_role("main")).to_contain_text("Marguerite Sol")
    rory.page.goto(f"/coalitions/committees/{committee.pk}/")
    rory.follow(MOTION)
    expect(rory.page.get_by_role("row").filter(has_text="Dogwood Teachers")).to_contain_text(former)
    expect(rory.page.get_by_text("Marguerite Sol")).to_have_count(0)


def read_the_register(acacia, user):
    """Weeks later a partner looks for it by its words, on the phone."""
    acacia.sign_in(user, "/coalitions/")
    acacia.follow("Invented Schools Alliance")
    acacia.page.get_by_role("region", name="Decisiones").get_by_role("link", name=re.compile("decisiones")).click()
    acacia.page.get_by_role("searchbox", name="Palabras de una moción").fill("police board")
    acacia.press("Filtrar")
    found = acacia.page.get_by_role("region", name="Decisiones")
    expect(found.get_by_role("rowheader")).to_have_count(1)
    expect(found).to_contain_text("Aprobada")
    acacia.at_ease()
    acacia.follow(MOTION)
    expect(acacia.page.get_by_role("region", name="Resultado")).to_contain_text("Aprobada")
    acacia.at_ease()
