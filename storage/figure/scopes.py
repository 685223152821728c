"""What figures are taken of: a period, a team, a service, a priority, and for whom; and seconds, in either database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from domain.figure.kpis import Reader
from domain.periods import Period
from storage import assets
from storage.assets import Asset
from storage.base import Moment
from storage.changes import Change
from storage.incident.open_incidents import may_be_listed
from storage.incidents import Incident

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """`at` is when it is counted. What holds at the end of the period is looked at then, or now if it goes on. `hidden`
    are the teams whose assets the reader may not see.
    """

    period: Period
    at: datetime
    reader: Reader
    team_key: str | None = None
    service: str | None = None
    priority: int | None = None
    hidden: frozenset[str] = frozenset()

    @property
    def start(self) -> datetime:
        return self.period.starts_at

    @property
    def end(self) -> datetime:
        """What happened before is looked at: all of the period, or all until now, this second included."""
        return min(self.period.ends_at, self.at + SECOND)

    @property
    def seen_at(self) -> datetime:
        """The moment to which it is waited for."""
        return min(self.period.ends_at, self.at)

    def within(self, moment: Any) -> ColumnElement[bool]:
        """In the period: its end is no longer in it."""
        within: ColumnElement[bool] = (moment >= self.start) & (moment < self.period.ends_at)
        return within

    @property
    def of_incidents(self) -> list[ColumnElement[bool]]:
        conditions = []
        if self.team_key is not None:
            conditions.append(Incident.team_key == self.team_key)
        if self.service is not None:
            conditions.append(Incident.service == self.service)
        if self.priority is not None:
            conditions.append(Incident.priority == self.priority)
        if not self.reader.sees_all:
            conditions.append(may_be_listed(self.reader.person_id, self.reader.team_keys))
        return conditions

    @property
    def of_changes(self) -> list[ColumnElement[bool]]:
        conditions = []
        if self.team_key is not None:
            conditions.append(Change.team_key == self.team_key)
        if self.service is not None:
            conditions.append(Change.service == self.service)
        return conditions

    @property
    def of_assets(self) -> list[ColumnElement[bool]]:
        conditions = [assets.Reader(person_id=self.reader.person_id, hidden=self.hidden).sees]
        if self.team_key is not None:
            conditions.append(Asset.team_key == self.team_key)
        if self.service is not None:
            conditions.append(Asset.service == self.service)
        return conditions


class second_of(FunctionElement[int]):  # noqa: N801  it is written as a function
    """A moment as whole seconds since 1970."""

    type = BigInteger()
    inherit_cache = True


@compiles(second_of, "sqlite")
def _on_sqlite(element: second_of, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"unixepoch(substr({compiler.process(element.clauses, **kwargs)}, 1, 19))"


@compiles(second_of, "postgresql")
def _on_postgres(element: second_of, compiler: SQLCompiler, **kwargs: Any) -> str:
    return (
        f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **kwargs)})) AS BIGINT)"
    )


def seconds(since: Any, until: Any) -> ColumnElement[int]:
    """From one moment to another; 0 where the other was before."""
    length: ColumnElement[int] = second_of(until) - second_of(since)
    return case((length < 0, 0), else_=length)


def moment(at: datetime) -> ColumnElement[datetime]:
    return literal(at, Moment)
