"""What is known of the workspace in Slack."""

from datetime import datetime

from sqlalchemy import Executable, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Insert, Moment, Record, built_once


class Workspace(Record, kw_only=True):
    """`charts_refused_at` is when it last took no chart, but the same message with a picture of it."""

    __tablename__ = "workspaces"

    team_id: Mapped[str] = mapped_column(String(30), primary_key=True)
    charts_refused_at: Mapped[datetime] = mapped_column(Moment)


@built_once
def _remember(insert: Insert) -> Executable:
    statement = insert(Workspace)
    return statement.on_conflict_do_update(
        index_elements=["team_id"], set_={"charts_refused_at": statement.excluded.charts_refused_at}
    )


def remember_charts_refused(tx: Session, team_id: str, *, at: datetime) -> None:
    tx.connection().execute(_remember(tx), {"team_id": team_id, "charts_refused_at": at})


def charts_refused_at(tx: Session, team_id: str) -> datetime | None:
    found = tx.get(Workspace, team_id)
    return found.charts_refused_at if found else None
