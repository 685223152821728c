"""Webhooks: which decisions the world outside hears of, and how often it is tried to tell it."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.events import Event

TOLD = (
    Event.CHANGE_APPROVED,
    Event.CHANGE_REJECTED,
    Event.CHANGE_EDITED,
    Event.CHANGE_RETURNED,
    Event.CHANGE_CANCELLED,
    Event.CHANGE_HELD,
    Event.CHANGE_RELEASED,
    Event.CHANGE_REFUSED_AFTERWARDS,
    Event.STAGE_BLOCKED,
    Event.APPROVAL_EXPIRED,
    Event.APPROVAL_LAPSED,
    Event.APPROVAL_REVOKED,
)
"""What decides whether a change may be carried out, or takes that back as an edit may."""

TRIES_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long to wait after each attempt that failed; after the last it is given up. In all that is about three days."""


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """An address that hears of these events. What is sent is signed with `secret` (Standard Webhooks)."""

    name: str
    url: str
    secret: str = field(repr=False)
    events: frozenset[str]


def wait_after(attempts: int) -> timedelta | None:
    """How long until the next attempt when so many have failed; None: it is given up."""
    return TRIES_AFTER[attempts - 1] if attempts <= len(TRIES_AFTER) else None
