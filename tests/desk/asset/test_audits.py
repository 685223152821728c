"""Audit rounds: who opens one, who is asked, what is said of things, and what follows when it is closed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import select, update

from desk import people
from desk.asset import audit_messages, audit_results, audits, custody, sightings
from desk.people import Told
from domain.asset.audits import Answer, Scope
from domain.assets import AssetClass, Status
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.people import Person
from storage.asset.audits import Audit, AuditItem
from storage.assets import Asset
from storage.outbox import Message, Owed
from tests.assets import AMY, again, history_of, make_asset
from tests.makers import Do
from tests.people import ANN, BEN, CHLOE, DEV, MAX, ZOE

sightings_kept = import_module("storage.migrations.versions.0049_sightings")

DESK = Scope(team_key="service-desk")


def opened(do: Do, at: datetime, scope: Scope = DESK, by: Person = AMY, **how: Any) -> Audit:
    audit: Audit = do(audits.open_round, scope, by=by, at=at, **how).audit
    return audit


def owed(do: Do, audit: Audit) -> dict[str, dict[str, Any]]:
    """What is owed about the round, by part and person."""
    its = (Owed.message == Message.AUDIT, Owed.subject_id == audit.id)
    rows = do(lambda tx: tx.scalars(select(Owed).where(*its)).all())
    return {row.key.partition(f"{audit.number}:")[2]: row.facts for row in rows}


def say(
    do: Do, audit: Audit, asset: Asset, said: Answer, by: Person, at: datetime, **how: Any
) -> None:
    do(sightings.answer, audit.id, asset.id, said=said, by=by, at=at, **how)


def counts(do: Do, audit: Audit) -> dict[str, int]:
    found = do(audits.show, audit.id, by=AMY).counts
    return {**{it.value: count for it, count in found.answered.items()}, "left": found.left}


def item(do: Do, audit: Audit, asset: Asset) -> AuditItem:
    found: AuditItem = do(lambda tx: tx.get(AuditItem, (audit.id, asset.id)))
    return found


def test_whoever_has_or_owns_a_thing_is_asked(do: Do, noon: datetime) -> None:
    laptop = make_asset(do, noon)
    do(custody.check_out, laptop.id, to=MAX.id, by=BEN, at=noon)
    make_asset(do, noon, "printer")
    make_asset(do, noon, "web shop", asset_class=AssetClass.SERVICE)
    make_asset(do, noon, "router", team_key="platform", asset_class=AssetClass.NETWORK)
    gone = make_asset(do, noon, "old", owner_id=DEV.id)
    do(lambda tx: setattr(tx.get(Asset, gone.id), "status", Status.LOST))
    audit = opened(do, noon)
    assert counts(do, audit) == {"seen": 0, "elsewhere": 0, "not_here": 0, "left": 2}
    assert owed(do, audit).keys() == {
        f"progress:{AMY.id}",
        f"asked:{MAX.id}",
        f"asked:{BEN.id}",
    }
    asked = do(audit_messages.asked_of, audit.id, MAX.id)
    assert [asset.id for _, asset in asked.items] == [laptop.id]


def test_who_has_left_is_not_asked(do: Do, noon: datetime) -> None:
    make_asset(do, noon, owner_id=DEV.id)
    do(people.learn, Told(id=DEV.id, name="Dev", zone="UTC", locale="en", is_gone=True), at=noon)
    assert owed(do, opened(do, noon)).keys() == {f"progress:{AMY.id}"}


def test_a_lead_looks_through_their_own_teams_things(do: Do, noon: datetime) -> None:
    make_asset(do, noon)
    assert opened(do, noon, by=ANN).opened_by == ANN.id
    for scope in (Scope(), Scope(team_key="platform")):
        with pytest.raises(NotAllowed, match="your own team"):
            opened(do, noon, scope, by=ANN)
    with pytest.raises(NotAllowed, match="Ask one of them"):
        opened(do, noon, by=BEN)


def test_a_scope_is_of_something(do: Do, noon: datetime) -> None:
    make_asset(do, noon, location="Berlin, room 7")
    assert opened(do, noon, Scope(location=" berlin,  room 7 ")).location == "berlin, room 7"
    with pytest.raises(FieldErrors, match="team_key"):
        opened(do, noon, Scope(location="Lisbon"))
    with pytest.raises(FieldErrors, match="asset_class"):
        opened(do, noon, Scope(asset_class=AssetClass.LICENCE))
    with pytest.raises(FieldErrors, match="due_on"):
        opened(do, noon, due_on=date(2026, 3, 1))


def test_seen_is_written_down_and_shown_to_whoever_asked(do: Do, noon: datetime) -> None:
    laptop = make_asset(do, noon, owner_id=MAX.id)
    audit = opened(do, noon)
    later = noon + timedelta(hours=1)
    say(do, audit, laptop, Answer.SEEN, MAX, later)
    assert again(do, laptop).seen_at == later
    entry = history_of(do, laptop)[-1]
    assert (entry.event, entry.actor_id) == (Event.ASSET_SEEN, MAX.id)
    assert (entry.after or {})["audit"] == audit.number
    assert counts(do, audit) == {"seen": 1, "elsewhere": 0, "not_here": 0, "left": 0}
    wanted = do(lambda tx: dict(tx.execute(select(Owed.key, Owed.wanted)).all()))
    for part in (f"progress:{AMY.id}", f"asked:{MAX.id}"):
        assert wanted[f"audit:{audit.number}:{part}"] == 2
    with pytest.raises(WrongState, match=f"{MAX.name} has said so"):
        say(do, audit, laptop, Answer.SEEN, BEN, later)


def test_nobody_else_says_so(do: Do, noon: datetime) -> None:
    laptop = make_asset(do, noon)
    audit = opened(do, noon)
    for stranger in (MAX, DEV, ZOE):
        with pytest.raises(NotAllowed, match="owns it or looks after it"):
            say(do, audit, laptop, Answer.SEEN, stranger, noon)


def test_what_is_elsewhere_moves_there(do: Do, noon: datetime) -> None:
    laptop = make_asset(do, noon, location="Berlin")
    audit = opened(do, noon)
    with pytest.raises(FieldErrors, match="location"):
        say(do, audit, laptop, Answer.ELSEWHERE, BEN, noon, location="  ")
    say(do, audit, laptop, Answer.ELSEWHERE, BEN, noon, location="Hamburg")
    assert (again(do, laptop).location, again(do, laptop).seen_at) == ("Hamburg", noon)
    assert item(do, audit, laptop).was_at == "Berlin"


def test_where_it_stood_is_kept_wherever_it_goes_then(do: Do, noon: datetime) -> None:
    moved, stays, gone = (make_asset(do, noon, it, location="Berlin") for it in ("a", "b", "c"))
    audit = opened(do, noon)
    say(do, audit, moved, Answer.ELSEWHERE, BEN, noon, location="Hamburg")
    say(do, audit, stays, Answer.SEEN, BEN, noon)
    do(custody.check_out, stays.id, to=MAX.id, by=BEN, at=noon)
    do(custody.confirm_seen, gone.id, by=BEN, at=noon)
    say(do, audit, gone, Answer.NOT_HERE, BEN, noon)
    do(lambda tx: tx.execute(update(Asset).values(location="Lisbon")))
    rows = do(audit_results.as_rows, audit.id, by=AMY)
    found_at = audit_results.HEADERS.index("found_at")
    assert [row[found_at] for row in rows[1:]] == ["Hamburg", "Berlin", ""]


def test_what_was_seen_before_that_was_kept_is_known_from_the_journal(
    do: Do, noon: datetime
) -> None:
    laptop, other = (make_asset(do, noon, it, location="Berlin") for it in ("a", "b"))
    audit = opened(do, noon)
    later = noon + timedelta(hours=1)
    say(do, audit, laptop, Answer.ELSEWHERE, BEN, noon, location="Hamburg")
    say(do, audit, laptop, Answer.ELSEWHERE, BEN, later, location="Lisbon")
    say(do, audit, other, Answer.NOT_HERE, BEN, noon)
    do(lambda tx: tx.execute(update(AuditItem).values(found_at="")))
    do(lambda tx: tx.execute(sightings_kept.as_the_journal_says))
    assert [item(do, audit, it).found_at for it in (laptop, other)] == ["Lisbon", ""]


def test_not_here_may_turn_out_otherwise(do: Do, noon: datetime) -> None:
    laptop = make_asset(do, noon)
    audit = opened(do, noon)
    say(do, audit, laptop, Answer.NOT_HERE, BEN, noon)
    assert again(do, laptop).seen_at is None
    assert counts(do, audit)["not_here"] == 1
    say(do, audit, laptop, Answer.SEEN, BEN, noon)
    assert counts(do, audit) == {"seen": 1, "elsewhere": 0, "not_here": 0, "left": 0}


def test_what_nobody_looked_for_is_found_in_the_rounds_place(do: Do, noon: datetime) -> None:
    make_asset(do, noon, location="Berlin")
    stray = make_asset(do, noon, "stray", location="Lisbon")
    audit = opened(do, noon, Scope(location="Berlin"))
    with pytest.raises(WrongState, match="does not look for"):
        say(do, audit, stray, Answer.NOT_HERE, BEN, noon)
    say(do, audit, stray, Answer.SEEN, BEN, noon)
    assert again(do, stray).location == "Berlin"
    assert not item(do, audit, stray).is_expected
    assert do(audits.show, audit.id, by=AMY).counts.extra == 1


def test_all_that_stands_in_the_message_is_said_at_once(do: Do, noon: datetime) -> None:
    for number in range(15):
        make_asset(do, noon, f"laptop {number}")
    audit = opened(do, noon)
    assert do(sightings.all_seen, audit.id, by=BEN, at=noon) == audit_messages.ASKED_AT_ONCE
    assert counts(do, audit)["left"] == 15 - audit_messages.ASKED_AT_ONCE
    assert do(sightings.all_seen, audit.id, by=BEN, at=noon) == 3
    with pytest.raises(WrongState, match="all that was asked"):
        do(sightings.all_seen, audit.id, by=BEN, at=noon)


@pytest.mark.parametrize(
    "confirm",
    [
        lambda do, asset, at: do(custody.confirm_seen, asset.id, by=MAX, at=at),
        lambda do, asset, at: do(custody.accept, asset.id, by=MAX, at=at),
        lambda do, asset, at: do(custody.check_in, asset.id, by=BEN, at=at),
    ],
)
def test_what_is_confirmed_otherwise_is_asked_no_more(
    do: Do, noon: datetime, confirm: Callable[[Do, Asset, datetime], None]
) -> None:
    laptop = make_asset(do, noon)
    do(custody.check_out, laptop.id, to=MAX.id, by=BEN, at=noon)
    audit = opened(do, noon)
    confirm(do, laptop, noon)
    assert counts(do, audit)["left"] == 0


def test_what_was_not_found_is_handed_on_and_stays_as_it_is(do: Do, noon: datetime) -> None:
    seen = make_asset(do, noon, "seen", owner_id=MAX.id)
    away = make_asset(do, noon, "away", owner_id=MAX.id)
    unsaid = make_asset(do, noon, "unsaid", owner_id=None)
    nobodys = make_asset(do, noon, "nobody's", owner_id=None, team_key=None)
    audit = opened(do, noon, Scope())
    say(do, audit, seen, Answer.SEEN, MAX, noon)
    say(do, audit, away, Answer.NOT_HERE, MAX, noon)
    with pytest.raises(NotFound):
        do(audits.close, audit.id, by=MAX, at=noon)
    do(audits.close, audit.id, by=AMY, at=noon)
    lists = {key: it["items"] for key, it in owed(do, audit).items() if key.startswith("left:")}
    assert lists == {
        f"left:{MAX.id}": [away.id],
        f"left:{ANN.id}": [unsaid.id],
        f"left:{AMY.id}": [nobodys.id],
    }
    assert again(do, away).status is Status.IN_USE
    with pytest.raises(WrongState, match="closed already"):
        do(audits.close, audit.id, by=AMY, at=noon)
    with pytest.raises(WrongState, match="is closed"):
        say(do, audit, away, Answer.SEEN, MAX, noon)


def test_on_its_day_whoever_has_not_said_all_is_asked_once_more(do: Do, noon: datetime) -> None:
    laptop = make_asset(do, noon, owner_id=MAX.id)
    make_asset(do, noon, "printer")
    audit = opened(do, noon, due_on=date(2026, 3, 6))
    say(do, audit, laptop, Answer.SEEN, MAX, noon)
    early = datetime(2026, 3, 6, 6, 59, tzinfo=noon.tzinfo)
    assert do(audits.due, at=early) == []
    at = early + timedelta(minutes=1)
    assert do(audits.due, at=at) == [audit.id]
    assert do(audits.remind, audit.id, at=at)
    assert not do(audits.remind, audit.id, at=at)
    assert [key for key in owed(do, audit) if key.startswith("again:")] == [f"again:{BEN.id}"]


def test_the_result_is_rows_and_no_formulas(do: Do, noon: datetime) -> None:
    laptop = make_asset(do, noon, "=1+1", tag="T-1", location="Berlin")
    make_asset(do, noon, "printer", tag="T-2")
    audit = opened(do, noon)
    say(do, audit, laptop, Answer.ELSEWHERE, BEN, noon, location="Hamburg")
    first, one, other = do(audit_results.as_rows, audit.id, by=AMY)
    assert tuple(first) == audit_results.HEADERS
    assert one == [
        *(laptop.number, "T-1", "'=1+1", "", "hardware", "Berlin", BEN.name, "elsewhere"),
        *("Hamburg", BEN.name, noon.isoformat(), ""),
    ]
    assert other[7] == "nobody said"
    with pytest.raises(NotFound):
        do(audit_results.as_rows, audit.id, by=MAX)


def test_lists_are_turned_page_by_page(do: Do, noon: datetime) -> None:
    made = [make_asset(do, noon, f"laptop {number}") for number in range(15)]
    audit = opened(do, noon)
    how: dict[str, Any] = {"answers": audit_messages.UNANSWERED, "by": BEN}
    first, last = do(audits.page, audit.id, **how)
    second, none = do(audits.page, audit.id, after=last, **how)
    assert none is None
    assert [it.id for _, it in (*first.items, *second.items)] == [it.id for it in made]
    rounds, more = do(audits.listing, by=CHLOE)
    assert (rounds, more) == ([], None)
    rounds, more = do(audits.listing, by=BEN)
    assert [it.audit.id for it in rounds] == [audit.id]
