"""The pages for reading comments, for agreement and for the codebook: who may open them and what they do."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools import claiming, codebook, coding
from schools.claiming import Queue
from schools.models import Code, CodebookVersion, Reading, SecondReading
from tests.factories import schools as make


@pytest.fixture
def version(cast):
    return codebook.adopt_seed(cast.coalition_org, by=cast.rosa)


@pytest.fixture
def session(cast):
    school = make.SchoolFactory(name="Figueroa Avenue Elementary (demo)")
    return make.SessionFactory(event=make.EventFactory(steward=cast.coalition_org), school=school, created_by=cast.rosa)


@pytest.fixture
def entry(session, cast):
    return make.InputFactory(session=session, words="Los baños no tienen jabón.", recorded_by=cast.rosa)


@pytest.fixture
def as_rosa(client, cast):
    client.force_login(cast.rosa)
    return client


@pytest.fixture
def as_luis(client, cast):
    cast.luis.language = "en"
    cast.luis.save()
    client.force_login(cast.luis)
    return client


def address(name, *args):
    return reverse(f"schools:{name}", args=args)


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def choice(*pairs):
    return {"topics": [key for key, _side in pairs]} | {f"polarity-{key}": side for key, side in pairs}


def read_twice(entry, cast, first, second):
    coding.read(entry, codes=first, by=cast.rosa)
    SecondReading.objects.get_or_create(input=entry, defaults={"hides_suggestions": False})
    coding.read_second(entry, codes=second, by=cast.luis)


# --- Who may


@pytest.mark.parametrize("name", ["coding", "agreement", "codebook"])
def test_pages_open_for_engagement_staff_and_not_for_volunteers(client, cast, version, name):
    for person, status in [(cast.rosa, 200), (cast.val, 404)]:
        client.force_login(person)
        assert client.get(address(name)).status_code == status


def test_a_viewer_sees_agreement_and_codebook_but_neither_reads_nor_changes(client, cast, version, entry):
    draft = codebook.draft_version(cast.coalition_org, by=cast.rosa)
    client.force_login(cast.vic)

    assert [client.get(address(name)).status_code for name in ("agreement", "codebook")] == [200, 200]
    assert client.get(address("coding")).status_code == 404
    assert client.get(address("read", "first", entry.pk)).status_code == 404
    assert client.get(address("edit_codebook", draft.number)).status_code == 404
    assert client.post(address("adopt_codebook")).status_code == 404


def test_another_organization_never_sees_words_readings_or_drafts(client, cast, version, entry):
    reading = coding.read(entry, codes=[("safety", "for")], by=cast.rosa)
    draft = codebook.draft_version(cast.coalition_org, by=cast.rosa)
    for person in (cast.bea, cast.otto):
        client.force_login(person)
        for name, *args in [
            ("read", "first", entry.pk), ("disagreement", entry.pk), ("change_reading", reading.pk),
            ("codebook_version", version.number), ("edit_codebook", draft.number),
            ("change_code", draft.number, "safety"),
        ]:  # fmt: skip
            assert client.get(address(name, *args)).status_code == 404, name
        assert entry.words not in client.get(address("agreement")).content.decode()
        assert client.post(address("take_back_reading", reading.pk)).status_code == 404
        assert client.post(address("leave_for_later", "first", entry.pk)).status_code == 404


# --- Reading


def test_the_desk_counts_what_waits_and_leads_to_the_oldest(as_rosa, version, entry):
    page = as_rosa.get(address("coding")).content.decode()
    assert "Nobody has read these yet" in page

    assert as_rosa.get(address("next_reading", "first")).url == address("read", "first", entry.pk)


def test_without_a_codebook_the_desk_says_where_to_get_one(as_rosa, entry):
    assert address("codebook") in as_rosa.get(address("coding")).content.decode()


def test_suggested_topics_stand_first_and_no_polarity_is_filled_in(as_rosa, version, entry):
    response = as_rosa.get(address("read", "first", entry.pk))

    rows = response.context["form"].rows
    assert (rows[0].code.key, rows[0].shortcut) == ("clean-bathrooms", "Alt+1")
    assert [row.shortcut for row in rows][9:] == [""] * (len(rows) - 9)
    assert {row.polarity for row in rows} == {""}
    assert rows[-1].code.key == "other"


def test_saving_goes_to_the_next_comment_and_offers_to_undo(as_rosa, version, session, entry):
    following = make.InputFactory(session=session, recorded_by=session.created_by)
    as_rosa.get(address("next_reading", "first"))

    response = as_rosa.post(address("read", "first", entry.pk), choice(("clean-bathrooms", "for")), follow=True)

    assert response.redirect_chain[-1][0] == address("read", "first", following.pk)
    assert address("take_back_reading", Reading.objects.get().pk) in response.content.decode()


def test_a_chosen_topic_without_a_polarity_is_asked_for_and_nothing_is_saved(as_rosa, version, entry):
    response = as_rosa.post(address("read", "first", entry.pk), {"topics": ["safety", "food"], "polarity-food": "for"})

    page = response.content.decode()
    assert page.count("Say whether they are for it") == 1
    assert not Reading.objects.exists()


def test_choosing_nothing_is_refused_in_words(as_rosa, version, entry):
    assert "Choose at least one topic" in as_rosa.post(address("read", "first", entry.pk), {}).content.decode()


def test_a_comment_somebody_else_has_open_is_passed_over(as_rosa, cast, version, entry):
    claiming.claim(entry.pk, Queue.FIRST, by=cast.luis)

    response = as_rosa.get(address("read", "first", entry.pk), follow=True)

    assert "Somebody else has that comment. Here is the next one." in messages_of(response)
    assert response.redirect_chain[-1][0] == address("coding")


def test_left_for_later_the_next_one_comes(as_rosa, version, session, entry):
    following = make.InputFactory(session=session, recorded_by=session.created_by)

    response = as_rosa.post(address("leave_for_later", "first", entry.pk), follow=True)

    assert response.redirect_chain[-1][0] == address("read", "first", following.pk)


def test_filters_stay_while_one_reads_on(as_rosa, cast, version, session, entry):
    elsewhere = make.SessionFactory(event=make.EventFactory(steward=cast.coalition_org), created_by=cast.rosa)
    make.InputFactory(session=elsewhere, recorded_by=cast.rosa)
    query = f"?session={elsewhere.pk}"

    response = as_rosa.get(address("next_reading", "first") + query)
    assert response.url.endswith(f"/{elsewhere.inputs.get().pk}/{query}")
    assert as_rosa.get(response.url).context["left"] == 1


def test_the_second_reader_sees_nothing_of_the_first_reading(as_luis, cast, version, entry):
    coding.read(entry, codes=[("clean-bathrooms", "against")], by=cast.rosa)
    SecondReading.objects.update_or_create(input=entry, defaults={"hides_suggestions": True})

    response = as_luis.get(address("read", "second", entry.pk))

    assert response.context["form"].suggested == []
    assert not any(row.is_chosen or row.polarity for row in response.context["form"].rows)
    assert "Rosa" not in response.content.decode()


def test_the_first_reader_does_not_get_it_a_second_time(as_rosa, cast, version, entry):
    coding.read(entry, codes=[("safety", "for")], by=cast.rosa)

    assert as_rosa.get(address("read", "second", entry.pk)).status_code == 302


def test_ones_own_reading_can_be_changed_and_taken_back(as_rosa, cast, version, entry):
    reading = coding.read(entry, codes=[("safety", "for")], by=cast.rosa)
    assert 'value="safety" checked' in as_rosa.get(address("change_reading", reading.pk)).content.decode()

    as_rosa.post(address("change_reading", reading.pk), choice(("food", "mixed")))
    assert [(theme.code.key, theme.polarity) for theme in entry.themes] == [("food", "mixed")]

    response = as_rosa.post(address("take_back_reading", reading.pk))
    assert response.url == address("read", "first", entry.pk)
    assert not Reading.objects.exists()


# --- Agreement


def test_agreement_is_shown_per_topic_and_separately_without_suggestions(as_rosa, cast, version, entry):
    read_twice(entry, cast, [("safety", "for")], [("safety", "against"), ("food", "for")])

    page = as_rosa.get(address("agreement"))
    rows = {row.code.key: row for row in page.context["rows"]}
    assert (rows["safety"].figures.both, rows["food"].figures.second_only) == (1, 1)
    whole = page.context["overall"][0]
    assert (whole.n, whole.same_topics, whole.same) == (1, 0, 0)
    assert [pair.input for pair in page.context["differing"]] == [entry]
    hidden = SecondReading.objects.get().hides_suggestions
    other_part = "shown" if hidden else "hidden"
    assert as_rosa.get(address("agreement"), {"part": other_part}).context["rows"] == []


def test_a_disagreement_is_settled_beside_both_readings(as_rosa, cast, version, entry):
    read_twice(entry, cast, [("safety", "for")], [("food", "for")])
    page = as_rosa.get(address("disagreement", entry.pk)).content.decode()
    assert "Rosa Méndez" in page
    assert "Luis Ortega" in page

    as_rosa.post(address("disagreement", entry.pk), choice(("food", "for")))

    assert [theme.code.key for theme in entry.themes] == ["food"]
    assert as_rosa.get(address("agreement")).context["differing"] == []


def test_a_viewer_compares_but_does_not_settle(client, cast, version, entry):
    read_twice(entry, cast, [("safety", "for")], [("food", "for")])
    client.force_login(cast.vic)

    assert client.get(address("disagreement", entry.pk)).context["form"] is None
    client.post(address("disagreement", entry.pk), choice(("food", "for")))
    assert not Reading.objects.filter(round=Reading.Round.SETTLED).exists()


@pytest.mark.parametrize("name", ["coding", "agreement"])
def test_lists_take_the_same_number_of_queries_with_one_and_three_rows(as_rosa, cast, version, session, name):
    counts = []
    for more in (1, 2):
        for entry in make.InputFactory.create_batch(more, session=session, recorded_by=cast.rosa):
            read_twice(entry, cast, [("safety", "for")], [("food", "for")])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            as_rosa.get(address(name))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- The codebook


def test_an_empty_codebook_page_offers_the_one_that_comes_with_fairshare(as_rosa, cast):
    assert "Start with this codebook" in as_rosa.get(address("codebook")).content.decode()

    as_rosa.post(address("adopt_codebook"))

    assert codebook.current(cast.coalition_org).number == 1


def test_the_page_shows_both_names_in_either_language(as_luis, cast, version):
    english = as_luis.get(address("codebook")).content.decode()
    assert "Clean bathrooms" in english
    assert version.codes.get(key="safety").name_es in english

    spanish = as_luis.get(address("codebook"), headers={"accept-language": "es"})
    assert spanish.status_code == 200


def topic(**changes):
    return {
        "key": "shade", "parent_key": "campus", "name_en": "Shade", "name_es": "Sombra",
        "definition_en": "Shade at recess.",
        "definition_es": "Sombra en el recreo.", "keywords": "shade\nsombra",
    } | changes  # fmt: skip


def test_a_draft_is_written_and_published_with_a_note(as_rosa, cast, version):
    draft = CodebookVersion.objects.get(number=as_rosa.post(address("start_codebook_draft")).url.split("/")[-3])
    as_rosa.post(address("add_code", draft.number), topic())
    as_rosa.post(address("remove_code", draft.number, "library"))
    assert codebook.current(cast.coalition_org) == version

    as_rosa.post(address("edit_codebook", draft.number), {"note": "Shade is new; nobody asked for the library."})

    page = as_rosa.get(address("codebook")).content.decode()
    assert "Shade is new" in page
    assert Code.objects.filter(version=codebook.current(cast.coalition_org), key="library").count() == 0
    assert as_rosa.get(address("edit_codebook", draft.number)).status_code == 404


def test_a_bad_pattern_is_named_at_its_field(as_rosa, cast, version):
    draft = codebook.draft_version(cast.coalition_org, by=cast.rosa)

    page = as_rosa.post(address("add_code", draft.number), topic(keywords="shade\n(a|b)+")).content.decode()

    assert "“(a|b)+” cannot be used" in page
    assert 'id="id_keywords_error"' in page


def test_both_languages_are_required_and_a_key_stands_once(as_rosa, cast, version):
    draft = codebook.draft_version(cast.coalition_org, by=cast.rosa)

    assert (
        'id="id_name_es_error"' in as_rosa.post(address("add_code", draft.number), topic(name_es="")).content.decode()
    )
    page = as_rosa.post(address("add_code", draft.number), topic(key="safety")).content.decode()
    assert "Another topic of this version has this key." in page


def test_a_draft_is_dropped_after_a_question(as_rosa, cast, version):
    draft = codebook.draft_version(cast.coalition_org, by=cast.rosa)
    assert "Drop the draft of version 2?" in as_rosa.get(address("drop_codebook_draft", 2)).content.decode()

    as_rosa.post(address("drop_codebook_draft", draft.number))

    assert not CodebookVersion.objects.drafts().exists()
