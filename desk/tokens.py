"""Tokens of programs: made, shown once, used, revoked."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from desk import people
from domain.access import Can, may
from domain.errors import NotAllowed, NotFound, ScopeMissing, Unauthenticated, WrongState
from domain.events import Event
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from domain.tokens import PREFIX, Lifetime, Scope, checked, is_good
from storage import journal, tokens
from storage.people import profile
from storage.tokens import Token

PAGE = 8
NOBODY = (
    "Send a token that is good as `Authorization: Bearer stw_…`. "
    "An admin makes one with /steward tokens in Slack."
)
"""The same whatever is wrong, so that nobody learns which tokens there were."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A new token with its secret, which is nowhere else."""

    token: Token
    secret: str


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks over HTTP: a token, and the person for whom it does."""

    token: Token
    person: Person


def make(
    tx: Session,
    *,
    name: str,
    scopes: Collection[Scope],
    lifetime: Lifetime,
    asks_for: str | None,
    by: Person,
    at: datetime,
) -> Made:
    """An admin makes a token for a program. Raises FieldErrors."""
    to_make(tx, by=by)
    name, allowed = checked(name, scopes, asks_for, tokens.good_names(tx, at))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        secret_hash=_hash(secret),
        name=name,
        scopes=[scope.value for scope in allowed],
        asks_for=asks_for or by.id,
        made_by=by.id,
        made_at=at,
        expires_at=lifetime.ends_at(at),
    )
    tokens.add(tx, token)
    _record(tx, token, Event.TOKEN_MADE, by=by, at=at)
    return Made(token=token, secret=secret)


def revoke(tx: Session, token_id: int, *, by: Person, at: datetime) -> Token:
    """An admin ends a token; from now on it opens nothing."""
    to_make(tx, by=by)
    token = tokens.find(tx, token_id, lock=True)
    if token is None:
        raise NotFound(
            f"There is no {number(Kind.TOKEN, token_id)}. /steward tokens lists those there are."
        )
    if token.revoked_at:
        raise WrongState(f"{token.number} has been revoked already; it opens nothing.")
    token.revoked_at = at
    _record(tx, token, Event.TOKEN_REVOKED, by=by, at=at)
    return token


def listing(
    tx: Session, *, before: int | None, by: Person, at: datetime
) -> tuple[Sequence[Token], int | None]:
    """A page of those that open something, the newest first, and where the next one begins (None: there is none)."""
    to_make(tx, by=by)
    found = tokens.good(tx, at, before=before, limit=PAGE + 1)
    page = found[:PAGE]
    return page, page[-1].id if len(found) > PAGE else None


def to_make(tx: Session, *, by: Person) -> None:
    """Raises NotAllowed for all but admins."""
    if not may(by, Can.MANAGE_TOKENS):
        raise NotAllowed(
            "Tokens are made and revoked by Steward's admins. Ask one of them: "
            "STEWARD_ADMINS or the configuration names them."
        )


def caller(
    tx: Session, secret: str, *, scope: Scope, organisation: Organisation, at: datetime
) -> Caller:
    """Who asks with this secret. Raises Unauthenticated, the same whatever is wrong with it, and NotAllowed."""
    token = tokens.with_hash(tx, _hash(secret))
    if token is None or not is_good(token, at):
        raise Unauthenticated(NOBODY)
    if not token.allows(scope):
        has = ", ".join(token.scopes)
        raise ScopeMissing(
            f"This needs the scope {scope}; the token {token.name} has {has}. "
            "An admin makes one that has it with /steward tokens in Slack.",
            scope,
        )
    known = profile(tx, token.asks_for)
    if known and known.is_gone:
        raise NotAllowed(
            f"{known.name}, for whom the token {token.name} asks, is no longer here. "
            "An admin makes one for somebody else with /steward tokens in Slack."
        )
    person, _ = people.person(tx, token.asks_for, called=token.asks_for, organisation=organisation)
    return Caller(token=token, person=person)


def used(tx: Session, token_id: int, *, at: datetime) -> None:
    """It was used; known to the hour."""
    tokens.used(tx, token_id, at)


def _hash(secret: str) -> str:
    """Enough for what nobody chose: 256 random bits cannot be guessed, however fast one tries."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _record(tx: Session, token: Token, event: Event, *, by: Person, at: datetime) -> None:
    facts = {
        "name": token.name,
        "scopes": token.scopes,
        "asks_for": token.asks_for,
        "expires_at": token.expires_at.isoformat() if token.expires_at else None,
    }
    journal.add(
        tx,
        {
            "at": at,
            "actor_id": by.id,
            "event": event,
            "subject_kind": Kind.TOKEN,
            "subject_id": token.id,
            "before": None,
            "after": facts if event is Event.TOKEN_MADE else None,
            "why": None,
            "on_behalf_of": None,
        },
    )
