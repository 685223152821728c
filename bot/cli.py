"""The command line: each command does one thing, and fails with one clear line and an exit code of its own."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import SQLAlchemyError

from bot import doctor as examination
from bot import log, reverts
from bot.clock import Clock
from bot.configuration.clocks import read_clocks
from bot.configuration.organisation import read_organisation
from bot.configuration.stale import stale
from bot.exports import written_out
from bot.imports import SHOWN, brought_in, looked_over, report
from bot.kpi import Asked, figures_of, heading
from bot.kpi import as_json as report_as_json
from bot.kpi import as_table as report_as_table
from bot.service_reviews import written
from bot.settings import BadSettings, Settings, check_tokens, read_settings
from bot.sla import as_json, as_table, judged
from bot.steward import Steward
from desk.asset_imports import LISTED
from desk.kpis import as_csv
from domain.asset_files import UnreadableFile
from domain.asset_rows import Days
from domain.asset_sources import SOURCES
from domain.errors import Refusal
from domain.organisation import Organisation
from storage.schema import bring_up_to_date

WRONG_SETTINGS = 2

app = typer.Typer(
    help="Steward: IT service management inside Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
config_app = typer.Typer(help="The configuration file.", no_args_is_help=True)
app.add_typer(config_app, name="config")
sla_app = typer.Typer(help="SLA clocks.", no_args_is_help=True)
app.add_typer(sla_app, name="sla")
_TOOLS = ", ".join(SOURCES)
import_app = typer.Typer(help="Bring in what is kept elsewhere.", no_args_is_help=True)
app.add_typer(import_app, name="import")
export_app = typer.Typer(help="Take out what is kept here.", no_args_is_help=True)
app.add_typer(export_app, name="export")
console = Console(highlight=False, soft_wrap=True)


@app.command()
def run() -> None:
    """Run the bot: against Slack where tokens are set, else in a sandbox workspace in the browser."""
    settings = _settings()
    organisation = _organisation(settings)
    if not settings.has_tokens:
        _become_sandbox([])
    try:
        check_tokens(settings)
    except BadSettings as error:
        _fail(str(error))
    log.set_up(settings)
    _bring_up_to_date(settings)
    try:
        asyncio.run(_serve(settings, organisation))
    except BadSettings as error:
        _fail(str(error))
    except OSError as error:
        _fail(
            f"STEWARD_HTTP: cannot listen on {settings.steward_http}: {error.strerror or error}.", 1
        )


@app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)
def sandbox(context: typer.Context) -> None:
    """Open a pretend Slack workspace in the browser, with the bot in it."""
    _become_sandbox(context.args)


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    before, after = _bring_up_to_date(_settings())
    if before == after:
        console.print(f"The database is up to date (version {after}).")
    else:
        console.print(f"The database went from {before or 'empty'} to version {after}.")


@app.command()
def doctor() -> None:
    """Examine settings, configuration, database and Slack, and say what to mend."""
    findings = asyncio.run(examination.examine())
    for finding in findings:
        console.print(f"{'ok  ' if finding.is_well else 'FAIL'}  {finding.says}", markup=False)
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


@config_app.command("check")
def check(
    file: Annotated[
        str | None, typer.Argument(help="Default: STEWARD_CONFIG, or steward.toml")
    ] = None,
) -> None:
    """Check the configuration file whole."""
    settings = _settings()
    if file is not None:
        settings = settings.model_copy(update={"steward_config": file})
    organisation = _organisation(settings)
    if out_of_date := stale(organisation, Clock(settings.steward_clock)()):
        _fail("\n".join(f"{settings.steward_config}: {says}" for says in out_of_date))
    teams = ", ".join(f"{team.name} on {team.channel}" for team in organisation.teams)
    console.print(
        f"The configuration is good: {teams}; {len(organisation.services)} services.", markup=False
    )


@sla_app.command("explain")
def explain(
    file: Annotated[str, typer.Argument(help="Calendars and clocks as JSON; - reads them in")],
    in_json: Annotated[bool, typer.Option("--json", help="Answer as JSON")] = False,
) -> None:
    """Work out clocks by their calendars: when they are due, whether they were missed."""
    try:
        clocks = judged(read_clocks(file).courses())
    except BadSettings as error:
        _fail(str(error))
    if in_json:
        typer.echo(as_json(clocks))
    else:
        console.print(as_table(clocks))


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
            "--confirm", help="With --apply: also where much changes or goes back a stage"
        ),
    ] = False,
) -> None:
    """Show what a file of assets would add and change; with --apply do it."""
    settings = _settings()
    organisation = _organisation(settings)
    about = (settings.database_url, file, mapping or (), organisation)
    listed = None if everything else LISTED
    try:
        if apply:
            with _progress("bringing assets in") as progress:
                looked_at = brought_in(
                    *about,
                    source=source,
                    days=dates,
                    listed=listed,
                    token=token,
                    confirmed=confirm,
                    progress=progress,
                    at=Clock(settings.steward_clock).whole_seconds(),
                )
        elif token is not None:
            _fail("--token goes with --apply: it says which dry run is meant.")
        else:
            looked_at = looked_over(*about, source=source, days=dates, listed=listed)
    except (ValueError, UnreadableFile, Refusal) as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        _fail_on_database(error)
    for line in report(looked_at, shown=None if everything else SHOWN, is_done=apply):
        console.print(line, markup=False)
    if not looked_at.run.is_clean:
        raise typer.Exit(1)


@import_app.command("list")
def list_imports() -> None:
    """Show the latest imports, with what each did."""
    try:
        for line in reverts.listed(_settings().database_url):
            console.print(line, markup=False)
    except ValueError as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        _fail_on_database(error)


@import_app.command("revert")
def revert_import(
    number: Annotated[str, typer.Argument(help="Its number, as the list has it: IMP-3")],
    apply: Annotated[bool, typer.Option("--apply", help="Do it, all of it or nothing")] = False,
) -> None:
    """Show what taking an import back would do; with --apply do it."""
    settings = _settings()
    try:
        with _progress("taking it back") as progress:
            revert = reverts.taken_back(
                settings.database_url,
                number,
                apply=apply,
                progress=progress,
                at=Clock(settings.steward_clock).whole_seconds(),
            )
    except (ValueError, Refusal) as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        _fail_on_database(error)
    for line in reverts.report(revert):
        console.print(line, markup=False)
    if revert.against:
        raise typer.Exit(1)


@contextmanager
def _progress(doing: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, for work that takes long."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


@export_app.command("assets")
def export_assets(
    out: Annotated[Path | None, typer.Option(help="A file; without it, standard output")] = None,
) -> None:
    """Write all assets as CSV, restricted ones too: whoever runs this has the database."""
    settings = _settings()
    organisation = _organisation(settings)
    try:
        count = written_out(settings.database_url, out, organisation)
    except (ValueError, OSError) as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        _fail_on_database(error)
    if out is not None:
        console.print(f"{count} assets are in {out}.", markup=False)


@app.command()
def kpi(
    team: Annotated[str | None, typer.Option(help="A team's key; without it all teams")] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="The first day; without it last week's Monday")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", help="The day after the last: it no longer counts")
    ] = None,
    service: Annotated[str | None, typer.Option(help="A service's name")] = None,
    priority: Annotated[
        str | None, typer.Option(help="P1 to P5; figures of incidents only")
    ] = None,
    in_json: Annotated[bool, typer.Option("--json", help="Answer as JSON")] = False,
    in_csv: Annotated[bool, typer.Option("--csv", help="Answer as CSV")] = False,
) -> None:
    """Count the figures of a period: docs/reference/figures.md says what each means."""
    settings = _settings()
    organisation = _organisation(settings)
    asked = Asked(team=team, first=first, end=end, service=service, priority=priority)
    at = Clock(settings.steward_clock).whole_seconds()
    try:
        report = figures_of(settings.database_url, asked, organisation, at)
    except (ValueError, Refusal) as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        _fail_on_database(error)
    if in_json:
        typer.echo(report_as_json(report))
    elif in_csv:
        typer.echo(as_csv(report), nl=False)
    else:
        console.print(heading(report, organisation), markup=False)
        console.print(report_as_table(report))


@app.command("report")
def service_review(
    month: Annotated[str, typer.Argument(help="Such as 2026-02; without it last month")] = "",
    team: Annotated[str | None, typer.Option(help="A team's key; without it all teams")] = None,
    out: Annotated[
        Path | None, typer.Option(help="The file to write; without it standard output")
    ] = None,
) -> None:
    """Write the service review of a month, as Markdown."""
    settings = _settings()
    organisation = _organisation(settings)
    at = Clock(settings.steward_clock).whole_seconds()
    try:
        text = written(
            settings.database_url, team=team, month=month, organisation=organisation, at=at
        )
        if out is None:
            typer.echo(text, nl=False)
        else:
            out.write_text(text, encoding="utf-8")
            console.print(f"The service review is in {out}.", markup=False)
    except (ValueError, Refusal, OSError) as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        _fail_on_database(error)


def main() -> None:
    app()


async def _serve(settings: Settings, organisation: Organisation) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    steward = Steward(settings, organisation)
    starting = asyncio.ensure_future(steward.start())
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            gc.collect()
            gc.freeze()  # what stands now stays: collections need not look at it again
            await stopping
        else:
            starting.cancel()
            await asyncio.wait({starting})
    finally:
        stopping.cancel()
        await steward.stop()


def _become_sandbox(arguments: list[str]) -> NoReturn:
    """Give way to the sandbox, which starts the bot as its own child: the bot knows nothing of it."""
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *arguments])  # noqa: S606  our own program


def _settings() -> Settings:
    try:
        return read_settings()
    except BadSettings as error:
        _fail(str(error))


def _organisation(settings: Settings) -> Organisation:
    try:
        return read_organisation(settings)
    except BadSettings as error:
        _fail(str(error))


def _bring_up_to_date(settings: Settings) -> tuple[str | None, str]:
    try:
        return bring_up_to_date(settings.database_url)
    except SQLAlchemyError as error:
        _fail_on_database(error)


def _fail_on_database(error: SQLAlchemyError) -> NoReturn:
    reason = str(getattr(error, "orig", error)).splitlines()[0]
    _fail(f"DATABASE_URL: the database cannot be used: {reason}", 1)


def _fail(sentence: str, code: int = WRONG_SETTINGS) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
