"""What is sent past SQLAlchemy does what it would do: the same words, the same values, the same complaints."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Executable, bindparam, event, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from storage.base import Insert
from storage.deliveries import Delivery
from storage.prepared import Prepared
from tests.makers import Do

_LATER = select(Delivery.key).where(Delivery.at > bindparam("since")).order_by(Delivery.key)
later = Prepared(_LATER)


@Prepared
def keep(insert: Insert) -> Executable:
    return insert(Delivery)


@Prepared
def keep_once(insert: Insert) -> Executable:
    return insert(Delivery).on_conflict_do_nothing().returning(Delivery.key)


def test_it_answers_rows_and_sends_many(do: Do, noon: datetime) -> None:
    do(keep.send, [{"key": key, "at": noon} for key in ("one", "two")])
    since = {"since": noon.replace(hour=1)}
    assert do(later.ask, since) == do(lambda tx: tx.execute(_LATER, since).all())
    assert do(later.ask, since) == [("one",), ("two",)]
    assert do(keep_once.ask, {"key": "two", "at": noon}) == []


def test_nothing_is_sent_for_no_rows(do: Do) -> None:
    assert do(lambda tx: _heard(tx, lambda: keep.send(tx, []))) == []


def test_whoever_listens_hears_the_words_that_sqlalchemy_would_send(do: Do, noon: datetime) -> None:
    def both(tx: Session) -> list[Any]:
        row = {"key": "one", "at": noon}
        return [
            *_heard(tx, lambda: later.ask(tx, {"since": noon})),
            *_heard(tx, lambda: tx.execute(_LATER, {"since": noon}).all()),
            *_heard(tx, lambda: keep.send(tx, [row])),
            *_heard(tx, lambda: tx.connection().execute(_insert(), [{**row, "key": "two"}])),
        ]

    asked, asked_too, sent, sent_too = do(both)
    assert asked[:2] == asked_too[:2]
    assert sent[0] == sent_too[0]


def test_what_the_driver_raises_is_told_as_sqlalchemy_tells_it(do: Do, noon: datetime) -> None:
    do(keep.send, [{"key": "one", "at": noon}])
    with pytest.raises(IntegrityError, match="INSERT INTO deliveries"):
        do(keep.send, [{"key": "one", "at": noon}])
    naive = noon.replace(tzinfo=None)
    with pytest.raises(StatementError, match="a moment needs a zone"):
        do(later.ask, {"since": naive})


def test_a_value_that_is_not_named_is_missed(do: Do) -> None:
    with pytest.raises(TypeError, match="no value for since"):
        do(later.ask, {})


def _insert() -> Executable:
    return Delivery.__table__.insert()  # type: ignore[attr-defined]


def _heard(tx: Session, act: Any) -> list[Any]:
    heard: list[Any] = []
    connection = tx.connection()

    def note(*told: Any) -> None:
        heard.append((told[2], told[3]))

    event.listen(connection, "before_cursor_execute", note)
    act()
    event.remove(connection, "before_cursor_execute", note)
    return heard
