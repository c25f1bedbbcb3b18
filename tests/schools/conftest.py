"""One school with one ask on its way from words to an answer."""

import datetime as dt
from types import SimpleNamespace

import pytest

from schools import asking
from tests.factories import schools as make

FILED = dt.date(2026, 1, 29)
HEARD = dt.date(2025, 10, 23)
MARCH_4 = dt.date(2026, 3, 4)
NOVEMBER_12 = dt.date(2026, 11, 12)


@pytest.fixture
def trail(cast):
    """An ask of twelve people at an invented school, and a filed plan with one line of $24,000."""
    school = make.SchoolFactory(name="Figueroa Avenue Elementary (demo)")
    event = make.EventFactory(steward=cast.coalition_org, starts_at=make.at(HEARD))
    session = make.SessionFactory(event=event, school=school, created_by=cast.rosa)
    comment = make.InputFactory(session=session, people=12, recorded_by=cast.rosa)
    ask = asking.raise_ask(
        school,
        2026,
        by=cast.rosa,
        organization=cast.coalition_org,
        wording_en="Someone at the gate when we cross",
        wording_es="Alguien en la puerta cuando cruzamos",
        inputs=[comment],
    )
    plan = make.PlanVersionFactory(school=school, submitted_on=FILED, organization=cast.coalition_org)
    line = make.PlanLineFactory(version=plan, number=14, amount_cents=24_000_00)
    return SimpleNamespace(school=school, session=session, comment=comment, ask=ask, plan=plan, line=line)
