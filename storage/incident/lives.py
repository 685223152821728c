"""How long incidents were open, roughly: whoever was open at a moment is found without reading all that ended since.

An incident that lived less than a day and was open at a moment ended within the day after it; one that lived less
than four days, within four days. So each is filed under the shortest of a few lengths that it stayed below.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, literal_column, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.base import Moment

LENGTHS = (1, 4, 16, 64, 256)
"""In days of 24 hours. What lived longer is filed behind the last."""

ENDED_AT = literal_column("coalesce(resolved_at, closed_at)", Moment())
HAS_ENDED = text("coalesce(resolved_at, closed_at) IS NOT NULL")
_LIVED: Mapping[str, str] = {
    "sqlite": "julianday(coalesce(resolved_at, closed_at)) - julianday(raised_at) < {}",
    "postgresql": "coalesce(resolved_at, closed_at) - raised_at < interval '{} days'",
}
"""Whether an incident that has ended lived less than so many days, in each database's own words."""


class length(FunctionElement[int]):  # noqa: N801  it is written as a function
    """How many of the lengths the incident reached before it ended. There is an index of these very words."""

    type = Integer()
    inherit_cache = True


@compiles(length)
def _of_lived(element: length, compiler: SQLCompiler, **kwargs: Any) -> str:
    lived = _LIVED[compiler.dialect.name]
    whens = (f"WHEN {lived.format(days)} THEN {its}" for its, days in enumerate(LENGTHS))
    return f"(CASE {' '.join(whens)} ELSE {len(LENGTHS)} END)"


def ended_after(ids: Select[tuple[int]], moment: datetime) -> Iterator[Select[tuple[int]]]:
    """Of these incidents, in several parts, those that ended then or later and may have been open just before."""
    for its in range(len(LENGTHS) + 1):
        part = ids.where(HAS_ENDED, length() == its, moment <= ENDED_AT)
        if its < len(LENGTHS):
            # lengths are not to the microsecond
            part = part.where(moment + timedelta(days=LENGTHS[its], seconds=1) > ENDED_AT)
        yield part
