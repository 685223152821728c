"""Asked twice under one key, a program gets one answer."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from desk import tokens
from domain.tokens import Lifetime, Scope
from storage import asked_once
from storage.database import Database
from tests.makers import Do
from tests.people import MAX, ZOE

MAKING: dict[str, Any] = {
    "name": "Deployments",
    "scopes": list(Scope),
    "lifetime": Lifetime.YEAR,
    "asks_for": MAX.id,
    "by": ZOE,
}


def test_the_first_takes_the_key_and_others_find_what_it_was_answered(
    do: Do, noon: datetime
) -> None:
    token_id = do(tokens.make, **MAKING, at=noon).token.id
    assert do(asked_once.claim, token_id, "run 7", fingerprint="a", at=noon) is None
    do(asked_once.keep, token_id, "run 7", {"number": "CHG-1"})
    found = do(asked_once.claim, token_id, "run 7", fingerprint="b", at=noon)
    assert (found.fingerprint, found.answer) == ("a", {"number": "CHG-1"})


def test_each_token_has_keys_of_its_own(do: Do, noon: datetime) -> None:
    one = do(tokens.make, **MAKING, at=noon).token.id
    other = do(tokens.make, **{**MAKING, "name": "Other"}, at=noon).token.id
    assert do(asked_once.claim, one, "run 7", fingerprint="a", at=noon) is None
    assert do(asked_once.claim, other, "run 7", fingerprint="a", at=noon) is None


def test_old_answers_are_forgotten(do: Do, noon: datetime) -> None:
    token_id = do(tokens.make, **MAKING, at=noon).token.id
    do(asked_once.claim, token_id, "old", fingerprint="a", at=noon - timedelta(days=8))
    do(asked_once.claim, token_id, "new", fingerprint="a", at=noon)
    assert do(asked_once.forget, before=noon - timedelta(days=7)) == 1
    assert do(asked_once.claim, token_id, "old", fingerprint="b", at=noon) is None
    assert do(asked_once.claim, token_id, "new", fingerprint="b", at=noon) is not None


async def test_of_twenty_at_once_one_is_first_and_all_others_get_its_answer(
    database: Database, noon: datetime
) -> None:
    made = await database.write(lambda tx: tokens.make(tx, **MAKING, at=noon))

    def ask(tx: Any) -> Any:
        earlier = asked_once.claim(tx, made.token.id, "run 7", fingerprint="a", at=noon)
        if earlier is not None:
            return earlier.answer
        asked_once.keep(tx, made.token.id, "run 7", {"number": "CHG-1"})
        return "first"

    answers = await asyncio.gather(*(database.write(ask) for _ in range(20)))
    assert answers.count("first") == 1
    assert answers.count({"number": "CHG-1"}) == 19
