"""Lists: every open incident that one may see, once, the most urgent first."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from desk import incidents
from desk.incident import assignments
from domain.access import Can, may
from domain.incidents import Impact, Urgency
from domain.people import Person
from storage.incidents import Incident
from tests.makers import Do, make_incident, make_resolved, scratch
from tests.people import ANN, BEN, EVERYONE, IVY, MAX

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REPORTS = st.fixed_dictionaries(
    {
        "impact": st.sampled_from(Impact),
        "urgency": st.sampled_from(Urgency),
        "restricted": st.booleans(),
        "service": st.sampled_from(["Web shop", None]),
        "by": st.sampled_from(EVERYONE),
    }
)


def whole_list(do: Do, by: Person, *, mine: bool = False) -> list[list[Incident]]:
    pages, after, is_first = [], None, True
    while is_first or after:
        page, after = do(incidents.list_open, mine=mine, after=after, by=by)
        pages.append(page)
        is_first = False
    return pages


@given(reports=st.lists(REPORTS, max_size=25), reader=st.sampled_from(EVERYONE))
@settings(max_examples=25)
def test_the_pages_hold_all_one_may_see_once_and_most_urgent_first(
    engine: Engine, reports: list[dict], reader: Person
) -> None:
    with scratch(engine) as do:
        made = [make_incident(do, NOON, **report) for report in reports]
        listed = [each for page in whole_list(do, reader) for each in page]
        visible = [
            each
            for each in made
            if not each.restricted or may(reader, Can.SEE_RESTRICTED_INCIDENT, each)
        ]
        by_urgency = sorted(visible, key=lambda each: (each.priority, each.id))
        assert [each.id for each in listed] == [each.id for each in by_urgency]


@pytest.mark.parametrize(
    ("count", "pages"), [(0, [0]), (1, [1]), (8, [8]), (9, [8, 1]), (17, [8, 8, 1])]
)
def test_a_page_is_as_long_as_a_phone_takes(
    do: Do, noon: datetime, count: int, pages: list[int]
) -> None:
    for _ in range(count):
        make_incident(do, noon)
    assert [len(page) for page in whole_list(do, MAX)] == pages


def test_mine_are_those_i_reported_or_have(do: Do, noon: datetime) -> None:
    reported = make_incident(do, noon, by=BEN)
    taken = make_incident(do, noon)
    do(assignments.acknowledge, taken.id, by=BEN, at=noon)
    make_incident(do, noon)
    make_resolved(do, noon, by=ANN)
    assert {each.id for each in whole_list(do, BEN, mine=True)[0]} == {reported.id, taken.id}


def test_a_list_goes_on_where_it_was_although_something_was_resolved(
    do: Do, noon: datetime
) -> None:
    made = [make_incident(do, noon) for _ in range(10)]
    _, after = do(incidents.list_open, mine=False, after=None, by=IVY)
    do(assignments.acknowledge, made[0].id, by=IVY, at=noon)
    rest, more = do(incidents.list_open, mine=False, after=after, by=IVY)
    assert [each.id for each in rest] == [made[8].id, made[9].id]
    assert more is None
