"""A file of assets brought in from Slack, or taken back: on a thread, and with what is said of it."""

from collections.abc import Mapping
from datetime import datetime

from bot.imports.dry_runs import understood
from desk.imports import files as verbs
from desk.imports import reverts
from desk.imports.applies import apply, check, worked_out
from desk.imports.dry_runs import Planned, Progress, dry_run
from domain.numbers import Kind, read_number
from domain.organisation import Organisation
from storage.imports import files as stored
from storage.imports.spools import Spool
from storage.opening import opened


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

    It is worked out beside whoever works, who is only kept waiting while it is written. The button has asked
    about what wants a second word. Raises Refusal, UnreadableFile, SQLAlchemyError, and what `progress` raises.
    """
    sheet, columns = understood(content, mapping)
    with opened(address) as line:
        with line.looking() as tx, Spool[Planned]() as spool:
            run = dry_run(
                tx,
                sheet,
                columns,
                organisation=organisation,
                listed=0,
                spool=spool,
                progress=lambda done, of: progress(0, of),
            )
            check(run, token=token, confirmed=True)
            steps = worked_out(tx, run, spool, progress=progress, at=at)
        line.in_parts(steps.go_ahead)
        with line.changing() as tx:
            file = verbs.to_bring_in(tx, file_id)
            if file is None:
                return
            done = apply(
                tx,
                run,
                steps,
                sheet=sheet,
                columns=columns,
                file_name=file.name,
                by=verbs.asset_manager(file.person_id),
                at=at,
            )
            verbs.brought_in(tx, file, import_number=done.import_number, at=at)


def taken_back(address: str, file_id: int, *, progress: Progress, at: datetime) -> None:
    """What the file did is as it was before. Raises what `brought_in` raises."""
    with opened(address) as line:
        with line.looking() as tx:
            file = stored.find(tx, file_id)
            if file is None:
                return
            import_id = read_number(str(file.told.get("import")), Kind.IMPORT) or 0
            by = verbs.asset_manager(file.person_id)
            seen = reverts.look(tx, import_id, by=by)
            reverts.check(seen)
            steps = reverts.worked_out(tx, import_id, seen, progress=progress, at=at)
        with line.changing() as tx:
            file = verbs.to_take_back(tx, file_id)
            if file is None:
                return
            undone = reverts.undo(tx, import_id, seen, steps, by=by, at=at)
            counts = {"voided": undone.voided, "restored": undone.restored}
            verbs.taken_back(tx, file, counts, import_number=undone.import_number, at=at)
