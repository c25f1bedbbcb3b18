"""The trail drawn: shapes, words and widths."""

from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation

from schools.templatetags import trail

PLANNED, SCALE = 2_400_000, 15_000_000


def draw(text, **values):
    return Template("{% load trail %}" + text).render(Context(values)).strip()


@pytest.mark.parametrize(("level", "word"), [(5, "Highest"), (4, "High"), (3, "Moderate"), (2, "Low"), (1, "Lowest")])
def test_a_tier_is_a_word_and_as_many_steps(level, word):
    drawn = trail.tier(level)

    assert drawn.endswith(f"</svg>{word}</span>")
    assert drawn.count("<rect x=") == level
    assert drawn.count('<rect class="off"') == 5 - level


def test_a_tier_may_name_the_need_and_its_year():
    drawn = trail.tier(5, year="2026–27", need=True)

    assert "Highest need</span>" in drawn
    assert drawn.endswith(' <span class="note num">2026–27</span>')


def test_a_school_without_a_tier_says_so():
    assert trail.tier(None) == '<span class="note">No tier published</span>'


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ("done done done done done", "Whole trail: asked, made a priority, planned, spent, answered"),
        ("done done gap na gap", "Asked, made a priority, not in the plan, no money planned, not answered"),
        ("done done done gap gap", "Asked, made a priority, planned, nothing spent, not answered"),
        (
            "done wait wait wait wait",
            "Asked, not coded yet, plan not filed yet, spending not due yet, answer not due yet",
        ),
        ("done done done due due", "Asked, made a priority, planned, spending not reported, answer due now"),
    ],
)
def test_a_trail_line_says_in_words_what_it_draws(states, words):
    assert f'role="img" aria-label="{words}"' in trail.trail_line(states)


def test_the_thread_is_cut_before_a_gap_and_dotted_before_what_is_not_due():
    assert trail.trail_line(["done", "done", "gap", "na", "done"], label="x") == (
        '<span class="trail-line" role="img" aria-label="x"><i class="mark mark-asked"></i><i class="thread"></i>'
        '<i class="mark mark-coded"></i><i class="thread cut"></i><i class="mark mark-gap"></i>'
        '<i class="thread wait"></i><i class="mark mark-wait"></i>'
        '<i class="thread"></i><i class="mark mark-answered"></i></span>'
    )


@pytest.mark.parametrize("stops", ["done done", "done done done done lost", []])
def test_a_trail_of_other_stops_is_refused(stops):
    with pytest.raises(ValueError, match=r"stops|none of"):
        trail.trail_line(stops)


def test_a_band_shows_figures_gaps_and_leaks():
    band = [
        {"stop": "asked", "figure": "214", "note": "people", "leak": True},
        {"stop": "coded", "figure": "7", "small": "of 7 asks"},
        {"stop": "planned", "figure": "$312,000", "gap": "1 left out"},
        {"stop": "spent", "figure": "Not reported"},
        {"stop": "answered", "figure": "5", "gap": "2 waiting · 227 days late", "gap_icon": "clock"},
    ]

    drawn = draw("{% trail_band band %}", band=band)

    assert drawn.count("<li") == 5
    assert drawn.count('class="leak"') == 1
    assert '<p class="figure">7 <small>of 7 asks</small></p>' in drawn
    assert '#i-unlink"/></svg>1 left out</span>' in drawn
    assert '#i-clock"/></svg>2 waiting · 227 days late</span>' in drawn


def test_words_that_people_wrote_are_escaped():
    assert "&lt;b&gt;" in trail.gap("<b>")
    assert "&lt;b&gt;" in trail.share_bar("<b>", 50)


