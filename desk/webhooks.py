"""What the world outside is told of decisions, owed in one breath with them."""

import json
import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from domain.change.gate import decision
from domain.events import Event
from domain.organisation import Organisation
from domain.webhooks import TOLD
from storage import webhooks
from storage.changes import Change


def tell(
    tx: Session, change: Change, event: Event, *, organisation: Organisation, at: datetime
) -> None:
    """Owe a message to every webhook that hears of this event.

    It says what was decided about which plan, and nothing that people wrote: who wants more asks for it with a token.
    """
    hearers = [it.name for it in organisation.webhooks if event in it.events]
    if event not in TOLD or not hearers:
        return
    message_id = f"msg_{secrets.token_hex(16)}"
    body = _body(change, event, at)
    webhooks.owe(
        tx,
        [
            {
                "message_id": message_id,
                "endpoint": name,
                "event": event,
                "subject_kind": change.kind,
                "subject_id": change.id,
                "body": body,
            }
            for name in hearers
        ],
        at,
    )


def _body(change: Change, event: Event, at: datetime) -> str:
    standing = decision(
        change.state,
        is_approved=change.approved_digest is not None,
        was_refused=change.unauthorised,
    )
    return json.dumps(
        {
            "type": event,
            "timestamp": at.isoformat(),
            "data": {
                "number": change.number,
                "state": change.state,
                "decision": standing,
                "service": change.service,
                "window": {
                    "starts_at": change.starts_at.isoformat(),
                    "ends_at": change.ends_at.isoformat(),
                },
                "digest": change.plan.digest,
                "approved_digest": change.approved_digest,
            },
        }
    )
