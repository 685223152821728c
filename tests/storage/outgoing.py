"""What tests of the outbox do all the time: owe a message, claim it, show it, look at its row."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from storage import leases, outbox
from storage.leases import Claim
from storage.outbox import Message, Owed
from tests.makers import Do

US = "this sender"
LEASE = timedelta(seconds=15)
SECOND = timedelta(seconds=1)


def message(key: str, destination: str = "team:desk", **more: Any) -> dict[str, Any]:
    return {"key": key, "message": Message.NOTICE, "destination": destination, **more}


def claimed(
    do: Do,
    at: datetime,
    *,
    by: str = US,
    paused: tuple[str, ...] = (),
    limit: int = 100,
    **more: Any,
) -> dict[str, Claim]:
    """What the sender gets, by key, for the time of a lease."""
    more |= {"by": by, "at": at, "lease_until": at + LEASE, "paused": paused, "limit": limit}
    claims = do(leases.claim, **more)
    return {claim.owed.key: claim for claim in claims}


def row(do: Do, key: str) -> Owed:
    found: Owed = do(lambda tx: tx.scalar(select(Owed).where(Owed.key == key)))
    return found


def show(do: Do, claim: Claim, *, by: str = US, ts: str = "1.0") -> None:
    """Slack has taken it, as it was when it was claimed."""
    owed = claim.owed
    do(outbox.delivered, owed.id, count=owed.wanted, channel_id="C1", ts=ts, by=by)
