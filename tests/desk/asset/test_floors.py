"""Assets lift the risk of changes: who touches what the company lives from is asked for more than a peer's yes."""

from datetime import datetime, timedelta

import pytest

from domain.assets import Criticality
from domain.change.risk import Floor, Risk
from tests.assets import make_asset, relate
from tests.changes import LOW, ask
from tests.makers import Do

CRITICAL = {"criticality": Criticality.CRITICAL}


@pytest.mark.parametrize("said", ["DB-1", "db-1", " Shop  DB", "s-77"])
def test_a_change_of_something_critical_is_medium_at_least(
    do: Do, noon: datetime, said: str
) -> None:
    make_asset(do, noon, "shop db", tag="DB-1", serial="S-77", **CRITICAL)
    change = ask(do, noon, assets=(said,), risk_answers=LOW)
    assert (change.risk, change.assessment["decided_by"]) == (Risk.MEDIUM, Floor.CRITICAL_ASSET)


def test_so_is_one_of_what_something_critical_depends_on(do: Do, noon: datetime) -> None:
    shop = make_asset(do, noon, "shop", **CRITICAL)
    app, server = make_asset(do, noon, "app"), make_asset(do, noon, "server", tag="SRV-1")
    relate(do, noon, shop, app)
    relate(do, noon, app, server, "runs_on")
    assert ask(do, noon, assets=("SRV-1",), risk_answers=LOW).risk == Risk.MEDIUM
    spare = make_asset(do, noon, "spare")
    relate(do, noon, server, spare, "redundant_with")
    later = noon + timedelta(days=3)
    when = {"starts_at": later, "ends_at": later + timedelta(hours=1)}
    assert ask(do, noon, assets=("SRV-1",), risk_answers=LOW, **when).risk == Risk.LOW


def test_others_stay_as_their_answers_say(do: Do, noon: datetime) -> None:
    make_asset(do, noon, "shop db", tag="DB-1", **CRITICAL)
    make_asset(do, noon, "DB-2")
    make_asset(do, noon, "twin", **CRITICAL)
    make_asset(do, noon, "twin", **CRITICAL)
    for assets in ((), ("DB-2",), ("DB-3",), ("twin",)):
        assert ask(do, noon, assets=assets, risk_answers=LOW).risk == Risk.LOW
