"""Moments: aware going in, UTC coming out. Statements: built once."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, Executable, text
from sqlalchemy.exc import StatementError

from storage import deliveries
from storage.base import Insert, built_once
from storage.deliveries import Delivery
from tests.makers import Do, scratch

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
NEW_YEAR = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.tuples(st.timedeltas(timedelta(days=2), timedelta(days=365 * 7000)), ZONES).map(
    lambda drawn: (NEW_YEAR + drawn[0]).astimezone(drawn[1])
)


def test_a_moment_without_a_zone_is_refused(do: Do) -> None:
    naive = datetime(2026, 3, 2, 12)  # noqa: DTZ001  that is what is refused
    with pytest.raises(StatementError, match="a moment needs a zone"):
        do(deliveries.claim, "view:V1", naive)


@given(at=MOMENTS)
def test_a_moment_comes_back_as_the_same_instant_in_utc(engine: Engine, at: datetime) -> None:
    with scratch(engine) as do:
        do(deliveries.claim, "view:V1", at)
        kept = do(lambda tx: tx.get(Delivery, "view:V1").at)
    assert kept == at
    assert kept.utcoffset() == timedelta(0)


def test_moments_from_all_zones_are_in_order(do: Do) -> None:
    tokyo = datetime(2026, 3, 2, 1, tzinfo=timezone(timedelta(hours=9)))
    do(deliveries.claim, "late", datetime(2026, 3, 1, 17, tzinfo=UTC))
    do(deliveries.claim, "early", tokyo)
    keys = do(lambda tx: tx.scalars(text("SELECT key FROM deliveries ORDER BY at")).all())
    assert keys == ["early", "late"]


def test_a_statement_is_built_once_in_the_database_s_own_dialect(do: Do, engine: Engine) -> None:
    built: list[Insert] = []

    @built_once
    def claim(insert: Insert) -> Executable:
        built.append(insert)
        return insert(Delivery).on_conflict_do_nothing()

    assert do(claim) is do(claim)
    [insert] = built
    assert engine.dialect.name in insert.__module__
