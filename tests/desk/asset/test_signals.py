"""What monitoring reports of assets: taken in any order, trusted for a day, told in their history when it changes."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import assets, tokens
from desk.asset import signals
from desk.asset.signals import Report, Taken
from domain.asset.health import Health
from domain.asset.signals import SILENT_AFTER, Signal
from domain.assets import Status
from domain.errors import NotAllowed, Unauthenticated
from domain.events import Event
from domain.people import Person
from domain.tokens import Lifetime, Scope
from storage.assets import Asset
from tests.assets import PRIVATE, again, history_of, make_asset, relate
from tests.makers import Do
from tests.people import BEN, MAX, ZOE

HOUR = timedelta(hours=1)


def token(
    do: Do, at: datetime, *, asks_for: Person = BEN, scope: Scope = Scope.REPORT_SIGNALS
) -> str:
    how: dict[str, Any] = {"name": f"Probe of {asks_for.name}", "lifetime": Lifetime.YEAR}
    made = do(tokens.make, scopes=[scope], asks_for=asks_for.id, by=ZOE, at=at, **how)
    return str(made.secret)


def hear(do: Do, secret: str, at: datetime, *reports: Report, **how: Any) -> list[Taken]:
    taken: list[Taken] = do(signals.take, secret, reports, source="Prometheus", at=at, **how)
    return taken


def health(do: Do, asset: Asset) -> tuple[Health, str]:
    answer = do(assets.show, asset.id, by=MAX).answer
    return answer.health, answer.because


def test_it_is_as_monitoring_says_until_it_says_otherwise(do: Do, noon: datetime) -> None:
    db = make_asset(do, noon, "db", tag="DB-1")
    secret = token(do, noon)
    for state, told in (
        (Signal.UP, (Health.OK, "Prometheus hears from it")),
        (Signal.DEGRADED, (Health.DEGRADED, "Prometheus reports it degraded")),
        (Signal.DOWN, (Health.DOWN, "Prometheus reports it down")),
    ):
        (taken,) = hear(do, secret, noon, Report(asset="db-1", state=state))
        assert (taken.number, taken.state) == (db.number, state)
        assert health(do, db) == told


def test_history_tells_changes_alone_and_nobodys_form_is_out_of_date(
    do: Do, noon: datetime
) -> None:
    db = make_asset(do, noon, "db", tag="DB-1")
    secret = token(do, noon)
    for hours, state in enumerate((Signal.UP, Signal.UP, Signal.DOWN, Signal.DOWN)):
        hear(do, secret, noon + hours * HOUR, Report(asset="DB-1", state=state, says="Port 5432"))
    told = [it for it in history_of(do, db) if it.event == Event.ASSET_SIGNALLED]
    assert [(it.after or {})["signal"] for it in told] == ["up", "down"]
    assert told[0].actor_id.startswith("TOK-")
    assert (told[0].on_behalf_of, told[0].why) == (BEN.id, "Port 5432")
    assert again(do, db).version == db.version
    assert do(assets.show, db.id, by=MAX).answer.since == noon + 2 * HOUR


def test_what_is_older_than_what_was_heard_last_says_nothing(do: Do, noon: datetime) -> None:
    db = make_asset(do, noon, "db", tag="DB-1")
    secret = token(do, noon)
    late = Report(asset="DB-1", state=Signal.DOWN, at=noon - HOUR)
    hear(do, secret, noon, Report(asset="DB-1", state=Signal.UP))
    (taken,) = hear(do, secret, noon, late)
    assert (taken.state, taken.refused) == (Signal.UP, "")
    assert health(do, db)[0] is Health.OK


def test_a_clock_that_is_ahead_does_not_silence_what_comes_after(do: Do, noon: datetime) -> None:
    db = make_asset(do, noon, "db", tag="DB-1")
    secret = token(do, noon)
    hear(do, secret, noon, Report(asset="DB-1", state=Signal.DOWN, at=noon + 900 * HOUR))
    hear(do, secret, noon + HOUR, Report(asset="DB-1", state=Signal.UP))
    assert health(do, db)[0] is Health.OK


def test_what_is_not_heard_of_for_a_day_is_unknown(do: Do, noon: datetime) -> None:
    db, web = make_asset(do, noon, "db", tag="DB-1"), make_asset(do, noon, "web", tag="WEB")
    secret = token(do, noon)
    hear(do, secret, noon, Report(asset="DB-1", state=Signal.DOWN))
    hear(do, secret, noon + HOUR, Report(asset="WEB", state=Signal.UP))
    after_a_day = noon + SILENT_AFTER
    assert do(signals.notice_silence, at=after_a_day) == 0
    assert do(signals.notice_silence, at=after_a_day + timedelta(seconds=1)) == 1
    assert do(signals.notice_silence, at=after_a_day + timedelta(seconds=1)) == 0
    assert health(do, db) == (Health.UNKNOWN, "Prometheus has been silent about it")
    assert health(do, web)[0] is Health.OK
    hear(do, secret, after_a_day + HOUR, Report(asset="DB-1", state=Signal.UP))
    assert health(do, db)[0] is Health.OK


def test_what_needs_something_that_is_down_is_at_risk(do: Do, noon: datetime) -> None:
    shop, db = make_asset(do, noon, "shop"), make_asset(do, noon, "db", tag="DB-1")
    relate(do, noon, shop, db)
    hear(do, token(do, noon), noon, Report(asset="DB-1", state=Signal.DOWN))
    told, because = health(do, shop)
    assert told is Health.AT_RISK
    assert "which Prometheus reports down" in because


def test_each_report_is_taken_or_refused_for_itself(do: Do, noon: datetime) -> None:
    make_asset(do, noon, "db", tag="DB-1")
    one, two = make_asset(do, noon, "twin"), make_asset(do, noon, "twin")
    make_asset(do, noon, "vault", tag="P-1", team_key="platform")
    old = make_asset(do, noon, "old", tag="OLD")
    do(lambda tx: setattr(tx.get(Asset, old.id), "status", Status.RETIRED))
    names = ("DB-1", "TOASTER", "twin", "P-1", "OLD")
    reports = [Report(asset=it, state=Signal.UP) for it in names]
    told = [it.refused for it in hear(do, token(do, noon), noon, *reports)]
    assert told[0] == ""
    for sentence, said in zip(
        (
            "There is no such asset",
            f"This may be {one.number}, {two.number}",
            f"{BEN.name}, for whom the token asks, does not look after",
            "is retired: nothing is expected",
        ),
        told[1:],
        strict=True,
    ):
        assert sentence in said
    (hidden,) = hear(
        do,
        token(do, noon, asks_for=MAX),
        noon,
        Report(asset="P-1", state=Signal.UP),
        organisation=PRIVATE,
    )
    assert "There is no such asset" in hidden.refused


def test_a_token_needs_the_scope(do: Do, noon: datetime) -> None:
    with pytest.raises(NotAllowed, match="signals:write"):
        hear(do, token(do, noon, scope=Scope.READ_CHANGES), noon)
    with pytest.raises(Unauthenticated):
        hear(do, "stw_no", noon)
