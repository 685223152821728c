"""Calendar links: made, replaced and revoked by the person whose they are; who has one may read without signing in."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from domain.change.claims import COMPETING
from domain.errors import WrongState
from domain.organisation import Organisation
from domain.people import Person
from storage import changes, people
from storage.change import feeds
from storage.change.feeds import Agenda

SECRET_BYTES = 32
BACK, AHEAD = timedelta(days=7), timedelta(days=84)
"""A link shows so much: what is just over, and the coming twelve weeks."""

MOST_CHANGES = 1000


def make(tx: Session, *, by: Person, at: datetime) -> str:
    """A new link for this person; answers the secret it is made of, which nobody can look up again.

    One they had before works no more. The link is `feeds.path(secret)` at the bot's own address.
    """
    secret = token_urlsafe(SECRET_BYTES)
    feeds.replace(tx, by.id, digest_of(secret), at=at)
    return secret


def revoke(tx: Session, *, by: Person) -> None:
    """This person's link works no more. Raises WrongState where they have none."""
    if feeds.of_person(tx, by.id) is None:
        raise WrongState("You have no calendar link. Subscribe makes one.")
    feeds.remove(tx, by.id)


def made_at(tx: Session, *, by: Person) -> datetime | None:
    """Since when this person has the link they have now; None: they have none."""
    feed = feeds.of_person(tx, by.id)
    return feed.made_at if feed else None


def reader(tx: Session, secret: str) -> str | None:
    """The id of the person whose link holds this secret, who must still be here.

    None for one that never was, was replaced or revoked, or whose person has gone: they read the same.
    """
    person_id = feeds.whose(tx, digest_of(secret))
    profile = people.profile(tx, person_id) if person_id else None
    return None if profile is not None and profile.is_gone else person_id


def read(tx: Session, secret: str, *, organisation: Organisation, at: datetime) -> Agenda | None:
    """What the link shows now; None where it leads nowhere. It holds nothing that is restricted."""
    reader_id = reader(tx, secret)
    if reader_id is None:
        return None
    start, end = at - BACK, at + AHEAD
    found = changes.between(tx, start, end, limit=MOST_CHANGES)
    planned = [change for change in found if change.state in COMPETING]
    return Agenda(
        reader_id=reader_id,
        link=digest_of(secret)[:12],
        changes=planned,
        names=people.names(tx, {change.implementer_id for change in planned}),
        freezes=[
            (freeze, span) for freeze in organisation.freezes for span in freeze.spans(start, end)
        ],
    )


def path(secret: str) -> str:
    """Where the link leads, from the bot's own address on."""
    return f"/calendar/{secret}.ics"


def digest_of(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
