"""The command line: each command does one thing, and fails with one clear line and an exit code of its own."""

import asyncio
import gc
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot import log
from bot.clock import Clock
from bot.commands import doctor as examination
from bot.commands.assets import export_app, import_app
from bot.commands.console import (
    console,
    fail,
    fail_on_database,
    fail_on_file,
    organisation_of,
    settings_here,
)
from bot.commands.kpi import Asked, figures_of, heading, of_each_team
from bot.commands.kpi import as_json as report_as_json
from bot.commands.kpi import as_table as report_as_table
from bot.commands.service_reviews import written
from bot.commands.sla import as_json, as_table, judged
from bot.configuration.clocks import read_clocks
from bot.configuration.stale import stale
from bot.settings import BadSettings, Settings, check_tokens
from bot.steward import Steward
from desk.figure.rows import figures_as_csv
from domain.errors import FromNewer, Refusal
from domain.organisation import Organisation
from storage.schema import bring_up_to_date

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
app.add_typer(import_app, name="import")
app.add_typer(export_app, name="export")


@app.command()
def run() -> None:
    """Run the bot: against Slack where tokens are set, else in a sandbox workspace in the browser."""
    settings = settings_here()
    organisation = organisation_of(settings)
    if not settings.has_tokens:
        _become_sandbox([])
    try:
        check_tokens(settings)
    except BadSettings as error:
        fail(str(error))
    log.set_up(settings)
    _bring_up_to_date(settings)
    try:
        asyncio.run(_serve(settings, organisation))
    except BadSettings as error:
        fail(str(error))
    except OSError as error:
        fail(_cannot_listen(settings, error), 1)


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
    before, after = _bring_up_to_date(settings_here())
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
    settings = settings_here()
    if file is not None:
        if not Path(file).exists():
            fail(f"There is no {file}.")
        settings = settings.model_copy(update={"steward_config": file})
    organisation = organisation_of(settings)
    if out_of_date := stale(organisation, Clock(settings.steward_clock)()):
        fail("\n".join(f"{settings.steward_config}: {says}" for says in out_of_date))
    teams = ", ".join(f"{team.name} on {team.channel}" for team in organisation.teams)
    count = len(organisation.services)
    services = "1 service" if count == 1 else f"{count} services"
    is_there = Path(settings.steward_config).exists()
    good = "The configuration is good" if is_there else "There is no steward.toml: what is built in"
    console.print(f"{good}: {teams}; {services}.", markup=False)


@sla_app.command("explain")
def explain(
    file: Annotated[str, typer.Argument(help="Calendars and clocks as JSON; - reads them in")],
    in_json: Annotated[bool, typer.Option("--json", help="Answer as JSON")] = False,
) -> None:
    """Work out clocks by their calendars: when they are due, whether they were missed."""
    try:
        clocks = judged(read_clocks(file).courses())
    except BadSettings as error:
        fail(str(error))
    if in_json:
        typer.echo(as_json(clocks))
    else:
        console.print(as_table(clocks))


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
    if in_json and in_csv:
        fail("Say --json or --csv, not both.")
    settings = settings_here()
    organisation = organisation_of(settings)
    asked = Asked(team=team, first=first, end=end, service=service, priority=priority)
    at = Clock(settings.steward_clock).whole_seconds()
    try:
        report = figures_of(settings.database_url, asked, organisation, at)
        apart = in_json and team is None and service is None
        teams = of_each_team(settings.database_url, asked, organisation, at) if apart else []
    except (ValueError, Refusal) as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail_on_database(error)
    if in_json:
        typer.echo(report_as_json(report, teams))
    elif in_csv:
        typer.echo(figures_as_csv(report), nl=False)
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
    settings = settings_here()
    organisation = organisation_of(settings)
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
    except OSError as error:
        fail_on_file(out or Path("-"), error)
    except (ValueError, Refusal) as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail_on_database(error)


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


def _cannot_listen(settings: Settings, error: OSError) -> str:
    known = error.errno is not None and error.errno > 0
    why = os.strerror(error.errno or 0) if known else error.strerror or str(error)
    return (
        f"STEWARD_HTTP: cannot listen on {settings.steward_http}: {why}. "
        "Set it to another place, such as 127.0.0.1:3001."
    )


def _bring_up_to_date(settings: Settings) -> tuple[str | None, str]:
    try:
        return bring_up_to_date(settings.database_url)
    except FromNewer as error:
        fail(str(error), 1)
    except SQLAlchemyError as error:
        fail_on_database(error)