@pytest.mark.parametrize(
    ("planned", "spent", "label", "under"),
    [
        (PLANNED, 600_000, "Planned $24,000, spent $6,000", "$6,000 of $24,000"),
        (PLANNED, 0, "Planned $24,000, spent $0", "$0 of $24,000"),
        (PLANNED, None, "Planned $24,000, spending not reported", "$24,000 planned, spending not reported"),
        (None, None, "Not in the plan", "Not in the plan"),
    ],
)
def test_a_money_bar_prints_its_figures(planned, spent, label, under):
    drawn = trail.money_bar(planned, spent, SCALE)

    assert f'role="img" aria-label="{label}"' in drawn
    assert drawn.endswith(f'<span class="under num">{under}</span>')


def test_reported_zero_is_hatched_and_not_reported_is_empty():
    assert 'fill="url(#hatch-gap)"' in trail.money_bar(PLANNED, 0, SCALE)
    assert 'class="planned" x="0" y="1.5" width="16.0%" height="17" fill="#fff"' in trail.money_bar(
        PLANNED, None, SCALE
    )
    assert "spent" not in trail.money_bar(PLANNED, None, SCALE, words=False).replace("spending", "")


def test_no_plan_is_a_broken_line_and_dotted_where_a_reason_was_given():
    assert '<line class="nothing" ' in trail.money_bar(None, None, SCALE)
    assert '<line class="nothing told" ' in trail.money_bar(None, None, SCALE, told=True)


def test_money_nobody_asked_for_is_drawn_grey():
    drawn = trail.money_bar(PLANNED, 600_000, SCALE, asked=False)

    assert '<rect class="rest"' in drawn
    assert '<rect class="ink"' in drawn


def test_widths_keep_their_dot_in_spanish():
    with translation.override("es"):
        drawn = draw(
            "{% money_bar planned 600000 15000000 %}{% people_bar 37 96 %}{% share_bar 'x' 12.5 30.25 %}",
            planned=PLANNED,
        )

    assert 'width="16.0%"' in drawn
    assert 'width="38.5%"' in drawn
    assert 'x1="30.2%"' in drawn


def test_a_bar_never_leaves_its_scale():
    assert trail.percent(200, 100) == "100.0%"
    assert trail.percent(5, 0) == "0.0%"


@pytest.mark.parametrize(("largest", "scale"), [(0, 300_000), (14_200_000, 15_000_000), (15_000_001, 30_000_000)])
def test_a_scale_is_round_and_holds_the_largest(largest, scale):
    assert trail.nice_scale(largest) == scale


def test_a_scale_names_its_ticks():
    assert trail.money_scale(15_000_000) == (
        '<span class="scale-key" aria-hidden="true">'
        "<span>$0</span><span>$50k</span><span>$100k</span><span>$150k</span></span>"
    )


def test_fewer_than_eleven_people_have_a_figure_but_no_bar():
    assert "<svg" not in trail.people_bar(10, 96)
    assert "<svg" in trail.people_bar(11, 96)
    assert trail.people_bar(None, 96) == '<span class="note">Fewer than 11, not shown</span>'


def test_a_share_stands_beside_its_share_of_enrollment():
    drawn = trail.share_bar("Spanish at home", 66, 71, note="Heard less than their share")

    assert 'aria-label="Spanish at home: 66% of people heard, 71% of enrollment"' in drawn
    assert '<line class="goal" x1="71.0%" x2="71.0%" y1="0" y2="16"/>' in drawn
    assert drawn.endswith('<span class="note">Heard less than their share</span>')


def test_a_small_group_has_no_share():
    assert trail.share_bar("Foster youth", None, 2) == (
        '<span class="note">Foster youth: fewer than 11 people, not shown</span>'
    )


def test_an_answer_says_what_and_when():
    assert trail.answer_mark("partly", date(2026, 3, 4)).endswith(
        '<span><b>Yes, in part</b><span class="under">Mar 4, 2026</span></span></span>'
    )


def test_signs_and_legend_name_every_stop():
    assert trail.stop_sign("gap", icon="message-off") == (
        '<span class="stop-sign is-gap"><svg class="icon" aria-hidden="true">'
        '<use href="/static/img/icons.svg#i-message-off"/></svg></span>'
    )
    assert trail.trail_key("asked gap").count("<li>") == 2
