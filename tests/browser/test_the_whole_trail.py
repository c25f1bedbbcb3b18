"""The whole trail by hand: an evening at a school, in Spanish, on a phone, as engagement staff walks it."""

import re

import pytest
from playwright.sync_api import expect

from kit.years import current_school_year, school_year
from schools import codebook
from tests.browser.walking import Walk
from tests.factories import schools as make

pytestmark = pytest.mark.django_db(transaction=True)

SCHOOL = "Figueroa Avenue Elementary (demo)"
ASK = "Alguien en la puerta cuando cruzamos"
SAID = (
    ("es", "Que haya alguien en la puerta cuando cruzamos. Mi hija cruza sola."),
    ("en", "Cars run that light every single morning."),
    ("es", "Un adulto conocido en la esquina, no una patrulla."),
)
LINE = "Acompañamiento seguro, contrato"
WHOLE = "Camino completo: pedido, hecho prioridad, planeado, gastado, respondido"


@pytest.fixture
def school(cast):
    codebook.adopt_seed(cast.coalition_org, by=cast.rosa)
    return make.SchoolFactory(name=SCHOOL)


def test_from_what_families_say_to_the_answer(signed_in_page, open_page, axe_faults, cast, school):
    today = cast.coalition_org.today().isoformat()
    year = current_school_year(cast.coalition_org.today()) + 1
    luis = Walk(signed_in_page(cast.luis, phone=True, language="es"), axe_faults)

    listen(luis, today)
    write_down(luis)
    read(luis)
    group_into_an_ask(luis)
    make_it_a_priority(luis, today)
    plan(luis, today, year)
    tie_to_the_line(luis)
    confirm(Walk(open_page(phone=True), axe_faults), cast.rosa)
    report_spending(luis, today)
    answer(luis)
    send_back(luis)
    see_the_whole(luis, year)


def listen(luis, today):
    """From Today, under the thumb, to a session with people counted."""
    luis.page.goto("/")
    expect(luis.page.get_by_role("heading", name="¿Qué dijeron las familias?")).to_be_visible()
    luis.follow("Registrar sesión")
    luis.page.get_by_role("searchbox", name="Nombre, ciudad o código CDS").fill("figueroa")
    luis.follow(SCHOOL)
    luis.fill(name="Cafecito", held_on=today, starts="08:00", ends="09:30", place="Centro de padres")
    luis.at_ease()
    luis.press("Guardar sesión")
    luis.says("Sesión guardada. Ahora anote lo que se dijo.")
    luis.follow("Contar")
    luis.fill(mother_es="14", father_en="3")
    luis.at_ease()
    luis.press("Guardar conteo")
    expect(luis.page.get_by_role("region", name="Asistentes")).to_contain_text("17")


def write_down(luis):
    """Three comments, each in the language it was said in."""
    luis.follow("Añadir un comentario")
    luis.at_ease()
    for number, (language, words) in enumerate(SAID, start=1):
        luis.page.get_by_label("¿Qué dijeron?").fill(words)
        luis.page.locator("select[name=language]").select_option(language)
        luis.page.get_by_label("¿Quién habló?").select_option("mother")
        luis.press("Guardar y seguir")
        luis.says(f"Comentario {number} guardado.")
    luis.page.get_by_role("link", name="Listo").click()
    for language, words in SAID:
        expect(luis.page.get_by_text(words)).to_have_attribute("lang", language)


def read(luis):
    """Each comment is read by a person, who chooses the topic and the side."""
    luis.page.get_by_role("navigation", name="Más páginas").get_by_role("link", name="Codificar").click()
    luis.follow("Leer")
    luis.at_ease()
    for _words in SAID:
        topic = luis.page.locator(".topic").filter(has=luis.page.locator("[name=topics][value=safe-passage]"))
        topic.locator(".topic-name").click()
        topic.get_by_text("A favor", exact=True).click()
        luis.press("Guardar y seguir")
    luis.says("Todo leído. Aquí no espera nada.")


def group_into_an_ask(luis):
    """All three go into one ask, worded in both languages."""
    luis.page.get_by_role("navigation", name="Más páginas").get_by_role("link", name="Sesiones").click()
    luis.follow("Cafecito")
    luis.follow(SCHOOL)
    luis.follow("Agrupar comentarios en peticiones")
    boxes = luis.page.get_by_role("checkbox")
    expect(boxes).to_have_count(len(SAID))
    for box in boxes.all():
        box.check()
    luis.at_ease()
    luis.press("Poner en esta petición")
    luis.fill(wording_en="Someone at the gate when we cross", wording_es=ASK)
    luis.page.locator("[name=code_key]").select_option("safe-passage")
    luis.press("Guardar la petición")
    luis.says("Petición anotada.")
    luis.titled(ASK)


