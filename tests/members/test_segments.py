"""Saved searches: trees that are checked, asked and read back, and never tell what is hidden."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from kit.meanwhile import Changed
from members import conditions, listing, segmenting, trees
from members.conditions import Asker
from members.models import Person, Segment
from members.models.person import ASKED
from schools.models import SchoolTie
from tests.factories import members as make
from tests.factories import schools

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 12)
SPEAKS = {"is": "speaks", "value": "es"}


@pytest.fixture
def asker(cast):
    return Asker(cast.tasha, cast.coalition_org, TODAY)


@pytest.fixture
def figueroa():
    return schools.SchoolFactory(name="Figueroa Avenue Elementary")


def person(cast, **fields):
    return make.PersonFactory(steward=cast.coalition_org, **fields)


def found(tree, asker):
    return set(segmenting.people(trees.cleaned(tree, asker), asker))


def test_a_search_finds_by_groups_and_opposites(cast, asker, figueroa):
    lupita, oscar, keisha = (
        person(cast, given_name=name, language=code) for name, code in (("L", "es"), ("O", "es"), ("K", "en"))
    )
    schools.SchoolTieFactory(person=oscar, school=figueroa)
    at_figueroa = {"is": "school", "value": figueroa.cds_code}

    assert found({"all": [SPEAKS, at_figueroa]}, asker) == {oscar}
    assert found({"any": [SPEAKS, at_figueroa]}, asker) == {lupita, oscar}
    assert found({"not": {"any": [SPEAKS, at_figueroa]}}, asker) == {keisha}
    assert found({"all": [SPEAKS, {"not": at_figueroa}]}, asker) == {lupita}
    assert found({}, asker) == {lupita, oscar, keisha}


def test_a_search_over_a_list_goes_on_when_the_list_is_closed(cast, asker):
    kept = listing.make_list(cast.coalition_org, name="Gate circle", by=cast.tasha)
    lupita, _keisha = person(cast, given_name="Lupita"), person(cast, given_name="Keisha")
    listing.put_on_list(kept, [lupita], by=cast.tasha)
    tree = {"is": "list", "value": str(kept.pk)}

    listing.close(kept, by=cast.tasha)
    asker = Asker(cast.tasha, cast.coalition_org, cast.coalition_org.today())

    assert list(segmenting.people(trees.cleaned(tree, asker), asker)) == [lupita]
    assert conditions.reading(tree, asker) == "Everybody who is on the list “Gate circle (closed)”."


def test_a_search_reads_back_as_one_sentence_in_both_languages(cast, asker, figueroa):
    schools.SchoolTieFactory(person=person(cast), school=figueroa)
    tie = {"is": "school_tie", "value": {"kind": "parent", "school": figueroa.cds_code}}
    tree = {"all": [SPEAKS, {"any": [tie, {"not": {"is": "last_talk", "value": {"days": 90}}}]}]}

    with translation.override("en"):
        assert conditions.reading(tree, asker) == (
            "Everybody who speaks Spanish and (is a parent or caregiver at Figueroa Avenue Elementary "
            "or did not talk with us in the last 90 days)."
        )
    with translation.override("es"):
        assert conditions.reading(tree, asker) == (
            "Toda persona que habla español y (es madre, padre o cuidador en Figueroa Avenue Elementary "
            "o no habló con nosotros en los últimos 90 días)."
        )


def test_the_opposite_of_a_group_is_read_out_condition_by_condition(asker):
    tree = {"not": {"any": [SPEAKS, {"is": "interpreter", "value": True}]}}

    assert conditions.sentence_of(tree, asker) == "does not speak Spanish and needs no interpreter"


@pytest.mark.parametrize(
    "broken",
    [
        [],
        "speaks",
        {"is": "nothing", "value": 1},
        {"is": "speaks", "value": "xx"},
        {"is": "speaks", "value": "es", "or": 1},
        {"all": "speaks"},
        {"all": [], "any": []},
        {"is": "last_talk", "value": {"days": 0}},
        {"is": "last_talk", "value": {"days": "many"}},
        {"is": "last_talk", "value": 90},
        {"is": "zip", "value": {"zip": "x" * 101}},
        {"any": [SPEAKS] * 31},
    ],
)
def test_what_is_not_a_tree_is_refused(asker, broken):
    with pytest.raises(ValidationError):
        trees.cleaned(broken, asker)


def test_trees_too_deep_to_read_are_refused(asker):
    tree = SPEAKS
    for _level in range(8):
        tree = {"all": [tree, SPEAKS]}

    with pytest.raises(ValidationError, match="deep at most"):
        trees.cleaned(tree, asker)


def test_empty_groups_find_everybody_and_are_not_kept(asker):
    assert trees.cleaned({"all": [{}, {"any": []}, {"not": {}}]}, asker) == {}
    assert trees.cleaned({"not": {"not": {"all": [SPEAKS]}}}, asker) == SPEAKS


def test_a_search_is_kept_for_its_owner_until_it_is_shared(cast):
    kept = segmenting.save(cast.coalition_org, name="Spanish", tree=SPEAKS, by=cast.tasha)

    assert list(Segment.objects.visible_to(cast.rosa)) == []
    segmenting.share(kept, True, by=cast.tasha)
    assert list(Segment.objects.visible_to(cast.rosa)) == [kept]
    assert list(Segment.objects.visible_to(cast.bea)) == []
    assert list(Segment.objects.editable_by(cast.rosa)) == []


def test_two_who_change_one_search_both_see_it(cast):
    kept = segmenting.save(cast.coalition_org, name="Spanish", tree=SPEAKS, by=cast.tasha, is_shared=True)
    segmenting.save(cast.coalition_org, name="Talked", tree=SPEAKS, by=cast.tasha, segment=kept, version=1)

    with pytest.raises(Changed) as refusal:
        segmenting.save(cast.coalition_org, name="Mine", tree=SPEAKS, by=cast.tasha, segment=kept, version=1)
    assert refusal.value.thing.name == "Talked"


def test_a_search_on_something_that_is_gone_finds_nobody_and_says_so(cast, client):
    tag = make.TagFactory(steward=cast.coalition_org)
    kept = segmenting.save(cast.coalition_org, name="T", tree={"is": "tag", "value": tag.pk}, by=cast.tasha)
    person(cast)
    tag.delete()
    client.force_login(cast.tasha)

    page = client.get(reverse("members:list"), {"search": kept.pk})

    assert list(page.context["page"]) == []
    assert "This condition is no longer there: Tag. So this search finds nobody." in page.text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "It names a list that you cannot read."), ("es", "Nombra una lista que usted no puede leer.")],
)
def test_a_shared_search_on_a_list_that_is_not_says_so_and_not_the_lists_name(cast, client, language, words):
    hosts = make.PersonListFactory(steward=cast.coalition_org, owner=cast.tasha, name="Hosts", is_shared=False)
    tree = {"is": "list", "value": hosts.pk}
    kept = segmenting.save(cast.coalition_org, name="H", tree=tree, by=cast.tasha, is_shared=True)
    person(cast)
    for reader in (cast.luis, cast.rosa):
        client.force_login(reader)
        addresses = (
            reverse("members:list") + f"?search={kept.pk}",
            reverse("members:segment", args=[kept.pk]),
            reverse("members:lists"),
        )
        with translation.override(language):
            pages = [client.get(address, headers={"accept-language": language}) for address in addresses]

        assert [words in page.text for page in pages] == [True] * 3
        assert not any("Hosts" in page.text for page in pages)


def test_a_list_of_another_organization_is_not_there(cast):
    theirs = make.PersonListFactory(steward=cast.partner_org)
    asker = Asker(cast.tasha, cast.coalition_org, TODAY)

    with pytest.raises(ValidationError, match="no longer there: On a list"):
        segmenting.people({"is": "list", "value": str(theirs.pk)}, asker)


# --- Nothing hidden shows ----------------------------------------------------------------------------------------


HIDING = [
    lambda school: {"is": "school", "value": school.cds_code},
    lambda school: {"not": {"is": "school", "value": school.cds_code}},
    lambda school: {"is": "tie", "value": "student"},
    lambda school: {"is": "school_tie", "value": {"school": school.cds_code}},
    lambda school: {"any": [{"is": "school_tie", "value": {"grade": "3-5"}}, SPEAKS]},
    lambda school: {"is": "zip", "value": {"zip": "90047"}},
    lambda school: {"not": {"is": "zip", "value": {"zip": "90047"}}},
    lambda school: {"is": "reached_by", "value": "address"},
]


@pytest.mark.parametrize("number", range(len(HIDING)))
def test_hidden_ties_and_addresses_change_no_answer(cast, figueroa, number):
    """The same world twice, with and without what rosa may not see: what she is answered is the same."""
    schools.SchoolTieFactory(person=person(cast, sort_name="b"), school=figueroa)
    hidden = person(cast, sort_name="a", is_protected=True)
    asker = Asker(cast.rosa, cast.coalition_org, TODAY)
    tree = trees.cleaned(HIDING[number](figueroa), asker)
    before = list(segmenting.people(tree, asker)), conditions.names_of(conditions.find("school"), asker)

    other = schools.SchoolFactory(name="Vermont Knolls")
    schools.SchoolTieFactory(person=hidden, school=figueroa, kind=SchoolTie.Kind.STUDENT, grade_band="3-5")
    schools.SchoolTieFactory(person=hidden, school=other, kind=SchoolTie.Kind.STUDENT)
    make.AddressFactory(person=hidden)
    asker = Asker(cast.rosa, cast.coalition_org, TODAY)

    assert (list(segmenting.people(tree, asker)), conditions.names_of(conditions.find("school"), asker)) == before


def test_one_school_is_called_as_among_the_choices_and_one_that_is_not_offered_is_not_named(cast, figueroa):
    schools.SchoolTieFactory(person=person(cast), school=figueroa)
    hidden = schools.SchoolTieFactory(person=person(cast, is_protected=True))
    elsewhere = schools.SchoolTieFactory(person=make.PersonFactory(steward=cast.partner_org))
    condition = conditions.find("school")
    for user, seen in ((cast.rosa, {figueroa}), (cast.tasha, {figueroa, hidden.school})):
        asker = Asker(user, cast.coalition_org, TODAY)

        for school in (figueroa, hidden.school, elsewhere.school):
            name = conditions.name_among(condition, school.cds_code, asker)
            assert name == (school.name if school in seen else None)
        assert conditions.names_of(condition, asker) == {school.cds_code: school.name for school in seen}


def test_roles_that_see_protected_people_find_them_by_their_school(cast, asker, figueroa):
    hidden = person(cast, is_protected=True)
    schools.SchoolTieFactory(person=hidden, school=figueroa)

    assert found({"is": "school", "value": figueroa.cds_code}, asker) == {hidden}


def test_people_tags_lists_and_users_of_other_organizations_are_never_offered(cast, asker):
    make.TagFactory(steward=cast.partner_org)
    make.PersonListFactory(steward=cast.partner_org)
    make.PersonListFactory(steward=cast.coalition_org, is_shared=False)
    make.RungFactory(steward=cast.partner_org)
    make.PersonFactory(steward=cast.partner_org, language="es")

    offered = [conditions.names_of(conditions.find(key), asker) for key in ("tag", "list", "rung")]

    assert offered == [{}, {}, {}]
    assert found(SPEAKS, asker) == set()
    assert set(conditions.names_of(conditions.find("organizer"), asker)) == {
        "me", "nobody", *(str(user.pk) for user in (cast.rosa, cast.luis, cast.tasha)),
    }  # fmt: skip


# --- Each condition ----------------------------------------------------------------------------------------------


def test_every_condition_answers_reads_back_and_has_its_opposite(cast, asker, figueroa):
    """Whatever can be chosen: some people fit, all others fit the opposite, and both read as words."""
    somebody = person(cast)
    schools.SchoolTieFactory(person=somebody, school=figueroa)
    make.TagFactory(steward=cast.coalition_org)
    make.PersonListFactory(steward=cast.coalition_org)
    make.RungFactory(steward=cast.coalition_org)
    make.TeamFactory(steward=cast.coalition_org)
    make.CustomFieldFactory(steward=cast.coalition_org, kind="yes_no")
    make.CustomFieldFactory(steward=cast.coalition_org, kind="number")
    everybody = {somebody, person(cast, birth_year=2012, language="es")}
    for condition in conditions.known():
        for value in values_of(condition, asker):
            leaf = {"is": condition.key, "value": value}
            fitting, others = found(leaf, asker), found({"not": leaf}, asker)
            assert fitting | others == everybody, leaf
            assert not fitting & others, leaf
            words = conditions.sentence_of(leaf, asker), conditions.sentence_of({"not": leaf}, asker)
            assert words[0] != words[1], leaf
            assert all(words), leaf


def test_whatever_a_condition_asks_of_a_person_stands_in_the_index_of_the_list(cast, asker, figueroa):
    """Else a search reads a million people instead of the index alone."""
    schools.SchoolTieFactory(person=person(cast), school=figueroa)
    make.RungFactory(steward=cast.coalition_org)
    own = {field.name for field in Person._meta.concrete_fields}
    held = {"id", "steward", "sort_name", *ASKED}
    for condition in conditions.known():
        for value in values_of(condition, asker):
            q = conditions.q_of({"is": condition.key, "value": value}, asker)
            assert columns_of(q) & own <= held, condition.key


def columns_of(q) -> set[str]:
    """The first part of each name in a Q, as far as it is not built on rows elsewhere."""
    found = set()
    for child in q.children:
        found |= (
            columns_of(child) if isinstance(child, Q) else {child[0].split("__")[0]} if type(child) is tuple else set()
        )
    return found


def values_of(condition, asker):
    if not condition.inputs:
        return [True]
    values = {}
    for part in condition.inputs:
        if part.choices:
            values[part.name] = list(conditions.names_of(part, asker))
        else:
            values[part.name] = [7] if part.widget == "number" else ["7"]
    if not condition.parts:
        return values["value"]
    most = max((len(each) for each in values.values()), default=0)
    if not all(values.values()):
        return []
    return [{name: each[number % len(each)] for name, each in values.items()} for number in range(most)]


def test_conditions_on_what_was_done(cast, asker):
    lupita, oscar = person(cast), person(cast)
    make.ConversationFactory(person=lupita, kind="one_on_one", talked_on=dt.date(2026, 11, 5), talked_by=cast.tasha)
    make.NextStepFactory(person=oscar, due_on=dt.date(2026, 11, 1))
    make.NextStepFactory(person=lupita, due_on=dt.date(2026, 11, 30))
    make.AssignmentFactory(person=oscar, organizer=cast.tasha)

    assert found({"is": "talk", "value": {"kind": "one_on_one", "days": 30}}, asker) == {lupita}
    assert found({"is": "talk", "value": {"days": 3}}, asker) == set()
    assert found({"is": "talk", "value": {"by": cast.rosa.pk}}, asker) == set()
    assert found({"is": "step", "value": "late"}, asker) == {oscar}
    assert found({"is": "step", "value": "open"}, asker) == {lupita, oscar}
    assert found({"is": "organizer", "value": "me"}, asker) == {oscar}
    assert found({"is": "organizer", "value": "nobody"}, asker) == {lupita}


def test_a_step_without_a_person_hides_nobody_from_the_opposite(cast, asker):
    somebody = person(cast)
    make.NextStepFactory(person=None, steward=cast.coalition_org)

    assert found({"not": {"is": "step", "value": "open"}}, asker) == {somebody}


# --- Pages -------------------------------------------------------------------------------------------------------


def test_the_builder_counts_on_where_there_are_many(cast, client, monkeypatch):
    monkeypatch.setattr("members.views.segments.FIRST_COUNTED", 1)
    person(cast, language="es")
    person(cast, language="es")
    client.force_login(cast.tasha)
    url, form = reverse("members:segment_new"), {"n.mode": "all", "n.0.is": "speaks", "n.0.v.value": "es"}

    first, rest = (
        client.post(url, {**form, "do": do}, headers={"HX-Request": "true"}).content.decode()
        for do in ("count", "farther")
    )

    assert 'More than <b class="num">1</b> people' in first
    assert '{"do": "farther"}' in first
    assert '<b class="num">2</b> of 2 people' in rest
    assert '{"do": "farther"}' not in rest


def test_the_builder_works_button_by_button_without_script(cast, client):
    person(cast, language="es")
    person(cast, language="en")
    client.force_login(cast.tasha)
    url = reverse("members:segment_new")

    page = client.post(url, {"n.mode": "all", "n.add": "speaks", "do": "add:n"})
    assert 'name="n.0.v.value"' in page.content.decode()
    form = {"n.mode": "none", "n.0.is": "speaks", "n.0.v.value": "es"}
    assert client.post(url, {**form, "do": "count"}).context["count"] == 1
    page = client.post(url, {**form, "n.add": "group", "do": "add:n"})
    assert 'name="n.1.mode"' in page.content.decode()
    page = client.post(url, {**form, "n.1.mode": "any", "do": "drop:n.0"})
    assert "n.0.is" not in page.content.decode()
    answer = client.post(url, {**form, "do": "save", "name": "Not Spanish", "is_shared": "on"})

    kept = Segment.objects.get()
    assert kept.tree == {"not": SPEAKS}
    assert (kept.is_shared, kept.owner) == (True, cast.tasha)
    assert answer.url == f"{reverse('members:list')}?search={kept.pk}"


def test_a_condition_without_a_value_is_not_saved(cast, client):
    client.force_login(cast.tasha)

    page = client.post(
        reverse("members:segment_new"), {"n.mode": "all", "n.0.is": "speaks", "do": "save", "name": "Half"}
    )

    assert "Fill this in." in page.content.decode()
    assert not Segment.objects.exists()


def test_a_saved_search_opens_as_it_was_kept(cast, client):
    tree = {"all": [SPEAKS, {"not": {"any": [SPEAKS, {"is": "last_talk", "value": {"days": 30}}]}}]}
    kept = segmenting.save(cast.coalition_org, name="T", tree=tree, by=cast.tasha)
    client.force_login(cast.tasha)

    root = client.get(reverse("members:segment", args=[kept.pk])).context["root"]

    assert root.tree(Asker(cast.tasha, cast.coalition_org, TODAY)) == kept.tree


def test_filters_of_the_list_become_a_search(cast, client):
    client.force_login(cast.tasha)

    root = client.get(reverse("members:segment_new"), {"speaks": "es", "q": "rosa"}).context["root"]

    assert root.tree(Asker(cast.tasha, cast.coalition_org, TODAY)) == {"all": [SPEAKS]}


def test_a_shared_search_is_a_tab_and_narrows_the_list_for_those_who_only_read(cast, client):
    lupita = person(cast, language="es")
    person(cast, language="en")
    kept = segmenting.save(cast.coalition_org, name="Spanish", tree=SPEAKS, by=cast.tasha, is_shared=True)
    client.force_login(cast.vic)

    page = client.get(reverse("members:list"), {"search": kept.pk})

    assert list(page.context["page"]) == [lupita]
    assert "Everybody who speaks Spanish." in page.content.decode()
    assert (
        client.get(reverse("members:segment_count", args=[kept.pk])).content.decode().strip() == '<b class="num">1</b>'
    )
    assert client.get(reverse("members:segment", args=[kept.pk])).templates[0].name == "members/segment_read.html"


def test_somebody_elses_private_search_is_not_there(cast, client):
    kept = segmenting.save(cast.coalition_org, name="Spanish", tree=SPEAKS, by=cast.tasha)
    client.force_login(cast.rosa)

    assert client.get(reverse("members:segment", args=[kept.pk])).status_code == 404
    assert client.get(reverse("members:list"), {"search": kept.pk}).context["browse"].segment is None


def test_the_list_asks_the_same_number_of_queries_for_one_search_and_for_three(cast, client):
    client.force_login(cast.tasha)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(reverse("members:list"))
        return len(caught)

    person(cast)
    segmenting.save(cast.coalition_org, name="1", tree=SPEAKS, by=cast.tasha)
    client.get(reverse("members:list"))
    one = queries()
    for name in "23":
        person(cast)
        segmenting.save(cast.coalition_org, name=name, tree=SPEAKS, by=cast.tasha, is_shared=True)

    assert queries() == one


def test_a_search_of_three_conditions_is_one_query_without_joins(cast, asker, figueroa):
    schools.SchoolTieFactory(person=person(cast), school=figueroa)
    tree = {
        "all": [SPEAKS, {"is": "school", "value": figueroa.cds_code}, {"not": {"is": "talk", "value": {"days": 90}}}]
    }

    with CaptureQueriesContext(connection) as caught:
        list(segmenting.people(trees.cleaned(tree, asker), Asker(cast.tasha, cast.coalition_org, TODAY)))
    outer = caught[-1]["sql"].partition("WHERE")[0]
    assert "JOIN" not in outer


def test_the_people_found_are_the_persons_of_the_list(cast, asker):
    lupita = person(cast, language="es")

    assert segmenting.count(SPEAKS, asker) == (1, False)
    assert list(Person.objects.filter(conditions.q_of(SPEAKS, asker))) == [lupita]
