"""A file of assets brought in from Slack, or taken back: on a thread, and with what is said of it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.asset_dry_runs import understood
from desk import asset_files as verbs
from desk.asset_applies import apply, check
from desk.asset_imports import Planned, dry_run
from desk.asset_reverts import revert
from domain.numbers import Kind, read_number
from domain.organisation import Organisation
from storage.opening import changing, looking_at
from storage.spools import Spool

Progress = Callable[[int, int], None]
"""Hears how many rows are done, of how many; what it raises takes everything back."""


def brought_in(
    address: str,
    file_id: int,
    content: bytes,
    *,
    token: str,
    mapping: Mapping[str, str],
    progress: Progress,
    organisation: Organisation,
    at: datetime,
) -> None:
    """The file has done what the dry run with this token has shown; nothing where somebody else has done it.

    It is looked over beside whoever works, who is only kept waiting while it is written. The button has asked
    about what wants a second word. Raises Refusal, UnreadableFile, SQLAlchemyError, and what `progress` raises.
    """
    sheet, columns = understood(content, mapping)
    with Spool[Planned]() as spool:
        with looking_at(address) as tx:
            run = dry_run(tx, sheet, columns, organisation=organisation, listed=0, spool=spool)
        check(run, token=token, confirmed=True)
        with changing(address) as tx:
            file = verbs.to_bring_in(tx, file_id)
            if file is None:
                return
            tx.expunge(file)
            run = apply(
                tx,
                run,
                spool,
                sheet=sheet,
                columns=columns,
                progress=progress,
                file_name=file.name,
                by=verbs.asset_manager(file.person_id),
                at=at,
            )
            if done := verbs.to_bring_in(tx, file_id):
                verbs.brought_in(tx, done, import_number=run.import_number, at=at)


def taken_back(address: str, file_id: int, *, progress: Progress, at: datetime) -> None:
    """What the file did is as it was before. Raises what `brought_in` raises."""
    with changing(address) as tx:
        file = verbs.to_take_back(tx, file_id)
        if file is None:
            return
        tx.expunge(file)
        found = revert(
            tx,
            read_number(str(file.told.get("import")), Kind.IMPORT) or 0,
            progress=progress,
            by=verbs.asset_manager(file.person_id),
            at=at,
        )
        if done := verbs.to_take_back(tx, file_id):
            counts = {"voided": found.voided, "restored": found.restored}
            verbs.taken_back(tx, done, counts, import_number=found.import_number, at=at)