def make_it_a_priority(luis, today):
    luis.follow("Hacerla prioridad")
    luis.fill(on=today)
    luis.press("Guardar")


def plan(luis, today, year):
    """The plan is typed in line by line, and filed as the school submitted it."""
    luis.follow(SCHOOL)
    luis.follow("Plan y gasto")
    luis.press("Escribir el plan")
    for number, (category, words, dollars) in enumerate(
        (("safe-passage", LINE, "24,000"), ("supplies-technology", "Copiadora y papel", "6,500"))
    ):
        luis.page.locator(f"[name=lines-{number}-category]").select_option(category)
        luis.page.locator(f"[name=lines-{number}-description]").fill(words)
        luis.page.locator(f"[name=lines-{number}-amount_cents]").fill(dollars)
    luis.at_ease()
    luis.press("Guardar borrador")
    luis.follow("Presentar el borrador")
    luis.fill(submitted_on=today)
    luis.press("Presentar esta versión")
    luis.titled(school_year(year))
    expect(luis.page.get_by_role("main")).to_contain_text("$30,500")
    luis.at_ease()


def tie_to_the_line(luis):
    luis.follow(SCHOOL)
    luis.follow(ASK)
    luis.follow("Vincular con un renglón del plan")
    luis.page.locator("[name=line]").select_option(label=f"Renglón 1: {LINE}")
    luis.fill(claimed_as="Oficina de la directora")
    luis.at_ease()
    luis.press("Vincular con este renglón")
    expect(luis.page.get_by_role("button", name="Confirmar este vínculo")).to_have_count(0)


def confirm(rosa, user):
    """Another person signs in and finds it among her next steps."""
    rosa.sign_in(user)
    rosa.follow(re.compile("^Confirm that line 1 answers"))
    rosa.fill(confirmed_as="Parent of the school council")
    rosa.at_ease()
    rosa.press("Confirm this link")
    rosa.says("Link confirmed.")


def report_spending(luis, today):
    luis.follow(SCHOOL)
    luis.follow("Plan y gasto")
    luis.follow("Informar gastos")
    luis.fill(as_of=today, source_note="Informe del distrito, renglón 212")
    luis.page.get_by_role("row").filter(has_text=LINE).get_by_role("textbox").fill("9,600")
    luis.at_ease()
    luis.press("Guardar gastos")
    expect(luis.page.get_by_role("main")).to_contain_text("$9,600")


def answer(luis):
    """A "not now" without a reason in Spanish is refused beside the field; then it is written down whole."""
    luis.follow(SCHOOL)
    luis.follow(ASK)
    luis.follow("Registrar la respuesta")
    luis.page.get_by_text("Por ahora no", exact=True).click()
    luis.fill(reason_en="The contract starts in January.", answered_as="Directora")
    luis.press("Guardar la respuesta")
    spanish = luis.page.get_by_label("Motivo en español")
    expect(spanish).to_have_accessible_description(re.compile("Dé el motivo en inglés y en español."))
    expect(spanish).to_have_attribute("aria-invalid", "true")
    luis.at_ease()
    spanish.fill("El contrato empieza en enero.")
    luis.press("Guardar la respuesta")


def send_back(luis):
    luis.titled("Cómo llegó la respuesta")
    luis.page.locator("[name=channel]").select_option("read_out")
    luis.fill(people="17")
    luis.at_ease()
    luis.press("Guardar")
    luis.says("Anotado: la respuesta llegó a las familias.")
    luis.titled(ASK)
    luis.at_ease()


def see_the_whole(luis, year):
    """The school's page shows one trail without a gap, and the plan line leads back to who asked."""
    luis.follow(SCHOOL)
    luis.titled(SCHOOL)
    expect(luis.page.get_by_role("img", name=WHOLE)).to_be_visible()
    expect(luis.page.locator("main .gap, main .trail-line .mark-gap")).to_have_count(0)
    luis.at_ease()
    luis.follow("Plan y gasto")
    luis.follow(LINE)
    expect(luis.page.get_by_role("region", name="Quién lo pidió")).to_contain_text(ASK)
    luis.at_ease()
    luis.follow(ASK)
    luis.titled(ASK)
