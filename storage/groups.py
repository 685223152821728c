"""Who is in the user groups of Slack that the configuration names."""

from collections.abc import Collection, Iterable

from sqlalchemy import Executable, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Insert, Record, built_once


class GroupMember(Record, kw_only=True):
    """Someone in a user group."""

    __tablename__ = "group_members"

    group_id: Mapped[str] = mapped_column(String(30), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(30), primary_key=True, index=True)


def members_of(tx: Session, group_id: str) -> frozenset[str]:
    """Slack ids of those in the group; empty for one that is not known."""
    return members_of_any(tx, [group_id])


def members_of_any(tx: Session, group_ids: Collection[str]) -> frozenset[str]:
    """Slack ids of those in any of these groups."""
    if not group_ids:
        return frozenset()
    query = select(GroupMember.person_id).where(GroupMember.group_id.in_(group_ids))
    return frozenset(tx.scalars(query))


def groups_of(tx: Session, person_id: str) -> frozenset[str]:
    """The ids of the groups this person is in."""
    query = select(GroupMember.group_id).where(GroupMember.person_id == person_id)
    return frozenset(tx.scalars(query))


def replace_members(tx: Session, group_id: str, people: Iterable[str]) -> None:
    """These people, and nobody else, are in the group."""
    tx.execute(delete(GroupMember).where(GroupMember.group_id == group_id))
    rows = [{"group_id": group_id, "person_id": person_id} for person_id in sorted(set(people))]
    if rows:
        tx.execute(_add(tx), rows)


@built_once
def _add(insert: Insert) -> Executable:
    return insert(GroupMember).on_conflict_do_nothing()
