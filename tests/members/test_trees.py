"""Trees of every shape: what is asked, what is read out and what is answered are the same thing."""

import datetime as dt
import itertools
import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from members import building, conditions, segmenting, trees
from members.conditions import Asker
from tests.factories import members as make
from tests.factories.accounts import OrganizationFactory, member_of

TODAY = dt.date(2026, 11, 12)
# Three things that can be so or not, each with the words for both.
SO = {
    "speaks Spanish": {"is": "speaks", "value": "es"},
    "needs an interpreter": {"is": "interpreter", "value": True},
    "talked with us in the last 30 days": {"is": "last_talk", "value": {"days": 30}},
}
NOT_SO = dict(
    zip(("does not speak Spanish", "needs no interpreter", "did not talk with us in the last 30 days"), SO, strict=True)
)

leaves = st.sampled_from(list(SO.values()))
any_tree = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda branches: {"all": branches}, st.lists(inner, max_size=3)),
        st.builds(lambda branches: {"any": branches}, st.lists(inner, max_size=3)),
        st.builds(lambda branch: {"not": branch}, inner),
    ),
    max_leaves=8,
)


def depth(tree):
    inside = [*tree.get("all", ()), *tree.get("any", ()), *([tree["not"]] if "not" in tree else [])]
    return 1 + max(map(depth, inside), default=0)


def holds(tree, facts) -> bool:
    """What a clean tree means, written down a second time."""
    if not tree:
        return True
    if "all" in tree:
        return all(holds(branch, facts) for branch in tree["all"])
    if "any" in tree:
        return any(holds(branch, facts) for branch in tree["any"])
    if "not" in tree:
        return not holds(tree["not"], facts)
    return facts[tree["is"]]


def heard(sentence):
    """A sentence as somebody understands it, as a tree again."""
    words = "|".join(map(re.escape, sorted((*SO, *NOT_SO), key=len, reverse=True)))
    tokens = re.findall(rf"{words}|\(|\)|,|\band\b|\bor\b", sentence)

    def group():
        parts, between = [part()], None
        while tokens and tokens[0] in (",", "and", "or"):  # the word before the last is meant for all
            between = tokens.pop(0)
            parts.append(part())
        return {"all" if between == "and" else "any": parts} if between else parts[0]

    def part():
        token = tokens.pop(0)
        if token == "(":
            inner = group()
            assert tokens.pop(0) == ")"
            return inner
        return SO[token] if token in SO else {"not": SO[NOT_SO[token]]}

    return group() if tokens else {}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Eight people, one for each way in which the three things can be so."""
    with django_db_blocker.unblock(), transaction.atomic():
        organization = OrganizationFactory()
        user = member_of(organization, Role.ORGANIZER)
        people = {}
        for facts in itertools.product((True, False), repeat=3):
            person = make.PersonFactory(
                steward=organization,
                language="es" if facts[0] else "en",
                needs_interpretation=facts[1],
                last_talk_on=TODAY if facts[2] else None,
            )
            people[person.pk] = dict(zip(("speaks", "interpreter", "last_talk"), facts, strict=True))
        yield Asker(user, organization, TODAY), people
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=any_tree.filter(lambda tree: depth(tree) <= trees.DEEPEST))
def test_a_tree_finds_whom_it_means_and_reads_as_it_finds(world, tree):
    asker, people = world
    kept = trees.cleaned(tree, asker)
    meant = {pk for pk, facts in people.items() if holds(kept, facts)}

    assert set(segmenting.people(tree, asker).values_list("pk", flat=True)) == meant
    assert set(segmenting.people(kept, asker).values_list("pk", flat=True)) == meant
    understood = heard(conditions.sentence_of(kept, asker))
    assert {pk for pk, facts in people.items() if holds(understood, facts)} == meant
    assert trees.cleaned(kept, asker) == kept
    if kept:
        in_form = building.from_tree(kept).tree(asker)
        assert {pk for pk, facts in people.items() if holds(in_form, facts)} == meant
