"""Every shared part of a page, drawn."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from kit.management.commands.make_icons import icons_in_sprite, icons_in_use


class SessionForm(forms.Form):
    name = forms.CharField(help_text="As families know it.")
    phone = forms.CharField(required=False)
    words = forms.CharField(widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(choices=[("circle", "Circle"), ("paper", "Paper")])
    spoken = forms.MultipleChoiceField(choices=[("en", "English")], widget=forms.CheckboxSelectMultiple)
    food = forms.BooleanField(label="There was food", required=False)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("That day is not in the school year.")


def draw(text, path="/", **values):
    context = Context({"request": RequestFactory().get(path), **values})
    context.request = context["request"]  # as in a page: {% querystring %} looks here
    return Template("{% load ui i18n %}" + text).render(context).strip()


def test_an_icon_comes_from_the_sprite_and_is_hidden_from_readers():
    assert draw('{% icon "clock" size="sm" %}') == (
        '<svg class="icon icon-sm" aria-hidden="true"><use href="/static/img/icons.svg#i-clock"/></svg>'
    )


def test_the_sprite_holds_every_icon_the_pages_name():
    root = Path(settings.BASE_DIR)

    assert icons_in_use(root) - icons_in_sprite(root) == set()


def test_a_card_is_a_section_named_by_its_heading():
    drawn = draw(
        '{% card id="asks" title=title note="Newest first." link="/x/" link_text="All" %}body{% endcard %}',
        title="Asks & more",
    )

    assert drawn == (
        '<section class="card" aria-labelledby="asks"><div class="card-header"><h2 id="asks">Asks &amp; more</h2>'
        '<a class="push" href="/x/">All</a><p class="note">Newest first.</p></div>body</section>'
    )


def test_a_trail_of_crumbs_says_what_it_is():
    assert draw('{% crumbs %}<a href="/">Schools</a>{% endcrumbs %}') == (
        '<nav class="crumbs" aria-label="You are here"><a href="/">Schools</a></nav>'
    )


def test_a_field_ties_help_and_error_to_its_control():
    drawn = draw("{% field form.name %}", form=SessionForm({}))

    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert '<div class="form-hint" id="id_name_helptext">As families know it.</div>' in drawn
    assert '<div id="id_name_error"><p class="field-error">' in drawn
    assert '<label class="form-label" for="id_name">' in drawn


def test_a_browser_cuts_nothing_off_that_is_pasted_the_form_says_what_is_too_long():
    class NameForm(forms.Form):
        name = forms.CharField(max_length=5)

    drawn = draw("{% field form.name %}", form=NameForm({"name": "Guadalupe"}))

    assert "maxlength" not in drawn
    assert 'value="Guadalupe"' in drawn
    assert "at most 5 characters" in drawn


def test_a_field_that_may_stay_empty_says_so_unless_told_not_to():
    form = SessionForm()

    assert '<span class="form-optional">optional</span>' in draw("{% field form.phone %}", form=form)
    assert "form-optional" not in draw("{% field form.phone mark_optional=False %}", form=form)
    assert "form-optional" not in draw("{% field form.name %}", form=form)


@pytest.mark.parametrize(
    ("name", "control"),
    [("words", "form-control"), ("kind", "form-select"), ("food", "form-check-input"), ("spoken", "form-check-input")],
)
def test_each_kind_of_control_has_its_look(name, control):
    assert f'class="{control}"' in draw(f"{{% field form.{name} %}}", form=SessionForm())


def test_a_group_of_boxes_is_a_fieldset_with_a_legend():
    drawn = draw("{% field form.spoken %}", form=SessionForm())

    assert drawn.startswith('<fieldset class="form-field form-group ">')
    assert drawn.endswith("</fieldset>")
    assert '<legend class="form-label">Spoken</legend>' in drawn


def test_a_form_shows_what_it_was_refused_for_and_every_field():
    drawn = draw("{% form_fields form %}", form=SessionForm({"name": "x"}))

    assert "That day is not in the school year." in drawn
    assert '<input type="hidden" name="hidden"' in drawn
    assert all(f'id="id_{name}' in drawn for name in ("name", "phone", "words", "kind", "spoken", "food"))


def test_a_column_head_flips_its_sort_and_keeps_the_filters():
    drawn = draw('{% sort_header "Score" "score" %}', "/schools/?tier=5&sort=score&page=3")

    assert drawn.startswith(
        '<th scope="col" aria-sort="ascending"><a class="sort" href="?tier=5&amp;sort=-score">Score'
    )


def test_a_column_head_puts_the_largest_first_where_asked():
    assert draw('{% sort_header "Score" "score" first="-" css="money" %}', "/schools/") == (
        '<th scope="col" class="money"><a class="sort" href="?sort=-score">Score</a></th>'
    )


def test_pages_say_which_rows_of_how_many():
    page = Paginator(range(1005), 50).get_page(2)

    drawn = draw("{% pagination page %}", "/schools/?tier=5&page=2", page=page)

    assert "51–100 of 1,005" in drawn
    assert 'rel="prev" href="?tier=5&amp;page=1"' in drawn
    assert 'rel="next" href="?tier=5&amp;page=3"' in drawn


def test_one_page_has_no_way_on_and_no_rows_have_no_pager():
    assert "<a " not in draw("{% pagination page %}", page=Paginator(range(3), 50).get_page(1))
    assert draw("{% pagination page %}", page=Paginator([], 50).get_page(1)) == ""


def test_a_chip_takes_off_its_own_value_only():
    drawn = draw('{% filter_chip "Tier: High" "tier" 4 %}', "/schools/?tier=5&tier=4&page=2")

    assert 'href="?tier=5"' in drawn
    assert '<span class="visually-hidden">Take off filter: </span>Tier: High' in drawn


def test_the_last_chip_leads_to_the_bare_address():
    assert 'href="/schools/"' in draw('{% filter_chip "Tier: High" "tier" %}', "/schools/?tier=4")


def test_tabs_and_choices_mark_where_one_is():
    assert draw('{% tab "All" "/a/" count=12 current=True %}') == '<a href="/a/" aria-current="page">All <b>12</b></a>'
    assert draw('{% choice_link "2025–26" "/b/" %}') == '<a href="/b/">2025–26</a>'


def test_a_date_tile_speaks_the_language_of_the_page():
    with translation.override("es"):
        drawn = draw("{% date_tile day past=True %}", day=date(2026, 11, 19))

    assert drawn == '<time class="date-tile is-past" datetime="2026-11-19"><b>19</b>nov</time>'


def test_an_empty_state_says_what_why_and_one_next_step():
    drawn = draw('{% empty_state "receipt" "No report." "It is due soon." href="/add/" action="Add one" %}')

    assert "<p><b>No report.</b></p>" in drawn
    assert '<p class="note">It is due soon. <a href="/add/">Add one</a></p>' in drawn


def job(state, done=0, total=None, error=""):
    return SimpleNamespace(pk=7, state=state, progress_done=done, progress_total=total, error=error)


def test_a_job_under_way_asks_for_itself_again():
    drawn = draw('{% job_progress job url="/jobs/7/" %}', job=job("running", 1200, 20000))

    assert 'hx-get="/jobs/7/" hx-trigger="every 1s"' in drawn
    assert "1,200 of 20,000 done" in drawn
    assert 'max="100" value="6"' in drawn


def test_a_job_that_waits_has_no_figure_yet():
    drawn = draw('{% job_progress job url="/jobs/7/" %}', job=job("queued"))

    assert "Waiting to start" in drawn
    assert "value=" not in drawn


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (job("done", 3, 3), "<b>Done</b>"),
        (job("failed", error="A column is missing."), "A column is missing."),
        (job("failed"), "The work stopped. Nothing was changed."),
    ],
)
def test_a_job_that_is_over_stops_asking_and_says_how_it_ended(ended, words):
    drawn = draw('{% job_progress job url="/jobs/7/" %}', job=ended)

    assert words in drawn
    assert "hx-get" not in drawn


def test_the_demo_label_stands_only_in_a_demo(settings):
    settings.DEMO = True
    assert draw("{% demo_label %}").endswith('<span class="demo">Demo: people and numbers are invented</span>')
    settings.DEMO = False
    assert draw("{% demo_label %}") == ""


def test_a_message_offers_to_undo_by_post():
    done = Message(constants.SUCCESS, "Link removed.", extra_tags="/undo/3/")

    drawn = draw('{% include "_components/flash.html" %}', messages=[done])

    assert '<form method="post" action="/undo/3/">' in drawn
    assert 'role="status"' in drawn


def test_a_question_before_a_deed_names_the_deed():
    words = {"question": "Close?", "consequence": "It ends.", "button": "Close", "cancel_url": "/"}

    drawn = draw('{% include "_components/confirm.html" %}', **words)

    assert '<button class="btn btn-primary" type="submit">Close</button>' in drawn
    assert '<a class="btn btn-quiet" href="/">Cancel</a>' in drawn


def test_the_bar_for_picked_rows_lists_what_can_be_done():
    actions = [{"url": "/x/", "icon": "tag", "label": "Code them"}]

    drawn = draw(
        '{% include "_components/bulk.html" with label="4 picked" clear_url="/" %}', actions=actions, label="4 picked"
    )

    assert "<b>4 picked</b>" in drawn
    assert 'href="/x/"' in drawn
