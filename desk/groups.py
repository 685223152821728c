"""User groups of Slack, through which teams have members and stages approvers."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from storage import groups


def list_members(tx: Session, group_id: str, members: Collection[str]) -> None:
    """These people, and nobody else, are in the group from now on."""
    groups.replace_members(tx, group_id, members)
