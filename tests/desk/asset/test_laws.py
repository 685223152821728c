"""Whatever people do to assets, the history tells it: what is kept can be read from the journal alone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from desk import assets
from desk.asset import custody, stages
from domain.asset.guards import Evidence
from domain.asset.moves import MOVES
from domain.assets import Status
from domain.errors import FieldErrors, Refusal
from storage.assets import KEPT, Asset
from tests.assets import AMY, again, details, history_of, make_asset
from tests.makers import Do, scratch, settle_in
from tests.people import BEN, DEV, MAX

PEOPLE = st.sampled_from([AMY, BEN, MAX, DEV])
SAID = Evidence(
    reason="So.",
    link="CHG-1",
    document="D-1",
    data_wiped="Yes.",
    checklist_done=True,
    access_released=True,
)
Act = Callable[[Do, Asset, datetime], Any]


def edits(name: str, place: str, by: Any) -> Act:
    def act(do: Do, asset: Asset, at: datetime) -> None:
        new = details(name, tag="T-1", location=place)
        do(assets.edit, asset.id, new, based_on=asset.version, by=by, at=at)

    return act


def moves(to: Status, by: Any) -> Act:
    def act(do: Do, asset: Asset, at: datetime) -> None:
        version = asset.version
        do(stages.move, asset.id, to=to, given=SAID, based_on=version, by=by, at=at)

    return act


def goes_out(to: Any, by: Any) -> Act:
    return lambda do, asset, at: do(custody.check_out, asset.id, to=to.id, by=by, at=at)


def comes_back(damaged: bool, by: Any) -> Act:
    return lambda do, asset, at: do(custody.check_in, asset.id, damaged=damaged, by=by, at=at)


def is_answered(verb: Any, by: Any) -> Act:
    said = {"why": "No."} if verb is custody.decline else {}
    return lambda do, asset, at: do(verb, asset.id, by=by, at=at, **said)


def goes_missing(stolen: bool, by: Any) -> Act:
    return lambda do, asset, at: do(
        stages.report_missing, asset.id, stolen=stolen, why="Gone.", by=by, at=at
    )


NAMES = st.sampled_from(["one", "two", "three"])
ACTS = st.one_of(
    st.builds(edits, NAMES, st.sampled_from(["", "Rome"]), PEOPLE),
    st.builds(moves, st.sampled_from(Status), PEOPLE),
    st.builds(goes_out, PEOPLE, PEOPLE),
    st.builds(comes_back, st.booleans(), PEOPLE),
    st.builds(
        is_answered,
        st.sampled_from([custody.accept, custody.decline, custody.confirm_seen]),
        PEOPLE,
    ),
    st.builds(goes_missing, st.booleans(), PEOPLE),
)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, min_size=1, max_size=12))
def test_the_journal_alone_tells_how_it_is_and_how_it_was(
    engine: Engine, noon: datetime, acts: list[Act]
) -> None:
    with scratch(engine) as do:
        settle_in(do, noon)
        asset = make_asset(do, noon, "one", tag="T-1", status=Status.IN_STOCK)
        was = {noon: again(do, asset).facts}
        for hours, act in enumerate(acts, 1):
            at = noon + timedelta(hours=hours)
            try:
                act(do, again(do, asset), at)
            except (Refusal, FieldErrors):
                assert again(do, asset).facts == was[at - timedelta(hours=1)], (
                    "a refusal left traces"
                )
            was[at] = again(do, asset).facts
        for then, facts in was.items():
            assert do(assets.as_it_was, asset.id, then=then, by=MAX)[1] == facts
        _tells_each_step(do, asset)


def _tells_each_step(do: Do, asset: Asset) -> None:
    """Each entry begins where the one before ended, and a status follows only by a move there is."""
    facts = dict.fromkeys(KEPT)
    for entry in history_of(do, asset):
        for name, value in (entry.before or {}).items():
            assert facts[name] == value
        after = {name: it for name, it in (entry.after or {}).items() if name in facts}
        if "status" in after and facts["status"] is not None:
            step = (Status(facts["status"]), Status(after["status"]))
            goes_out_or_back = {Status.IN_STOCK: Status.IN_USE}.get(step[0]) is step[1]
            comes_damaged = step[1] is Status.FAULTY
            assert step in MOVES or goes_out_or_back or comes_damaged
        facts |= after
    assert facts == again(do, asset).facts
