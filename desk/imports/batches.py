"""Steps of many assets at once: worked out while others work, with before and after, and then written together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desk.asset import cards
from domain.assets import Status
from domain.errors import WrongState
from domain.events import Event
from storage import assets, people
from storage.asset import lines
from storage.assets import Asset
from storage.imports import comparisons, records
from storage.imports.batches import Batch
from storage.imports.records import Import

AT_ONCE = 500
"""Assets that are worked out together."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What is done to one asset: it is as it will be, `before` is what was kept of it until then.

    Where `event` is None only what a tool `said` of it is written down. `line` is that of the file.
    """

    asset: Asset
    event: Event | None
    before: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None
    source_key: str | None = None
    said: Mapping[str, Any] | None = None
    said_before: Mapping[str, Any] | None = None
    is_unheard: bool = False


class Steps:
    """What is to be done, as far as it is worked out: `version` is that of the data as this view shows it."""

    def __init__(self, tx: Session, version: tuple[int, int]) -> None:
        self.count = 0
        self._batch = Batch(tx)
        self._version, self._since = version, comparisons.last_entry(tx)
        self._names: dict[str, str | None] = {}
        self._told_otherwise: list[int] = []
        self._handed_over: list[int] = []

    def add(self, tx: Session, steps: Sequence[Step]) -> None:
        """Work these out. Their assets are in no session, or what they were would be written at once."""
        new = [step.asset for step in steps if step.event is Event.ASSET_ADDED]
        for asset, asset_id in zip(new, self._batch.numbers(tx, len(new)), strict=True):
            asset.id = asset_id
        self._meet(tx, (step.asset for step in steps))
        rows, known = [], set[str]()
        for step in steps:
            line = self._line(step.asset)
            known.update(lines.known_words(step.asset, line) if line else ())
            row = _row(step, line)
            rows.append(row)
            changed = () if row["is_new"] else row.get("after") or ()
            if not cards.TOLD.isdisjoint(changed):
                self._told_otherwise.append(step.asset.id)
            if cards.WHOSE in changed:
                self._handed_over.append(step.asset.id)
        self._batch.keep(tx, rows, known)
        self.count += sum(step.event is not None for step in steps)

    def go_ahead(self, tx: Session) -> bool:
        """Do some of it that nobody can see and can be done before the rest. False where there is no more of that.

        Raises WrongState where any asset was changed since.
        """
        if self._batch.know_some(tx):
            return True
        if not comparisons.has_one_writer(tx):
            return False
        self.check(tx)
        return self._batch.line_some(tx)

    def take(self, tx: Session, made: Import, *, why: str, at: datetime) -> None:
        """Do all of it, as this import; in `why` the line of a row takes the place of `{line}`.

        Raises WrongState where any asset was changed since, and nothing of it is done.
        """
        try:
            is_done = self._batch.put(
                tx, import_id=made.id, source=made.source, why=why, by_id=made.by_id, at=at
            )
        except IntegrityError:
            raise WrongState(
                "Another asset was given the same tag or serial number a moment ago. Look again."
            ) from None
        if not is_done:
            raise WrongState(CHANGED)
        self._call_as_now(tx)
        cards.follow(tx, self._told_otherwise, handed_over=self._handed_over, at=at)

    def check(self, tx: Session) -> None:
        """Raises WrongState where another file is being brought in, or any asset was changed since."""
        if not records.claim(tx):
            raise WrongState(
                "Another file is being brought in right now. Wait for it, and look again."
            )
        if not comparisons.is_still(tx, self._version, since=self._since):
            raise WrongState(CHANGED)

    def _meet(self, tx: Session, those: Iterable[Asset]) -> None:
        theirs = {it for asset in those for it in (asset.owner_id, asset.holder_id) if it}
        if fresh := theirs - self._names.keys():
            self._names |= {**dict.fromkeys(fresh), **people.names(tx, fresh)}

    def _line(self, asset: Asset) -> str | None:
        if asset.status is Status.VOIDED:
            return None
        theirs = {self._names.get(it) for it in (asset.owner_id, asset.holder_id) if it}
        return lines.line_of(asset, filter(None, theirs))

    def _call_as_now(self, tx: Session) -> None:
        """Who was given another name in the meantime is found by that."""
        for person_id, name in people.names(tx, self._names).items():
            after: int | None = 0 if self._names[person_id] != name else None
            while after is not None:
                after = lines.call_anew(tx, person_id, name, after=after, limit=AT_ONCE)


CHANGED = "Assets were changed since that was looked at. Look at what it would do now."


def _row(step: Step, text: str | None) -> dict[str, Any]:
    asset, is_new = step.asset, step.event is Event.ASSET_ADDED
    row: dict[str, Any] = {
        "id": asset.id,
        "is_new": is_new,
        "event": step.event,
        "line": step.line,
        "source_key": step.source_key,
        "said": step.said,
        "said_before": step.said_before,
        "is_unheard": step.is_unheard,
    }
    if step.event is None:
        return row
    assets.keyed(asset)
    now = asset.facts
    changed = [name for name in assets.KEPT if step.before.get(name) != now[name]]
    return {
        **assets.columns_of(asset),
        **row,
        "version": 1 if is_new else asset.version + 1,
        "before": {name: step.before.get(name) for name in changed} or None,
        "after": {name: now[name] for name in changed} or None,
        "text": text,
    }
