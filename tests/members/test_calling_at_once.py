"""Callers at the same time, on real connections: never two with the same person."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from members import calling, claiming
from members.models import (
    CallTask,
    Conversation,
)
from tests.factories.accounts import member_of
from tests.members.calls import calls, someone

pytestmark = pytest.mark.django_db
Outcome = CallTask.Outcome


def at_once(deeds):
    """Let all begin together; answers with what each gave back, in no order."""
    start, ends = Barrier(len(deeds)), []

    def run(deed):
        try:
            start.wait(timeout=10)
            ends.append(deed())
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return ends


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", range(3))
def test_many_callers_at_once_never_get_the_same_person(cast, again):
    for _n in range(8):
        someone(cast.coalition_org, language="en")
    callers = [cast.tasha, cast.val, cast.rosa, cast.luis, member_of(cast.coalition_org, "volunteer")]
    call_list = calls(cast, callers=[(user, ["en"]) for user in callers])

    def take(user):
        return lambda: claiming.claim_next(call_list, by=user).pk

    taken = at_once([take(user) for user in callers])

    assert len(taken) == len(set(taken)) == len(callers)


@pytest.mark.django_db(transaction=True)
def test_the_last_person_goes_to_one_of_two(cast):
    someone(cast.coalition_org, language="en")
    call_list = calls(cast)

    def take(user):
        return lambda: claiming.claim_next(call_list, by=user)

    taken = at_once([take(cast.tasha), take(cast.val)])

    assert sorted(task is None for task in taken) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_one_caller_in_two_windows_takes_one_person(cast):
    for _n in range(4):
        someone(cast.coalition_org, language="en")
    call_list = calls(cast)

    taken = at_once([lambda: claiming.claim_next(call_list, by=cast.val).pk] * 3)

    assert len(taken) == 3
    assert len(set(taken)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_call_sent_twice_at_once_is_one_call(cast):
    someone(cast.coalition_org, language="en")
    task = claiming.claim_next(calls(cast), by=cast.val)

    def save():
        return calling.save_call(task, outcome=Outcome.YES, by=cast.val, entry_key="k").pk

    ends = at_once([save, save])

    assert len(ends) == 2
    assert len(set(ends)) == 1
    assert Conversation.objects.count() == 1
