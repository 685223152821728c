"""Files of assets on the command line: brought in, taken back, and taken out."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.commands import reverts
from bot.commands.console import (
    console,
    fail,
    fail_on_database,
    fail_on_file,
    organisation_of,
    progress_of,
    settings_here,
)
from bot.commands.imports import SHOWN, brought_in, looked_over, report
from bot.imports.exports import written_out
from desk.imports.dry_runs import LISTED
from domain.errors import Refusal
from domain.imports.files import UnreadableFile
from domain.imports.rows import Days
from domain.imports.sources import SOURCES

_TOOLS = ", ".join(SOURCES)
import_app = typer.Typer(help="Bring in what is kept elsewhere.", no_args_is_help=True)
export_app = typer.Typer(help="Take out what is kept here.", no_args_is_help=True)


@import_app.command("assets")
def import_assets(
    file: Annotated[Path, typer.Argument(help="A CSV file; its first line names the columns")],
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help='"Their header=our field", or "Their header=-" to leave it out'),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", help=f"The tool it is from, where that is not seen: {_TOOLS}"),
    ] = None,
    dates: Annotated[
        Days | None,
        typer.Option(help="Which number is the day, where it writes days as 3/1/2026"),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Tell every row")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Do it, all of it or nothing")] = False,
    token: Annotated[
        str | None,
        typer.Option(help="With --apply: only what the dry run with this token has shown"),
    ] = None,
    confirm: Annotated[
        bool,
        typer.Option(
            "--confirm",
            help="With --apply: also where much changes, goes back a stage, or keeps others waiting",
        ),
    ] = False,
) -> None:
    """Show what a file of assets would add and change; with --apply do it."""
    settings = settings_here()
    organisation = organisation_of(settings)
    about = (settings.database_url, file, mapping or (), organisation)
    listed = None if everything else LISTED
    try:
        if apply:
            with progress_of("looking the file over", "bringing assets in") as (looking, bringing):
                looked_at = brought_in(
                    *about,
                    source=source,
                    days=dates,
                    listed=listed,
                    token=token,
                    confirmed=confirm,
                    looking=looking,
                    progress=bringing,
                    at=Clock(settings.steward_clock).whole_seconds(),
                )
        elif token is not None:
            fail("--token goes with --apply: it says which dry run is meant.")
        else:
            with progress_of("looking the file over") as (looking,):
                looked_at = looked_over(
                    *about, source=source, days=dates, listed=listed, looking=looking
                )
    except (ValueError, UnreadableFile, Refusal) as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail_on_database(error)
    for line in report(looked_at, shown=None if everything else SHOWN, is_done=apply):
        console.print(line, markup=False)
    if not looked_at.run.is_clean:
        raise typer.Exit(1)


@import_app.command("list")
def list_imports(
    before: Annotated[
        str | None, typer.Option(help="Show those before the one with this number")
    ] = None,
) -> None:
    """Show the latest imports, with what each did."""
    try:
        for line in reverts.listed(settings_here().database_url, before=before):
            console.print(line, markup=False)
    except ValueError as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail_on_database(error)


@import_app.command("revert")
def revert_import(
    number: Annotated[str, typer.Argument(help="Its number, as the list has it: IMP-3")],
    apply: Annotated[bool, typer.Option("--apply", help="Do it, all of it or nothing")] = False,
) -> None:
    """Show what taking an import back would do; with --apply do it."""
    settings = settings_here()
    try:
        with progress_of("taking it back") as (progress,):
            revert = reverts.taken_back(
                settings.database_url,
                number,
                apply=apply,
                progress=progress,
                at=Clock(settings.steward_clock).whole_seconds(),
            )
    except (ValueError, Refusal) as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail_on_database(error)
    for line in reverts.report(revert):
        console.print(line, markup=False)
    if revert.against:
        raise typer.Exit(1)


@export_app.command("assets")
def export_assets(
    out: Annotated[Path | None, typer.Option(help="A file; without it, standard output")] = None,
) -> None:
    """Write all assets as CSV, restricted ones too: whoever runs this has the database."""
    settings = settings_here()
    organisation = organisation_of(settings)
    try:
        count = written_out(settings.database_url, out, organisation)
    except OSError as error:
        fail_on_file(out or Path("-"), error)
    except ValueError as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail_on_database(error)
    if out is not None:
        console.print(f"{count} assets are in {out}.", markup=False)
