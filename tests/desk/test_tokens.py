"""Tokens: made by admins, shown once, good for what they say, for as long as they say."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk import people, tokens
from desk.people import Told
from domain.errors import FieldErrors, NotAllowed, NotFound, Unauthenticated, WrongState
from domain.events import Event
from domain.numbers import Kind
from domain.people import Person, Role
from domain.tokens import Lifetime, Scope
from storage import journal
from storage.tokens import Token
from tests.makers import Do
from tests.people import BEN, MAX, ZOE

YEAR = timedelta(days=365)


def made(do: Do, at: datetime, **given: Any) -> tokens.Made:
    asked = {
        "name": "Deployments",
        "scopes": list(Scope),
        "lifetime": Lifetime.YEAR,
        "asks_for": MAX.id,
        "by": ZOE,
        **given,
    }
    new: tokens.Made = do(tokens.make, **asked, at=at)
    return new


def calls(do: Do, secret: str, at: datetime, scope: Scope = Scope.READ_CHANGES) -> tokens.Caller:
    caller: tokens.Caller = do(tokens.caller, secret, scope=scope, at=at)
    return caller


def test_a_token_asks_for_the_person_it_was_made_for(do: Do, noon: datetime) -> None:
    new = made(do, noon)
    caller = calls(do, new.secret, noon)
    assert (caller.token.id, caller.person.id, caller.person.name) == (
        new.token.id,
        MAX.id,
        MAX.name,
    )


def test_whoever_reads_the_database_learns_no_secret(do: Do, noon: datetime) -> None:
    secret = made(do, noon).secret
    [row] = do(lambda tx: tx.execute(select(Token.__table__)).all())
    [entry] = do(lambda tx: journal.all_of(tx, Kind.TOKEN, row.id))
    assert len(secret) > 40
    assert secret not in f"{row} {entry.after}"
    assert secret.removeprefix("stw_") not in f"{row} {entry.after}"


def test_no_two_tokens_have_one_secret(do: Do, noon: datetime) -> None:
    assert made(do, noon).secret != made(do, noon, name="Another").secret


@pytest.mark.parametrize("secret", ["", "stw_", "stw_wrong", "\udcff", "x" * 10_000])
def test_what_is_no_token_opens_nothing(do: Do, noon: datetime, secret: str) -> None:
    made(do, noon)
    with pytest.raises(Unauthenticated, match="/steward tokens"):
        calls(do, secret, noon)


def test_the_hash_is_no_secret_itself(do: Do, noon: datetime) -> None:
    with pytest.raises(Unauthenticated):
        calls(do, made(do, noon).token.secret_hash, noon)


def test_a_token_is_good_until_the_second_it_ends(do: Do, noon: datetime) -> None:
    secret = made(do, noon).secret
    assert calls(do, secret, noon + YEAR - timedelta(seconds=1))
    with pytest.raises(Unauthenticated):
        calls(do, secret, noon + YEAR)


def test_one_without_an_end_has_none(do: Do, noon: datetime) -> None:
    secret = made(do, noon, lifetime=Lifetime.UNLIMITED).secret
    assert calls(do, secret, noon + 20 * YEAR)


def test_a_revoked_token_opens_nothing_from_then_on(do: Do, noon: datetime) -> None:
    new = made(do, noon)
    do(tokens.revoke, new.token.id, by=ZOE, at=noon)
    with pytest.raises(Unauthenticated):
        calls(do, new.secret, noon)
    with pytest.raises(WrongState, match="has been revoked already; it opens nothing"):
        do(tokens.revoke, new.token.id, by=ZOE, at=noon)


def test_a_token_without_the_scope_is_told_which(do: Do, noon: datetime) -> None:
    secret = made(do, noon, scopes=[Scope.READ_CHANGES]).secret
    with pytest.raises(NotAllowed, match="scope changes:write; the token Deployments has changes:"):
        calls(do, secret, noon, Scope.WRITE_CHANGES)


def test_nobody_asks_for_who_has_left(do: Do, noon: datetime) -> None:
    secret = made(do, noon).secret
    left = Told(id=MAX.id, name=MAX.name, zone=MAX.zone, locale="en-US", is_gone=True)
    do(people.learn, left, at=noon)
    with pytest.raises(NotAllowed, match="Max Weber, for whom"):
        calls(do, secret, noon)


@pytest.mark.parametrize("person", [MAX, BEN])
def test_only_admins_see_make_and_revoke_tokens(do: Do, noon: datetime, person: Person) -> None:
    new = made(do, noon)
    for ask in (
        lambda: made(do, noon, name="Mine", by=person),
        lambda: do(tokens.revoke, new.token.id, by=person, at=noon),
        lambda: do(tokens.listing, before=None, by=person, at=noon),
        lambda: do(tokens.to_make, by=person),
    ):
        with pytest.raises(NotAllowed, match="Steward's admins"):
            ask()


def test_the_journal_says_who_made_and_who_revoked_it(do: Do, noon: datetime) -> None:
    new = made(do, noon)
    other = Person(id="U0OTHER", name="Other", roles=frozenset({Role.ADMIN}))
    do(tokens.revoke, new.token.id, by=other, at=noon)
    told = do(lambda tx: journal.all_of(tx, Kind.TOKEN, new.token.id))
    assert [(entry.event, entry.actor_id) for entry in told] == [
        (Event.TOKEN_MADE, ZOE.id),
        (Event.TOKEN_REVOKED, other.id),
    ]
    assert told[0].after["scopes"] == ["changes:read", "changes:write", "signals:write"]


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"name": " "}, "token_name", "Say what it is for"),
        ({"name": "\u200b"}, "token_name", "Say what it is for"),
        ({"name": "x" * 76}, "token_name", "Keep this within 75"),
        ({"name": "deployments"}, "token_name", "There is a token of this name"),
        ({"scopes": []}, "token_scopes", "Choose what it may do"),
        ({"asks_for": None}, "token_asks_for", "Choose for whom"),
    ],
)
def test_a_form_that_cannot_be_used_says_why(
    do: Do, noon: datetime, wrong: dict[str, Any], field: str, says: str
) -> None:
    made(do, noon)
    with pytest.raises(FieldErrors) as refused:
        made(do, noon, **{"name": "Another", **wrong})
    assert list(refused.value.errors) == [field]
    assert says in refused.value.errors[field]


def test_everything_wrong_is_said_at_once(do: Do, noon: datetime) -> None:
    with pytest.raises(FieldErrors) as refused:
        made(do, noon, name="", scopes=[], asks_for="")
    assert list(refused.value.errors) == ["token_name", "token_scopes", "token_asks_for"]


def test_the_name_of_one_that_was_revoked_is_free_again(do: Do, noon: datetime) -> None:
    do(tokens.revoke, made(do, noon).token.id, by=ZOE, at=noon)
    assert made(do, noon).token.name == "Deployments"


def test_no_token_no_revoking(do: Do, noon: datetime) -> None:
    with pytest.raises(NotFound, match="There is no TOK-404"):
        do(tokens.revoke, 404, by=ZOE, at=noon)


def test_use_is_noted_once_an_hour(do: Do, noon: datetime) -> None:
    new = made(do, noon)

    def known_at(minutes: int) -> datetime | None:
        do(tokens.used, new.token.id, at=noon + timedelta(minutes=minutes))
        found: datetime | None = do(lambda tx: tx.get(Token, new.token.id).last_used_at)
        return found

    assert known_at(0) == noon
    assert known_at(59) == noon
    assert known_at(60) == noon + timedelta(hours=1)


def test_the_list_has_pages_and_only_what_opens_something(do: Do, noon: datetime) -> None:
    names = [f"Token {number}" for number in range(tokens.PAGE + 2)]
    ids = [made(do, noon, name=name).token.id for name in names]
    ended = made(do, noon - 2 * YEAR, name="Ended")
    revoked = made(do, noon, name="Revoked")
    do(tokens.revoke, revoked.token.id, by=ZOE, at=noon)
    first, more = do(tokens.listing, before=None, by=ZOE, at=noon)
    rest, no_more = do(tokens.listing, before=more, by=ZOE, at=noon)
    assert [token.id for token in [*first, *rest]] == ids[::-1]
    assert len(first) == tokens.PAGE
    assert no_more is None
    assert ended.token.id not in ids
