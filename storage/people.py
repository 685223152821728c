"""Cached profiles, and who is in the teams' channels."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import Executable, String, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.people import Person
from storage.base import Insert, Moment, Record, built_once

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Profile(Record, kw_only=True):
    """What Slack said about a person, and when."""

    __tablename__ = "profiles"

    id: Mapped[str] = mapped_column(String(30), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    zone: Mapped[str] = mapped_column(String(60))
    locale: Mapped[str] = mapped_column(String(20))
    is_gone: Mapped[bool] = mapped_column(default=False)
    is_bot: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime] = mapped_column(Moment)


class ChannelMember(Record, kw_only=True):
    """Someone in the channel of a team."""

    __tablename__ = "channel_members"

    team_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(30), primary_key=True, index=True)


def profile(tx: Session, person_id: str) -> Profile | None:
    return tx.get(Profile, person_id)


def names(tx: Session, person_ids: Collection[str]) -> dict[str, str]:
    """What those of them are called whose profile is known, by id."""
    query = select(Profile.id, Profile.name).where(Profile.id.in_(person_ids))
    return {found.id: found.name for found in tx.execute(query)}


def met(tx: Session, person_ids: Collection[str]) -> frozenset[str]:
    """Those of them whose profile was read."""
    is_read = Profile.read_at != NEVER
    return frozenset(tx.scalars(select(Profile.id).where(Profile.id.in_(person_ids), is_read)))


def gone(tx: Session, person_ids: Collection[str]) -> frozenset[str]:
    """Those of them who have left, or are no people."""
    is_gone = or_(Profile.is_gone, Profile.is_bot)
    return frozenset(tx.scalars(select(Profile.id).where(Profile.id.in_(person_ids), is_gone)))


@built_once
def _keep_profile(insert: Insert) -> Executable:
    statement = insert(Profile)
    fresh = {name: told for name, told in statement.excluded.items() if name != "id"}
    return statement.on_conflict_do_update(index_elements=["id"], set_=fresh)


def keep_profile(tx: Session, facts: Mapping[str, object]) -> None:
    """Insert or replace the profile with this id."""
    tx.execute(_keep_profile(tx), [dict(facts)])


@built_once
def _meet(insert: Insert) -> Executable:
    return insert(Profile).on_conflict_do_nothing()


def meet(tx: Session, person: Person) -> None:
    """Keep the name of someone whose profile has not been read yet; reading it stays due."""
    stranger = {
        "id": person.id,
        "name": person.name[:100],
        "zone": person.zone,
        "locale": person.locale,
        "is_gone": False,
        "is_bot": False,
        "read_at": NEVER,
    }
    tx.execute(_meet(tx), [stranger])


def teams_whose_channel_has(tx: Session, person_id: str) -> frozenset[str]:
    query = select(ChannelMember.team_key).where(ChannelMember.person_id == person_id)
    return frozenset(tx.scalars(query))


def in_channel_of(tx: Session, team_key: str) -> frozenset[str]:
    query = select(ChannelMember.person_id).where(ChannelMember.team_key == team_key)
    return frozenset(tx.scalars(query))


def replace_members(tx: Session, team_key: str, people: Iterable[str]) -> None:
    tx.execute(delete(ChannelMember).where(ChannelMember.team_key == team_key))
    tx.flush()
    for person_id in sorted(set(people)):
        add_member(tx, team_key, person_id)


@built_once
def _add_member(insert: Insert) -> Executable:
    return insert(ChannelMember).on_conflict_do_nothing()


def add_member(tx: Session, team_key: str, person_id: str) -> None:
    tx.execute(_add_member(tx), [{"team_key": team_key, "person_id": person_id}])


def remove_member(tx: Session, team_key: str, person_id: str) -> None:
    tx.execute(
        delete(ChannelMember).where(
            ChannelMember.team_key == team_key, ChannelMember.person_id == person_id
        )
    )
