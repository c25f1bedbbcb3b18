import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from kit import money


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("$24,000.50", 2_400_050),
        ("24000", 2_400_000),
        ("(1,200)", -120_000),
        ("-$5", -500),
        ("$-5", -500),
        ("−1.5", -150),
        (".5", 50),
        ("0", 0),
        (" $ 1,234,567.89 ", 123_456_789),
        (24000, 2_400_000),
    ],
)
def test_an_amount_is_read_as_people_write_it(written, cents):
    assert money.cents(written) == cents


@pytest.mark.parametrize(
    "written", ["", "$", "abc", "1.234", "24.000,50", "1,23", "12,34,567", "(5", "(-5)", "--5", "1e5", "٣", "9" * 30]
)
def test_what_is_not_clearly_an_amount_is_refused(written):
    with pytest.raises(ValidationError):
        money.cents(written)


def test_a_computed_cell_is_rounded_half_up_to_a_cent():
    assert money.cents_from_sheet("333.33500000001") == 33_334


@given(st.integers(min_value=-(10**13), max_value=10**13))
def test_what_we_write_we_can_read(cents):
    assert money.cents(money.dollars(cents)) == cents


@pytest.mark.parametrize(
    ("cents", "written"),
    [(2_400_000, "$24,000"), (2_400_050, "$24,000.50"), (0, "$0"), (5, "$0.05"), (-120_000, "−$1,200")],
)
def test_cents_are_written_as_dollars(cents, written):
    assert money.dollars(cents) == written


@pytest.mark.parametrize(
    ("expression", "value", "shown"),
    [
        ("x|dollars", 2_400_000, "$24,000"),
        ("x|dollars", None, "Not reported"),
        ("x|percent", 0.625, "63%"),
        ("x|percent:1", 0.625, "62.5%"),
        ("x|percent", None, "No data"),
        ("x|cents_of", 0.62, "62¢"),
    ],
)
def test_figures_in_templates_say_what_is_missing(expression, value, shown):
    page = Template("{% load figures %}{{ " + expression + " }}")

    assert page.render(Context({"x": value})) == shown
